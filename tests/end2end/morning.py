"""A seller's morning for tests: real services on a real profile, a practice platform over real HTTP, hurried time."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from quick_time import eased

from desktop.domain.order_views import OrderQuery, OrderRow
from desktop.domain.orders import Bucket
from desktop.domain.profile import Profile
from desktop.platforms.registry import MANIFESTS
from desktop.sandbox.running import RunningSandbox
from desktop.services.build import Services, build_services

PASSPHRASE = "an invented passphrase for tests"


class Hurry:
    """Our clock while waiting costs nothing: it jumps over whatever somebody sleeps."""

    def __init__(self) -> None:
        self.skipped = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.skipped

    def monotonic(self) -> float:
        return time.monotonic() + self.skipped.total_seconds()

    async def sleep(self, seconds: float) -> None:
        self.skipped += timedelta(seconds=seconds)
        await asyncio.sleep(0.002)


def furnish(folder: Path, time_: Hurry | None = None) -> Services:
    """The services of a profile, as window and terminal build them."""
    hurry = time_ or Hurry()
    manifests = [eased(manifest) for manifest in MANIFESTS]
    return build_services(
        Profile(folder),
        manifests,
        passphrase=lambda: PASSPHRASE,
        clock=hurry,
        sleep=hurry.sleep,
        monotonic=hurry.monotonic,
    )


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Services]:
    """The services while the block lasts."""
    services = furnish(folder)
    try:
        yield services
    finally:
        await services.aclose()


async def connect(services: Services, sandbox: RunningSandbox) -> None:
    """Connect the practice shop, or give it new credentials, and read its orders."""
    credentials = await asyncio.to_thread(sandbox.fresh_credentials)
    await services.shops.connect(sandbox.options.platforms[0], credentials, base_url=sandbox.base_url)
    (result,) = await services.sync.sync()
    assert result.code == "", result


async def rows(services: Services, bucket: Bucket) -> tuple[OrderRow, ...]:
    return await services.orders.rows(await services.orders.ids(OrderQuery(bucket)))


async def providers_of(services: Services, order_ids: Sequence[int]) -> dict[int, str]:
    """For each order a courier that wants no tracking code; none where its items have none in common."""
    choices = await services.orders.provider_options(order_ids)
    return {
        order_id: option.id
        for group in choices.groups
        for option in [one for one in group.options if not one.needs_tracking_code][:1]
        for order_id in group.order_ids
    }


async def assert_true(services: Services, sandbox: RunningSandbox, order_ids: Sequence[int]) -> None:
    """What is shown of these orders is what the platform holds, and it has no complaint."""
    for detail in await services.orders.details(order_ids):
        (truth,) = (await asyncio.to_thread(sandbox.truth, detail.row.number))["orders"]
        held = {item["id"]: (item["status"], item["tracking_number"] or "") for item in truth["items"]}
        assert {item.remote_id: (item.platform_status, item.tracking_number) for item in detail.items} == held
        assert detail.row.pending == ()
    assert await asyncio.to_thread(sandbox.violations) == []


def wait_until(what: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Ask again and again until the answer is true; asking is slow enough by itself."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
    raise AssertionError("it never happened")


def day(folder: Path, story: Callable[[Services], Awaitable[None]]) -> None:
    """Tell a story about the services of a profile."""

    async def told() -> None:
        async with opened(folder) as services:
            await story(services)

    asyncio.run(told())
