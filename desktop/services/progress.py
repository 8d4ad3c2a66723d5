"""How far long work is: told by whoever does it, shown by whoever asked for it."""

from collections.abc import Callable

Show = Callable[[int, int], None]
"""How many are done, of how many."""


def nobody_looks(_done: int, _total: int) -> None:
    """Progress that nobody asked for."""
