"""The items of orders as they lie in the file, read back as the domain knows them."""

import sqlite3
from collections.abc import Sequence

from desktop.domain.orders import ItemStatus, OrderItem, OrderItems
from desktop.store.order_rows import chunks, marks
from desktop.store.values import money, plain

COLUMNS = (
    "remote_id",
    "sku",
    "name",
    "quantity",
    "price",
    "currency",
    "status",
    "platform_status",
    "paid",
    "paid_currency",
    "shop_remote_id",
    "tracking_number",
    "tracking_url",
    "provider",
    "shipment_method",
    "by_platform",
    "image_url",
)
_SELECT = f"SELECT order_id, {', '.join(COLUMNS)} FROM order_items WHERE order_id IN "
_STATUS = {status.value: status for status in ItemStatus}


def order_items(c: sqlite3.Connection, order_ids: Sequence[int]) -> dict[int, OrderItems]:
    """The items last read of each order, in the platform's order; each known order has an entry, maybe an empty one."""
    remote: dict[int, str] = {}
    items: dict[int, list[OrderItem]] = {}
    for chunk in chunks(order_ids):
        remote.update(c.execute(f"SELECT id, remote_id FROM orders WHERE id IN {marks(chunk)}", chunk))
        for order_id, *values in c.execute(f"{_SELECT}{marks(chunk)} ORDER BY order_id, position", chunk):
            items.setdefault(order_id, []).append(item_from(values))
    return {order_id: OrderItems(remote_id, tuple(items.get(order_id, ()))) for order_id, remote_id in remote.items()}


def item_from(values: Sequence) -> OrderItem:  # type: ignore[type-arg]
    """One item from the values of ``COLUMNS``."""
    remote_id, sku, name, quantity, price, currency, status, platform_status, paid, paid_currency, *rest = values
    shop, tracking_number, tracking_url, provider, method, by_platform, image_url = rest
    return OrderItem(
        remote_id=remote_id,
        sku=sku,
        name=name,
        quantity=quantity,
        price=money(price, currency),
        status=_STATUS.get(status, ItemStatus.UNKNOWN),
        platform_status=platform_status,
        paid=None if paid is None else money(paid, paid_currency),
        shop_remote_id=shop,
        tracking_number=tracking_number,
        tracking_url=tracking_url,
        provider=provider,
        shipment_method=method,
        by_platform=bool(by_platform),
        image_url=image_url,
    )


def item_values(item: OrderItem) -> tuple[object, ...]:
    """The values of ``COLUMNS`` for one item."""
    paid = item.paid
    return (
        plain(item.remote_id),
        plain(item.sku),
        plain(item.name),
        min(item.quantity, 1 << 53),
        str(item.price.amount),
        plain(item.price.currency),
        item.status.value,
        plain(item.platform_status),
        None if paid is None else str(paid.amount),
        "" if paid is None else plain(paid.currency),
        plain(item.shop_remote_id),
        plain(item.tracking_number),
        plain(item.tracking_url),
        plain(item.provider),
        plain(item.shipment_method),
        int(item.by_platform),
        plain(item.image_url),
    )
