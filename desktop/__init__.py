"""Backshop: every shop of a small marketplace seller in one window, kept on the seller's own computer.

The rule of the house: arrows point downwards only.
``app -> ui, cli -> services -> store, platforms.kit, printing -> domain``.
"""

__version__ = "0.1.0"
