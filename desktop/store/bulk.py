"""Writes many rows of one table at once, which is what makes it quick, and only what is different of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from desktop.store.sql import sa
from desktop.store.values import to_json

Values = dict[str, object]
ROW = "the_row"  # names the row that values are for, in ``update``


def insert(c: sa.Connection, table: sa.Table, rows: Sequence[Values]) -> None:
    """One statement for all rows."""
    if rows:
        c.execute(table.insert(), rows)


def different(now: Values, before: Mapping[str, object]) -> Values:
    """The values that are not what they were."""
    return {name: value for name, value in now.items() if value != before[name]}


def update(c: sa.Connection, key: sa.Column[int], rows: Sequence[Values]) -> None:
    """Set these values where ``key`` is the ``ROW`` of each: an untouched column costs no index."""
    alike: dict[tuple[str, ...], list[Values]] = {}
    for row in rows:
        alike.setdefault(tuple(row), []).append(row)
    for same in alike.values():
        c.execute(key.table.update().where(key == sa.bindparam(ROW)), same)


def delete(c: sa.Connection, key: sa.Column[int], among: Collection[int]) -> None:
    """Every row whose ``key`` is one of these."""
    if among:
        listed = "(SELECT value FROM json_each(?))"
        c.exec_driver_sql(f"DELETE FROM {key.table.name} WHERE {key.name} IN {listed}", (to_json(list(among)),))
