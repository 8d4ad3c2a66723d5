"""The two kinds of files: CSV for everything, XLSX for spreadsheets; neither ever holds a formula.

Both are written line by line, so that a file of any length needs little memory. Blocking: for a worker thread.
"""

import csv
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from desktop.domain.exports import Value

# A text that starts like this would be run as a formula by a spreadsheet, also behind spaces and in wide letters. One
# that looks like such a text made harmless counts as well, so that what is read back is what was written.
_FORMULA = re.compile("'*[\t\r]|[\\s']*[=+\\-@\uff1d\uff0b\uff0d\uff20]")
_SURE_DIGITS = 15  # a spreadsheet's number keeps no more
_LONGEST_TEXT = 32_767  # of a cell
_SHEET_ROWS = 1_048_576


@dataclass(frozen=True, slots=True)
class CsvManner:
    """How a text is written: with a mark at its start spreadsheets read every script."""

    separator: str = ","
    decimal: str = "."
    mark: bool = True


class Sheet(Protocol):
    """A file being written."""

    def add(self, lines: Iterable[Sequence[Value]]) -> None: ...

    def close(self) -> None: ...


def open_sheet(path: Path, titles: Sequence[str], kind: str, manner: CsvManner | None = None) -> Sheet:
    """Begin a file of ``kind`` (``csv`` or ``xlsx``). Raises ``OSError``."""
    return XlsxSheet(path, titles) if kind == "xlsx" else CsvSheet(path, titles, manner or CsvManner())


class CsvSheet:
    """UTF-8, one record for each line."""

    def __init__(self, path: Path, titles: Sequence[str], manner: CsvManner) -> None:
        self._decimal = manner.decimal
        self._file = path.open("w", encoding="utf-8-sig" if manner.mark else "utf-8", newline="", errors="replace")
        self._writer = csv.writer(self._file, delimiter=manner.separator)
        self._writer.writerow([harmless(title) for title in titles])

    def add(self, lines: Iterable[Sequence[Value]]) -> None:
        self._writer.writerows([_as_text(value, self._decimal) for value in line] for line in lines)

    def close(self) -> None:
        self._file.close()


class XlsxSheet:
    """Texts stay texts, amounts are numbers, moments are dates; what is too long for a sheet goes on in another."""

    def __init__(self, path: Path, titles: Sequence[str]) -> None:
        import xlsxwriter  # only who exports one pays for it

        self._scratch = tempfile.TemporaryDirectory(prefix="backshop-export-")
        options = {"constant_memory": True, "tmpdir": self._scratch.name, "default_date_format": "yyyy-mm-dd hh:mm"}
        self._book: Any = xlsxwriter.Workbook(path, options)
        self._amount = self._book.add_format({"num_format": "#,##0.00"})
        self._bold = self._book.add_format({"bold": True})
        self._titles = titles
        self._begin()

    def add(self, lines: Iterable[Sequence[Value]]) -> None:
        for line in lines:
            if self._row == _SHEET_ROWS:
                self._begin()
            for column, value in enumerate(line):
                self._put(column, value)
            self._row += 1

    def close(self) -> None:
        try:
            self._book.close()
        finally:
            self._scratch.cleanup()

    def _begin(self) -> None:
        self._page = self._book.add_worksheet()
        self._page.freeze_panes(1, 0)
        self._page.set_column(0, max(len(self._titles) - 1, 0), 18)
        for column, title in enumerate(self._titles):
            self._page.write_string(0, column, title, self._bold)
        self._row = 1

    def _put(self, column: int, value: Value) -> None:
        if isinstance(value, Decimal) and _is_sure(value):
            self._page.write_number(self._row, column, float(value), self._amount)
        elif isinstance(value, int):
            self._page.write_number(self._row, column, value)
        elif isinstance(value, datetime):
            self._page.write_datetime(self._row, column, value.replace(tzinfo=None))
        elif value is not None and value != "":
            text = format(value, "f") if isinstance(value, Decimal) else str(value)
            self._page.write_string(self._row, column, text[:_LONGEST_TEXT])


def harmless(text: str) -> str:
    """The text with an apostrophe before what would become a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescaped(text: str) -> str:
    """The text that ``harmless`` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def _as_text(value: Value, decimal: str = ".") -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}" if value.tzinfo is None else f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", decimal)
    return "" if value is None else harmless(value) if isinstance(value, str) else str(value)


def _is_sure(amount: Decimal) -> bool:
    """Whether a spreadsheet's number holds every digit of it."""
    return amount.is_finite() and len(format(amount, "f").lstrip("-0.").replace(".", "")) <= _SURE_DIGITS
