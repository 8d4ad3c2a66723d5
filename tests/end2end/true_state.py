"""What the app shows against what the platform holds: every order, every item, every SKU, price and stock."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from practice_shop import PracticeShop, told, waits_for_the_seller

from desktop.domain.catalog import ListingStatus, Offer, Variant
from desktop.domain.catalog_views import CatalogQuery
from desktop.domain.operations import VARIANT_KINDS, Operation, OperationKind, OperationState
from desktop.domain.order_steps import STEPS, wanted_items
from desktop.domain.order_views import OrderDetail, OrderQuery
from desktop.domain.wishes import same_day
from desktop.platforms.kit.manifest import Can

Facts = dict[str, Any]
COUNTED = {kind.value for kind in (*STEPS, *VARIANT_KINDS)}


async def differences(shop: PracticeShop) -> list[str]:
    """Everything shown that is not so, in words; empty is good."""
    truth = shop.sandbox.truth()
    return [*await _orders(shop, truth), *await _variants(shop, truth)]


async def _orders(shop: PracticeShop, truth: Facts) -> list[str]:
    if Can.READ_ORDERS not in shop.manifest.can:
        return []
    orders = shop.services.orders
    details = await orders.details(list(await orders.ids(OrderQuery())))
    shown = {one.row.remote_id: _shown_order(one) for one in details}
    return _unequal("order", shown, {one["id"]: _true_order(one) for one in truth["orders"]})


def _shown_order(detail: OrderDetail) -> Facts:
    row = detail.row
    return {
        "number": row.number,
        "buyer": row.buyer,
        "total": (row.total.amount, row.total.currency),
        "pending": [f"{one.kind} {one.state}" for one in row.pending if one.state.is_open],
        "items": {
            item.remote_id: (item.sku, item.quantity, item.price.amount, item.status.value, item.tracking_number)
            for item in detail.items
        },
    }


def _true_order(true: Facts) -> Facts:
    return {
        "number": str(true["number"]),
        "buyer": true["buyer"],
        "total": (Decimal(true["total"]), true["currency"]),
        "pending": [],
        "items": {
            str(item["id"]): (
                item["sku"],
                item["quantity"],
                Decimal(item["price"]),
                item["step"],
                item["tracking_number"] or "",
            )
            for item in true["items"]
        },
    }


async def _variants(shop: PracticeShop, truth: Facts) -> list[str]:
    if Can.READ_CATALOG not in shop.manifest.can:
        return []
    catalog = shop.services.catalog
    found = [one.variant for one in await catalog.variants(await catalog.ids(CatalogQuery()))]
    shown = {one.remote_id: _shown_variant(one) for one in found}
    return _unequal("SKU", shown, {one["id"]: _true_variant(one, shown.get(one["id"])) for one in truth["variants"]})


def _shown_variant(variant: Variant) -> Facts:
    return {
        "sku": variant.sku,
        "stock": variant.stock,
        "stocks": {one.warehouse: one.quantity for one in variant.stocks},
        "status": None if variant.status is ListingStatus.UNKNOWN else variant.status.value,
        "offers": {offer.market: _shown_offer(offer) for offer in variant.offers},
    }


def _shown_offer(offer: Offer) -> tuple[object, ...]:
    price, sale = offer.price and offer.price.amount, offer.sale_price and offer.sale_price.amount
    return (price, sale, _day(offer.sale_from), _day(offer.sale_to), offer.safety_stock)


def _true_variant(true: Facts, shown: Facts | None) -> Facts:
    """A status that the app does not claim to know is not compared."""
    return {
        "sku": true["sku"],
        "stock": true["stock"],
        "stocks": {one["warehouse"]: one["quantity"] for one in true["stocks"]},
        "status": None if shown is not None and shown["status"] is None else true["status"],
        "offers": {offer["market"]: _true_offer(offer) for offer in true["offers"]},
    }


def _true_offer(offer: Facts) -> tuple[object, ...]:
    ends = (_day(_moment(offer["sale_from"])), _day(_moment(offer["sale_to"])))
    return (_amount(offer["price"]), _amount(offer["sale_price"]), *ends, offer["safety_stock"])


class _Day:
    """A day that equals any moment within it: platforms give a sale's ends back without their hour."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Day) and same_day(self._moment, other._moment)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return self._moment.isoformat()


def _day(moment: datetime | None) -> _Day | None:
    return None if moment is None else _Day(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _amount(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _unequal(noun: str, shown: dict[str, Facts], true: dict[str, Facts]) -> list[str]:
    found = [f"{noun} {key} is shown but is not there" for key in shown.keys() - true.keys()]
    found += [f"{noun} {key} is there but is not shown" for key in true.keys() - shown.keys()]
    for key in sorted(shown.keys() & true.keys()):
        wrong = [field for field in true[key] if shown[key][field] != true[key][field]]
        found += [f"{noun} {key}: {one} shown {shown[key][one]}, is {true[key][one]}" for one in wrong]
    return found


async def doubles(shop: PracticeShop, operations: Sequence[Operation]) -> list[str]:
    """Whatever the platform did more often than it was wished and told as done (or as not to be known), in words.

    Some platforms keep one status for all variants of a product: what was done to one counts for all of them.
    """
    catalog = shop.services.catalog
    known = [one.variant for one in await catalog.variants(await catalog.ids(CatalogQuery()))]
    products = {one.remote_id: one.product_remote_id or one.remote_id for one in known}

    def place(kind: str, id_: str) -> tuple[str, str]:
        return kind, products.get(id_, id_) if kind == OperationKind.SET_STATUS else id_

    allowed = Counter(
        place(one.kind.value, id_)
        for one in operations
        if one.state in (OperationState.DONE, OperationState.UNSURE)
        for id_ in {one.subject, *wanted_items(one)}
    )
    truth = shop.sandbox.truth()
    found = Counter((one["kind"], str(one["id"])) for one in truth["effects"] if one["kind"] in COUNTED)
    made = {one.label for one in operations if one.kind is OperationKind.CREATE_PROMOTION}
    named = Counter(one["name"] for one in truth["promotions"] if one["name"] in made)
    return [f"promotion {name} is there {count} times" for name, count in named.items() if count > 1] + [
        f"{kind} of {id_} took effect {count} times, {allowed[place(kind, id_)]} of these wishes were told as done"
        for (kind, id_), count in found.items()
        if count > allowed[place(kind, id_)]
    ]


def complaints(shop: PracticeShop) -> list[str]:
    """What the platform holds against us, each with the requests before it.

    A power cut while a token is renewed loses the new one for ever; that the old one is tried then is nobody's mistake.
    """
    found = [one for one in shop.sandbox.violations() if not (one["kind"] == "double" and "token" in one["why"])]
    asked = shop.sandbox.requests() if found else []
    return [
        f"{one['kind']}: {one['why']} ({one['method']} {one['path']})\n"
        + "\n".join(
            f"    {other['at_s']} {other['method']} {other['path']} {other['status']} {other['fault'] or ''}"
            for other in asked
            if one["request"] - 8 <= other["n"] <= one["request"]
        )
        for one in found
    ]


def lost(operations: Sequence[Operation], wished: Sequence[str]) -> list[str]:
    """Wishes that are neither at their end nor visibly the seller's to decide."""
    known = {one.id: one for one in operations}
    open_ = [one for one in known.values() if one.state.is_open and not waits_for_the_seller(one)]
    silent = [one for one in known.values() if one.state is OperationState.REFUSED and not one.code]
    return [
        *(f"{id_} is not in the outbox any more" for id_ in wished if id_ not in known),
        *(f"still open: {told(one)}" for one in open_),
        *(f"refused without a reason: {told(one)}" for one in silent),
    ]


async def assert_all_is_well(shop: PracticeShop, wished: Sequence[str] = ()) -> None:
    """Nothing lost, nothing doubled, and the state shown is true."""
    operations = await shop.operations()
    wrong = [*lost(operations, wished), *await doubles(shop, operations), *complaints(shop), *await differences(shop)]
    if wrong:
        raise AssertionError("\n".join([f"{len(wrong)} things are wrong:", *wrong[:30]]))
