"""Discounts: what a channel would not take is not sent, each line is told true, its id is kept for taking it back."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from loopback import Reply
from sirclo_records import BRAND, NOW, Adapter, Desk, at_adapter, error, product_message, wish

from desktop.domain.errors import Refused, Unsure
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.promotions import Promotion, PromotionKind, PromotionLine
from desktop.domain.wishes import as_json
from desktop.platforms.sirclo import discounts
from desktop.platforms.sirclo.codes import PRODUCTS
from desktop.platforms.sirclo.variant_names import name_of, names_of

CREATE, END, DELETE = (
    OperationKind.CREATE_PROMOTION,
    OperationKind.END_PROMOTION,
    OperationKind.DELETE_PROMOTION,
)
DONE, REFUSED, UNSURE = OperationState.DONE, OperationState.REFUSED, OperationState.UNSURE
HALF_PAST = datetime(2026, 11, 21, 8, 30, tzinfo=NOW.tzinfo)


def variant(channel: str, sku: str = "S") -> str:
    return name_of(channel, {"item_id": 1, "sku": sku})


def line(channel: str = "shpe", price: str = "", discount: str = "", sku: str = "S", **more: Any) -> PromotionLine:
    money = Money(Decimal(price), "IDR") if price else None
    return PromotionLine(sku, variant(channel, sku), channel, money, discount, **more)


def promotion(*lines: PromotionLine, kind: OperationKind = CREATE, **changes: Any) -> Operation:
    made = Promotion(
        "", PromotionKind.DISCOUNT, "Weekend", starts_at=HALF_PAST, ends_at=HALF_PAST + timedelta(days=2), lines=lines
    )
    made = replace(made, shop_remote_id=BRAND, **changes)
    document = as_json(made)
    return wish(kind, "our-id", promotion=document)


def rows(params: Any, **more: Any) -> dict[str, Any]:
    products = {
        channel: [
            {"remote_variant": one["remote_variant"], "sku": one.get("sku"), "success": True, "message": "", **more}
            for one in listed
        ]
        for channel, listed in params["discount_products"].items()
    }
    return {"brand_id": params["brand_id"], "discount_products": products}


def stocked(*channels: str, skus: Sequence[str] = ("S",)) -> Adapter:
    """Every variant costs 100,000."""
    adapter = Adapter()
    for channel in channels:
        for sku in skus:
            named = names_of(variant(channel, sku))[1]
            adapter.send(PRODUCTS, product_message(sku, channel, price=100000, remote_variant=named))
    return adapter


def done(adapter: Adapter, operation: Operation) -> Any:
    async def job(desk: Desk) -> Any:
        await desk.connector._mailbox.empty(PRODUCTS)
        (outcome,) = (await desk.connector.send([operation])).outcomes
        return outcome

    return at_adapter(adapter, job)


def test_a_discount_goes_to_each_channel_in_its_own_words() -> None:
    adapter = stocked("shpe", "tkpd")
    adapter.rpc["PromotionService.CreateDiscount"] = lambda params: rows(params, discount_id="D1")
    outcome = done(adapter, promotion(line(price="80000", promo_stock=5), line("tkpd", discount="10", max_order=2)))
    assert outcome.state is DONE
    assert [(one["state"], one["remote_ref"]) for one in outcome.ack["lines"]] == [("done", "D1")] * 2
    first, second = adapter.asked("PromotionService.CreateDiscount")
    assert (first["start_time"], first["end_time"]) == ("2026-11-21T15:30:00", "2026-11-23T15:30:00")  # in Jakarta
    assert (first["brand_id"], first["discount_name"]) == (BRAND, "Weekend")
    (shopee,) = first["discount_products"]["shpe"]
    assert shopee == {
        "remote_variant": {"item_id": 1, "sku": "S"},
        "sku": "S",
        "base_price": 100000,
        "discount_type": "price",
        "discount_value": 80000,
        "max_order": -1,
        "promo_stock": 5,
    }
    (tokopedia,) = second["discount_products"]["tkpd"]
    assert (tokopedia["discount_type"], tokopedia["discount_value"]) == ("percentage", 10)
    assert (tokopedia["max_order"], tokopedia["promo_stock"]) == (2, 0)


def test_a_promotion_answer_may_come_without_an_envelope() -> None:
    adapter = stocked("shpe")
    row = {"remote_variant": {"item_id": 1, "sku": "S"}, "success": True, "discount_id": 7}
    bare = json.dumps({"discount_products": {"shpe": [row]}}).encode()
    adapter.rpc["PromotionService.CreateDiscount"] = Reply(200, bare)
    outcome = done(adapter, promotion(line(price="80000")))
    assert (outcome.state, outcome.ack["lines"][0]["remote_ref"]) == (DONE, "7")


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (line("lzda", discount="10"), "percentage_not_offered"),
        (line(price="100000"), "sale_not_below_price"),
        (line(price="0"), "sale_not_below_price"),
        (line(discount="100"), "out_of_range"),
        (line(discount="0"), "out_of_range"),
        (line("tktk", price="5", max_order=100), "out_of_range"),
        (line("tktk", price="5", promo_stock=0), "out_of_range"),
        (line(price="99.50"), "too_many_decimals"),
        (line("levs", price="5"), "not_offered"),
        (line(price="5", sku="unknown"), "price_unknown"),
    ],
)
def test_what_a_channel_would_not_take_is_not_sent(bad: PromotionLine, code: str) -> None:
    adapter = stocked("shpe", "lzda", "tktk", "levs")
    outcome = done(adapter, promotion(bad))
    assert (outcome.state, outcome.ack["lines"][0]["message"]) == (REFUSED, code)
    assert adapter.asked("PromotionService.CreateDiscount") == []


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (HALF_PAST, HALF_PAST + timedelta(minutes=30), ""),
        (HALF_PAST + timedelta(minutes=1), HALF_PAST + timedelta(hours=1), "not_on_the_half_hour"),
        (NOW - timedelta(days=1), HALF_PAST, "start_in_the_past"),
    ],
)
def test_percentages_at_blibli_begin_and_end_on_the_half_hour(start: datetime, end: datetime, code: str) -> None:
    def judge() -> str:
        try:
            discounts.check(line("blib", discount="10"), Decimal(100), start, NOW, end)
        except Refused as error:
            return error.code
        return ""

    assert judge() == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"ends_at": None}, "dates_needed"), ({"ends_at": HALF_PAST}, "end_before_start")],
)
def test_a_discount_has_a_beginning_and_an_end_after_it(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        done(stocked("shpe"), promotion(line(price="5"), **changes))


def test_each_line_is_told_and_one_good_line_keeps_the_promotion() -> None:
    adapter = stocked("shpe", "tktk", "tkpd")

    def react(params: Any) -> Any:
        if "tktk" in params["discount_products"]:
            return error(400, "tktk says no")
        return rows(params, discount_id="D", **({"success": False} if "tkpd" in params["discount_products"] else {}))

    adapter.rpc["PromotionService.CreateDiscount"] = react
    outcome = done(adapter, promotion(line(price="5"), line("tktk", price="5"), line("tkpd", price="5")))
    assert outcome.state is DONE
    assert [one["state"] for one in outcome.ack["lines"]] == ["done", "refused", "refused"]
    assert outcome.ack["lines"][1]["message"] == "tktk says no"


def test_a_hundred_lines_a_call() -> None:
    skus = [f"S{n}" for n in range(101)]
    adapter = stocked("shpe", skus=skus)
    adapter.rpc["PromotionService.CreateDiscount"] = rows
    done(adapter, promotion(*(line(price="5", sku=sku) for sku in skus)))
    asked = adapter.asked("PromotionService.CreateDiscount")
    assert [len(one["discount_products"]["shpe"]) for one in asked] == [100, 1]


def test_a_lost_answer_is_a_doubt_that_nobody_can_clear_up() -> None:
    adapter = stocked("shpe")
    adapter.rpc["PromotionService.CreateDiscount"] = Reply(drop=True)
    operation = promotion(line(price="5"))

    async def job(desk: Desk) -> None:
        await desk.connector._mailbox.empty(PRODUCTS)
        with pytest.raises(Unsure):
            await desk.connector.send([operation])
        (outcome,) = (await desk.connector.verify([operation])).outcomes
        assert (outcome.state, outcome.code) == (UNSURE, "not_shown")

    at_adapter(adapter, job)
    assert len(adapter.asked("PromotionService.CreateDiscount")) == 1


def test_a_doubt_about_the_second_call_does_not_lose_what_the_first_one_brought() -> None:
    adapter = stocked("shpe", "tkpd")
    adapter.rpc["PromotionService.CreateDiscount"] = lambda params: (
        rows(params, discount_id="D") if "shpe" in params["discount_products"] else Reply(drop=True)
    )
    outcome = done(adapter, promotion(line(price="5"), line("tkpd", price="5")))
    assert outcome.state is DONE
    assert [(one["state"], one["remote_ref"]) for one in outcome.ack["lines"]] == [("done", "D"), ("unsure", "")]


@pytest.mark.parametrize("kind", [END, DELETE])
def test_a_discount_is_taken_back_by_its_id(kind: OperationKind) -> None:
    adapter = stocked("shpe")
    adapter.rpc["PromotionService.DeleteDiscount"] = rows
    lines = (line(price="5", remote_ref="D1", state="done"), line(price="6", state="refused"), line(price="7"))
    outcome = done(adapter, promotion(*lines, kind=kind))
    assert outcome.state is DONE
    (asked,) = adapter.asked("PromotionService.DeleteDiscount")
    assert asked == {
        "brand_id": BRAND,
        "discount_products": {
            "shpe": [{"remote_variant": {"item_id": 1, "sku": "S"}, "sku": "S", "discount_id": "D1"}]
        },
    }
    assert [one.get("message") for one in outcome.ack["lines"]] == ["", None, "never_created"]


def test_lazada_is_told_an_end_in_the_past_instead() -> None:
    adapter = stocked("lzda")
    adapter.rpc["PromotionService.CreateDiscount"] = rows
    outcome = done(adapter, promotion(line("lzda", price="5", state="done"), kind=END))
    assert outcome.state is DONE
    (asked,) = adapter.asked("PromotionService.CreateDiscount")
    assert asked["start_time"] < asked["end_time"] < discounts.local(NOW)
    assert adapter.asked("PromotionService.DeleteDiscount") == []


def test_to_take_back_what_is_gone_already_is_done_and_a_doubt_is_not_sent_again() -> None:
    adapter = stocked("shpe")
    adapter.rpc["PromotionService.DeleteDiscount"] = lambda params: rows(
        params, success=False, message="discount not found"
    )
    operation = promotion(line(price="5", remote_ref="D1", state="done"), kind=DELETE)
    assert done(adapter, operation).state is DONE

    async def job(desk: Desk) -> None:
        (outcome,) = (await desk.connector.verify([operation])).outcomes
        assert outcome.state is OperationState.UNSURE

    at_adapter(adapter, job)
