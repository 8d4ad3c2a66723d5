"""Mapping of Lazada's products to variants: pure and total. The variant is the SKU (lazada.md 10)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.catalog import ListingStatus, Offer, QcStatus, Variant, WarehouseStock
from desktop.domain.money import Money
from desktop.platforms.kit.answers import decode
from desktop.platforms.lazada import catalog_shapes as shapes
from desktop.platforms.lazada.codes import LISTING
from desktop.platforms.lazada.mapping import Seller, money, text
from desktop.platforms.lazada.times import moment

LARGEST_STOCK = 2**63 - 1
_REJECTED = frozenset({"reject", "live reject"})
_WAITING = frozenset({"pending qc", "pending", "pendingqc"})


@dataclass(frozen=True, slots=True)
class Page:
    """``rows`` counts the products that came, readable or not; ``total`` those there are, where the answer says it."""

    variants: tuple[Variant, ...]
    rows: int
    total: int | None
    products: tuple[str, ...]  # item ids, as Lazada names them


def products_page(body: bytes, seller: Seller) -> Page:
    """A page of products; nothing at all is said by an answer without data (section 10.1)."""
    data = decode(body, shapes.Products).data
    rows = data.products if data else ()
    variants = tuple(one for raw in rows for one in variants_of(raw, seller))
    ids = tuple(_item_id(raw) for raw in rows if _item_id(raw))
    return Page(variants, len(rows), data.total_products if data else 0, ids)


def one_product(body: bytes, seller: Seller) -> tuple[Variant, ...]:
    """The variants of a single product."""
    found = decode(body, shapes.ProductAnswer).data
    return variants_of(found, seller) if found else ()


def variants_of(raw: shapes.Product, seller: Seller) -> tuple[Variant, ...]:
    """What can be sold of a product."""
    return tuple(_variant(raw, sku, seller) for sku in raw.skus if sku.SkuId)


def _variant(raw: shapes.Product, sku: shapes.Sku, seller: Seller) -> Variant:
    site, item_id = seller.site, _item_id(raw)
    attributes = raw.attributes or shapes.Attributes()
    name = text(attributes.name)
    options = {text(key): text(value) for key, value in (sku.saleProp or {}).items() if text(key) and text(value)}
    word = text(sku.Status) or text(raw.status)
    return Variant(
        remote_id=site.ours(sku.SkuId),
        sku=text(sku.SellerSku),
        name=", ".join(filter(None, (name, *options.values()))),
        product_remote_id=site.ours(item_id) if item_id else "",
        product_name=name,
        shop_remote_id=seller.shop_id,
        stock=_stock(sku.quantity if sku.quantity is not None else sku.Available),
        stocks=_stocks(sku.multiWarehouseInventories or ()),
        offers=(_offer(sku, word, seller),),
        status=LISTING.get(word.lower(), ListingStatus.UNKNOWN),
        platform_status=word,
        qc_status=_qc(raw),
        qc_reason=" ".join(filter(None, (text(one.violationDetail) for one in raw.rejectReason or ()))),
        brand=text(attributes.brand),
        category=text(raw.primary_category) or text(raw.primaryCategory),
        image_url=_first(sku.Images) or _first(raw.images) or _first(raw.productImageList),
        options=options,
        updated_at=moment(raw.updated_time or raw.updatedTime, site.zone),
        extra={"item": item_id, "site": site.country, "ease": seller.is_ease},
    )


def _offer(sku: shapes.Sku, word: str, seller: Seller) -> Offer:
    """An Ease shop has a supply price and nothing else (section 7); a special price of 0 is none (section 10.1)."""
    site, status = seller.site, LISTING.get(word.lower(), ListingStatus.UNKNOWN)
    if seller.is_ease:
        supplied = money(sku.supply_price, text(sku.supply_price_currency) or site.currency)
        return Offer(price=supplied, status=status, platform_status=word)
    sale = _above_zero(money(sku.special_price, site.currency))
    return Offer(
        price=money(sku.price, site.currency),
        sale_price=sale,
        sale_from=moment(sku.special_from_time or sku.special_from_date, site.zone) if sale else None,
        sale_to=moment(sku.special_to_time or sku.special_to_date, site.zone) if sale else None,
        status=status,
        platform_status=word,
    )


def _above_zero(amount: Money | None) -> Money | None:
    return amount if amount and amount.amount > Decimal(0) else None


def _stocks(rows: Sequence[shapes.Stock]) -> tuple[WarehouseStock, ...]:
    found = (
        (text(row.warehouseCode), _stock(row.sellableQuantity if row.sellableQuantity is not None else row.quantity))
        for row in rows
    )
    return tuple(WarehouseStock(code, quantity) for code, quantity in found if code and quantity is not None)


def _stock(quantity: int | None) -> int | None:
    return None if quantity is None or abs(quantity) > LARGEST_STOCK else quantity


def _qc(raw: shapes.Product) -> QcStatus:
    if text(raw.subStatus).lower() in _REJECTED:
        return QcStatus.REJECTED
    word = text(raw.status).lower()
    if word in _WAITING:
        return QcStatus.PENDING
    return QcStatus.APPROVED if word == "active" else QcStatus.NONE


def _item_id(raw: shapes.Product) -> str:
    return str(raw.item_id or raw.itemId or "")


def _first(images: Sequence[str] | None) -> str:
    """The first picture of a list that is padded with empty texts, or is one text that holds a JSON list."""
    found = list(images or ())
    if len(found) == 1 and found[0].lstrip().startswith("["):
        try:
            found = [one for one in json.loads(found[0]) if isinstance(one, str)]
        except (ValueError, RecursionError):
            found = []
    return next((text(one) for one in found if text(one)), "")
