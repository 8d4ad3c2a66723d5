"""The Uappi hub. Rule: every fact about its wire stands here, with its section of uappi.md."""
