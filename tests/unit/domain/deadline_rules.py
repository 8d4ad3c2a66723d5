"""Rules and orders made up for the tests of deadlines."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from desktop.domain.deadlines import DeadlineRule, DueOrder, Unit
from desktop.domain.money import Money
from desktop.domain.orders import Bucket
from desktop.domain.working_time import WorkingTime

LAGOS = WorkingTime("Africa/Lagos", frozenset({5, 6}))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def rule(**more: Any) -> DeadlineRule:
    values: dict[str, Any] = {
        "id": "r1",
        "pack": "p",
        "title": "Rule",
        "within": 24,
        "unit": Unit.HOURS,
        "place": LAGOS,
    }
    return DeadlineRule(**{**values, **more})


def due(**more: Any) -> DueOrder:
    values: dict[str, Any] = {
        "platform": "north",
        "shop_id": "s1",
        "country": "NG",
        "market": "",
        "bucket": Bucket.TO_PACK,
        "total": Money(Decimal("4500.00"), "NGN"),
        "items": 2,
        "placed_at": utc("2026-11-20T16:00"),
    }
    return DueOrder(**{**values, **more})
