"""Jumpseller: one connector for both generations of its API. Wire facts in jumpseller.md; nothing here knows Qt."""
