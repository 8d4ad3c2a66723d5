"""``python -m tests.benchmarks``: the table of figures. Ends with 1 only where a benchmark could not run."""

import argparse
import json
import os
import sys
import tempfile
import traceback
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks import deadlines, drain, editing, grid, ingest, labels500, lateness, pace, program, table
from tests.benchmarks.measure import Figure
from tests.benchmarks.profile import prepared

ALL = {
    "rate": pace.rate, "soak": pace.soak, "start": program.start, "memory": program.memory,
    "frames": table.frames, "views": table.views, "search": table.search, "ingest": ingest.ingest,
    "lateness": lateness.lateness, "labels500": labels500.labels500, "deadlines": deadlines.deadlines,
    "grid": grid.frames, "paste": editing.editing, "drain": drain.drain,
}  # fmt: skip
# measured_limits.md, section 9: said aloud, so that nobody takes their silence for success.
MISSING = (
    "4 table memory over a static model",
    "6 the mapping of Jumia's JSON within the ingest",
)


def main(argv: list[str] | None = None) -> int:
    """Run what was asked; 0, or 1 where a benchmark could not run."""
    asked = _arguments(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.setswitchinterval(0.0005)  # as the program does
    profile = prepared(asked.profile, asked.orders)
    figures: list[Figure] = []
    failed = []
    for name in asked.only or ALL:
        with tempfile.TemporaryDirectory(prefix="backshop-bench-") as folder:
            try:
                found = ALL[name](profile, Path(folder), asked.ingest)
            except Exception:  # one that cannot run must not hide the figures of the others
                traceback.print_exc()
                failed.append(name)
                continue
        figures += found
        for figure in found:
            print(line_of(figure), flush=True)
    print("\n".join(f"not measured: {what}" for what in MISSING))
    if asked.json:
        lines = [{**asdict(figure), "met": figure.met} for figure in figures]
        asked.json.write_text(json.dumps({"figures": lines, "failed": failed, "not_measured": MISSING}, indent=1))
    return 1 if failed else 0


def line_of(figure: Figure) -> str:
    """One line for people."""
    value = f"{figure.value:.2f} {figure.unit}".rstrip()
    verdict = "met    " if figure.met else "NOT met"
    return f"{figure.name:62} {value:>10}  <= {figure.target:g} {figure.unit:2} {verdict}  {figure.note}"


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Ratios against floors measured in the same run.")
    parser.add_argument("--profile", type=Path, default=Path(tempfile.gettempdir()) / "backshop-bench-profile")
    parser.add_argument("--orders", type=int, default=500_000)
    parser.add_argument("--ingest", type=int, default=10_000, help="orders saved by the ingest, in hundreds")
    parser.add_argument("--only", action="append", choices=ALL)
    parser.add_argument("--json", type=Path)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
