"""The print sheet: everything about a print is seen and chosen before anything reaches paper."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.errors import BackshopError
from desktop.services.labels import PrintPlan
from desktop.ui.kit import icons, reasons, tasks
from desktop.ui.kit.cards import rule
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import scaled, theme
from desktop.ui.printing.choices import TO_PDF, PrintChoices
from desktop.ui.printing.form import PrintForm
from desktop.ui.printing.lists import PlanList
from desktop.ui.printing.ports import Labels, Sheets
from desktop.ui.printing.preview import PagePreview

_PREVIEW_DPI = 150


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintSheet", source)


class PrintWish(NamedTuple):
    """What the seller decided: this plan, in this way; ``again`` allows what was printed before."""

    plan: PrintPlan
    choices: PrintChoices
    again: bool


class PrintSheet(QDialog):
    """Opened with ``open``; ``start`` begins to look. The answer is ``wish()``."""

    def __init__(self, parent: QWidget, labels: Labels, order_ids: Sequence[int], choices: PrintChoices) -> None:
        super().__init__(parent)
        self._labels, self._order_ids = labels, list(order_ids)
        self._plan = PrintPlan(())
        self._sheets: Sheets | None = None
        self._generation = 0
        self.setWindowTitle(tr("Print labels"))
        self.resize(980, 680)
        theme().dress(self)
        self.form = PrintForm(choices)
        self.preview = PagePreview()
        self.list = PlanList()
        self.again = QCheckBox()
        self.summary = plain_label("", wrap=True)
        self.warning = plain_label("", role="warning", wrap=True)
        self.print_button = QPushButton()
        self.print_button.setProperty("kind", "primary")
        self.print_button.setDefault(True)
        self.cancel_button = QPushButton(tr("Cancel"))
        self._lay_out()
        self.form.changed.connect(lambda _choices: self._look())
        self.again.toggled.connect(lambda _on: self._look())
        self.preview.page_wanted.connect(self._want_page)
        self.print_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)
        self._say(None)

    def start(self) -> None:
        """Look at the labels and the printers; the window stays alive meanwhile."""
        tasks.run(self, self._offer_printers())
        self._look()

    def wish(self) -> PrintWish:
        """What to print, as it is shown."""
        return PrintWish(self._chosen(), self.form.choices, self.again.isChecked())

    # Building -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        heading = QLabel(tr("Print labels"))
        heading.setFont(scaled(self.font(), 1.3, QFont.Weight.DemiBold))
        side = QVBoxLayout()
        side.setSpacing(12)
        for widget in (heading, self.form, rule(), self.summary, self.warning, self.again):
            side.addWidget(widget)
        side.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.print_button)
        side.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 20, 20, 18)
        row.setSpacing(20)
        row.addWidget(self.preview, 5)
        row.addLayout(side, 6)

    # Looking --------------------------------------------------------------------------------------------------------

    async def _offer_printers(self) -> None:
        self.form.offer_printers([printer.name for printer in await self._labels.printers()])
        self._say(self._sheets)

    def _look(self) -> None:
        self._generation += 1
        tasks.run(self, self._plan_anew(self._generation))

    async def _plan_anew(self, generation: int) -> None:
        """Plan and lay out with the present choices; the answer to older choices is dropped."""
        choices = self.form.choices
        plan = await self._labels.plan(self._order_ids, sequence=choices.sequence, reverse=choices.reverse)
        if generation != self._generation:
            return
        self._plan = plan
        sheets = await self._labels.sheets(self._chosen(), choices.stock)
        if generation == self._generation:
            self._show(sheets)

    def _chosen(self) -> PrintPlan:
        return self._plan if self.again.isChecked() else self._plan.without_printed()

    def _show(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self.list.show_plan(sheets.plan, again=self.again.isChecked())
        self.preview.begin(sheets.count)
        self._say(sheets)

    def _say(self, sheets: Sheets | None) -> None:
        before = len(self._plan.printed_before)
        self.again.setVisible(before > 0 or self.again.isChecked())
        self.again.setText(tr("Print again what was printed before ({n})").format(n=number(before)))
        ready = len(sheets.plan.printable) if sheets else 0
        to_file = self.form.choices.printer == TO_PDF
        self.print_button.setText(tr("Save as PDF\N{HORIZONTAL ELLIPSIS}") if to_file else tr("Print"))
        icons.put(self.print_button, "save" if to_file else "printer", "on_accent")
        self.print_button.setEnabled(ready > 0)
        self.summary.setText(_summary(sheets) if sheets else tr("Looking at the labels\N{HORIZONTAL ELLIPSIS}"))
        self.warning.setText(_warning(sheets))
        self.warning.setVisible(bool(self.warning.text()))

    def _want_page(self, page: int) -> None:
        if self._sheets is not None and self._sheets.pdf:
            tasks.run(self, self._draw(self._sheets.pdf, page), failed=self._no_page)

    async def _draw(self, pdf: bytes, page: int) -> None:
        for image in await self._labels.pages(pdf, [page], dpi=_PREVIEW_DPI):
            self.preview.show_page(image)

    def _no_page(self, error: BaseException) -> None:
        if not isinstance(error, BackshopError):
            raise error
        self.warning.setText(reasons.error_sentence(error))
        self.warning.setVisible(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self.preview.go(self.preview.at + step)
        else:
            super().keyPressEvent(event)


def _summary(sheets: Sheets) -> str:
    ready, out = len(sheets.plan.printable), len(sheets.plan.problems)
    words = tr("{labels} labels on {sheets} sheets").format(labels=number(ready), sheets=number(sheets.count))
    return f"{words}  \N{MIDDLE DOT}  {tr('{n} stay out').format(n=number(out))}" if out else words


def _warning(sheets: Sheets | None) -> str:
    if sheets is None or not sheets.count or sheets.scale >= 1.0:
        return ""
    percent = number(int(sheets.scale * 100))
    return tr("To fit this paper the labels come out at {percent} % of their size; all were checked to scan.").format(
        percent=percent
    )
