"""Loads modules when one of their names is first used: what takes long to load is not in the way of the first paint."""

import importlib
from typing import Any


def at_first_use(name: str) -> Any:
    """Stands for the module ``name``. Give type checkers the real import under ``TYPE_CHECKING``."""
    return _AtFirstUse(name)


class _AtFirstUse:
    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)
