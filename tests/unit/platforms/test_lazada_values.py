"""Stock, price and status go out absolutely, in calls that Lazada takes, and are judged by what the catalog shows."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import lazada_records as records
import pytest
from lazada_counter import value
from lazada_stall import LOGIN, Stall, at_stall, bad, good, sent
from loopback import Reply

from desktop.domain.catalog import ListingStatus, Variant, VariantRef
from desktop.domain.errors import AuthNeeded, TryLater, Unsure
from desktop.domain.findings import Severity
from desktop.domain.operations import Operation
from desktop.domain.operations import OperationKind as Kind
from desktop.domain.operations import OperationState as State
from desktop.platforms.lazada import catalog_mapping, catalog_reading, payloads
from desktop.platforms.lazada.batching import batches_of
from desktop.platforms.lazada.connector import LazadaConnector
from desktop.platforms.lazada.mapping import Seller
from desktop.platforms.lazada.rules import RULES
from desktop.platforms.lazada.sites import Site

STOCK, PRICE = "/product/stock/sellable/update", "/product/price_quantity/update"
UPDATE, DEACTIVATE = "/product/update", "/product/deactivate"
WAREHOUSES = [
    {"warehouseCode": "dropshipping", "sellableQuantity": 5},
    {"warehouseCode": "north", "sellableQuantity": 6},
]


def variant(sku_id: int = 1, *, ease: bool = False, item: int = 9, prefix: str = "", **changes: Any) -> Variant:
    seller = Seller(Site("sg", prefix), "5", "Mug shop", "", "", is_ease=ease)
    raw = records.product(item, [records.sku(sku_id, SellerSku=f"S{sku_id}", special_price=0, **changes)])
    body = json.dumps({"data": {"products": [raw]}}).encode()
    return catalog_mapping.products_page(body, seller).variants[0]


def shelf(*skus: dict[str, Any], ease: bool = False) -> Stall:
    """A stall with one product of these SKUs; a call that sets something does it, and says so."""
    stall = Stall()
    stall.seller["marketplaceEaseMode"] = ease
    stall.products["9"] = records.product(9, list(skus))
    for path in (STOCK, PRICE):
        stall.on(path, lambda given: _done(stall, _skus(given["payload"])))
    stall.on(UPDATE, lambda given: _done(stall, json.loads(given["payload"])["Request"]["Product"]["Skus"]["Sku"]))
    stall.on(DEACTIVATE, lambda given: _done(stall, list(_down(given["apiRequestBody"]))))
    return stall


def _skus(payload: str) -> list[dict[str, Any]]:
    found = ElementTree.fromstring(payload).findall("./Product/Skus/Sku")
    return [{one.tag: one.text for one in sku} for sku in found]


def _down(body: str) -> Iterator[dict[str, Any]]:
    for one in ElementTree.fromstring(body).findall("./Product/Skus/SkuId"):
        yield {"SkuId": one.text, "Status": "inactive"}


WIRE = {"SellableQuantity": "quantity", "Price": "price", "SalePrice": "special_price", "Status": "Status"}
WIRE |= {"SaleStartDate": "special_from_date", "SaleEndDate": "special_to_date", "quantity": "quantity"}


def _done(stall: Stall, told: list[dict[str, Any]]) -> Any:
    held = {str(one["SkuId"]): one for product in stall.products.values() for one in product["skus"]}
    for one in told:
        for name in [key for key in ("special_from_time", "special_to_time") if "SalePrice" in one]:
            held[one["SkuId"]].pop(name, None)
        held[one["SkuId"]].update({WIRE[key]: field for key, field in one.items() if key in WIRE})
    return good({})


def sku(sku_id: int, **changes: Any) -> dict[str, Any]:
    return records.sku(sku_id, **{"SellerSku": f"S{sku_id}", "special_price": 0, **changes})


# --- what is sent -----------------------------------------------------------------------------------------------------
def test_stock_of_several_skus_is_one_call_and_absolute() -> None:
    stall = shelf(sku(1), sku(2))
    wishes = [value(Kind.SET_STOCK, variant(1), quantity=7), value(Kind.SET_STOCK, variant(2), quantity=0)]
    found = sent(stall, *wishes)
    assert {one.state for one in found.outcomes} == {State.DONE}
    assert {one.remote_id: one.stock for one in found.variants} == {"1": 7, "2": 0}
    (given,) = stall.given(STOCK)
    assert given["payload"] == (
        "<Request><Product><Skus>"
        "<Sku><ItemId>9</ItemId><SkuId>1</SkuId><SellableQuantity>7</SellableQuantity></Sku>"
        "<Sku><ItemId>9</ItemId><SkuId>2</SkuId><SellableQuantity>0</SellableQuantity></Sku>"
        "</Skus></Product></Request>"
    )


def test_a_shop_with_several_warehouses_wants_one_named() -> None:
    stall = shelf(sku(1, multiWarehouseInventories=WAREHOUSES))
    (outcome,) = sent(stall, value(Kind.SET_STOCK, variant(1), quantity=7)).outcomes
    assert (outcome.state, outcome.code) == (State.REFUSED, "several_warehouses")
    (outcome,) = sent(stall, value(Kind.SET_STOCK, variant(1), quantity=7, warehouse="south")).outcomes
    assert (outcome.state, outcome.code) == (State.REFUSED, "unknown_warehouse")
    assert stall.given(STOCK) == []
    stall.on(STOCK, good({}))
    sent(stall, value(Kind.SET_STOCK, variant(1), quantity=6, warehouse="north"))
    assert (
        "<MultiWarehouseInventory><WarehouseCode>north</WarehouseCode><SellableQuantity>6</SellableQuantity>"
        in (stall.given(STOCK)[0]["payload"])
    )


def test_a_sale_has_its_days_where_the_shop_is() -> None:
    stall = shelf(sku(1))
    wish = value(
        Kind.SET_PRICE,
        variant(1),
        price="90.50",
        sale_price="80",
        sale_from="2026-11-19T16:00:00Z",
        sale_to="2026-11-25T16:00:00Z",
    )
    assert sent(stall, wish).outcomes[0].state is State.DONE
    (told,) = _skus(stall.given(PRICE)[0]["payload"])
    assert told == {
        "ItemId": "9",
        "SkuId": "1",
        "Price": "90.50",
        "SalePrice": "80",
        "SaleStartDate": "2026-11-20",
        "SaleEndDate": "2026-11-26",
    }


def test_a_running_sale_ends_yesterday_and_one_that_is_not_there_needs_no_call() -> None:
    over = {"sale_price": None, "sale_from": None, "sale_to": None}
    stall = shelf(sku(1, special_price=50))
    assert sent(stall, value(Kind.SET_PRICE, variant(1), **over)).outcomes[0].state is State.DONE
    (told,) = _skus(stall.given(PRICE)[0]["payload"])
    assert (told["SalePrice"], told["SaleStartDate"], told["SaleEndDate"]) == ("50", "2022-07-11", "2026-11-19")
    stall = shelf(sku(2))
    assert sent(stall, value(Kind.SET_PRICE, variant(2), **over)).outcomes[0].state is State.DONE
    assert stall.given(PRICE) == []


def test_status_is_taken_down_and_up_by_the_call_for_it() -> None:
    stall = shelf(sku(1), sku(2))
    down = [value(Kind.SET_STATUS, variant(at), status="inactive") for at in (1, 2)]
    assert {one.state for one in sent(stall, *down).outcomes} == {State.DONE}
    assert stall.given(DEACTIVATE)[0]["apiRequestBody"] == (
        "<Request><Product><ItemId>9</ItemId><Skus><SkuId>1</SkuId><SkuId>2</SkuId></Skus></Product></Request>"
    )
    (outcome,) = sent(stall, value(Kind.SET_STATUS, variant(1), status="active")).outcomes
    assert outcome.state is State.DONE
    product = json.loads(stall.given(UPDATE)[0]["payload"])["Request"]["Product"]
    assert product == {"ItemId": "9", "Attributes": {}, "Skus": {"Sku": [{"SkuId": "1", "Status": "active"}]}}


def test_ease_shops_are_served_by_the_product_call_alone() -> None:
    stall = shelf(sku(1, supply_price="4"), ease=True)
    mine = variant(1, ease=True)
    assert sent(stall, value(Kind.SET_STOCK, mine, quantity=3)).outcomes[0].state is State.DONE
    stall.on(UPDATE, lambda given: stall.products["9"]["skus"][0].update(supply_price="5.50") or good({}))
    assert sent(stall, value(Kind.SET_PRICE, mine, price="5.50")).outcomes[0].state is State.DONE
    told = [json.loads(one["payload"])["Request"]["Product"]["Skus"]["Sku"] for one in stall.given(UPDATE)]
    assert told == [[{"SkuId": "1", "quantity": "3"}], [{"SkuId": "1", "supply_price": "5.50"}]]
    assert stall.given(STOCK) == stall.given(PRICE) == []


def test_a_supply_price_that_is_never_shown_is_believed_when_it_was_taken_and_only_then() -> None:
    stall = shelf(sku(1), ease=True)
    stall.on(UPDATE, good({}))
    wish = value(Kind.SET_PRICE, variant(1, ease=True), price="5.50")
    assert sent(stall, wish).outcomes[0].state is State.DONE
    (found,) = at_stall(stall, lambda connector: connector.verify([wish])).outcomes
    assert (found.state, found.code) == (State.UNSURE, "not_shown")


def test_text_cannot_break_out_of_a_payload() -> None:
    assert payloads.xml("A", {"B": '1 < 2 & "3" \x00\ud800', "C": ["x", "y"]}) == (
        "<A><B>1 &lt; 2 &amp; &quot;3&quot; </B><C>x</C><C>y</C></A>"
    )


# --- what comes back --------------------------------------------------------------------------------------------------
def test_a_partial_failure_is_told_apart_by_the_skus_it_names_and_by_what_is_shown() -> None:
    stall = shelf(sku(1), sku(2), sku(3))

    def part(given: dict[str, str]) -> Any:
        _done(stall, [one for one in _skus(given["payload"]) if one["SkuId"] == "1"])
        return bad("501", "E501: update failed", detail=[{"sku": "S2", "code": "4170", "message": "campaign"}])

    stall.on(STOCK, part)
    wishes = [value(Kind.SET_STOCK, variant(at), quantity=1) for at in (1, 2, 3)]
    found = sent(stall, *wishes).outcomes
    assert [(one.state, one.code) for one in found] == [
        (State.DONE, ""),
        (State.REFUSED, "refused_by_platform"),
        (State.QUEUED, "refused_together"),
    ]
    assert found[1].params["message"] == "campaign"


def test_alone_it_is_told_in_the_platforms_words() -> None:
    stall = shelf(sku(1))
    stall.on(STOCK, bad("501", "E501", detail=[{"sku": "1", "message": "negative sellable on channel inventory"}]))
    (outcome,) = sent(stall, value(Kind.SET_STOCK, variant(1), quantity=1)).outcomes
    assert outcome.state is State.REFUSED
    assert outcome.params["message"] == "E501; negative sellable on channel inventory"


def test_already_inactive_is_as_good_as_done() -> None:
    stall = shelf(sku(1, Status="inactive"))
    stall.on(DEACTIVATE, bad("E0004", "already inactive"))
    assert sent(stall, value(Kind.SET_STATUS, variant(1), status="inactive")).outcomes[0].state is State.DONE


@pytest.mark.parametrize("answer", [Reply(drop=True), Reply(502, b"<html>"), Reply(200, b"{"), bad("ServiceTimeout")])
def test_a_lost_answer_is_read_back_and_nothing_is_sent_twice(answer: Any) -> None:
    stall = shelf(sku(1))

    def lost(given: dict[str, str]) -> Any:
        _done(stall, _skus(given["payload"]))
        return answer

    stall.on(STOCK, lost)
    wish = value(Kind.SET_STOCK, variant(1), quantity=1)
    with pytest.raises(Unsure):
        sent(stall, wish)
    (found,) = at_stall(stall, lambda connector: connector.verify([wish])).outcomes
    assert found.state is State.DONE
    assert len(stall.given(STOCK)) == 1


def test_what_cannot_be_read_back_is_unsure_and_what_is_gone_is_refused() -> None:
    stall = shelf(sku(1))
    answers = iter([stall.pages["/products/get"], lambda _: Reply(503), lambda _: Reply(503), lambda _: Reply(503)])
    stall.pages["/products/get"] = lambda given: next(answers)(given)
    with pytest.raises(Unsure) as told:
        sent(stall, value(Kind.SET_STOCK, variant(1), quantity=1))
    assert told.value.code == "not_read_back"
    stall = shelf()
    stall.on("/product/item/get", bad("208", "not found"))
    (outcome,) = sent(stall, value(Kind.SET_STOCK, variant(1), quantity=1)).outcomes
    assert (outcome.state, outcome.code) == (State.REFUSED, "gone")


# --- batches ----------------------------------------------------------------------------------------------------------
def sizes(operations: list[Operation]) -> list[int]:
    return [len(one) for one in batches_of(operations)]


def test_a_batch_is_what_one_call_may_carry() -> None:
    def stock(at: int, **of: Any) -> Operation:
        return value(Kind.SET_STOCK, variant(at, **of), quantity=1)

    def status(at: int, word: str, item: int) -> Operation:
        return value(Kind.SET_STATUS, variant(at, item=item), status=word)

    assert sizes([stock(at) for at in range(1, 46)]) == [20, 20, 5]
    assert sizes([stock(at, prefix=f"{site}:") for site in ("sg", "my") for at in (1, 2, 3)]) == [3, 3]
    assert sizes([stock(at, item=at // 2, ease=True) for at in (2, 3, 4, 5)]) == [2, 2]
    downs = [status(1, "inactive", 9), status(2, "inactive", 9), status(3, "active", 9), status(4, "active", 8)]
    assert sizes(downs) == [2, 1, 1]
    refused = [Operation(**{**_fields(stock(at)), "code": "refused_together" if at == 2 else ""}) for at in (1, 2, 3)]
    assert sizes(refused) == [1, 1, 1]


def _fields(operation: Operation) -> dict[str, Any]:
    return {name: getattr(operation, name) for name in operation.__dataclass_fields__}


# --- reading ----------------------------------------------------------------------------------------------------------
def catalog(stall: Stall) -> list[Variant]:
    async def job(connector: LazadaConnector) -> list[Variant]:
        return [one async for page in connector.variant_pages() for one in page]

    return at_stall(stall, job)


def numbered(count: int, page: Any = None) -> Stall:
    stall = Stall()
    stall.products = {str(n): records.product(n, [sku(n)], created=n) for n in range(1, count + 1)}

    def listed(given: dict[str, str]) -> Any:
        found = list(stall.products.values())
        if "create_after" in given:
            start, end = (datetime.fromisoformat(given[f"create_{key}"]) for key in ("after", "before"))
            found = [one for one in found if start < _made(one["created"]) < end]
        at, most = int(given["offset"]), int(given["limit"])
        assert most <= 50
        return good({"total_products": len(found), "products": found[at : at + most]})

    stall.on("/products/get", listed)
    return stall


def _made(number: int) -> datetime:
    return datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=number)


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 100, 130])
def test_every_sku_comes_once(count: int) -> None:
    found = [one.remote_id for one in catalog(numbered(count))]
    assert sorted(found, key=int) == [str(n) for n in range(1, count + 1)]


def test_more_products_than_an_offset_reaches_are_walked_by_their_birth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog_reading, "FARTHEST", 200)
    stall = numbered(450)
    found = [one.remote_id for one in catalog(stall)]
    assert len(found) == len(set(found)) == 450
    assert max(int(given["offset"]) for given in stall.given("/products/get")) <= 200


def test_a_page_that_times_out_is_asked_in_halves() -> None:
    stall = numbered(60)
    whole = stall.pages["/products/get"]
    stall.on("/products/get", lambda given: bad("ServiceTimeout") if int(given["limit"]) > 20 else whole(given))
    assert len(catalog(stall)) == 60
    assert {given["limit"] for given in stall.given("/products/get")} == {"50", "25", "12"}
    stall.on("/products/get", bad("ServiceTimeout"))
    with pytest.raises(TryLater):
        catalog(stall)


def test_a_product_that_slipped_to_an_earlier_page_is_looked_for() -> None:
    stall = numbered(120)
    whole = stall.pages["/products/get"]

    def one_less(given: dict[str, str]) -> Any:
        if given["offset"] != "0":
            stall.products.pop("1", None)
            stall.products.setdefault("999", records.product(999, [sku(999)]))
        return whole(given)

    stall.on("/products/get", one_less)
    found = [one.remote_id for one in catalog(stall)]
    assert {str(n) for n in [*range(2, 121), 999]} <= set(found)
    assert len(found) == len(set(found))


def test_a_sku_that_its_name_does_not_bring_is_found_by_its_product() -> None:
    stall = shelf(sku(1), sku(2))
    stall.on("/product/item/get", lambda _: good(stall.products["9"]))

    async def job(connector: LazadaConnector) -> tuple[Variant, ...]:
        refs = [VariantRef("1", "S1", "5", {"item": "9"}), VariantRef("2", "other", "5", {"item": "9"})]
        return await connector.read_variants(refs)

    assert {one.remote_id for one in at_stall(stall, job)} == {"1", "2"}


# --- logins -----------------------------------------------------------------------------------------------------------
def test_an_app_whose_tokens_cannot_be_renewed_serves_until_they_end() -> None:
    stall = Stall()
    stall.on("/auth/token/refresh", bad("AUTH_TYPE_UNSUPPORTED"))
    login = {**LOGIN, "refresh_token": "r", "renew_at": "2026-01-01T00:00:00+00:00"}
    assert at_stall(stall, lambda connector: connector.test(), login) == "sg:5"
    assert stall.vault.credentials["refresh_token"] == ""  # type: ignore[attr-defined]
    stall.on("/seller/get", bad("IllegalAccessToken"))
    with pytest.raises(AuthNeeded):
        at_stall(stall, lambda connector: connector.test(), login)


def test_a_renewal_ahead_of_time_that_finds_no_answer_stops_nothing() -> None:
    stall = Stall()
    stall.on("/auth/token/refresh", Reply(503))
    login = {**LOGIN, "refresh_token": "r", "renew_at": "2026-01-01T00:00:00+00:00"}

    async def job(connector: LazadaConnector) -> None:
        for _ in range(3):
            assert await connector.test() == "sg:5"

    at_stall(stall, job, login)
    assert len(stall.given("/auth/token/refresh")) == 3  # the tries of one renewal, not of three
    stall.on("/seller/get", bad("IllegalAccessToken"))
    with pytest.raises(TryLater):
        at_stall(stall, lambda connector: connector.test(), login)


def test_a_refresh_keeps_what_its_answer_leaves_out() -> None:
    stall = Stall()
    stall.on("/auth/token/refresh", {"code": "0", "access_token": "new", "expires_in": "864000"})
    login = {**LOGIN, "refresh_token": "r", "renew_at": "2026-01-01T00:00:00+00:00", "sites": "sg"}
    assert at_stall(stall, lambda connector: connector.test(), login) == "sg:5"
    kept = stall.vault.credentials  # type: ignore[attr-defined]
    assert (kept["access_token"], kept["refresh_token"], kept["country"], kept["sites"]) == ("new", "r", "sg", "sg")
    assert all(given["access_token"] == "new" for given in stall.given("/seller/get"))


def test_a_token_says_its_country_and_how_long_it_may_be_renewed() -> None:
    stall = Stall()
    token = {"code": "0", "access_token": "new", "refresh_token": "r2", "country": "my", "refresh_expires_in": 0}
    stall.on("/auth/token/create", {**token, "expires_in": 604800, "country_user_info": [{"country": "my"}]})
    login = {"app_key": "1", "app_secret": "s", "country": "sg", "code": "0_1_X"}
    assert at_stall(stall, lambda connector: connector.test(), login) in ("my:5", "sg:5")
    kept = stall.vault.credentials  # type: ignore[attr-defined]
    assert (kept["country"], kept["refresh_token"]) == ("my", "")
    assert "access_token" not in stall.given("/auth/token/create")[0]


def test_a_cross_border_login_elsewhere_than_at_lazada_is_one_site() -> None:
    stall = Stall()
    login = {**LOGIN, "country": "cb", "sites": "my,sg"}
    (shop,) = at_stall(stall, lambda connector: connector.discover(), login)
    assert (shop.remote_id, shop.markets[0].code) == ("my:5", "my")


# --- rules ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "after", "changes", "code", "severity"),
    [
        (Kind.SET_STOCK, {"quantity": -1}, {}, "below_zero", Severity.ERROR),
        (Kind.SET_STOCK, {"quantity": "7"}, {}, "not_a_number", Severity.ERROR),
        (Kind.SET_STOCK, {"quantity": 2**31}, {}, "over_limit", Severity.ERROR),
        (Kind.SET_STOCK, {"quantity": 0}, {}, "zero_stock", Severity.WARNING),
        (
            Kind.SET_STOCK,
            {"quantity": 1},
            {"multiWarehouseInventories": WAREHOUSES},
            "several_warehouses",
            Severity.ERROR,
        ),
        (Kind.SET_PRICE, {"price": "0"}, {}, "not_above_zero", Severity.ERROR),
        (Kind.SET_PRICE, {"price": "x"}, {}, "not_a_number", Severity.ERROR),
        (Kind.SET_PRICE, {"price": "1.005"}, {}, "too_many_decimals", Severity.ERROR),
        (Kind.SET_PRICE, {"price": "9000.5", "currency": "VND"}, {}, "too_many_decimals", Severity.ERROR),
        (Kind.SET_PRICE, {"price": "1e13"}, {}, "over_limit", Severity.ERROR),
        (Kind.SET_PRICE, {"price": None}, {}, "price_needed", Severity.ERROR),
        (Kind.SET_PRICE, {}, {}, "price_needed", Severity.ERROR),
        (Kind.SET_PRICE, {"price": "50"}, {}, "price_fell", Severity.WARNING),
        (Kind.SET_PRICE, {"sale_price": "50"}, {}, "sale_dates_missing", Severity.ERROR),
        (Kind.SET_PRICE, {"sale_price": "102"}, {}, "sale_not_below_price", Severity.ERROR),
        (
            Kind.SET_PRICE,
            {"sale_price": "9", "sale_from": "2026-02-02", "sale_to": "2026-02-01"},
            {},
            "sale_ends_before_start",
            Severity.ERROR,
        ),
        (Kind.SET_STATUS, {"status": "deleted"}, {}, "status_not_offered", Severity.ERROR),
        (Kind.SET_STATUS, {"status": "active"}, {"Status": "deleted"}, "gone", Severity.ERROR),
    ],
)
def test_what_lazada_would_refuse_is_known_before(
    kind: Kind, after: dict[str, Any], changes: dict[str, Any], code: str, severity: Severity
) -> None:
    found = {one.code: one.severity for one in RULES.check(kind, variant(1, **changes), after, {})}
    assert found.get(code) is severity


def test_what_is_fine_is_let_through() -> None:
    sale = {"sale_price": "90", "sale_from": "2026-02-01", "sale_to": "2026-02-02"}
    for kind, after in (
        (Kind.SET_STOCK, {"quantity": 7}),
        (Kind.SET_PRICE, {"price": "101.50", **sale}),
        (Kind.SET_PRICE, dict.fromkeys(("sale_price", "sale_from", "sale_to"))),
        (Kind.SET_STATUS, {"status": "inactive"}),
    ):
        assert RULES.check(kind, variant(1), after, {}) == ()
    waiting = variant(1)
    assert waiting.status is ListingStatus.ACTIVE


def test_an_ease_shop_sells_at_no_sale_price() -> None:
    sale = {"sale_price": "90", "sale_from": "2026-02-01", "sale_to": "2026-02-02"}
    codes = {one.code for one in RULES.check(Kind.SET_PRICE, variant(1, ease=True), sale, {})}
    assert "sale_not_supported" in codes
