"""Wiring, and nothing else: the only place that knows everything."""
