"""A sheet that is there whole or not at all: written line by line beside its later place, then moved."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from desktop.domain.errors import NotPossible
from desktop.domain.exports import Value
from desktop.services.export.files import CsvManner, Sheet, open_sheet

KINDS = ("xlsx", "csv")


class SheetDraft:
    """A sheet being written. Once ``given_up`` it leaves no file."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.given_up = False

    async def add(self, lines: Iterable[Sequence[Value]]) -> None:
        """Write these lines, in a thread."""
        await asyncio.to_thread(self._sheet.add, lines)


def kind_of(path: Path) -> str:
    """The kind of file that the ending of its name tells. Raises ``NotPossible("unknown_file_kind")``."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise NotPossible("unknown_file_kind", kinds=", ".join(KINDS))
    return kind


@asynccontextmanager
async def sheet_file(path: Path, titles: Sequence[str], manner: CsvManner | None = None) -> AsyncIterator[SheetDraft]:
    """A new file at ``path``. Raises ``NotPossible``: ``unknown_file_kind``, ``file_not_written``."""
    kind, part = kind_of(path), path.with_name(f".{path.name}.part")
    try:
        sheet = await asyncio.to_thread(open_sheet, part, titles, kind, manner)
        draft = SheetDraft(sheet)
        try:
            yield draft
        finally:
            await asyncio.to_thread(sheet.close)
        if not draft.given_up:
            await asyncio.to_thread(part.replace, path)
    except OSError as error:
        raise NotPossible("file_not_written", reason=error.strerror or "") from error
    finally:
        await asyncio.to_thread(part.unlink, missing_ok=True)
