"""The outbox on screen: what was wished, how far it got, what the marketplace said, what the seller can decide."""
