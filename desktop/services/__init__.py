"""What the seller can do, one sentence per method; async; no Qt, no SQL, no HTTP, and no platform by name."""
