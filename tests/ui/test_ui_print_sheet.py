"""The print sheet and what leads to it: documents of a run, setups remembered, the ledger and the way back to paper."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from back_room import BackRoom
from conftest import until
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from desktop.domain.order_views import OrderQuery
from desktop.domain.orders import Bucket
from desktop.domain.papers import DocumentKind
from desktop.domain.prints import LedgerQuery
from desktop.services.labels import PageOrder
from desktop.store.sql import t
from desktop.ui.doors import Doors
from desktop.ui.main_window import MainWindow
from desktop.ui.printing.ledger import LedgerSheet
from desktop.ui.printing.sheet import PrintSheet
from desktop.ui.settings.sheet import SettingsSheet
from tests.fixtures import label_papers
from tests.fixtures.print_server import PrintServer, cups_home, paper, print_server

__all__ = ["cups_home", "print_server"]

LABEL, SLIP, PICKS = DocumentKind.LABEL, DocumentKind.PACKING_SLIP, DocumentKind.PICK_LIST


async def real_labels(room: BackRoom) -> None:
    """The room's labels are only names; these can be printed."""

    def write(c: object) -> None:
        for row in c.execute(t.labels.select()).all():  # type: ignore[attr-defined]
            content = label_papers.label(row.tracking_number)
            c.execute(  # type: ignore[attr-defined]
                t.label_files.update().where(t.label_files.c.label_id == row.id).values(content=content)
            )
            own = {"sha256": row.tracking_number}
            c.execute(t.labels.update().where(t.labels.c.id == row.id).values(**own))  # type: ignore[attr-defined]

    await room.services.db.write(write)


@pytest.fixture
def ready(room: BackRoom, loop: asyncio.AbstractEventLoop) -> list[int]:
    """Orders whose labels may be printed."""

    async def find() -> list[int]:
        await real_labels(room)
        ids = await room.services.orders.ids(OrderQuery(bucket=Bucket.LABEL_READY))
        plan = await room.services.labels.plan(list(ids))
        return [entry.order_id for entry in plan.printable][:5]

    return loop.run_until_complete(find())


@pytest.fixture
def doors(window: MainWindow, room: BackRoom) -> Doors:
    return Doors(window, room.services)


def shown(window: QWidget, kind: type) -> list:  # type: ignore[type-arg]
    return [one for one in window.findChildren(kind) if one.isVisible()]


async def sheet_of(window: MainWindow) -> PrintSheet:
    await until(lambda: bool(shown(window, PrintSheet)))
    (sheet,) = shown(window, PrintSheet)
    await until(lambda: sheet.print_button.isEnabled() and sheet.preview.count > 0)
    return sheet


async def show_all(window: MainWindow) -> None:
    window.orders.sidebar.buckets.choose(Bucket.ALL)
    await until(lambda: window.orders.model.rowCount() == 300 and window.orders.model.complete)


async def save_as(window: MainWindow, path: Path) -> None:
    await until(lambda: bool(shown(window, QFileDialog)))
    (dialog,) = shown(window, QFileDialog)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(str(path))
    dialog.accept()


def test_labels_slips_and_pick_list_of_one_run_follow_one_sequence(
    window: MainWindow, room: BackRoom, doors: Doors, ready: list[int], loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    async def scenario() -> None:
        window.print_wanted.emit(ready)
        sheet = await sheet_of(window)
        assert not sheet.tabs.isVisible()
        sheet.run.ticks[SLIP].setChecked(True)
        sheet.run.ticks[PICKS].setChecked(True)
        await until(sheet.print_button.isEnabled)
        assert [sheet.tabs.tabText(at) for at in range(sheet.tabs.count())] == ["Labels", "Packing slips", "Pick list"]
        labels = [sheet.list.topLevelItem(at).text(0) for at in range(5)]
        sheet.tabs.setCurrentIndex(1)
        await until(lambda: sheet.list.headerItem().text(1) == "Items")
        assert [sheet.list.topLevelItem(at).text(0) for at in range(5)] == labels
        assert sheet.form.paper.currentData() == "a6"
        sheet.run.sequence.setCurrentIndex(sheet.run.sequence.findData(PageOrder.GIVEN))
        sheet.run.sequence.activated.emit(0)
        await until(sheet.print_button.isEnabled)
        sheet.print_button.click()
        for name in ("labels", "slips", "picks"):
            await save_as(window, tmp_path / f"{name}.pdf")
            await until((tmp_path / f"{name}.pdf").exists)
        await until(lambda: not doors._printing._busy)
        lines = await room.services.papers.ledger(LedgerQuery())
        assert sorted((line.kind, line.copy) for line in lines) == sorted(
            (kind, 1) for kind in (LABEL, SLIP, PICKS) for _ in range(5)
        )
        assert (await room.services.papers.setups.get(LABEL)).sequence is PageOrder.GIVEN

        window.print_wanted.emit(ready)  # what goes along is remembered, and all of it was printed before
        await until(lambda: bool(shown(window, PrintSheet)))
        (again,) = shown(window, PrintSheet)
        assert again.run.ticked() == (LABEL, SLIP, PICKS)
        await until(again.again.isVisible)
        await until(lambda: all(one.sheets is not None for one in again.laid.values()))
        assert not again.print_button.isEnabled()
        again.again.setChecked(True)
        await until(again.print_button.isEnabled)
        again.reject()

    loop.run_until_complete(scenario())


def test_what_is_ticked_later_is_laid_out_as_the_run_is_now(
    window: MainWindow, room: BackRoom, doors: Doors, ready: list[int], loop: asyncio.AbstractEventLoop
) -> None:
    async def scenario() -> None:
        setups = room.services.papers.setups
        await setups.put(SLIP, replace(await setups.get(SLIP), sequence=PageOrder.GIVEN))  # printed alone like that
        window.print_wanted.emit(ready)
        sheet = await sheet_of(window)
        slips = sheet.laid[SLIP]
        assert slips.setup.sequence is PageOrder.PICK
        sheet.run.ticks[SLIP].setChecked(True)
        await until(lambda: slips.sheets is not None)
        before = slips.sheets
        sheet.run.ticks[SLIP].setChecked(False)
        sheet.run.sequence.setCurrentIndex(sheet.run.sequence.findData(PageOrder.GIVEN))
        sheet.run.sequence.activated.emit(0)
        sheet.run.ticks[SLIP].setChecked(True)
        await until(lambda: slips.sheets is not None and sheet.laid[LABEL].sheets is not None)
        assert slips.setup.sequence is PageOrder.GIVEN
        assert slips.sheets is not before
        sheet.reject()

    loop.run_until_complete(scenario())


def test_places_that_are_clicked_away_stay_so(
    window: MainWindow, room: BackRoom, doors: Doors, ready: list[int], loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    async def scenario() -> None:
        window.print_wanted.emit(ready)
        sheet = await sheet_of(window)
        sheet.form.paper.setCurrentIndex(sheet.form.paper.findData("a4-4up"))
        sheet.form.paper.activated.emit(0)
        await until(sheet.form.places.isVisible)
        assert sheet.form.places.places[0].accessibleName() == "Place 1: free"
        for at in (0, 2):
            sheet.form.places.places[at].click()
        await until(lambda: sheet.laid[LABEL].sheets is not None and sheet.laid[LABEL].sheets.count == 2)
        sheet.print_button.click()
        await save_as(window, tmp_path / "labels.pdf")
        await until(lambda: (tmp_path / "labels.pdf").exists() and not doors._printing._busy)
        first, second = label_papers.codes_of((tmp_path / "labels.pdf").read_bytes(), 300)
        assert (len(first), len(second)) == (2, 3)
        assert (await room.services.papers.setups.get(LABEL)).used == (0, 1, 2)

    loop.run_until_complete(scenario())


def test_a_sheet_without_a_free_place_is_a_new_sheet(
    window: MainWindow, doors: Doors, ready: list[int], loop: asyncio.AbstractEventLoop
) -> None:
    async def scenario() -> None:
        window.print_wanted.emit(ready)
        sheet = await sheet_of(window)
        sheet.form.paper.setCurrentIndex(sheet.form.paper.findData("a4-4up"))
        sheet.form.paper.activated.emit(0)
        for place in sheet.form.places.places:
            place.click()
        assert sheet.form.setup.used == ()
        sheet.reject()

    loop.run_until_complete(scenario())


def test_slips_alone_go_to_their_own_printer(
    window: MainWindow,
    room: BackRoom,
    doors: Doors,
    ready: list[int],
    loop: asyncio.AbstractEventLoop,
    print_server: PrintServer,
) -> None:
    async def scenario() -> None:
        async with paper() as sink:
            print_server.add("slips-here", sink.port)
            await show_all(window)
            window.orders.table.select_ids(ready[:2])
            assert window.orders.table.selected_count() == 2
            window.actions_by_key["packing_slip"].trigger()
            sheet = await sheet_of(window)
            assert tuple(sheet.laid) == (SLIP,)
            await until(lambda: sheet.form.printer.findData("slips-here") > 0)
            sheet.form.printer.setCurrentIndex(sheet.form.printer.findData("slips-here"))
            sheet.form.printer.activated.emit(0)
            assert sheet.print_button.text() == "Print"
            await until(sheet.print_button.isEnabled)
            sheet.print_button.click()
            printed = await asyncio.wait_for(sink.jobs.get(), 30)
            assert printed.startswith(b"%PDF")
            await until(lambda: not doors._printing._busy)
        assert (await room.services.papers.setups.get(SLIP)).printer == "slips-here"
        assert (await room.services.papers.setups.get(LABEL)).printer == ""
        assert {line.printer for line in await room.services.papers.ledger(LedgerQuery())} == {"slips-here"}

    loop.run_until_complete(scenario())


def test_nothing_selected_is_said_and_not_printed(
    window: MainWindow, doors: Doors, loop: asyncio.AbstractEventLoop
) -> None:
    window.orders.table.clearSelection()
    window.actions_by_key["pick_list"].trigger()
    assert not shown(window, PrintSheet)
    assert any("Select the orders first" in label.text() for label in window.findChildren(QLabel))


def test_a_second_print_at_once_is_told_that_the_first_is_not_over(
    window: MainWindow, doors: Doors, ready: list[int], loop: asyncio.AbstractEventLoop
) -> None:
    async def scenario() -> None:
        window.print_wanted.emit(ready[:1])
        window.print_wanted.emit(ready[:1])
        await until(lambda: any("still being finished" in label.text() for label in shown(window, QLabel)))
        sheet = await sheet_of(window)
        window.print_wanted.emit(ready[:1])
        assert shown(window, PrintSheet) == [sheet]
        sheet.reject()

    loop.run_until_complete(scenario())


def test_the_ledger_finds_a_print_and_brings_the_same_bytes_back(
    window: MainWindow, room: BackRoom, doors: Doors, ready: list[int], loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    async def scenario() -> None:
        labels = room.services.labels
        plan = await labels.plan(ready[:3])
        setup = await room.services.papers.setups.get(LABEL)
        await labels.to_pdf(plan, tmp_path / "first.pdf", setup.stock, who="ann")
        window.actions_by_key["ledger"].trigger()
        await until(lambda: bool(shown(window, LedgerSheet)))
        (sheet,) = shown(window, LedgerSheet)
        sheet.days.setCurrentIndex(sheet.days.findData(""))
        sheet.words.setText(plan.printable[1].tracking_number.lower())
        await until(lambda: sheet.list.topLevelItemCount() == 1)
        item = sheet.list.topLevelItem(0)
        assert (item.text(1), item.text(2), item.text(6), item.text(7)) == (
            "Label",
            plan.printable[1].number,
            "1",
            "ann",
        )
        assert not sheet.reprint.isEnabled()
        item.setSelected(True)
        assert sheet.new_label.isEnabled()
        sheet.reprint.click()
        again = await sheet_of(window)
        assert again.again.isChecked()
        again.print_button.click()
        await save_as(window, tmp_path / "second.pdf")
        await until(lambda: (tmp_path / "second.pdf").exists() and not doors._printing._busy)
        assert label_papers.codes_of((tmp_path / "second.pdf").read_bytes()) == [[plan.printable[1].tracking_number]]
        lines = await room.services.papers.ledger(LedgerQuery(words=plan.printable[1].number))
        assert [line.copy for line in lines] == [2, 1]

    loop.run_until_complete(scenario())


def test_the_ledger_can_be_kept_to_the_selected_order(
    window: MainWindow, room: BackRoom, doors: Doors, ready: list[int], loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    async def scenario() -> None:
        setup = await room.services.papers.setups.get(SLIP)
        plan = await room.services.papers.plan(SLIP, ready, setup)
        await room.services.papers.to_pdf(plan, tmp_path / "slips.pdf", setup)
        await show_all(window)
        window.orders.table.select_ids(ready[2:3])
        window.actions_by_key["ledger"].trigger()
        await until(lambda: bool(shown(window, LedgerSheet)))
        (sheet,) = shown(window, LedgerSheet)
        assert sheet.only.text() == "Only the selected order"
        sheet.only.setChecked(True)
        await until(lambda: sheet.list.topLevelItemCount() == 1)
        assert sheet.days.currentData() == ""
        assert sheet.list.topLevelItem(0).text(1) == "Packing slip"
        sheet.only.setChecked(False)
        await until(lambda: sheet.list.topLevelItemCount() == 5)
        sheet.reject()

    loop.run_until_complete(scenario())


def test_the_gear_leads_to_the_settings_of_this_document_and_back(
    window: MainWindow, room: BackRoom, doors: Doors, ready: list[int], loop: asyncio.AbstractEventLoop
) -> None:
    async def scenario() -> None:
        window.print_wanted.emit(ready)
        sheet = await sheet_of(window)
        sheet.gear.click()
        await until(lambda: bool(shown(window, SettingsSheet)))
        (settings,) = shown(window, SettingsSheet)
        page = settings.stack.currentWidget().widget()
        assert page.kind is LABEL
        page.placement.down.setValue(2.5)
        page.form.reverse.setChecked(True)
        await until(sheet.form.reverse.isChecked)
        settings.accept()
        assert sheet.laid[LABEL].setup.placement.down_mm == 2.5
        sheet.reject()
        assert (await room.services.papers.setups.get(LABEL)).placement.down_mm == 2.5

    loop.run_until_complete(scenario())


def test_the_sheet_is_worked_by_keyboard_and_every_part_has_a_name(
    window: MainWindow, doors: Doors, ready: list[int], loop: asyncio.AbstractEventLoop
) -> None:
    async def scenario() -> None:
        window.print_wanted.emit(ready)
        sheet = await sheet_of(window)
        nameless = [one for one in sheet.findChildren(QWidget) if _must_have_a_name(one) and not _name(one)]
        assert nameless == []
        reached = {id(sheet.print_button)}
        one: QWidget = sheet.print_button
        for _ in range(60):
            one = one.nextInFocusChain()
            if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
                reached.add(id(one))
        for wanted in (sheet.form.printer, sheet.form.paper, sheet.run.sequence, sheet.run.ticks[SLIP]):
            assert id(wanted) in reached
        sheet.reject()

    loop.run_until_complete(scenario())


def _must_have_a_name(widget: QWidget) -> bool:
    kind = widget.metaObject().className()
    return widget.isVisible() and kind in {"QToolButton", "ComboBox", "QCheckBox", "PlanList", "QTabBar", "_Place"}


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return widget.accessibleName() or (text() if callable(text) else "")
