"""Saved views: a query of orders under a name, with the columns it is looked at in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.order_views import OrderQuery


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """How one column stands in a table; ``width`` in logical pixels."""

    key: str
    width: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SavedView:
    """``id`` is 0 for one that is not stored yet. Columns are in the order shown; none: as they are."""

    id: int
    name: str
    query: OrderQuery
    columns: tuple[ColumnShown, ...] = ()


def as_data(columns: Sequence[ColumnShown]) -> list[dict[str, object]]:
    """Columns as plain JSON data."""
    return [{"key": one.key, "width": one.width, "hidden": one.hidden} for one in columns]


def columns_of(data: object) -> tuple[ColumnShown, ...]:
    """What ``as_data`` gave; broken entries are passed over."""
    entries = [entry for entry in data if isinstance(entry, Mapping)] if isinstance(data, list | tuple) else []
    return tuple(
        ColumnShown(
            entry["key"], width if isinstance(width := entry.get("width"), int) else 0, bool(entry.get("hidden"))
        )
        for entry in entries
        if isinstance(entry.get("key"), str)
    )
