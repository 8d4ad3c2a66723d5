"""The whole catalog is read, and stock, price and status are set from a fresh reading, one product at a time."""

import json
from decimal import Decimal
from typing import Any

import jumpseller_shop as shops
import pytest
from jumpseller_desk import Desk, at_work, wish
from jumpseller_shop import Shop
from loopback import Reply, Seen

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import BrokenAnswer, Refused, TryLater, Unsure
from desktop.domain.findings import Severity
from desktop.domain.operations import OperationKind as Kind
from desktop.domain.operations import OperationState as State
from desktop.platforms.jumpseller.rules import RULES

YEARS = [2021, 2026]


def stocked(year: int, **changes: Any) -> Shop:
    shop = Shop(year)
    shop.records["products"] = {11: shops.product(**changes), 12: shops.tea()}
    return shop


async def all_of(desk: Desk) -> list[Variant]:
    return [one async for page in desk.connector.variant_pages() for one in page]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("count", [0, 1, 50, 100, 250])
def test_every_product_comes_once(year: int, count: int) -> None:
    async def job(desk: Desk) -> None:
        found = [one.remote_id for one in await all_of(desk)]
        assert sorted(found, key=int) == [str(n) for n in range(1, count + 1)]

    shop = Shop(year)
    shop.records["products"] = {n: shops.product(n) for n in range(1, count + 1)}
    at_work(shop, job)


def test_a_product_that_moves_to_an_earlier_page_meanwhile_is_found() -> None:
    """One that is deleted makes the next page begin one later: what slipped through is looked for."""

    async def job(desk: Desk) -> None:
        def one_less(seen: Seen) -> Reply | None:
            if "page=2" in seen.target:
                desk.shop.records["products"].pop(1, None)
            return None

        desk.shop.hooks.append(one_less)
        found = [one.remote_id for one in await all_of(desk)]
        assert {str(n) for n in range(2, 251)} <= set(found)
        assert len(found) == len(set(found))

    shop = Shop(2021)
    shop.newest_first = False
    shop.records["products"] = {n: shops.product(n) for n in range(1, 251)}
    at_work(shop, job)


def test_variants_are_read_with_one_request_for_each_product() -> None:
    async def job(desk: Desk) -> None:
        await desk.connector.read_variants([VariantRef("11", "")])  # also: what the server speaks, and its locations
        desk.shop.seen.clear()
        refs = [VariantRef(remote_id, "") for remote_id in ("12/121", "11", "12/122", "12/999", "77", "x/y")]
        found = await desk.connector.read_variants(refs)
        assert {one.remote_id for one in found} == {"11", "12/121", "12/122"}
        assert sorted(desk.shop.paths("GET")) == ["/products/11.json", "/products/12.json", "/products/77.json"]

    at_work(stocked(2026), job)


def done(shop: Shop, kind: Kind, subject: str, **after: Any) -> tuple[Variant, ...]:
    """Send a wish that must come true, and be seen to; the variants that came back."""

    async def job(desk: Desk) -> tuple[Variant, ...]:
        operation = wish(kind, subject, **after)
        sent = await desk.connector.send([operation])
        assert [one.state for one in sent.outcomes] == [State.DONE], sent
        assert [one.state for one in (await desk.connector.verify([operation])).outcomes] == [State.DONE]
        return sent.variants

    return at_work(shop, job)


@pytest.mark.parametrize("year", YEARS)
def test_a_stock_goes_with_the_name_and_price_that_are_there(year: int) -> None:
    shop = stocked(year, name=" Cup  é ", price=4990.1)
    done(shop, Kind.SET_STOCK, "11", quantity=3)
    (put,) = (one for one in shop.seen if one.method == "PUT")
    sent = json.loads(put.body, parse_float=str)["product"]
    assert sent == {"name": " Cup  é ", "price": "4990.1", "stock": 3, "stock_unlimited": False}


@pytest.mark.parametrize("year", YEARS)
def test_a_variant_has_a_stock_of_its_own(year: int) -> None:
    shop = stocked(year)
    found = done(shop, Kind.SET_STOCK, "12/122", quantity=0)
    assert shop.paths("PUT") == ["/products/12/variants/122.json"]
    assert {one.remote_id: one.stock for one in found} == {"12/121": 3, "12/122": 0}


@pytest.mark.parametrize("year", YEARS)
def test_a_status_is_the_whole_products(year: int) -> None:
    shop = stocked(year)
    found = done(shop, Kind.SET_STATUS, "12/121", status="inactive")
    assert shop.records["products"][12]["status"] == "disabled"
    assert {one.remote_id: one.status.value for one in found} == {"12/121": "inactive", "12/122": "inactive"}


def fields(shop: Shop) -> dict[str, Any]:
    (put,) = (one for one in shop.seen if one.method == "PUT")
    (found,) = json.loads(put.body, parse_float=Decimal).values()
    return {key: found[key] for key in ("price", "compare_at_price") if key in found}


NO_SALE = {"sale_price": None, "sale_from": None, "sale_to": None}


@pytest.mark.parametrize(
    ("year", "there", "wished", "sent"),
    [
        (2021, {}, {"price": "5200.50"}, {"price": Decimal("5200.50")}),
        (2021, {}, {"price": "5200", **NO_SALE}, {"price": 5200}),
        (2026, {}, {"price": "5200"}, {"price": 5200, "compare_at_price": 0}),
        (2026, {}, {"price": "5200", "sale_price": "4900.5"}, {"price": Decimal("4900.5"), "compare_at_price": 5200}),
        (2026, {}, {"sale_price": "4000"}, {"price": 4000, "compare_at_price": Decimal("4990.0")}),
        (2026, {"compare_at_price": 6000}, {"price": "7000"}, {"price": Decimal("4990.0"), "compare_at_price": 7000}),
        (2026, {"compare_at_price": 6000}, NO_SALE, {"price": 6000, "compare_at_price": 0}),
        (2026, {"compare_at_price": 6000}, {"price": "5000", **NO_SALE}, {"price": 5000, "compare_at_price": 0}),
    ],
)
def test_a_price_leaves_alone_what_is_not_wished(
    year: int, there: dict[str, Any], wished: dict[str, Any], sent: dict[str, Any]
) -> None:
    shop = stocked(year, **there)
    done(shop, Kind.SET_PRICE, "11", **wished)
    assert fields(shop) == sent


def test_a_variants_price_is_its_own() -> None:
    shop = stocked(2021)
    done(shop, Kind.SET_PRICE, "12/121", price="1500")
    assert (shop.paths("PUT"), fields(shop)) == (["/products/12/variants/121.json"], {"price": 1500})


@pytest.mark.parametrize(
    ("year", "kind", "after", "code"),
    [
        (2021, Kind.SET_PRICE, {"price": "5", "sale_price": "4"}, "sale_not_supported"),
        (2026, Kind.SET_PRICE, {"price": "5", "sale_price": "5"}, "sale_not_below_price"),
        (
            2026,
            Kind.SET_PRICE,
            {"price": "5", "sale_price": "4", "sale_from": "2026-01-01T00:00:00Z"},
            "no_sale_window",
        ),
        (2026, Kind.SET_PRICE, {"price": "five"}, "not_a_number"),
        (2026, Kind.SET_STOCK, {"quantity": None}, "not_a_number"),
        (2026, Kind.SET_STATUS, {"status": "deleted"}, "status_not_offered"),
        (2026, Kind.SET_SAFETY_STOCK, {"quantity": 1}, "not_supported"),
    ],
)
def test_what_jumpseller_cannot_hold_is_refused_before_anything_is_sent(
    year: int, kind: Kind, after: dict[str, Any], code: str
) -> None:
    async def job(desk: Desk) -> None:
        with pytest.raises(Refused) as told:
            await desk.connector.send([wish(kind, "11", **after)])
        assert told.value.code == code

    shop = stocked(year)
    at_work(shop, job)
    assert shop.paths("PUT", "POST") == []


@pytest.mark.parametrize("subject", ["77", "12", "11/5", "12/999", "x"])
def test_what_is_gone_or_sold_otherwise_by_now_is_refused(subject: str) -> None:
    async def job(desk: Desk) -> None:
        sent = await desk.connector.send([wish(Kind.SET_STOCK, subject, quantity=1)])
        assert [(one.state, one.code) for one in sent.outcomes] == [(State.REFUSED, "gone")]

    shop = stocked(2026)
    at_work(shop, job)
    assert shop.paths("PUT") == []


def test_what_the_outbox_has_just_read_is_not_read_again_and_old_readings_do_not_count() -> None:
    async def job(desk: Desk) -> None:
        await desk.connector.read_variants([VariantRef("11", "")])  # also: what the server speaks, and its locations
        desk.shop.seen.clear()
        operation = wish(Kind.SET_STOCK, "11", quantity=3)
        await desk.connector.read_variants([VariantRef("11", "")])
        await desk.connector.send([operation])
        assert [one.method for one in desk.shop.seen] == ["GET", "PUT"]
        await desk.connector.send([operation])
        assert [one.method for one in desk.shop.seen] == ["GET", "PUT", "GET", "PUT"]
        await desk.connector.read_variants([VariantRef("11", "")])
        desk.time.elapsed += 6
        await desk.connector.send([operation])
        assert [one.method for one in desk.shop.seen][4:] == ["GET", "GET", "PUT"]

    at_work(stocked(2026), job)


def two_warehouses() -> Shop:
    shop = stocked(2026)
    shop.records["locations"] = {n: {"id": n, "active": True, "main": n == 4} for n in (4, 6)}
    for place in (4, 6):
        shop.shelves[place, 11, None] = {"location_id": place, "product_id": 11, "stock": place}
        shop.shelves[place, 12, 121] = {"location_id": place, "product_id": 12, "variant_id": 121, "stock": 1}
    return shop


def test_a_store_with_several_locations_keeps_their_stocks_apart() -> None:
    async def job(desk: Desk) -> None:
        found = {one.remote_id: {stock.warehouse: stock.quantity for stock in one.stocks} for one in await all_of(desk)}
        assert found == {"11": {"4": 4, "6": 6}, "12/121": {"4": 1, "6": 1}, "12/122": {}}

    shop = two_warehouses()
    at_work(shop, job)
    assert shop.faults == []


@pytest.mark.parametrize("subject", ["11", "12/121"])
def test_the_stock_of_one_location_is_set_there(subject: str) -> None:
    shop = two_warehouses()
    found = done(shop, Kind.SET_STOCK, subject, quantity=9, warehouse="6")
    assert {stock.warehouse: stock.quantity for stock in found[0].stocks}["6"] == 9
    assert (shop.paths("PUT"), shop.faults) == (["/products_locations"], [])


def test_a_location_that_is_not_there_is_refused() -> None:
    async def job(desk: Desk) -> None:
        with pytest.raises(Refused) as told:
            await desk.connector.send([wish(Kind.SET_STOCK, "11", quantity=9, warehouse="5")])
        assert told.value.code == "unknown_warehouse"

    at_work(two_warehouses(), job)


def test_other_writes_bring_the_locations_stocks_along() -> None:
    (found,) = done(two_warehouses(), Kind.SET_PRICE, "11", price="5200")
    assert [stock.quantity for stock in found.stocks] == [4, 6]


@pytest.mark.parametrize("subject", ["11", "12/121"])
@pytest.mark.parametrize("before", [True, False])
def test_a_lost_answer_is_read_back(subject: str, before: bool) -> None:
    shop = stocked(2026)
    dropped = []

    def drop(seen: Seen) -> Reply | None:
        if seen.method != "PUT" or dropped:
            return None
        dropped.append(seen)
        if not before:
            shop.answer(seen)
        return Reply(drop=True)

    async def job(desk: Desk) -> None:
        operation = wish(Kind.SET_STOCK, subject, quantity=5)
        with pytest.raises(Unsure):
            await desk.connector.send([operation])
        (found,) = (await desk.connector.verify([operation])).outcomes
        assert found.state is (State.QUEUED if before else State.DONE)

    shop.hooks.append(drop)
    at_work(shop, job)


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (Reply(200, b'{"product": {"id": 11, "name": "Cup", "price": 1, "stock": 7}}'), State.UNSURE),
        (Reply(200, b'{"product": {"id": 99, "name": "Cup", "price": 1, "stock": 4}}'), State.UNSURE),
        (Reply(201, b'{"product": {"id": 11, "name": "Cup", "price": 1, "stock": 4}}'), State.DONE),
    ],
)
def test_two_hundred_is_no_success_unless_it_shows_the_wish(reply: Reply, state: State) -> None:
    async def job(desk: Desk) -> None:
        sent = await desk.connector.send([wish(Kind.SET_STOCK, "11", quantity=4)])
        assert [one.state for one in sent.outcomes] == [state]

    shop = stocked(2021)
    shop.hooks.append(lambda seen: reply if seen.method == "PUT" else None)
    at_work(shop, job)


def test_an_answer_to_a_write_that_cannot_be_read_leaves_a_doubt() -> None:
    async def job(desk: Desk) -> None:
        with pytest.raises(Unsure):
            await desk.connector.send([wish(Kind.SET_STOCK, "11", quantity=4)])

    shop = stocked(2021)
    shop.hooks.append(lambda seen: Reply(200, b"<html>") if seen.method == "PUT" else None)
    at_work(shop, job)


def test_a_product_read_without_its_price_is_not_written() -> None:
    async def job(desk: Desk) -> None:
        with pytest.raises(BrokenAnswer):
            await desk.connector.send([wish(Kind.SET_STOCK, "11", quantity=4)])

    shop = stocked(2021, price=None)
    at_work(shop, job)
    assert shop.paths("PUT") == []


def test_too_fast_means_that_nothing_was_done() -> None:
    async def job(desk: Desk) -> None:
        with pytest.raises(TryLater):
            await desk.connector.send([wish(Kind.SET_STOCK, "11", quantity=4)])

    shop = stocked(2026)
    shop.hooks.append(lambda seen: Reply(429, b"") if seen.method == "PUT" else None)
    at_work(shop, job)
    assert shop.records["products"][11]["stock"] == 7


# --- the rules --------------------------------------------------------------------------------------------------------
def a_variant(year: int = 2026, **changes: Any) -> Variant:
    async def job(desk: Desk) -> Variant:
        return (await desk.connector.read_variants([VariantRef("11", "")]))[0]

    return at_work(stocked(year, **changes), job)


@pytest.mark.parametrize(
    ("kind", "after", "codes"),
    [
        (Kind.SET_STOCK, {"quantity": 3}, []),
        (Kind.SET_STOCK, {"quantity": 0}, ["zero_stock?"]),
        (Kind.SET_STOCK, {"quantity": -1}, ["below_zero"]),
        (Kind.SET_STOCK, {"quantity": 2**31}, ["over_limit"]),
        (Kind.SET_STOCK, {"quantity": "3"}, ["not_a_number"]),
        (Kind.SET_PRICE, {"price": "5000", "currency": "CLP"}, []),
        (Kind.SET_PRICE, {"price": "5000.5", "currency": "CLP"}, ["too_many_decimals?"]),
        (Kind.SET_PRICE, {"price": "5000.50", "currency": "EUR"}, []),
        (Kind.SET_PRICE, {"price": "5000.12345", "currency": "EUR"}, ["too_many_decimals"]),
        (Kind.SET_PRICE, {"price": "-1"}, ["below_zero", "price_fell?"]),
        (Kind.SET_PRICE, {"price": "2000"}, ["price_fell?"]),
        (Kind.SET_PRICE, {"price": "0"}, ["zero_price?", "price_fell?"]),
        (Kind.SET_PRICE, {"price": "NaN"}, ["not_a_number"]),
        (Kind.SET_PRICE, {"price": "1e15"}, ["over_limit"]),
        (Kind.SET_PRICE, {"price": "5000", "sale_price": "5000"}, ["sale_not_below_price"]),
        (Kind.SET_PRICE, {"sale_price": "6000"}, ["sale_not_below_price"]),
        (Kind.SET_PRICE, {"sale_price": "4000", "sale_to": "2026-12-01T00:00:00Z"}, ["no_sale_window"]),
        (Kind.SET_PRICE, {"price": "5000", **NO_SALE}, []),
        (Kind.SET_STATUS, {"status": "inactive"}, []),
        (Kind.SET_STATUS, {"status": "deleted"}, ["status_not_offered"]),
        (Kind.SHIP, {}, []),
    ],
)
def test_the_rules_know_what_jumpseller_takes(kind: Kind, after: dict[str, Any], codes: list[str]) -> None:
    found = RULES.check(kind, a_variant(), after, {})
    assert [one.code + ("?" if one.severity is Severity.WARNING else "") for one in found] == codes


def test_the_rules_know_what_depends_on_the_store() -> None:
    sale = {"price": "5000", "sale_price": "4000"}
    assert [one.code for one in RULES.check(Kind.SET_PRICE, a_variant(2021), sale, {})] == ["sale_not_supported"]
    unlimited = RULES.check(Kind.SET_STOCK, a_variant(stock_unlimited=True), {"quantity": 3}, {})
    assert [one.code for one in unlimited] == ["was_unlimited"]
    (several,) = at_work(two_warehouses(), lambda desk: desk.connector.read_variants([VariantRef("11", "")]))
    assert [one.code for one in RULES.check(Kind.SET_STOCK, several, {"quantity": 3}, {})] == ["several_warehouses"]
    assert not RULES.check(Kind.SET_STOCK, several, {"quantity": 3, "warehouse": "4"}, {})
    running = a_variant(compare_at_price=6000)
    assert [one.code for one in RULES.check(Kind.SET_PRICE, running, {"price": "4990"}, {})] == ["sale_not_below_price"]
