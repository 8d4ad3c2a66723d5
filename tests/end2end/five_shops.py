"""One profile with a practice shop of every platform and one time for all: power cuts, restarts, what each holds."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from practice_shop import PASSPHRASE, RESTART_S, CutWire, SharedTime, eased, simulated, switches, waits_for_the_seller

from desktop.domain.catalog_views import CatalogQuery, StoredVariant
from desktop.domain.errors import StoreError
from desktop.domain.operations import Operation
from desktop.domain.profile import Profile
from desktop.platforms.registry import MANIFESTS
from desktop.sandbox.running import RunningSandbox
from desktop.services.build import Services, build_services

DOOMED = Path(__file__).with_name("doomed_sender.py")
PATIENCE = 60
QUIET_LOOKS = 20
Flat = dict[tuple[str, str, str, str], Any]
"""A value that a platform holds, by platform, SKU there, what it is and where (market or warehouse)."""


class BusyTime(SharedTime):
    """Five queues are never quiet all at once for long: whoever waits, waits for that a moment, and then goes on."""

    async def sleep(self, seconds: float) -> None:
        for _ in range(QUIET_LOOKS):
            if self._is_quiet():
                break
            await asyncio.sleep(0.001)
        self.skip(seconds)
        await asyncio.sleep(0.001)


class FiveShops:
    """``kill`` and ``open`` are a power cut and the next start; ``kill_9`` is a real process that is really killed."""

    services: Services
    wire: CutWire

    def __init__(self, folder: Path, clock: SharedTime, sandboxes: dict[str, RunningSandbox]) -> None:
        self.folder, self.clock, self.sandboxes = folder, clock, sandboxes

    def open(self) -> None:
        self.clock.watch()
        self.wire = CutWire(self.clock)
        self.services = build_services(
            Profile(self.folder),
            [eased(one) for one in MANIFESTS],
            passphrase=lambda: PASSPHRASE,
            clock=self.clock,
            sleep=self.clock.sleep,
            monotonic=self.clock.monotonic,
        )
        self.services.connections._wire = self.wire

    async def connect(self) -> None:
        for manifest in MANIFESTS:
            sandbox = self.sandboxes[manifest.id]
            given = {**sandbox.fresh_credentials(), **dict.fromkeys(switches(manifest), "on")}
            await self.services.shops.connect(manifest.id, given, base_url=sandbox.base_url)
        assert all(one.ok for one in await self.services.sync.sync())

    async def close(self) -> None:
        await self.services.aclose()
        await self.wire.shut()

    async def kill(self) -> None:
        """As a power cut: what is committed stays, nothing more gets in."""

        def dead(_fn: object) -> None:
            raise StoreError("io")

        self.services.db._write = dead  # type: ignore[method-assign, assignment]
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self.close()
        self.clock.skip(RESTART_S)

    async def cut_off(self, rng: random.Random, requests: int) -> bool:
        """The power fails within this many requests of a push; whether it was still at work."""
        self.wire.cut_at(rng.randrange(requests), after_the_work=rng.random() < 0.5)
        work = asyncio.create_task(self.services.outbox.run_until_idle())
        cut = asyncio.create_task(self.wire.cut.wait())
        await asyncio.wait({work, cut}, return_when=asyncio.FIRST_COMPLETED)
        at_work = cut.done()
        await self.kill()
        self.open()
        return at_work

    async def kill_9(self, requests: int) -> bool:
        """A process of its own sends and is killed after this many requests; whether it was still at work."""
        await self.close()
        enough = self.requests() + requests
        words = [sys.executable, str(DOOMED), "all", str(self.folder), str(self.clock.skipped)]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        sender = await asyncio.to_thread(subprocess.Popen, words, env=environment)

        def wait() -> None:
            while sender.poll() is None and self.requests() < enough:
                pass  # asking is slow enough by itself

        await asyncio.to_thread(wait)
        at_work = sender.poll() is None
        if at_work:
            os.kill(sender.pid, signal.SIGKILL)
        await asyncio.to_thread(sender.wait)
        self.clock.skip(RESTART_S)
        self.open()
        return at_work

    def requests(self) -> int:
        return sum(one.truth()["requests"] for one in self.sandboxes.values())

    async def drain(self) -> tuple[Operation, ...]:
        """Until nothing moves but by the seller's word."""
        for _ in range(PATIENCE):
            left = await self.services.outbox.run_until_idle()
            asked = {one.subject for one in left if waits_for_the_seller(one)}
            if all(one.subject in asked for one in left):
                return left
            self.clock.skip(1800)
        raise AssertionError("the outbox does not come to rest")

    async def shelf(self) -> tuple[StoredVariant, ...]:
        return await self.services.catalog.variants(await self.services.catalog.ids(CatalogQuery()))

    def held(self) -> Flat:
        """What all platforms hold."""
        return {key: value for one in self.sandboxes for key, value in flat(one, self.sandboxes[one].truth()).items()}


def flat(platform: str, truth: dict[str, Any]) -> Flat:
    """All that a platform holds of its SKUs, value by value; of what lies in warehouses, not the sum."""
    found: Flat = {}
    for one in truth["variants"]:
        places = {place["warehouse"]: place["quantity"] for place in one["stocks"]} or {"": one["stock"]}
        found |= {(platform, one["id"], "stock", place): quantity for place, quantity in places.items()}
        found[platform, one["id"], "status", ""] = one["status"]
        for offer in one["offers"]:
            for what in ("price", "sale_price", "safety_stock", "status"):
                if what != "status" or offer["market"]:
                    found[platform, one["id"], what, offer["market"]] = offer[what]
    return found


@contextmanager
def five_shops(folder: Path, skus: int, seed: int) -> Iterator[FiveShops]:
    """Every platform, simulated."""
    clock = BusyTime()
    with ExitStack() as stack:
        running = {
            one.id: stack.enter_context(simulated(one, clock, orders=0, skus=skus, seed=seed)) for one in MANIFESTS
        }
        for sandbox in running.values():
            sandbox.unlimited()
        yield FiveShops(folder, clock, running)
