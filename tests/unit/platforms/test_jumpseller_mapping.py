"""Jumpseller's answers become orders and SKUs to the second and the cent, and nothing in an answer can break a page."""

import json
import logging
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import jumpseller_shop as shops
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.catalog import ListingStatus, Variant
from desktop.domain.errors import BrokenAnswer
from desktop.domain.money import Money
from desktop.domain.orders import Bucket, ItemStatus, Order, bucket_of
from desktop.domain.promotions import PromotionKind, PromotionState
from desktop.platforms.jumpseller import mapping, products, promotions
from desktop.platforms.jumpseller.products import Store

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
STORE = Store("cafe", "CLP", 2026)


def order_of(**changes: Any) -> Order:
    return mapping.one_order(json.dumps({"order": shops.order(5, **changes)}).encode(), "cafe").order


def variants_of(**changes: Any) -> tuple[Variant, ...]:
    body = json.dumps({"product": shops.product(**changes)}).encode()
    return products.variants_of(products.one_product(body), STORE)


def test_an_order_comes_with_its_items_and_the_store_it_is_of() -> None:
    found = order_of()
    assert (found.remote_id, found.number, found.platform_status) == ("5", "5", "Paid")
    assert found.total == Money(Decimal("11230.5"), "CLP")
    assert found.created_at == found.updated_at == datetime(2026, 11, 18, 13, 56, 35, tzinfo=UTC)
    assert (found.buyer, found.address.name, found.address.phone) == ("Rosa Prado", "Rosa Prado", "+56 9 5555 0000")
    assert (found.address.lines, found.address.city) == (("Av. Uno 12",), "Temuco")
    assert (found.address.postal_code, found.address.country, found.country) == ("4780000", "Chile", "CL")
    assert [(item.remote_id, item.sku, item.quantity) for item in found.items] == [
        ("5:0", "CUP", 2),
        ("5:1", "TEA-G", 1),
    ]
    assert found.items[1].price == Money(Decimal("1250.5"), "CLP")
    assert found.items_known and found.shop_remote_ids == ("cafe",)


@pytest.mark.parametrize("digits", ["12.50", "0.1", "4990.0", "123456789012.34", "1e3"])
def test_amounts_keep_their_digits(digits: str) -> None:
    body = json.dumps({"order": shops.order(5, total="TOTAL")}).replace('"TOTAL"', digits).encode()
    assert mapping.one_order(body, "cafe").order.total.amount == Decimal(digits)
    assert mapping.one_order(
        body.replace(digits.encode(), f'"{digits}"'.encode()), "cafe"
    ).order.total.amount == Decimal(digits)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023-02-10 13:56:35 UTC", datetime(2023, 2, 10, 13, 56, 35, tzinfo=UTC)),
        ("2014-03-01T01:43:16+00:00", datetime(2014, 3, 1, 1, 43, 16, tzinfo=UTC)),
        ("2026-06-01T00:00:00Z", datetime(2026, 6, 1, tzinfo=UTC)),
        ("2026-06-01", datetime(2026, 6, 1, tzinfo=UTC)),
        ("2026-06-01T00:00:00-04:00", datetime(2026, 6, 1, 4, tzinfo=UTC)),
        ("", None),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_times_come_in_three_spellings(written: str, expected: datetime | None) -> None:
    assert mapping.moment(written) == expected


@pytest.mark.parametrize(
    ("changes", "status", "bucket"),
    [
        ({}, ItemStatus.TO_PACK, Bucket.TO_PACK),
        ({"shipment_status": "Unfulfilled"}, ItemStatus.TO_PACK, Bucket.TO_PACK),
        ({"status": "Pending Payment"}, ItemStatus.UNPAID, Bucket.OTHER),
        ({"status": "Pending Payment", "shipment_status": "in_transit"}, ItemStatus.SHIPPED, Bucket.SHIPPED),
        ({"status": "Canceled"}, ItemStatus.CANCELLED, Bucket.CANCELLED),
        ({"status": "Canceled", "shipment_status": "in_transit"}, ItemStatus.CANCELLED, Bucket.CANCELLED),
        ({"status": "Abandoned"}, ItemStatus.CANCELLED, Bucket.CANCELLED),
        ({"shipment_status": "requested"}, ItemStatus.READY, Bucket.LABEL_READY),
        ({"shipment_status": "In Transit"}, ItemStatus.SHIPPED, Bucket.SHIPPED),
        ({"shipment_status": "Pickup Available"}, ItemStatus.SHIPPED, Bucket.SHIPPED),
        ({"shipment_status": "delivered"}, ItemStatus.DELIVERED, Bucket.DELIVERED),
        ({"shipment_status": "failed"}, ItemStatus.FAILED, Bucket.FAILED),
        ({"shipment_status": "En tránsito", "shipment_status_enum": "in_transit"}, ItemStatus.SHIPPED, Bucket.SHIPPED),
        ({"status": "Pagado", "status_enum": "paid"}, ItemStatus.TO_PACK, Bucket.TO_PACK),
        ({"shipment_status": "Entregado", "shipment_status_enum": "fulfilled"}, ItemStatus.SHIPPED, Bucket.SHIPPED),
        ({"status": "Pagado"}, ItemStatus.UNKNOWN, Bucket.OTHER),
        ({"status": "Pagado", "shipment_status": "delivered"}, ItemStatus.UNKNOWN, Bucket.OTHER),
        ({"shipment_status": "En tránsito"}, ItemStatus.UNKNOWN, Bucket.OTHER),
        ({"status": None}, ItemStatus.UNKNOWN, Bucket.OTHER),
        ({"status": 7}, ItemStatus.UNKNOWN, Bucket.OTHER),
        ({"status": "支払い済み"}, ItemStatus.UNKNOWN, Bucket.OTHER),
    ],
)
def test_where_an_order_stands(changes: dict[str, Any], status: ItemStatus, bucket: Bucket) -> None:
    found = order_of(**changes)
    assert {item.status for item in found.items} == {status}
    assert bucket_of(found.items) is bucket


def test_a_word_nobody_knows_is_kept_as_it_is_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    for _ in range(3):
        found = order_of(status="En revisión especial")
    assert found.platform_status == found.items[0].platform_status == "En revisión especial"
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    "customer",
    [
        {"customer": {"name": "Rosa", "surname": "Prado"}},
        {"fullname": "Rosa Prado"},
        {"name": "Rosa", "surname": "Prado"},
    ],
)
def test_a_customer_comes_flat_or_nested_twice(customer: dict[str, Any]) -> None:
    assert order_of(customer=customer).buyer == "Rosa Prado"


@pytest.mark.parametrize(
    ("address", "country", "code"),
    [
        ({"country": "CL", "country_name": "Chile"}, "Chile", "CL"),
        ({"country": "Chile", "country_code": "CL"}, "Chile", "CL"),
        ({"country": "CL"}, "CL", "CL"),
        ({"country": "Chile"}, "Chile", ""),
    ],
)
def test_a_country_is_told_in_two_ways(address: dict[str, Any], country: str, code: str) -> None:
    found = order_of(shipping_address=address)
    assert (found.address.country, found.country) == (country, code)


ENVELOPES = ['[{"order": %s}]', '{"order": %s}', "[%s]", "%s"]


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_a_record_is_found_in_any_envelope(envelope: str) -> None:
    body = (envelope % json.dumps(shops.order(5))).encode()
    assert [order.remote_id for order in mapping.orders_page(body, "cafe").orders] == ["5"]
    assert mapping.one_order(body, "cafe").order.remote_id == "5"


@pytest.mark.parametrize("wrapper", ["fulfillment", "order_fulfillment", "category"])
def test_a_fulfillment_is_found_under_any_of_its_names(wrapper: str) -> None:
    (found,) = mapping.fulfillments(json.dumps([{wrapper: {"id": 9, "shipment_status": "requested"}}]).encode())
    assert (found.id, found.shipment_status) == (9, "requested")


def test_a_product_without_variants_is_one_sku() -> None:
    (found,) = variants_of(barcode=7801234567890, brand="Alfa", categories=[{"id": 1, "name": "Kitchen"}])
    assert (found.remote_id, found.product_remote_id, found.sku, found.name) == ("11", "11", "CUP", "Cup")
    assert (found.stock, found.status, found.platform_status) == (7, ListingStatus.ACTIVE, "available")
    assert found.offers[0].price == Money(Decimal("4990.0"), "CLP")
    assert (found.barcode, found.brand, found.category) == ("7801234567890", "Alfa", "Kitchen")
    assert (found.image_url, found.shop_remote_id) == ("https://images.test/1.png", "cafe")


def test_each_variant_is_a_sku() -> None:
    body = json.dumps({"product": shops.tea()}).encode()
    green, black = products.variants_of(products.one_product(body), STORE)
    assert (green.remote_id, green.sku, green.name, green.stock) == ("12/121", "TEA-G", "Tea", 3)
    assert (black.remote_id, black.options, black.stock) == ("12/122", {"Colour": "Black"}, None)
    assert black.extra == {"contract": 2026, "unlimited": True}
    assert green.offers[0].price == Money(Decimal("1250.5"), "CLP")


@pytest.mark.parametrize(
    ("price", "compare", "shown"),
    [
        (4500, 5000, ("5000", "4500")),
        (4500, None, ("4500", None)),
        (4500, 4500, ("4500", None)),
        (4500, 0, ("4500", None)),
    ],
)
def test_a_higher_price_to_compare_with_makes_a_sale(
    price: int, compare: int | None, shown: tuple[str, str | None]
) -> None:
    (found,) = variants_of(price=price, compare_at_price=compare)
    offer = found.offers[0]
    assert offer.price is not None
    assert (str(offer.price.amount), str(offer.sale_price.amount) if offer.sale_price else None) == shown


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("available", ListingStatus.ACTIVE),
        ("not-available", ListingStatus.INACTIVE),
        ("unavailable", ListingStatus.INACTIVE),
        ("disabled", ListingStatus.INACTIVE),
        ("archived", ListingStatus.UNKNOWN),
    ],
)
def test_what_buyers_can_see(status: str, expected: ListingStatus) -> None:
    (found,) = variants_of(status=status)
    assert (found.status, found.platform_status) == (expected, status)


PROMOTION = {
    "id": 7,
    "name": "Spring",
    "enabled": True,
    "begins_at": "2026-11-01",
    "expires_at": "2026-12-01T00:00:00Z",
}


@pytest.mark.parametrize(
    ("changes", "kind", "state"),
    [
        ({}, PromotionKind.STORE, PromotionState.RUNNING),
        ({"code": "SPRING"}, PromotionKind.COUPON, PromotionState.RUNNING),
        ({"coupons": [{"id": 1, "code": "SPRING", "usage_limit": 0}]}, PromotionKind.COUPON, PromotionState.RUNNING),
        ({"enabled": False}, PromotionKind.STORE, PromotionState.ENDED),
        ({"status": "expired"}, PromotionKind.STORE, PromotionState.ENDED),
        ({"begins_at": "2026-11-25"}, PromotionKind.STORE, PromotionState.PLANNED),
        ({"expires_at": "2026-11-02"}, PromotionKind.STORE, PromotionState.ENDED),
    ],
)
def test_a_promotion_stands_where_switch_and_dates_put_it(
    changes: dict[str, Any], kind: PromotionKind, state: PromotionState
) -> None:
    body = json.dumps({"promotion": PROMOTION | {"discount_amount_percent": 10.5} | changes}).encode()
    found = promotions.one_promotion(body, "cafe", NOW)
    assert (found.kind, found.state, found.name) == (kind, state, "Spring")
    assert (found.fields["type"], found.fields["discount_amount_percent"]) == ("percentage", "10.5")


def test_the_secret_of_the_stores_hooks_is_nowhere() -> None:
    body = b'{"code": "cafe", "name": "Caf\\u00e9", "currency": "CLP", "hooks_token": "h00ks"}'
    assert "h00ks" not in repr(mapping.shop(body))
    assert "h00ks" not in repr(mapping.store_in(body))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["Paid", "in_transit", "1e999999", "2026-06-01T00:00:00Z", "-1", "🛒\u0000"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def read_all(body: bytes) -> None:
    """Every reading there is; each may find nothing or raise ``BrokenAnswer``."""
    readings = (
        lambda: mapping.orders_page(body, "cafe"),
        lambda: mapping.one_order(body, "cafe"),
        lambda: mapping.shop(body),
        lambda: mapping.locations(body),
        lambda: mapping.fulfillments(body),
        lambda: [products.variants_of(one, STORE) for one in products.products_page(body).products],
        lambda: products.one_variant(body),
        lambda: products.count(body),
        lambda: promotions.promotions_page(body, "cafe", NOW),
    )
    for reading in readings:
        try:
            reading()
        except BrokenAnswer as error:
            assert len(error.params.get("excerpt", "")) <= 300


@given(JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    read_all(json.dumps(value).encode())


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    read_all(body)


RECORDS = {
    "order": shops.order(5),
    "product": shops.tea()
    | {"compare_at_price": 3, "brand": "B", "updated_at": "2026-06-01T00:00:00Z", "categories": []},
    "promotion": PROMOTION | {"products": [{"id": 3}], "coupons": [{"code": "A"}], "discount_amount_fix": 3.5},
    "fulfillment": {"id": 3, "order_id": 5, "shipment_status": "requested"},
}


@given(st.data())
def test_any_field_of_a_record_may_be_anything(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(RECORDS)))
    record = dict(RECORDS[kind])
    for key in data.draw(st.lists(st.sampled_from(sorted(record)), min_size=1, max_size=4)):
        record[key] = data.draw(JSON)
    read_all(json.dumps([{kind: record}]).encode())


def test_a_record_without_an_id_is_left_out_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    page = mapping.orders_page(json.dumps([{"order": shops.order(5)}, {"order": {"status": "Paid"}}]).encode(), "cafe")
    assert ([order.remote_id for order in page.orders], page.rows) == (["5"], 2)
    assert "1 orders without an id" in caplog.text
