"""The slim bar under the grid after a push: how many are done, and what can be done about the others."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.domain.pushes import NEEDS_SELLER, Fate, Push
from desktop.ui.catalog.push_progress import ReadingRow
from desktop.ui.catalog.push_words import tally, title_of, worst_of
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.theme import scaled, theme

_LEAST_WORDS = 160  # pixels


def tr(source: str) -> str:
    return QCoreApplication.translate("PushBar", source)


class PushBar(QFrame):
    """``wanted`` brings the key of what was pressed: see the buttons."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("chrome")
        self.setAccessibleName(tr("Result of the last push"))
        theme().dress(self)
        self.push: Push | None = None
        self._sign = QLabel()
        self.title = plain_label("")
        self.title.setFont(scaled(self.font(), 1.0, QFont.Weight.DemiBold))
        self.words = plain_label("", role="muted", wrap=True)
        self.words.setMinimumWidth(_LEAST_WORDS)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("Progress of the push"))
        self.bar.setFixedHeight(4)
        self.reading = ReadingRow()
        self.decide = self._button("decide", tr("Decide") + "\N{HORIZONTAL ELLIPSIS}", "help")
        self.retry = self._button("retry_failed", tr("Retry failed"), "retry", tr("Retry failed only"))
        self.export = self._button("export_failed", tr("Export failed"), "export", tr("Export failed rows"))
        self.undo = self._button("undo_push", tr("Undo this push") + "\N{HORIZONTAL ELLIPSIS}", "undo")
        self.show_failed = self._sign_button("show", tr("Show these rows in the grid"), "filter")
        self.details = self._sign_button("details", tr("All changes of this push"), "all")
        self.closer = self._sign_button("dismiss", tr("Close; it stays in the list of pushes"), "close")
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.words)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        for button in (self.decide, self.retry, self.export, self.undo):
            row.addWidget(button)
        for sign in (self.show_failed, self.details, self.closer):
            row.addWidget(sign)
        line = QFrame()
        line.setObjectName("line")
        line.setFixedHeight(1)
        inner = QWidget()
        below = QHBoxLayout(inner)
        below.setContentsMargins(16, 0, 16, 6)
        below.addWidget(self.reading)
        self._below = inner
        inner.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (line, self.bar):
            column.addWidget(widget)
        column.addLayout(row)
        column.addWidget(inner)

    def _button(self, key: str, title: str, icon: str, whole: str = "") -> QPushButton:
        """``whole``: what it does, in full words."""
        button = icons.button(title, icon)
        if whole:
            button.setAccessibleName(whole)
            button.setToolTip(whole)
        button.clicked.connect(lambda: self.wanted.emit(key))
        return button

    def _sign_button(self, key: str, title: str, icon: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setAccessibleName(title)
        button.setToolTip(title)
        icons.put(button, icon)
        button.clicked.connect(lambda: self.wanted.emit(key))
        return button

    def show_push(self, push: Push) -> None:
        """What became of it until now."""
        self.push = push
        self.retint()
        self.title.setText(title_of(push))
        self.words.setText(tally(push))
        waiting = push.count(Fate.WAITING)
        self.bar.setVisible(waiting > 0)
        self.bar.setRange(0, push.total)
        self.bar.setValue(push.total - waiting)
        asked = push.count(Fate.CONFLICT, Fate.UNSURE)
        self.decide.setVisible(asked > 0)
        self.retry.setVisible(push.count(Fate.REFUSED) > 0)
        failed = push.count(*NEEDS_SELLER) > 0
        self.export.setVisible(failed)
        self.show_failed.setVisible(asked > 0 or push.count(Fate.REFUSED) > 0)
        self.undo.setVisible(push.count(Fate.TAKEN_BACK, Fate.REFUSED) < push.total)
        self.show()

    def retint(self) -> None:
        """The sign in the colours of now."""
        if self.push is not None:
            mark = worst_of(self.push)
            self._sign.setPixmap(icons.pixmap(mark.icon, str(mark.tone), 16, self.devicePixelRatioF()))

    def read(self, *, running: bool) -> None:
        """Make room for the row of a reading, or take it away."""
        self._below.setVisible(running)
        self.reading.setVisible(running)
        self.undo.setEnabled(not running)
