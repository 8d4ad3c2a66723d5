"""What came out of a printer against what the platforms hold: read at the resolution of a label printer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.fixtures.label_papers import codes_of

Truth = dict[str, Any]


@dataclass(frozen=True)
class TrueParcel:
    """A parcel as the platform knows it; ``steps`` of its items."""

    number: str
    order: str
    skus: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def shelf(self) -> tuple[bool, list[list[tuple[int, int, str]]]]:
        """Where a person who walks along the shelves comes to it: single goods first, then mixed parcels."""
        skus = sorted({sku.casefold() for sku in self.skus}, key=_natural)
        return len(skus) > 1, [_natural(sku) for sku in skus]


def _natural(words: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"\d+|\D+", words)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def parcels_of(order: Truth) -> list[TrueParcel]:
    live = [item for item in order["items"] if item["tracking_number"] and item["step"] != "cancelled"]
    numbers = list(dict.fromkeys(item["tracking_number"] for item in live))
    inside = [[item for item in live if item["tracking_number"] == number] for number in numbers]
    return [
        TrueParcel(number, order["number"], tuple(item["sku"] for item in items), tuple(item["step"] for item in items))
        for number, items in zip(numbers, inside, strict=True)
    ]


def assert_on_paper(pdf: bytes, parcels: Sequence[TrueParcel]) -> None:
    """One page for each parcel, which reads as this parcel and no other, in the order of the shelves."""
    pages = [set(codes) for codes in codes_of(pdf)]
    by_number = {parcel.number: parcel for parcel in parcels}
    assert all(len(codes) == 1 for codes in pages), pages
    numbers = [codes.pop() for codes in pages]
    assert sorted(numbers) == sorted(by_number)
    shelves = [by_number[number].shelf for number in numbers]
    assert shelves == sorted(shelves), numbers
