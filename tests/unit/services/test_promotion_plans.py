"""What a promotion comes to, line by line: prices that start and end, and what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from stocked_shop import ACCOUNT, CUP, LID, NOON, POT

from desktop.domain.catalog import Variant
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.errors import NotPossible
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.promotions import Promotion, PromotionKind, PromotionLine, PromotionState, StoredPromotion
from desktop.services.promotion_plans import as_it_stands, end_edits, final_price, line_of, start_edits

S, P = OperationState, PromotionState
START, END = NOON + timedelta(days=1), NOON + timedelta(days=3)


def stored(variant: Variant) -> StoredVariant:
    return StoredVariant(1, ACCOUNT, "shop", "Shop", "small", variant)


def line(variant: Variant, market: str = "", price: str = "", discount: str = "") -> PromotionLine:
    money = Money(Decimal(price), "") if price else None
    return PromotionLine(variant.sku, variant.remote_id, market, money, discount)


def promotion(*lines: PromotionLine, kind: PromotionKind = PromotionKind.SALE_PRICE, **more: Any) -> Promotion:
    return Promotion("", kind, "Weekend", starts_at=START, ends_at=END, lines=lines, **more)


def made(
    state: S,
    kind: OperationKind = OperationKind.SET_PRICE,
    on: str = "1",
    market: str = "",
    code: str = "",
    **more: Any,
) -> Operation:
    after = {"market": market} if market else {}
    return Operation(
        f"op-{on}-{market}", "made", ACCOUNT, "shop", kind, on, "CUP", {}, after, state, NOON, code=code, **more
    )


def standing(
    wish: Promotion, operations: Mapping[str, Sequence[Operation]], now: Any = NOON, ended_by: str = ""
) -> Promotion:
    record = StoredPromotion("p-1", ACCOUNT, "shop", "Shop", "small", wish, "made", ended_by)
    return as_it_stands(record, operations, now).promotion


# --- prices -----------------------------------------------------------------------------------------------------------
def test_a_line_takes_its_variant_and_the_currency_of_its_market() -> None:
    found = line_of(PromotionLine("POT", market="ug", price=Money(Decimal("700"), "")), stored(POT))
    assert (found.variant_remote_id, found.price, found.extra) == ("2", Money(Decimal("700"), "UGX"), {"sid": "2"})


@pytest.mark.parametrize(
    ("market", "discount", "price"),
    [("ke", "10", "18.45"), ("ke", "33", "13.74"), ("ug", "10", "810"), ("ke", "12.5", "17.94")],
)
def test_a_percentage_is_rounded_like_the_list_price(market: str, discount: str, price: str) -> None:
    assert final_price(line(POT, market, discount=discount), stored(POT)).amount == Decimal(price)


def test_a_named_price_goes_before_a_percentage() -> None:
    assert final_price(line(POT, "ke", price="5", discount="10"), stored(POT)).amount == Decimal(5)


@pytest.mark.parametrize("wish", [line(LID, discount="10"), line(CUP), line(POT, "ng", discount="10")])
def test_a_line_whose_price_nobody_knows_is_said_so(wish: PromotionLine) -> None:
    known = {one.remote_id: stored(one) for one in (CUP, POT, LID)}
    with pytest.raises(NotPossible, match="line_without_price"):
        start_edits(promotion(wish), known)


def test_each_line_becomes_a_sale_of_its_own_with_the_window() -> None:
    known = {"1": stored(CUP), "2": stored(POT)}
    cup, pot = start_edits(promotion(line(CUP, price="8.00"), line(POT, "ke", discount="50")), known)
    window = {"sale_from": "2026-11-21T12:00:00Z", "sale_to": "2026-11-23T12:00:00Z"}
    assert (cup.kind, cup.values, cup.market) == (OperationKind.SET_PRICE, {"sale_price": "8.00", **window}, "")
    assert (pot.values["sale_price"], pot.market) == ("10.25", "ke")


def test_the_end_takes_the_sale_back_and_a_channels_own_price_whole() -> None:
    nothing = {"sale_price": None, "sale_from": None, "sale_to": None}
    known = {"1": stored(CUP)}
    (sale,) = end_edits(promotion(line(CUP), line(POT)), known)
    assert sale.values == nothing
    (own,) = end_edits(promotion(line(CUP), kind=PromotionKind.CHANNEL_PRICE), known)
    assert own.values == {"price": None, **nothing}


# --- what became of it ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("states", "days", "expected"),
    [
        ([S.DONE], 0, P.PLANNED),
        ([S.DONE], 2, P.RUNNING),
        ([S.DONE], 4, P.ENDED),
        ([S.QUEUED], 0, P.PLANNED),
        ([S.REFUSED], 2, P.FAILED),
        ([S.CANCELLED], 2, P.FAILED),
        ([S.REFUSED, S.DONE], 2, P.RUNNING),
    ],
)
def test_its_state_follows_the_clock_unless_nothing_of_it_holds(states: list[S], days: int, expected: P) -> None:
    operations = [made(state, on=str(number + 1)) for number, state in enumerate(states)]
    found = standing(promotion(line(CUP), line(POT, "ke")), {"made": operations}, NOON + timedelta(days=days))
    assert found.state is expected


@pytest.mark.parametrize(("state", "expected"), [(S.DONE, P.ENDED), (S.QUEUED, P.RUNNING), (S.REFUSED, P.RUNNING)])
def test_it_is_ended_once_the_end_was_done(state: S, expected: P) -> None:
    operations = {"made": [made(S.DONE)], "end": [made(state)]}
    assert standing(promotion(line(CUP)), operations, NOON + timedelta(days=2), "end").state is expected


def test_what_the_platform_lists_keeps_the_platforms_word() -> None:
    assert standing(promotion(state=P.ENDED), {}, NOON + timedelta(days=2)).state is P.ENDED


def test_each_line_tells_what_became_of_its_own_price() -> None:
    wish = promotion(line(CUP), line(POT, "ke"), line(POT, "ug"))
    told = made(S.REFUSED, on="2", market="ug", code="too_cheap", params={"message": "Zu billig."})
    found = standing(wish, {"made": [made(S.DONE), made(S.QUEUED, on="2", market="ke"), told]})
    assert [(one.state, one.message) for one in found.lines] == [
        ("done", ""),
        ("queued", ""),
        ("refused", "Zu billig."),
    ]


def test_one_operation_for_all_lines_tells_of_each_what_the_platform_said() -> None:
    rows = [{"state": "done", "remote_ref": "d-1"}, {"state": "refused", "message": "No stock."}]
    whole = made(S.DONE, OperationKind.CREATE_PROMOTION, "p-1", ack={"lines": rows}, remote_ref="r-9")
    wish = promotion(line(CUP), line(POT, "ke"), line(LID), kind=PromotionKind.DISCOUNT)
    found = standing(wish, {"made": [whole]})
    assert found.remote_id == "r-9"
    assert [(one.state, one.message, one.remote_ref) for one in found.lines] == [
        ("done", "", "d-1"),
        ("refused", "No stock.", ""),
        ("done", "", ""),
    ]


def test_a_known_remote_id_is_kept() -> None:
    whole = made(S.DONE, OperationKind.CREATE_PROMOTION, "p-1", remote_ref="r-9")
    assert standing(replace(promotion(), remote_id="r-1"), {"made": [whole]}).remote_id == "r-1"
