"""Print settings and the template editor: each choice is kept as it is made, and seen on the paper beside it."""

import asyncio
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from back_room import BackRoom
from conftest import until
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.domain.papers import DocumentKind, Placement
from desktop.services.papers import DocumentSetup
from desktop.services.papers.templates import usual
from desktop.ui.kit import tasks
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.sheet import SettingsSheet
from tests.fixtures.pdfium import alone
from tests.fixtures.print_server import PrintServer, cups_home, paper, print_server

__all__ = ["cups_home", "print_server"]

LABEL, SLIP, PICKS = DocumentKind.LABEL, DocumentKind.PACKING_SLIP, DocumentKind.PICK_LIST


@pytest.fixture
def open_settings(window: MainWindow, room: BackRoom) -> Iterator[Any]:
    opened: list[SettingsSheet] = []

    def open_at(section: str, kind: DocumentKind = LABEL) -> SettingsSheet:
        sheet = SettingsSheet(window, room.services, window.choose_colours, section, kind)
        opened.append(sheet)
        sheet.open()
        return sheet

    yield open_at
    for sheet in opened:
        if tasks.alive(sheet):
            sheet.accept()
            sheet.deleteLater()


def choose(box: Any, value: object) -> None:
    at = box.findData(value)
    assert at >= 0
    box.setCurrentIndex(at)
    box.activated.emit(at)


def text_of(pdf: bytes) -> str:
    def read() -> str:
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            return "".join(page.get_textpage().get_text_range() for page in document)

    return alone(read)


def test_each_document_keeps_its_own_choices(
    room: BackRoom, open_settings: Any, loop: asyncio.AbstractEventLoop
) -> None:
    async def scenario() -> None:
        setups = room.services.papers.setups
        page = open_settings("printing").stack.currentWidget().widget()
        choose(page.form.printer, "zpl://")
        page.form.printer_field.address.setText("192.0.2.7:9101")
        page.form.printer_field.address.editingFinished.emit()
        choose(page.form.printer_field.dpi, 300)
        choose(page.form.paper, "own")
        page.form.paper_field.width_mm.setValue(80)
        page.form.paper_field.height_mm.setValue(120)
        choose(page.placement.turn, 180)
        page.placement.right.setValue(1.5)
        page.placement.own_darkness.setChecked(True)
        page.placement.darkness.setValue(12)
        page.tabs.setCurrentIndex(page.tabs.count() - 1)
        page.form.reverse.setChecked(True)

        done = asyncio.Event()
        kept: dict[DocumentKind, DocumentSetup] = {}

        async def look() -> None:
            found = await setups.all()
            if found[DocumentKind.HANDOVER].reverse and found[LABEL].placement.darkness == 12:
                kept.update(found)
                done.set()

        looks: list[asyncio.Future[None]] = []
        stop = room.services.changes.subscribe(lambda _changes: looks.append(asyncio.ensure_future(look())))
        await look()
        await asyncio.wait_for(done.wait(), 10)
        stop()
        await asyncio.gather(*looks)
        label, handover = kept[LABEL], kept[DocumentKind.HANDOVER]
        assert (label.printer, label.paper) == ("zpl://192.0.2.7:9101?dpi=300", "80x120")
        assert (label.placement, label.reverse) == (Placement(180, 1.5, 0.0, 12), False)
        assert (handover.printer, handover.paper) == ("", "a4")
        again = open_settings("printing").stack.currentWidget().widget()
        await until(lambda: again.placement.turn.currentData() == 180)
        assert again.form.printer_field.name() == "zpl://192.0.2.7:9101?dpi=300"
        assert again.form.paper_field.paper() == "80x120"
        assert again.placement.placement() == Placement(180, 1.5, 0.0, 12)
        assert again.placement.darkness.isVisible()

    loop.run_until_complete(scenario())


def test_the_calibration_page_goes_where_the_labels_go(
    room: BackRoom, open_settings: Any, loop: asyncio.AbstractEventLoop, print_server: PrintServer
) -> None:
    async def scenario() -> None:
        async with paper() as sink:
            print_server.add("measured", sink.port)
            page = open_settings("printing").stack.currentWidget().widget()
            assert not page.placement.page.isEnabled()  # a file needs no measuring
            await until(lambda: page.form.printer.findData("measured") > 0)
            choose(page.form.printer, "measured")
            page.placement.page.click()
            assert "Code 128" in text_of(await asyncio.wait_for(sink.jobs.get(), 30))
            await until(lambda: "measured" in page.told.text())
        assert not page.placement.darkness.isVisible()
        page.form.printer_field.raw.setChecked(True)
        assert page.placement.darkness.isVisible()
        assert page.form.printer_field.name() == "raw:measured"

    loop.run_until_complete(scenario())


def test_a_printer_that_does_not_answer_is_said_on_the_page(
    open_settings: Any, loop: asyncio.AbstractEventLoop
) -> None:
    async def scenario() -> None:
        page = open_settings("printing").stack.currentWidget().widget()
        choose(page.form.printer, "zpl://")
        page.form.printer_field.address.setText("127.0.0.1:9")
        page.form.printer_field.address.editingFinished.emit()
        page.placement.page.click()
        await until(lambda: "printer" in page.told.text().lower())

    loop.run_until_complete(scenario())


def test_the_preview_follows_what_is_typed_and_late_answers_are_dropped(
    room: BackRoom, open_settings: Any, loop: asyncio.AbstractEventLoop
) -> None:
    async def scenario() -> None:
        page = open_settings("templates").stack.currentWidget()
        await until(lambda: page.preview.count == 1)
        for title in ("F", "Fo", "For you"):
            page.contents.title.setText(title)
            page.contents.title.textEdited.emit(title)
        await until(lambda: "For you" in text_of(page._pdf))
        page.contents.extra.setPlainText("Thank you for your trust")
        await until(lambda: "Thank you for your trust" in text_of(page._pdf))
        kept = await room.services.papers.templates.get(SLIP)
        assert (kept.title, kept.extra) == ("For you", "Thank you for your trust")
        page.reset.click()
        await until(lambda: "For you" not in text_of(page._pdf) and page.contents.title.text() == usual(SLIP).title)
        assert await room.services.papers.templates.get(SLIP) == usual(SLIP)

    loop.run_until_complete(scenario())


def test_fields_are_taken_off_and_moved_by_keyboard(
    room: BackRoom, open_settings: Any, loop: asyncio.AbstractEventLoop, qtbot: Any
) -> None:
    async def scenario() -> None:
        page = open_settings("templates").stack.currentWidget()
        await until(lambda: page.preview.count == 1)
        page.kinds.setCurrentIndex(next(at for at in range(4) if page.kinds.tabText(at) == "Pick list"))
        await until(lambda: "Pick list" in text_of(page._pdf))
        fields = page.contents.fields.fields()
        page.contents.fields.list.setCurrentRow(fields.index("quantity"))
        for _ in range(2):
            qtbot.keyClick(page.contents.fields.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert page.contents.fields.fields().index("quantity") == fields.index("quantity") - 2
        item = next(
            page.contents.fields.list.item(at)
            for at in range(page.contents.fields.list.count())
            if page.contents.fields.list.item(at).text() == "Product"
        )
        item.setCheckState(Qt.CheckState.Unchecked)
        await until(lambda: "Electric kettle" not in text_of(page._pdf))
        kept = await room.services.papers.templates.get(PICKS)
        assert "product" not in kept.fields

    loop.run_until_complete(scenario())


def test_another_language_and_an_own_word(room: BackRoom, open_settings: Any, loop: asyncio.AbstractEventLoop) -> None:
    async def scenario() -> None:
        page = open_settings("templates").stack.currentWidget()
        await until(lambda: page.preview.count == 1)
        choose(page.contents.language, "fr")
        await until(lambda: usual(SLIP, "fr").title in text_of(page._pdf))
        row = next(at for at in range(page.texts.rowCount()) if page.texts.item(at, 0).text() == "SKU")
        page.texts.item(row, 1).setText("Article no.")
        await until(lambda: "Article" in text_of(page._pdf))
        page.texts.item(row, 1).setText("")
        assert page.texts.item(row, 1).text() == "SKU"
        await until(lambda: "Article" not in text_of(page._pdf).replace(usual(SLIP, "fr").words["product"], ""))
        assert (await room.services.papers.templates.get(SLIP)).language == "fr"

    loop.run_until_complete(scenario())


def test_sender_and_logo_stand_on_the_paper(
    window: MainWindow, room: BackRoom, open_settings: Any, loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    async def scenario() -> None:
        page = open_settings("templates").stack.currentWidget()
        await until(lambda: page.senders.shop.count() == 3 and page.preview.count == 1)
        page.senders.address.setPlainText("Corner of Invention\n7 Example Road")
        await until(lambda: "Corner of Invention" in text_of(page._pdf))
        shop = page.senders.shop.currentData()
        assert (await room.services.papers.templates.senders())[shop] == ("Corner of Invention", "7 Example Road")

        with io.BytesIO() as written:
            Image.new("RGB", (90, 30), "navy").save(written, "PNG")
            (tmp_path / "logo.png").write_bytes(written.getvalue())
        (tmp_path / "no-logo.png").write_bytes(b"nothing of the kind")
        for name, told in (("no-logo.png", True), ("logo.png", False)):
            before = page._pdf
            page.senders.choose.click()
            await until(lambda: bool(page.findChildren(QFileDialog)))
            dialog = page.findChildren(QFileDialog)[-1]
            dialog.setDirectory(str(tmp_path))
            dialog.selectFile(str(tmp_path / name))
            dialog.accept()
            await until(lambda told=told: page.told.isVisibleTo(page) is told)
            if not told:
                await until(lambda before=before: page._pdf is not before)
        assert page.senders.drop.isEnabled()
        assert (await room.services.papers.templates.logo()).startswith(b"\x89PNG")
        page.senders.drop.click()
        await until(lambda: not page.senders.drop.isEnabled())
        assert await room.services.papers.templates.logo() == b""

    loop.run_until_complete(scenario())


def test_what_was_typed_in_the_last_moment_is_kept(
    room: BackRoom, open_settings: Any, loop: asyncio.AbstractEventLoop
) -> None:
    async def scenario() -> None:
        sheet = open_settings("templates")
        page = sheet.stack.currentWidget()
        await until(lambda: page.preview.count == 1)
        done = asyncio.Event()
        stop = room.services.changes.subscribe(lambda _changes: done.set())
        page.contents.extra.setPlainText("See you soon")
        sheet.accept()
        sheet.deleteLater()
        await asyncio.wait_for(done.wait(), 10)
        stop()
        assert (await room.services.papers.templates.get(SLIP)).extra == "See you soon"

        sheet = open_settings("printing")
        page = sheet.stack.currentWidget().widget()
        await until(lambda: page._setups[SLIP].paper == "a6")
        page.placement.right.setFocus()
        page.placement.right.lineEdit().setText("3.5 mm")
        done.clear()
        stop = room.services.changes.subscribe(lambda _changes: done.set())
        sheet.accept()
        sheet.deleteLater()
        await asyncio.wait_for(done.wait(), 10)
        stop()
        assert (await room.services.papers.setups.get(LABEL)).placement.right_mm == 3.5

    loop.run_until_complete(scenario())
