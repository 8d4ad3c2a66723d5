"""An operation came to what its items show when they are read again, whatever the answer said."""

import pytest
from jumia_wishes import line, wish

from desktop.domain.operations import OperationKind, OperationState, Outcome
from desktop.domain.orders import ItemStatus
from desktop.platforms.jumia.judging import REFUSED_TOGETHER, Carried, batches_of, judged
from desktop.platforms.jumia.mapping import Line
from desktop.platforms.jumia.rules import open_lines, together

PACK, READY, CANCEL = OperationKind.PACK, OperationKind.READY, OperationKind.CANCEL
S = ItemStatus


def judge(kind: OperationKind, *lines: Line, carried: Carried | None = None) -> Outcome:
    ids = [one.item.remote_id for one in lines]
    return judged(wish(kind, *ids), {"o": lines}, carried)


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        (PACK, S.PACKED, OperationState.DONE),
        (PACK, S.READY, OperationState.DONE),
        (PACK, S.DELIVERED, OperationState.DONE),
        (PACK, S.TO_PACK, OperationState.QUEUED),
        (PACK, S.CANCELLED, OperationState.REFUSED),
        (PACK, S.UNKNOWN, OperationState.UNSURE),  # a word nobody knows does not say that it was not done
        (READY, S.READY, OperationState.DONE),
        (READY, S.SHIPPED, OperationState.DONE),
        (READY, S.PACKED, OperationState.QUEUED),
        (READY, S.TO_PACK, OperationState.REFUSED),
        (READY, S.CANCELLED, OperationState.REFUSED),
        (CANCEL, S.CANCELLED, OperationState.DONE),
        (CANCEL, S.TO_PACK, OperationState.QUEUED),
        (CANCEL, S.READY, OperationState.QUEUED),
        (CANCEL, S.SHIPPED, OperationState.REFUSED),
    ],
)
def test_reading_back_tells_done_from_not_done(kind: OperationKind, status: S, expected: OperationState) -> None:
    assert judge(kind, line("1", status)).state is expected


def test_done_names_what_the_platform_shows() -> None:
    outcome = judge(PACK, line("1", S.PACKED, "JG-1"), line("2", S.PACKED, "JG-1"))
    assert outcome.remote_ref == "JG-1"
    assert outcome.ack == {
        "items": {
            "1": {"status": "PACKED", "tracking": "JG-1"},
            "2": {"status": "PACKED", "tracking": "JG-1"},
        }
    }


def test_a_refusal_carries_jumias_own_words() -> None:
    carried = Carried(sent={"1", "2"}, errors={"1": "Provider is closed.", "2": "Provider is closed."})
    outcome = judge(PACK, line("1"), line("2"), carried=carried)
    assert (outcome.state, outcome.code) == (OperationState.REFUSED, "refused_by_platform")
    assert outcome.params == {"open": "2", "of": "2", "message": "Provider is closed."}


def test_an_error_about_something_done_is_no_error() -> None:
    carried = Carried(sent={"1"}, errors={"1": "Order item is already packed."})
    assert judge(PACK, line("1", S.PACKED, "JG-1"), carried=carried).state is OperationState.DONE


def test_success_that_does_not_show_is_not_believed() -> None:
    assert judge(PACK, line("1"), carried=Carried(sent={"1"})).state is OperationState.UNSURE


def test_what_was_not_sent_waits_for_its_turn() -> None:
    assert judge(PACK, line("1"), carried=Carried(sent={"9"})).state is OperationState.QUEUED


def test_a_half_done_operation_says_so_and_sends_only_the_rest() -> None:
    lines = (line("1", S.PACKED, "JG-1"), line("2"))
    outcome = judge(PACK, *lines)
    assert (outcome.state, outcome.params) == (OperationState.QUEUED, {"open": "1", "of": "2"})
    left = open_lines(wish(PACK, "1", "2"), {"o": lines})
    assert [one.item.remote_id for one in left] == ["2"]


@pytest.mark.parametrize("lines", [(), (line("1", S.PACKED, "JG-1"),)])
def test_an_item_that_is_gone_cannot_be_worked_on(lines: tuple[Line, ...]) -> None:
    outcome = judged(wish(PACK, "1", "2"), {"o": lines}, None)
    assert (outcome.state, outcome.code) == (OperationState.REFUSED, "item_gone")


def test_what_jumia_fulfils_is_never_sent() -> None:
    lines = {"o": (line("1", by_platform=True), line("2"))}
    assert [one.item.remote_id for one in open_lines(wish(PACK, "1", "2"), lines)] == ["2"]
    assert [one.item.remote_id for one in open_lines(wish(PACK), lines)] == ["2"]
    assert judged(wish(PACK, "1"), lines, None).code == "fulfilled_by_platform"


def test_a_call_refused_as_a_whole_is_tried_again_alone() -> None:
    carried = Carried(sent={"1"}, errors={"1": "Bad request"}, together={"1"})
    outcome = judge(PACK, line("1"), carried=carried)
    assert (outcome.state, outcome.code) == (OperationState.QUEUED, REFUSED_TOGETHER)
    first, alone, last = (
        wish(PACK, "1", subject="a"),
        wish(PACK, "1", subject="b", code=REFUSED_TOGETHER),
        wish(PACK, "1", subject="c"),
    )
    assert batches_of([first, alone, last], {PACK: 20}) == ((first,), (alone,), (last,))


def test_batches_hold_everything_in_order() -> None:
    wishes = [wish(READY, "1", subject=str(number)) for number in range(60)]
    batches = batches_of(wishes, {READY: 25})
    assert [len(batch) for batch in batches] == [25, 25, 10]
    assert [operation for batch in batches for operation in batch] == wishes


def test_one_call_carries_one_country_method_and_provider() -> None:
    lines = [
        line("1", S.PACKED, "A"),
        line("2", S.PACKED, "B"),
        line("3", S.PACKED, "C", country="UG"),
        line("4", S.PACKED, "D", method="Express"),
        line("5", S.PACKED, "E"),
        line("6", S.PACKED, "F"),
        line("7", S.PACKED, "F"),
    ]
    groups = together(lines, {"A": "p-1", "B": "p-1", "C": "p-1", "D": "p-1", "E": "p-2"})
    ids = [[one.item.remote_id for one in group] for group in groups]
    assert ids == [["1", "2"], ["3"], ["4"], ["5"], ["6", "7"]]


def test_an_unknown_word_after_sending_is_a_doubt_and_before_it_a_refusal() -> None:
    strange = line("1", S.UNKNOWN)
    assert judge(PACK, strange, carried=Carried(sent={"1"})).state is OperationState.UNSURE
    assert judge(PACK, strange, carried=Carried()).state is OperationState.REFUSED
