"""Writes orders into a file: read in slices, written in a thread, there whole or not at all."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.domain.errors import NotPossible
from desktop.domain.exports import Exported, ExportedOrder, ExportPlan
from desktop.services.export.files import Sheet, open_sheet
from desktop.services.export.lines import lines_of
from desktop.store.db import Database
from desktop.store.order_exports import exported_orders

_AT_ONCE = 250
KINDS = ("xlsx", "csv")


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
        show: Callable[[int, int], None] = lambda _done, _total: None,
        stop: asyncio.Event | None = None,
    ) -> Exported:
        """Write these orders, in this order, to ``path``; its ending tells the kind. ``show`` gets orders done of all.

        ``stop`` leaves things as they were. Raises ``NotPossible``: ``unknown_file_kind``, ``file_not_written``.
        """
        kind = path.suffix.lower().removeprefix(".")
        if kind not in KINDS:
            raise NotPossible("unknown_file_kind", kinds=", ".join(KINDS))
        draft = path.with_name(f".{path.name}.part")
        try:
            done = await self._fill(draft, kind, order_ids, plan, show, stop)
            if not done.stopped:
                await asyncio.to_thread(draft.replace, path)
            return done
        except OSError as error:
            raise NotPossible("file_not_written", reason=error.strerror or "") from error
        finally:
            await asyncio.to_thread(draft.unlink, missing_ok=True)

    async def _fill(
        self,
        draft: Path,
        kind: str,
        order_ids: Sequence[int],
        plan: ExportPlan,
        show: Callable[[int, int], None],
        stop: asyncio.Event | None,
    ) -> Exported:
        sheet = await asyncio.to_thread(open_sheet, draft, tuple(plan.titles.values()), kind)
        orders = lines = 0
        try:
            for start in range(0, len(order_ids), _AT_ONCE):
                if stop is not None and stop.is_set():
                    return Exported(orders, lines, stopped=True)
                asked = order_ids[start : start + _AT_ONCE]
                found = await self._db.read(lambda c, asked=asked: exported_orders(c, asked))  # type: ignore[misc]
                lines += await asyncio.to_thread(_add, sheet, found, plan)
                orders += len(found)
                show(orders, len(order_ids))
        finally:
            await asyncio.to_thread(sheet.close)
        return Exported(orders, lines)


def _add(sheet: Sheet, orders: Sequence[ExportedOrder], plan: ExportPlan) -> int:
    lines = [line for order in orders for line in lines_of(order, plan)]
    sheet.add(lines)
    return len(lines)
