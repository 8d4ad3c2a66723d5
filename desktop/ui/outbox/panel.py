"""The outbox panel: open beside the window, always true, with the few things a seller can decide."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QCloseEvent, QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.operations import Operation, OperationState
from desktop.ui.kit import icons, tasks
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import number
from desktop.ui.kit.states import StatePanel
from desktop.ui.kit.theme import Tone, scaled, theme
from desktop.ui.outbox.lines import OutboxLines
from desktop.ui.outbox.taking_back import take_back
from desktop.ui.ports import Clock

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.outbox.service import Keep

_SHOWN = 400
_SETTLE_MS = 120  # many changes in one moment are one refresh
_S = OperationState
_AGAIN = frozenset({_S.QUEUED, _S.REFUSED, _S.UNSURE, _S.WORKING})
_GIVE_UP = frozenset({_S.QUEUED, _S.REFUSED, _S.UNSURE, _S.NEEDS_LOGIN, _S.CONFLICT})
_DECIDE = frozenset({_S.UNSURE, _S.CONFLICT})


def tr(source: str) -> str:
    return QCoreApplication.translate("OutboxPanel", source)


class OutboxPanel(QDialog):
    """Not modal: the seller goes on working while it drains."""

    def __init__(self, window: QWidget, services: "Services", clock: Clock) -> None:
        super().__init__(window)
        self._services, self._clock = services, clock
        self.setWindowTitle(tr("Outbox"))
        self.resize(900, 560)
        theme().dress(self)
        self.summary = plain_label("", role="muted")
        self.lines = OutboxLines()
        self.states = StatePanel()
        self.states.say(
            "done",
            tr("The outbox is empty"),
            tr("What you change is kept here until the marketplace has confirmed it, also while the line is down."),
            tone=Tone.SUCCESS,
        )
        self.middle = QStackedWidget()
        self.middle.addWidget(self.states)
        self.middle.addWidget(self.lines)
        self.again = self._button(tr("Try again now"), "retry", self._retry)
        self.happened = self._button(tr("It happened"), "done", self._happened)
        self.not_happened = self._button(tr("It did not happen: send again"), "outbox", self._send_again)
        self.give_up = self._button(tr("Give up"), "trash", self._discard)
        self.take_back = self._button(tr("Take the whole change back") + "\N{HORIZONTAL ELLIPSIS}", "undo", self._undo)
        self._lay_out()
        self._later = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._later.timeout.connect(self.look)
        self.lines.itemSelectionChanged.connect(self._judge)
        self._unsubscribe = services.changes.subscribe(self._on_changes)
        self.destroyed.connect(self._unsubscribe)
        self._judge()

    def look(self) -> None:
        """Read the outbox anew."""
        tasks.run(self, self._show())

    def closeEvent(self, event: QCloseEvent) -> None:
        self._later.stop()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        title = plain_label(tr("Outbox"))
        title.setFont(scaled(self.font(), 1.3, QFont.Weight.DemiBold))
        head = QHBoxLayout()
        head.addWidget(title)
        head.addSpacing(8)
        head.addWidget(self.summary)
        head.addStretch()
        buttons = QHBoxLayout()
        for button in (self.again, self.happened, self.not_happened, self.give_up):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self.take_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.middle, 1)
        column.addLayout(buttons)

    def _button(self, title: str, icon: str, act: Callable[[Sequence[Operation]], Awaitable[object]]) -> QPushButton:
        button = QPushButton(title)
        button.setAutoDefault(False)
        icons.put(button, icon)
        button.clicked.connect(lambda: tasks.run(self, self._decide(act), busy=button))
        return button

    async def _decide(self, act: Callable[[Sequence[Operation]], Awaitable[object]]) -> None:
        await act(self.lines.chosen())
        await self._show()

    async def _show(self) -> None:
        operations = await self._services.outbox.list(open_only=False, limit=_SHOWN)
        open_ = sum(operation.state.is_open for operation in operations)
        self.lines.show_operations(operations, self._clock())
        self.middle.setCurrentWidget(self.lines if operations else self.states)
        self.summary.setText(tr("{n} waiting").format(n=number(open_)) if open_ else tr("nothing is waiting"))
        self._judge()

    def _on_changes(self, changes: Changes) -> None:
        if changes.kind is ChangeKind.OUTBOX and self.isVisible() and not self._later.isActive():
            self._later.start()

    def _judge(self) -> None:
        """Offer what is possible for at least one selected operation; decisions only where there is doubt."""
        states = {operation.state for operation in self.lines.chosen()}
        self.again.setEnabled(bool(states & _AGAIN))
        self.give_up.setEnabled(bool(states & _GIVE_UP))
        self.take_back.setEnabled(bool(states))
        for button in (self.happened, self.not_happened):
            button.setVisible(bool(states & _DECIDE))
        is_dispute = _S.CONFLICT in states and _S.UNSURE not in states
        self.happened.setText(tr("Take theirs") if is_dispute else tr("It happened"))
        self.not_happened.setText(tr("Keep mine") if is_dispute else tr("It did not happen: send again"))

    # What the seller decides ----------------------------------------------------------------------------------------

    async def _retry(self, chosen: Sequence[Operation]) -> None:
        await self._services.outbox.retry([one.id for one in chosen if one.state in _AGAIN])

    async def _discard(self, chosen: Sequence[Operation]) -> None:
        await self._services.outbox.discard([one.id for one in chosen if one.state in _GIVE_UP])

    async def _happened(self, chosen: Sequence[Operation]) -> None:
        for operation in chosen:
            if operation.state in _DECIDE:
                keep: Keep = "theirs" if operation.state is _S.CONFLICT else "happened"
                await self._services.outbox.resolve(operation.id, keep)

    async def _send_again(self, chosen: Sequence[Operation]) -> None:
        for operation in chosen:
            if operation.state in _DECIDE:
                await self._services.outbox.resolve(operation.id, "mine")

    async def _undo(self, chosen: Sequence[Operation]) -> None:
        for change_set_id in dict.fromkeys(operation.change_set_id for operation in chosen):
            await take_back(self, self._services, change_set_id)
