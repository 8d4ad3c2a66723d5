"""What every platform uses and that knows none of them: contract, manifest, transport chain, limiter, paging, redaction."""
