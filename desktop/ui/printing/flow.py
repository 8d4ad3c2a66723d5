"""The way of a selection to paper: sheet, file or printer, and the question whether it came out."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import BackshopError, Unsure
from desktop.domain.papers import DocumentKind
from desktop.domain.prints import LedgerLine
from desktop.services.labels import LabelService, PrintPlan
from desktop.services.papers import TO_PDF, DocumentSetup, PaperService
from desktop.services.papers.setup import Settings
from desktop.ui.kit import tasks
from desktop.ui.kit.dialogs import ask, save_as
from desktop.ui.kit.document_words import documents_word
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import Tone
from desktop.ui.printing import system_printer
from desktop.ui.printing.afterwards import DidItPrint
from desktop.ui.printing.documents import Document, LabelDocument, Outcome, PaperDocument, Plan
from desktop.ui.printing.sheet import PrintSheet, PrintWish

TICKED = "print.documents"  # what was printed together with the labels last time
_RUN = (DocumentKind.LABEL, DocumentKind.PACKING_SLIP, DocumentKind.PICK_LIST)


class PrintFlow(QObject):
    """One print at a time. ``notice``: text, tone, action title, what it does. ``settings_wanted``: of one kind."""

    notice = Signal(str, str, str, object)
    settings_wanted = Signal(object)

    def __init__(self, window: QWidget, labels: LabelService, papers: PaperService, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._labels, self._papers, self._settings = window, labels, papers, settings
        self._sheet: PrintSheet | None = None
        self._busy = False

    def begin(self, order_ids: Sequence[int], kinds: Collection[DocumentKind] = ()) -> None:
        """Print the labels of these orders with what goes along, or only ``kinds``, after the seller has seen them.

        A hand-over list without orders is today's.
        """
        if (order_ids or DocumentKind.HANDOVER in kinds) and self._is_free():
            self._busy = True
            documents = [self._document(kind) for kind in (kinds or _RUN)]
            tasks.run(self, self._run(documents, order_ids, kinds))

    def begin_again(self, lines: Sequence[LedgerLine]) -> None:
        """Print the papers of these lines of the ledger once more: of labels the very bytes."""
        ids = list(dict.fromkeys(line.order_id for line in lines))
        kinds = [kind for kind in (*_RUN, DocumentKind.HANDOVER) if any(_belongs(line, kind) for line in lines)]
        parcels = {(line.order_id, line.tracking_number) for line in lines if line.label_id}
        if kinds and self._is_free():
            self._busy = True
            documents = [self._document(kind, parcels) for kind in kinds]
            tasks.run(self, self._run(documents, ids, kinds, again=True))

    def _is_free(self) -> bool:
        """Else the sheet that is open comes to the front, or it is said why nothing happens."""
        if self._busy and self._sheet is not None and tasks.alive(self._sheet):
            self._sheet.raise_()
        elif self._busy:
            self.notice.emit(
                self.tr("The print before this one is still being finished. Try again in a moment."),
                Tone.INFO,
                "",
                None,
            )
        return not self._busy

    def settings_changed(self) -> None:
        """The print settings were changed while the sheet is open: it shows them."""
        if self._sheet is not None and tasks.alive(self._sheet):
            tasks.run(self, self._show_setups(self._sheet))

    async def _show_setups(self, sheet: PrintSheet) -> None:
        for kind, setup in (await self._papers.setups.all()).items():
            sheet.show_setup(kind, setup)

    async def _run(
        self,
        documents: Sequence[Document],
        order_ids: Sequence[int],
        kinds: Collection[DocumentKind],
        *,
        again: bool = False,
    ) -> None:
        try:
            setups = await self._papers.setups.all()
            ticked = kinds or await self._ticked()
            self._sheet = PrintSheet(self._window, self._papers, documents, order_ids, setups, ticked)
            self._sheet.again.setChecked(again)
            self._sheet.settings_wanted.connect(self.settings_wanted)
            answer = ask(self._sheet, self._sheet.wish)
            self._sheet.start()
            wish = await answer
            self._sheet = None
            if wish is not None:
                await self._print(wish, remember=not kinds)
        finally:
            self._busy, self._sheet = False, None

    def _document(self, kind: DocumentKind, parcels: Collection[tuple[int, str]] = ()) -> Document:
        return LabelDocument(self._labels, parcels) if kind is DocumentKind.LABEL else PaperDocument(self._papers, kind)

    async def _ticked(self) -> Collection[DocumentKind]:
        kept = await self._settings.get(TICKED)
        known = {kind.value: kind for kind in _RUN}
        return (
            {DocumentKind.LABEL, *(known[one] for one in kept if one in known)} if isinstance(kept, list) else _RUN[:1]
        )

    async def _print(self, wish: PrintWish, *, remember: bool) -> None:
        if remember:
            await self._settings.put(TICKED, [kind.value for kind in wish.ticked])
        for kind, setup in wish.setups.items():
            await self._papers.setups.put(kind, setup)
        for document, plan, setup in wish.prints:
            try:
                await self._put_out(document, plan, setup, again=wish.again)
            except BackshopError as error:  # a slip that cannot be printed keeps no label from the paper
                tasks.present(error)

    async def _put_out(self, document: Document, plan: Plan, setup: DocumentSetup, *, again: bool) -> None:
        if setup.printer == TO_PDF:
            await self._save(document, plan, setup, again=again)
        else:
            await self._to_printer(document, plan, setup, again=again)

    async def _save(self, document: Document, plan: Plan, setup: DocumentSetup, *, again: bool) -> None:
        suggestion = f"{document.kind.value.replace('_', '-')}s.pdf"
        title = self.tr("Save {document}").format(document=documents_word(document.kind).lower())
        path = await save_as(self._window, title, suggestion, self.tr("PDF file (*.pdf)"))
        if path is None:
            return
        outcome = await document.to_pdf(plan, path, setup, again=again)
        await self._remember(document.kind, setup, outcome)
        words = self.tr("{document}: {n} saved in {file}")
        told = words.format(document=documents_word(document.kind), n=number(outcome.count), file=path.name)
        address = QUrl.fromLocalFile(str(path))
        self.notice.emit(told, Tone.SUCCESS, self.tr("Open"), lambda: QDesktopServices.openUrl(address))

    async def _to_printer(self, document: Document, plan: Plan, setup: DocumentSetup, *, again: bool) -> None:
        """Print; after labels ask, and print the rest again as often as the paper jams."""
        unsure = False
        target = await system_printer.target_of(self._window, setup.printer)
        printer = target.name if target else setup.printer
        try:
            outcome = await document.to_printer(plan, setup, again=again, target=target)
        except Unsure:
            unsure = True  # recorded as printed: only the seller can see what came out
            if not isinstance(plan, PrintPlan):
                raise
        else:
            plan, setup = outcome.plan, await self._remember(document.kind, setup, outcome)
        if not isinstance(plan, PrintPlan):
            words = self.tr("{document} sent to {printer}")
            told = words.format(document=documents_word(document.kind), printer=printer)
            self.notice.emit(told, Tone.SUCCESS, "", None)
            return
        question = DidItPrint(self._window, plan, printer, unsure=unsure)
        first = await ask(question, question.first)
        if first:
            await self._to_printer(document, await self._as_it_is_now(plan.starting_at(first)), setup, again=True)

    async def _as_it_is_now(self, plan: PrintPlan) -> PrintPlan:
        """The same labels in the same sequence, with the counts of this moment."""
        ids = {entry.label.id for entry in plan.printable if entry.label}
        fresh = await self._labels.plan([entry.order_id for entry in plan.printable])
        now = {entry.label.id: entry for entry in fresh.printable if entry.label and entry.label.id in ids}
        entries = (now[entry.label.id] for entry in plan.printable if entry.label and entry.label.id in now)
        return replace(plan, entries=tuple(entries))

    async def _remember(self, kind: DocumentKind, setup: DocumentSetup, outcome: Outcome) -> DocumentSetup:
        """Tomorrow the same; a sheet begun today goes on at its next free place."""
        after = setup.after(outcome.pages)
        await self._papers.setups.put(kind, after)
        return after


def _belongs(line: LedgerLine, kind: DocumentKind) -> bool:
    """Our address labels are printed with the others."""
    return bool(line.label_id) if kind is DocumentKind.LABEL else line.kind is kind
