"""Deadlines on screen: the rules' form in the settings, the countdown and the money in the table, notice and mark."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from back_room import NOW, BackRoom, order
from conftest import until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit
from test_ui_access import _MUST_HAVE_A_NAME as MUST_HAVE_A_NAME
from test_ui_access import name_of, qt_made

from desktop.domain.deadlines import EXAMPLE, NO_PACK, OWN, DeadlineRule, Fee, FeeKind, Met, Unit
from desktop.domain.usual_views import UsualView
from desktop.domain.working_time import WorkingTime
from desktop.store import order_ingest
from desktop.ui.deadlines.page import DeadlinesPage
from desktop.ui.deadlines.watch import DeadlineWatch
from desktop.ui.deadlines.words import example_sentence, loss_sentence, rule_sentence, source_sentence
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.sheet import SettingsSheet

Loop = asyncio.AbstractEventLoop
LAGOS = WorkingTime("Africa/Lagos", frozenset({5, 6}))
RULE = DeadlineRule(
    "north-ng", "north", "Nigeria", 40, Unit.HOURS, LAGOS, platform="north", loses_order=True,
    fee=Fee(FeeKind.FIXED, Decimal(500), "NGN"), platform_wins=False, sources={"deadline": EXAMPLE},
)  # fmt: skip


# --- words ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "done"),
    [
        ({}, "shipped by Tuesday 09:00"),
        ({"within": 24}, "shipped by Monday 17:00"),
        ({"unit": Unit.DAYS, "within": 2, "until": time(12)}, "shipped by Tuesday 12:00"),
        ({"unit": Unit.DAYS, "within": 1}, "shipped by Monday 24:00"),
        ({"unit": Unit.DAYS, "within": 9, "met": Met.READY}, "ready to ship by Thursday, 26 Mar 24:00"),
        ({"cut_off": time(16), "within": 24}, "shipped by Monday 24:00"),
    ],
)
def test_a_rule_explains_itself_by_an_example(qapp: object, change: dict[str, object], done: str) -> None:
    rule = replace(RULE, **change)  # type: ignore[arg-type]
    assert example_sentence(rule, NOW) == f"An order placed Friday 17:00 must be {done}."


def test_a_rule_is_told_in_words(qapp: object) -> None:
    place = replace(LAGOS, holidays=frozenset({"12-25"}))
    told = rule_sentence(replace(RULE, cut_off=time(14), place=place, until=time(23)))
    assert told == (
        "To be shipped within 40 hours. It counts as late at the next 23:00. What comes at 14:00 or later counts from "
        "the next working day. Not counted: Saturday, Sunday. One holiday does not count."
    )
    assert rule_sentence(replace(RULE, unit=Unit.DAYS, within=1, met=Met.PACKED, place=WorkingTime("UTC"))) == (
        "To be packed within 1 working day, by the end of the last."
    )


@pytest.mark.parametrize(
    ("fee", "lost", "sentence"),
    [
        (Fee(), False, "Late: no loss is known; the buyer waits."),
        (Fee(), True, "Late: the order is cancelled."),
        (RULE.fee, True, "Late: the order is cancelled, and a fee of NGN\N{NO-BREAK SPACE}500 is charged."),
        (
            Fee(FeeKind.PERCENT, Decimal("7.50"), "KES", None, Decimal(900), per_item=True),
            False,
            "Late: a fee of 7.5 % of the amount, at most KES\N{NO-BREAK SPACE}900 per item is charged.",
        ),
    ],
)
def test_a_loss_is_told_in_words(qapp: object, fee: Fee, lost: bool, sentence: str) -> None:
    assert loss_sentence(replace(RULE, fee=fee, loses_order=lost)) == sentence


def test_a_source_is_never_more_certain_than_it_is(qapp: object) -> None:
    check = "Example - check with your marketplace."
    assert [source_sentence(one) for one in ("", EXAMPLE, OWN, "a page")] == [check, check, "You set this.", "a page"]
    assert source_sentence("Else example") == "Else example - check with your marketplace."


# --- settings ---------------------------------------------------------------------------------------------------------
class Hand:
    """The seller in the settings."""

    def __init__(self, window: MainWindow, room: BackRoom, loop: Loop) -> None:
        self.window, self.room, self.loop = window, room, loop
        self.sheet = SettingsSheet(window, room.services, window.choose_colours, "deadlines")
        self.sheet.open()
        page = self.sheet.pages["deadlines"]
        assert isinstance(page, DeadlinesPage)
        self.page = page
        self.wait(lambda: bool(page.rules.rule_id()))

    def wait(self, true: Callable[[], bool]) -> None:
        self.loop.run_until_complete(until(true))

    def choose(self, rule_id: str) -> None:
        shelf = self.run(self.room.services.deadlines.shelf())
        self.page.rules.show_packs(shelf.book.packs, shelf.origins, rule_id)  # type: ignore[attr-defined]

    def answer(self, file: Path) -> None:
        """Type a name in the file dialog that is open."""
        (dialog,) = self.page.findChildren(QFileDialog)
        line = dialog.findChild(QLineEdit)
        assert line is not None
        line.setText(str(file))
        dialog.accept()

    def run(self, work: Awaitable[object]) -> object:
        return self.loop.run_until_complete(work)  # type: ignore[arg-type]

    def rule(self, rule_id: str) -> DeadlineRule | None:
        return self.room.services.deadlines.book.rule(rule_id)


@pytest.fixture
def hand(window: MainWindow, room: BackRoom, loop: Loop) -> Hand:
    return Hand(window, room, loop)


def test_a_changed_value_is_explained_saved_and_counts(hand: Hand) -> None:
    hand.choose("any-other")
    form = hand.page.form
    assert form.within.value() == 48 and not form.reset.isVisible()
    form.within.setFocus()
    form.within.selectAll()
    QTest.keyClicks(form.within, "12")
    assert form.example.text() == "An order placed Friday 17:00 must be shipped by Saturday 05:00."
    hand.wait(form.reset.isVisible)
    assert "You set this" in form.sources["deadline"].text()
    assert form.within.hasFocus() or not hand.sheet.isActiveWindow()
    saved = hand.rule("any-other")
    assert saved is not None and (saved.within, saved.sources["deadline"]) == (12, OWN)
    form.reset.click()
    hand.wait(lambda: form.within.value() == 48 and not form.reset.isVisible())
    hand.page.take_back.click()
    hand.wait(lambda: form.within.value() == 12)


def test_a_wrong_value_is_marked_and_waits(hand: Hand) -> None:
    hand.choose("any-other")
    form = hand.page.form
    QTest.keyClicks(form.holidays, "12-25, 13-40")
    assert form.holidays.property("problem") is True
    assert "12-25 or 2026-11-20" in form.wrong.text()
    form.flush()
    saved = hand.rule("any-other")
    assert saved is not None and not saved.place.holidays
    QTest.keyClick(form.holidays, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(form.holidays, "12-25 12-26")
    assert form.holidays.property("problem") is False
    hand.wait(lambda: (one := hand.rule("any-other")) is not None and len(one.place.holidays) == 2)


@pytest.mark.parametrize(
    ("typed", "stored"), [("9", time(9)), ("14.30", time(14, 30)), ("07:15", time(7, 15)), ("", None)]
)
def test_an_hour_is_taken_as_people_type_it(hand: Hand, typed: str, stored: time | None) -> None:
    hand.choose("any-other")
    QTest.keyClicks(hand.page.form.cut_off, typed or "8")
    if not typed:
        hand.page.form.cut_off.selectAll()
        QTest.keyClick(hand.page.form.cut_off, Qt.Key.Key_Delete)
    hand.page.form.title.setFocus()
    QTest.keyClicks(hand.page.form.title, "x")  # so that there is something to save in any case
    hand.wait(lambda: (one := hand.rule("any-other")) is not None and one.title.endswith("x"))
    saved = hand.rule("any-other")
    assert saved is not None and saved.cut_off == stored


def test_a_rule_is_added_duplicated_removed_and_brought_back(hand: Hand) -> None:
    rules = hand.page.rules
    hand.choose("jumia-ke")
    rules.duplicate.click()
    hand.wait(lambda: hand.page.form.title.text() == "Kenya, copy")
    copy = rules.rule_id()
    QTest.keyClick(rules.tree, Qt.Key.Key_Delete)
    hand.wait(lambda: hand.page.told.text() == "Kenya, copy was removed.")
    assert hand.rule(copy) is None
    hand.page.take_back.click()
    hand.wait(lambda: hand.rule(copy) is not None)
    rules.add.click()
    hand.wait(lambda: hand.page.form.title.text() == "New rule")
    assert rules.pack_id() == "own"
    assert (one := hand.rule(rules.rule_id())) is not None and set(one.sources.values()) == {OWN}


def test_rules_travel_by_file(hand: Hand, tmp_path: Path) -> None:
    hand.choose("lazada-my")
    hand.page.rules.export_wanted.emit()
    hand.wait(lambda: bool(hand.page.findChildren(QFileDialog)))
    hand.answer(tmp_path / "rules.json")
    hand.wait(lambda: hand.page.told.text() == "Lazada: 6 rules were written to rules.json.")
    file = tmp_path / "rules.json"
    file.write_text(file.read_text("utf-8").replace('"within": 48', '"within": 30'), "utf-8")
    hand.wait(lambda: not hand.page.findChildren(QFileDialog))
    hand.page.rules.import_wanted.emit()
    hand.wait(lambda: bool(hand.page.findChildren(QFileDialog)))
    assert Path(hand.page.findChildren(QFileDialog)[0].directory().path()) == tmp_path  # where the last file was
    hand.answer(file)
    hand.wait(lambda: (one := hand.rule("lazada-my")) is not None and one.within == 30)
    hand.wait(lambda: hand.page.told.text() == "The rules of rules.json are in force.")
    hand.page.take_back.click()
    hand.wait(lambda: (one := hand.rule("lazada-my")) is not None and one.within == 48)


def test_a_shop_may_do_without_deadlines_and_the_warning_is_kept_on_closing(hand: Hand) -> None:
    hand.page.tabs.setCurrentIndex(1)
    (shop_id, box), *_ = hand.page.packs.boxes.items()
    box.setCurrentIndex(box.findData(NO_PACK))
    box.activated.emit(box.currentIndex())
    hand.wait(lambda: hand.room.services.deadlines.book.is_off(shop_id))
    hand.page.packs.warning.setValue(9)
    hand.sheet.done_button.click()

    async def kept() -> None:
        async with asyncio.timeout(10):
            while (await hand.room.services.deadlines.shelf()).own.warn_hours != 9:  # noqa: ASYNC110
                await asyncio.sleep(0)

    hand.run(kept())


# --- the table, the notice, the mark ----------------------------------------------------------------------------------
@pytest.fixture
def ruled_room(room: BackRoom, loop: Loop) -> BackRoom:
    loop.run_until_complete(room.services.deadlines.put_rule(replace(RULE, within=20)))
    loop.run_until_complete(room.services.deadlines.set_warning(12))
    return room


@pytest.fixture
def ruled(ruled_room: BackRoom, open_window: Callable[..., MainWindow]) -> MainWindow:
    return open_window(ruled_room)


def test_the_morning_list_begins_with_what_is_due_first_and_of_equals_costs_most(ruled: MainWindow) -> None:
    model = ruled.orders.model
    rows = [row for at in range(40) if (row := model.row_at(at)) is not None]
    assert len(rows) == 40 and all(row.breach_at and row.risk for row in rows)
    assert [row.breach_at for row in rows] == sorted(row.breach_at for row in rows if row.breach_at)
    at_risk = [column.key for column in model.columns].index("risk")
    cell = model.cell(0, at_risk)
    assert cell.mark is not None and cell.mark.tone == "danger"
    assert rows[0].risk is not None and f"{rows[0].risk.amount:,}" in cell.text


def test_the_detail_says_rule_hour_and_loss(ruled: MainWindow, loop: Loop) -> None:
    ruled.orders.table.select_ids([ruled.orders.model.ids[0]])
    loop.run_until_complete(until(lambda: ruled.orders.detail.order_id is not None))
    words = [label.text() for label in ruled.orders.detail.findChildren(QLabel)]
    assert {"Deadline", "To be shipped by", "Nigeria"} <= set(words)
    assert any("To be shipped within 20 hours." in one and "the order is cancelled" in one for one in words)
    assert "Example - check with your marketplace." in words


def test_one_notice_tells_of_all_and_shows_them(ruled: MainWindow, ruled_room: BackRoom, loop: Loop) -> None:
    watch = DeadlineWatch(ruled, ruled_room.services)
    notices = ruled.notices
    loop.run_until_complete(until(lambda: bool(notices.standing())))
    (notice,) = notices.standing()
    standing = loop.run_until_complete(ruled_room.services.deadlines.standing())
    soon, late = len(standing.soon), len(standing.breached)
    assert soon > 1 and late > 1
    assert notice.text.startswith(f"{soon} orders breach within 12 hours, {late} orders are late: ")
    assert "NGN" in notice.text and "KES" in notice.text
    mark = next(one for one in ruled.status.findChildren(type(ruled.status.stop)) if "late" in one.text())
    assert mark.accessibleName() == f"Deadlines: {late} late, {soon} due within 12 h"
    watch.look()
    loop.run_until_complete(asyncio.sleep(0))
    loop.run_until_complete(until(lambda: len(notices.standing()) == 1))
    assert notice.times == 1  # nobody is told twice
    mark.click()
    loop.run_until_complete(until(lambda: ruled.orders.model.rowCount() == soon + late))
    assert ruled.orders.looking.view_key == UsualView.BREACH


def test_a_new_order_that_is_near_is_told_of(ruled: MainWindow, ruled_room: BackRoom, loop: Loop) -> None:
    watch = DeadlineWatch(ruled, ruled_room.services)
    loop.run_until_complete(until(lambda: len(ruled.notices.standing()) == 1))
    (before,) = ruled.notices.standing()
    first = before.text
    placed = NOW - timedelta(hours=38)
    fresh = replace(order(1), remote_id="new", number="777", created_at=placed, country="NG", updated_at=NOW)
    fresh = replace(fresh, items=tuple(replace(one, status=order(10).items[0].status) for one in fresh.items))
    db = ruled_room.services.db
    loop.run_until_complete(db.write(lambda c: order_ingest.save_orders(c, ruled_room.account_id, [fresh], at=NOW)))
    loop.run_until_complete(ruled_room.services.deadlines.reckon())
    watch.look()
    loop.run_until_complete(until(lambda: [one.text for one in ruled.notices.standing() if one.text != first] != []))
    loop.run_until_complete(until(lambda: len(ruled.notices.standing()) == 1))  # the new one alone


def test_another_warning_moves_the_mark_the_view_and_the_colours(
    ruled: MainWindow, ruled_room: BackRoom, loop: Loop
) -> None:
    DeadlineWatch(ruled, ruled_room.services)
    loop.run_until_complete(until(lambda: bool(ruled.notices.standing())))
    loop.run_until_complete(ruled_room.services.deadlines.set_warning(30))
    expected = loop.run_until_complete(ruled_room.services.deadlines.standing())
    words = f"{len(expected.soon)} due within 30 h"
    buttons = ruled.status.findChildren(type(ruled.status.stop))
    loop.run_until_complete(until(lambda: any(words in one.text() for one in buttons)))
    model = ruled.orders.model
    at_risk = [column.key for column in model.columns].index("risk")

    def tones() -> set[str]:
        """Of what is due within thirty hours, and not late; a cell that is asked for brings its page."""
        cells = [(model.cell(at, at_risk), model.row_at(at)) for at in range(model.rowCount())]
        near = NOW + timedelta(hours=30)
        return {str(cell.mark.tone) for cell, row in cells if cell.mark and row and NOW < (row.breach_at or NOW) < near}

    loop.run_until_complete(until(lambda: tones() == {"danger"}))


def test_everything_on_the_page_has_a_name(hand: Hand) -> None:
    usable = [one for kind in MUST_HAVE_A_NAME for one in hand.page.findChildren(kind)]
    assert [one for one in usable if not qt_made(one) and not name_of(one).strip()] == []
