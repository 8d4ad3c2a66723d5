"""Mapping between Jumia's catalog and ours: pure and total. The variant is Jumia's variation (jumia.md 6.4).

Offers: the global price first (market ``""``, in the shop's own currency), then one per business client.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from desktop.domain.catalog import ListingStatus, Offer, QcStatus, Variant
from desktop.domain.money import Money
from desktop.platforms.jumia import catalog_shapes as shapes
from desktop.platforms.jumia.codes import GLOBAL_CURRENCY
from desktop.platforms.jumia.mapping import moment, text
from desktop.platforms.kit.answers import decode, unexpected

MOST_DIGITS = 15
STATUS: Mapping[str, ListingStatus] = {
    "ACTIVE": ListingStatus.ACTIVE,
    "INACTIVE": ListingStatus.INACTIVE,
    "DELETED": ListingStatus.DELETED,
}
QC: Mapping[str, QcStatus] = {
    "NOT_READY_TO_QC": QcStatus.PENDING,
    "PENDING": QcStatus.PENDING,
    "APPROVED": QcStatus.APPROVED,
    "REJECTED": QcStatus.REJECTED,
}
# The better news of several countries first: one approved country is enough to sell.
_QC_RANK = (QcStatus.APPROVED, QcStatus.PENDING, QcStatus.REJECTED, QcStatus.UNKNOWN)


def products_page(body: bytes) -> tuple[tuple[Variant, ...], str | None]:
    """The variants of a page, without stock, and the token of the next page."""
    page = decode(body, shapes.Products)
    if page.products is None:
        raise unexpected(body)
    found = tuple(_variant(raw, one) for raw in page.products for one in raw.variations if one.id)
    return found, None if page.is_last_page else page.next_token


def stock_page(body: bytes) -> tuple[dict[str, int | None], str | None]:
    """Sellable units by variation id (section 6.5), and the token of the next page."""
    page = decode(body, shapes.Stock)
    if page.products is None:
        raise unexpected(body)
    found = {row.id: row.global_stock for row in page.products if row.id}
    return found, None if page.is_last_page else page.next_token


def with_stock(variant: Variant, stock: Mapping[str, int | None]) -> Variant:
    """The variant with its stock."""
    return replace(variant, stock=stock.get(variant.remote_id))


def _variant(raw: shapes.ProductSet, one: shapes.Variation) -> Variant:
    name = text(raw.name.value if isinstance(raw.name, shapes.Text) else raw.name)
    offers = (_global(one.global_price), *(_offer(client) for client in one.business_clients if client.code))
    category = raw.category.code if raw.category else None
    created = (raw.created_at or "")[:10]
    return Variant(
        remote_id=str(one.id),
        sku=text(one.seller_sku),
        name=", ".join(part for part in (name, text(one.variation)) if part and part != "..."),
        product_remote_id=str(raw.id or ""),
        product_name=name,
        shop_remote_id=str(raw.shop.id or "") if raw.shop else "",
        offers=offers,
        status=_overall(offers),
        qc_status=_qc(one),
        qc_reason=_reason(one),
        barcode=text(one.barcode_ean),
        brand=text(raw.brand.name) if raw.brand else "",
        category=text(raw.category.name) if raw.category else "",
        image_url=next((image.url for image in raw.images if image.url), "") or "",
        options={"Variation": text(one.variation)} if one.variation else {},
        updated_at=moment(raw.updated_at),
        extra={"set": str(raw.id or ""), "category": "" if category is None else str(category), "created": created},
    )


def _global(price: shapes.GlobalPrice | None) -> Offer:
    currency = (price.currency if price else None) or GLOBAL_CURRENCY
    sale = price.sale_price if price else None
    return Offer(
        price=_money(price.value if price else None, currency),
        sale_price=_money(sale.value if sale else None, currency),
        sale_from=moment(sale.start_at) if sale else None,
        sale_to=moment(sale.end_at) if sale else None,
    )


def _offer(client: shapes.BusinessClient) -> Offer:
    """In the country's own money where it has a price there; else the global price counts (section 6.4)."""
    price = client.price or shapes.ClientPrice()
    is_local = price.local_value is not None
    currency = (price.local_currency if is_local else price.currency) or GLOBAL_CURRENCY
    sale = price.sale_price
    reduced = None if sale is None else sale.local_value if is_local else sale.value
    word = (client.status or "").upper()
    return Offer(
        market=str(client.code),
        price=_money(price.local_value if is_local else price.value, currency),
        sale_price=_money(reduced, currency),
        sale_from=moment(sale.start_at) if sale and reduced is not None else None,
        sale_to=moment(sale.end_at) if sale and reduced is not None else None,
        status=STATUS.get(word, ListingStatus.UNKNOWN),
        platform_status=text(client.status),
    )


def _overall(offers: tuple[Offer, ...]) -> ListingStatus:
    """For sale where it is for sale anywhere."""
    words = [offer.status for offer in offers if offer.market]
    for status in (ListingStatus.ACTIVE, ListingStatus.INACTIVE, ListingStatus.DELETED):
        if status in words:
            return status
    return ListingStatus.UNKNOWN


def _qc(one: shapes.Variation) -> QcStatus:
    words = [(client.qc.status or "").upper() for client in one.business_clients if client.qc and client.qc.status]
    found = {QC.get(word, QcStatus.UNKNOWN) for word in words}
    return next((status for status in _QC_RANK if status in found), QcStatus.NONE)


def _reason(one: shapes.Variation) -> str:
    said = [
        text(client.qc.rejection_reason or client.qc.rejection_comment)
        for client in one.business_clients
        if client.qc and (client.qc.rejection_reason or client.qc.rejection_comment)
    ]
    return " ".join(dict.fromkeys(said))


def _money(value: Decimal | None, currency: str) -> Money | None:
    if value is None or not value.is_finite() or abs(value.adjusted()) >= MOST_DIGITS:
        return None
    return Money(value, currency)


def feed_id(body: bytes) -> str:
    """The id of a feed just taken. Raises ``BrokenAnswer``."""
    found = decode(body, shapes.FeedTaken).feed_id
    if not found:
        raise unexpected(body)
    return found


def feed(body: bytes) -> shapes.Feed:
    """A feed as it stands. Raises ``BrokenAnswer``."""
    found = decode(body, shapes.Feed)
    if found.status is None:
        raise unexpected(body)
    return found


def day(moment: datetime) -> str:
    """As feeds write a day (section 7.4)."""
    return moment.strftime("%Y-%m-%d")
