"""Carries out what the seller wants done with tags, and offers to undo it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.tags import TagChange
from desktop.ui.kit import tasks
from desktop.ui.kit.dialogs import ask
from desktop.ui.kit.format import counted
from desktop.ui.kit.theme import Tone
from desktop.ui.orders.tag_sheet import TagSheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.domain.tags import TagColour
    from desktop.services.tags import Tags


class Tagging(QObject):
    """One sheet at a time, over the selection as it was when it opened."""

    notice = Signal(str, str, str, object)

    def __init__(self, parent: "QWidget", tags: "Tags") -> None:
        super().__init__(parent)
        self._parent, self._tags = parent, tags

    def begin(self, order_ids: "Sequence[int]") -> None:
        """Ask for the tags of these orders."""
        if order_ids:
            tasks.run(self, self._ask(list(order_ids)))

    async def _ask(self, order_ids: list[int]) -> None:
        known, on = await self._tags.all(), await self._tags.on(order_ids)
        sheet = TagSheet(self._parent, len(order_ids), known, on)
        sheet.forget_wanted.connect(lambda name: tasks.run(self, self._forget(sheet, name)))
        if (answer := await ask(sheet, sheet.answer)) is None:
            return
        for name, colour in answer.colours.items():
            if name in answer.add or any(tag.name == name for tag in known):
                await self._tags.recolour(name, colour)
        change = await self._tags.change(order_ids, add=answer.add, remove=answer.remove)
        if change:
            one, many = self.tr("Tags of one order changed"), self.tr("Tags of {n} orders changed")
            self._tell(counted(len(change.order_ids), one, many), change)

    async def _forget(self, sheet: TagSheet, name: str) -> None:
        colour: TagColour | None = next((tag.colour for tag in await self._tags.all() if tag.name == name), None)
        gone = await self._tags.forget(name)
        if tasks.alive(sheet):
            sheet.forget(name)
        self._tell(self.tr("Tag deleted: {name}").format(name=name), gone, name, colour)

    def _tell(self, words: str, change: TagChange, name: str = "", colour: "TagColour | None" = None) -> None:
        async def undo() -> None:
            if colour is not None:
                await self._tags.recolour(name, colour)
            await self._tags.undo(change)

        self.notice.emit(words, Tone.SUCCESS, self.tr("Undo"), lambda: tasks.run(self, undo()))
