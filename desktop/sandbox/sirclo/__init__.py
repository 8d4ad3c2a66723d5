"""The SIRCLO MP Adapter and the Pub/Sub it talks through, from `platforms/sirclo.md`; docstrings name its sections.

Rule: knows the shared parts of the sandbox, never another simulated platform and nothing of the connector.
"""
