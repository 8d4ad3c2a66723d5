"""SQLAlchemy and the tables, loaded at the first write, so that modules that write cost the first paint nothing."""

import importlib
from typing import TYPE_CHECKING, Any

__all__ = ["sa", "t"]


class _AtFirstUse:
    """Stands for a module until one of its names is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)


if TYPE_CHECKING:
    import sqlalchemy as sa

    from desktop.store import tables as t
else:
    sa = _AtFirstUse("sqlalchemy")
    t = _AtFirstUse("desktop.store.tables")
