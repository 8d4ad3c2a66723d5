"""How far long work is, with a way to stop it: a sheet that comes by itself and goes with the work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.services.progress import Show
from desktop.ui.kit import tasks
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.format import number

if TYPE_CHECKING:
    import asyncio


def tr(source: str) -> str:
    return QCoreApplication.translate("ProgressSheet", source)


class UnderProgress(NamedTuple):
    """``show(done, total)`` tells how far it is; ``stop`` is set when somebody wants no more of it."""

    show: Show
    stop: "asyncio.Event"


class ProgressSheet(Sheet):
    """``words`` has places for ``{done}`` and ``{total}``. Whoever closes it stops the work."""

    def __init__(self, parent: QWidget, title: str, words: str, total: int) -> None:
        super().__init__(parent, title, action=tr("Stop"))
        self._words = words
        self.action.setProperty("kind", "")
        self.back.hide()
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("Progress"))
        self.told = plain_label("", role="muted")
        self.body.addWidget(self.bar)
        self.body.addWidget(self.told)
        self.show_done(0, total)

    def show_done(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.told.setText(self._words.format(done=number(done), total=number(total)))


@asynccontextmanager
async def under_progress(parent: QWidget, title: str, words: str, total: int) -> AsyncIterator[UnderProgress]:
    """Show the sheet while the work inside goes on."""
    import asyncio  # late: see ``kit.tasks``

    stop = asyncio.Event()
    sheet = ProgressSheet(parent, title, words, total)
    sheet.finished.connect(lambda _code: stop.set())
    sheet.open()
    try:
        yield UnderProgress(sheet.show_done, stop)
    finally:
        if tasks.alive(sheet):
            sheet.done(0)
            sheet.deleteLater()
