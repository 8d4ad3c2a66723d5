"""Scan mode at the keyboard, as a scanner types and as a hand does: the real window, services and file."""

import asyncio
from dataclasses import replace

import pytest
from back_room import NOW, BackRoom, order
from conftest import until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from scan_table import BIG, NUMBER, enter, item_of, save, scan

from desktop.domain.orders import ItemStatus
from desktop.domain.scanning import ScanResult
from desktop.services.scanning import OPTIONS_SETTING
from desktop.ui.kit import tasks, theme
from desktop.ui.kit.palette import Palette
from desktop.ui.kit.theme import Tone
from desktop.ui.main_window import MainWindow
from desktop.ui.scanning.page import ScanPage
from desktop.ui.scanning.wedge import ScanField, Stroke, without_leftovers


@pytest.fixture
def page(room: BackRoom, window: MainWindow, loop: asyncio.AbstractEventLoop) -> ScanPage:
    return loop.run_until_complete(enter(room, window))


def results(page: ScanPage) -> list[ScanResult]:
    return [entry.outcome.result for entry in page.history.entries]


def press(page: ScanPage, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(page.focusWidget() or page, key, held)


def test_an_order_is_packed_with_the_scanner_alone(page: ScanPage, loop: asyncio.AbstractEventLoop) -> None:
    async def story() -> None:
        page.work.options = replace(page.work.options, print_label=False)
        assert await scan(page, NUMBER) == f"Order {NUMBER}"
        assert page.card.number.text() == NUMBER
        assert page.card.note.words.text() == "Please wrap the mugs well."
        assert page.ring.accessibleName() == "0 of 4 items packed"
        await scan(page, "ket-blu-17", "MUG-RED", "MUG-RED")
        assert page.ring.accessibleName() == "3 of 4 items packed"
        assert await scan(page, "MUG-RED") == f"Complete: {NUMBER}"
        assert page.band.telling.tone is Tone.SUCCESS
        assert await scan(page, "https://track.invalid/NL-77001X") == "Right label"
        assert page.history.figures.text().startswith("One order packed")

    loop.run_until_complete(story())


def test_the_wrong_item_is_red_flashes_and_is_read_out(page: ScanPage, loop: asyncio.AbstractEventLoop) -> None:
    async def story() -> None:
        await scan(page, NUMBER)
        flashes: list[int] = []
        page.work.shown.connect(lambda _session, _told: flashes.append(page.band._flashes_left))
        assert await scan(page, "LAMP-DESK-W") == "Wrong item: LAMP-DESK-W"
        assert "It is for 30" in page.band.sentence.text()  # the order that wants it
        assert page.band.telling.tone is Tone.DANGER
        assert max(flashes) > 0
        assert page.band.accessibleName().startswith("Wrong item: LAMP-DESK-W. It does not belong")
        assert await scan(page, "SOAP-OLIVE") == "Cancelled item: SOAP-OLIVE"
        assert await scan(page, "2*KET-BLU-17") == "Too many: KET-BLU-17"
        assert await scan(page, "XX-NOTHING") == "Unknown code"
        assert page.work.session.packing is not None and page.work.session.packing.done == 0
        await until(lambda: page.band._flashes_left <= 0)
        assert page.band.grab().toImage().pixelColor(12, 60).name() == theme.LIGHT["danger"]

    loop.run_until_complete(story())


def test_another_order_asks_and_is_opened_by_a_second_scan_or_enter(
    page: ScanPage, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        other = order(12).number
        await scan(page, NUMBER, "MUG-RED")
        assert await scan(page, other) == f"Order {NUMBER} is not finished"
        assert page.card.number.text() == NUMBER
        assert await scan(page, other) == f"Order {other}"
        await scan(page, NUMBER)  # nothing of the other was packed, so nothing is asked
        assert await scan(page, "MUG-RED") == "MUG-RED  \N{MIDDLE DOT}  2 of 3"
        await scan(page, other)
        page.field._ended_at = -1.0  # the hand comes later than the scanner's own Enter
        press(page, Qt.Key.Key_Return)
        await until(lambda: page.card.number.text() == other)
        await scan(page, NUMBER)
        await scan(page, other)
        press(page, Qt.Key.Key_Tab)  # or by the button beside the words
        assert page.focusWidget() is page.band.buttons[0]
        press(page, Qt.Key.Key_Space)
        await until(lambda: page.card.number.text() == other)
        assert page.field.hasFocus()

    loop.run_until_complete(story())


def test_keys_take_back_put_aside_start_over_and_tick_by_hand(
    page: ScanPage, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        await scan(page, NUMBER, "3*MUG-RED")

        async def done(count: int) -> None:
            await until(lambda: page.ring.accessibleName() == f"{count} of 4 items packed")

        press(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await done(0)
        press(page, Qt.Key.Key_Up)
        press(page, Qt.Key.Key_Space)
        await done(1)
        assert page.card.lines.chosen() == 0
        press(page, Qt.Key.Key_F7)
        await done(0)
        await scan(page, "MUG-RED")
        press(page, Qt.Key.Key_F6)
        await until(lambda: page.work.session.packing is None)
        beside = "Go on with order 300987654, 1 of 4"
        await until(lambda: button(page, beside) is not None)
        found = button(page, beside)
        assert found is not None
        found.click()
        await done(1)
        assert results(page)[-1] is ScanResult.OPENED

    loop.run_until_complete(story())


def button(page: QWidget, name: str) -> QPushButton | None:
    return next(
        (one for one in page.findChildren(QPushButton) if one.accessibleName() == name and one.isVisible()), None
    )


def test_what_the_window_does_with_keys_stays_behind(
    page: ScanPage, window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    """Ctrl+P, Ctrl+Return and their like would act on orders that nobody sees."""
    wished: list[object] = []
    window.print_wanted.connect(wished.append)
    window.orders.actions_of_page.wanted.connect(wished.append)
    assert window.orders.table.selected_count() == 0
    for key in (Qt.Key.Key_P, Qt.Key.Key_Return, Qt.Key.Key_E, Qt.Key.Key_A):
        press(page, key, Qt.KeyboardModifier.ControlModifier)
    assert wished == []
    assert window.pages.isHidden()
    QTest.keyClick(page.field, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    window.actions_by_key["catalog"].trigger()
    assert not window.pages.isHidden() and page.isHidden()
    window.actions_by_key["scan"].trigger()
    assert window.pages.isHidden()
    QTest.keyClick(page.field, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.isHidden() and window.focusWidget() is window.top.search


def test_escape_leaves_with_ticks_kept_and_the_selection_back(
    page: ScanPage, window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        press(page, Qt.Key.Key_Escape)
        ids = list(window.orders.model.ids[:3])
        window.orders.table.select_ids(ids, ids[0])
        window.actions_by_key["scan"].trigger()
        await scan(page, NUMBER, "MUG-RED", "LAMP-DESK-W")
        QTest.keyClicks(page.field, "30")
        press(page, Qt.Key.Key_Escape)
        assert page.field.text() == "" and not page.isHidden()  # first the letters, then the mode
        press(page, Qt.Key.Key_Escape)
        assert page.isHidden() and not window.pages.isHidden() and not window.top.isHidden()
        assert list(window.orders.table.selected_ids()) == ids
        (notice,) = window.notices.standing()
        assert notice.text == "Scan mode: 0 orders packed  \N{MIDDLE DOT}  one item  \N{MIDDLE DOT}  one problem"
        window.actions_by_key["scan"].trigger()
        assert results(page) == []
        await scan(page, NUMBER)
        assert page.ring.accessibleName() == "1 of 4 items packed"

    loop.run_until_complete(story())


def test_two_orders_of_one_number_are_chosen_by_their_shop_and_never_guessed(
    page: ScanPage, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        twin = replace(BIG, remote_id="twin", shop_remote_ids=("s2",), items=(item_of(9, "LAMP", "Lamp", 1),))
        await save(room, twin)
        assert await scan(page, NUMBER) == "Which order?"
        page.field._ended_at = -1.0
        press(page, Qt.Key.Key_Return)
        assert page.work.session.packing is None
        names = [button.accessibleName() for button in page.band.buttons]
        assert sorted(name.partition("  \N{MIDDLE DOT}  ")[2] for name in names) == ["Casa Atlas", "Nairobi Kitchen"]
        page.band.buttons[names.index(f"{NUMBER}  \N{MIDDLE DOT}  Nairobi Kitchen")].click()
        await until(lambda: page.work.session.packing is not None)
        assert page.card.who.text().startswith("Wanjiru Mwangi")
        assert page.ring.accessibleName() == "0 of 1 items packed"

    loop.run_until_complete(story())


def test_keys_reach_the_scanner_line_wherever_the_focus_is(page: ScanPage, loop: asyncio.AbstractEventLoop) -> None:
    async def story() -> None:
        await scan(page, NUMBER)
        aside = button(page, "Put aside")
        assert aside is not None
        aside.setFocus()
        assert await scan(page, "MUG-RED") == "MUG-RED  \N{MIDDLE DOT}  1 of 3"
        assert page.field.hasFocus()
        page.window().findChild(QWidget).setFocus()
        QTest.keyClicks(page.field, "MUG-RED")
        told = len(results(page))
        QTest.keyClick(page.field, Qt.Key.Key_Tab)  # some scanners end with a tab
        await until(lambda: len(results(page)) > told)
        assert page.ring.accessibleName() == "2 of 4 items packed"

    loop.run_until_complete(story())


def test_nothing_behind_can_take_the_focus(page: ScanPage, window: MainWindow) -> None:
    window.orders.table.setFocus()
    window.top.show()
    window.top.search.setFocus()
    assert page.field.hasFocus()


def test_an_enter_that_echoes_the_scan_presses_no_button(page: ScanPage, loop: asyncio.AbstractEventLoop) -> None:
    """Scanners that send CR and LF press Enter twice; a second copy of a label must not come of it."""
    clock = [10.0]
    field = ScanField(lambda: clock[0])
    entered, scanned = [], []
    field.entered.connect(lambda: entered.append(1))
    field.scanned.connect(scanned.append)
    QTest.keyClicks(field, "MUG")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert (scanned, entered) == (["MUG"], [])
    clock[0] += 1
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert entered == [1]
    field.deleteLater()


@pytest.mark.parametrize(
    ("by_hand", "pause", "gap", "kept"),
    [
        ("30", 1.0, 0.01, "MUG-RED"),  # left over in the line: not part of the code
        ("3*", 1.0, 0.01, "3*MUG-RED"),  # a count is meant
        ("30", 0.2, 0.2, "30MUG-RED"),  # all by hand
        ("", 0.0, 0.01, "MUG-RED"),
    ],
)
def test_letters_left_by_a_hand_do_not_spoil_a_scan(by_hand: str, pause: float, gap: float, kept: str) -> None:
    strokes = [Stroke(sign, 0.3 * at) for at, sign in enumerate(by_hand)]
    start = (strokes[-1].at if strokes else 0.0) + pause
    strokes += [Stroke(sign, start + gap * at) for at, sign in enumerate("MUG-RED")]
    assert without_leftovers(f"{by_hand}MUG-RED", strokes) == kept


def test_an_order_cancelled_on_the_table_is_told_at_once(
    page: ScanPage, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        await scan(page, NUMBER, "MUG-RED")
        gone = tuple(replace(item, status=ItemStatus.CANCELLED) for item in BIG.items)
        await save(room, replace(BIG, items=gone, updated_at=NOW))

        async def outside() -> None:
            from desktop.domain.changes import ChangeKind, Changes

            room.services.changes.publish(Changes(ChangeKind.ORDERS))
            await until(lambda: page.band.headline.text() == "Cancelled: do not send")

        await outside()
        assert page.work.session.packing is None

    loop.run_until_complete(story())


def test_without_a_printer_nothing_is_printed_and_a_button_leads_to_one(
    page: ScanPage, window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        wished: list[object] = []
        window.print_wanted.connect(wished.append)
        await scan(page, NUMBER, "3*MUG-RED", "KET-BLU-17")
        await until(lambda: results(page)[-1] is ScanResult.LABEL_NOT_PRINTED)
        assert page.band.headline.text() == f"No label: {NUMBER}"  # the back room's marketplace has none
        assert "label" in page.band.sentence.text()
        await scan(page, order(12).number)
        first = order(12).items[0].sku
        await scan(page, first)
        await until(lambda: results(page)[-1] is ScanResult.NO_PRINTER)
        page.band.choose_first()
        ids = await room.services.orders.find([order(12).number])
        assert wished == [list(ids[order(12).number])]

    loop.run_until_complete(story())


def test_its_commands_stand_in_a_menu_and_in_the_palette_while_it_is_open(
    page: ScanPage, window: MainWindow, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        await scan(page, NUMBER, "MUG-RED")
        (menu,) = [one for one in window.menuBar().actions() if one.text() == "S&can mode"]
        assert menu.isVisible()
        assert next(action.text() for action in menu.menu().actions()) == "Take out the last item"
        window.action_wanted.emit("palette")
        palette = window.findChild(Palette)
        assert palette is not None
        QTest.keyClicks(palette.line, "take out")
        QTest.keyClick(palette.line, Qt.Key.Key_Return)
        await until(lambda: page.ring.accessibleName() == "0 of 4 items packed")
        page.left.emit()
        assert not menu.isVisible()

    loop.run_until_complete(story())


def test_options_are_remembered(page: ScanPage, room: BackRoom, loop: asyncio.AbstractEventLoop) -> None:
    async def story() -> None:
        page.options.ticks["print_label"].trigger()
        page.options.ticks["sound"].trigger()

        await until(lambda: page.sounds.muted and not tasks._running)
        setting = await room.services.settings.get(OPTIONS_SETTING)
        assert setting == {"print_label": False, "take_steps": False, "packing_slip": False, "sound": False}

    loop.run_until_complete(story())
