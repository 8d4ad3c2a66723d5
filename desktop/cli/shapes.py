"""The JSON shapes of the contract: money, times and the things of the trade, with names that stay stable."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from desktop.cli.messages import message
from desktop.domain.accounts import Market
from desktop.domain.labels import LabelState, StoredLabel
from desktop.domain.money import Money
from desktop.domain.operations import Operation
from desktop.domain.order_views import ActionResult, OrderDetail
from desktop.domain.orders import OrderItem, Parcel
from desktop.domain.traces import OrderTrace
from desktop.platforms.kit.manifest import Manifest
from desktop.services.shop_views import ShopView
from desktop.services.sync.status import SyncResult

Shape = dict[str, object]


def money(value: Money) -> Shape:
    """``{"amount": "12.50", "currency": "KES"}``, the amount as the platform wrote it."""
    return {"amount": format(value.amount, "f"), "currency": value.currency}


def moment(value: datetime | None) -> str | None:
    """``2026-11-20T08:00:00Z``; None is null. Parts of a second are left out."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def order(detail: OrderDetail) -> Shape:
    """One order with items, parcels and what is pending."""
    row = detail.row
    labels = {label.tracking_number: label for label in detail.labels}
    return {
        "number": row.number,
        "remote_id": row.remote_id,
        "shop": row.shop,
        "platform": row.platform,
        "status": _status(detail),
        "platform_status": row.platform_status,
        "bucket": row.bucket.value,
        "buyer": row.buyer,
        "total": money(row.total),
        "currency": row.total.currency,
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
        "ship_by": moment(row.ship_by),
        "breach_at": moment(row.breach_at),
        "risk": money(row.risk) if row.risk is not None else None,
        "note": detail.note or None,
        "private_note": detail.private_note or None,
        "tags": list(row.tags),
        "items": [item(one) for one in detail.items],
        "parcels": [parcel(one, labels.get(one.tracking_number)) for one in detail.parcels],
        "pending": [{"operation": one.kind.value, "state": one.state.value} for one in row.pending],
    }


def item(one: OrderItem) -> Shape:
    return {
        "remote_id": one.remote_id,
        "sku": one.sku,
        "name": one.name,
        "quantity": one.quantity,
        "price": money(one.price),
        "status": one.status.value,
        "platform_status": one.platform_status,
        "tracking_number": one.tracking_number or None,
        "provider": one.provider or None,
    }


def parcel(one: Parcel, label: StoredLabel | None) -> Shape:
    return {
        "tracking_number": one.tracking_number,
        "provider": one.provider or None,
        "label": (label.state if label else LabelState.NONE).value,
        "printed": label.printed if label else 0,
    }


def trace(one: OrderTrace, number: str) -> Shape:
    """Where an order's parcels are, latest station first."""
    return {
        "number": number,
        "asked_at": moment(one.read_at),
        "code": one.code or None,
        "message": message(one.code, {}) if one.code else None,
        "parcels": [
            {
                "tracking_number": parcel.tracking_number,
                "url": parcel.url or None,
                "events": [
                    {"at": moment(event.at), "title": event.title, "text": event.description, "place": event.place}
                    for event in parcel.events
                ],
            }
            for parcel in one.parcels
        ],
    }


def result(one: ActionResult) -> Shape:
    return {
        "number": one.number,
        "shop": one.shop,
        "ok": one.ok,
        "state": one.state,
        "code": one.code or None,
        "message": one.platform_message or (message(one.code, one.params) if one.code else None),
    }


def sku_result(one: ActionResult) -> Shape:
    """As ``result``, for work on a SKU."""
    return {"sku": one.number, **{key: value for key, value in result(one).items() if key != "number"}}


def operation(one: Operation, shop: str) -> Shape:
    return {
        "id": one.id,
        "change_set": one.change_set_id,
        "shop": shop,
        "kind": one.kind.value,
        "subject": one.label or one.subject,
        "before": _values(one, one.before),
        "after": _values(one, one.after),
        "state": one.state.value,
        "attempts": one.attempts,
        "next_try_at": moment(one.next_try_at),
        "code": one.code or None,
        "message": one.params.get("message") or (message(one.code, one.params) if one.code else None),
        "created_at": moment(one.created_at),
    }


def _values(one: Operation, values: Mapping[str, object]) -> Shape:
    """What an operation holds, prices as money and without what only the connector needs."""
    currency = str(one.after.get("currency") or "")
    return {key: _value(key, value, currency) for key, value in values.items() if key != "extra"}


def _value(key: str, value: object, currency: str) -> object:
    if key in ("price", "sale_price") and value is not None:
        return money(Money(Decimal(str(value)), currency))
    return value


def shop(view: ShopView) -> Shape:
    return {
        "id": view.id,
        "name": view.name,
        "platform": view.platform,
        "account": view.account_id,
        "account_name": view.account,
        "state": view.state.value,
        "message": message(view.code, view.params) if view.code else None,
        "markets": [market(one) for one in view.markets],
        "synced_at": moment(view.synced_at),
        "token_expires_at": moment(view.token_expires_at),
    }


def market(one: Market) -> Shape:
    found: Shape = {"code": one.code, "name": one.name, "country": one.country, "currency": one.currency}
    return {**found, "status": one.status or None}


def sync(one: SyncResult, names: Mapping[str, str]) -> Shape:
    return {
        "account": one.account_id,
        "name": names.get(one.account_id, ""),
        "ok": one.ok,
        "orders": one.orders,
        "changed": one.changed,
        "code": one.code or None,
        "message": message(one.code, one.params) if one.code else None,
    }


def platform(manifest: Manifest) -> Shape:
    return {
        "id": manifest.id,
        "title": manifest.title,
        "base_url": manifest.default_base_url,
        "credentials": [
            {
                "key": field.key,
                "title": field.title,
                "help": field.help,
                "secret": field.secret,
                "required": field.required,
                "choices": list(field.choices),
            }
            for field in manifest.credentials
        ],
        "can": sorted(manifest.can),
        "help": list(manifest.help_steps),
    }


def _status(detail: OrderDetail) -> str:
    """The status all the seller's items share, else the one that names the bucket."""
    statuses = {one.status.value for one in detail.items}
    return statuses.pop() if len(statuses) == 1 else detail.row.bucket.value
