"""Orders arrive as letters, kept before they are acknowledged; what was lost on the way is asked for again."""

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sirclo_records import BRAND, NOW, Adapter, Desk, at_adapter, order_message

from desktop.domain.errors import StoreError
from desktop.domain.orders import ItemStatus
from desktop.platforms.kit.contract import Window
from desktop.platforms.sirclo.codes import ORDERS

ORDER = "tkpd:1001"
DAY = Window(NOW - timedelta(days=1), NOW + timedelta(hours=1))
CHANGES = Window(NOW - timedelta(days=1), NOW + timedelta(hours=1), by_update=True)


async def orders(desk: Desk, window: Window = CHANGES) -> dict[str, Any]:
    return {one.remote_id: one async for page in desk.connector.order_pages(window) for one in page}


def test_a_letter_is_kept_before_it_is_acknowledged() -> None:
    adapter = Adapter()
    adapter.send(ORDERS, order_message())

    async def job(desk: Desk) -> None:
        desk.inbox.fails = [StoreError("disk_full")]
        with pytest.raises(StoreError):
            await orders(desk)
        assert adapter.acknowledged == []
        found = await orders(desk)
        assert list(found) == [ORDER]
        assert adapter.acknowledged == ["ack1"]
        (letter,) = desk.inbox.letters.values()
        assert (letter.kind, letter.key, letter.problem) == ("order", ORDER, "")
        assert ORDERS in desk.inbox.moments

    at_adapter(adapter, job)


def test_what_nobody_can_read_is_kept_aside_and_acknowledged() -> None:
    adapter = Adapter()
    adapter.send(ORDERS, b"{half")
    adapter.send(ORDERS, "not base64!")
    adapter.send(ORDERS, {"id": "x"})
    adapter.send(ORDERS, {**order_message("2002"), "brand_id": "somebody-else"})
    adapter.send(ORDERS, order_message())

    async def job(desk: Desk) -> None:
        assert list(await orders(desk)) == [ORDER]
        problems = {one.id: one.problem for one in desk.inbox.letters.values()}
        assert problems == {"m1": "not_json", "m2": "not_base64", "m3": "unexpected", "m4": "unknown_brand", "m5": ""}
        assert len(adapter.acknowledged) == 5

    at_adapter(adapter, job)


def test_the_newer_state_wins_whatever_comes_last() -> None:
    adapter = Adapter()
    adapter.send(ORDERS, order_message(status="shipped", transaction_date="2026-11-20T07:30:00Z"))
    adapter.send(ORDERS, order_message(status="pending", transaction_date="2026-11-20T07:00:00Z"))

    async def job(desk: Desk) -> None:
        assert (await orders(desk))[ORDER].items[0].status is ItemStatus.SHIPPED

    at_adapter(adapter, job)


def test_history_is_asked_for_once_there_is_somewhere_to_send_it() -> None:
    adapter = Adapter()
    adapter.rpc["OrderService.FetchOrders"] = lambda _params: adapter.send(ORDERS, order_message()) and None

    async def job(desk: Desk) -> None:
        assert list(await orders(desk, DAY)) == [ORDER]
        asked = adapter.asked("OrderService.FetchOrders")
        assert {one["brand_id"] for one in asked} == {BRAND}
        assert asked[0]["start_date"] == "2024-01-01T00:00:00Z"
        assert all(one["end_date"] == after["start_date"] for one, after in pairwise(asked))
        methods = [method for method, _params in adapter.calls]
        assert methods.index("ClientCredentialsService.AddFeatures") < methods.index("OrderService.FetchOrders")

    at_adapter(adapter, job)


def test_an_import_asks_once_for_all_years_and_waits_for_silence_once() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        await orders(desk, DAY)
        asked, waited = len(adapter.asked("OrderService.FetchOrders")), desk.time.elapsed
        older = Window(DAY.start - timedelta(days=90), DAY.start)
        await orders(desk, older)
        assert len(adapter.asked("OrderService.FetchOrders")) == asked
        assert desk.time.elapsed - waited < 1
        desk.time.elapsed += timedelta(hours=1).total_seconds()
        await orders(desk, older)
        assert len(adapter.asked("OrderService.FetchOrders")) > asked  # everything is to be read again, much later

    at_adapter(adapter, job)


def test_news_are_only_taken_in() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        await orders(desk)
        assert len(adapter.asked("OrderService.FetchOrders")) == 1  # nothing was ever told before
        await orders(desk)
        assert len(adapter.asked("OrderService.FetchOrders")) == 1

    at_adapter(adapter, job)


def test_a_brand_that_joins_later_brings_its_past() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        await orders(desk)
        desk.vault.credentials["brand_id"] = f"{BRAND}, toko-2"
        await orders(desk)
        asked = [one for one in adapter.asked("OrderService.FetchOrders") if one["brand_id"] == "toko-2"]
        assert len(asked) == 13  # half a year in pieces of fifteen days
        adapter.send(ORDERS, {**order_message("2002"), "brand_id": "toko-2"})
        assert (await orders(desk))["tkpd:2002"].shop_remote_ids == ("toko-2",)
        assert len(adapter.asked("OrderService.FetchOrders")) == 1 + len(asked)

    at_adapter(adapter, job)


def test_after_a_week_away_what_is_lost_is_asked_for_again() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        await orders(desk)
        desk.time.elapsed += timedelta(days=20).total_seconds()
        await orders(desk)
        asked = adapter.asked("OrderService.FetchOrders")[1:]
        assert len(asked) == 2  # twenty days in pieces of fifteen
        assert asked[0]["end_date"] == asked[1]["start_date"]
        await orders(desk)
        assert len(adapter.asked("OrderService.FetchOrders")) == 3

    at_adapter(adapter, job)


def test_nothing_is_taken_while_credentials_are_on_trial() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        assert await desk.connector.test()
        (shop,) = await desk.connector.discover()
        assert (shop.remote_id, shop.name, shop.markets[0].code) == (BRAND, "Toko Sari", "tkpd")
        assert await orders(desk) == {}
        assert adapter.pulls == []

    at_adapter(adapter, job, trial=True)


@pytest.mark.parametrize("rotated", ["client-key-of-nobody", "another-key-of-the-same"])
def test_the_adapter_knows_us_by_our_client_id_and_without_one_by_the_key(rotated: str) -> None:
    channel = {"client_id": 171, "brand_id": BRAND, "channel_code": "tkpd"}
    known = Adapter(CredentialsService__GetConnectedSalesChannels=[channel])
    assert at_adapter(known, lambda desk: desk.connector.test(), client_key=rotated) == "171"
    unknown = Adapter(CredentialsService__GetConnectedSalesChannels=None)
    told = at_adapter(unknown, lambda desk: desk.connector.test(), client_key=rotated)
    assert told
    assert rotated not in told


def test_names_of_subscriptions_are_asked_for_once() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        await orders(desk)
        await orders(desk)
        assert len(adapter.asked("ClientCredentialsService.AddFeatures")) == 1
        assert "subscriptions" in desk.vault.credentials

    at_adapter(adapter, job)


@pytest.mark.parametrize("bad", [b"{half", "not base64!", order_message(total=1e30)])
def test_what_was_lost_in_a_letter_is_asked_for_once_more(bad: Any) -> None:
    adapter = Adapter()
    adapter.send(ORDERS, bad)
    adapter.rpc["OrderService.FetchOrders"] = lambda _params: adapter.send(ORDERS, order_message()) and None

    async def job(desk: Desk) -> None:
        await orders(desk)  # the first time everything is asked for anyway
        asked = len(adapter.asked("OrderService.FetchOrders"))
        desk.time.elapsed += 3600
        adapter.send(ORDERS, bad)
        found = await orders(desk)
        assert found[ORDER].total.amount == 110000
        assert len(adapter.asked("OrderService.FetchOrders")) == asked + 1
        adapter.send(ORDERS, bad)
        await orders(desk)  # rubbish at once again does not make us ask at once again
        assert len(adapter.asked("OrderService.FetchOrders")) == asked + 1

    at_adapter(adapter, job)


def test_a_message_to_a_topic_carries_key_and_id() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        reply = await desk.connector.call("CNX_BULK_ACCEPT_ORDERS", {"orders": [{"brand_id": BRAND}]})
        ((topic, message),) = adapter.published
        assert topic == "CNX_BULK_ACCEPT_ORDERS"
        assert message["orders"] == [{"brand_id": BRAND}]
        assert (message["client_key"], message["id"]) == ("client-key-of-nobody", json.loads(reply.content)["id"])

    at_adapter(adapter, job)
