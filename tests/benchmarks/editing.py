"""10,000 cells of the grid pasted, saved, undone, reckoned by a formula and reviewed, on 300,000 SKUs.

Floors: a dict of as many cells and one repaint for what is shown; as many plain upserts in one transaction for what is
kept; and for an undo, the paste that it takes back.
"""

import asyncio
import gc
import resource
import time
from collections.abc import Awaitable
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from desktop.domain.adjusting import Adjustment, Change
from desktop.domain.catalog_grid import Field
from desktop.domain.formulas import read_formula
from desktop.domain.profile import Profile
from desktop.store.writer import Writer
from desktop.ui.catalog.figures import FIGURES, lines_of, reckon
from desktop.ui.catalog.review_sheet import ReviewSheet
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


def _pasted(bench: Bench, keys: list[int]) -> list[Figure]:
    shown: list[float] = []
    floors, kept, plain, undone, redone, late = (
        list(shown),
        list(shown),
        list(shown),
        list(shown),
        list(shown),
        list(shown),
    )
    raw = Writer(bench.services.profile.database)
    raw.run(lambda c: c.exec_driver_sql(_TABLE))
    for turn in range(ROUNDS):
        texts = cells_of(keys, turn)
        floors.append(seconds(partial(_floor, bench, texts)))
        shown.append(seconds(partial(_shown, bench, texts)))
        rows = [(key, of.value, text, text) for (key, of), text in texts.items()]
        plain.append(seconds(partial(raw.run, lambda c, rows=rows: c.exec_driver_sql(_UPSERT, rows))))
        took, lateness, taken = bench.run(with_heartbeat(bench.services.drafts.type(texts, bench.how)))
        bench.flying.clear()
        kept.append(took)
        late.append(lateness)
        took, lateness, _ = bench.run(with_heartbeat(bench.services.drafts.put(taken.before, bench.how)))
        undone.append(took)
        late.append(lateness)
        took, lateness, _ = bench.run(with_heartbeat(bench.services.drafts.put(taken.after, bench.how)))
        redone.append(took)
        late.append(lateness)
    raw.close()
    cells, idle = len(keys) * len(FIELDS), bench.run(with_heartbeat(asyncio.sleep(1)))[1]
    told = f"most {max(late) * 1e3:.0f} ms; idle {idle * 1e3:.0f} ms"
    return [
        ratio(f"10 grid: paste of {cells:,} cells shown [dict.update + repaint]", shown, floors, 3),
        ratio("10 grid: judged and on disk [dict.update + repaint]", kept, floors, 4),
        ratio("10 grid: judged and on disk [as many plain upserts]", kept, plain, 4),
        ratio("10 grid: its undo, judged and on disk [its paste]", undone, kept, 1.5),
        ratio("10 grid: its redo, judged and on disk [its paste]", redone, kept, 1.5),
        Figure("10 grid: the loop's lateness meanwhile, median", median(late) * 1e3, "ms", 50, told),
    ]


def _looked_at(bench: Bench, keys: list[int]) -> list[Figure]:
    """What is read of all those cells: their review, its sheet, and the rows that a formula is reckoned over."""
    reviews, opened, reckoned, read = [], [], [], []
    formula = read_formula("round(price * 1.1 + 5, 2)", [of.value for of in FIGURES])
    how = Adjustment(Change.FORMULA, Decimal(0), formula=formula)
    for _ in range(3):
        begin = time.perf_counter()
        review = bench.run(bench.services.review.review())
        reviews.append(time.perf_counter() - begin)
        opened.append(seconds(partial(_open_sheet, bench, review)))
        begin = time.perf_counter()
        rows = bench.run(bench.services.catalog.grid_rows(keys))
        read.append(time.perf_counter() - begin)
        lines = lines_of(rows)
        reckoned.append(seconds(lambda lines=lines: reckon(lines, Field.PRICE, how)))
    count = f"{len(review.changes):,}"
    return [
        Figure(f"10 grid: review of {count} changed cells", min(reviews), "s", 2),
        Figure(f"10 grid: its sheet over {count} cells opened", min(opened), "s", 0.3),
        Figure(f"10 grid: {len(keys):,} rows with their drafts read", min(read), "s", 1),
        Figure(f"10 grid: a formula over {len(keys):,} rows reckoned", min(reckoned), "s", 0.3),
    ]


def _open_sheet(bench: Bench, review: object) -> None:
    sheet = ReviewSheet(bench.grid, review, bench.how, _no_rehearsal)  # type: ignore[arg-type]
    sheet.show()
    sheet.repaint()
    sheet.close()
    sheet.deleteLater()


async def _no_rehearsal(*_: object) -> None:
    """Nobody presses its button here."""


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


async def with_heartbeat(work: Awaitable[Answer]) -> tuple[float, float, Answer]:
    """Seconds of ``work``, how late the loop was at worst meanwhile, and its answer."""
    worst = 0.0

    async def beat() -> None:
        nonlocal worst
        while True:
            begin = time.perf_counter()
            await asyncio.sleep(0.005)
            worst = max(worst, time.perf_counter() - begin - 0.005)

    heart = asyncio.ensure_future(beat())
    begin = time.perf_counter()
    answer = await work
    took = time.perf_counter() - begin
    heart.cancel()
    return took, worst, answer
