"""The table of steps, seen from the three who use it: the screen, the wish and the worker."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.order_steps import STEPS, eligible, foreseen, narrowed, projected, wanted_items
from desktop.domain.orders import ItemStatus, OrderItem

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def item(remote_id: str, status: ItemStatus, *, by_platform: bool = False) -> OrderItem:
    return OrderItem(remote_id, "MUG", "Mug", 1, Money(Decimal(5), "KES"), status, "WORD", by_platform=by_platform)


def wish(kind: OperationKind, *ids: str, state: OperationState = OperationState.QUEUED) -> Operation:
    return Operation("1", "c", "a", "s", kind, "o", "100", {}, {"items": list(ids)}, state, AT)


def test_only_the_sellers_own_items_in_the_right_status_are_eligible() -> None:
    items = (
        item("1", ItemStatus.TO_PACK),
        item("2", ItemStatus.PACKED),
        item("3", ItemStatus.TO_PACK, by_platform=True),
    )
    assert [found.remote_id for found in eligible(OperationKind.PACK, items)] == ["1"]


def test_a_ready_can_be_wished_while_its_pack_is_still_in_the_outbox() -> None:
    items = projected((item("1", ItemStatus.TO_PACK),), (wish(OperationKind.PACK, "1"),))
    assert [found.remote_id for found in eligible(OperationKind.READY, items)] == ["1"]


def test_a_refused_operation_projects_nothing() -> None:
    items = (item("1", ItemStatus.TO_PACK),)
    assert projected(items, (wish(OperationKind.PACK, "1", state=OperationState.REFUSED),)) == items


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (ItemStatus.TO_PACK, OperationKind.PACK, None),
        (ItemStatus.PACKED, OperationKind.PACK, OperationState.DONE),
        (ItemStatus.CANCELLED, OperationKind.PACK, OperationState.REFUSED),
        (ItemStatus.TO_PACK, OperationKind.READY, None),
        (ItemStatus.SHIPPED, OperationKind.READY, OperationState.DONE),
        (ItemStatus.SHIPPED, OperationKind.CANCEL, OperationState.REFUSED),
        (ItemStatus.SHIPPED, OperationKind.COMPLETE, None),
        (ItemStatus.UNKNOWN, OperationKind.PACK, None),
    ],
)
def test_what_the_platform_already_said_decides_before_anything_is_sent(
    status: ItemStatus, kind: OperationKind, expected: OperationState | None
) -> None:
    assert foreseen(wish(kind, "1"), (item("1", status),)) == expected


def test_an_item_nobody_knows_is_left_to_the_platform() -> None:
    assert foreseen(wish(OperationKind.PACK, "9"), (item("1", ItemStatus.PACKED),)) is None


def test_the_done_half_of_a_wish_is_not_repeated() -> None:
    items = (item("1", ItemStatus.PACKED), item("2", ItemStatus.TO_PACK), item("3", ItemStatus.CANCELLED))
    operation = wish(OperationKind.PACK, "1", "2", "3")
    assert foreseen(operation, items) is None
    assert wanted_items(narrowed(operation, items)) == ("2",)


def test_no_step_starts_where_it_is_fulfilled() -> None:
    for kind, step in STEPS.items():
        assert step.ends in {*step.fulfilled, None, ItemStatus.UNKNOWN}, kind
        assert not step.starts & step.fulfilled, kind


def test_an_undone_pack_can_be_packed_anew_at_once() -> None:
    items = projected((item("1", ItemStatus.PACKED),), (wish(OperationKind.REPACK, "1"),))
    assert [found.remote_id for found in eligible(OperationKind.PACK, items)] == ["1"]


def test_an_invoice_number_leaves_the_status_and_may_be_set_again() -> None:
    items = (item("1", ItemStatus.PACKED),)
    assert projected(items, (wish(OperationKind.SET_INVOICE, "1"),)) == items
    assert foreseen(wish(OperationKind.SET_INVOICE, "1"), items) is None


def test_after_a_rejected_cancel_request_only_the_platform_knows_where_the_order_goes_on() -> None:
    items = projected((item("1", ItemStatus.CANCEL_REQUESTED),), (wish(OperationKind.REJECT_CANCEL, "1"),))
    assert not any(eligible(kind, items) for kind in STEPS)
