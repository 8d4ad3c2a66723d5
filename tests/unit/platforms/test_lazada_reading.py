"""Lazada's catalog is read whole, whatever its pages do; logins are renewed; what would be refused is known before."""

from datetime import UTC, datetime, timedelta
from typing import Any

import lazada_records as records
import pytest
from lazada_shelf import WAREHOUSES, shelf, sku, variant
from lazada_stall import LOGIN, Stall, at_stall, bad, good
from loopback import Reply

from desktop.domain.catalog import ListingStatus, Variant, VariantRef
from desktop.domain.errors import AuthNeeded, TryLater
from desktop.domain.findings import Severity
from desktop.domain.operations import OperationKind as Kind
from desktop.platforms.lazada import catalog_reading
from desktop.platforms.lazada.connector import LazadaConnector
from desktop.platforms.lazada.rules import RULES


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
