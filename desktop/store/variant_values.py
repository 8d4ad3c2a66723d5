"""What is stored of a variant: the columns of its row, of its offers and stocks, and what it is found by."""

from collections.abc import Iterator

from desktop.domain.catalog import Variant
from desktop.store.bulk import Values
from desktop.store.search import search_text
from desktop.store.values import ms_or_none, plain, sort_key, to_json


def own_values(variant: Variant) -> Values:
    """The columns of ``variants`` that the variant itself tells."""
    return {
        "remote_id": plain(variant.remote_id),
        "sku": plain(variant.sku),
        "name": plain(variant.name),
        "product_remote_id": plain(variant.product_remote_id),
        "product_name": plain(variant.product_name),
        "stock": variant.stock,
        "safety_stock": variant.safety_stock,
        "status": variant.status.value,
        "platform_status": plain(variant.platform_status),
        "qc_status": variant.qc_status.value,
        "qc_reason": plain(variant.qc_reason),
        "barcode": plain(variant.barcode),
        "brand": plain(variant.brand),
        "category": plain(variant.category),
        "image_url": plain(variant.image_url),
        "options": plain(to_json(dict(variant.options))),
        "extra": plain(to_json(dict(variant.extra))),
        "updated_at": ms_or_none(variant.updated_at),
        "price_sort": min((sort_key(one.price.amount) for one in variant.offers if one.price), default=None),
    }


def searched(variant: Variant) -> str:
    """The folded text it is found by."""
    return plain(search_text((variant.sku, variant.name, variant.product_name, variant.barcode, variant.brand)))


def offer_rows(variant_id: int, variant: Variant) -> Iterator[Values]:
    """The rows of ``offers``, one for each market."""
    by_market = {plain(offer.market): offer for offer in variant.offers}
    for position, (market, offer) in enumerate(by_market.items()):
        money = offer.price or offer.sale_price
        yield {
            "variant_id": variant_id,
            "market": market,
            "position": position,
            "price": None if offer.price is None else format(offer.price.amount, "f"),
            "currency": money.currency if money else "",
            "sale_price": None if offer.sale_price is None else format(offer.sale_price.amount, "f"),
            "sale_from": ms_or_none(offer.sale_from),
            "sale_to": ms_or_none(offer.sale_to),
            "status": offer.status.value,
            "platform_status": plain(offer.platform_status),
            "safety_stock": offer.safety_stock,
        }


def stock_rows(variant_id: int, variant: Variant) -> Iterator[Values]:
    """The rows of ``variant_stocks``, one for each warehouse."""
    by_warehouse = {plain(one.warehouse): one.quantity for one in variant.stocks}
    for position, (warehouse, quantity) in enumerate(by_warehouse.items()):
        yield {"variant_id": variant_id, "warehouse": warehouse, "position": position, "quantity": quantity}
