"""Print settings of each kind of document: printer, paper, placement, and a page to measure them by."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QTabBar

from desktop.domain.errors import BackshopError
from desktop.domain.papers import DocumentKind, Placement
from desktop.services.papers import TO_PDF, DocumentSetup
from desktop.services.papers.setup import usual_setup
from desktop.ui.kit import reasons, tasks
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.document_words import documents_word
from desktop.ui.kit.theme import Tone
from desktop.ui.printing import system_printer
from desktop.ui.printing.form import PrintForm
from desktop.ui.printing.placement_form import PlacementForm
from desktop.ui.settings.parts import SettingsPage, keep

if TYPE_CHECKING:
    from desktop.services.build import Services


_WIDEST = 560


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintSettings", source)


class PrintingPage(SettingsPage):
    """``changed`` comes after a choice was kept."""

    changed = Signal()

    def __init__(self, services: "Services", kind: DocumentKind) -> None:
        super().__init__()
        self._papers = services.papers
        self._kinds = tuple(DocumentKind)
        self._setups = {one: usual_setup(one) for one in self._kinds}
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("Document"))
        self.tabs.setExpanding(False)
        for one in self._kinds:
            self.tabs.addTab(documents_word(one))
        self.form = PrintForm(self._setups[kind])
        self.placement = PlacementForm()
        self.told = plain_label("", role="muted", wrap=True)
        self._about = plain_label("", role="muted", wrap=True)
        for form in (self.form, self.placement):
            form.setMaximumWidth(_WIDEST)
        self.column.addWidget(self.tabs)
        self.column.addWidget(self._about)
        self._where = self.add_section(tr("Printer and paper"), "printer")
        self._where.body.addWidget(self.form)
        self._how = self.add_section(tr("Fine adjustment"), "edit")
        self._how.body.addWidget(self.placement)
        self._how.body.addWidget(self.told)
        self.column.addStretch()
        self.tabs.setCurrentIndex(self._kinds.index(kind))
        self.tabs.currentChanged.connect(lambda _at: self._show())
        self.form.changed.connect(self._keep)
        self.placement.changed.connect(self._keep_placement)
        self.placement.page_wanted.connect(lambda: tasks.run(self, self._print_page(), failed=self._no_page))
        self._show()
        tasks.run(self, self._read())

    @property
    def kind(self) -> DocumentKind:
        """Whose settings are shown."""
        return self._kinds[self.tabs.currentIndex()]

    async def _read(self) -> None:
        self._setups = await self._papers.setups.all()
        self._show()
        self.form.offer_printers([printer.name for printer in await self._papers.printers()])

    def _show(self) -> None:
        setup, ours = self._setups[self.kind], self.kind is DocumentKind.ADDRESS_LABEL
        self.form.show_setup(setup)
        self.placement.show_placement(setup.placement)
        self._offer_darkness(setup)
        self.form.show_printer(not ours)
        self._how.setVisible(not ours)
        self._about.setText(_about_ours() if ours else "")
        self._about.setVisible(ours)
        self.told.setText("")

    def _keep(self, setup: DocumentSetup) -> None:
        self._setups[self.kind] = setup
        self._offer_darkness(setup)
        keep(self._put(self.kind, setup))

    def _keep_placement(self, placement: Placement) -> None:
        setup = replace(self._setups[self.kind], placement=placement)
        self.form.show_setup(setup)
        self._keep(setup)

    async def _put(self, kind: DocumentKind, setup: DocumentSetup) -> None:
        await self._papers.setups.put(kind, setup)
        if tasks.alive(self):
            self.changed.emit()

    def _offer_darkness(self, setup: DocumentSetup) -> None:
        self.placement.offer_darkness(zpl=setup.printer.startswith(("zpl://", "raw:")))
        self.placement.page.setEnabled(setup.printer != TO_PDF)

    async def _print_page(self) -> None:
        setup = self._setups[self.kind]
        target = await system_printer.target_of(self, setup.printer)
        await self._papers.print_calibration(setup, target=target)
        words = tr("The calibration page went to {printer}. Measure it, then type what is missing.")
        self._say(words.format(printer=target.name if target else setup.printer), Tone.NEUTRAL)

    def _no_page(self, error: BaseException) -> None:
        if isinstance(error, BackshopError):
            self._say(reasons.error_sentence(error), Tone.WARNING)
        else:
            tasks.present(error)

    def _say(self, words: str, tone: Tone) -> None:
        self.told.setProperty("role", "muted" if tone is Tone.NEUTRAL else str(tone))
        self.told.style().polish(self.told)
        self.told.setText(words)


def _about_ours() -> str:
    return tr(
        "For shops whose marketplace hands out no labels. They are printed among the other labels, in the same "
        "sequence and on the same printer; here you choose the size they are drawn in."
    )
