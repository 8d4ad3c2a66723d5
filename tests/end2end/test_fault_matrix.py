"""Each fault x each write x each platform, through the services: nothing lost, nothing doubled, all shown is true.

A wish goes the whole way: queued in the file, read before it is sent, sent, asked after, read back. The fault meets the
request that changes something and, with another wish, the last one. With ``BACKSHOP_FAULT_MATRIX=whole`` it meets the
first request, then the second, and so on until it has met all there are.
"""

import asyncio
import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from line_faults import COMMON, FAULTS, has_struck, settings
from practice_shop import PracticeShop, SharedTime, offer_all, simulated, told, waits_for_the_seller
from sellers_hand import orders_for, promote, set_values, step_kinds, take_back, take_step, value_kinds
from true_state import assert_all_is_well

from desktop.domain.operations import VARIANT_KINDS, Operation, OperationKind, OperationState
from desktop.domain.promotions import PromotionKind
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.platforms.registry import MANIFESTS
from desktop.sandbox.running import RunningSandbox
from tests.contract.scenes import new_order_event

ORDERS, SKUS = 8, 24
NEW_ORDERS, NEW_PROMOTIONS = 8, 4  # at a time, whenever none are left
LIVES = 12  # faults a shop lives through before it starts anew: its open orders grow in number, and with them each sync
OFFER = "Offer"
WHOLE = os.environ.get("BACKSHOP_FAULT_MATRIX") == "whole"
MOST_REQUESTS = 25  # a wish that takes more than this is a bug
PROMOTIONS = (OperationKind.CREATE_PROMOTION, OperationKind.END_PROMOTION, OperationKind.DELETE_PROMOTION)

# The step before which these are taken; a cancellation comes before all.
UNTIL = {
    OperationKind.CANCEL: OperationKind.CANCEL,
    OperationKind.REPACK: OperationKind.READY,
    OperationKind.SET_INVOICE: OperationKind.READY,
}


def writes(manifest: Manifest) -> list[OperationKind]:
    """Every write this platform takes through the outbox."""
    made = [kind for kind in PROMOTIONS if kind.value in manifest.can]
    return [*step_kinds(manifest), *value_kinds(manifest), *made]


CASES = [(manifest, kind) for manifest in MANIFESTS for kind in writes(manifest)]


class Bench:
    """One platform and one write, with one shop that lives through fault after fault; a new one after each failure."""

    def __init__(self, manifest: Manifest, kind: OperationKind, sandbox: RunningSandbox, clock: SharedTime) -> None:
        self.manifest, self.kind, self.sandbox, self.clock = manifest, kind, sandbox, clock
        self._runner = asyncio.Runner()
        self._shop: PracticeShop | None = None
        self._faults = 0
        self._places: Sequence[int] = range(MOST_REQUESTS)

    def strike(self, fault: dict[str, Any], folder: Path) -> None:
        """Let this fault meet every request of a write, one after the other."""
        shop = self._shop or self._opened(folder)
        self._shop = None
        try:
            self._runner.run(_strike(shop, self.kind, fault, self._places))
        except BaseException:
            self._runner.run(shop.close())
            raise
        self._faults += 1
        if self._faults % LIVES or self.kind in VARIANT_KINDS:  # values make no orders
            self._shop = shop
        else:
            self._runner.run(shop.close())

    def _opened(self, folder: Path) -> PracticeShop:
        self.clock.skipped = 0.0
        self.sandbox.reset()
        self.sandbox.unlimited()
        offer_all(self.manifest, self.sandbox)
        shop = PracticeShop(self.manifest, self.sandbox, self.clock, folder)
        self._runner.run(_morning(shop))
        if not WHOLE:
            self._places = self._runner.run(_telling_places(shop, self.kind))
        return shop

    def close(self) -> None:
        if self._shop is not None:
            self._runner.run(self._shop.close())
        self._runner.close()


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0].id}-{case[1].value}")
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    manifest, kind = request.param
    clock = SharedTime()
    with simulated(manifest, clock, orders=ORDERS, skus=SKUS) as sandbox:
        found = Bench(manifest, kind, sandbox, clock)
        yield found
        found.close()


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_whatever_befalls_a_request_the_wish_comes_true_once(
    bench: Bench, fault: dict[str, Any], tmp_path: Path
) -> None:
    bench.strike(fault, tmp_path)


def test_whatever_this_platform_can_do_wrong_the_wish_comes_true_once(bench: Bench, tmp_path: Path) -> None:
    """The faults that only this platform's simulator has, each at every request it waits for."""
    for kind in sorted(set(bench.sandbox.control("GET", "/faults")["kinds"]) - COMMON):
        bench.strike({"kind": kind}, tmp_path / kind)


async def _morning(shop: PracticeShop) -> None:
    shop.open()
    await shop.connect()
    assert (await shop.sync()).ok


async def _strike(shop: PracticeShop, kind: OperationKind, fault: dict[str, Any], places: Sequence[int]) -> None:
    wished: list[str] = []
    path = {"path": "*"} if fault["kind"] in COMMON else {}
    for place in places:
        await _prepared(shop, kind)
        shop.sandbox.arm(fault["kind"], after=place, **path, **settings(fault))
        operations = await _wish(shop, kind)
        assert operations, f"{kind} could not be wished"
        wished += [one.id for one in operations]
        await shop.drain()
        struck = has_struck(shop.sandbox)
        shop.sandbox.disarm()
        await _assert_ended(shop, operations, fault)
        if not struck:
            break  # that was one request more than a write takes
    else:
        assert len(places) < MOST_REQUESTS, f"one {kind} took {MOST_REQUESTS} requests"
    await shop.synced()
    await assert_all_is_well(shop, wished)


async def _telling_places(shop: PracticeShop, kind: OperationKind) -> tuple[int, ...]:
    """Which requests of a write change something, and the last one, which tells what became of it."""
    await _prepared(shop, kind)
    shop.wire.sent.clear()
    await _wish(shop, kind)
    await shop.drain()
    writes = [place for place, one in enumerate(shop.wire.sent) if one.is_write]
    return tuple(sorted({*writes[:1], len(shop.wire.sent) - 1}))


async def _assert_ended(shop: PracticeShop, operations: Sequence[Operation], fault: dict[str, Any]) -> None:
    lies = fault["kind"] not in COMMON or fault["kind"] == "forbidden"
    may = {OperationState.DONE} | ({OperationState.REFUSED} if lies else set())
    ended = await shop.operations([one.id for one in operations])
    if operations[0].kind in PROMOTIONS and Can.READ_PROMOTIONS not in shop.manifest.can:
        # Nobody shows promotions there: whether one was made may be for the seller to look up, and is told him so.
        ended = [one for one in ended if not waits_for_the_seller(one)]
    assert {one.state for one in ended} <= may, [told(one) for one in ended]


# --- what a wish needs before it can be wished ------------------------------------------------------------------------
async def _prepared(shop: PracticeShop, kind: OperationKind) -> None:
    """New orders with all steps taken on them that come before this one, or promotions that can be taken back."""
    if kind in (OperationKind.END_PROMOTION, OperationKind.DELETE_PROMOTION) and not await _promotions(shop):
        for _ in range(NEW_PROMOTIONS):
            await _new_promotion(shop)
        await shop.drain()
    if kind not in step_kinds(shop.manifest) or len(await orders_for(shop, kind)) >= 2:
        return
    made = shop.sandbox.happen("new_order", count=NEW_ORDERS, **new_order_event(shop.manifest.id, kind))["orders"]
    await shop.synced()
    if kind is OperationKind.REJECT_CANCEL:
        for one in made:
            shop.sandbox.happen("cancel_requested", order=one["id"])
        await shop.synced()
        return
    way = (*shop.manifest.steps, Can.SHIP, Can.COMPLETE)
    for step in dict.fromkeys(OperationKind(one) for one in way if one in shop.manifest.can):
        if step is kind or UNTIL.get(kind, kind) in (OperationKind.CANCEL, step):
            break
        await take_step(shop, step, (await orders_for(shop, step))[:NEW_ORDERS])
        await shop.drain()


async def _wish(shop: PracticeShop, kind: OperationKind) -> list[Operation]:
    if kind in VARIANT_KINDS:
        return await set_values(shop, kind, 2, random.Random(len(shop.wire.sent)))
    if kind is OperationKind.CREATE_PROMOTION:
        return await _new_promotion(shop)
    if kind in PROMOTIONS:
        return await take_back(shop, (await _promotions(shop))[0], delete=kind is OperationKind.DELETE_PROMOTION)
    return await take_step(shop, kind, (await orders_for(shop, kind))[:2])


async def _promotions(shop: PracticeShop) -> list[str]:
    """Those made here that were not taken back yet."""
    known = await shop.services.promotions.list()
    return [one.id for one in known if one.promotion.name.startswith(OFFER) and not one.ended_by]


async def _new_promotion(shop: PracticeShop) -> list[Operation]:
    known = len(await shop.services.promotions.list())
    kind = PromotionKind(shop.manifest.promotion_kinds[0])
    return await promote(shop, kind, f"{OFFER} {known} {len(shop.wire.sent)}", random.Random(known))
