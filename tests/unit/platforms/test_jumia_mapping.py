"""Jumia's answers become orders and items to the second and the cent, and nothing in an answer can break a page."""

import json
import logging
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import jumia_records as records
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import BrokenAnswer
from desktop.domain.money import Money
from desktop.domain.orders import Bucket, ItemStatus, Order, OrderItem, ProviderOption, bucket_of
from desktop.platforms.jumia import mapping


def order_of(**changes: Any) -> Order:
    (found,), _ = mapping.orders_page(records.orders_body(records.order(**changes)))
    return found


def item_of(**changes: Any) -> OrderItem:
    return mapping.lines_page(records.items_body(records.item(**changes)))["41ea"][0].item


def test_an_order_is_what_the_document_shows() -> None:
    found = order_of()
    assert found.number == "338997922"
    assert found.total == Money(Decimal("19500.35"), "NGN")
    assert found.created_at == datetime(2026, 1, 10, 9, 14, 16, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 1, 10, 9, 20, tzinfo=UTC)
    assert found.buyer == "Adaeze Marker"
    assert found.address.lines == ("12 Marina Road", "Eti-Osa")
    assert (found.address.city, found.address.region, found.address.postal_code) == ("Lagos", "Lagos", "100001")
    assert (found.address.country, found.country) == ("Nigeria", "NG")
    assert found.shop_remote_ids == ("7c9e0000-0000-4000-8000-000000000001",)
    assert (found.items, found.items_known, found.payment) == ((), False, "prepaid")


def test_an_item_is_one_unit_at_its_local_price() -> None:
    found = item_of()
    assert (found.sku, found.name, found.quantity) == ("KET-BLU", "Blue kettle", 1)
    assert found.price == Money(Decimal(9750), "NGN")
    assert found.paid == Money(Decimal("9360.1"), "NGN")
    assert (found.status, found.platform_status) == (ItemStatus.TO_PACK, "PENDING")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-01-10 09:14:16", datetime(2026, 1, 10, 9, 14, 16, tzinfo=UTC)),
        ("2026-01-10T10:14:16+01:00", datetime(2026, 1, 10, 9, 14, 16, tzinfo=UTC)),
        ("2026-01-10T09:14:16.250Z", datetime(2026, 1, 10, 9, 14, 16, 250_000, tzinfo=UTC)),
    ],
)
def test_times_come_in_several_spellings(written: str, expected: datetime) -> None:
    assert order_of(createdAt=written).created_at == expected


@pytest.mark.parametrize("written", [None, "", "yesterday", 5, {}, "0001-01-01T00:00:00+14:00", "2026-13-40"])
def test_an_unreadable_time_borrows_the_other_one(written: Any) -> None:
    found = order_of(createdAt=written)
    assert found.created_at == found.updated_at == datetime(2026, 1, 10, 9, 20, tzinfo=UTC)
    assert order_of(createdAt=written, updatedAt=written).created_at == mapping.UNKNOWN_TIME


@pytest.mark.parametrize("local", [None, {}, {"currency": "NGN"}, {"currency": "NGN", "value": 1e30}, "19500", []])
def test_without_a_local_amount_the_global_one_counts(local: Any) -> None:
    assert order_of(totalAmountLocal=local).total == Money(Decimal("12.5"), "USD")


def test_amounts_may_be_text_and_currencies_may_be_missing() -> None:
    assert order_of(totalAmountLocal={"value": "19500.10"}).total == Money(Decimal("19500.10"), "NGN")
    assert item_of(itemPriceLocal="9750.50").price == Money(Decimal("9750.50"), "NGN")
    assert item_of(itemPriceLocal=None, paidPriceLocal=None).price == Money(Decimal("6.25"), "USD")
    assert item_of(country=None).price == Money(Decimal("6.25"), "USD")


def test_numbers_and_ids_may_be_integers() -> None:
    assert order_of(number=338997922).number == "338997922"
    assert order_of(id=17).remote_id == "17"
    assert order_of(number=None).number == "41ea0000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("word", "tracking", "expected"),
    [
        ("PENDING", "", ItemStatus.TO_PACK),
        ("PENDING", None, ItemStatus.TO_PACK),
        ("PENDING", "JG-1", ItemStatus.PACKED),
        ("READY_TO_SHIP", "JG-1", ItemStatus.READY),
        ("Ready to ship", "JG-1", ItemStatus.READY),
        ("shipped", "JG-1", ItemStatus.SHIPPED),
        ("DELIVERED", "JG-1", ItemStatus.DELIVERED),
        ("CANCELED", "", ItemStatus.CANCELLED),
        ("Cancelled", "", ItemStatus.CANCELLED),
        ("FAILED", "JG-1", ItemStatus.FAILED),
        ("RETURNED", "JG-1", ItemStatus.RETURNED),
        ("AWAITING_PICKUP", "", ItemStatus.UNKNOWN),
        (None, "", ItemStatus.UNKNOWN),
        (7, "", ItemStatus.UNKNOWN),
    ],
)
def test_status_words_in_any_spelling(word: Any, tracking: Any, expected: ItemStatus) -> None:
    assert item_of(status=word, trackingNumber=tracking).status is expected


def test_an_unknown_status_is_kept_raw_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    mapping._logged.clear()
    caplog.set_level(logging.WARNING)
    assert [item_of(status="ON_THE_MOON").platform_status for _ in range(3)] == ["ON_THE_MOON"] * 3
    assert len(caplog.records) == 1


def test_what_jumia_fulfils_itself_is_nobodys_to_pack() -> None:
    found = item_of(isFulfilledByJumia=True)
    assert found.by_platform
    assert bucket_of([found]) is Bucket.OTHER


def test_texts_are_one_plain_line() -> None:
    found = item_of(product={"name": " Blue\n\tkettle\x00\u202e ", "sellerSku": "KET\u00a0BLU"})
    assert (found.name, found.sku) == ("Blue kettle", "KET BLU")


def test_an_order_without_an_id_costs_only_itself(caplog: pytest.LogCaptureFixture) -> None:
    body = records.orders_body(records.order(id=None), 5, None, records.order(), {})
    found, _ = mapping.orders_page(body)
    assert [order.number for order in found] == ["338997922"]
    assert "2 orders without an id" in caplog.text
    assert "Adaeze" not in caplog.text


def test_the_next_page_is_named_until_the_last() -> None:
    assert mapping.orders_page(records.orders_body(nextToken="t", isLastPage=False))[1] == "t"
    assert mapping.orders_page(records.orders_body(nextToken="t", isLastPage=True))[1] is None
    assert mapping.orders_page(records.orders_body(nextToken=None, isLastPage=False))[1] is None


def test_items_come_as_an_array_or_as_one_object() -> None:
    array = json.loads(records.items_body(records.item()))
    assert mapping.lines_page(json.dumps(array[0]).encode()) == mapping.lines_page(json.dumps(array).encode())


def test_shops_come_as_an_object_or_as_an_array() -> None:
    shop = {
        "id": "7c9e",
        "name": "Acme Gadgets",
        "businessClients": [{"name": "Jumia", "code": "jumia-ng", "countryCode": "NG", "status": "active"}],
    }
    both = [mapping.shops(json.dumps(document).encode()) for document in ({"shops": [shop]}, [shop])]
    assert both[0] == both[1]
    assert [(market.code, market.country, market.status) for market in both[0][0].markets] == [
        ("jumia-ng", "NG", "ACTIVE")
    ]


@pytest.mark.parametrize("flag", ["trackingCodeRequired", "requireTrackingCode", "requiredTrackingCode"])
def test_the_tracking_code_flag_has_three_names(flag: str) -> None:
    body = {"orderItems": [{"id": "i", "shipmentProviders": [{"id": "p", "name": "Own courier", flag: True}]}]}
    assert mapping.providers(json.dumps(body).encode()) == {"i": (ProviderOption("p", "Own courier", True),)}


@pytest.mark.parametrize("body", [b'{"message": "Forbidden", "status": 403}', b"{}"])
def test_an_answer_about_something_else_is_not_an_empty_page(body: bytes) -> None:
    for read in (mapping.orders_page, mapping.lines_page, mapping.shops, mapping.providers, mapping.action_errors):
        with pytest.raises(BrokenAnswer):
            read(body)


def test_an_actions_errors_name_packages_and_items() -> None:
    body = {
        "success": {"packages": [{"orderItems": ["a"], "trackingCode": "JG-1"}], "total": 1},
        "error": {
            "packages": [{"orderItems": ["b", "c"], "error": "Not from the same order."}],
            "orderItems": [
                {"id": "d", "response": {"code": "NOT_PACKED", "message": "Order item is not packed."}},
                {"id": "e", "response": {"code": 7}},
                {"id": "f"},
            ],
        },
    }
    assert mapping.action_errors(json.dumps(body).encode()) == {
        "b": "Not from the same order.",
        "c": "Not from the same order.",
        "d": "Order item is not packed.",
        "e": "7",
        "f": "",
    }


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "currency", "id"]), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(records.order())), ODD))
def test_any_value_in_any_field_of_an_order_leaves_the_others_readable(changes: dict[str, Any]) -> None:
    found, _ = mapping.orders_page(records.orders_body(records.order(**changes), records.order(id="other")))
    assert found[-1].remote_id == "other"
    assert found[-1].total == Money(Decimal("19500.35"), "NGN")
    assert all(order.created_at.tzinfo is UTC and order.total.amount.is_finite() for order in found)


@given(st.dictionaries(st.sampled_from(sorted(records.item())), ODD))
def test_any_value_in_any_field_of_an_item_leaves_the_others_readable(changes: dict[str, Any]) -> None:
    lines = mapping.lines_page(records.items_body(records.item(**changes), records.item(id="other")))["41ea"]
    assert lines[-1].item.price == Money(Decimal(9750), "NGN")
    assert all(isinstance(line.item.status, ItemStatus) and line.item.price.amount.is_finite() for line in lines)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_page_or_a_broken_answer(body: bytes) -> None:
    for read in (mapping.orders_page, mapping.lines_page, mapping.shops, mapping.providers, mapping.action_errors):
        with pytest.raises(BrokenAnswer):
            read(body)


@given(amount=st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False))
def test_every_amount_survives_to_the_cent(amount: Decimal) -> None:
    body = records.orders_body(records.order(totalAmountLocal={"currency": "NGN", "value": 0}))
    exact = body.replace(b'"currency": "NGN", "value": 0', f'"currency": "NGN", "value": {amount}'.encode())
    (found,), _ = mapping.orders_page(exact)
    assert str(found.total.amount) == str(amount)
