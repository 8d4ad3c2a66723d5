"""Reads tables from text, whatever its encoding and separator: both are seen from the content."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator

from desktop.domain.errors import NotPossible
from desktop.domain.file_columns import FileTable
from desktop.services.export.files import unescaped

SEPARATORS = (",", ";", "\t", "|")
MOST_ROWS = 200_000
MOST_COLUMNS = 200
_LOOKED_AT = 60  # records
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_text(name: str, content: bytes, encoding: str = "", separator: str = "") -> FileTable:
    """The table in a text. Raises ``NotPossible``: ``file_broken``, ``too_many_rows``."""
    encoding = encoding or encoding_of(content)
    text = _decoded(content, encoding)
    declared, text = _declared_separator(text)
    separator = separator or declared or separator_of(text)
    lines = tuple(_records(text, separator))
    while lines and not lines[-1]:
        lines = lines[:-1]
    if not lines:
        raise NotPossible("file_empty")
    # The line "sep=;" is a line of the file, too: row numbers are those of a spreadsheet that shows it.
    return FileTable(name, lines, encoding=encoding, separator=separator)


def encoding_of(content: bytes) -> str:
    """The encoding a text is most probably in."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    head = content[:4_000]
    if head.count(0) > len(head) // 4:  # every second byte of western text
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def separator_of(text: str) -> str:
    """The sign that cuts the first records into the same number of fields, and into the most of them."""
    head = text[:200_000]
    return max(SEPARATORS, key=lambda sign: _evenness(head, sign))


def _evenness(text: str, separator: str) -> tuple[float, int]:
    counts: Counter[int] = Counter()
    try:
        for line, _ in zip(_reader(text, separator), range(_LOOKED_AT), strict=False):
            if line:
                counts[len(line)] += 1
    except csv.Error:
        return 0.0, 0
    wide = Counter({width: count for width, count in counts.items() if width > 1})
    if not wide:
        return 0.0, 0
    width, count = max(wide.items(), key=lambda one: (one[1], one[0]))
    return count / counts.total(), width


def _records(text: str, separator: str) -> Iterator[tuple[str, ...]]:
    try:
        for number, line in enumerate(_reader(text, separator), 1):
            if number > MOST_ROWS + 1:
                raise NotPossible("too_many_rows", most=str(MOST_ROWS))
            if len(line) > MOST_COLUMNS:
                raise NotPossible("file_broken", reason="")
            yield tuple(unescaped(cell) for cell in line)
    except csv.Error as error:
        raise NotPossible("file_broken", reason="") from error


def _reader(text: str, separator: str) -> Iterable[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _decoded(content: bytes, encoding: str) -> str:
    """As text; what a wrong encoding cannot read stays visible rather than be lost."""
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        # Five bytes mean nothing in cp1252; latin-1 has a letter for each.
        text = content.decode("latin-1") if encoding == "cp1252" else content.decode(encoding, "replace")
    return text.removeprefix("\ufeff").replace("\x00", "")


def _declared_separator(text: str) -> tuple[str, str]:
    """Spreadsheets may say it in a first line of its own: ``sep=;``. The line stays as a blank one."""
    first, end, rest = text.partition("\n")
    mark = first.strip().lower()
    if mark.startswith("sep=") and len(mark) == 5 and mark[4] in SEPARATORS:
        return mark[4], end + rest
    return "", text
