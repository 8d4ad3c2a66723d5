"""What came out of a printer against what the platforms hold: read at the resolution of a label printer."""

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

from tests.fixtures.label_papers import codes_of
from tests.fixtures.pdfium import alone

Truth = dict[str, Any]
Shelf = list[tuple[int, int, str]]
_DPI = 203


@dataclass(frozen=True)
class TrueParcel:
    """A parcel as the platform knows it: its tracking number, its order, and of each item SKU and step."""

    number: str
    order: str
    skus: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def shelf(self) -> tuple[bool, list[Shelf]]:
        """Where a person who walks along the shelves comes to it: single goods first, then mixed parcels."""
        skus = sorted({sku.casefold() for sku in self.skus}, key=_natural)
        return len(skus) > 1, [_natural(sku) for sku in skus]


def _natural(words: str) -> Shelf:
    parts = re.findall(r"\d+|\D+", words)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def parcels_of(order: Truth, *, by_order: bool = False) -> list[TrueParcel]:
    """The parcels of an order, piece by piece; ``by_order``: its platform has no labels, so its own number names it."""
    live = [(item["tracking_number"], item) for item in order["items"] if item["step"] != "cancelled"]
    named = [(order["number"] if by_order else number, item) for number, item in live if by_order or number]
    inside = {number: [item for its, item in named if its == number] for number, _ in named}
    return [
        TrueParcel(piece, order["number"], tuple(item["sku"] for item in items), tuple(item["step"] for item in items))
        for number, items in inside.items()
        for piece in [number, *(f"{number}-{at}" for at in range(2, order.get("label_count", 1) + 1))]
    ]


def numbers_on(pdf: bytes) -> list[str]:
    """The one number on each page."""
    pages = [set(codes) for codes in codes_of(pdf, _DPI)]
    assert all(len(codes) == 1 for codes in pages), pages
    return [codes.pop() for codes in pages]


def assert_on_paper(pdf: bytes, parcels: Sequence[TrueParcel]) -> None:
    """One page for each parcel, which reads as this parcel and no other, in the order of the shelves."""
    by_number, numbers = {parcel.number: parcel for parcel in parcels}, numbers_on(pdf)
    assert sorted(numbers) == sorted(by_number), (set(by_number) ^ set(numbers), numbers)
    shelves = [by_number[number].shelf for number in numbers]
    assert shelves == sorted(shelves), numbers


def _pictures(pdf: bytes) -> list[Image.Image]:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [page.render(scale=_DPI / 72).to_pil().convert("L") for page in document]


def places_on(pdf: bytes) -> list[dict[int, str]]:
    """Of each sheet of two by two, the number at each place that is not empty; from 0, left to right, then down."""
    sheets = []
    for picture in alone(lambda: _pictures(pdf)):
        found: dict[int, str] = {}
        for code in zxingcpp.read_barcodes(picture):
            corner, other = code.position.top_left, code.position.bottom_right
            right, low = corner.x + other.x > picture.width, corner.y + other.y > picture.height
            assert found.setdefault(2 * low + right, code.text) == code.text, "two parcels at one place"
        sheets.append(found)
    return sheets
