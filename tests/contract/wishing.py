"""Wishes in the words of every platform: a step on orders, a value of SKUs; and whether the platform did it once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from scenes import new_order_event
from shop_floor import Floor

from desktop.domain.catalog import ListingStatus, Offer, Variant
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.identity import new_id
from desktop.domain.operations import VARIANT_KINDS, Operation, OperationKind, OperationState, Outcome
from desktop.domain.order_steps import eligible
from desktop.domain.orders import OrderItem, OrderItems
from desktop.platforms.kit.contract import OffersProviders, OffersReasons, OffersRejectReasons
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.platforms.registry import BY_ID
from desktop.services.variant_wishes import Edit, Rulebook, obstacle, operation_of

ENDS = {
    OperationKind.ACCEPT: "to_pack",
    OperationKind.PACK: "packed",
    OperationKind.READY: "ready",
    OperationKind.SHIP: "shipped",
    OperationKind.COMPLETE: "delivered",
    OperationKind.CANCEL: "cancelled",
    OperationKind.REPACK: "to_pack",
}
# Those that lead to no step of their own: what shows them is told in ``shows``.
ORDER_KINDS = (*ENDS, OperationKind.SET_INVOICE, OperationKind.REJECT_CANCEL)
# The step before which these are taken.
AT_THE_LATEST = {
    OperationKind.CANCEL: None,
    OperationKind.REPACK: OperationKind.READY,
    OperationKind.SET_INVOICE: OperationKind.READY,
    OperationKind.REJECT_CANCEL: OperationKind.ACCEPT,
}
PATIENCE = 40  # how often work at the platform is asked after before a test gives up


def steps_of(manifest: Manifest) -> tuple[OperationKind, ...]:
    """The steps from a new order to its label."""
    return tuple(OperationKind(step) for step in manifest.steps if step in manifest.can)


def value_kinds(manifest: Manifest) -> tuple[OperationKind, ...]:
    """The values of a SKU that can be set here."""
    return tuple(sorted(kind for kind in VARIANT_KINDS if kind.value in manifest.can))


WRITES = [
    (platform, kind)
    for platform, manifest in BY_ID.items()
    for kind in (*ORDER_KINDS, *value_kinds(manifest))
    if kind.value in manifest.can
]


async def new_orders(floor: Floor, count: int = 1, **event: object) -> list[OrderItems]:
    """Orders just bought, as the connector reads them."""
    made = [one["id"] for one in floor.sandbox.happen("new_order", count=count, **event)["orders"]]
    return await read(floor, made)


async def read(floor: Floor, made: Sequence[str]) -> list[OrderItems]:
    """These orders as the connector reads them now."""
    await floor.orders(by_update=floor.manifest.order_sync.by_update)
    found = {one.order_remote_id: one for one in await floor.connector.read_items(made)}
    return [found[order_id] for order_id in made]


async def orders_before(floor: Floor, kind: OperationKind, count: int = 1) -> list[OrderItems]:
    """Orders on which this step is the next one."""
    orders = await new_orders(floor, count, **new_order_event(floor.manifest.id, kind))
    for step in _steps_before(kind, floor.manifest):
        if step is kind or AT_THE_LATEST.get(kind, ...) in (None, step):
            break
        await done(floor, await order_wishes(floor, step, orders))
        orders = list(await floor.connector.read_items([one.order_remote_id for one in orders]))
    if kind is OperationKind.REJECT_CANCEL:
        for one in orders:
            floor.sandbox.happen("cancel_requested", order=one.order_remote_id)
        return await read(floor, [one.order_remote_id for one in orders])
    return orders


def _steps_before(kind: OperationKind, manifest: Manifest) -> tuple[OperationKind, ...]:
    """Those to the label; what arrives was sent off before, also where its label is there earlier."""
    steps = steps_of(manifest)
    if kind is OperationKind.COMPLETE and Can.SHIP in manifest.can and OperationKind.SHIP not in steps:
        return (*steps, OperationKind.SHIP)
    return steps


async def order_wishes(floor: Floor, kind: OperationKind, orders: Sequence[OrderItems]) -> list[Operation]:
    """One operation per order on the items this step can be taken on."""
    return [await _order_wish(floor, kind, order) for order in orders]


async def _order_wish(floor: Floor, kind: OperationKind, order: OrderItems) -> Operation:
    items = eligible(kind, order.items)
    assert items, f"{kind} cannot be taken on {[one.status for one in order.items]}"
    after: dict[str, object] = {"items": [one.remote_id for one in items], **await _details(floor, kind, order, items)}
    before = {"items": {one.remote_id: one.status.value for one in items}}
    number = order.order_remote_id
    return Operation(new_id(), "c", "a", "s", kind, number, number, before, after, OperationState.SENDING, floor.wall())


async def _details(
    floor: Floor, kind: OperationKind, order: OrderItems, items: Sequence[OrderItem]
) -> dict[str, object]:
    if kind is OperationKind.COMPLETE:
        return {"received_by": "Ada"}
    if kind is OperationKind.CANCEL and isinstance(floor.connector, OffersReasons):
        reasons = await floor.connector.cancel_reasons(order)
        return {"reason": reasons[0].id if reasons else "out of stock"}
    if kind is OperationKind.PACK and isinstance(floor.connector, OffersProviders):
        options = (await floor.connector.provider_options(items)).get(items[0].remote_id, ())
        offered = [option for option in options if not option.needs_tracking_code]
        return {"provider": offered[0].id} if offered else {}
    if kind is OperationKind.SET_INVOICE:
        return {"invoice_number": f"INV-{order.order_remote_id[-6:]}"}
    if kind is OperationKind.REJECT_CANCEL and isinstance(floor.connector, OffersRejectReasons):
        reasons = await floor.connector.reject_reasons(order)
        return {"reason": reasons[0].name if reasons else ""}
    return {"tracking_code": f"TRACK-{order.order_remote_id[-6:]}"} if kind is OperationKind.SHIP else {}


def shows(kind: OperationKind, wish: Operation, item: dict[str, Any]) -> bool:
    """Whether the platform's own record of an item shows that this came true."""
    if kind is OperationKind.SET_INVOICE:
        return bool(item["invoice_number"] == wish.after["invoice_number"])
    if kind is OperationKind.REJECT_CANCEL:
        return item["step"] not in ("cancel_requested", "cancelled")
    if kind is OperationKind.PACK:  # where packing is the last step, what is packed is ready
        return item["step"] in ("packed", "ready")
    return bool(item["step"] == ENDS[kind])


async def variants(floor: Floor) -> tuple[Variant, ...]:
    """Everything the connector reads."""
    return tuple([one async for page in floor.connector.variant_pages() for one in page])


async def value_wishes(floor: Floor, kind: OperationKind, count: int) -> list[Operation]:
    """One wish per SKU, for the first that may have it: another stock, a price a little higher, the other status."""
    book = Rulebook(frozenset(one.value for one in floor.manifest.can), floor.manifest.rules)
    found: list[Operation] = []
    for variant in await variants(floor):
        edit = next((one for one in _edits(kind, variant, floor.manifest) if obstacle(one, book) is None), None)
        if edit is not None and len(found) < count:
            operation = operation_of(edit, book, new_id(), "c", floor.wall())
            found.append(replace(operation, state=OperationState.SENDING))
    assert len(found) == count, f"only {len(found)} SKUs on which {kind} can be wished"
    return found


def _edits(kind: OperationKind, variant: Variant, manifest: Manifest) -> Iterator[Edit]:
    """What can be wished of a SKU, in one place of it after the other."""
    stored = StoredVariant(0, "a", "s", "shop", "p", variant)
    if kind is OperationKind.SET_STOCK and variant.stock is not None:
        warehouse = variant.stocks[0].warehouse if len(variant.stocks) > 1 else ""
        yield Edit(stored, kind, {"quantity": variant.stock + 3}, "", warehouse)
    if kind is OperationKind.SET_STATUS and variant.status not in (ListingStatus.ACTIVE, ListingStatus.INACTIVE):
        return
    for offer in variant.offers:
        values = _value(kind, variant, offer, manifest)
        if values is not None:
            yield Edit(stored, kind, values, offer.market)


def _value(kind: OperationKind, variant: Variant, offer: Offer, manifest: Manifest) -> dict[str, object] | None:
    if kind is OperationKind.SET_SAFETY_STOCK:
        return {"quantity": (offer.safety_stock or 0) + 2}
    if kind is OperationKind.SET_STATUS:
        is_on = (offer.status if offer.market else variant.status) is ListingStatus.ACTIVE
        return {"status": "inactive" if is_on else "active"}
    reduced = offer.sale_price is not None and Can.SET_MARKET_PRICE not in manifest.can
    if kind is not OperationKind.SET_PRICE or offer.price is None or reduced:
        return None
    return {"price": format(offer.price.amount + Decimal(1), "f")}


async def done(floor: Floor, wishes: Sequence[Operation]) -> list[Outcome]:
    """Send them, and ask after what the platform is still at work on; how each ended."""
    ended: list[Outcome] = []
    for batch in floor.connector.batches(wishes):
        ended += await settled(floor, batch, (await floor.connector.send(batch)).outcomes)
    return ended


async def settled(floor: Floor, batch: Sequence[Operation], outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Ask again and again after operations the platform is at work on."""
    known = {one.operation_id: one for one in outcomes}
    for _ in range(PATIENCE):
        working = [one for one in batch if known[one.id].state is OperationState.WORKING]
        if not working:
            break
        await floor.sleep(5)
        asked = [
            replace(one, state=OperationState.WORKING, remote_ref=known[one.id].remote_ref, ack=known[one.id].ack)
            for one in working
        ]
        refs = {one.id: one.remote_ref for one in asked}
        told = (await floor.connector.verify(asked)).outcomes
        known |= {one.operation_id: replace(one, remote_ref=one.remote_ref or refs[one.operation_id]) for one in told}
    return [known[one.id] for one in batch]


def effects(floor: Floor, kind: OperationKind, wishes: Sequence[Operation]) -> Counter[str]:
    """How often the platform did this, by subject (order or variant)."""
    owner = {item: one.subject for one in wishes for item in _items(one)} | {one.subject: one.subject for one in wishes}
    told = [one for one in floor.sandbox.truth()["effects"] if one["kind"] == kind.value and str(one["id"]) in owner]
    return Counter(str(one["id"]) for one in told)


def _items(operation: Operation) -> Sequence[str]:
    items = operation.after.get("items", ())
    return [str(one) for one in items] if isinstance(items, list) else ()


def assert_done_once(floor: Floor, kind: OperationKind, wishes: Sequence[Operation]) -> None:
    """Every wish took effect, and none twice."""
    found = effects(floor, kind, wishes)
    assert set(found.values()) == {1}, found
    for one in wishes:
        assert one.subject in found or set(_items(one)) <= found.keys(), f"{kind} of {one.label} did not happen"


def true_variants(floor: Floor) -> dict[str, dict[str, Any]]:
    """What the platform holds, by variant id."""
    return {one["id"]: one for one in floor.sandbox.truth()["variants"]}


def holds(true: dict[str, Any], operation: Operation) -> object:
    """The value the platform holds where this operation wished one."""
    market, key = str(operation.after.get("market") or ""), operation.kind
    offers = {one["market"]: one for one in true["offers"]}
    offer = offers.get(market) or (next(iter(offers.values())) if len(offers) == 1 else {})
    if key is OperationKind.SET_STOCK:
        warehouse = operation.after.get("warehouse")
        stocks = {one["warehouse"]: one["quantity"] for one in true["stocks"]}
        return stocks[warehouse] if warehouse else true["stock"]
    if key is OperationKind.SET_SAFETY_STOCK:
        return offer.get("safety_stock") if market else true["safety_stock"]
    if key is OperationKind.SET_STATUS:
        return offer.get("status") if market else true["status"]
    return Decimal(offer["price"])


def wanted(operation: Operation) -> object:
    """The value an operation wishes, to compare with ``holds``."""
    if operation.kind is OperationKind.SET_PRICE:
        return Decimal(str(operation.after["price"]))
    return operation.after["status" if operation.kind is OperationKind.SET_STATUS else "quantity"]
