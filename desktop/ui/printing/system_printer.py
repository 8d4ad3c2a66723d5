"""Printers of the operating system through Qt: for its own print dialog, and for systems without print queues of CUPS.

Pages are drawn at the printer's own resolution and put down pixel by pixel: scaled, a barcode does not scan.
"""

import asyncio
import sys

from PySide6.QtCore import QCoreApplication, QMarginsF, QSizeF, QTimer
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from desktop.domain.errors import NotPossible, Unsure
from desktop.services.window_printers import LabelFormat, PrintJob, PrintTarget, Stock, pages_of, placed

ASK = "dialog:"  # the printer is chosen in the system's dialog, each time
_COARSEST_DPI = 203
_SAME_MM = 1.0


def tr(source: str) -> str:
    return QCoreApplication.translate("SystemPrinter", source)


class SystemPrinter:
    """A print target around a ``QPrinter``; it is used once."""

    takes = LabelFormat.PDF

    def __init__(self, printer: QPrinter) -> None:
        self._printer = printer

    @property
    def name(self) -> str:
        """As the ledger shows it."""
        return self._printer.printerName() or tr("System printer")

    @property
    def dpi(self) -> int:
        return self._printer.resolution()

    async def submit(self, job: PrintJob) -> str:
        """Draw page after page. Raises ``NotPossible`` (print_failed, paper_not_taken), ``Unsure`` from page two on."""
        job = await placed(job, self)
        self._lay_out(job.stock)
        self._printer.setDocName(job.title)
        self._printer.setCopyCount(job.copies)
        painter, count = QPainter(), 0
        try:
            async for page in pages_of(job, self.dpi):
                self._turn_to(painter, count)
                image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_Grayscale8)
                painter.drawImage(0, 0, image)
                count += 1
        except BaseException:
            self._printer.abort()
            raise
        finally:
            ended = not painter.isActive() or painter.end()
        if not ended:
            raise Unsure("print_unsure", printer=self.name)
        return ""

    def _turn_to(self, painter: QPainter, count: int) -> None:
        """The next sheet; the first one opens the job."""
        if count == 0:
            if not painter.begin(self._printer):
                raise NotPossible("print_failed", printer=self.name, reason="")
        elif not self._printer.newPage():
            raise Unsure("print_unsure", printer=self.name)

    def _lay_out(self, stock: Stock) -> None:
        """The sheet without margins. A driver that knows its papers only by name is asked for the nearest of those."""
        size = QPageSize(QSizeF(stock.width_mm, stock.height_mm), QPageSize.Unit.Millimeter, stock.id)
        known = (one for one in QPrinterInfo(self._printer).supportedPageSizes() if _is_same(one, stock))
        for paper in (*known, size):
            layout = QPageLayout(paper, QPageLayout.Orientation.Portrait, QMarginsF())
            self._printer.setFullPage(True)
            if self._printer.setPageLayout(layout) or _is_same(self._printer.pageLayout().pageSize(), stock):
                return
        raise NotPossible("paper_not_taken", printer=self.name, paper=stock.id)


def new_printer(name: str = "") -> QPrinter:
    """A printer of this system by its name, else the default one; never coarser than a label printer's head."""
    info = QPrinterInfo.printerInfo(name) if name else QPrinterInfo.defaultPrinter()
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    if printer.resolution() < _COARSEST_DPI:
        printer.setResolution(_COARSEST_DPI)
    return printer


def names() -> tuple[str, ...]:
    """The printers of a system that has no queues of CUPS; elsewhere none, as those take the vectors themselves."""
    return tuple(QPrinterInfo.availablePrinterNames()) if sys.platform == "win32" else ()


async def target_of(window: QWidget, name: str) -> PrintTarget | None:
    """Who prints under this name: None for the print service itself. Raises ``NotPossible("not_printed")``.

    For ``ASK`` the system's dialog is opened; who closes it has decided not to print.
    """
    if name == ASK:
        printer = new_printer()
        if not await _choose(window, printer):
            raise NotPossible("not_printed")
        return SystemPrinter(printer)
    return SystemPrinter(new_printer(name)) if name in names() else None


async def _choose(window: QWidget, printer: QPrinter) -> bool:
    """The system's print dialog. It opens outside of any task: some systems let no one else work beside it."""
    chosen: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    dialog = QPrintDialog(printer, window)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=False)

    def finished(code: int) -> None:
        if not chosen.done():
            chosen.set_result(code)

    dialog.finished.connect(finished)
    QTimer.singleShot(0, dialog, lambda: QDialog.open(dialog))  # its own ``open`` wants a slot by name
    try:
        return await chosen == QDialog.DialogCode.Accepted.value
    finally:
        dialog.deleteLater()


def _is_same(paper: QPageSize, stock: Stock) -> bool:
    size = paper.size(QPageSize.Unit.Millimeter)
    return abs(size.width() - stock.width_mm) <= _SAME_MM and abs(size.height() - stock.height_mm) <= _SAME_MM
