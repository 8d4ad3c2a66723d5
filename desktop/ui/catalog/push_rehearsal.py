"""The rehearsal in the review sheet: its button, how far it has come, and what it found, change by change."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.services.progress import Show
from desktop.services.rehearsal import Forecast, Rehearsed
from desktop.ui.catalog.push_progress import ReadingRow
from desktop.ui.kit import icons, tasks
from desktop.ui.kit.columns import Mark
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
    import asyncio

Rehearse = Callable[[Show, "asyncio.Event"], Awaitable[Rehearsed]]
_DOT = "  \N{MIDDLE DOT}  "


def tr(source: str) -> str:
    return QCoreApplication.translate("Rehearsal", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("Rehearsal", source))


_FORECASTS: dict[Forecast, tuple[str, Tone, str]] = {
    Forecast.SEND: (_("would be sent"), Tone.INFO, "outbox"),
    Forecast.ALREADY: (_("already so"), Tone.SUCCESS, "done"),
    Forecast.CHANGED: (_("changed there since"), Tone.WARNING, "warning"),
    Forecast.GONE: (_("not there any more"), Tone.DANGER, "error"),
    Forecast.ERROR: (_("error, stays here"), Tone.DANGER, "error"),
    Forecast.HELD: (_("waits for its neighbour's error"), Tone.WARNING, "pause"),
    Forecast.NOT_READ: (_("could not be checked"), Tone.NEUTRAL, "offline"),
}


def forecast_mark(forecast: Forecast) -> Mark:
    words, tone, icon = _FORECASTS[forecast]
    return Mark(tr(words), tone, icon)


class RehearsalPanel(QWidget):
    """``rehearsed`` comes with the findings; ``filtered`` when other findings are to be listed."""

    rehearsed = Signal(object)
    filtered = Signal()

    def __init__(self, rehearse: Rehearse) -> None:
        super().__init__()
        self._rehearse = rehearse
        self.button = QPushButton(tr("Rehearse"))
        self.button.setAutoDefault(False)
        self.button.setToolTip(tr("Check everything at the marketplaces; nothing is sent"))
        icons.put(self.button, "play")
        self.button.clicked.connect(lambda: tasks.run(self, self._run(), busy=self.button))
        self.words = plain_label(tr("Checks everything at the marketplaces first; nothing is sent."), role="muted")
        self.words.setWordWrap(True)
        self.unread = plain_label("", role="warning", wrap=True)
        self.unread.hide()
        self.filter = ComboBox(tr("Rehearsal"))
        self.filter.hide()
        self.filter.currentIndexChanged.connect(lambda _at: self.filtered.emit())
        self.reading = ReadingRow()
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.button)
        row.addWidget(self.words, 1)
        row.addWidget(self.filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        for widget in (self.reading, self.unread):
            column.addWidget(widget)

    @property
    def only(self) -> Forecast | None:
        """The finding that is to be listed; None for all."""
        found = self.filter.currentData()
        return Forecast(found) if found else None

    async def _run(self) -> None:
        stop = self.reading.begin()
        try:
            found = await self._rehearse(self.reading.report, stop)
        finally:
            self.reading.hide()
        if found.stopped:
            self.words.setText(tr("Stopped. Nothing was sent."))
        else:
            self._tell(found)
            self.rehearsed.emit(found)

    def _tell(self, found: Rehearsed) -> None:
        parts = [(one, found.count(one)) for one in Forecast if found.count(one)]
        self.words.setText(_DOT.join(f"{number(count)} {forecast_mark(one).text}" for one, count in parts))
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.addItem(tr("All findings"), "")
        for one, _count in parts:
            words = forecast_mark(one).text
            self.filter.addItem(words[:1].upper() + words[1:], one.value)
        self.filter.blockSignals(False)
        self.filter.setVisible(len(parts) > 1)
        shops = ", ".join(found.unread or ())
        told = tr("{shops} cannot be asked now: only the rules were checked there.")
        self.unread.setText(told.format(shops=shops))
        self.unread.setVisible(bool(shops))
        self.button.setText(tr("Rehearse again"))
