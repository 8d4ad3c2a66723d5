"""Which operations the chosen cells of the grid show as waiting for the seller's word."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import KIND, VALUE, Field, GridRow
from desktop.domain.operations import Operation, OperationState
from desktop.domain.wishes import place_of

if TYPE_CHECKING:
    from desktop.ui.catalog.block_work import BlockWork
    from desktop.ui.catalog.grid import Grid


Chosen = dict[str, tuple[Operation, set[Field]]]
"""By operation id the operation, and which of its values are chosen."""


async def chosen_doubts(grid: "Grid", blocks: "BlockWork") -> Chosen:
    """Of the cells that are chosen; a column that is no value means the row."""
    found: Chosen = {}
    for block in grid.chosen.blocks:
        places = [grid.field_at(place) for place in range(block.left, block.right + 1)]
        fields = [of for of in places if of is not None]
        for row in await blocks.rows(grid.paged.ids[block.top : block.bottom + 1]):
            for one in _in_cells(row, fields) if fields else _in_row(row):
                found.setdefault(one.id, (one, set()))[1].update(fields or KIND)
    return found


def _in_cells(row: GridRow, fields: list[Field]) -> Iterator[Operation]:
    place = (row.place.market, row.place.warehouse)
    for one in _in_row(row):
        if place_of(one) == place and any(KIND[of] is one.kind and VALUE[of] in one.after for of in fields):
            yield one


def _in_row(row: GridRow) -> Iterator[Operation]:
    for one in row.pending:
        is_doubt = one.state is OperationState.UNSURE and one.next_try_at is None
        if one.state is OperationState.CONFLICT or is_doubt:
            yield one
