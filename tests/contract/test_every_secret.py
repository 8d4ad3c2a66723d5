"""Every platform: keys, tokens and buyers pass through a connector and leave no trace in logs, errors or addresses."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from shop_floor import Floor, work
from wishing import new_orders, variants

from desktop.domain.errors import BackshopError
from desktop.platforms.kit.manifest import Can

FAULTS = ["html", "truncated", "empty", "forbidden", "unauthorized", "status", "lost_answer"]


@pytest.fixture
def floor(floor: Floor) -> Floor:
    """What a platform offers by a switch is switched on."""
    floor.offer_all()
    return floor


def private(floor: Floor) -> Iterator[str]:
    """Everything that must not be found: credentials of any time, and who bought."""
    secret = {field.key for field in floor.manifest.credentials if field.secret}
    public = {field.key for field in floor.manifest.credentials} - secret
    for credentials in (floor.sandbox.credentials, floor.sandbox.fresh_credentials(), floor.safe.credentials):
        yield from (value for key, value in credentials.items() if key in secret)
        yield from (value for key, value in credentials.items() if key not in public and "token" in key)
    yield from (order["buyer"] for order in floor.sandbox.truth()["orders"])


def assert_private(floor: Floor, written: str) -> None:
    assert written
    words = {word for word in private(floor) if len(word) > 3}
    assert len(words) > 10
    assert [word for word in words if word in written] == []


async def a_day(floor: Floor) -> None:
    """Everything that reads, once."""
    can = floor.manifest.can
    await floor.connector.test()
    await floor.connector.discover()
    if Can.READ_ORDERS in can:
        orders = await new_orders(floor, 2)
        if Can.LABELS in can:
            await floor.connector.labels(orders)
    if Can.READ_CATALOG in can:
        await variants(floor)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.name.startswith(("desktop", "httpx", "httpcore"))]


def test_a_days_work_leaves_only_lines_about_requests(floor: Floor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    work(floor, a_day)
    assert len([line for line in lines(caplog) if line.startswith("request ")]) > 3
    assert_private(floor, "\n".join(lines(caplog)))


@pytest.mark.parametrize("fault", FAULTS)
def test_errors_and_their_lines_name_nobody(floor: Floor, fault: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []

    async def attempt(job: Any) -> None:
        try:
            told.append(repr(await job))
        except BackshopError as error:
            told.append(f"{error} {error!r} {error.params}")

    async def everything(floor: Floor) -> None:
        can = floor.manifest.can
        await floor.connector.discover()
        floor.sandbox.arm(fault, "*", count=None)
        await attempt(floor.connector.discover())
        if Can.READ_ORDERS in can:
            await attempt(_counted(floor.orders(by_update=True)))
        if Can.READ_CATALOG in can:
            await attempt(_counted(variants(floor)))
        floor.sandbox.disarm()

    work(floor, everything)
    assert_private(floor, "\n".join([*told, *lines(caplog)]))


async def _counted(job: Any) -> int:
    """What was read is private; only how much of it is told."""
    return len(await job)
