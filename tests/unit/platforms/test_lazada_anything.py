"""Whatever Lazada answers is read or told to be broken, and nothing else happens."""

import json
from typing import Any

import lazada_records as records
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import BrokenAnswer
from desktop.platforms.lazada import catalog_mapping, mapping
from desktop.platforms.lazada.mapping import Seller
from desktop.platforms.lazada.sites import Site

SG = Seller(Site("sg"), "1152180742", "Mug shop", "SGXXXXXX", "ACTIVE", is_ease=False)


VN = Seller(Site("vn", "vn:"), "77", "Mug shop", "VNXXXXXX", "ACTIVE", is_ease=False)


EASE = Seller(Site("my"), "5", "Mug shop", "MYXXXXXX", "ACTIVE", is_ease=True)


def wired(document: Any) -> bytes:
    return json.dumps(document).encode()


KEYS = [*records.order(), *records.item(), *records.product(), *records.sku()]


KEYS += ["data", "orders", "order_items", "products", "skus", "result", "module", "packages", "pack_order_list"]


KEYS += ["order_item_list", "reason_options", "shipment_providers", "seller_id", "document", "file", "pdf_url"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("9" * 400),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=6),
)


def readings(body: bytes) -> None:
    for read in (
        lambda: mapping.orders(body, VN),
        lambda: mapping.lines(body, VN),
        lambda: mapping.seller(body, VN.site),
        lambda: mapping.offer(body),
        lambda: mapping.answered(body),
        lambda: mapping.reasons(body),
        lambda: catalog_mapping.products_page(body, EASE),
        lambda: catalog_mapping.one_product(body, SG),
    ):
        try:
            read()
        except BrokenAnswer:
            continue


@given(ANYTHING)
def test_any_json_is_read_or_broken(document: Any) -> None:
    readings(json.dumps(document).encode())


@given(ANYTHING)
def test_anything_in_the_place_of_a_record_is_read_or_broken(inner: Any) -> None:
    for document in (
        {"data": {"orders": inner}},
        {"data": {"orders": [inner]}},
        {"data": [{"order_id": 1, "order_items": inner}]},
        {"data": {"products": [{"item_id": 1, "skus": inner}]}},
        {"result": {"data": inner}},
    ):
        readings(json.dumps(document).encode())


@given(st.sampled_from(sorted(records.sku())), ANYTHING)
def test_anything_in_the_place_of_a_value_leaves_the_sku_readable(key: str, inner: Any) -> None:
    body = wired({"data": {"products": [records.product(skus=[{**records.sku(), key: inner}, records.sku(7)])]}})
    found = catalog_mapping.products_page(body, SG)
    assert "7" in {one.remote_id for one in found.variants}


@given(st.binary())
def test_any_bytes_are_read_or_broken(body: bytes) -> None:
    readings(body)
