"""A small table as a file, CSV or XLSX by its ending: there whole or not at all, and never with a formula in it."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from desktop.domain.errors import NotPossible
from desktop.domain.exports import Value
from desktop.services.export.files import open_sheet

KINDS = ("xlsx", "csv")


async def write_table(path: Path, titles: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """Write it. Raises ``NotPossible``: ``unknown_file_kind``, ``file_not_written``."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise NotPossible("unknown_file_kind", kinds=", ".join(KINDS))
    try:
        await asyncio.to_thread(_write, path, titles, rows, kind)
    except OSError as error:
        raise NotPossible("file_not_written", reason=error.strerror or "") from error


def _write(path: Path, titles: Sequence[str], rows: Sequence[Sequence[Value]], kind: str) -> None:
    draft = path.with_name(f".{path.name}.part")
    try:
        sheet = open_sheet(draft, titles, kind)
        try:
            sheet.add(rows)
        finally:
            sheet.close()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
