"""Tokens, buyers and labels pass through a connector and leave no trace in the log or in an error."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from shop_floor import Floor, work

from desktop.domain.errors import BackshopError
from desktop.domain.operations import OperationKind

pytestmark = pytest.mark.platforms("jumia")  # its own paths, faults and words; every platform: test_every_*


def private(floor: Floor) -> Iterator[str]:
    """Everything that must not be found: credentials of any time, and what the platform knows about buyers."""
    hidden = [field.key for field in floor.manifest.credentials if field.secret]
    for credentials in (floor.sandbox.credentials, floor.sandbox.fresh_credentials(), floor.safe.credentials):
        yield from (credentials[key] for key in hidden)
        yield from (value for key, value in credentials.items() if "token" in key)
    for order in floor.sandbox.truth()["orders"]:
        yield order["buyer"]
        yield from (str(order["address"][key]) for key in ("firstName", "lastName", "address") if order["address"][key])


async def a_day(floor: Floor) -> None:
    """Everything a seller does, once."""
    await floor.connector.test()
    await floor.connector.discover()
    await floor.orders()
    orders = await floor.to_pack(3)
    packed = await floor.do(OperationKind.PACK, orders)
    ready = await floor.do(OperationKind.READY, packed.items)
    await floor.connector.labels(ready.items)
    await floor.do(OperationKind.CANCEL, ready.items[:1])


def assert_private(floor: Floor, written: str) -> None:
    assert written
    words = {word for word in private(floor) if word}
    assert len(words) > 50
    assert [word for word in words if word in written] == []


def test_a_days_work_leaves_only_lines_about_requests(floor: Floor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    work(floor, a_day)
    ours = [record for record in caplog.records if record.name.startswith(("desktop", "httpx", "httpcore"))]
    assert len([record for record in ours if record.getMessage().startswith("request ")]) > 10
    assert_private(floor, "\n".join(record.getMessage() for record in ours))


@pytest.mark.parametrize("fault", ["html", "truncated", "empty", "forbidden", "unauthorized", "status", "lost_answer"])
def test_errors_and_their_lines_name_nobody(floor: Floor, fault: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []

    async def attempt(job: Any) -> None:
        try:
            found = await job
            told.append(repr(getattr(found, "outcomes", "")))
        except BackshopError as error:
            told.append(f"{error} {error!r} {error.params}")

    async def job(floor: Floor) -> None:
        orders = await floor.to_pack(2)
        wishes = await floor.wishes(OperationKind.PACK, orders)
        for path in ("/orders", "/orders/items", "/v2/orders/pack", "/orders/print-labels"):
            floor.sandbox.arm(fault, path, count=None)
        await attempt(floor.orders())
        await attempt(floor.connector.read_items([order.order_remote_id for order in orders]))
        floor.sandbox.disarm()
        floor.sandbox.arm(fault, "/v2/orders/pack")
        await attempt(floor.connector.send(wishes))
        await attempt(floor.connector.verify(wishes))

    work(floor, job)
    lines = [record.getMessage() for record in caplog.records if record.name.startswith(("desktop", "http"))]
    assert_private(floor, "\n".join(told + lines))
