"""A printer of the operating system gets pixels at its own resolution, and what it prints can be scanned."""

import asyncio
from pathlib import Path

import pypdfium2
import pytest
from back_room import BackRoom
from conftest import until
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import NotPossible
from desktop.domain.labels import LabelFormat
from desktop.domain.papers import DocumentKind, Placement
from desktop.domain.prints import LedgerQuery
from desktop.services.labels import stock_of
from desktop.services.window_printers import PrintJob
from desktop.ui.doors import Doors
from desktop.ui.main_window import MainWindow
from desktop.ui.printing import system_printer
from desktop.ui.printing.sheet import PrintSheet
from tests.fixtures import label_papers


def to_file(path: Path, dpi: int = 203) -> QPrinter:
    """Qt's own printer, with a file for paper."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(dpi)
    return printer


def sizes_of(pdf: bytes) -> list[tuple[int, int]]:
    document = pypdfium2.PdfDocument(pdf)
    found = [document.get_page_size(at) for at in range(len(document))]
    document.close()
    return [(round(width / 72 * 25.4), round(height / 72 * 25.4)) for width, height in found]


@pytest.mark.parametrize("paper", ["100x150", "a6", "a4", "80x120"])
@pytest.mark.parametrize("dpi", [203, 300])
def test_pages_come_out_in_true_size_and_scan(
    loop: asyncio.AbstractEventLoop, tmp_path: Path, paper: str, dpi: int
) -> None:
    stock = stock_of(paper)
    labels = [label_papers.label(f"JG-{n}", stock.width_mm, stock.height_mm, module_mm=0.3) for n in (1, 2)]
    job = PrintJob(label_papers.two_pages(*labels), LabelFormat.PDF, stock, "Backshop: 2 labels")
    target = system_printer.SystemPrinter(to_file(tmp_path / "out.pdf", dpi))
    loop.run_until_complete(target.submit(job))
    printed = (tmp_path / "out.pdf").read_bytes()
    assert label_papers.codes_of(printed, dpi) == [["JG-1"], ["JG-2"]]
    assert sizes_of(printed) == [(round(stock.width_mm), round(stock.height_mm))] * 2


def test_a_placement_moves_what_is_printed(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> None:
    stock = stock_of("100x150")
    left: dict[float, int] = {}
    for right_mm in (0.0, 10.0):
        path = tmp_path / f"{right_mm}.pdf"
        job = PrintJob(label_papers.label("JG-1"), LabelFormat.PDF, stock, "x", placement=Placement(right_mm=right_mm))
        loop.run_until_complete(system_printer.SystemPrinter(to_file(path)).submit(job))
        document = pypdfium2.PdfDocument(path.read_bytes())
        image = document[0].render(scale=1, grayscale=True).to_pil()
        row = [image.getpixel((x, image.height // 2)) for x in range(image.width)]
        left[right_mm] = next(x for x, value in enumerate(row) if value < 128)
        document.close()
    assert left[10.0] - left[0.0] == pytest.approx(10 / 25.4 * 72, abs=2)


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)  # Qt says it on the terminal, too
def test_a_file_that_cannot_be_opened_prints_nothing(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> None:
    target = system_printer.SystemPrinter(to_file(tmp_path / "no" / "such" / "folder" / "out.pdf"))
    job = PrintJob(label_papers.label("JG-1"), LabelFormat.PDF, stock_of("100x150"), "x")
    with pytest.raises(NotPossible) as refused:
        loop.run_until_complete(target.submit(job))
    assert refused.value.code == "print_failed"


def shown(window: QWidget, kind: type) -> list:  # type: ignore[type-arg]
    return [one for one in window.findChildren(kind) if one.isVisible()]


@pytest.mark.parametrize("accepted", [True, False])
def test_the_systems_dialog_decides(
    window: MainWindow,
    room: BackRoom,
    loop: asyncio.AbstractEventLoop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    accepted: bool,
) -> None:
    monkeypatch.setattr(system_printer, "new_printer", lambda: to_file(tmp_path / "out.pdf"))
    doors = Doors(window, room.services)

    async def scenario() -> None:
        papers = room.services.papers
        doors._print_flow().begin([1, 2], [DocumentKind.PACKING_SLIP])
        await until(lambda: bool(shown(window, PrintSheet)))
        (sheet,) = shown(window, PrintSheet)
        choice = sheet.form.printer
        choice.setCurrentIndex(choice.findData(system_printer.ASK))
        choice.activated.emit(0)
        await until(sheet.print_button.isEnabled)
        sheet.print_button.click()
        await until(lambda: bool(window.findChildren(QPrintDialog)))
        (dialog,) = window.findChildren(QPrintDialog)
        dialog.done(int(accepted))
        await until(lambda: not doors._printing._busy)
        lines = await papers.ledger(LedgerQuery())
        assert (tmp_path / "out.pdf").exists() is accepted
        assert len(lines) == (2 if accepted else 0)
        assert (await papers.setups.get(DocumentKind.PACKING_SLIP)).printer == system_printer.ASK

    loop.run_until_complete(scenario())
