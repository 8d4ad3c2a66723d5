"""From what the seller wants of an order to operations for the outbox, or the reason why not: pure rules."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind
from desktop.domain.order_steps import eligible, projected, taken
from desktop.domain.order_views import ActionResult, OrderRow
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.platforms.kit.manifest import Can


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of each order. ``details`` go with the steps that know them; no ``item_ids`` means all.

    ``providers`` and ``tracking_codes`` are for single orders, by order id; they go before those in ``details``.
    ``parcels`` are the items of each parcel that a pack shall make; what is in none of them is not packed.
    """

    steps: tuple[OperationKind, ...]
    item_ids: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)  # see ``_DETAILS``
    providers: Mapping[int, str] = field(default_factory=dict)
    tracking_codes: Mapping[int, str] = field(default_factory=dict)
    parcels: tuple[tuple[str, ...], ...] = ()
    own_way: bool = False  # of these steps only those that lead to a label on the order's own platform

    @property
    def is_of_one_order(self) -> bool:
        """Whether it names what only one order can have."""
        return bool(self.parcels or self.details.get("tracking_code") or self.details.get("invoice_number"))

    @property
    def chosen_items(self) -> frozenset[str]:
        """The items that are meant; empty: all."""
        return frozenset(self.item_ids) | {item_id for parcel in self.parcels for item_id in parcel}

    def provider_of(self, order_id: int) -> str:
        """The courier wished for an order, or the empty text."""
        return self.providers.get(order_id) or self.details.get("provider", "")

    def details_for(self, kind: OperationKind, order_id: int) -> dict[str, str]:
        """What goes with this step of that order: what a platform never asked for is not sent to it."""
        code = self.tracking_codes.get(order_id) or self.details.get("tracking_code", "")
        known = {**self.details, "provider": self.provider_of(order_id), "tracking_code": code}
        return {key: known[key] for key in _DETAILS.get(kind, ()) if known.get(key)}


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is known about an order when something is wished: its row, its items and what is open in the outbox."""

    row: OrderRow
    items: tuple[OrderItem, ...]
    open: tuple[Operation, ...]

    def awaits_label(self, label_from: str) -> bool:
        """Whether some item of the seller's stands where its label is final (``label_from``), and has not left yet."""
        final = (ItemStatus.READY, label_from)
        return any(item.status in final and not item.by_platform for item in self.items)


@dataclass(frozen=True, slots=True)
class Draft:
    """A step on some items of an order, before it has an id."""

    kind: OperationKind
    before: dict[str, object]
    after: dict[str, object]


# Which details belong to which step.
_DETAILS: dict[OperationKind, tuple[str, ...]] = {
    OperationKind.PACK: ("provider", "tracking_code"),
    OperationKind.SHIP: ("provider", "tracking_code"),
    OperationKind.CANCEL: ("reason",),
    OperationKind.REJECT_CANCEL: ("reason",),
    OperationKind.SET_INVOICE: ("invoice_number",),
    OperationKind.COMPLETE: ("received_by",),
}


def drafts(facts: OrderFacts, wish: Wish, can: Collection[Can]) -> tuple[tuple[Draft, ...], str]:
    """The steps that can be taken one after the other, as far as they are still needed; or none, and why.

    Codes: ``not_supported``, ``items_unknown``, ``unknown_item``, ``already_pending``, ``wrong_state``,
    ``whole_order_only`` (some of its items, or several parcels, where the platform moves whole orders).
    """
    if _divides(facts, wish) and Can.SPLIT_PARCELS not in can:
        return (), "whole_order_only"
    found = tuple(_steps(facts, wish, can))
    return found, "" if found else _obstacle(facts, wish, can)


def _divides(facts: OrderFacts, wish: Wish) -> bool:
    """Whether it is about a part of what the step could be taken on, or about several parcels."""
    if len(wish.parcels) > 1:
        return True
    whole = {item.remote_id for kind in wish.steps for item in eligible(kind, projected(facts.items, facts.open))}
    known = {item.remote_id for item in facts.items}
    return bool(wish.chosen_items) and wish.chosen_items <= known and not whole <= wish.chosen_items


def _steps(facts: OrderFacts, wish: Wish, can: Collection[Can]) -> Iterator[Draft]:
    items: Sequence[OrderItem] = projected(facts.items, facts.open)
    for kind in wish.steps:
        chosen = [
            item for item in eligible(kind, items) if not wish.chosen_items or item.remote_id in wish.chosen_items
        ]
        if not chosen or Can(kind.value) not in can:
            continue
        for parcel in _parcels(kind, chosen, wish):
            seen = {item.remote_id: item.status.value for item in parcel}
            yield Draft(kind, {"items": seen}, {"items": list(seen), **wish.details_for(kind, facts.row.id)})
        items = taken(kind, items, [item.remote_id for item in chosen])


def _parcels(kind: OperationKind, chosen: Sequence[OrderItem], wish: Wish) -> list[list[OrderItem]]:
    """The items of each operation: a pack is one for each parcel, every other step is one."""
    if kind is not OperationKind.PACK or not wish.parcels:
        return [list(chosen)]
    found = [[item for item in chosen if item.remote_id in parcel] for parcel in wish.parcels]
    return [parcel for parcel in found if parcel]


def _obstacle(facts: OrderFacts, wish: Wish, can: Collection[Can]) -> str:
    if not any(Can(kind.value) in can for kind in wish.steps):
        return "not_supported"
    if not facts.items:
        return "items_unknown"
    if not {item.remote_id for item in facts.items} >= wish.chosen_items:
        return "unknown_item"
    pending = any(operation.kind in wish.steps for operation in facts.open)
    return "already_pending" if pending else "wrong_state"


def unlisted_order(number: str, shop_remote_id: str, at: datetime) -> Order:
    """What is known of an order when the seller typed its number: that it is to be sent, and nothing else."""
    nothing = Money(Decimal(0), "")
    item = OrderItem(f"{number}:0", "", "", 1, nothing, ItemStatus.READY, "", shop_remote_id=shop_remote_id)
    return Order(number, number, "", nothing, at, at, shop_remote_ids=(shop_remote_id,), items=(item,))


def not_possible(row: OrderRow, code: str) -> ActionResult:
    """The result for an order of which nothing was wished in the end, and why."""
    params = {"status": row.bucket.value, "platform_status": row.platform_status}
    return ActionResult(row.id, row.number, row.shop, ok=False, state="not_possible", code=code, params=params)
