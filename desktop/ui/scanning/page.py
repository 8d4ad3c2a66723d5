"""Scan mode on screen: the line for the scanner, the result in a band, the order, and what happened so far."""

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.scan_log import ScanEntry
from desktop.domain.scanning import Session
from desktop.services.scanning import ScanOptions
from desktop.ui.kit import icons, tasks
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.layouts import stack
from desktop.ui.kit.theme import scaled, theme
from desktop.ui.ports import Clock
from desktop.ui.scanning.band import OutcomeBand
from desktop.ui.scanning.beside import EmptyTable
from desktop.ui.scanning.history import SessionHistory
from desktop.ui.scanning.options_button import OptionsButton
from desktop.ui.scanning.order_card import OrderCard
from desktop.ui.scanning.ring import ProgressRing
from desktop.ui.scanning.sounds import Sounds
from desktop.ui.scanning.wedge import ScanField, is_command
from desktop.ui.scanning.words import Telling, waiting
from desktop.ui.scanning.work import ScanWork

if TYPE_CHECKING:
    from desktop.services.build import Services

_SMALL = 1280, 700
_LARGEST = 1.6
# Shortcuts of the window that keep their meaning here; all others would act on orders that are not in sight.
_OF_WINDOW = ("F5", "Ctrl+Q", "Ctrl+K", "Ctrl+,", "Ctrl+F", "Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4", "Ctrl+Shift+M")
_ENTERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def tr(source: str) -> str:
    return QCoreApplication.translate("ScanPage", source)


class ScanPage(QWidget):
    """``begin`` and ``end`` a session; ``left`` comes when the packer has had enough."""

    left = Signal()

    def __init__(self, services: "Services", clock: Clock) -> None:
        super().__init__()
        self.setObjectName("chrome")
        self.setAccessibleName(tr("Scan mode"))
        self._services = services
        self.work = ScanWork(self, services, clock)
        self.sounds = Sounds(self)
        self.field, self.band, self.ring = ScanField(), OutcomeBand(), ProgressRing()
        self.card, self.history, self.empty = OrderCard(clock), SessionHistory(clock), EmptyTable()
        self.options = OptionsButton()
        self.leave_action = self._action(tr("Leave"), "close", "Esc", self.left.emit)
        self.commands = (
            self._action(tr("Take out the last item"), "undo", "Ctrl+Z", self.work.undo),
            self._action(tr("Tick by hand"), "accept", "Ctrl+Space", self._tick),
            self._action(tr("Put aside"), "pause", "F6", self.work.put_aside),
            self._action(tr("Start over"), "retry", "F7", self.work.start_over),
            self._action(tr("Print label"), "label", "Ctrl+P", self.work.print),
        )
        self._lay_out()
        self._connect()

    def begin(self) -> None:
        """The table is empty; what was begun lies beside it."""
        self.history.begin()
        self.work.begin()
        self._show(Session(), waiting())
        self.field.setFocus()

    def end(self) -> None:
        """Ticks are kept."""
        self.work.end()

    # Building -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.middle = QStackedWidget()
        self.middle.addWidget(self.empty)
        self.middle.addWidget(self.card)
        side = QWidget()
        side.setObjectName("surface")
        theme().dress(side)
        self.side = side
        right = QVBoxLayout(side)
        right.setContentsMargins(18, 16, 12, 12)
        right.setSpacing(14)
        right.addWidget(self.ring)
        right.addWidget(self.history, 1)
        body = QHBoxLayout()
        body.setSpacing(1)
        body.addWidget(self.middle, 1)
        body.addWidget(side)
        framed = QVBoxLayout()
        framed.setContentsMargins(12, 10, 12, 10)
        framed.addWidget(self.band)
        column = stack(self)
        column.addWidget(self._head())
        column.addLayout(framed)
        column.addLayout(body, 1)
        column.addWidget(self._foot())

    def _head(self) -> QWidget:
        bar, row = _bar()
        self.title = plain_label(tr("Scan mode"))
        self.title.setFont(scaled(self.font(), 1.35, QFont.Weight.DemiBold))
        row.addWidget(self.title)
        row.addSpacing(12)
        # A style sheet sets the height of input fields anew with the colours; in a frame of fixed height it cannot.
        self._line = QWidget()
        self.field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        stack(self._line).addWidget(self.field)
        row.addWidget(self._line, 1)
        row.addSpacing(12)
        row.addWidget(self.options)
        row.addWidget(self._button(self.leave_action))
        return bar

    def _foot(self) -> QWidget:
        bar, row = _bar()
        for action in self.commands:
            row.addWidget(self._button(action))
        row.addStretch()
        return bar

    def _action(self, title: str, icon: str, shortcut: str, act: Callable[[], object]) -> QAction:
        """For the button, the menu and the palette; afterwards the scanner's line has the focus again."""
        action = QAction(title, self)
        action.setShortcut(QKeySequence(shortcut))
        icons.put(action, icon)
        action.triggered.connect(lambda: act())
        action.triggered.connect(lambda: self.field.setFocus())
        return action

    def _button(self, action: QAction) -> QPushButton:
        """A button that is the face of an action and names its key."""
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button = QPushButton(f" {action.text()}  ({key})")
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        icons.put(button, icons.name_of(action))
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        return button

    def _connect(self) -> None:
        self.field.scanned.connect(self.work.scan)
        self.field.entered.connect(self.band.choose_first)
        self.field.ticked.connect(self._tick)
        self.field.moved.connect(self.card.lines.move)
        self.field.left.connect(self.left)
        self.band.chosen.connect(self.work.choose)
        self.band.chosen.connect(lambda _choice: self.field.setFocus())
        self.empty.opened.connect(self.work.open)
        self.history.opened.connect(self.work.open)
        self.options.chosen.connect(self._choose)
        self.work.shown.connect(self._show)
        self.work.logged.connect(self._log)

    # What is shown --------------------------------------------------------------------------------------------------

    def _show(self, session: Session, told: Telling | None) -> None:
        order = session.packing
        for action in self.commands:
            action.setEnabled(order is not None)
        self.options.show_options(self.work.options)
        self.sounds.muted = not self.work.options.sound
        if order is None:
            self.ring.show_progress(0, 0)
            self.middle.setCurrentWidget(self.empty)
            tasks.run(self, self._look_beside())
        else:
            self.ring.show_progress(order.done, order.most)
            self.middle.setCurrentWidget(self.card)
            self.card.show_order(order, self._scanned)
        if told is not None:
            self.band.say(told)
            self.sounds.play(told.tone)
            for before, after in pairwise((self.field, *self.band.buttons)):
                self.setTabOrder(before, after)
        self._scanned = ""

    _scanned = ""  # the SKU of the scan that is being shown

    def _log(self, entry: ScanEntry) -> None:
        self._scanned = entry.outcome.sku
        self.history.add(entry)

    async def _look_beside(self) -> None:
        self.empty.show_begun(await self._services.scanning.begun())

    def _choose(self, options: ScanOptions) -> None:
        self.work.choose_options(options)
        self.options.show_options(options)
        self.sounds.muted = not options.sound
        self.field.setFocus()

    def _tick(self) -> None:
        self.work.tick(self.card.lines.chosen())

    # Keys -----------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """What the window would do with a key is stopped here, except for the few things that do no harm."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            alone = event.modifiers() == Qt.KeyboardModifier.AltModifier  # the menus' letters
            event.setAccepted(not alone and _sequence(event) not in _OF_WINDOW)
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Wherever the focus is: commands are commands, and what is typed belongs into the scanner's line."""
        pressed = _sequence(event)
        for action in self.commands:
            if action.shortcut().toString() == pressed:
                action.trigger()
                return
        focused = self.focusWidget()
        if is_command(event):
            event.ignore()
        elif event.key() in _ENTERS and isinstance(focused, QAbstractButton) and not self.field.text():
            focused.click()
        else:
            self.field.take(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Letters grow with the screen: they are read from where the packer stands."""
        super().resizeEvent(event)
        factor = max(1.0, min(self.width() / _SMALL[0], self.height() / _SMALL[1], _LARGEST))
        for part in (self.band, self.ring, self.card, self.history):
            part.enlarge(factor)
        large = scaled(self.font(), 1.6 * factor, QFont.Weight.Medium)
        self.field.setFont(large)
        self._line.setFixedHeight(QFontMetrics(large).height() + 16)
        self.side.setFixedWidth(round(340 * factor))


def _bar() -> tuple[QWidget, QHBoxLayout]:
    bar = QWidget()
    bar.setObjectName("chrome")
    bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # a low window takes it from the lists
    theme().dress(bar)
    row = QHBoxLayout(bar)
    row.setContentsMargins(16, 10, 12, 10)
    row.setSpacing(8)
    return bar, row


def _sequence(event: QKeyEvent) -> str:
    return QKeySequence(event.keyCombination()).toString()
