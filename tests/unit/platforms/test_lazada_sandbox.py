"""The connector at the practice shop and its oddities: what it reads is true, and what it does is done once."""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from lazada_counter import Counter, Detour, at_work, step, value

from desktop.domain.catalog import ListingStatus, VariantRef
from desktop.domain.errors import AuthNeeded, Gone, Refused
from desktop.domain.operations import OperationKind as Kind
from desktop.domain.operations import OperationState as State
from desktop.domain.orders import ItemStatus, OrderItems
from desktop.platforms.kit.contract import Window
from desktop.platforms.kit.manifest import Can
from desktop.platforms.lazada import payloads
from desktop.sandbox.running import RunningSandbox


@pytest.fixture(scope="module")
def served() -> Iterator[RunningSandbox]:
    with RunningSandbox("lazada", orders=130, skus=40) as sandbox:
        yield sandbox


@pytest.fixture
def shop(served: RunningSandbox) -> RunningSandbox:
    served.reset()
    return served


# --- reading ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("oddity", [{}, {"quoted_values": True}, {"times_without_offset": True}])
def test_orders_are_read_with_their_items_whatever_the_spelling(shop: RunningSandbox, oddity: dict[str, Any]) -> None:
    shop.quirks(**oddity)
    found = at_work(Counter(shop), lambda counter: counter.orders())
    truth = {one["id"]: one for one in shop.truth()["orders"]}
    assert found.keys() == truth.keys()
    for key, true in truth.items():
        order = found[key]
        assert order.items_known
        assert {one.remote_id: one.status.value for one in order.items} == {
            one["id"]: one["step"] for one in true["items"]
        }
        assert order.total.amount == Decimal(true["total"])
        assert abs(order.created_at - datetime.fromisoformat(true["created_at"])) < timedelta(seconds=1)


def test_what_changed_is_found_by_its_time_of_change(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        (order,) = await counter.new_orders()
        await counter.sleep(3600)
        shop.happen("packed_elsewhere", order=order.order_remote_id)
        found = await counter.orders(by_update=True)
        assert found[order.order_remote_id].items[0].status is ItemStatus.PACKED

    at_work(Counter(shop), job)


def test_orders_of_a_window_come_oldest_first_and_once(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        window = Window(counter.wall() - timedelta(days=400), counter.wall())
        pages = [page async for page in counter.connector.order_pages(window)]
        ids = [one.remote_id for page in pages for one in page]
        times = [one.created_at for page in pages for one in page]
        assert len(pages) > 1
        assert len(ids) == len(set(ids)) == 130
        assert times == sorted(times)

    at_work(Counter(shop), job)


def test_an_order_that_is_gone_hides_no_other(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        known = [one.order_remote_id for one in await counter.new_orders(3)]
        found = await counter.connector.read_items([known[0], "999999999999", *known[1:]])
        assert [one.order_remote_id for one in found] == known

    at_work(Counter(shop), job, complaints=frozenset({"id"}))


@pytest.mark.parametrize("oddity", [{}, {"quoted_values": True}])
def test_single_skus_are_read_by_name_and_by_product(shop: RunningSandbox, oddity: dict[str, Any]) -> None:
    shop.quirks(**oddity)

    async def job(counter: Counter) -> None:
        all_of_them = await counter.variants()
        assert {one.remote_id for one in all_of_them} == {one["id"] for one in shop.truth()["variants"]}
        first, second, *_ = all_of_them
        refs = [
            VariantRef(first.remote_id, first.sku, first.shop_remote_id, first.extra),
            VariantRef(second.remote_id, "renamed meanwhile", second.shop_remote_id, second.extra),
        ]
        found = {one.remote_id: one for one in await counter.connector.read_variants(refs)}
        assert found[first.remote_id] == first
        assert found[second.remote_id].stock == second.stock

    at_work(Counter(shop), job)


# --- order work -------------------------------------------------------------------------------------------------------


# --- labels -----------------------------------------------------------------------------------------------------------


# --- values -----------------------------------------------------------------------------------------------------------
def test_a_sale_is_set_moved_and_ended(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        variant = (await counter.variants())[0]
        start, end = (counter.wall() + timedelta(days=days) for days in (1, 8))
        dates = {"sale_from": start.isoformat(), "sale_to": end.isoformat()}
        wish = value(Kind.SET_PRICE, variant, price="90.50", sale_price="80.00", **dates)
        assert (await counter.do([wish]))[0].state is State.DONE
        offer = counter.variant(variant.remote_id)["offers"][0]
        assert (offer["price"], offer["sale_price"]) == ("90.50", "80.00")
        over = value(Kind.SET_PRICE, variant, sale_price=None, sale_from=None, sale_to=None)
        (outcome,) = await counter.do([over])
        assert outcome.state is State.DONE
        ended = datetime.fromisoformat(counter.variant(variant.remote_id)["offers"][0]["sale_to"])
        assert ended < counter.wall()
        assert (await counter.do([over]))[0].state is State.DONE  # there is none any more

    at_work(Counter(shop), job)


def test_a_price_lowered_below_the_sale_lets_no_new_one_in_and_the_old_one_out(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        variant = (await counter.variants())[0]
        start, end = (counter.wall() + timedelta(days=days) for days in (1, 8))
        dates = {"sale_from": start.isoformat(), "sale_to": end.isoformat()}
        sale = value(Kind.SET_PRICE, variant, price="90.50", sale_price="80.00", **dates)
        assert (await counter.do([sale]))[0].state is State.DONE
        shop.happen("price_changed", variant=variant.remote_id, price=7)
        (dearer,) = await counter.do([value(Kind.SET_PRICE, variant, sale_price="79.00", **dates)])
        assert (dearer.state, dearer.code) == (State.REFUSED, "sale_not_below_price")
        over = value(Kind.SET_PRICE, variant, sale_price=None, sale_from=None, sale_to=None)
        assert (await counter.do([over]))[0].state is State.DONE
        assert shop.violations() == []

    at_work(Counter(shop), job)


def test_status_goes_down_and_up_again_product_by_product(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        variants = [one for one in await counter.variants() if one.status is ListingStatus.ACTIVE][:6]
        for word in ("inactive", "active"):
            wishes = [value(Kind.SET_STATUS, one, status=word) for one in variants]
            assert {one.state for one in await counter.do(wishes)} == {State.DONE}
            assert {counter.variant(one.remote_id)["status"] for one in variants} == {word}

    at_work(Counter(shop), job)


def test_of_a_call_that_failed_in_part_each_sku_is_told_apart(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        good, bad, other = (await counter.variants())[:3]
        wishes = [
            value(Kind.SET_PRICE, good, price="12.00"),
            value(Kind.SET_PRICE, bad, price="0"),
            value(Kind.SET_PRICE, other, price="13.00"),
        ]
        found = {one.operation_id: one for one in await counter.do(wishes)}
        refused = found[wishes[1].id]
        assert refused.state is State.REFUSED and refused.params["message"]
        for wish in (wishes[0], wishes[2]):
            outcome = found[wish.id]
            assert outcome.state in (State.DONE, State.QUEUED)
            if outcome.state is State.QUEUED:
                assert outcome.code == "refused_together"

    at_work(Counter(shop), job)


# --- Ease Mode --------------------------------------------------------------------------------------------------------
def test_an_ease_shop_says_what_it_lacks_and_works_with_what_it_has(shop: RunningSandbox) -> None:
    shop.quirks(ease_mode=True)

    async def job(counter: Counter) -> None:
        (found,) = await counter.connector.discover()
        assert set(found.lacks) == {Can.CANCEL, Can.CANCEL_REASON}
        variant = (await counter.variants())[0]
        (outcome,) = await counter.do([value(Kind.SET_STOCK, variant, quantity=17)])
        assert outcome.state is State.DONE
        assert counter.variant(variant.remote_id)["stock"] == 17
        asked = [one["path"] for one in shop.requests() if one["method"] == "POST"]
        assert "/rest/product/stock/sellable/update" not in asked
        dates = {"sale_from": "2026-12-01T00:00:00Z", "sale_to": "2026-12-05T00:00:00Z"}
        (outcome,) = await counter.do([value(Kind.SET_PRICE, variant, sale_price="1", **dates)])
        assert (outcome.state, outcome.code) == (State.REFUSED, "sale_not_supported")
        (outcome,) = await counter.do([value(Kind.SET_STATUS, variant, status="inactive")])
        assert outcome.state is State.DONE

    at_work(Counter(shop), job)


def test_a_call_off_the_ease_list_is_refused_by_name(shop: RunningSandbox) -> None:
    shop.quirks(ease_mode=True)

    async def job(counter: Counter) -> None:
        (order,) = await counter.new_orders()
        with pytest.raises(Refused) as told:
            await counter.connector.cancel_reasons(order)
        assert told.value.code == "not_for_ease_shops"

    at_work(Counter(shop), job)


# --- logins -----------------------------------------------------------------------------------------------------------
def test_a_code_from_the_consent_page_becomes_a_login_that_is_kept(shop: RunningSandbox) -> None:
    code = shop.happen("consent")["code"]
    counter = Counter(shop, {"code": code, "access_token": "", "refresh_token": ""})

    async def job(counter: Counter) -> None:
        assert (await counter.connector.test()).startswith("sg:")
        kept = counter.vault.credentials
        assert kept["access_token"] and kept["refresh_token"] and "code" not in kept
        assert counter.vault.expires_at and counter.vault.expires_at > counter.wall()

    at_work(counter, job)


@pytest.mark.parametrize("name", ["country_user_info", "country_user_info_list"])
def test_a_token_is_renewed_before_its_end_and_once_for_all(shop: RunningSandbox, name: str) -> None:
    shop.quirks(refresh_list_name=name)

    async def job(counter: Counter) -> None:
        shop.happen("access_expired")
        await counter.connector.test()
        first = counter.vault.credentials["access_token"]
        await counter.sleep(9 * 86_400)
        await counter.connector.test()
        assert counter.vault.credentials["access_token"] != first
        refreshed = [one for one in shop.requests() if one["path"].endswith("/auth/token/refresh")]
        assert len(refreshed) == 2

    at_work(Counter(shop), job)


def test_a_login_that_cannot_be_renewed_asks_the_seller(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        shop.happen("refresh_revoked")
        shop.happen("access_expired")
        with pytest.raises(AuthNeeded):
            await counter.connector.test()

    at_work(Counter(shop), job)


def test_a_country_of_no_marketplace_is_said_before_anything_is_asked(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        with pytest.raises(AuthNeeded) as told:
            await counter.connector.test()
        assert told.value.code == "unknown_country"
        assert shop.requests() == []

    at_work(Counter(shop, {"country": "xx"}), job)


# --- several countries ------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def malaysia() -> Iterator[RunningSandbox]:
    with RunningSandbox("lazada", orders=20, skus=10) as sandbox:
        yield sandbox


def test_a_cross_border_login_reaches_each_country_at_its_own_host(
    shop: RunningSandbox, malaysia: RunningSandbox
) -> None:
    shop.reset(orders=20, skus=10)
    malaysia.reset(orders=20, skus=10)
    malaysia.unlimited()  # its clock is not ours
    wire = Detour({"api.lazada.sg": shop.base_url, "api.lazada.com.my": malaysia.base_url})
    counter = Counter(shop, {"country": "cb", "sites": "sg,my"}, "https://api.lazada.sg/rest", wire)
    counter.vault.credentials |= {"access_token": malaysia.fresh_credentials()["access_token"]}

    async def job(counter: Counter) -> None:
        shops = await counter.connector.discover()
        assert [one.remote_id.partition(":")[0] for one in shops] == ["sg", "my"]
        assert [one.markets[0].currency for one in shops] == ["SGD", "MYR"]
        found = await counter.orders()
        true = {"sg": shop.truth()["orders"], "my": malaysia.truth()["orders"]}
        assert found.keys() == {f"{country}:{one['id']}" for country, orders in true.items() for one in orders}
        assert {one.total.currency for key, one in found.items() if key.startswith("my:")} == {"MYR"}
        variants = await counter.variants()
        assert len({one.remote_id for one in variants}) == len(variants)
        mine = next(one for one in variants if one.remote_id.startswith("my:"))
        twin = next(one for one in variants if one.remote_id == mine.remote_id.replace("my:", "sg:"))
        wishes = [value(Kind.SET_STOCK, twin, quantity=31), value(Kind.SET_STOCK, mine, quantity=32)]
        assert [len(batch) for batch in counter.connector.batches(wishes)] == [1, 1]
        assert {one.state for one in await counter.do(wishes)} == {State.DONE}
        there = {one["id"]: one["stock"] for one in malaysia.truth()["variants"]}
        assert there[mine.remote_id.removeprefix("my:")] == 32
        assert counter.variant(twin.remote_id.removeprefix("sg:"))["stock"] == 31
        with pytest.raises(Refused) as told:
            await counter.connector.call("GetSeller", {})
        assert told.value.code == "market_needed"
        assert (await counter.connector.call("GetSeller", {"site": "my"})).status == 200
        with pytest.raises(Gone):
            await counter.connector.send([step(Kind.PACK, OrderItems("th:1", ()))])

    at_work(counter, job)
    assert set(wire.hosts) == {"api.lazada.sg", "api.lazada.com.my"}


def test_a_country_that_a_login_does_not_reach_is_left_out_and_not_asked_again(
    shop: RunningSandbox, malaysia: RunningSandbox
) -> None:
    malaysia.reset(seed=77)
    malaysia.unlimited()
    places = {"api.lazada.sg": shop.base_url, "api.lazada.com.my": malaysia.base_url, "auth.lazada.com": shop.base_url}
    wire = Detour(places)
    counter = Counter(shop, {"country": "cb", "sites": "sg,my"}, "https://api.lazada.sg/rest", wire)

    async def job(counter: Counter) -> None:
        for _ in range(2):
            (found,) = await counter.connector.discover()
            assert found.remote_id.startswith("sg:")
        assert counter.vault.credentials["sites"] == "sg"
        assert wire.hosts[-1] == "api.lazada.sg"

    at_work(counter, job)


# --- functions --------------------------------------------------------------------------------------------------------
def test_any_call_can_be_made_by_its_name_pictures_included(shop: RunningSandbox) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(64)

    async def job(counter: Counter) -> None:
        connector = counter.connector
        for image in (picture, base64.b64encode(picture).decode()):
            reply = await connector.call("UploadImage", {"image": image})
            assert b"url" in reply.content
        with pytest.raises(Refused) as told:
            await connector.call("UploadImage", {"image": picture + bytes(3 * 1024 * 1024)})
        assert told.value.code == "image_too_large"
        sku = (await counter.variants())[0]
        payload = payloads.of_skus([{"SkuId": sku.remote_id, "SellableQuantity": 2}])
        await connector.call("AdjustSellableQuantity", payload)
        assert sku.stock is not None
        assert counter.variant(sku.remote_id)["stock"] == sku.stock + 2

    at_work(Counter(shop), job)
