"""Import and export in the window: a file dropped on the grid becomes changes there, and the grid becomes a file."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from catalog_room import open_catalog, variant
from conftest import until
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPushButton

from desktop.domain.catalog_grid import Field, Only
from desktop.domain.file_columns import FileColumn, FileTable
from desktop.domain.file_mapping import guess
from desktop.services.build import Services
from desktop.services.catalog_files import service
from desktop.services.catalog_files.reading import ReadAs
from desktop.services.catalog_files.trial import RowFailure, Trial
from desktop.ui.catalog.export_sheet import CatalogExportSheet
from desktop.ui.catalog.export_work import ExportWork
from desktop.ui.catalog.import_mapping import MappingTable
from desktop.ui.catalog.import_result import ImportResult
from desktop.ui.catalog.import_sheet import ImportSheet
from desktop.ui.catalog.import_work import ImportWork
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.values import manner
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.progress_sheet import ProgressSheet
from desktop.ui.state import UiState

COUNT = 60
CONTENT = (
    "Daftar stok;;\nKode SKU;Stok;Harga\nSKU-00001;77;1.250,50\nSKU-00002;2;102,50\nSKU-00003;-1;\nNOTHING;4;\n"
    "SKU-00004;4;\n"
)
Asked = TypeVar("Asked", bound=QDialog)


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[Services]:
    opened = loop.run_until_complete(open_catalog(tmp_path / "profile", [variant(at) for at in range(1, COUNT + 1)]))
    yield opened
    loop.run_until_complete(opened.aclose())


class Hand:
    """Does what a person does, and waits for what he sees."""

    def __init__(self, loop: asyncio.AbstractEventLoop, page: CatalogPage) -> None:
        self.loop, self.page = loop, page
        self.told: list[tuple[str, object]] = []
        page.notice.connect(lambda text, _tone, _button, act: self.told.append((text, act)))

    def do(self, what: Callable[[], object], then: Callable[[], bool] = lambda: True) -> None:
        """Until all of it is done, or waits for an answer."""

        async def act() -> None:
            what()
            await until(lambda: self.is_idle() and then())

        self.loop.run_until_complete(act())

    def is_idle(self) -> bool:
        """Whether each piece of work waits in a dialog of its own, and nothing is read or written."""
        parts = [*self.page.findChildren(ImportWork), *self.page.findChildren(ExportWork)]
        asked = [one for one in self.dialogs() if not isinstance(one, ProgressSheet)]
        sheets = [one for one in asked if isinstance(one, ImportSheet)]
        if any(one.is_busy or one._soon.isActive() for one in sheets):
            return False
        return sum(one.under_way for one in parts) == len(asked) and not self.page.drafting._waiting

    def dialogs(self) -> list[QDialog]:
        return [one for one in self.page.findChildren(QDialog) if one.isVisible()]

    def command(self, key: str) -> None:
        self.do(self.page.actions_of_page.by_key[key].trigger)

    def asked(self, kind: type[Asked]) -> Asked:
        """The dialog of this kind that is open."""
        return next(one for one in self.dialogs() if isinstance(one, kind))

    def looked(self) -> ImportSheet:
        return self.asked(ImportSheet)

    def press(self, button: QPushButton) -> None:
        assert button.isEnabled()
        self.do(lambda: QTest.mouseClick(button, Qt.MouseButton.LeftButton))

    def name_file(self, path: Path) -> None:
        """Answer the question for a file."""

        asked = self.asked(QFileDialog)
        line = asked.findChild(QLineEdit)
        assert line is not None
        self.do(lambda: line.setText(str(path)))
        self.do(asked.accept)

    def drop(self, path: Path) -> bool:
        """Drag a file onto the grid and let it go; whether the grid takes it."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        target, keys = self.page.middle, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys)
        enter.ignore()
        self.do(lambda: QApplication.sendEvent(target, enter))
        if not enter.isAccepted():
            return False
        drop = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys)
        self.do(lambda: QApplication.sendEvent(target, drop))
        return True

    def cell(self, sku: str, of: Field) -> str:
        rows = (self.page.model.row_at(at) for at in range(self.page.model.rowCount()))
        return next(row.cells[of].value for row in rows if row is not None and row.stored.variant.sku == sku)


@pytest.fixture
def hand(loop: asyncio.AbstractEventLoop, services: Services) -> Iterator[Hand]:
    page = CatalogPage(UiState())
    page.resize(1280, 800)
    page.show()
    hand = Hand(loop, page)

    async def start() -> None:
        page.show_shops(await services.shops.list())
        page.start(services)
        await until(lambda: page.model.rowCount() == COUNT and page.model.complete)

    loop.run_until_complete(start())
    yield hand
    page.deleteLater()


def test_a_dropped_file_shows_what_comes_of_it_and_becomes_one_step(hand: Hand, tmp_path: Path) -> None:
    path = tmp_path / "stok.csv"
    path.write_text(CONTENT)
    assert hand.drop(path)
    sheet = hand.looked()
    assert sheet.separator.currentData() == ";"
    assert sheet.header.value() == 2
    words = sheet.outcome.figures.text()
    assert "1 row changes something" in words
    assert "2 are so already" in words
    assert "2 are not taken" in words
    reasons = [sheet.outcome.list.topLevelItem(at).text(2) for at in range(sheet.outcome.list.topLevelItemCount())]
    assert reasons == ["It must not be below zero.", "This SKU is not known in this shop."]
    assert sheet.action.text() == "Put 2 changes into the grid"

    hand.press(sheet.action)
    assert hand.cell("SKU-00001", Field.STOCK) == "77"
    assert hand.cell("SKU-00001", Field.PRICE) == "1250.50"
    text, show = hand.told[-1]
    assert text == "2 values are in the grid now. Nothing was sent yet."
    hand.do(show, lambda: hand.page.listing.query.only is Only.CHANGED and hand.page.model.rowCount() == 1)  # type: ignore[arg-type]
    hand.do(hand.page.drafting.undo, lambda: hand.cell("SKU-00001", Field.STOCK) == "1")
    assert hand.cell("SKU-00001", Field.PRICE) == "101.50"


def test_an_import_that_is_stopped_leaves_the_grid_as_it_was(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_CELLS", 4)  # so that there is something left to stop
    path = tmp_path / "many.csv"
    path.write_text("sku;stock\n" + "".join(f"SKU-{n:05};{n + 500}\n" for n in range(1, COUNT + 1)))
    hand.do(lambda: hand.page.findChild(ImportWork).open(path))
    sheet = hand.looked()

    def stop_at_once() -> None:
        QTest.mouseClick(sheet.action, Qt.MouseButton.LeftButton)
        QTimer.singleShot(0, hand.page, wait_for_it)

    def wait_for_it() -> None:
        if progress := hand.page.findChild(ProgressSheet):
            progress.action.click()
        else:
            QTimer.singleShot(0, hand.page, wait_for_it)

    hand.do(stop_at_once, lambda: bool(hand.told))
    assert hand.told[-1][0] == "Import stopped; the grid is as it was"
    assert hand.cell("SKU-00001", Field.STOCK) == "1"
    assert not hand.page.drafting.undo_title


def test_columns_can_be_told_and_are_remembered(hand: Hand, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("Ware,Menge,Wert\nSKU-00001,3,1.234\nSKU-00002,5,\n")
    hand.do(lambda: hand.page.findChild(ImportWork).open(path))
    sheet = hand.looked()
    assert sheet.outcome.figures.text() == "Say which column names the SKU."
    assert not sheet.action.isEnabled()
    for at, of in enumerate((FileColumn.SKU, FileColumn.STOCK, FileColumn.PRICE)):
        box = sheet.columns.meanings[at]
        hand.do(lambda box=box, of=of: choose(box, box.findData(of)))
    sheet = hand.looked()
    assert {one.value for one in sheet.trial.changes} == {"3", "1.234", "5"}
    written = next(one for one in sheet.findChildren(ComboBox) if one.accessibleName() == "How Wert is written")
    hand.do(lambda: choose(written, 1))
    sheet = hand.looked()
    assert {one.value for one in sheet.trial.changes} == {"3", "1234", "5"}
    hand.press(sheet.action)
    path.write_text("Ware,Menge,Wert\nSKU-00001,4,1.500\n")
    hand.do(lambda: hand.page.findChild(ImportWork).open(path))
    assert {one.value for one in hand.looked().trial.changes} == {"4", "1500"}


def choose(box: ComboBox, at: int) -> None:
    box.setCurrentIndex(at)
    box.activated.emit(at)


def test_rows_that_are_not_taken_are_saved_and_a_bad_file_says_why(hand: Hand, tmp_path: Path) -> None:
    path, out = tmp_path / "stok.csv", tmp_path / "left.csv"
    path.write_text(CONTENT)
    hand.command("import")
    hand.name_file(path)
    sheet = hand.looked()
    hand.press(sheet.outcome.save)
    hand.name_file(out)
    assert hand.told[-1][0] == "2 rows saved to left.csv"
    assert out.read_text("utf-8-sig").splitlines() == [
        "Kode SKU;Stok;Harga;Why it was not taken", "SKU-00003;'-1;;It must not be below zero.",
        "NOTHING;4;;This SKU is not known in this shop.",
    ]  # fmt: skip
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    hand.do(lambda: sheet.load(broken))
    hand.looked()
    assert sheet.outcome.figures.text() == "The file is damaged, or it is no CSV or XLSX file."
    assert not sheet.action.isEnabled()
    hand.press(sheet.back)
    assert not hand.drop(tmp_path / "picture.png")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_grid_goes_out_and_comes_in_without_a_change(hand: Hand, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"all.{kind}"
    hand.command("export")
    sheet = hand.asked(CatalogExportSheet)
    hand.do(lambda: sheet.kinds[kind].setChecked(True))
    hand.do(lambda: sheet.rows["all"].setChecked(True))
    hand.press(sheet.action)
    hand.name_file(path)
    assert path.exists()
    assert hand.told[-1][0] == f"60 SKUs exported to all.{kind}"
    assert hand.drop(path)
    looked = hand.looked()
    assert looked.outcome.figures.text().startswith("0 rows change something")
    assert (looked.trial.changing, looked.trial.failures) == (0, ())
    assert looked.trial.same == 60 + 6 * 4  # every tenth has markets and warehouses below it


def test_what_a_file_or_a_marketplace_says_is_never_read_as_markup_in_a_tip(qapp: QApplication) -> None:
    failure = RowFailure(2, "<b>POT</b>", "refused_by_platform", {"message": "<img src='x'>"})
    result = ImportResult(manner())
    result.show_trial(Trial(1, failures=(failure,)))
    item = result.list.topLevelItem(0)
    assert item is not None and "<img" in item.text(2)
    assert item.toolTip(2).startswith("<p") and "<img" not in item.toolTip(2)
    table = FileTable("stock.csv", (("SKU",), ("<b>POT</b>",)))
    columns = MappingTable(manner().style)
    columns.show_mapping(table, guess(table, manner().style))
    row = columns.topLevelItem(0)
    assert row is not None and "<b>" not in row.toolTip(1)


def test_a_file_that_is_read_late_does_not_take_the_place_of_the_next(
    hand: Hand, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = tmp_path / "slow.csv", tmp_path / "quick.csv"
    slow.write_text("SKU;Stok;Harga\nSKU-00001;1;2\n")
    quick.write_text("SKU,Stock\nSKU-00001,5\n")
    read, release = services.catalog_files.read, asyncio.Event()
    late: list[asyncio.Task[object]] = []

    async def read_slowly(path: Path, how: ReadAs | None = None) -> FileTable:
        if path == slow and (task := asyncio.current_task()) is not None:
            late.append(task)
            await release.wait()
        return await read(path, how)

    monkeypatch.setattr(services.catalog_files, "read", read_slowly)

    async def story() -> None:
        sheet = ImportSheet(hand.page, services.catalog_files, (), slow, manner())
        await until(lambda: bool(late))
        sheet.load(quick)
        await until(lambda: not sheet.is_busy)
        release.set()
        await asyncio.wait(late)
        assert (sheet.table.name, sheet.name.text(), len(sheet.mapping.columns)) == (quick.name, quick.name, 2)
        sheet.deleteLater()

    hand.loop.run_until_complete(story())
