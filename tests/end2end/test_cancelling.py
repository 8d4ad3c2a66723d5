"""Cancelling with the platform's own reasons, through the services: asked once for a shop, sent, and true there."""

import asyncio
from pathlib import Path

import pytest
from practice_shop import PracticeShop, SharedTime, simulated

from desktop.domain.order_views import OrderQuery
from desktop.domain.orders import Bucket
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.platforms.registry import MANIFESTS

CANCELLING = [one for one in MANIFESTS if Can.CANCEL in one.can]


@pytest.mark.parametrize("manifest", CANCELLING, ids=lambda one: one.id)
def test_an_order_is_cancelled_with_a_reason_of_its_platform(manifest: Manifest, tmp_path: Path) -> None:
    clock = SharedTime()
    with simulated(manifest, clock, orders=8, skus=8) as sandbox:

        async def story() -> None:
            shop = PracticeShop(manifest, sandbox, clock, tmp_path)
            shop.open()
            try:
                await shop.connect()
                (made,) = sandbox.happen("new_order")["orders"]
                await shop.synced()
                found = await shop.services.orders.ids(OrderQuery(search=made["number"]))
                (group,) = await shop.services.cancelling.reasons(list(found))
                assert group.order_ids == tuple(found)
                assert group.code == ""
                assert bool(group.reasons) == (Can.CANCEL_REASON in manifest.can)
                reason = group.reasons[0].id if group.reasons else None
                await shop.services.orders.cancel(list(found), reason=reason)
                assert await shop.drain() == ()
            finally:
                await shop.close()
            (order,) = sandbox.truth(made["id"])["orders"]
            assert {item["step"] for item in order["items"]} == {"cancelled"}

        asyncio.run(story())


@pytest.mark.parametrize("channel", ["tktk", "shpe"])
def test_a_buyers_wish_to_cancel_is_rejected_with_the_channels_reason(channel: str, tmp_path: Path) -> None:
    """Only one platform has such requests that can be rejected; of its channels one wants a reason of its own."""
    (manifest,) = [one for one in MANIFESTS if Can.REJECT_CANCEL in one.can]
    clock = SharedTime()
    with simulated(manifest, clock, orders=4, skus=8) as sandbox:

        async def story() -> None:
            shop = PracticeShop(manifest, sandbox, clock, tmp_path)
            shop.open()
            try:
                await shop.connect()
                (made,) = sandbox.happen("new_order", channel=channel)["orders"]
                sandbox.happen("cancel_requested", order=made["id"])
                await shop.synced()
                found = list(await shop.services.orders.ids(OrderQuery(search=made["number"])))
                (group,) = await shop.services.cancelling.reject_reasons(found)
                assert bool(group.reasons) == (channel == "tktk")
                reason = group.reasons[0].id if group.reasons else None
                await shop.services.orders.reject_cancel(found, reason=reason)
                assert await shop.drain() == ()
                (row,) = await shop.services.orders.rows(found)
                assert row.bucket is Bucket.TO_ACCEPT
            finally:
                await shop.close()
            (order,) = sandbox.truth(made["id"])["orders"]
            assert {item["step"] for item in order["items"]} == {"to_accept"}

        asyncio.run(story())


@pytest.mark.parametrize(("platform", "event"), [("lazada", {}), ("sirclo", {"channel": "shpe"})])
def test_a_buyers_wish_to_cancel_is_agreed_to(platform: str, event: dict[str, str], tmp_path: Path) -> None:
    (manifest,) = [one for one in MANIFESTS if one.id == platform]
    clock = SharedTime()
    with simulated(manifest, clock, orders=4, skus=8) as sandbox:

        async def story() -> None:
            shop = PracticeShop(manifest, sandbox, clock, tmp_path)
            shop.open()
            try:
                await shop.connect()
                (made,) = sandbox.happen("new_order", **event)["orders"]
                sandbox.happen("cancel_requested", order=made["id"])
                await shop.synced()
                found = list(await shop.services.orders.ids(OrderQuery(search=made["number"])))
                (row,) = await shop.services.orders.rows(found)
                assert row.bucket is Bucket.CANCEL_REQUESTED
                (group,) = await shop.services.cancelling.reasons(found)
                await shop.services.orders.cancel(found, reason=group.reasons[0].id)
                assert await shop.drain() == ()
            finally:
                await shop.close()
            (order,) = sandbox.truth(made["id"])["orders"]
            assert {item["step"] for item in order["items"]} == {"cancelled"}

        asyncio.run(story())
