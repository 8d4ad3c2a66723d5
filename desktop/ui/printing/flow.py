"""The way of a selection to paper: sheet, file or printer, and the question whether it came out."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Unsure
from desktop.services.labels import Printed, PrintPlan
from desktop.ui.kit import tasks
from desktop.ui.kit.dialogs import ask, save_as
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import Tone
from desktop.ui.printing.afterwards import DidItPrint
from desktop.ui.printing.choices import SETTING, TO_PDF, PrintChoices, choices_from
from desktop.ui.printing.ports import Labels
from desktop.ui.printing.sheet import PrintSheet, PrintWish


class Settings(Protocol):
    """Where the choices are remembered."""

    async def get(self, key: str) -> object | None: ...
    async def put(self, key: str, value: object | None) -> None: ...


class PrintFlow(QObject):
    """One print at a time. ``notice``: text, tone, action title, what it does."""

    notice = Signal(str, str, str, object)

    def __init__(self, window: QWidget, labels: Labels, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._labels, self._settings = window, labels, settings
        self._busy = False

    def begin(self, order_ids: Sequence[int]) -> None:
        """Print the labels of these orders, after the seller has seen them."""
        if order_ids and not self._busy:
            self._busy = True
            tasks.run(self, self._run(order_ids))

    async def _run(self, order_ids: Sequence[int]) -> None:
        try:
            choices = choices_from(await self._settings.get(SETTING))
            sheet = PrintSheet(self._window, self._labels, order_ids, choices)
            answer = ask(sheet, sheet.wish)
            sheet.start()
            if (wish := await answer) is not None:
                await self._print(wish)
        finally:
            self._busy = False

    async def _print(self, wish: PrintWish) -> None:
        if wish.choices.printer == TO_PDF:
            await self._save(wish)
        else:
            await self._to_printer(wish.plan, wish.choices, again=wish.again)

    async def _save(self, wish: PrintWish) -> None:
        name = await save_as(self._window, self.tr("Save labels"), "labels.pdf", self.tr("PDF file (*.pdf)"))
        if not name:
            return
        path = Path(name if name.lower().endswith(".pdf") else f"{name}.pdf")
        printed = await self._labels.to_pdf(wish.plan, path, wish.choices.stock, again=wish.again)
        await self._remember(wish.choices, printed)
        words = self.tr("{n} labels saved in {file}").format(n=number(len(printed.records)), file=path.name)
        address = QUrl.fromLocalFile(str(path))
        self.notice.emit(words, Tone.SUCCESS, self.tr("Open"), lambda: QDesktopServices.openUrl(address))

    async def _to_printer(self, plan: PrintPlan, choices: PrintChoices, *, again: bool) -> None:
        """Print, ask, and print the rest again as often as the paper jams."""
        unsure = False
        try:
            printed = await self._labels.to_printer(plan, choices.printer, choices.stock, again=again)
        except Unsure:
            unsure = True  # recorded as printed: only the seller can see what came out
        else:
            plan = printed.plan
            choices = await self._remember(choices, printed)
        question = DidItPrint(self._window, plan, choices.printer, unsure=unsure)
        first = await ask(question, question.first)
        if first:
            await self._to_printer(await self._as_it_is_now(plan.starting_at(first)), choices, again=True)

    async def _as_it_is_now(self, plan: PrintPlan) -> PrintPlan:
        """The same labels in the same sequence, with the counts of this moment."""
        ids = {entry.label.id for entry in plan.printable if entry.label}
        fresh = await self._labels.plan([entry.order_id for entry in plan.printable])
        now = {entry.label.id: entry for entry in fresh.printable if entry.label and entry.label.id in ids}
        return PrintPlan(
            tuple(now[entry.label.id] for entry in plan.printable if entry.label and entry.label.id in now)
        )

    async def _remember(self, choices: PrintChoices, printed: Printed) -> PrintChoices:
        """Tomorrow the same; a sheet begun today goes on at its next free place."""
        stock = choices.stock
        after = replace(choices, slot=(stock.start_slot + len(printed.records)) % stock.slots)
        await self._settings.put(SETTING, after.as_setting())
        return after
