"""Promotions are read, made once, ended and deleted; a lost answer never makes a second one."""

import json
from decimal import Decimal
from typing import Any

import pytest
from jumpseller_desk import Desk, at_work, promotion
from jumpseller_shop import Shop
from loopback import Reply, Seen

from desktop.domain.errors import Gone, Refused, Unsure
from desktop.domain.money import Money
from desktop.domain.operations import OperationKind as Kind
from desktop.domain.operations import OperationState as State
from desktop.domain.promotions import Promotion, PromotionKind, PromotionLine
from desktop.platforms.jumpseller.generations import NEW, OLD
from desktop.platforms.jumpseller.promotions import body_of

YEARS = [2021, 2026]


def body(
    generation: Any = NEW, kind: str = "store", lines: tuple[PromotionLine, ...] = (), **fields: Any
) -> dict[str, object]:
    return body_of(Promotion("", PromotionKind(kind), "Spring", lines=lines, fields=fields), generation)


BARE = {
    "name": "Spring",
    "enabled": True,
    "cumulative": False,
    "customers": "all",
    "buys_at_least": "none",
    "lasts": "none",
}
TEN = {"type": "percentage", "discount_amount_percent": Decimal(10)}


@pytest.mark.parametrize(
    ("generation", "fields", "expected"),
    [
        (NEW, {"discount_amount_percent": "10"}, BARE | TEN | {"discount_target": "order"}),
        (
            OLD,
            {"discount_amount_fix": "500.50", "condition_price": 9000, "cumulative": True},
            BARE
            | {"type": "fix", "discount_amount_fix": Decimal("500.50"), "condition_price": Decimal(9000)}
            | {"buys_at_least": "price", "cumulative": True, "discount_target": "order"},
        ),
        (
            NEW,
            {"discount_amount_percent": 10, "products": [{"id": 12}, 11], "max_times_used": "5", "times_used": 3},
            BARE
            | TEN
            | {"products": [{"id": 11}, {"id": 12}], "discount_target": "categories"}
            | {"max_times_used": 5, "lasts": "max_times_used"},
        ),
        (NEW, {"discount_target": "shipping"}, BARE | {"type": "fix", "discount_target": "shipping"}),
    ],
)
def test_each_setting_brings_the_selectors_it_needs(
    generation: Any, fields: dict[str, Any], expected: dict[str, object]
) -> None:
    assert body(generation, **fields) == expected


@pytest.mark.parametrize("given", [{"code": "SPRING"}, {"coupons": [{"code": "SPRING", "usage_limit": "3"}]}])
def test_a_code_is_written_as_the_generation_wants_it(given: dict[str, Any]) -> None:
    limit = 3 if "coupons" in given else 0
    new = body(NEW, "coupon", discount_amount_percent=10, **given)
    assert (new["coupons"], "code" in new) == ([{"code": "SPRING", "usage_limit": limit}], False)
    old = body(OLD, "coupon", discount_amount_percent=10, **given)
    assert (old["code"], "coupons" in old) == ("SPRING", False)


def test_lines_become_products() -> None:
    lines = tuple(PromotionLine("S", variant_remote_id=one, discount="15") for one in ("12/121", "12/122", "11"))
    found = body(NEW, lines=lines)
    assert found["products"] == [{"id": 11}, {"id": 12}]
    assert found["discount_amount_percent"] == Decimal(15)


@pytest.mark.parametrize(
    ("kind", "lines", "fields", "code"),
    [
        ("sale_price", (), {"discount_amount_fix": 1}, "kind_not_offered"),
        ("store", (), {}, "missing_field"),
        ("coupon", (), {"discount_amount_fix": 1}, "missing_field"),
        ("store", (), {"discount_amount_percent": 10, "discout_target": "order"}, "unknown_field"),
        ("store", (), {"discount_amount_percent": "ten"}, "not_a_number"),
        ("store", (PromotionLine("S", "11", price=Money(Decimal(5), "CLP")),), {}, "price_not_offered"),
        (
            "store",
            (PromotionLine("S", "11", discount="5"), PromotionLine("T", "12", discount="6")),
            {},
            "one_discount_only",
        ),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_is_sent(
    kind: str, lines: tuple[PromotionLine, ...], fields: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as told:
        body(NEW, kind, lines, **fields)
    assert told.value.code == code


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("before", [True, False])
def test_a_lost_answer_makes_no_second_promotion(year: int, before: bool) -> None:
    shop, dropped = Shop(year), []

    def drop(seen: Seen) -> Reply | None:
        if seen.method != "POST" or dropped:
            return None
        dropped.append(seen)
        if not before:
            shop.answer(seen)
        return Reply(drop=True)

    async def job(desk: Desk) -> None:
        operation = promotion(Kind.CREATE_PROMOTION, discount_amount_percent="10")
        with pytest.raises(Unsure):
            await desk.connector.send([operation])
        (found,) = (await desk.connector.verify([operation])).outcomes
        assert found.state is (State.QUEUED if before else State.DONE)
        (sent,) = (await desk.connector.send([operation])).outcomes
        assert (sent.state, sent.remote_ref) == (State.DONE, "901")

    shop.hooks.append(drop)
    at_work(shop, job)
    assert len(shop.records["promotions"]) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"discount_amount_percent": "12"},
        {"discount_amount_fix": "10"},
        {"discount_amount_percent": "10", "products": [11]},
        {"discount_amount_percent": "10", "discount_target": "shipping"},
        {"name": "Summer", "discount_amount_percent": "10"},
        {"kind": "coupon", "code": "X", "discount_amount_percent": "10"},
    ],
)
def test_another_promotion_is_not_taken_for_the_same(other: dict[str, Any]) -> None:
    async def job(desk: Desk) -> None:
        for operation in (
            promotion(Kind.CREATE_PROMOTION, **other),
            promotion(Kind.CREATE_PROMOTION, discount_amount_percent="10"),
        ):
            (sent,) = (await desk.connector.send([operation])).outcomes
            assert (sent.state, sent.code) == (State.DONE, "")

    shop = Shop(2026)
    at_work(shop, job)
    assert len(shop.records["promotions"]) == 2


def test_the_same_promotion_can_be_made_again_after_its_end_but_not_while_it_stands() -> None:
    async def job(desk: Desk) -> None:
        wished = promotion(Kind.CREATE_PROMOTION, discount_amount_percent="10")
        (first,) = (await desk.connector.send([wished])).outcomes
        (again,) = (await desk.connector.send([wished])).outcomes
        assert (again.code, again.remote_ref) == ("already_there", first.remote_ref)
        await desk.connector.send([promotion(Kind.END_PROMOTION, remote_id=first.remote_ref)])
        (second,) = (await desk.connector.send([wished])).outcomes
        assert (second.code, second.remote_ref != first.remote_ref) == ("", True)

    shop = Shop(2026)
    at_work(shop, job)
    assert len(shop.records["promotions"]) == 2


@pytest.mark.parametrize("year", YEARS)
def test_an_end_switches_it_off_and_a_deletion_takes_it_away(year: int) -> None:
    shop = Shop(year)
    shop.records["promotions"] = {n: {"id": n, "name": "Old", "enabled": True, "status": "active"} for n in (1, 2)}

    async def job(desk: Desk) -> None:
        for kind, remote_id in ((Kind.END_PROMOTION, "1"), (Kind.DELETE_PROMOTION, "2")):
            for code in ("", "already_gone" if kind is Kind.DELETE_PROMOTION else ""):
                (sent,) = (await desk.connector.send([promotion(kind, remote_id=remote_id)])).outcomes
                assert (sent.state, sent.code) == (State.DONE, code)
            (found,) = (await desk.connector.verify([promotion(kind, remote_id=remote_id)])).outcomes
            assert found.state is State.DONE
        listed = [one async for page in desk.connector.promotion_pages() for one in page]
        assert [(one.remote_id, one.state.value) for one in listed] == [("1", "ended")]

    at_work(shop, job)
    assert shop.records["promotions"][1]["enabled"] is False


@pytest.mark.parametrize("kind", [Kind.END_PROMOTION, Kind.DELETE_PROMOTION])
def test_what_was_never_made_cannot_be_ended(kind: Kind) -> None:
    async def job(desk: Desk) -> None:
        (sent,) = (await desk.connector.send([promotion(kind)])).outcomes
        assert (sent.state, sent.code) == (State.REFUSED, "never_created")

    at_work(Shop(2026), job)


def test_an_end_that_does_not_show_is_a_doubt() -> None:
    shop = Shop(2026)
    shop.records["promotions"] = {1: {"id": 1, "name": "Old", "enabled": True}}
    shop.hooks.append(lambda seen: Reply(200, b'{"promotion": {}}') if seen.method == "PUT" else None)

    async def job(desk: Desk) -> None:
        (sent,) = (await desk.connector.send([promotion(Kind.END_PROMOTION, remote_id="1")])).outcomes
        assert sent.state is State.UNSURE

    at_work(shop, job)


def test_amounts_go_out_with_the_digits_they_came_with() -> None:
    shop = Shop(2026)

    async def job(desk: Desk) -> None:
        await desk.connector.send([promotion(Kind.CREATE_PROMOTION, discount_amount_fix="12345678901.10")])

    at_work(shop, job)
    (post,) = (one for one in shop.seen if one.method == "POST")
    assert json.loads(post.body, parse_float=str)["promotion"]["discount_amount_fix"] == "12345678901.10"
    assert json.loads(post.body)["promotion"]["begins_at"] == "2026-09-01T00:00:00Z"


@pytest.mark.parametrize("status", [402, 403, 404, 422])
def test_a_plan_without_promotions_has_none(status: int) -> None:
    shop = Shop(2026)
    shop.hooks.append(
        lambda seen: Reply(status, b'{"message": "Upgrade your plan"}') if "promotions" in seen.target else None
    )

    async def job(desk: Desk) -> None:
        assert [one async for page in desk.connector.promotion_pages() for one in page] == []
        with pytest.raises((Refused, Gone)):
            await desk.connector.send([promotion(Kind.CREATE_PROMOTION, discount_amount_percent="10")])

    at_work(shop, job)
