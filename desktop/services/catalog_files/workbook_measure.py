"""Takes the measure of an XLSX file before it is read: a small file can unpack to a sheet that fills any memory."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.parsers import expat

from desktop.domain.errors import NotPossible

MOST_UNPACKED = 300_000_000  # bytes of all parts together
MOST_PARTS = 2_000
MOST_CELLS = 8_000_000  # of the rectangle that a sheet spans
MOST_TEXT = 400_000_000  # characters that all its cells together refer to
_AT_ONCE = 1 << 18
# What the two libraries raise for damage; NotImplementedError is a way of packing that the first does not know.
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, KeyError, ValueError, expat.ExpatError)
_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")


@dataclass(frozen=True, slots=True)
class SheetSize:
    """``bottom`` is the last row that is used, from 1; ``formulas`` are cells (row, column from 0) without a result."""

    cells: int
    bottom: int
    formulas: frozenset[tuple[int, int]]


def measure(content: bytes) -> dict[str, SheetSize]:
    """Every sheet's size by its name, in their order. Raises ``NotPossible``: ``file_broken``, ``file_too_large``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _unpackable(parts)
            lengths = _text_lengths(parts)
            return {name: _sheet(parts, part, lengths) for name, part in _sheets(parts)}
    except _BROKEN as error:
        raise NotPossible("file_broken", reason="") from error
    except RuntimeError as error:  # this is how the library says that a part is encrypted
        raise NotPossible("old_spreadsheet") from error


def _unpackable(parts: zipfile.ZipFile) -> None:
    """All parts together unpack to what they say, and to no more than is bearable."""
    found = parts.infolist()
    if len(found) > MOST_PARTS or sum(one.file_size for one in found) > MOST_UNPACKED:
        raise NotPossible("file_too_large", most=f"{MOST_UNPACKED // 1_000_000} MB")
    names = [one.filename for one in found]
    if len(set(names)) != len(names):
        raise zipfile.BadZipFile("two parts of one name")  # two readers could read two different files
    for one in found:
        with parts.open(one) as part:  # a part longer than it says fails its check sum here
            while part.read(_AT_ONCE):
                pass


def _sheets(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of sheets with the names of their parts."""
    book = _workbook_part(parts)
    folder = PurePosixPath(book).parent
    targets: dict[str, str] = {}
    relations = str(folder / "_rels" / f"{PurePosixPath(book).name}.rels")
    for tag, values in _elements(parts, relations):
        if tag == "Relationship":
            target = values.get("Target", "")
            targets[values.get("Id", "")] = target.lstrip("/") if target.startswith("/") else str(folder / target)
    for tag, values in _elements(parts, book):
        if tag == "sheet":
            part = targets.get(values.get("id", ""), "")
            if "worksheet" in part:
                yield values.get("name", ""), part


def _workbook_part(parts: zipfile.ZipFile) -> str:
    for tag, values in _elements(parts, "_rels/.rels"):
        if tag == "Relationship" and values.get("Type", "").endswith("/officeDocument"):
            return values.get("Target", "").lstrip("/")
    return "xl/workbook.xml"


def _elements(parts: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, values: dict[str, str]) -> None:
        found.append((_local(tag), {_local(key): value for key, value in values.items()}))

    _parse(parts, part, start)
    return found


def _text_lengths(parts: zipfile.ZipFile) -> list[int]:
    """The length of each text that cells share."""
    part = next((one for one in parts.namelist() if one.lower().endswith("/sharedstrings.xml")), None)
    lengths: list[int] = []

    def start(tag: str, _values: dict[str, str]) -> None:
        if _local(tag) == "si":
            lengths.append(0)

    def text(letters: str) -> None:
        if lengths:
            lengths[-1] += len(letters)

    if part is not None:
        _parse(parts, part, start, text=text)
    return lengths


def _sheet(parts: zipfile.ZipFile, part: str, lengths: list[int]) -> SheetSize:
    """Walk through the cells of a sheet."""
    walk = _Walk(lengths)
    _parse(parts, part, walk.start, walk.end, walk.text)
    return SheetSize(walk.cells, walk.bottom + 1, frozenset(walk.formulas))


class _Walk:
    """Where the cells of a sheet lie, and what all of their texts come to."""

    def __init__(self, lengths: list[int]) -> None:
        self._lengths = lengths
        self.cells, self.bottom, self.right = 0, -1, -1
        self.formulas: list[tuple[int, int]] = []
        self._row, self._column, self._characters = -1, -1, 0
        self._is_formula, self._is_shared, self._value = False, False, ""
        self._in_value = False

    def start(self, tag: str, values: dict[str, str]) -> None:
        tag = _local(tag)
        if tag == "row":
            number = values.get("r")
            self._row, self._column = (int(number) - 1 if number else self._row + 1), -1
        elif tag == "c":
            self._place(values.get("r", ""))
            self._is_formula, self._is_shared, self._value = False, values.get("t") == "s", ""
        elif tag == "f":
            self._is_formula = True
        elif tag in ("v", "t"):
            self._in_value = True

    def end(self, tag: str) -> None:
        tag = _local(tag)
        if tag in ("v", "t"):
            self._in_value = False
        elif tag == "c":
            self._close()

    def text(self, letters: str) -> None:
        if self._in_value:
            self._value += letters[:20]
            self._characters += len(letters)

    def _place(self, reference: str) -> None:
        if found := _REFERENCE.match(reference):
            self._row, self._column = int(found[2]) - 1, _column(found[1])
        else:
            self._column += 1
        self.cells += 1
        self.bottom, self.right = max(self.bottom, self._row), max(self.right, self._column)
        if (self.bottom + 1) * (self.right + 1) > MOST_CELLS:
            raise NotPossible("file_too_large", most=f"{MOST_CELLS:,}")

    def _close(self) -> None:
        if self._is_formula and not self._value.strip():
            self.formulas.append((self._row, self._column))
        if self._is_shared and self._value.strip().isdigit():
            number = int(self._value)
            self._characters += self._lengths[number] if number < len(self._lengths) else 0
        if self._characters > MOST_TEXT:
            raise NotPossible("file_too_large", most=f"{MOST_TEXT // 1_000_000} MB")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _parse(
    parts: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk through a part of the file; a document type, which could define what unpacks without end, is refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _no_document_type
    with parts.open(part) as source:
        parser.ParseFile(source)


def _no_document_type(*_declared: object) -> None:
    raise NotPossible("file_broken", reason="")


def _local(name: str) -> str:
    return name.rpartition(":")[2]
