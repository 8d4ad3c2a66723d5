"""The outbox: what was wished, sent at most once and proved by reading back. Knows the contract, never a platform."""
