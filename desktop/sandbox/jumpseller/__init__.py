"""Jumpseller, both generations of its API, written from `platforms/jumpseller.md` and the two published contracts.

Rule: knows the shared parts of the sandbox, never another simulated platform and nothing of the connector.
"""
