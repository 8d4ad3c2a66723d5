"""The proof of a whole run: on the finished sheets every label stands at its place, none missing, none there twice."""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import pypdfium2

from desktop.printing.barcode import Look, carries, codes_with_centres
from desktop.printing.document import opened
from desktop.printing.render import grey
from desktop.printing.stock import Stock

_MM_PER_INCH = 25.4
_WORD = re.compile(r"[\w-]+")

Place = tuple[int, int]  # sheet and slot, both from 0


@dataclass(frozen=True, slots=True)
class RunProof:
    """Numbers that cannot be read where they should stand, and those that stand where another should, or nothing."""

    missing: frozenset[str]
    doubled: frozenset[str]


def prove_run(content: bytes, numbers: Sequence[str], stock: Stock, dpis: Sequence[int]) -> RunProof:
    """Read every slot of the sheets that ``impose`` made of a run.

    ``numbers``: one per page of the run in its sequence, empty where there is nothing to read (a separator); a label of
    several pages may be read on any of them. ``dpis``: tried one after the other until all is found; the printer's own
    comes first. Raises ``LabelRefused`` as ``opened`` does.
    """
    expected = {stock.place(at): number for at, number in enumerate(numbers)}
    found: dict[Place, set[str]] = {}
    with opened(content) as document:
        sheets: Collection[int] = range(len(document))
        for dpi, look in ((dpi, look) for dpi in dpis for look in Look):
            for sheet in sheets:
                _read(document, sheet, stock, dpi, look, found)
            missing = _missing(expected, found)
            sheets = {place[0] for place, number in expected.items() if number in missing}
            if not missing:
                break
    return RunProof(missing, _doubled(expected, found))


def _read(
    document: pypdfium2.PdfDocument, sheet: int, stock: Stock, dpi: int, look: Look, found: dict[Place, set[str]]
) -> None:
    with closing(document[sheet]) as page, grey(page, dpi) as bitmap:
        for text, x, y in codes_with_centres(bitmap, look):
            slot = stock.slot_at(x / dpi * _MM_PER_INCH, y / dpi * _MM_PER_INCH)
            found.setdefault((sheet, slot), set()).add(text)


def _missing(expected: Mapping[Place, str], found: Mapping[Place, set[str]]) -> frozenset[str]:
    seen = {number for place, number in expected.items() if _is_there(number, found.get(place, ()))}
    return frozenset(number for number in expected.values() if number) - seen


def _doubled(expected: Mapping[Place, str], found: Mapping[Place, set[str]]) -> frozenset[str]:
    """A label may name another parcel beside its own; one that does not name its own is another's."""
    known = {number.strip().casefold(): number for number in expected.values() if number}
    strangers = {
        known[word]
        for place, codes in found.items()
        if not _is_there(own := expected.get(place, ""), codes)
        for word in _WORD.findall(" ".join(codes).casefold())
        if word in known and known[word] != own
    }
    return frozenset(strangers)


def _is_there(number: str, codes: Collection[str]) -> bool:
    return any(carries(code, number) for code in codes)
