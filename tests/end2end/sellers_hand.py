"""What a seller can wish, found by looking at his own screen: a step on orders, a value of SKUs, a promotion."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from practice_shop import PracticeShop

from desktop.domain.catalog import ListingStatus, Offer
from desktop.domain.catalog_views import CatalogQuery, StoredVariant
from desktop.domain.money import Money
from desktop.domain.operations import VARIANT_KINDS, Operation, OperationKind, OperationState
from desktop.domain.order_steps import STEPS as ORDER_STEPS
from desktop.domain.order_steps import eligible
from desktop.domain.order_views import OrderQuery
from desktop.domain.orders import ItemStatus
from desktop.domain.promotions import Promotion, PromotionKind, PromotionLine
from desktop.platforms.kit.contract import OffersReasons
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.services.order_wishes import OrderFacts, Wish
from desktop.services.variant_wishes import Edit, Rulebook, obstacle

STEPS = (
    OperationKind.ACCEPT,
    OperationKind.PACK,
    OperationKind.READY,
    OperationKind.SHIP,
    OperationKind.COMPLETE,
    OperationKind.CANCEL,
    OperationKind.REPACK,
    OperationKind.SET_INVOICE,
    OperationKind.REJECT_CANCEL,
)


# A reason of their own, as not all orders offer the same; a number of their own.
_ONE_BY_ONE = frozenset({OperationKind.CANCEL, OperationKind.SET_INVOICE})


def step_kinds(manifest: Manifest) -> list[OperationKind]:
    """The steps on orders that this platform takes."""
    return [kind for kind in STEPS if kind.value in manifest.can]


def value_kinds(manifest: Manifest) -> list[OperationKind]:
    """The values of a SKU that can be set here."""
    return sorted(kind for kind in VARIANT_KINDS if kind.value in manifest.can)


# --- orders -----------------------------------------------------------------------------------------------------------
async def orders_for(shop: PracticeShop, kind: OperationKind) -> list[OrderFacts]:
    """Orders on which this step can be taken now, with nothing open on them."""
    orders = shop.services.orders
    facts = await orders.facts(list(await orders.ids(OrderQuery())))
    starts = _starts(shop.manifest, kind)
    free = [one for one in facts if not one.open]
    return [one for one in free if any(item.status in starts for item in eligible(kind, one.items))]


def _starts(manifest: Manifest, kind: OperationKind) -> frozenset[ItemStatus]:
    """Where a step begins on this platform: what is packed is shipped, what is shipped is completed."""
    if kind is OperationKind.SHIP and Can.PACK in manifest.can:
        return frozenset({ItemStatus.PACKED, ItemStatus.READY})
    if kind is OperationKind.COMPLETE and Can.SHIP in manifest.can:
        return frozenset({ItemStatus.SHIPPED})
    return ORDER_STEPS[kind].starts


async def take_step(shop: PracticeShop, kind: OperationKind, chosen: Sequence[OrderFacts]) -> list[Operation]:
    """Wish a step of these orders, as the screen does; the operations it became."""
    if kind in _ONE_BY_ONE and len(chosen) > 1:
        return [operation for one in chosen for operation in await take_step(shop, kind, [one])]
    ids = [one.row.id for one in chosen]
    details: dict[str, str] = {}
    providers: dict[int, str] = {}
    if kind is OperationKind.PACK and Can.CHOOSE_PROVIDER in shop.manifest.can:
        choices = await shop.services.orders.provider_options(ids)
        for group in choices.groups:
            offered = [one for one in group.options if not one.needs_tracking_code]
            providers |= {order_id: offered[0].id for order_id in group.order_ids if offered}
    if kind is OperationKind.CANCEL:
        details["reason"] = await _reason(shop, chosen)
    if kind is OperationKind.COMPLETE:
        details["received_by"] = "Ada"
    if kind is OperationKind.SET_INVOICE:
        details["invoice_number"] = f"INV-{chosen[0].row.number[-6:]}"
    if kind is OperationKind.SHIP and len(ids) == 1:
        details["tracking_code"] = f"TRACK-{chosen[0].row.number[-6:]}"
    queued = await shop.services.orders.wish(ids, Wish((kind,), (), details, providers))
    return await _made(shop, queued.change_set_id)


async def _reason(shop: PracticeShop, chosen: Sequence[OrderFacts]) -> str:
    connector = await shop.services.connections.connector(shop.account_id)
    if not isinstance(connector, OffersReasons):
        return "out of stock"
    (found, *_) = await connector.read_items([chosen[0].row.remote_id])  # type: ignore[attr-defined]
    reasons = await connector.cancel_reasons(found)
    return reasons[0].id if reasons else "out of stock"


# --- values -----------------------------------------------------------------------------------------------------------
async def shelf(shop: PracticeShop) -> tuple[StoredVariant, ...]:
    """Every SKU on the screen on which nothing is pending."""
    catalog = shop.services.catalog
    rows = await catalog.rows(await catalog.ids(CatalogQuery()))
    return tuple(row.stored for row in rows if not row.pending)


async def set_values(shop: PracticeShop, kind: OperationKind, count: int, rng: random.Random) -> list[Operation]:
    """Wish another value of some SKUs that may have one; the operations it became."""
    return await push(shop, await new_values(shop, kind, count, rng), kind.value)


async def new_values(shop: PracticeShop, kind: OperationKind, count: int, rng: random.Random) -> list[Edit]:
    """Another value for some SKUs that may have one."""
    book = Rulebook(frozenset(one.value for one in shop.manifest.can), shop.manifest.rules)
    found: list[Edit] = []
    for stored in rng.sample(known := await shelf(shop), len(known)):
        if len(found) == count:
            break
        good = [one for one in _edits(kind, stored, shop.manifest, rng) if obstacle(one, book) is None]
        found += [rng.choice(good)] if good else []
    return found


async def push(shop: PracticeShop, edits: Sequence[Edit], title: str) -> list[Operation]:
    """Queue these values as one change-set; the operations they became."""
    if not edits:
        return []
    queued = await shop.services.catalog_work.wish(edits, title)
    return await _made(shop, queued.change_set_id)


def _edits(kind: OperationKind, stored: StoredVariant, manifest: Manifest, rng: random.Random) -> Iterator[Edit]:
    variant, more = stored.variant, rng.randint(1, 9)
    if kind is OperationKind.SET_STOCK:
        places = [one.warehouse for one in variant.stocks] if len(variant.stocks) > 1 else [""]
        if variant.stock is not None:
            yield from (Edit(stored, kind, {"quantity": variant.stock + more}, "", place) for place in places)
        return
    for offer in variant.offers:
        values = _value(kind, stored, offer, manifest, more)
        if values is not None:
            yield Edit(stored, kind, values, offer.market)


def _value(
    kind: OperationKind, stored: StoredVariant, offer: Offer, manifest: Manifest, more: int
) -> dict[str, object] | None:
    if kind is OperationKind.SET_SAFETY_STOCK:
        return {"quantity": (offer.safety_stock or 0) + more}
    if kind is OperationKind.SET_STATUS:
        now = offer.status if offer.market else stored.variant.status
        known = {ListingStatus.ACTIVE: "inactive", ListingStatus.INACTIVE: "active"}
        return {"status": known[now]} if now in known else None
    reduced = offer.sale_price is not None and Can.SET_MARKET_PRICE not in manifest.can
    if kind is not OperationKind.SET_PRICE or offer.price is None or reduced:
        return None
    return {"price": format(offer.price.amount + more, "f")}


# --- promotions -------------------------------------------------------------------------------------------------------
async def promote(shop: PracticeShop, kind: PromotionKind, name: str, rng: random.Random) -> list[Operation]:
    """Wish a promotion; the operations it became. Of kinds that need more than a price or a percentage: none."""
    now = shop.clock()
    draft = Promotion("", kind, name, starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=9))
    if kind in (PromotionKind.SALE_PRICE, PromotionKind.CHANNEL_PRICE, PromotionKind.DISCOUNT):
        known = await _not_reduced(shop) if kind is PromotionKind.DISCOUNT else await shelf(shop)
        priced = [(one, offer) for one in known for offer in one.variant.offers if _full_price(offer)]
        if not priced:
            return []
        stored, offer = rng.choice(priced)
        return await _create(shop, replace(draft, lines=(_line(stored, offer),)), stored.shop_id)
    if kind in (PromotionKind.STORE, PromotionKind.COUPON):
        code = {"code": name.replace(" ", "").upper()} if kind is PromotionKind.COUPON else {}
        return await _create(shop, replace(draft, fields={"discount_amount_percent": "10", **code}), shop.shop_ids[0])
    return []


async def _not_reduced(shop: PracticeShop) -> list[StoredVariant]:
    """A SKU can be in one discount only: those that are in none of ours, where it can be taken back."""
    made = await shop.services.promotions.list()
    reduced = {line.variant_remote_id for one in made for line in one.promotion.lines}
    return [one for one in await shelf(shop) if takes_back(one) and one.variant.remote_id not in reduced]


def takes_back(stored: StoredVariant) -> bool:
    """Of SIRCLO's channels these take a discount, and take it back again (sirclo.md 7)."""
    return stored.variant.remote_id.startswith(("tkpd", "blib", "bklp", "shpe", "tktk"))


def _full_price(offer: Offer) -> bool:
    return offer.price is not None and offer.sale_price is None


def _line(stored: StoredVariant, offer: Offer) -> PromotionLine:
    """Nine tenths of the price, rounded like the price."""
    assert offer.price is not None
    digits = Decimal(1).scaleb(min(0, int(offer.price.amount.as_tuple().exponent)))
    price = Money((offer.price.amount * 9 / 10).quantize(digits), offer.price.currency)
    return PromotionLine(stored.variant.sku, market=offer.market, price=price)


async def _create(shop: PracticeShop, promotion: Promotion, shop_id: str) -> list[Operation]:
    return await _made(shop, (await shop.services.promotions.create(promotion, shop_id)).change_set_id)


async def take_back(shop: PracticeShop, promotion_id: str, *, delete: bool) -> list[Operation]:
    """End or delete a promotion; the operations it became."""
    promotions = shop.services.promotions
    queued = await (promotions.delete(promotion_id) if delete else promotions.end(promotion_id))
    return await _made(shop, queued.change_set_id)


async def _made(shop: PracticeShop, change_set_id: str) -> list[Operation]:
    if not change_set_id:
        return []
    made = await shop.services.outbox.of_change_set(change_set_id)
    return [one for one in made if one.state is not OperationState.CANCELLED]
