"""Messages become orders and variants exactly, and nothing in a message can break the reading of the others."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sirclo_records import BRAND, NOW, order_message, product_message

from desktop.domain.catalog import ListingStatus
from desktop.domain.errors import BrokenAnswer, PlatformError
from desktop.domain.orders import ItemStatus
from desktop.platforms.sirclo import catalog_mapping, mapping
from desktop.platforms.sirclo.codes import FEATURES, PRODUCTS
from desktop.platforms.sirclo.complaints import accepted, result_of
from desktop.platforms.sirclo.letters import VARIANT, Source, read
from desktop.platforms.sirclo.moments import moment, ranked
from desktop.platforms.sirclo.pubsub import Received
from desktop.platforms.sirclo.variant_names import names_of

READERS: list[Callable[[bytes], object]] = [
    lambda body: mapping.order_of(body, NOW),
    lambda body: mapping.shops(body, (BRAND,), NOW),
    mapping.features,
    lambda body: mapping.cancel_reasons(body, "tkpd"),
    mapping.reject_reasons,
    mapping.couriers,
    lambda body: catalog_mapping.variant_of('tkpd:{"a":1}', body),
    catalog_mapping.limits_of,
    lambda body: accepted(body, "key"),
]
WORDS = st.sampled_from(
    [
        "order",
        "brand_id",
        "remote_order_id",
        "channel_code",
        "line_items",
        "order_status",
        "transaction_date",
        "total",
        "quantity",
        "product",
        "variant",
        "variants",
        "remote_variant",
        "variant_infos",
        "price",
        "channel",
        "result",
        "id",
        "stocks",
        "channels",
        "category",
        "subscription_list",
        "couriers",
        "cancel_reasons",
        "options",
        "product_limitation",
        "response",
        "price_limit",
        "max_limit",
        "success",
        "error",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["tkpd", BRAND, "shipped", "2020/12/12 12:12:12+007", "1e999999", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=20,
)
SOURCES = [Source("S", feature, {BRAND}) for feature in FEATURES]


@given(VALUES, st.sampled_from(READERS))
def test_any_json_is_read_or_said_to_be_broken(value: Any, reader: Callable[[bytes], object]) -> None:
    try:
        reader(json.dumps(value).encode())
    except (BrokenAnswer, PlatformError):
        return


@given(st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode()), st.sampled_from(SOURCES))
def test_every_message_becomes_a_letter(content: bytes, source: Source) -> None:
    post = read(source, [Received("a", "m", base64.b64encode(content).decode(), NOW)], NOW)
    assert post.letters
    assert all(letter.source == "S" for letter in post.letters)


@given(st.text(max_size=40), st.sampled_from(SOURCES))
def test_also_one_that_is_no_base64(data: str, source: Source) -> None:
    assert read(source, [Received("a", "m", data, None)], NOW).letters


@given(VALUES)
def test_envelopes_hold_a_result_or_an_error(value: Any) -> None:
    try:
        result_of(json.dumps(value).encode(), writes=True, secret="key")
    except PlatformError:
        return


def of(message: dict[str, Any]) -> mapping.Told:
    return mapping.order_of(json.dumps(message).encode(), NOW)


def test_an_order_is_read_exactly() -> None:
    told = of(order_message(order_deadline={"accepted_deadline": "2026-11-20T09:00:00Z"}, provider="JNE"))
    order = told.order
    assert (order.remote_id, order.number, order.buyer, order.country) == ("tkpd:1001", "1001", "Sari Example", "ID")
    assert (order.total.amount, order.total.currency, str(order.total.amount)) == (Decimal(110000), "IDR", "110000")
    assert (order.created_at, order.ship_by) == (
        datetime(2026, 11, 20, 6, tzinfo=UTC),
        datetime(2026, 11, 20, 9, tzinfo=UTC),
    )
    (item,) = order.items
    assert (item.remote_id, item.sku, item.quantity, item.price.amount) == ("1001-1", "SKU-1", 2, Decimal(50000))
    assert (item.status, item.provider, item.shop_remote_id) == (ItemStatus.TO_ACCEPT, "JNE", BRAND)
    assert told.invoice == "INV/1001"


def test_lines_may_stand_beside_the_order() -> None:
    message = order_message()
    message["line_items"] = message["order"].pop("line_items")
    assert [item.sku for item in of(message).order.items] == ["SKU-1"]


def test_an_unknown_status_is_kept_and_an_unknown_channel_is_one() -> None:
    order = of(order_message(status="levitating", channel_code="levs")).order
    assert (order.remote_id, order.items[0].status) == ("levs:1001", ItemStatus.UNKNOWN)
    assert order.items[0].platform_status == "levitating"


def test_two_lines_with_one_id_stay_two_and_are_named_as_one() -> None:
    message = order_message()
    message["order"]["line_items"] *= 2
    ids = [item.remote_id for item in of(message).order.items]
    assert ids == ["1001-1", "1001-1#1"]
    assert {mapping.wire_item(one) for one in ids} == {"1001-1"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-04-13T07:31:44Z", datetime(2023, 4, 13, 7, 31, 44, tzinfo=UTC)),
        ("2023-12-11T04:50:06.085661Z", datetime(2023, 12, 11, 4, 50, 6, 85661, tzinfo=UTC)),
        ("2020/12/12 12:12:12+007", datetime(2020, 12, 12, 5, 12, 12, tzinfo=UTC)),
        ("2020/12/12 12:12:12+0730", datetime(2020, 12, 12, 4, 42, 12, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+07:00", None),
        ("", None),
        (None, None),
        ("yesterday", None),
        ("2020/13/45 99:99:99+999", None),
    ],
)
def test_times_in_every_form(text: str | None, expected: datetime | None) -> None:
    assert moment(text) == expected


@given(st.integers(0, 10**6), st.integers(1, 3600))
def test_of_two_messages_of_one_second_the_later_published_is_the_newer(delay: int, more: int) -> None:
    changed = datetime(2026, 11, 20, tzinfo=UTC)
    first, second = (ranked(changed, changed + timedelta(seconds=one)) for one in (delay, delay + more))
    assert changed <= first <= second < changed + timedelta(seconds=1)


def test_what_changed_a_second_later_is_newer_whenever_it_is_published() -> None:
    changed = datetime(2026, 11, 20, tzinfo=UTC)
    late = ranked(changed, changed + timedelta(days=30))
    assert late < ranked(changed + timedelta(seconds=1), changed + timedelta(seconds=1))


def variants_in(message: dict[str, Any]) -> list[Any]:
    source = Source("S", PRODUCTS, {BRAND})
    data = base64.b64encode(json.dumps(message).encode()).decode()
    letters = read(source, [Received("a", "m", data, NOW)], NOW).letters
    return [catalog_mapping.variant_of(one.key, one.content) for one in letters if one.kind == VARIANT]


def test_a_variant_of_the_first_version() -> None:
    (variant,) = variants_in(product_message(price=50000.5, options=[{"name": "Size", "value": "L"}]))
    assert variant.remote_id == 'tkpd:{"product_id":30000000001,"sku":"SKU-1"}'
    assert names_of(variant.remote_id) == ("tkpd", {"sku": "SKU-1", "product_id": 30000000001})
    assert (variant.sku, variant.stock, variant.stocks, variant.options) == ("SKU-1", 5, (), {"Size": "L"})
    (offer,) = variant.offers
    assert (offer.market, offer.price and offer.price.amount) == ("tkpd", Decimal("50000.5"))
    assert (offer.status, variant.product_remote_id) == (ListingStatus.ACTIVE, "tkpd:30000000001")


def test_a_variant_of_the_second_version_lies_in_warehouses() -> None:
    infos = [
        {"remote_warehouse_id": "W1", "stock": 3, "price": 100, "status": "inactive", "currency_code": "IDR"},
        {"remote_warehouse_id": "W2", "stock": 4, "price": 120, "status": "active"},
    ]
    (variant,) = variants_in(product_message(variant_infos=infos, stock=99, price=1, status="inactive"))
    assert (variant.stock, [(one.warehouse, one.quantity) for one in variant.stocks]) == (7, [("W1", 3), ("W2", 4)])
    assert (variant.offers[0].price.amount, variant.status) == (Decimal(100), ListingStatus.ACTIVE)


def test_a_channel_without_warehouses_has_one_stock() -> None:
    (variant,) = variants_in(product_message(variant_infos=[{"remote_warehouse_id": None, "stock": 3, "price": 5}]))
    assert (variant.stock, variant.stocks) == (3, ())


def test_siblings_are_letters_of_their_own_and_a_nameless_one_is_left_out() -> None:
    message = product_message()
    first = message["product"]["variants"][0]
    message["product"]["variants"] = [first, {**first, "remote_variant": {"sku": "B"}}, {**first, "remote_variant": {}}]
    assert [one.remote_id for one in variants_in(message)] == [
        'tkpd:{"product_id":30000000001,"sku":"SKU-1"}',
        'tkpd:{"sku":"B"}',
    ]
