"""Linked SKUs: one shelf sold in several shops, and the rules by which orders move it exactly once.

A group's ``stock`` is the shelf: units that can still be sold, None until somebody counted it. It is always the sum of
its moves: counts by hand, sales, and what cancelled orders gave back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.catalog import Variant
from desktop.domain.catalog_grid import Field, Place
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.orders import ItemStatus
from desktop.domain.wishes import offer_of, stock_of


class MoveKind(StrEnum):
    """What moved a shelf. ``LEFT`` moves nothing: from then on a cancelled item gives nothing back by itself."""

    SOLD = "sold"
    LEFT = "left"
    BACK = "back"
    COUNT = "count"


# The parcel has left the house: what comes back of it is counted by hand, as it may be damaged.
LEFT_THE_HOUSE = frozenset({ItemStatus.SHIPPED, ItemStatus.DELIVERED, ItemStatus.FAILED, ItemStatus.RETURNED})
_ON_THE_SHELF = frozenset(ItemStatus) - LEFT_THE_HOUSE - {ItemStatus.CANCELLED}
_OPEN = _ON_THE_SHELF - {ItemStatus.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Since:
    """When a shelf was counted: the time, and the last order that was known then."""

    order_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LinkMove:
    """One move of a shelf; ``label`` is the order's number."""

    kind: MoveKind
    label: str
    quantity: int
    at: datetime
    shop: str = ""


@dataclass(frozen=True, slots=True)
class LinkMember:
    """A SKU of a group. ``wanted`` is what its shop should offer, None while the shelf is not counted."""

    stored: StoredVariant
    buffer: int = 0
    wanted: int | None = None
    pending: bool = False  # a change of its stock is on its way


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """SKUs of several shops that are one thing on the shelf. ``moves`` are the newest, newest first."""

    id: str
    name: str
    stock: int | None
    is_guarded: bool
    members: tuple[LinkMember, ...]
    moves: tuple[LinkMove, ...] = ()


class Doubt(StrEnum):
    """Why a suggestion should be looked at before it is agreed to."""

    OTHER_BARCODE = "other_barcode"
    OTHER_NAME = "other_name"
    SAME_SHOP = "same_shop"
    OTHER_GROUP = "other_group"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A SKU that may belong to others; ``group_id`` is empty where it is not linked."""

    variant_id: int
    shop_id: str
    shop: str
    sku: str
    name: str
    barcode: str
    stock: int | None
    group_id: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """SKUs that seem to be one thing: ``by_sku`` and ``by_barcode`` say why, ``doubts`` why perhaps not."""

    members: tuple[Candidate, ...]
    by_sku: bool
    by_barcode: bool
    doubts: tuple[Doubt, ...] = ()

    @property
    def group_id(self) -> str:
        """The group that the others would join; empty where a new one is made."""
        return next((one.group_id for one in self.members if one.group_id), "")


# --- orders and the shelf -------------------------------------------------------------------------------------------
def counts(order_id: int, created_at: datetime, status: ItemStatus, since: Since) -> bool:
    """Whether an order item takes from a shelf counted ``since``.

    Orders known at the count were on the seller's screen, so he counted without them. One that comes in later does
    count, except history: ordered before the count and gone from the shelf since.
    """
    return order_id > since.order_id and (created_at >= since.at or status in _ON_THE_SHELF)


def moves_of(
    status: ItemStatus, quantity: int, taken: int | None, *, has_left: bool, is_new: bool
) -> tuple[tuple[MoveKind, int], ...]:
    """The moves an order item makes now, each with what it adds to the shelf; none where nothing is new.

    ``taken`` are the units its moves have taken until now, None where it made none; ``is_new`` is what ``counts`` says
    of it. Another quantity, and a cancelled item that is open again, move what is different.
    """
    if has_left:
        return ()
    if taken is None and (not is_new or status is ItemStatus.CANCELLED):
        return ()
    if taken == 0 and status not in _OPEN:
        return ()
    more = (0 if status is ItemStatus.CANCELLED else quantity) - (taken or 0)
    moves = [(MoveKind.SOLD if more > 0 else MoveKind.BACK, -more)] if more else []
    return (*moves, (MoveKind.LEFT, 0)) if status in LEFT_THE_HOUSE else tuple(moves)


def offered(shelf: int, buffer: int) -> int:
    """What a shop may offer of a shelf: never below nothing."""
    return max(0, shelf - buffer)


# --- what a shop is set to --------------------------------------------------------------------------------------------
Setting = tuple[Place, Field, int]


def settings_of(variant: Variant, wanted: int, can: Collection[str], whole: Place) -> tuple[Setting, ...]:
    """The values that make a shop offer ``wanted``, those that are so already included.

    Stock where the platform takes it (at ``whole``, the SKU's own place, or in its warehouses), else units held back
    from each market (of a stock that is known); empty where nothing can be done.
    """
    if "set_stock" in can:
        return _stock_settings(variant, wanted, whole)
    if "set_safety_stock" in can and variant.stock is not None:
        held = max(0, variant.stock - wanted)
        return tuple((Place(market=one.market), Field.SAFETY_STOCK, held) for one in variant.offers if one.market)
    return ()


def _stock_settings(variant: Variant, wanted: int, whole: Place) -> tuple[Setting, ...]:
    if len(variant.stocks) < 2:
        return ((whole, Field.STOCK, wanted),)
    there = {one.warehouse: one.quantity for one in variant.stocks}
    return tuple((Place(warehouse=code), Field.STOCK, units) for code, units in spread(wanted, there).items())


def differs(variant: Variant, setting: Setting) -> bool:
    """Whether the platform's last word is another one."""
    place, of, units = setting
    if of is Field.STOCK:
        return stock_of(variant, place.warehouse) != units
    offer = offer_of(variant, place.market)
    return ((offer.safety_stock if offer else None) or 0) != units


def spread(wanted: int, there: Mapping[str, int]) -> dict[str, int]:
    """``wanted`` units over warehouses: the fullest gives first and gets what is more."""
    found = {code: max(0, units) for code, units in there.items()}
    fullest = sorted(found, key=lambda code: (-found[code], code))
    more = wanted - sum(found.values())
    for code in fullest:
        step = max(more, -found[code])
        found[code] += step
        more -= step
    return found


def total_of(variant: Variant, said: Mapping[str, int]) -> int:
    """What a shop offers of a SKU over all its warehouses, once these of them (empty: the whole) hold so many units."""
    there = {one.warehouse: max(0, one.quantity) for one in variant.stocks}
    whole = [units for warehouse, units in said.items() if warehouse not in there or len(there) < 2]
    return whole[-1] if whole else sum({**there, **said}.values())


# --- suggestions ------------------------------------------------------------------------------------------------------
def doubts_of(members: Sequence[Candidate]) -> tuple[Doubt, ...]:
    """What speaks against these being one thing."""
    found = []
    if len({one.barcode for one in members if one.barcode}) > 1:
        found.append(Doubt.OTHER_BARCODE)
    words = [_words(one.name) for one in members if one.name]
    if any(first and other and not first & other for first in words[:1] for other in words[1:]):
        found.append(Doubt.OTHER_NAME)
    if len({one.shop_id for one in members}) < len(members):
        found.append(Doubt.SAME_SHOP)
    if len({one.group_id for one in members if one.group_id}) > 1:
        found.append(Doubt.OTHER_GROUP)
    return tuple(found)


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in name.casefold().split() if len(word) > 2)


def pairs(ids: Collection[int]) -> list[tuple[int, int]]:
    """Every pair, the smaller id first."""
    ordered = sorted(set(ids))
    return [(one, other) for at, one in enumerate(ordered) for other in ordered[at + 1 :]]


def gathered(keys: Sequence[Collection[int]], refused: Collection[tuple[int, int]]) -> list[list[int]]:
    """SKUs with a key in common, put together over all their keys; pairs that were declined do not hold together."""
    home: dict[int, list[int]] = {}
    declined = frozenset(refused)
    for one, other in (pair for ids in keys for pair in pairs(ids) if pair not in declined):
        mine, theirs = home.setdefault(one, [one]), home.setdefault(other, [other])
        if mine is not theirs:
            mine += theirs
            home |= dict.fromkeys(theirs, mine)
    return [sorted(group) for group in {id(group): group for group in home.values()}.values()]
