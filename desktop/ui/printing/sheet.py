"""The print sheet: everything about a print is seen and chosen before anything reaches paper."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import BackshopError
from desktop.domain.papers import DocumentKind
from desktop.services.papers import TO_PDF, DocumentSetup
from desktop.ui.kit import icons, reasons, tasks
from desktop.ui.kit.cards import rule
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import scaled, theme
from desktop.ui.printing.document_tabs import DocumentTabs
from desktop.ui.printing.documents import Document, Plan
from desktop.ui.printing.form import PrintForm
from desktop.ui.printing.laid import LaidDocument
from desktop.ui.printing.lists import PlanList
from desktop.ui.printing.ports import Preview, Sheets
from desktop.ui.printing.preview import PagePreview
from desktop.ui.printing.run_form import RunForm

_PREVIEW_DPI = 150


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintSheet", source)


class PrintWish(NamedTuple):
    """What the seller decided: these documents in this way; ``again`` allows what was printed before."""

    prints: tuple[tuple[Document, Plan, DocumentSetup], ...]
    setups: Mapping[DocumentKind, DocumentSetup]
    ticked: tuple[DocumentKind, ...]
    again: bool


class PrintSheet(QDialog):
    """Opened with ``open``; ``start`` begins to look. The answer is ``wish()``. ``settings_wanted``: of this kind."""

    settings_wanted = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        preview: Preview,
        documents: Sequence[Document],
        order_ids: Sequence[int],
        setups: Mapping[DocumentKind, DocumentSetup],
        ticked: Collection[DocumentKind],
    ) -> None:
        super().__init__(parent)
        self._pages = preview
        self.laid = {one.kind: LaidDocument(self, one, order_ids, setups[one.kind]) for one in documents}
        self._shown = next((kind for kind in self.laid if kind in ticked), documents[0].kind)
        self.setWindowTitle(tr("Print"))
        self.resize(1020, 700)
        theme().dress(self)
        self.run = RunForm(tuple(self.laid), ticked, setups[documents[0].kind])
        for one in self.laid.values():  # one sequence for all, whatever each was printed in alone
            one.choose(self.run.page_order(), separators=self.run.separators.isChecked())
        self.form = PrintForm(self.laid[self._shown].setup)
        self.tabs = DocumentTabs()
        self.preview = PagePreview()
        self.list = PlanList()
        self.again = QCheckBox()
        self.summary = plain_label("", wrap=True)
        self.warning = plain_label("", role="warning", wrap=True)
        self.gear = QToolButton()
        self.print_button = QPushButton()
        self.cancel_button = QPushButton(tr("Cancel"))
        self._lay_out()
        self._connect()
        self._show_tabs()
        self._say()

    def start(self) -> None:
        """Look at the documents and the printers; the window stays alive meanwhile."""
        self.preview.begin(0, tr("Laying out the pages\N{HORIZONTAL ELLIPSIS}"))
        tasks.run(self, self._offer_printers())
        self._look()

    def wish(self) -> PrintWish:
        """What to print, as it is shown."""
        prints = tuple((one.document, one.chosen, one.setup) for one in self._wanted() if one.chosen and one.ready)
        setups = {kind: one.setup for kind, one in self.laid.items()}
        return PrintWish(prints, setups, self.run.ticked(), self.again.isChecked())

    def show_setup(self, kind: DocumentKind, setup: DocumentSetup) -> None:
        """The settings of a kind were changed elsewhere."""
        if kind in self.laid:
            self.laid[kind].setup = setup
            self.laid[kind].choose(self.run.page_order(), separators=self.run.separators.isChecked())
            if kind is self._shown:
                self.form.show_setup(self.laid[kind].setup)
            self._look()

    # Building -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        heading = QLabel(tr("Print"))
        heading.setFont(scaled(self.font(), 1.3, QFont.Weight.DemiBold))
        self.gear.setProperty("kind", "quiet")
        self.gear.setAccessibleName(tr("Print settings"))
        self.gear.setToolTip(tr("Print settings: turn, move, darkness, calibration page"))
        icons.put(self.gear, "settings")
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addStretch()
        head.addWidget(self.gear)
        side = QVBoxLayout()
        side.setSpacing(12)
        side.addLayout(head)
        for widget in (self.run, rule(), self.form, rule(), self.summary, self.warning, self.again):
            side.addWidget(widget)
        side.addWidget(self.list, 1)
        self.print_button.setProperty("kind", "primary")
        self.print_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch()
        for button in (self.cancel_button, self.print_button):
            button.setAutoDefault(button is self.print_button)
            buttons.addWidget(button)
        side.addLayout(buttons)
        picture = QVBoxLayout()
        picture.setSpacing(8)
        picture.addWidget(self.tabs)
        picture.addWidget(self.preview, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 20, 20, 18)
        row.setSpacing(20)
        row.addLayout(picture, 5)
        row.addLayout(side, 6)

    def _connect(self) -> None:
        for one in self.laid.values():
            one.laid.connect(partial(self._on_laid, one))
            one.failed.connect(self._no_page)
        self.run.changed.connect(self._on_run)
        self.form.changed.connect(self._on_form)
        self.again.toggled.connect(lambda _on: self._look())
        self.tabs.kind_chosen.connect(self._on_tab)
        self.preview.page_wanted.connect(self._want_page)
        self.gear.clicked.connect(lambda: self.settings_wanted.emit(self._shown))
        self.print_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)

    # Choosing -------------------------------------------------------------------------------------------------------

    def _on_run(self) -> None:
        order, separators = self.run.page_order(), self.run.separators.isChecked()
        changed = [one for one in self.laid.values() if one.choose(order, separators=separators)]
        self._show_tabs()
        self._look(missing_only=not changed)

    def _on_form(self, setup: DocumentSetup) -> None:
        one = self.laid[self._shown]
        same_pages = replace(one.setup, placement=setup.placement) == setup
        one.setup = setup
        if not same_pages:
            one.look(again=self.again.isChecked())
        self._say()

    def _on_tab(self, kind: DocumentKind) -> None:
        if kind is not self._shown:
            self._shown = kind
            self.form.show_setup(self.laid[kind].setup)
            self._show()

    def _show_tabs(self) -> None:
        kinds = self.run.ticked()
        if kinds and self._shown not in kinds:
            self._shown = kinds[0]
            self.form.show_setup(self.laid[self._shown].setup)
        self.tabs.show_kinds(kinds, self._shown)

    # Looking --------------------------------------------------------------------------------------------------------

    async def _offer_printers(self) -> None:
        self.form.offer_printers([printer.name for printer in await self._pages.printers()])
        self._say()

    def _look(self, *, missing_only: bool = False) -> None:
        """Lay out what is ticked; what is laid out already only where the choices changed."""
        wanted = self._wanted()
        for one in self.laid.values():
            if one not in wanted:
                one.forget()
            elif not missing_only or one.sheets is None:
                one.look(again=self.again.isChecked())
        self._show()

    def _wanted(self) -> list[LaidDocument]:
        return [self.laid[kind] for kind in self.run.ticked()]

    def _on_laid(self, one: LaidDocument) -> None:
        if one is self.laid[self._shown]:
            self._show()
        else:
            self._say()

    def _show(self) -> None:
        sheets = self._sheets()
        if sheets is not None:
            self.list.show_plan(sheets.plan, again=self.again.isChecked())
            drawn = tr("The printer draws these labels itself") if sheets.plan.printable else ""
            self.preview.begin(sheets.count, drawn)
        self._say()

    def _sheets(self) -> Sheets | None:
        return self.laid[self._shown].sheets

    def _say(self) -> None:
        wanted = self._wanted()
        before = sum(one.before for one in wanted)
        self.again.setVisible(before > 0 or self.again.isChecked())
        self.again.setText(tr("Print again what was printed before ({n})").format(n=number(before)))
        to_file = bool(wanted) and all(one.setup.printer == TO_PDF for one in wanted)
        self.print_button.setText(tr("Save as PDF\N{HORIZONTAL ELLIPSIS}") if to_file else tr("Print"))
        icons.put(self.print_button, "save" if to_file else "printer", "on_accent")
        looking = any(one.sheets is None for one in wanted)
        self.print_button.setEnabled(not looking and any(one.ready for one in wanted))
        if self.gear.hasFocus():  # where Qt puts it while there is nothing to print yet
            self.print_button.setFocus()
        self.summary.setText(self.laid[self._shown].summary() if wanted else tr("Tick what shall be printed."))
        self.warning.setText(self.laid[self._shown].warning())
        self.warning.setVisible(bool(self.warning.text()))

    def _want_page(self, page: int) -> None:
        sheets = self._sheets()
        if sheets is not None and sheets.pdf:
            tasks.run(self, self._draw(sheets.pdf, page), failed=self._no_page)

    async def _draw(self, pdf: bytes, page: int) -> None:
        for image in await self._pages.pages(pdf, [page], dpi=_PREVIEW_DPI):
            sheets = self._sheets()
            if sheets is not None and sheets.pdf is pdf:
                self.preview.show_page(image)

    def _no_page(self, error: BaseException) -> None:
        if not isinstance(error, BackshopError):
            raise error
        self.summary.setText("")
        self.warning.setText(reasons.error_sentence(error))
        self.warning.setVisible(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self.preview.go(self.preview.at + step)
        else:
            super().keyPressEvent(event)
