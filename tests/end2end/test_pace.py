"""A first sync and a large push of every platform, as fast as it allows and not a request faster.

Time passes by waiting and by nothing else. The platform counts for itself, by its own windows, and has no complaint;
and the whole takes at most 1.05 times what the platform's documented rate asks for that many requests.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest
from practice_shop import PracticeShop, Sent, StillTime, simulated
from sellers_hand import set_values, value_kinds

from desktop.domain.operations import OperationKind, OperationState
from desktop.platforms.kit.manifest import Manifest
from desktop.platforms.kit.ratelimit import ACCOUNT, MARGIN
from desktop.platforms.registry import MANIFESTS
from desktop.services.outbox.pace import Pace
from desktop.services.outbox.queue import AccountQueue, Surroundings

ORDERS, SKUS = 150, 100
MOST = 1.05
BY_LETTER = {
    "sirclo"
}  # orders come as letters some time after they were asked for: how long that takes is not our pace
LEARNED = "spacing "  # how the limiter's ledger names what a platform has told


def spacings(shop: PracticeShop) -> dict[str, float]:
    """Seconds between two requests by limit: as documented, or as this platform has told itself meanwhile."""
    found: dict[str, float] = {}
    for rule in shop.manifest.rates:
        found[rule.bucket] = max(found.get(rule.bucket, 0.0), rule.per_s / rule.count)
    (file,) = shop.services.profile.rates.glob("*.json")
    told = {name: seconds for name, seconds in json.loads(file.read_text()).items() if name.startswith(LEARNED)}
    return found | {name.removeprefix(LEARNED): seconds / MARGIN for name, seconds in told.items()}


def least_seconds(shop: PracticeShop, sent: Sequence[Sent]) -> float:
    """The least time in which these requests can be sent, in this order, each limit evenly spaced."""
    spacing, last, now = spacings(shop), dict[str, float](), 0.0
    for one in sent:
        mine = [name for name in (ACCOUNT, one.bucket) if name in spacing]
        now = max([now, *(last[name] + spacing[name] for name in mine if name in last)])
        last |= dict.fromkeys(mine, now)
    return now


def assert_pace(shop: PracticeShop, what: str) -> None:
    """Up to the last request that changes something: how long the platform works on it then is not our pace."""
    writes = [place for place, one in enumerate(shop.wire.sent) if one.is_write]
    sent = shop.wire.sent[: writes[-1] + 1] if writes else shop.wire.sent
    least, took = least_seconds(shop, sent), sent[-1].at - sent[0].at
    print(f"\n{shop.manifest.id}, {what}: {len(sent)} requests, {took:.1f} s, at least {least:.1f} s", end="")
    print(f", {took / least if least else 0:.3f}, {dict(Counter(one.bucket for one in sent))}")
    assert shop.sandbox.violations() == []
    if what != "first sync" or shop.manifest.id not in BY_LETTER:
        assert took <= MOST * least


def day(manifest: Manifest, folder: Path, story: Callable[[PracticeShop], Coroutine[Any, Any, None]]) -> None:
    """A story about a shop that keeps the platform's pace."""
    clock = StillTime()
    with simulated(manifest, clock, orders=ORDERS, skus=SKUS) as sandbox:
        shop = PracticeShop(manifest, sandbox, clock, folder, paced=True)

        async def told() -> None:
            shop.open()
            try:
                await shop.connect()
                remember_no_requests(shop)
                clock.skip(120)
                await story(shop)
            finally:
                await shop.close()

        asyncio.run(told())


def remember_no_requests(shop: PracticeShop) -> None:
    """As an account that was used before: of a new one nobody knows what was just sent, so each limit begins late."""
    buckets = {rule.bucket: 0.0 for rule in shop.manifest.rates}
    file = shop.services.profile.rates / f"{shop.account_id}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(buckets))


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.id)
def test_a_first_sync_is_as_fast_as_the_platform_allows(manifest: Manifest, tmp_path: Path) -> None:
    async def story(shop: PracticeShop) -> None:
        shop.wire.sent.clear()
        assert (await shop.sync()).ok
        assert_pace(shop, "first sync")

    day(manifest, tmp_path, story)


CASES = [(manifest, kind) for manifest in MANIFESTS for kind in value_kinds(manifest)]


@pytest.mark.parametrize(("manifest", "kind"), CASES, ids=lambda one: getattr(one, "id", getattr(one, "value", "")))
def test_a_large_push_is_as_fast_as_the_platform_allows(
    manifest: Manifest, kind: OperationKind, tmp_path: Path
) -> None:
    async def story(shop: PracticeShop) -> None:
        assert (await shop.sync()).ok
        assert await set_values(shop, kind, SKUS, random.Random(1))
        shop.clock.skip(120)
        shop.wire.sent.clear()
        await drained(shop)
        assert {one.state for one in await shop.operations()} == {OperationState.DONE}
        assert_pace(shop, f"push of {kind.value}")

    day(manifest, tmp_path, story)


async def drained(shop: PracticeShop) -> None:
    """Send without the worker around it, whose looking about would move the time."""
    services = shop.services
    around = Surroundings(services.db, services.connections, services.changes, shop.clock, shop.clock.sleep, Pace())
    queue = AccountQueue(shop.account_id, around)
    while left := await services.outbox.list():
        await queue.drain()
        soon = [one.next_try_at for one in left if one.next_try_at]
        shop.clock.skip(max(0.0, (min(soon) - shop.clock()).total_seconds()) if soon else 0.0)
