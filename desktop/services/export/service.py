"""Writes orders into a file: read in slices, written in a thread, there whole or not at all."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from desktop.domain.exports import Exported, ExportedOrder, ExportPlan, Value
from desktop.services.export.lines import lines_of
from desktop.services.export.sheet_files import sheet_file
from desktop.services.progress import Show, nobody_looks
from desktop.store.db import Database
from desktop.store.order_exports import exported_orders

_AT_ONCE = 250


class Exports:
    """Reads only; the file is all that it leaves."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def write(
        self,
        path: Path,
        order_ids: Sequence[int],
        plan: ExportPlan,
        *,
        show: Show = nobody_looks,
        stop: asyncio.Event | None = None,
    ) -> Exported:
        """Write these orders, in this order, to ``path``; its ending tells the kind. ``show`` gets orders done of all.

        ``stop`` leaves things as they were. Raises ``NotPossible``: ``unknown_file_kind``, ``file_not_written``.
        """
        orders = lines = 0
        async with sheet_file(path, tuple(plan.titles.values())) as draft:
            for start in range(0, len(order_ids), _AT_ONCE):
                if stop is not None and stop.is_set():
                    draft.given_up = True
                    return Exported(orders, lines, stopped=True)
                found = await self._db.read(partial(exported_orders, order_ids=order_ids[start : start + _AT_ONCE]))
                made = await asyncio.to_thread(_lines, found, plan)
                await draft.add(made)
                orders, lines = orders + len(found), lines + len(made)
                show(orders, len(order_ids))
        return Exported(orders, lines)


def _lines(orders: Sequence[ExportedOrder], plan: ExportPlan) -> list[list[Value]]:
    return [line for order in orders for line in lines_of(order, plan)]
