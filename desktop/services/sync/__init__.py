"""Orders flow in, one way only: answers are written, nothing is ever sent. Knows the contract, no platform."""
