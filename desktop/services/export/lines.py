"""The lines of an export: from an order to the values of its columns."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from desktop.domain.exports import ExportedOrder, ExportField, ExportPlan, Value
from desktop.domain.orders import OrderItem

_F = ExportField


def lines_of(order: ExportedOrder, plan: ExportPlan) -> Iterator[list[Value]]:
    """One line, or one for each item; an order whose items are not known yet has one without them."""
    own = {name: _OF_ORDER[name](order) for name in plan.titles if name in _OF_ORDER}
    for name in (_F.STATUS, _F.LABEL):
        if name in own:
            own[name] = plan.words.get(str(own[name]), own[name])
    if not plan.by_item:
        yield [own[name] for name in plan.titles]
        return
    for item in order.items or (None,):
        yield [own[name] if name in own else _of_item(name, item, plan) for name in plan.titles]


def _of_item(name: ExportField, item: OrderItem | None, plan: ExportPlan) -> Value:
    if item is None:
        return None
    value = _OF_ITEM[name](item)
    return plan.words.get(item.status.value, value) if name is _F.ITEM_STATUS else value


def _local(moment: datetime | None) -> datetime | None:
    """What the clock on the wall says: the naive form is for a cell of a spreadsheet, which knows no zones."""
    return None if moment is None else moment.astimezone().replace(tzinfo=None)


_OF_ORDER: Mapping[ExportField, Callable[[ExportedOrder], Value]] = {
    _F.NUMBER: lambda one: one.row.number,
    _F.REMOTE_ID: lambda one: one.row.remote_id,
    _F.SHOP: lambda one: one.row.shop,
    _F.PLATFORM: lambda one: one.row.platform,
    _F.COUNTRY: lambda one: one.row.country,
    _F.STATUS: lambda one: one.row.bucket.value,
    _F.PLATFORM_STATUS: lambda one: one.row.platform_status,
    _F.BUYER: lambda one: one.row.buyer,
    _F.ITEMS: lambda one: one.row.items,
    _F.PIECES: lambda one: one.row.item_count,
    _F.TOTAL: lambda one: one.row.total.amount,
    _F.CURRENCY: lambda one: one.row.total.currency,
    _F.CREATED: lambda one: _local(one.row.created_at),
    _F.CREATED_UTC: lambda one: one.row.created_at,
    _F.SHIP_BY: lambda one: _local(one.row.ship_by),
    _F.SHIP_BY_UTC: lambda one: one.row.ship_by,
    _F.BREACH: lambda one: _local(one.row.breach_at),
    _F.BREACH_UTC: lambda one: one.row.breach_at,
    _F.RISK: lambda one: one.row.risk.amount if one.row.risk else None,
    _F.PROVIDER: lambda one: one.row.provider,
    _F.TRACKING: lambda one: one.row.tracking,
    _F.LABEL: lambda one: one.row.label.value,
    _F.PRINTED: lambda one: one.row.printed,
    _F.TAGS: lambda one: ", ".join(one.row.tags),
    _F.PRIVATE_NOTE: lambda one: one.private_note,
    _F.NOTE: lambda one: one.note,
    _F.PAYMENT: lambda one: one.payment,
    _F.RECIPIENT: lambda one: one.address.name or one.row.buyer,
    _F.STREET: lambda one: ", ".join(one.address.lines),
    _F.CITY: lambda one: one.address.city,
    _F.REGION: lambda one: one.address.region,
    _F.POSTAL_CODE: lambda one: one.address.postal_code,
    _F.PHONE: lambda one: one.address.phone,
}
_OF_ITEM: Mapping[ExportField, Callable[[OrderItem], Value]] = {
    _F.SKU: lambda item: item.sku,
    _F.ITEM: lambda item: item.name,
    _F.QUANTITY: lambda item: item.quantity,
    _F.PRICE: lambda item: item.price.amount,
    _F.ITEM_STATUS: lambda item: item.status.value,
    _F.ITEM_TRACKING: lambda item: item.tracking_number,
    _F.ITEM_PROVIDER: lambda item: item.provider,
}
