"""10,000 cells of the grid pasted, saved, undone, reckoned by a formula and reviewed, on 300,000 SKUs.

Floors: a dict of as many cells and one repaint for what is shown; as many plain upserts in one transaction for what is
kept; and for an undo, the paste that it takes back.
"""

import asyncio
import gc
import itertools
import resource
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple, NoReturn, TypeVar

from desktop.domain.adjusting import Adjustment, Change
from desktop.domain.catalog_grid import Field
from desktop.domain.formulas import read_formula
from desktop.domain.profile import Profile
from desktop.store.writer import Writer
from desktop.ui.catalog.figures import FIGURES, lines_of, reckon
from desktop.ui.catalog.review_sheet import ReviewSheet
from desktop.ui.kit.collecting import collect_due
from tests.benchmarks.grid import Bench
from tests.benchmarks.measure import Figure, ratio, seconds

FIELDS = (Field.STOCK, Field.PRICE, Field.SALE_PRICE, Field.STATUS)
ROWS = 2_500
ROUNDS = 5
_UPSERT = (
    "INSERT INTO bench_cells VALUES (?, ?, '', '', ?, ?, '', 0, 0) "
    "ON CONFLICT (id, field, market, warehouse) DO UPDATE SET typed = excluded.typed, value = excluded.value"
)
_TABLE = (
    "CREATE TABLE bench_cells (id INTEGER, field TEXT, market TEXT, warehouse TEXT, typed TEXT, value TEXT, code TEXT, "
    "level INTEGER, at INTEGER, PRIMARY KEY (id, field, market, warehouse)) WITHOUT ROWID"
)
Texts = dict[tuple[int, Field], str | None]
Answer = TypeVar("Answer")


class Took(NamedTuple):
    """Seconds by the clock and of the processor, how late the loop was at worst, and its own work in one turn at most.

    Only the last says what keeps the loop; how late it is depends on who else wants the processor as well.
    """

    wall: float
    cpu: float
    late: float
    turn: float


def editing(_profile: Profile, folder: Path, orders: int) -> list[Figure]:
    """Everything that is done to many cells at once."""
    bench = Bench(folder, orders * 30)
    try:
        bench.fetch(0)
        bench.grid.body.verticalScrollBar().setValue(0)
        keys = bench.keys[: 100 if bench.is_small else ROWS]
        return [*_pasted(bench, list(keys)), *_looked_at(bench, list(keys)), _memory()]
    finally:
        bench.close()


@dataclass
class _Rounds:
    """Seconds of each round; the best of them counts, as a busy machine only ever adds."""

    shown: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    kept: list[Took] = field(default_factory=list)
    undone: list[Took] = field(default_factory=list)
    redone: list[Took] = field(default_factory=list)


def _pasted(bench: Bench, keys: list[int]) -> list[Figure]:
    found, drafts = _Rounds(), bench.services.drafts
    raw = Writer(bench.services.profile.database)
    raw.run(lambda c: c.exec_driver_sql(_TABLE))
    for turn in range(ROUNDS):
        texts = cells_of(keys, turn)
        found.floor.append(seconds(partial(_floor, bench, texts)))
        found.shown.append(seconds(partial(_shown, bench, texts)))
        rows = [(key, of.value, text, text) for (key, of), text in texts.items()]
        found.plain.append(seconds(partial(raw.run, lambda c, rows=rows: c.exec_driver_sql(_UPSERT, rows))))
        took, taken = bench.run(with_heartbeat(drafts.type(texts, bench.how)))
        bench.flying.clear()
        found.kept.append(took)
        found.undone.append(bench.run(with_heartbeat(drafts.put(taken.before, bench.how)))[0])
        found.redone.append(bench.run(with_heartbeat(drafts.put(taken.after, bench.how)))[0])
    raw.close()
    idle = bench.run(with_heartbeat(asyncio.sleep(1)))[0]
    return _figures(found, f"{len(keys) * len(FIELDS):,}", idle)


def _figures(found: _Rounds, cells: str, idle: Took) -> list[Figure]:
    kept, undone, redone = ([min(one.wall for one in took)] for took in (found.kept, found.undone, found.redone))
    cpu = [min(one.cpu for one in took) for took in (found.kept, found.undone, found.redone)]
    every = (*found.kept, *found.undone, *found.redone)
    late, turn = [one.late for one in every], max(one.turn for one in every)
    told = f"most {max(late) * 1e3:.0f} ms; idle {idle.late * 1e3:.0f} ms"
    return [
        ratio(
            f"10 grid: paste of {cells} cells shown [dict.update + repaint]", [min(found.shown)], [min(found.floor)], 3
        ),
        ratio("10 grid: judged and on disk [dict.update + repaint]", kept, [min(found.floor)], 4),
        ratio(
            "10 grid: judged and on disk [as many plain upserts]", kept, [min(found.plain)], 4, f"CPU {cpu[0]:.2f} s"
        ),
        ratio("10 grid: its undo, judged and on disk [its paste]", undone, kept, 1.5, f"CPU {cpu[1]:.2f} s"),
        ratio("10 grid: its redo, judged and on disk [its paste]", redone, kept, 1.5, f"CPU {cpu[2]:.2f} s"),
        Figure("10 grid: the loop's lateness meanwhile, median", median(late) * 1e3, "ms", 50, told),
        Figure("10 grid: the loop's own longest turn meanwhile", turn * 1e3, "ms", 30, "of its processor's time"),
    ]


def _looked_at(bench: Bench, keys: list[int]) -> list[Figure]:
    """What is read of all those cells: their review, its sheet, and the rows that a formula is reckoned over."""
    formula = read_formula("round(price * 1.1 + 5, 2)", [of.value for of in FIGURES])
    how = Adjustment(Change.FORMULA, Decimal(0), formula=formula)
    reviews, opened, reckoned, read = list[Took](), list[float](), list[float](), list[Took]()
    for _ in range(3):
        took, review = bench.run(with_heartbeat(bench.services.review.review()))
        reviews.append(took)
        opened.append(seconds(partial(_open_sheet, bench, review)))
        took, rows = bench.run(with_heartbeat(bench.services.catalog.grid_rows(keys)))
        read.append(took)
        reckoned.append(seconds(partial(reckon, lines_of(rows), Field.PRICE, how)))
    count, walls = f"{len(review.changes):,}", [min(one.wall for one in took) for took in (reviews, read)]
    cpus = [f"CPU {min(one.cpu for one in took):.2f} s" for took in (reviews, read)]
    return [
        Figure(f"10 grid: review of {count} changed cells", walls[0], "s", 2, cpus[0]),
        Figure(f"10 grid: its sheet over {count} cells opened", min(opened), "s", 0.3),
        Figure(f"10 grid: {len(keys):,} rows with their drafts read", walls[1], "s", 1, cpus[1]),
        Figure(f"10 grid: a formula over {len(keys):,} rows reckoned", min(reckoned), "s", 0.3),
    ]


def _open_sheet(bench: Bench, review: object) -> None:
    sheet = ReviewSheet(bench.grid, review, bench.how, _nobody_asks, _nobody_asks)
    sheet.show()
    sheet.repaint()
    sheet.close()
    sheet.deleteLater()


async def _nobody_asks(*_: object) -> NoReturn:
    raise AssertionError("nobody presses a button of the sheet here")


def _memory() -> Figure:
    gc.collect()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Figure("9 grid: most memory of this process", most, "MB", 600)


def cells_of(keys: list[int], turn: int) -> Texts:
    """As many texts as ``keys`` have cells, other ones each turn."""
    return {
        (key, of): "inactive" if of is Field.STATUS else str(2000 + turn + at % 7)
        for at, key in enumerate(keys)
        for of in FIELDS
    }


def _floor(bench: Bench, texts: Texts) -> None:
    overlay: Texts = {}
    overlay.update(texts)
    bench.repaint()


def _shown(bench: Bench, texts: Texts) -> None:
    bench.flying.update(texts)
    bench.model.reformat()
    bench.repaint()


async def with_heartbeat(work: Awaitable[Answer]) -> tuple[Took, Answer]:
    """What ``work`` took, and its answer."""
    late = turn = 0.0

    async def beat() -> None:
        nonlocal late, turn
        for count in itertools.count(1):
            begin, own = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0.005)
            if count % 50 == 0:
                collect_due()  # as often as the window does, and counted like everything that keeps the loop
            late = max(late, time.perf_counter() - begin - 0.005)
            turn = max(turn, time.thread_time() - own)

    heart = asyncio.ensure_future(beat())
    begin, cpu = time.perf_counter(), time.process_time()
    answer = await work
    took = Took(time.perf_counter() - begin, time.process_time() - cpu, late, turn)
    heart.cancel()
    return took, answer
