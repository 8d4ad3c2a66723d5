"""10,000 stock values queued, sent to a platform that answers at once, and taken back, on 300,000 SKUs.

Floors: the same rows written by sqlite3's executemany in one transaction, same indexes. What the outbox does beside is
its promise: it reads each SKU first, and commits before and after each of a hundred requests.
"""

import asyncio
import gc
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.catalog_views import CatalogQuery, StoredVariant
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.profile import Profile
from desktop.platforms.kit.contract import Sent
from desktop.platforms.registry import MANIFESTS
from desktop.services.build import build_services
from desktop.services.outbox.service import Outbox
from desktop.services.variant_wishes import Edit
from desktop.store.connect import connect
from desktop.store.locks import worker_lock
from tests.benchmarks.editing import Took, with_heartbeat
from tests.benchmarks.measure import Figure, ratio, seconds
from tests.benchmarks.profile import columns, copied
from tests.benchmarks.skus import with_skus

VALUES = 10_000
AT_ONCE = 100  # in one request
_SKUS_PER_ORDER = 30
_DONE = "UPDATE operations SET state = 'done', finished_at = created_at, attempts = 1 WHERE id = ?"
_STOCK = "UPDATE variants SET stock = ?, read_at = ? WHERE id = ?"
Row = tuple[Any, ...]


class Instant:
    """Holds stock, and takes any number of values at once."""

    def __init__(self, variants: Sequence[StoredVariant]) -> None:
        self.variants = {one.variant.remote_id: one.variant for one in variants}

    async def test(self) -> str:
        return "instant"

    async def discover(self) -> tuple[()]:
        return ()

    async def aclose(self) -> None:
        return None

    async def connector(self, _account_id: str) -> "Instant":
        return self

    async def variant_pages(self) -> AsyncIterator[tuple[Variant, ...]]:
        yield ()

    async def read_variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        return tuple(self.variants[ref.remote_id] for ref in refs)

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        return tuple(tuple(operations[at : at + AT_ONCE]) for at in range(0, len(operations), AT_ONCE))

    async def send(self, batch: Sequence[Operation]) -> Sent:
        for one in batch:
            stock = int(str(one.after["quantity"]))
            self.variants[one.subject] = replace(self.variants[one.subject], stock=stock)
        return Sent(tuple(Outcome(one.id, OperationState.DONE) for one in batch))

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        raise AssertionError(f"{len(batch)} values are in doubt")


def drain(_profile: Profile, folder: Path, orders: int) -> list[Figure]:
    """The way of many values there and back."""
    skus = orders * _SKUS_PER_ORDER
    made = with_skus(folder.parent / "backshop-bench-skus", skus)
    path = copied(made, folder / "ours")
    path = path.rename(path.with_name(Profile(path.parent).database.name))
    values = 200 if skus < 50_000 else VALUES
    took = asyncio.run(_there_and_back(Profile(path.parent), values))
    queued, answered = _floors(path, copied(made, folder / "floor"))
    names = ("queued", "sent and answered", "taken back", "sent and answered again")
    return [
        ratio(
            f"16 outbox: {values:,} values {name} [executemany]", [one.wall], [floor], target,
            f"CPU {one.cpu:.2f} s, the loop's own longest turn {one.turn * 1e3:.0f} ms",
        )
        for name, one, floor, target in zip(names, took, (queued, answered) * 2, (10, 20) * 2, strict=True)
    ]  # fmt: skip


async def _there_and_back(profile: Profile, values: int) -> list[Took]:
    services = build_services(profile, MANIFESTS, passphrase=lambda: "bench")
    try:
        stored = await services.catalog.variants(await services.catalog.ids(CatalogQuery(), values))
        gc.disable()  # as in the program once its window is up, see ``ui.kit.collecting``
        gc.freeze()
        outbox = Outbox(services.db, Instant(stored), services.changes, worker_lock(profile.folder))
        edits = [Edit(one, OperationKind.SET_STOCK, {"quantity": 500 + at % 7}) for at, one in enumerate(stored)]
        queued, push = await with_heartbeat(services.catalog_work.wish(edits, "Benchmark"))
        sent, _ = await with_heartbeat(outbox.run_until_idle())
        undone, _ = await with_heartbeat(outbox.take_back(push.change_set_id))
        sent_back, left = await with_heartbeat(outbox.run_until_idle())
        states = {one.state for one in await outbox.list(open_only=False)}
        assert not left and states == {OperationState.DONE}, f"{len(left)} left, {states}"
        return [queued, sent, undone, sent_back]
    finally:
        gc.unfreeze()
        gc.enable()
        await services.aclose()


def _floors(ours: Path, floor: Path) -> tuple[float, float]:
    """Seconds to insert the operations of the first way, and to write what their answers changed."""
    reader, c = connect(ours, reader=True), connect(floor, reader=False)
    try:
        first = "SELECT min(id) FROM change_sets"
        sets = reader.execute(f"SELECT * FROM change_sets WHERE id = ({first})").fetchall()
        names = columns(reader, "operations")
        rows = reader.execute(f"SELECT {', '.join(names)} FROM operations WHERE change_set_id = ({first})").fetchall()
        changed = reader.execute(
            "SELECT h.* FROM value_history h JOIN operations o ON o.id = h.operation_id "
            f"WHERE o.change_set_id = ({first}) AND h.market = '' AND h.warehouse = ''"
        ).fetchall()
        ids = [(row[names.index("id")],) for row in rows]
        queued = [(_insert("change_sets", sets), sets), (_insert("operations", rows), rows)]
        at = columns(reader, "value_history").index("variant_id")
        answered = [
            (_DONE, ids),
            (_STOCK, [(place % 7, 0, row[at]) for place, row in enumerate(changed)]),
            (_insert("value_history", changed), changed),
        ]
        return seconds(lambda: _write(c, queued)), seconds(lambda: _write(c, answered))
    finally:
        reader.close()
        c.close()


def _insert(table: str, rows: Sequence[Row]) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"


def _write(c: sqlite3.Connection, pages: Sequence[tuple[str, Sequence[Row]]]) -> None:
    c.execute("BEGIN IMMEDIATE")
    for statement, rows in pages:
        c.executemany(statement, rows)
    c.execute("COMMIT")
