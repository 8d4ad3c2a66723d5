"""The command that looks at the catalog."""

from argparse import Namespace

from desktop.cli import choices, shapes
from desktop.cli.console import Console, Reply, table
from desktop.domain.catalog import Offer
from desktop.domain.catalog_views import CatalogQuery, CatalogRow
from desktop.services.build import Services


async def list_(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """SKUs by name, with what is pending on each."""
    query = CatalogQuery(await choices.shop_ids(services, arguments.shop), arguments.search)
    ids = await services.catalog.ids(query)
    rows = await services.catalog.rows(ids[: arguments.limit])
    text = table(
        ("SKU", "SHOP", "STOCK", "PRICE", "STATUS", "NAME"),
        [
            (one.stored.variant.sku, one.stored.shop, _count(one), _price(one), _status(one), one.stored.variant.name)
            for one in rows
        ],
        empty="No SKUs.",
    )
    document = {"variants": [shape(one) for one in rows], "total": len(ids)}
    return Reply(document, f"{text}\n{len(rows)} of {len(ids)} SKUs" if rows else text)


def shape(row: CatalogRow) -> shapes.Shape:
    """One variant as the contract wants it."""
    stored, variant = row.stored, row.stored.variant
    return {
        "sku": variant.sku,
        "remote_id": variant.remote_id,
        "product": variant.product_remote_id or None,
        "name": variant.name,
        "shop": stored.shop,
        "platform": stored.platform,
        "status": variant.status.value,
        "platform_status": variant.platform_status or None,
        "qc_status": variant.qc_status.value,
        "qc_reason": variant.qc_reason or None,
        "stock": variant.stock,
        "safety_stock": variant.safety_stock,
        "stocks": [{"warehouse": one.warehouse, "quantity": one.quantity} for one in variant.stocks],
        "offers": [_offer(one) for one in variant.offers],
        "pending": [{"operation": one.kind.value, "state": one.state.value} for one in row.pending],
    }


def _offer(one: Offer) -> shapes.Shape:
    return {
        "market": one.market or None,
        "price": shapes.money(one.price) if one.price else None,
        "sale_price": shapes.money(one.sale_price) if one.sale_price else None,
        "sale_from": shapes.moment(one.sale_from),
        "sale_to": shapes.moment(one.sale_to),
        "status": one.status.value,
        "safety_stock": one.safety_stock,
    }


def _count(row: CatalogRow) -> str:
    stock = row.stored.variant.stock
    return "" if stock is None else str(stock)


def _price(row: CatalogRow) -> str:
    price = next((offer.price for offer in row.stored.variant.offers if offer.price), None)
    return f"{price.amount:f} {price.currency}" if price else ""


def _status(row: CatalogRow) -> str:
    waiting = f" ({len(row.pending)} pending)" if row.pending else ""
    return f"{row.stored.variant.status.value}{waiting}"
