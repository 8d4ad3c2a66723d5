"""The timeline of what a platform changed: one event for each real change between two readings of the same order."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from desktop.domain.order_views import OrderEvent
from desktop.domain.orders import OrderItem
from desktop.store.values import deadline

PLATFORM = "platform"


def item_events(before: Sequence[OrderItem], now: Sequence[OrderItem], at: datetime) -> Iterator[OrderEvent]:
    """``item_status`` (from, to, skus), ``tracking`` (number, provider), ``items_changed`` (from, to: how many)."""
    known = {item.remote_id: item for item in before}
    if known.keys() != {item.remote_id for item in now}:
        yield _event("items_changed", at, {"from": str(len(before)), "to": str(len(now))})
    moves: dict[tuple[str, str], list[str]] = {}
    parcels: dict[str, str] = {}
    for item in now:
        old = known.get(item.remote_id)
        if old is not None and old.status is not item.status:
            moves.setdefault((old.status.value, item.status.value), []).append(item.sku)
        if item.tracking_number and (old is None or old.tracking_number != item.tracking_number):
            parcels[item.tracking_number] = item.provider
    for (was, now_is), skus in moves.items():
        yield _event("item_status", at, {"from": was, "to": now_is, "skus": ", ".join(dict.fromkeys(skus))})
    for number, provider in parcels.items():
        yield _event("tracking", at, {"number": number, "provider": provider})


def own_events(before: Mapping[str, object], now: Mapping[str, object], at: datetime) -> Iterator[OrderEvent]:
    """``total`` and ``deadline`` (from, to), and ``order_status`` in the platform's own words."""
    if (before["total"], before["currency"]) != (now["total"], now["currency"]):
        amounts = {"from": f"{before['total']} {before['currency']}", "to": f"{now['total']} {now['currency']}"}
        yield _event("total", at, amounts)
    if before["ship_by"] != now["ship_by"]:
        yield _event("deadline", at, {"from": _when(before["ship_by"]), "to": _when(now["ship_by"])})
    if before["platform_status"] != now["platform_status"]:
        words = {"from": str(before["platform_status"]), "to": str(now["platform_status"])}
        yield _event("order_status", at, words)


def _event(kind: str, at: datetime, params: Mapping[str, str]) -> OrderEvent:
    return OrderEvent(at, PLATFORM, kind, params)


def _when(milliseconds: object) -> str:
    moment = deadline(milliseconds) if isinstance(milliseconds, int) else None
    return "" if moment is None else moment.isoformat()
