"""Parcels of one order, through the services: several, undone and made anew - each with its own label, and no other."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from practice_shop import PracticeShop, SharedTime, simulated
from true_state import assert_all_is_well

from desktop.domain.labels import LabelState
from desktop.domain.order_views import OrderDetail
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.platforms.registry import MANIFESTS

SPLITTING = [one for one in MANIFESTS if Can.SPLIT_PARCELS in one.can]
REPACKING = [one for one in MANIFESTS if Can.REPACK in one.can]


def day(manifest: Manifest, folder: Path, story: Callable[[PracticeShop, OrderDetail], Awaitable[None]]) -> None:
    """A story about a new order of several items."""
    clock = SharedTime()
    with simulated(manifest, clock, orders=4, skus=8) as sandbox:
        sandbox.unlimited()

        async def told() -> None:
            shop = PracticeShop(manifest, sandbox, clock, folder)
            shop.open()
            try:
                await shop.connect()
                await story(shop, await _several_items(shop))
                await shop.synced()
                await assert_all_is_well(shop)
            finally:
                await shop.close()

        asyncio.run(told())


async def _several_items(shop: PracticeShop) -> OrderDetail:
    for _ in range(20):
        (made,) = shop.sandbox.happen("new_order")["orders"]
        await shop.synced()
        (ids,) = (await shop.services.orders.find([made["number"]])).values()
        detail = await shop.services.orders.detail(ids[0])
        mine = [item for item in detail.items if not item.by_platform] if detail else []
        alike = {(item.shop_remote_id, item.shipment_method) for item in mine}
        if detail is not None and len(mine) > 1 and len(alike) == 1 and len(mine) == len(detail.items):
            return detail
    raise AssertionError("no order of several items came")


async def again(shop: PracticeShop, order: OrderDetail) -> OrderDetail:
    found = await shop.services.orders.detail(order.row.id)
    assert found is not None
    return found


async def courier(shop: PracticeShop, order: OrderDetail) -> str | None:
    plan = await shop.services.process_choices.plan([order.row.id])
    offered = [one for group in plan.groups for one in group.options if not one.needs_tracking_code]
    return offered[0].id if offered else None


@pytest.mark.parametrize("manifest", SPLITTING, ids=lambda one: one.id)
def test_an_order_in_two_parcels_has_two_labels(manifest: Manifest, tmp_path: Path) -> None:
    async def story(shop: PracticeShop, order: OrderDetail) -> None:
        first, *rest = [item.remote_id for item in order.items]
        provider = await courier(shop, order)
        await shop.services.orders.pack([order.row.id], parcels=[[first], rest], provider=provider)
        assert await shop.drain() == ()
        packed = await again(shop, order)
        assert sorted(len(parcel.item_ids) for parcel in packed.parcels) == sorted([1, len(rest)])
        (result,) = await shop.services.fulfilment.process([order.row.id], provider=provider)
        assert result.state == "label_ready"
        labels = (await again(shop, order)).labels
        assert {label.tracking_number for label in labels} == {parcel.tracking_number for parcel in packed.parcels}
        assert len((await shop.services.labels.plan([order.row.id])).printable) == 2

    day(manifest, tmp_path, story)


@pytest.mark.parametrize("manifest", REPACKING, ids=lambda one: one.id)
def test_a_parcel_that_was_undone_is_never_printed_and_the_next_one_is(manifest: Manifest, tmp_path: Path) -> None:
    async def story(shop: PracticeShop, order: OrderDetail) -> None:
        await shop.services.orders.pack([order.row.id])
        assert await shop.drain() == ()
        await shop.services.labels.fetch([order.row.id])
        packed = await again(shop, order)
        old = {parcel.tracking_number for parcel in packed.parcels}
        assert packed.row.label is LabelState.READY
        await shop.services.orders.repack([order.row.id])
        assert await shop.drain() == ()
        undone = await again(shop, order)
        assert (undone.row.label, undone.labels, undone.parcels) == (LabelState.NONE, (), ())
        assert (await shop.services.labels.plan([order.row.id])).printable == ()
        (result,) = await shop.services.fulfilment.process([order.row.id])
        assert result.state == "label_ready"
        new = {entry.tracking_number for entry in (await shop.services.labels.plan([order.row.id])).printable}
        assert new and not new & old

    day(manifest, tmp_path, story)
