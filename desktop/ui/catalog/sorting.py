"""The order of the grid's rows: a click on a heading chooses it, with Shift it is the order within equal rows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from desktop.domain.catalog_grid import GridQuery, GridRow, GridSort
from desktop.ui.kit.columns import Column


def ordered(query: GridQuery, by: GridSort, *, further: bool) -> GridQuery:
    """The query after a click on the heading of ``by``; a second click turns its order round."""
    if further and query.sort is not by:
        return replace(query, then=by, then_descending=query.then is by and not query.then_descending)
    down = query.sort is by and not query.descending
    return replace(query, sort=by, descending=down, then=query.then if further else None)


def arrows(query: GridQuery, columns: Sequence[Column[GridRow]]) -> dict[int, tuple[int, bool]]:
    """What the headings show: column -> (first or second, descending)."""
    places = {column.sort: at for at, column in enumerate(columns) if column.sort}
    found = {places[query.sort]: (1, query.descending)}
    return {**found, places[query.then]: (2, query.then_descending)} if query.then else found


def kept_order(query: GridQuery) -> dict[str, Any]:
    """For the next start."""
    return {
        "sort": query.sort, "descending": query.descending,
        "then": query.then or "", "then_descending": query.then_descending,
    }  # fmt: skip


def remembered(kept: Mapping[str, Any]) -> GridQuery:
    """The order of the last time; one written by another version gives the usual one."""
    sort, then = (
        GridSort(kept[key]) if kept.get(key) in set(GridSort) else None for key in ("sort", "then")
    )  # fmt: skip
    return GridQuery(
        sort=sort or GridSort.SKU, descending=bool(kept.get("descending")), then=then if then is not sort else None,
        then_descending=bool(kept.get("then_descending")), expand_all=bool(kept.get("expanded")),
    )  # fmt: skip
