"""Lazada's answers become orders and SKUs to the second and the cent."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import lazada_records as records
import pytest

from desktop.domain.catalog import ListingStatus, QcStatus, Variant
from desktop.domain.errors import BrokenAnswer, Gone
from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order
from desktop.platforms.lazada import catalog_mapping, mapping
from desktop.platforms.lazada.codes import COUNTRIES
from desktop.platforms.lazada.mapping import Line, Seller
from desktop.platforms.lazada.sites import Site, site_of, sites_of
from desktop.platforms.lazada.times import moment, wire_day, wire_time

SG = Seller(Site("sg"), "1152180742", "Mug shop", "SGXXXXXX", "ACTIVE", is_ease=False)
VN = Seller(Site("vn", "vn:"), "77", "Mug shop", "VNXXXXXX", "ACTIVE", is_ease=False)
EASE = Seller(Site("my"), "5", "Mug shop", "MYXXXXXX", "ACTIVE", is_ease=True)


def wired(document: Any) -> bytes:
    return json.dumps(document).encode()


def quoted(value: Any) -> Any:
    """As the generated samples write it: numbers and booleans as texts."""
    if isinstance(value, dict):
        return {key: quoted(one) for key, one in value.items()}
    if isinstance(value, list):
        return [quoted(one) for one in value]
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int | float) else value


def order_of(seller: Seller = SG, **changes: Any) -> Order:
    found, rows = mapping.orders(wired({"code": "0", "data": {"orders": [records.order(**changes)]}}), seller)
    assert rows == 1
    return found[0]


def line_of(seller: Seller = SG, **changes: Any) -> Line:
    entry = {"order_id": 300034416000001, "order_items": [records.item(**changes)]}
    ((line,),) = mapping.lines(wired({"code": "0", "data": [entry]}), seller).values()
    return line


def variant_of(seller: Seller = SG, **changes: Any) -> Variant:
    return variant_in(records.product(skus=[records.sku(**changes)]), seller)


def variant_in(product: dict[str, Any], seller: Seller = SG) -> Variant:
    (found,) = catalog_mapping.products_page(wired({"data": {"products": [product]}}), seller).variants
    return found


# --- times ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-05-17T09:23:36+08:00", datetime(2024, 5, 17, 1, 23, 36, tzinfo=UTC)),
        ("2024-05-17 09:23:36 +0800", datetime(2024, 5, 17, 1, 23, 36, tzinfo=UTC)),
        ("2024-05-17 09:23:36+0800", datetime(2024, 5, 17, 1, 23, 36, tzinfo=UTC)),
        ("2024-05-17T01:23:36.120Z", datetime(2024, 5, 17, 1, 23, 36, tzinfo=UTC)),
        ("2024-05-17 09:23:36", datetime(2024, 5, 17, 2, 23, 36, tzinfo=UTC)),
        ("2022-07-11 17:43", datetime(2022, 7, 11, 10, 43, tzinfo=UTC)),
        ("2022-07-11", datetime(2022, 7, 10, 17, tzinfo=UTC)),
        ("1715909016000", datetime(2024, 5, 17, 1, 23, 36, tzinfo=UTC)),
        (1715909016000, datetime(2024, 5, 17, 1, 23, 36, tzinfo=UTC)),
        ("", None),
        ("0", None),
        (0, None),
        (None, None),
        ("soon", None),
        ("2024-13-45 09:23:36", None),
        ("9" * 40, None),
        ("0001-01-01 00:00:00 +0800", None),
    ],
)
def test_times_come_in_many_spellings(written: str | int | None, expected: datetime | None) -> None:
    assert moment(written, Site("vn").zone) == expected


def test_times_are_asked_with_a_colon_and_rounded_outward() -> None:
    at = datetime(2026, 11, 20, 8, 0, 0, 500_000, tzinfo=UTC)
    assert wire_time(at) == "2026-11-20T07:59:59+00:00"
    assert wire_time(at, up=True) == "2026-11-20T08:00:02+00:00"


def test_the_day_of_a_sale_is_the_shops() -> None:
    assert wire_day(datetime(2026, 11, 19, 16, tzinfo=UTC), Site("sg").zone) == "2026-11-20"


# --- sites ------------------------------------------------------------------------------------------------------------
def test_ids_of_a_cross_border_account_name_their_country() -> None:
    single, several = sites_of(["sg"]), sites_of(["sg", "my"], cross_border=True)
    assert site_of(single, "123").ours(123) == "123"
    assert site_of(several, "my:123").country == "my"
    assert [site.theirs(site.ours(9)) for site in several] == ["9", "9"]
    for stranger in ("123", "th:123"):
        with pytest.raises(Gone):
            site_of(several, stranger)


def test_every_country_has_a_currency_a_zone_and_a_place_for_labels() -> None:
    for country in COUNTRIES:
        site = Site(country)
        assert len(site.currency) == 3 and site.name and site.zone.utcoffset(None)
        assert site.seller_center.startswith("https://sellercenter.lazada.")


# --- sellers ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("flag", [True, "true", "True", 1, "1"])
def test_an_ease_shop_lacks_what_its_mode_forbids(flag: Any) -> None:
    raw = {"seller_id": 5, "name": "Mug shop", "status": "ACTIVE", "marketplaceEaseMode": flag}
    shop = mapping.shop(mapping.seller(wired({"code": "0", "data": raw}), Site("my")))
    assert (shop.remote_id, shop.name, shop.lacks) == ("5", "Mug shop", ("cancel", "cancel_reason"))
    assert [(one.code, one.country, one.currency) for one in shop.markets] == [("my", "MY", "MYR")]


def test_other_shops_lack_nothing_and_bear_their_country_where_there_are_several() -> None:
    shop = mapping.shop(mapping.seller(wired({"data": {"seller_id": "7", "short_code": "VNX"}}), Site("vn", "vn:")))
    assert (shop.remote_id, shop.name, shop.lacks) == ("vn:7", "VNX Vietnam", ())


def test_an_answer_that_names_nobody_is_broken() -> None:
    for body in (b"{}", b'{"code":"0","data":{}}', b'{"data":{"name":"x"}}'):
        with pytest.raises(BrokenAnswer):
            mapping.seller(body, Site("sg"))


# --- orders -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("spelling", [lambda one: one, quoted])
def test_an_order_says_who_pays_how_much_and_when(spelling: Any) -> None:
    body = wired({"code": "0", "data": {"count": 1, "orders": [spelling(records.order())]}})
    ((found,), rows) = mapping.orders(body, SG)
    assert rows == 1
    assert (found.remote_id, found.number, found.platform_status) == (
        "300034416000001",
        "300034416000001",
        "pending, packed",
    )
    assert found.total == Money(Decimal("105.54"), "SGD")
    assert found.created_at == datetime(2024, 5, 17, 1, 23, 36, tzinfo=UTC)
    assert found.updated_at == datetime(2024, 5, 17, 1, 35, 17, tzinfo=UTC)
    assert (found.buyer, found.payment, found.note, found.country) == ("A*** B***", "on_delivery", "ring twice", "SG")
    assert found.shop_remote_ids == ("1152180742",)
    address = found.address
    assert (address.name, address.lines) == ("A***", ("1 Kent Ridge", "Level 3"))
    assert (address.city, address.region, address.postal_code) == ("Queenstown", "Central", "500001")
    assert (address.country, address.phone) == ("Singapore", "65******59")


def test_an_order_of_one_country_among_several() -> None:
    found = order_of(VN, created_at="2026-06-01 10:00:00", price="92000", voucher=4600, shipping_fee=17700)
    assert (found.remote_id, found.number) == ("vn:300034416000001", "300034416000001")
    assert found.total == Money(Decimal(105100), "VND")  # one that was checked in the documents
    assert found.created_at == datetime(2026, 6, 1, 3, tzinfo=UTC)


def test_amounts_keep_their_digits() -> None:
    body = wired({"data": {"orders": [records.order(price="PRICE", voucher=0, shipping_fee=0)]}})
    for digits in ("0.1", "1234567890123.45", "7"):
        found, _ = mapping.orders(body.replace(b'"PRICE"', digits.encode()), SG)
        assert found[0].total.amount == Decimal(digits)


@pytest.mark.parametrize("body", [b'{"code":"0"}', b'{"code":"0","data":{}}', b'{"data":{"count":0,"orders":null}}'])
def test_no_orders_are_told_in_three_ways(body: bytes) -> None:
    assert mapping.orders(body, SG) == ((), 0)


def test_an_order_without_an_id_is_left_out_and_still_counts_as_a_row() -> None:
    rows = [{"order_number": 5}, records.order()]
    found, count = mapping.orders(wired({"data": {"orders": rows}}), SG)
    assert (len(found), count) == (1, 2)


# --- items ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("spelling", [lambda one: one, quoted])
def test_an_item_is_one_unit_with_a_status_of_its_own(spelling: Any) -> None:
    line = line_of(
        **spelling(
            records.item(status="packed", package_id="FP1", tracking_code="LEX1", shipment_provider="LEX", is_fbl=0)
        )
    )
    item = line.item
    assert (item.remote_id, item.sku, item.name, item.quantity) == ("300034416100001", "MUG-BLUE", "Blue mug", 1)
    assert (item.price, item.paid) == (Money(Decimal(53), "SGD"), Money(Decimal("52.5"), "SGD"))
    assert (item.status, item.platform_status) == (ItemStatus.PACKED, "packed")
    assert (item.tracking_number, item.provider, item.shipment_method) == ("LEX1", "LEX", "standard")
    assert (line.package_id, line.warehouse, line.by_seller) == ("FP1", "dropshipping", False)
    assert line.ship_by == datetime(2024, 5, 19, 15, 59, 59, tzinfo=UTC)
    assert not item.by_platform


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("unpaid", ItemStatus.UNPAID),
        ("pending", ItemStatus.TO_PACK),
        ("repacked", ItemStatus.TO_PACK),
        ("packed", ItemStatus.PACKED),
        ("ready_to_ship_pending", ItemStatus.READY),
        ("ready_to_ship", ItemStatus.READY),
        ("Ready To Ship", ItemStatus.READY),
        ("shipped", ItemStatus.SHIPPED),
        ("delivered", ItemStatus.DELIVERED),
        ("confirmed", ItemStatus.DELIVERED),
        ("canceled", ItemStatus.CANCELLED),
        ("failed", ItemStatus.FAILED),
        ("failed_delivery", ItemStatus.FAILED),
        ("shipped_back_success", ItemStatus.FAILED),
        ("lost_by_3pl", ItemStatus.FAILED),
        ("returned", ItemStatus.RETURNED),
        ("transit_to_ship", ItemStatus.UNKNOWN),
        ("INFO_ST_DOMESTIC_X", ItemStatus.UNKNOWN),
        ("", ItemStatus.UNKNOWN),
    ],
)
def test_statuses_are_ours_and_their_words_are_kept(word: str, status: ItemStatus) -> None:
    item = line_of(status=word).item
    assert (item.status, item.platform_status) == (status, word)


def test_a_buyer_who_wants_to_cancel_waits_for_an_answer_while_the_parcel_is_here() -> None:
    assert line_of(need_cancel_confirm=True).item.status is ItemStatus.CANCEL_REQUESTED
    assert line_of(need_cancel_confirm="true", status="packed").item.status is ItemStatus.CANCEL_REQUESTED
    assert line_of(need_cancel_confirm=True, status="shipped").item.status is ItemStatus.SHIPPED


def test_who_ships_and_who_delivers() -> None:
    assert line_of(is_fbl=1).item.by_platform
    assert line_of(delivery_option_sof="1").by_seller


def test_an_order_is_due_when_its_first_parcel_is() -> None:
    early, late = "2024-05-18T23:59:59+08:00", "2024-05-19T23:59:59+08:00"
    rows = [
        records.item(1, sla_time_stamp=late),
        records.item(2, sla_time_stamp=early, status="packed"),
        records.item(3, sla_time_stamp="2024-05-01T00:00:00+08:00", status="shipped"),
        records.item(4, sla_time_stamp="2024-05-01T00:00:00+08:00", is_fbl=1),
    ]
    (lines,) = mapping.lines(wired({"data": [{"order_id": 1, "order_items": rows}]}), SG).values()
    found = mapping.with_lines(order_of(), lines)
    assert found.ship_by == moment(early, Site("sg").zone)
    assert len(found.items) == 4 and found.items_known
    assert not mapping.with_lines(order_of(), None).items_known


# --- fulfilment -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("default", "kind", "options"),
    [(1, "TFS", 0), (1, "NTFS", 0), ("1", "NTFS", 0), (0, "TFS", 0), (0, "NTFS", 2), (None, "NTFS", 2)],
)
def test_a_courier_is_chosen_only_where_the_platform_leaves_it(default: Any, kind: str, options: int) -> None:
    offered = [{"name": "LEX", "provider_code": "FM49"}, {"name": "", "provider_code": 50}, {"name": "nameless"}]
    data = {"platform_default": default, "shipment_providers": offered, "shipping_allocate_type": kind}
    found = mapping.offer(wired({"code": "0", "result": {"success": True, "data": data}}))
    assert found.choice == {"shipping_allocate_type": kind}
    assert [one.id for one in found.options] == ["FM49", "50"][:options]


def test_a_failed_row_is_one_whatever_stands_above_it() -> None:
    rows = [
        {"order_item_id": 1, "item_err_code": "0", "msg": "success", "retry": False},
        {"order_item_id": 2, "item_err_code": "700026", "msg": "item status forbids it", "retry": "false"},
        {"order_item_id": 3, "item_err_code": 6, "msg": "busy", "retry": "true"},
    ]
    packages = [{"package_id": "FP1", "item_err_code": "600001", "msg": "", "retry": False}]
    data = {"pack_order_list": [{"order_id": 1, "order_item_list": rows}], "packages": packages}
    found = mapping.answered(wired({"code": "0", "result": {"success": True, "data": data}}))
    assert found.complaints == {"2": "item status forbids it (700026)", "3": "busy (6)", "FP1": "(600001)"}
    assert found.passing == {"3"}
    for body in (b'{"code":"0"}', b'{"code":"0","result":{}}'):
        with pytest.raises(BrokenAnswer):
            mapping.answered(body)


def test_reasons_keep_their_ids() -> None:
    options = [{"reason_id": 15, "reason_name": "Out of stock"}, {"reason_id": "21"}, {"reason_name": "lost"}]
    found = mapping.reasons(wired({"data": {"reason_options": options}}))
    assert [(one.id, one.name) for one in found] == [("15", "Out of stock"), ("21", "21")]
    assert mapping.reasons(b'{"code":"0"}') == ()


# --- products ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("spelling", [lambda one: one, quoted])
def test_a_sku_comes_with_everything_the_grid_shows(spelling: Any) -> None:
    found = variant_in(spelling(records.product()))
    assert (found.remote_id, found.sku, found.product_remote_id) == ("13449296008", "12333-poi", "2807246166")
    assert (found.name, found.product_name, found.options) == (
        "Test mug, Maroon",
        "Test mug",
        {"color_family": "Maroon"},
    )
    assert found.stock == 20
    assert [(one.warehouse, one.quantity) for one in found.stocks] == [("dropshipping", 18)]
    assert (found.status, found.qc_status, found.brand, found.category) == (
        ListingStatus.ACTIVE,
        QcStatus.APPROVED,
        "No Brand",
        "8707",
    )
    assert found.image_url == "https://img.example.test/s.jpg"
    assert found.updated_at == datetime(2022, 5, 25, 7, 30, 51, tzinfo=UTC)
    (offer,) = found.offers
    assert (offer.price, offer.sale_price) == (Money(Decimal(102), "SGD"), Money(Decimal("90.5"), "SGD"))
    assert offer.sale_from == datetime(2022, 7, 11, 9, 43, tzinfo=UTC)
    assert offer.sale_to == datetime(2122, 7, 11, 9, 43, tzinfo=UTC)


def test_a_sale_price_of_nothing_is_none_whatever_dates_stand_beside_it() -> None:
    for nothing in (0, 0.0, "0", "", None):
        (offer,) = variant_of(special_price=nothing).offers
        assert (offer.sale_price, offer.sale_from, offer.sale_to) == (None, None, None)


def test_an_ease_shop_has_a_supply_price_and_no_sale() -> None:
    found = variant_of(EASE, supply_price="40.0", supply_price_currency="CNY")
    assert found.offers[0].price == Money(Decimal("40.0"), "CNY")
    assert found.offers[0].sale_price is None
    assert found.extra["ease"] is True
    assert variant_of(EASE).offers[0].price is None


@pytest.mark.parametrize(
    ("product", "qc"),
    [
        ({"status": "Active"}, QcStatus.APPROVED),
        ({"status": "Pending QC"}, QcStatus.PENDING),
        ({"status": "InActive", "subStatus": "Reject"}, QcStatus.REJECTED),
        ({"status": "Active", "subStatus": "Live Reject"}, QcStatus.REJECTED),
        ({"status": "InActive", "subStatus": "Lock"}, QcStatus.NONE),
    ],
)
def test_quality_control_has_its_say(product: dict[str, Any], qc: QcStatus) -> None:
    reasons = [{"suggestion": "", "violationDetail": "blurred"}]
    found = variant_in(records.product(**product, rejectReason=reasons))
    assert (found.qc_status, found.qc_reason) == (qc, "blurred")


def test_products_may_be_written_in_camel_case_and_pictures_as_one_text() -> None:
    raw = records.product(skus=[records.sku(Images=["", ""])])
    camel = {key: value for key, value in raw.items() if key not in ("item_id", "primary_category", "images")}
    found = variant_in(
        {**camel, "itemId": "9", "primaryCategory": 3, "images": '["", "https://img.example.test/x.jpg"]'}
    )
    assert (found.product_remote_id, found.category) == ("9", "3")
    assert found.image_url == "https://img.example.test/x.jpg"


def test_no_products_are_told_by_saying_nothing() -> None:
    page = catalog_mapping.products_page(b'{"code":"0","data":{}}', SG)
    assert (page.variants, page.rows) == ((), 0)
    assert catalog_mapping.one_product(b'{"code":"0"}', SG) == ()


# --- anything ---------------------------------------------------------------------------------------------------------
