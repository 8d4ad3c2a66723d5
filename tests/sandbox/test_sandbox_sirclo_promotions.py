"""The SIRCLO simulator's discounts: what each channel can do, in Jakarta's time, deleted by the id that was given."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sandbox_caller import one_sandbox
from seller_client import HeldClock, kinds
from sirclo_client import Adapter, remote

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
JAKARTA = timedelta(hours=7)
EVERY = ("shpe", "tkpd", "lzda", "tktk", "blib", "bklp")

served = one_sandbox("sirclo", orders=5, clock=HeldClock(NOON))


def local(hours: float) -> str:
    """A time in Jakarta, without its zone."""
    return (NOON + JAKARTA + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S")


def row(adapter: Adapter, channel: str, place: int = 0, **changes: Any) -> dict[str, Any]:
    variant = adapter.variant(channel, place)
    whole = {"remote_variant": remote(variant), "sku": variant["sku"], "base_price": 100_000}
    return {**whole, "discount_type": "price", "discount_value": 90_000, "max_order": 5, "promo_stock": 5, **changes}


def discount(adapter: Adapter, start: float = 1, end: float = 25, **products: list[dict[str, Any]]) -> dict[str, Any]:
    names = {"brand_id": adapter.brand, "discount_name": "Akhir pekan"}
    return {**names, "start_time": local(start), "end_time": local(end), "discount_products": products}


def created(adapter: Adapter, channel: str, start: float = 1, end: float = 25, **changes: Any) -> Any:
    """The row of one discount."""
    params = discount(adapter, start, end, **{channel: [row(adapter, channel, **changes)]})
    return adapter.ask("PromotionService.CreateDiscount", params)["discount_products"][channel][0]


def test_a_discount_is_answered_without_an_envelope(adapter: Adapter) -> None:
    params = discount(adapter, shpe=[row(adapter, "shpe")], tkpd=[row(adapter, "tkpd")])
    whole = adapter.send("PromotionService.CreateDiscount", params).json()
    assert whole.keys() == {"brand_id", "discount_name", "discount_products"}
    assert [one["success"] for rows in whole["discount_products"].values() for one in rows] == [True, True]
    (promotion,) = adapter.sandbox.truth()["promotions"]
    assert (promotion["starts_at"], promotion["ends_at"]) == ("2026-11-20T13:00:00Z", "2026-11-21T13:00:00Z")
    assert [one["price"] for one in promotion["lines"]] == ["90000.00"] * 2
    adapter.sandbox.quirks(promotion_envelope=True)
    adapter.sandbox.advance(1)
    assert "result" in adapter.send("PromotionService.CreateDiscount", params).json()


@pytest.mark.parametrize("channel", EVERY)
def test_what_each_channel_can(adapter: Adapter, channel: str) -> None:
    percentage = created(adapter, channel, place=0, discount_type="percentage", discount_value=10)
    price = created(adapter, channel, place=1)
    assert (percentage["success"], price["success"]) == (channel != "lzda", True)
    assert bool(percentage["discount_id"]) == (channel != "lzda")
    goods = {"remote_variant": price["remote_variant"], "discount_id": price["discount_id"]}
    params = {"brand_id": adapter.brand, "discount_products": {channel: [goods]}}
    gone = [
        adapter.ask("PromotionService.DeleteDiscount", params)["discount_products"][channel][0]["success"]
        for _ in range(2)
    ]
    assert gone == [channel != "lzda", False]
    assert kinds(adapter.sandbox) == (["body"] * 3 if channel == "lzda" else ["double"])


@pytest.mark.parametrize(
    ("channel", "changes"),
    [
        ("shpe", {"discount_value": 100_000}),
        ("shpe", {"discount_value": 0}),
        ("shpe", {"discount_type": "gift"}),
        ("bklp", {"discount_type": "percentage", "discount_value": 100}),
        ("tktk", {"max_order": 100}),
        ("tktk", {"promo_stock": 0}),
        ("blib", {"discount_type": "percentage", "discount_value": 10, "start": 1.25}),
        ("blib", {"discount_type": "percentage", "discount_value": 10, "start": -1}),
        ("tkpd", {"start": -5, "end": -1}),
        ("tkpd", {"remote_variant": {"sku": "x"}}),
    ],
)
def test_what_is_not_taken(adapter: Adapter, channel: str, changes: dict[str, Any]) -> None:
    told = created(adapter, channel, **changes)
    assert (told["success"], told["discount_id"]) == (False, "")
    assert told["message"]
    assert adapter.sandbox.truth()["promotions"] == []


def test_unlimited_is_minus_one(adapter: Adapter) -> None:
    assert created(adapter, "tktk", max_order=-1, promo_stock=-1)["success"]
    assert created(adapter, "shpe", max_order=-1, promo_stock=-1)["success"]


def test_slash_prices_are_undone_in_their_own_ways(adapter: Adapter) -> None:
    for channel in ("lzda", "blib"):
        assert created(adapter, channel)["success"]
        assert created(adapter, channel, discount_value=80_000)["success"]
    assert created(adapter, "lzda", start=-3, end=-1)["success"]
    assert created(adapter, "blib", discount_value=100_000)["success"]
    lines = [one for promotion in adapter.sandbox.truth()["promotions"] for one in promotion["lines"]]
    assert (len(lines), [one for one in lines if one["active"]]) == (4, [])
    assert kinds(adapter.sandbox) == []


def test_the_same_discount_is_not_made_twice(adapter: Adapter) -> None:
    assert [created(adapter, "shpe")["success"] for _ in range(2)] == [True, False]
    assert kinds(adapter.sandbox) == ["double"]
    assert len(adapter.effects("create_promotion")) == 1


def test_the_pace_of_tokopedia(adapter: Adapter) -> None:
    assert [created(adapter, "tkpd", place=place)["success"] for place in range(3)] == [True, True, False]
    assert kinds(adapter.sandbox) == ["rate"]
    adapter.sandbox.advance(1)
    assert created(adapter, "tkpd", place=3)["success"]


def test_a_zone_or_a_wrong_order_of_times_is_refused(adapter: Adapter) -> None:
    params = discount(adapter, shpe=[row(adapter, "shpe")])
    for wrong in ({"start_time": "2026-11-21T00:00:00Z"}, {"end_time": local(0)}, {"end_time": "soon"}):
        assert adapter.send("PromotionService.CreateDiscount", {**params, **wrong}).status_code == 400
    assert kinds(adapter.sandbox) == ["body"] * 3


def test_in_bulk_they_answer_as_feedback(adapter: Adapter) -> None:
    adapter.sandbox.quirks(unlisted_features=True)
    adapter.subscribe("feedback-create-discount", "feedback-delete-discount")
    entry = discount(adapter, shpe=[row(adapter, "shpe")])
    adapter.publish("CNX_BULK_UPSERT_DISCOUNT", discounts=[entry, {"brand_id": adapter.brand}])
    adapter.sandbox.advance(1)
    (told,) = adapter.read("feedback-create-discount")
    assert (told["id"], told["method"]) == ("bulk-1", "bulk_upsert_discount")
    made = told["result"][0]["discount_products"]["shpe"][0]
    assert (made["success"], told["result"][1]["discount_products"]) == (True, {})
    goods = {"remote_variant": made["remote_variant"], "discount_id": made["discount_id"]}
    adapter.publish(
        "CNX_BULK_DELETE_DISCOUNT", discounts=[{"brand_id": adapter.brand, "discount_products": {"shpe": [goods]}}]
    )
    adapter.sandbox.advance(1)
    (gone,) = adapter.read("feedback-delete-discount")
    assert gone["result"][0]["discount_products"]["shpe"][0]["success"]
    assert adapter.effects("delete_promotion") == [made["discount_id"]]
