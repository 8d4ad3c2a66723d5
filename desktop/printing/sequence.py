"""The order of the pages is the order of the work: a person walking the shelves should not walk back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_DIGITS = re.compile(r"(\d+)")


class PageOrder(StrEnum):
    """``GIVEN``: as the seller named or sorted them. ``PICK``: as they are taken from the shelves."""

    GIVEN = "given"
    PICK = "pick"


@dataclass(frozen=True, slots=True)
class Pick:
    """What a person needs to take for one label; ``skus`` in any order, one entry per line of the order."""

    skus: tuple[str, ...]
    courier: str = ""


def page_sequence(picks: Sequence[Pick], order: PageOrder, *, reverse: bool = False) -> tuple[int, ...]:
    """The positions of ``picks`` in the order their pages shall have.

    Pick order: parcels of a single SKU first, in runs of that SKU, inside a run by courier; then the mixed parcels by
    their SKUs. Equal ones keep the order they were given in. ``reverse`` is for printers that stack pages face up.
    """
    places = range(len(picks))
    chosen = tuple(places) if order is PageOrder.GIVEN else tuple(sorted(places, key=lambda at: _walk(picks[at])))
    return chosen[::-1] if reverse else chosen


def _walk(pick: Pick) -> tuple[object, ...]:
    skus = sorted({_natural(sku) for sku in pick.skus})
    return (len(skus) != 1, skus, pick.courier.casefold())


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """``A-2`` before ``A-10``, and the case of letters without weight."""
    parts = _DIGITS.split(text.casefold())
    return tuple((0, int(part), part) if at % 2 else (1, 0, part) for at, part in enumerate(parts))
