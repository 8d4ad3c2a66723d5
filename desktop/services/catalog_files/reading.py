"""Reads a file of somebody else into a table: bounded in size, by its content rather than by its name."""

from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import NotPossible
from desktop.domain.file_columns import FileTable
from desktop.services.catalog_files.text_files import read_text
from desktop.services.catalog_files.workbooks import read_workbook

LARGEST = 50_000_000  # bytes
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also an XLSX file with a password


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What the seller said about a file; empty where it is to be found out."""

    encoding: str = ""
    separator: str = ""
    sheet: str = ""


def read_file(path: Path, how: ReadAs) -> FileTable:
    """The table in a CSV or XLSX file. Blocking: for a worker thread.

    Raises ``NotPossible``: ``file_not_read``, ``file_too_large``, ``file_empty``, ``file_broken``, ``old_spreadsheet``,
    ``too_many_rows``.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise NotPossible("file_too_large", most=f"{LARGEST // 1_000_000} MB")
        content = path.read_bytes()
    except OSError as error:
        raise NotPossible("file_not_read", reason=error.strerror or "") from error
    if not content.strip():
        raise NotPossible("file_empty")
    if content.startswith(_OLD_EXCEL):
        raise NotPossible("old_spreadsheet")
    if content.startswith(_ZIP):
        return read_workbook(path.name, content, how.sheet)
    return read_text(path.name, content, how.encoding, how.separator)
