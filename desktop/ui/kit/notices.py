"""Notices: short sentences at the edge of the window, never modal, with one action; the same news is not told twice."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.theme import Tone, theme

ICON_OF_TONE = {
    Tone.NEUTRAL: "info",
    Tone.INFO: "info",
    Tone.SUCCESS: "done",
    Tone.WARNING: "warning",
    Tone.DANGER: "error",
}
_STAYS_MS = {Tone.WARNING: 12_000, Tone.DANGER: 0}  # 0: until closed
_MOST = 4
WIDTH = 420


class Notice(QFrame):
    """One sentence with an icon, at most one action, and a way to close it."""

    def __init__(self, text: str, tone: Tone, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setAccessibleName(text)
        self.text, self.tone, self.times = text, tone, 1
        theme().dress(self)
        self._sign = QLabel()
        self._words = plain_label(text, wrap=True)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 8, 6, 8)
        self.row.setSpacing(10)
        self.row.addWidget(self._sign)
        self.row.addWidget(self._words, 1)
        close = QToolButton()
        close.setProperty("kind", "quiet")
        close.setAccessibleName(QCoreApplication.translate("Notices", "Close notice"))
        icons.put(close, "close")
        close.clicked.connect(self.deleteLater)
        self.row.addWidget(close)
        self._clock = QTimer(self, singleShot=True, interval=_STAYS_MS.get(tone, 6_000))
        self._clock.timeout.connect(self.deleteLater)
        self._paint_sign()
        theme().changed.connect(self._paint_sign)
        self._wait()

    def offer(self, title: str, act: Callable[[], object]) -> None:
        button = QPushButton(title)
        button.setProperty("kind", "link")
        button.clicked.connect(act)
        button.clicked.connect(self.deleteLater)
        self.row.insertWidget(2, button)

    def again(self) -> None:
        """The same news once more: counted, not repeated."""
        self.times += 1
        self._words.setText(f"{self.text} ({self.times}\N{MULTIPLICATION SIGN})")
        self.fit()
        self._wait()

    def fit(self) -> None:
        """As high as the sentence needs at the notices' width."""
        self.ensurePolished()
        self.row.activate()
        self.setFixedSize(WIDTH, max(self.row.totalHeightForWidth(WIDTH), 44))

    def _wait(self) -> None:
        if self._clock.interval():
            self._clock.start()

    def _paint_sign(self) -> None:
        self._sign.setPixmap(icons.pixmap(ICON_OF_TONE[self.tone], self.tone, 18, self.devicePixelRatioF()))


class Notices(QWidget):
    """The corner of a window where notices stand; it covers nothing but itself."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("notices")
        self.setAccessibleName(QCoreApplication.translate("Notices", "Notices"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        window.installEventFilter(self)
        self.hide()

    def tell(
        self, text: str, tone: str = Tone.NEUTRAL, action: str = "", act: Callable[[], object] | None = None
    ) -> Notice:
        """Show a sentence, with ``act`` behind a button named ``action``; a screen reader speaks it."""
        standing = self.standing()
        for notice in standing:
            if notice.text == text and notice.tone == tone:
                notice.again()
                return notice
        for old in standing[: max(0, len(standing) - _MOST + 1)]:
            old.deleteLater()
        notice = Notice(text, Tone(tone), self)
        if action and act is not None:
            notice.offer(action, act)
        notice.destroyed.connect(self._settle)
        self._column.addWidget(notice)
        notice.fit()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window(), text))
        self._settle()
        return notice

    def standing(self) -> list[Notice]:
        """The notices on screen, oldest first."""
        return self.findChildren(Notice, options=Qt.FindChildOption.FindDirectChildrenOnly)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _settle(self) -> None:
        self.setVisible(bool(self.standing()))
        self._place()
        self.raise_()

    def _place(self) -> None:
        window = self.window()
        standing = self.standing()
        height = sum(notice.height() for notice in standing) + 8 * max(len(standing) - 1, 0)
        x = 20 if self.isRightToLeft() else window.width() - WIDTH - 20
        self.setGeometry(x, window.height() - height - 46, WIDTH, height)
