"""Every write of every platform, however badly its request ends: nothing lost, nothing doubled, told true."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from scenes import containing, where
from shop_floor import Floor, work
from wishing import (
    ORDER_KINDS,
    assert_done_once,
    done,
    effects,
    holds,
    order_wishes,
    orders_before,
    settled,
    shows,
    steps_of,
    true_variants,
    value_kinds,
    value_wishes,
    wanted,
)

from desktop.domain.errors import AuthNeeded, PlatformError, TryLater, Unsure
from desktop.domain.operations import VARIANT_KINDS, Operation, OperationKind, OperationState, Outcome
from desktop.platforms.kit.manifest import Can
from desktop.platforms.registry import BY_ID

# How a request can end: (fault, its settings, whether the platform did its part).
FAULTS: dict[str, tuple[dict[str, Any], bool]] = {
    "lost answer": ({"kind": "lost_answer"}, True),
    "reset": ({"kind": "reset"}, False),
    "500 before the work": ({"kind": "status", "status": 500}, False),
    "502 page after the work": ({"kind": "html", "status": 502}, True),
    "page with status 200": ({"kind": "html"}, True),
    "half an answer": ({"kind": "truncated"}, True),
    "no answer": ({"kind": "empty"}, True),
    "cut short": ({"kind": "cut_short"}, True),
}


async def wishes_of(floor: Floor, kind: OperationKind, count: int) -> list[Operation]:
    """Wishes that can come true."""
    floor.sandbox.control("POST", "/limits", {"lifted": False})
    if kind in VARIANT_KINDS:
        return await value_wishes(floor, kind, count)
    return await order_wishes(floor, kind, await orders_before(floor, kind, count))


def assert_true(floor: Floor, kind: OperationKind, wishes: Sequence[Operation]) -> None:
    """The platform holds what was wished, and did it once."""
    assert_done_once(floor, kind, wishes)
    if kind in VARIANT_KINDS:
        truth = true_variants(floor)
        assert {one.subject: holds(truth[one.subject], one) for one in wishes} == {
            one.subject: wanted(one) for one in wishes
        }
        return
    for one in wishes:
        items = {str(item["id"]): item for item in floor.truth(one.subject)["items"]}
        named = one.after["items"]
        assert isinstance(named, list)
        assert all(shows(kind, one, items[item]) for item in named), [items[item] for item in named]


def test_it_is_done_for_many_at_once(floor: Floor, kind: OperationKind) -> None:
    async def job(floor: Floor) -> None:
        wishes = await wishes_of(floor, kind, 8)
        ended = await done(floor, wishes)
        assert {one.state for one in ended} == {OperationState.DONE}, ended
        assert_true(floor, kind, wishes)

    work(floor, job)


@pytest.mark.parametrize(("fault", "worked"), FAULTS.values(), ids=FAULTS.keys())
def test_a_request_that_ends_badly_is_read_back_and_never_doubled(
    floor: Floor, kind: OperationKind, fault: dict[str, Any], worked: bool
) -> None:
    async def job(floor: Floor) -> None:
        wishes = await wishes_of(floor, kind, 2)
        method, path = where(floor.manifest.id, kind)
        floor.sandbox.arm(path=path, method=method, **fault, **containing(floor.manifest.id, kind))
        ended = await until_done(floor, wishes)
        assert {one.state for one in ended} == {OperationState.DONE}, ended
        assert_true(floor, kind, wishes)

    work(floor, job)


@pytest.mark.parametrize("fault", ["rate_limited", "unauthorized"])
def test_what_was_certainly_not_done_is_done_by_itself(floor: Floor, kind: OperationKind, fault: str) -> None:
    async def job(floor: Floor) -> None:
        wishes = await wishes_of(floor, kind, 2)
        method, path = where(floor.manifest.id, kind)
        floor.sandbox.arm(fault, path, method, **containing(floor.manifest.id, kind))
        try:
            ended = await until_done(floor, wishes)
        except AuthNeeded:  # a key that nothing can renew: the seller is asked, and nothing was done
            assert fault == "unauthorized"
            assert effects(floor, kind, wishes) == {}
            return
        assert {one.state for one in ended} == {OperationState.DONE}, ended
        assert_true(floor, kind, wishes)

    work(floor, job)


async def until_done(floor: Floor, wishes: Sequence[Operation]) -> list[Outcome]:
    """As the outbox does: send; in doubt, read back before it is sent again; ask after what is being worked on."""
    ended: dict[str, Outcome] = {}
    left = list(wishes)
    for _ in range(6):
        for batch in floor.connector.batches(left):
            ended |= {one.operation_id: one for one in await _tried(floor, batch)}
        left = [one for one in wishes if ended[one.id].state in (OperationState.QUEUED, OperationState.UNSURE)]
        if not left:
            break
        await floor.sleep(10)
    return [ended[one.id] for one in wishes]


async def _tried(floor: Floor, batch: Sequence[Operation]) -> list[Outcome]:
    try:
        return await settled(floor, batch, (await floor.connector.send(batch)).outcomes)
    except Unsure:
        return await _read_back(floor, batch)
    except TryLater:
        return [Outcome(one.id, OperationState.QUEUED) for one in batch]


async def _read_back(floor: Floor, batch: Sequence[Operation]) -> list[Outcome]:
    found: list[Outcome] = []
    unsure = [replace(one, state=OperationState.UNSURE, attempts=1) for one in batch]
    for _ in range(6):
        await floor.sleep(8)
        try:
            found = await settled(floor, unsure, (await floor.connector.verify(unsure)).outcomes)
        except PlatformError:
            continue
        if OperationState.UNSURE not in {one.state for one in found}:
            break
    return found


def test_reading_back_changes_nothing(floor: Floor, kind: OperationKind) -> None:
    async def job(floor: Floor) -> None:
        wishes = await wishes_of(floor, kind, 2)
        before = len(floor.sandbox.truth()["effects"])
        found = (await floor.connector.verify(wishes)).outcomes
        assert len(floor.sandbox.truth()["effects"]) == before
        assert OperationState.DONE not in {one.state for one in found}

    work(floor, job)


def test_every_declared_write_is_one_this_suite_knows() -> None:
    promotions = {Can.CREATE_PROMOTION, Can.END_PROMOTION, Can.DELETE_PROMOTION}
    others = {Can.SPLIT_PARCELS, Can.SET_MARKET_PRICE, Can.DELETE_PRODUCT}  # the last has a contract of its own
    for manifest in BY_ID.values():
        known = {Can(kind.value) for kind in (*ORDER_KINDS, *value_kinds(manifest))}
        written = {can for can in manifest.can if can.value in set(OperationKind)}
        assert written - promotions - others <= known, f"{manifest.id}: {steps_of(manifest)}"
