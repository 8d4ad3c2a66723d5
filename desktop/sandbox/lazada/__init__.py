"""Lazada Open Platform, written from `platforms/lazada.md`; docstrings name that document's sections.

Rule: knows the shared parts of the sandbox, never another simulated platform and nothing of the connector.
"""
