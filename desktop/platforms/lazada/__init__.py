"""Lazada Open Platform. Rule: every fact about its wire stands here, with its section of lazada.md."""
