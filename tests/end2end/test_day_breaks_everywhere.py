"""The line breaks at every request of a morning in turn: nothing is lost or doubled, and one retry finishes it.

For each platform some orders are processed to their labels again and again. The line goes down at the first request,
then at the second, and so on, either before that request leaves or when its answer is on the way back, and stays down.
What is shown then is true; once the line is back the seller tries again, and every order has its label.
"""

import asyncio
from array import array
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from practice_shop import CutWire, PracticeShop, SharedTime, simulated
from true_state import assert_all_is_well

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.operations import OperationState
from desktop.domain.order_views import ActionResult
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.platforms.registry import MANIFESTS

ORDERS = 3
FEWER = {"sirclo": 2, "jumpseller": 2}  # where every step of every order is a request of its own
MOST_REQUESTS = 60  # a morning that takes more than this is a bug
CASES = [(manifest, after) for manifest in MANIFESTS if manifest.steps for after in (False, True)]
# What an order may be told while the line is down: it waits, or its label could not be had.
WAITS = {OperationState.QUEUED, OperationState.UNSURE, OperationState.WORKING}


class Line(CutWire):
    """A line that goes down at one request and stays down until it is mended."""

    def __init__(self, clock: SharedTime) -> None:
        super().__init__(clock)
        self._until: int | None = None
        self._answer_is_lost = False
        self.is_down = False

    def break_at(self, request: int, *, after_the_work: bool) -> None:
        """At the n-th request from now, counted from 0."""
        self._until, self._answer_is_lost = request, after_the_work

    def mend(self) -> None:
        self._until, self.is_down = None, False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("the line is down", request=request)
        if self._until == 0:
            self.is_down = True
            if not self._answer_is_lost:
                raise httpx.ConnectError("the line is down", request=request)
            await (await super().handle_async_request(request)).aread()
            raise httpx.ReadError("the line broke", request=request)
        self._until = None if self._until is None else self._until - 1
        return await super().handle_async_request(request)


@pytest.mark.parametrize(
    ("manifest", "after"), CASES, ids=lambda one: getattr(one, "id", None) or ("answer lost" if one else "not sent")
)
def test_wherever_the_line_breaks_one_retry_finishes_the_morning(
    manifest: Manifest, after: bool, tmp_path: Path
) -> None:
    clock = SharedTime()
    with simulated(manifest, clock, orders=4, skus=8) as sandbox:
        sandbox.unlimited()

        async def story() -> None:
            shop = PracticeShop(manifest, sandbox, clock, tmp_path)
            shop.open()
            shop.wire = line = Line(clock)
            shop.services.connections._wire = line
            try:
                await shop.connect()
                for request in range(MOST_REQUESTS):
                    if not await morning(shop, line, request, after_the_work=after):
                        break
                else:
                    raise AssertionError(f"a morning took {MOST_REQUESTS} requests")
                assert request > 2 * len(manifest.steps), "hardly anything was sent"
                await shop.synced()
                await assert_all_is_well(shop)
            finally:
                await shop.close()

        asyncio.run(story())


async def morning(shop: PracticeShop, line: Line, request: int, *, after_the_work: bool) -> bool:
    """New orders to their labels, with the line broken at this request; false where it took fewer requests."""
    services = shop.services
    ids, providers = await new_orders(shop)
    line.break_at(request, after_the_work=after_the_work)
    results = await services.fulfilment.process(ids, provider=providers)
    broke = line.is_down
    if broke:
        await assert_told_true(shop, results)
    line.mend()
    if left := [one.order_id for one in results if not one.ok]:
        results = await services.fulfilment.process(left, provider=providers)
    assert all(one.ok for one in results), [(one.number, one.state, one.code) for one in results]
    await assert_labels(shop, ids)
    return broke


async def new_orders(shop: PracticeShop) -> tuple[list[int], dict[int, str]]:
    """Their ids, and a courier for each."""
    count = FEWER.get(shop.manifest.id, ORDERS)
    made = [one["number"] for one in shop.sandbox.happen("new_order", count=count)["orders"]]
    await shop.synced()
    ids = [order_id for found in (await shop.services.orders.find(made)).values() for order_id in found]
    assert len(ids) == count
    return ids, await couriers(shop, ids)


async def couriers(shop: PracticeShop, ids: Sequence[int]) -> dict[int, str]:
    """For each order the first courier that wants no code."""
    plan = await shop.services.process_choices.plan(ids)
    assert not plan.left_out
    offers = [(group, one) for group in plan.groups for one in group.options if not one.needs_tracking_code]
    return {row.id: one.id for group, one in reversed(offers) for row in group.orders}


async def assert_told_true(shop: PracticeShop, results: Sequence[ActionResult]) -> None:
    """Nothing is called refused because the line is down, and nothing done that the platform does not hold."""
    for one in results:
        assert one.ok or one.state in WAITS or one.code in ("no_connection", "unreachable"), one
    for detail in await shop.services.orders.details([one.order_id for one in results]):
        held = {item["id"]: item["step"] for item in shop.sandbox.truth(detail.row.remote_id)["orders"][0]["items"]}
        ahead = [item for item in detail.items if held[item.remote_id] != item.status.value]
        # The platform may be ahead of what could be read; then the step is not told as done but in doubt or waiting.
        assert not ahead or detail.row.pending, (detail.row.number, held)


async def assert_labels(shop: PracticeShop, ids: Sequence[int]) -> None:
    """Exactly one good label for each parcel there is, with its number; none where the platform gives none."""
    if Can.LABELS not in shop.manifest.can:
        return
    plan = await shop.services.labels.plan(array("I", ids))
    parcels = {
        item["tracking_number"]
        for detail in await shop.services.orders.details(ids)
        for item in shop.sandbox.truth(detail.row.remote_id)["orders"][0]["items"]
    }
    stored = [label for detail in await shop.services.orders.details(ids) for label in detail.labels]
    assert sorted(label.tracking_number for label in stored) == sorted(parcels)
    assert all(label.problem is None for label in stored)
    assert len(plan.printable) == len(parcels)


@pytest.mark.parametrize(
    "manifest", [one for one in MANIFESTS if one.steps and Can.LABELS in one.can], ids=lambda one: one.id
)
def test_a_morning_begun_without_a_line_goes_on_by_itself(manifest: Manifest, tmp_path: Path) -> None:
    clock = SharedTime()
    with simulated(manifest, clock, orders=4, skus=8) as sandbox:
        sandbox.unlimited()

        async def story() -> None:
            shop = PracticeShop(manifest, sandbox, clock, tmp_path)
            shop.open()
            shop.wire = line = Line(clock)
            shop.services.connections._wire = line
            told: list[Changes] = []
            shop.services.changes.subscribe(told.append)
            try:
                await shop.connect()
                ids, providers = await new_orders(shop)
                line.is_down = True
                results = await shop.services.fulfilment.process(ids, provider=providers)
                assert {one.state for one in results} == {"queued"}
                line.mend()
                await shop.synced()
                assert await shop.drain() == ()
                await shop.services.continuing.go_on()
                ready = [one.ids for one in told if one.kind is ChangeKind.PROCESSED]
                assert [set(one) for one in ready] == [set(ids)]
                await assert_labels(shop, ids)
                await shop.synced()
                await assert_all_is_well(shop)
            finally:
                await shop.close()

        asyncio.run(story())
