"""What every platform uses: contract, manifest, transport chain, limiter, paging, redaction. It knows no platform."""
