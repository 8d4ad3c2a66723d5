"""The Uappi hub, written from `platforms/uappi.md`; docstrings name that document's sections.

Rule: knows the shared parts of the sandbox, never another simulated platform and nothing of the connector.
"""
