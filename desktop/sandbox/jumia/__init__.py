"""Jumia Vendor Center, the order side, written from `platforms/jumia.md`; docstrings name that document's sections.

Rule: knows the shared parts of the sandbox, never another simulated platform and nothing of the connector.
"""
