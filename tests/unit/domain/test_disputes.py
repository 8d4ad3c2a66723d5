"""A dispute about a price is decided value by value: list price, sale price and the days of the sale."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.domain.catalog_grid import Field
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.pushes import disputed, kept
from desktop.domain.wishes import only

BEFORE = {"price": "10", "sale_price": "8", "sale_from": "2026-11-01T00:00:00Z", "sale_to": "2026-11-10T00:00:00Z"}
MINE = BEFORE | {"price": "12", "sale_price": "7", "sale_to": "2026-11-20T00:00:00Z"}
THEIRS = BEFORE | {"sale_price": "6", "sale_to": "2026-11-30T00:00:00Z"}
NOW = datetime(2026, 11, 20, tzinfo=UTC)
DISPUTE = Operation(
    "1", "set", "account", "shop", OperationKind.SET_PRICE, "v1", "CUP", BEFORE, MINE | {"sku": "CUP"},
    OperationState.CONFLICT, NOW, ack=THEIRS,
)  # fmt: skip


def test_only_what_somebody_changed_there_is_in_dispute() -> None:
    assert disputed(DISPUTE) == (Field.SALE_PRICE, Field.SALE_TO)
    doubtful = replace(DISPUTE, state=OperationState.UNSURE, ack={})
    assert disputed(doubtful) == (Field.PRICE, Field.SALE_PRICE, Field.SALE_TO)


@pytest.mark.parametrize(
    ("sale_price", "sale_to", "sent"),
    [
        (True, True, MINE),
        (True, False, MINE | {"sale_to": THEIRS["sale_to"]}),
        (False, True, MINE | {"sale_price": "6"}),
        (False, False, {"price": "12"}),
    ],
)
def test_each_value_is_sent_as_it_was_decided(sale_price: bool, sale_to: bool, sent: dict[str, str]) -> None:
    keys = kept(DISPUTE, {"sale_price": sale_price, "sale_to": sale_to})
    assert only(MINE, THEIRS, keys) == sent


def test_theirs_for_all_sends_nothing_and_days_of_no_sale_are_none() -> None:
    alone = replace(DISPUTE, after=MINE | {"price": "10"})
    assert kept(alone, {"sale_price": False, "sale_to": False}) == frozenset()
    ended = THEIRS | {"sale_price": None, "sale_from": None, "sale_to": None}
    assert only(MINE, ended, {"sale_to"}) == {"sale_price": None, "sale_from": None, "sale_to": None}
