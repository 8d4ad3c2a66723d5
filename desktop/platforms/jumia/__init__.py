"""Jumia Vendor Center, the order side. Rule: every fact about its wire stands here, with its section of jumia.md."""
