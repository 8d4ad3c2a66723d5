"""Orders are walked to the last one in whatever order they come, and each step is taken once, whole, and read back."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import jumpseller_shop as shops
import pytest
from jumpseller_desk import Desk, at_work, wish
from jumpseller_shop import Shop
from loopback import Reply, Seen

from desktop.domain.errors import PlatformError, Refused, TryLater, Unsure
from desktop.domain.operations import OperationKind as Kind
from desktop.domain.operations import OperationState as State
from desktop.domain.operations import Outcome
from desktop.domain.orders import ItemStatus

YEARS = [2021, 2026]
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def hourly(count: int) -> dict[int, dict[str, Any]]:
    """An order each hour from the first of January on."""
    return {n: shops.order(n, f"{FIRST + timedelta(hours=n):%Y-%m-%d %H:%M:%S} UTC") for n in range(1, count + 1)}


def pages(shop: Shop) -> int:
    return shop.paths("GET").count("/orders.json")


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("count", [0, 1, 50, 99, 100, 101, 350])
def test_every_order_comes_once_and_oldest_first(year: int, newest_first: bool, count: int) -> None:
    async def job(desk: Desk) -> None:
        assert [order.remote_id for order in await desk.orders()] == [str(n) for n in range(1, count + 1)]

    shop = Shop(year)
    shop.records["orders"], shop.newest_first = hourly(count), newest_first
    at_work(shop, job)
    assert pages(shop) <= count // 100 + 2


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("newest_first", [True, False])
def test_a_window_holds_both_its_ends_and_nothing_else(year: int, newest_first: bool) -> None:
    async def job(desk: Desk) -> None:
        found = await desk.orders(FIRST + timedelta(hours=120), FIRST + timedelta(hours=180))
        assert [order.remote_id for order in found] == [str(n) for n in range(120, 181)]

    shop = Shop(year)
    shop.records["orders"], shop.newest_first = hourly(350), newest_first
    at_work(shop, job)


def test_a_list_that_is_newest_first_is_read_no_further_than_the_window() -> None:
    async def job(desk: Desk) -> None:
        assert len(await desk.orders(FIRST + timedelta(hours=1450))) == 51

    shop = Shop(2021)
    shop.records["orders"] = hourly(1500)
    at_work(shop, job)
    assert pages(shop) == 1


def test_a_list_in_another_order_is_read_to_its_end() -> None:
    """Newest first only for a while: an order further on must not be lost."""

    async def job(desk: Desk) -> None:
        found = await desk.orders(FIRST + timedelta(hours=1450))
        assert {order.remote_id for order in found} == {str(n) for n in [*range(1450, 1501), 3]}

    shop = Shop(2021)
    shop.records["orders"] = hourly(1500)
    shop.records["orders"][3]["created_at"] = f"{FIRST + timedelta(hours=1500):%Y-%m-%d %H:%M:%S} UTC"
    shop.records["orders"][1480]["created_at"] = f"{FIRST + timedelta(hours=1490):%Y-%m-%d %H:%M:%S} UTC"
    at_work(shop, job)
    assert pages(shop) == 16  # the last full page may be followed by another


def test_walking_back_window_by_window_reads_each_page_about_once() -> None:
    async def job(desk: Desk) -> None:
        found, end = set[str](), FIRST + timedelta(hours=2100)
        while end > FIRST - timedelta(days=900):
            start = end - timedelta(hours=250)
            found |= {order.remote_id for order in await desk.orders(start, end)}
            end = start
        assert len(found) == 2000

    shop = Shop(2021)
    shop.records["orders"] = hourly(2000)
    at_work(shop, job)
    assert pages(shop) <= 20 * 2 + 10


def test_orders_that_come_in_between_push_others_to_later_pages() -> None:
    async def job(desk: Desk) -> None:
        def one_more(seen: Seen) -> Reply | None:
            new = max(shop.records["orders"]) + 1
            if "page=2" in seen.target:
                shop.records["orders"][new] = shops.order(new, "2026-11-18 00:00:00 UTC")
            return None

        shop.hooks.append(one_more)
        found = [order.remote_id for order in await desk.orders()]
        assert found == [str(n) for n in range(1, 251)]

    shop = Shop(2021)
    shop.records["orders"] = hourly(250)
    at_work(shop, job)


def test_a_server_that_caps_its_pages_at_fifty_is_read_to_its_end() -> None:
    async def job(desk: Desk) -> None:
        desk.shop.hooks.append(
            lambda seen: (
                desk.shop.answer(Seen(seen.method, seen.target.replace("limit=100", "limit=50"), {}, b""))
                if "orders.json" in seen.target
                else None
            )
        )
        assert len(await desk.orders()) == 175

    shop = Shop(2021)
    shop.records["orders"] = hourly(175)
    at_work(shop, job)


def test_the_newer_server_is_asked_for_the_days_with_one_to_spare_on_either_side() -> None:
    async def job(desk: Desk) -> None:
        await desk.orders(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, 23, 59, tzinfo=UTC))

    shop = Shop(2026)
    at_work(shop, job)
    assert "dateFilter=customDate&initialDate=2026-02-28&finalDate=2026-03-03" in shop.seen[-1].target


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("newest_first", [True, False])
def test_many_open_orders_are_read_in_few_requests_and_none_is_lost(year: int, newest_first: bool) -> None:
    async def job(desk: Desk) -> None:
        wanted = [*range(251, 350), 7, 999]
        desk.shop.records["orders"][300]["products"] = []
        desk.shop.records["orders"][301]["status"] = "Canceled"
        found = {one.order_remote_id: one for one in await desk.connector.read_items([str(n) for n in wanted])}
        assert list(found) == [str(n) for n in wanted if n != 999]
        assert {item.status for item in found["301"].items} == {ItemStatus.CANCELLED}
        assert found["300"].items == ()

    shop = Shop(year)
    shop.records["orders"], shop.newest_first = hourly(349), newest_first
    at_work(shop, job)
    assert pages(shop) == 4
    assert len(shop.paths("GET")) - pages(shop) <= 5


# --- the steps --------------------------------------------------------------------------------------------------------
def stocked(year: int, *, located: bool = True, **changes: Any) -> Shop:
    shop = Shop(year)
    shop.records["orders"] = {5: shops.order(5, **changes)}
    if year == 2026 and located:
        shop.records["locations"] = {n: {"id": n, "active": n != 3, "main": n == 4} for n in (3, 4, 6)}
    return shop


def taken(shop: Shop, kind: Kind, **after: Any) -> Outcome:
    """Send one step on order 5."""

    async def job(desk: Desk) -> Outcome:
        sent = await desk.connector.send([wish(kind, "5", **after)])
        (outcome,) = sent.outcomes
        if outcome.state is State.DONE:
            assert (await desk.connector.verify([wish(kind, "5", **after)])).outcomes[0].state is State.DONE
        return outcome

    return at_work(shop, job)


@pytest.mark.parametrize(("year", "located"), [(2021, False), (2026, False), (2026, True)])
def test_an_order_is_shipped_with_its_tracking_number(year: int, located: bool) -> None:
    shop = stocked(year, located=located)
    outcome = taken(shop, Kind.SHIP, items=["5:0", "5:1"], tracking_code=" TRK-1 ", provider="other")
    assert (outcome.state, outcome.code, outcome.remote_ref) == (State.DONE, "", "TRK-1")
    held = shop.records["orders"][5]
    assert (held["shipment_status"], held["tracking_number"], held["tracking_company"]) == (
        "in_transit",
        "TRK-1",
        "other",
    )
    made = list(shop.records["fulfillments"].values())
    assert [(one["location_id"], one["send_email"]) for one in made] == ([("4", True)] if located else [])


def test_a_shipment_leaves_from_where_its_goods_lie() -> None:
    lines = [{"id": 11, "qty": 1, "price": 1.0, "stock_locations": [{"location_id": 6, "stock": 2}]}]
    shop = stocked(2026, products=lines)
    assert taken(shop, Kind.SHIP).state is State.DONE
    assert [one["location_id"] for one in shop.records["fulfillments"].values()] == ["6"]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("kind", "changes", "shows"),
    [
        (Kind.COMPLETE, {"shipment_status": "in_transit"}, {"shipment_status": "delivered"}),
        (Kind.CANCEL, {}, {"status": "Canceled"}),
        (Kind.CANCEL, {"status": "Pending Payment"}, {"status": "Canceled"}),
    ],
)
def test_the_other_steps(year: int, kind: Kind, changes: dict[str, Any], shows: dict[str, str]) -> None:
    shop = stocked(year, **changes)
    assert taken(shop, kind).state is State.DONE
    assert shop.records["orders"][5] | shows == shop.records["orders"][5]
    assert len(shop.paths("PUT", "POST")) == 1


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("kind", "changes", "state", "code"),
    [
        (Kind.SHIP, {"shipment_status": "in_transit"}, State.DONE, ""),
        (Kind.SHIP, {"status": "Canceled"}, State.REFUSED, "wrong_status"),
        (Kind.SHIP, {"status": "Pending Payment"}, State.REFUSED, "wrong_status"),
        (Kind.SHIP, {"products": []}, State.REFUSED, "item_gone"),
        (Kind.COMPLETE, {}, State.REFUSED, "wrong_status"),
        (Kind.COMPLETE, {"shipment_status": "delivered"}, State.DONE, ""),
        (Kind.CANCEL, {"shipment_status": "in_transit"}, State.REFUSED, "wrong_status"),
        (Kind.CANCEL, {"status": "Abandoned"}, State.DONE, ""),
    ],
)
def test_what_is_done_or_cannot_be_done_sends_nothing(
    year: int, kind: Kind, changes: dict[str, Any], state: State, code: str
) -> None:
    shop = stocked(year, **changes)
    outcome = taken(shop, kind)
    assert (outcome.state, outcome.code) == (state, code)
    assert shop.paths("PUT", "POST") == []


@pytest.mark.parametrize("items", [["5:0"], ["5:0", "5:1", "5:7"]])
def test_half_an_order_is_not_shipped(items: list[str]) -> None:
    shop = stocked(2026)
    outcome = taken(shop, Kind.SHIP, items=items)
    assert (outcome.state, outcome.code) == (State.REFUSED, "whole_order_only" if len(items) == 1 else "item_gone")
    assert shop.paths("PUT", "POST") == []


def test_an_order_that_is_gone_is_refused_and_missing_from_a_reading() -> None:
    async def job(desk: Desk) -> None:
        for subject in ("77", "not-a-number"):
            sent = await desk.connector.send([wish(Kind.SHIP, subject)])
            assert [(one.state, one.code) for one in sent.outcomes] == [(State.REFUSED, "gone")]
            found = await desk.connector.verify([wish(Kind.SHIP, subject)])
            assert [(one.state, one.code) for one in found.outcomes] == [(State.REFUSED, "gone")]
        assert [one.order_remote_id for one in await desk.connector.read_items(["77", "5", "x", "5"])] == ["5"]

    at_work(stocked(2026), job)


def lose(shop: Shop, number: float, *, before: bool) -> None:
    """Drop the answer to the n-th write, before or after it is done."""
    writes = 0

    def drop(seen: Seen) -> Reply | None:
        nonlocal writes
        writes += seen.method != "GET"
        if seen.method == "GET" or writes != number:
            return None
        if not before:
            shop.answer(seen)
        return Reply(drop=True)

    shop.hooks.append(drop)


@pytest.mark.parametrize(("year", "located"), [(2021, False), (2026, False), (2026, True)])
@pytest.mark.parametrize("number", [1, 2, math.inf])
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("kind", [Kind.SHIP, Kind.CANCEL])
def test_whatever_answer_is_lost_the_step_is_taken_once_and_told_truly(
    year: int, located: bool, number: float, before: bool, kind: Kind
) -> None:
    shop = stocked(year, located=located)
    lose(shop, number, before=before)
    operation = wish(kind, "5", tracking_code="TRK-1")

    async def job(desk: Desk) -> None:
        for _ in range(3):
            try:
                state = (await desk.connector.send([operation])).outcomes[0].state
            except Unsure:
                state = (await desk.connector.verify([operation])).outcomes[0].state
            if state is State.DONE:
                return
            assert state is State.QUEUED
        pytest.fail("it never came to an end")

    at_work(shop, job)
    held = shop.records["orders"][5]
    assert held["shipment_status" if kind is Kind.SHIP else "status"] == (
        "in_transit" if kind is Kind.SHIP else "Canceled"
    )
    assert len(shop.records["fulfillments"]) == (located and kind is Kind.SHIP)
    if kind is Kind.SHIP:
        assert held["tracking_number"] == "TRK-1"


@pytest.mark.parametrize(
    ("reply", "error", "code"),
    [
        (Reply(429, b""), TryLater, "rate_limited"),
        (Reply(403, b'{"message": "Rate limit exceeded"}'), TryLater, "rate_limited"),
        (Reply(403, b'{"message": "Forbidden"}'), Refused, "role_missing"),
        (Reply(422, b'{"message": "Status is invalid"}'), Refused, "request_refused"),
        (Reply(500, b""), Unsure, "platform_trouble"),
        (Reply(200, b"<html>", short=5), Unsure, "no_answer"),
    ],
)
def test_each_answer_to_a_write_says_what_to_do_next(reply: Reply, error: type[PlatformError], code: str) -> None:
    async def job(desk: Desk) -> PlatformError:
        await desk.connector.test()
        desk.shop.hooks.append(lambda seen: reply if seen.method == "PUT" else None)
        with pytest.raises(PlatformError) as told:
            await desk.connector.send([wish(Kind.CANCEL, "5")])
        return told.value

    found = at_work(stocked(2021), job)
    assert (type(found), found.code) == (error, code)


def test_two_hundred_that_changed_nothing_is_no_success() -> None:
    shop = stocked(2021)
    shop.hooks.append(lambda seen: Reply(200, b'{"order": {"id": 5}}') if seen.method == "PUT" else None)
    outcome = taken(shop, Kind.CANCEL)
    assert (outcome.state, outcome.code) == (State.UNSURE, "not_visible_yet")


def test_a_fulfillment_that_is_refused_leaves_the_order_to_be_told() -> None:
    shop = stocked(2026)
    shop.hooks.append(lambda seen: Reply(422, b'{"message": "no"}') if seen.method == "POST" else None)
    assert taken(shop, Kind.SHIP, tracking_code="TRK-1").state is State.DONE
    assert shop.records["orders"][5]["tracking_number"] == "TRK-1"


def test_a_tracking_number_that_the_store_does_not_keep_is_told() -> None:
    shop = stocked(2021)

    def forgetful(seen: Seen) -> Reply | None:
        if seen.method == "PUT":
            shop.records["orders"][5]["shipment_status"] = "in_transit"
            return Reply(200, b'{"order": {"id": 5}}')
        return None

    shop.hooks.append(forgetful)
    outcome = taken(shop, Kind.SHIP, tracking_code="TRK-1")
    assert (outcome.state, outcome.code) == (State.DONE, "tracking_not_kept")


def test_what_was_read_on_the_way_goes_to_the_store() -> None:
    async def job(desk: Desk) -> None:
        sent = await desk.connector.send([wish(Kind.CANCEL, "5")])
        assert [{item.status for item in one.items} for one in sent.items] == [{ItemStatus.CANCELLED}]

    at_work(stocked(2021), job)
