"""Watches the clock for the window: tells once of orders that are about to breach, and marks what is late."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.usual_views import UsualView
from desktop.ui.kit import tasks
from desktop.ui.kit.format import counted, sum_of
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
    from desktop.domain.money import Money
    from desktop.services.build import Services
    from desktop.services.deadlines import Breach, Standing
    from desktop.ui.kit.notices import Notice
    from desktop.ui.main_window import MainWindow

_EVERY_MS = 60_000
_SETTLE_MS = 1_000  # after news; a sync brings many at once
_LOOK_AT = frozenset({ChangeKind.ORDERS, ChangeKind.SETTINGS})


class DeadlineWatch(QObject):
    """Made once the loop runs; lives as long as the window."""

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        super().__init__(window)
        self._window, self._deadlines = window, services.deadlines
        self._told: set[int] = set()
        self._notice: Notice | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.look)
        minute = QTimer(self, interval=_EVERY_MS)
        minute.timeout.connect(self.look)
        minute.start()
        window.status.deadlines_wanted.connect(self.show_orders)
        stop: Callable[[], None] = services.changes.subscribe(self._on_changes)
        self.destroyed.connect(lambda: stop())
        self.look()

    def look(self) -> None:
        """See how things stand now."""
        tasks.run(self, self._look())

    def show_orders(self) -> None:
        """The view of what is late or about to breach."""
        self._window.go_to("orders")
        self._window.orders.sidebar.view_chosen.emit(UsualView.BREACH.value)

    def _on_changes(self, changes: Changes) -> None:
        if changes.kind in _LOOK_AT and not self._settle.isActive():
            self._settle.start()

    async def _look(self) -> None:
        standing = await self._deadlines.standing()
        self._window.status.show_deadlines(len(standing.breached), len(standing.soon), standing.hours)
        self._window.orders.show_urgency(standing.hours)
        self._tell(standing)

    def _tell(self, standing: "Standing") -> None:
        """One notice for all, when some are new; a newer one takes the place of the last."""
        near = [*standing.breached, *standing.soon]
        fresh = {one.order_id for one in near} - self._told
        self._told = {one.order_id for one in near}
        if fresh:
            if self._notice is not None and tasks.alive(self._notice):
                self._notice.deleteLater()
            words, act = self._words(standing), self.show_orders
            self._notice = self._window.notices.tell(words, Tone.WARNING, self.tr("Show"), act)

    def _words(self, standing: "Standing") -> str:
        late, soon = len(standing.breached), len(standing.soon)
        parts = []
        if soon:
            hours = counted(standing.hours, self.tr("one hour"), self.tr("{n} hours"))
            one, many = self.tr("1 order breaches within {hours}"), self.tr("{n} orders breach within {hours}")
            parts.append(counted(soon, one, many, hours=hours))
        if late:
            parts.append(counted(late, self.tr("1 order is late"), self.tr("{n} orders are late")))
        words = ", ".join(parts)
        amounts = sum_of(_lost([*standing.soon, *standing.breached]))
        return self.tr("{orders}: {amount} at risk").format(orders=words, amount=amounts) if amounts else words


def _lost(breaches: "Sequence[Breach]") -> list["Money"]:
    return [one.amount for one in breaches if one.amount.amount]
