"""Benchmarks: each figure is a ratio to a floor measured in the same run; a missed target is told, never a failure."""
