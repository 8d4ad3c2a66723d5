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

    ``providers`` names a courier for single orders, by order id; it goes before the one in ``details``.
    """

    steps: tuple[OperationKind, ...]
    item_ids: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)  # provider, tracking_code, reason, received_by
    providers: Mapping[int, str] = field(default_factory=dict)
    own_way: bool = False  # of these steps only those that lead to a label on the order's own platform

    def provider_of(self, order_id: int) -> str:
        """The courier wished for an order, or the empty text."""
        return self.providers.get(order_id) or self.details.get("provider", "")

    def details_for(self, kind: OperationKind, order_id: int) -> dict[str, str]:
        """What goes with this step of that order: what a platform never asked for is not sent to it."""
        known = {**self.details, "provider": self.provider_of(order_id)}
        return {key: known[key] for key in _DETAILS.get(kind, ()) if known.get(key)}


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is known about an order when something is wished: its row, its items and what is open in the outbox."""

    row: OrderRow
    items: tuple[OrderItem, ...]
    open: tuple[Operation, ...]


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
    OperationKind.COMPLETE: ("received_by",),
}


def drafts(facts: OrderFacts, wish: Wish, can: Collection[Can]) -> tuple[tuple[Draft, ...], str]:
    """The steps that can be taken one after the other, as far as they are still needed; or none, and why.

    Codes: ``not_supported``, ``items_unknown``, ``unknown_item``, ``already_pending``, ``wrong_state``.
    """
    found = tuple(_steps(facts, wish, can))
    return found, "" if found else _obstacle(facts, wish, can)


def _steps(facts: OrderFacts, wish: Wish, can: Collection[Can]) -> Iterator[Draft]:
    items: Sequence[OrderItem] = projected(facts.items, facts.open)
    for kind in wish.steps:
        chosen = [item for item in eligible(kind, items) if not wish.item_ids or item.remote_id in wish.item_ids]
        if chosen and Can(kind.value) in can:
            ids = [item.remote_id for item in chosen]
            seen = {item.remote_id: item.status.value for item in chosen}
            yield Draft(kind, {"items": seen}, {"items": ids, **wish.details_for(kind, facts.row.id)})
            items = taken(kind, items, ids)


def _obstacle(facts: OrderFacts, wish: Wish, can: Collection[Can]) -> str:
    if not any(Can(kind.value) in can for kind in wish.steps):
        return "not_supported"
    if not facts.items:
        return "items_unknown"
    if wish.item_ids and not {item.remote_id for item in facts.items} >= set(wish.item_ids):
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
