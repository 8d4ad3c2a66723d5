"""Scan mode's rules: what is scanned is ticked, never more than was ordered, in whatever sequence it comes."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.orders import Bucket
from desktop.domain.packing import OrderHit, Packing, PackLine
from desktop.domain.scan_codes import read_code
from desktop.domain.scan_log import ScanEntry, summary_of
from desktop.domain.scanning import (
    Found,
    Outcome,
    ScanResult,
    Session,
    needs_look_up,
    opened,
    put_aside,
    scan,
    start_over,
    tick_by_hand,
    undo,
)

KETTLE = PackLine("KET-BLU", "Kettle", (("i1", 1), ("i2", 1)), ("5901234123457",), "NL1")
MUG = PackLine("MUG-RED", "Mug", (("i3", 3),), (), "NL1")
ORDER = Packing(7, "300071", "Lagos Home", "Amina", Bucket.LABEL_READY, (KETTLE, MUG))
OTHER = replace(ORDER, order_id=8, number="300088", lines=(PackLine("LAMP", "Lamp", (("j1", 1),), (), "NL8"),))


def scanned(session: Session, *typed: str, found: Found | None = None) -> tuple[Session, Outcome]:
    outcome = Outcome(ScanResult.UNKNOWN_CODE)
    for one in typed:
        session, outcome = scan(session, read_code(one), found or Found())
    return session, outcome


def test_an_order_is_opened_packed_and_its_label_proved() -> None:
    session, outcome = scanned(Session(), "300071", found=Found((ORDER,)))
    assert (outcome.result, outcome.done, outcome.most) == (ScanResult.OPENED, 0, 5)
    session, outcome = scanned(session, "ket-blu")
    assert (outcome.result, outcome.done, outcome.most) == (ScanResult.TICKED, 1, 2)
    session, outcome = scanned(session, "05901234123457", "MUG-RED", "MUG-RED", "MUG-RED")
    assert (outcome.result, outcome.parcels) == (ScanResult.COMPLETE, ("NL1",))
    assert scanned(session, "NL1")[1].result is ScanResult.RIGHT_LABEL
    assert scanned(session, "300071")[1].result is ScanResult.SAME_ORDER


def test_a_count_typed_before_a_scan_ticks_so_many_or_none() -> None:
    session = Session(ORDER)
    assert scanned(session, "3*MUG-RED")[1].done == 3
    assert scanned(session, "3*", "MUG-RED")[1].done == 3
    after, outcome = scanned(session, "4*MUG-RED")
    assert (outcome.result, outcome.done, after.packing) == (ScanResult.TOO_MANY, 0, ORDER)
    assert scanned(scanned(session, "4*", "MUG-RED")[0], "MUG-RED")[1].done == 1  # the count is used up


def test_what_is_not_in_the_order_is_wrong_and_says_who_wants_it() -> None:
    wants = OrderHit(8, "300088", "Lagos Home", wanted=1)
    _, outcome = scanned(Session(ORDER), "LAMP", found=Found(wanting=(wants,), sku="LAMP", name="Lamp"))
    assert (outcome.result, outcome.choices, outcome.is_bad) == (ScanResult.WRONG_ITEM, (wants,), True)
    assert scanned(Session(ORDER), "NOBODY")[1].result is ScanResult.UNKNOWN_CODE
    _, outcome = scanned(Session(), "LAMP", found=Found(wanting=(wants,), sku="LAMP"))
    assert (outcome.result, outcome.is_bad) == (ScanResult.NO_ORDER_OPEN, False)


def test_another_order_waits_for_a_yes_only_while_this_one_is_begun() -> None:
    found = Found((OTHER,))
    assert scanned(Session(ORDER), "300088", found=found)[1].result is ScanResult.OPENED
    begun, _ = scanned(Session(ORDER), "MUG-RED")
    asked, outcome = scanned(begun, "300088", found=found)
    assert (outcome.result, asked.packing) == (ScanResult.OTHER_ORDER, begun.packing)
    assert scanned(asked, "300088", found=found)[0].packing == OTHER  # scanned again: yes
    assert scanned(asked, "MUG-RED")[1].done == 2  # or simply go on


def test_cancelled_orders_and_items_stop_the_packer() -> None:
    cancelled = replace(OTHER, lines=(), called_off=OTHER.lines)
    for session in (Session(), Session(ORDER), scanned(Session(ORDER), "MUG-RED")[0]):
        after, outcome = scanned(session, "300088", found=Found((cancelled,)))
        assert (outcome.result, after.packing) == (ScanResult.CANCELLED_ORDER, session.packing)
    half = replace(ORDER, lines=(MUG,), called_off=(KETTLE,))
    assert scanned(Session(half), "KET-BLU")[1].result is ScanResult.CANCELLED_ITEM


@pytest.mark.parametrize(
    ("order", "result"),
    [
        (replace(ORDER, lines=()), ScanResult.NOTHING_TO_PACK),
        (replace(ORDER, lines=(), items_known=False), ScanResult.ITEMS_UNKNOWN),
        (replace(ORDER, ticks={"i1": 1, "i2": 1, "i3": 3}), ScanResult.ALREADY_COMPLETE),
    ],
)
def test_orders_that_cannot_be_packed_say_why(order: Packing, result: ScanResult) -> None:
    assert opened(Session(), order)[1].result is result


def test_a_code_of_several_orders_asks_which() -> None:
    session, outcome = scanned(Session(), "300", found=Found((ORDER, OTHER)))
    assert (outcome.result, session.packing) == (ScanResult.SEVERAL_ORDERS, None)
    assert [hit.order_id for hit in outcome.choices] == [7, 8]


def test_two_parcels_are_finished_one_after_the_other() -> None:
    second = replace(KETTLE, items=(("i9", 1),), parcel="NL2")
    session = Session(replace(ORDER, lines=(replace(KETTLE, items=(("i1", 1),)), MUG, second)))
    session, outcome = scanned(session, "MUG-RED", "KET-BLU", "2*MUG-RED")
    assert (outcome.result, outcome.parcels) == (ScanResult.PARCEL_COMPLETE, ("NL1",))
    assert scanned(session, "KET-BLU")[1].parcels == ("NL2",)
    assert scanned(session, "KET-BLU")[1].result is ScanResult.COMPLETE


def test_undo_by_hand_start_over_and_put_aside() -> None:
    session, outcome = tick_by_hand(Session(ORDER), 1)
    assert (outcome.result, outcome.done) == (ScanResult.TICKED, 1)
    session, _ = scanned(session, "2*MUG-RED")
    session, outcome = undo(session)
    assert (outcome.result, outcome.sku, outcome.count, outcome.done) == (ScanResult.UNDONE, "MUG-RED", 2, 1)
    assert undo(undo(session)[0])[1].result is ScanResult.NOTHING_TO_UNDO
    assert put_aside(session)[1].result is ScanResult.SKIPPED
    session, _ = start_over(session)
    assert session.packing is not None and session.packing.done == 0
    assert tick_by_hand(session, 9)[1].result is ScanResult.UNKNOWN_CODE


def test_only_codes_that_say_nothing_here_are_looked_up() -> None:
    session = Session(ORDER)
    assert [needs_look_up(session, read_code(typed)) for typed in ("MUG-RED", "NL1", "3*", "LAMP")] == [
        False, False, False, True,
    ]  # fmt: skip
    assert needs_look_up(Session(), read_code("MUG-RED"))


orders = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(1, 5), min_size=1).map(
    lambda wanted: Packing(
        1, "9001", "Shop", "", Bucket.TO_PACK,
        tuple(
            PackLine(f"SKU-{key}", key, ((f"{key}1", count - count // 2), (f"{key}2", count // 2)), (), f"P{at % 2}")
            for at, (key, count) in enumerate(wanted.items())
        ),
    )
)  # fmt: skip


@given(orders, st.lists(st.tuples(st.integers(1, 4), st.sampled_from("ABCDEFGX")), max_size=40))
def test_no_sequence_of_scans_ticks_more_than_was_ordered(order: Packing, typed: list[tuple[int, str]]) -> None:
    session = Session(order)
    for count, key in typed:
        before = session.packing
        session, outcome = scanned(session, f"{count}*SKU-{key}")
        assert session.packing is not None and before is not None
        for line in session.packing.lines:
            assert all(session.packing.ticks.get(item, 0) <= quantity for item, quantity in line.items)
        assert session.packing.done - before.done == (0 if outcome.is_bad else count)
        assert (outcome.result is ScanResult.COMPLETE) == (session.packing.is_complete and not before.is_complete)
    while session.undo:
        session, _ = undo(session)
    assert session.packing is not None and session.packing.done == 0


@given(orders, st.randoms())
def test_the_sequence_of_the_scans_does_not_matter(order: Packing, chance: object) -> None:
    typed = [line.sku for line in order.lines for _ in range(line.quantity)]
    chance.shuffle(typed)  # type: ignore[attr-defined]
    session, told = Session(order), []
    for one in typed:
        session, outcome = scanned(session, one)
        told.append(outcome.result)
    assert told[-1] is ScanResult.COMPLETE
    assert Counter(told)[ScanResult.COMPLETE] == 1
    assert not any(outcome in (ScanResult.TOO_MANY, ScanResult.WRONG_ITEM) for outcome in told)


def test_a_session_comes_to_parcels_pieces_and_problems() -> None:
    start, hit = datetime(2026, 3, 10, 8, tzinfo=UTC), ORDER.hit
    told = [
        Outcome(ScanResult.TICKED, order=hit, count=3),
        Outcome(ScanResult.UNDONE, order=hit, count=1),
        Outcome(ScanResult.WRONG_ITEM, order=hit),
        Outcome(ScanResult.COMPLETE, order=hit),
        Outcome(ScanResult.COMPLETE, order=hit),
        Outcome(ScanResult.LABEL_PRINTED, order=hit),
    ]
    entries = [ScanEntry(start + timedelta(seconds=at), one) for at, one in enumerate(told)]
    summary = summary_of(entries, start + timedelta(minutes=2))
    assert (summary.packed, summary.items, summary.labels, summary.per_hour) == (1, 4, 1, 30)
    assert [entry.outcome.result for entry in summary.problems] == [ScanResult.WRONG_ITEM]
    assert summary_of(entries, start + timedelta(seconds=20)).per_hour is None
    assert summary_of([], start).packed == 0
