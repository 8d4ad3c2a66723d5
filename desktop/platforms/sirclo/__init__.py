"""The SIRCLO MP Adapter. Rule: every fact about its wire, JSON-RPC and Pub/Sub, stands here, with its section."""
