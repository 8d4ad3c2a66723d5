"""The same services from a terminal: a public contract of names, JSON keys and exit codes. Never imports Qt."""
