"""Jumia's catalog and feeds: any answer is read or called broken, and a feed's items find their wishes."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import BrokenAnswer
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.platforms.jumia import catalog_mapping as mapping
from desktop.platforms.jumia.feeds import _by_feed

SID = "7c9e0000-0000-4000-8000-00000000000{}"
READERS: list[Callable[[bytes], object]] = [mapping.products_page, mapping.stock_page, mapping.feed_id, mapping.feed]
WORDS = st.sampled_from(["products", "variations", "businessClients", "price", "feedItems", "errors", "id", "status"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=4), inner, max_size=5),
    max_leaves=25,
)


@pytest.mark.parametrize("reader", READERS)
@given(answer=JSON)
def test_any_json_of_the_catalog_is_read_or_called_broken(reader: Callable[[bytes], object], answer: Any) -> None:
    try:
        reader(json.dumps(answer).encode())
    except BrokenAnswer as error:
        assert error.code


def stock(number: int) -> Operation:
    at, kind = datetime(2026, 1, 1, tzinfo=UTC), OperationKind.SET_STOCK
    after = {"quantity": 1, "sku": f"SKU-{number}"}
    state = OperationState.WORKING
    return Operation(f"op{number}", "c", "a", "s", kind, SID.format(number), "", {}, after, state, at, remote_ref="f")


def test_items_are_found_by_id_or_else_by_sku_and_all_others_are_done() -> None:
    items = [
        {"status": "FAILED", "productSid": SID.format(1), "sellerSKU": "other", "errorMessage": "one"},
        {"status": "failed", "productSid": "Product by Sid not found.", "sellerSKU": "SKU-2", "errorMessage": "two"},
    ]
    feed = mapping.feed(json.dumps({"feedSid": "f", "status": "COMPLETED", "feedItems": items}).encode())
    outcomes = _by_feed([stock(1), stock(2), stock(3)], feed)
    assert [one.state.value for one in outcomes] == ["refused", "refused", "done"]
    assert [one.params.get("message") for one in outcomes] == ["one", "two", None]


def test_a_feed_under_way_keeps_its_wishes_working() -> None:
    (outcome,) = _by_feed([stock(1)], mapping.feed(b'{"feedSid": "f", "status": "IN_PROGRESS"}'))
    assert (outcome.state, outcome.remote_ref) == (OperationState.WORKING, "f")
