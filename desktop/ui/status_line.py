"""The line at the bottom: how fresh each shop is, and how far the running sync is, with a way to stop it."""

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from desktop.domain.accounts import AccountState
from desktop.ui.kit import icons, text
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import ago, counted, moment_both, number
from desktop.ui.kit.theme import theme
from desktop.ui.ports import Clock

if TYPE_CHECKING:
    from desktop.services.shop_views import ShopView
    from desktop.services.sync.status import SyncStatus

_GAP, _EDGE = 16, 14  # between shops, and at both ends of the line


def tr(source: str) -> str:
    return QCoreApplication.translate("StatusLine", source)


class StatusLine(QWidget):
    """Labels, not passing messages: what it says stays and can be read by a screen reader."""

    stop_wanted = Signal(str)  # account id
    deadlines_wanted = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Status"))
        theme().dress(self)
        self._clock = clock
        self._shops: Sequence[ShopView] = ()
        self._running = ""
        self._boxes: list[QWidget] = []
        self._shelf = QWidget()
        self._shelf.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._fresh = QHBoxLayout(self._shelf)
        self._fresh.setContentsMargins(0, 0, 0, 0)
        self._fresh.setSpacing(_GAP)
        self._more = plain_label("", role="faint")
        self.job = plain_label("", role="muted")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedWidth(140)
        self.bar.setAccessibleName(tr("Sync progress"))
        self.stop = QPushButton(tr("Stop"))
        self.stop.setProperty("kind", "link")
        self.stop.setAccessibleName(tr("Stop syncing"))
        self.stop.clicked.connect(lambda: self.stop_wanted.emit(self._running))
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(_EDGE, 3, _EDGE, 3)
        row.setSpacing(10)
        row.addWidget(self._shelf, 1)
        self._deadlines: QPushButton | None = None  # only where something is late or near
        for widget in (self.job, self.bar, self.stop):
            row.addWidget(widget)
        self.setMinimumHeight(30)
        self.show_sync(())
        theme().changed.connect(self._repaint)

    def _repaint(self) -> None:
        self.show_shops(self._shops)

    def show_shops(self, shops: "Sequence[ShopView]") -> None:
        """State and freshness per shop; the sentence behind a state stands in the tool tip."""
        self._shops = shops
        while (item := self._fresh.takeAt(0)) is not None:
            if (old := item.widget()) is not None and old is not self._more:
                old.deleteLater()
        self._boxes = [self._shop(shop) for shop in shops]
        for box in self._boxes:
            self._fresh.addWidget(box)
        self._fresh.addWidget(self._more)
        self._fresh.addStretch()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As many shops as there is room for; the line never makes the window wider than the screen."""
        beside = [one for one in (self._deadlines, self.job, self.bar, self.stop) if one is not None]
        job = sum(one.sizeHint().width() + _GAP for one in beside if not one.isHidden())
        self._more.setText(tr("+{n} more").format(n=len(self._boxes)))
        spare = self.width() - 2 * _EDGE - job - self._more.sizeHint().width() - _GAP
        ends = list(accumulate(box.sizeHint().width() + _GAP for box in self._boxes))
        shown = sum(end <= spare for end in ends)
        for at, box in enumerate(self._boxes):
            box.setVisible(at < shown)
        self._more.setText(tr("+{n} more").format(n=len(self._boxes) - shown))
        self._more.setVisible(shown < len(self._boxes))

    def show_deadlines(self, late: int, soon: int, hours: int) -> None:
        """How many orders are late and how many will be within ``hours``; nothing where there are none."""
        if self._deadlines is None and not late and not soon:
            return
        button = self._deadlines = self._deadlines or self._deadline_button()
        words = [counted(late, tr("1 late"), tr("{n} late"))] if late else []
        words += [counted(soon, tr("1 due"), tr("{n} due")) + tr(" within {n} h").format(n=hours)] if soon else []
        button.setText("  \N{MIDDLE DOT}  ".join(words))
        button.setAccessibleName(tr("Deadlines: {what}").format(what=", ".join(words)))
        icons.put(button, "warning" if late else "clock", "danger" if late else "warning")
        button.setProperty("tone", "danger" if late else "warning")
        button.style().unpolish(button)
        button.style().polish(button)
        button.setVisible(bool(words))
        self._fit()

    def _deadline_button(self) -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", "link")
        button.setToolTip(tr("Show the orders that are late or about to breach"))
        button.clicked.connect(self.deadlines_wanted)
        self._row.insertWidget(0, button)
        return button

    def tick(self) -> None:
        """A minute has passed."""
        self.show_shops(self._shops)

    def show_sync(self, statuses: "Sequence[SyncStatus]") -> None:
        """The first running sync, or nothing."""
        running = next((one for one in statuses if one.running), None)
        self._running = running.account_id if running else ""
        for widget in (self.job, self.bar, self.stop):
            widget.setVisible(running is not None)
        if running is None:
            self._fit()
            return
        done, total = running.progress.done, running.progress.total
        name = next((shop.account for shop in self._shops if shop.account_id == running.account_id), "")
        count = f"{number(done)}/{number(total)}" if total else number(done)
        self.job.setText(tr("{shop}: syncing {count}").format(shop=name, count=count).removeprefix(": "))
        self.bar.setRange(0, total or 0)
        self.bar.setValue(done)
        self._fit()

    def _shop(self, shop: "ShopView") -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        mark = text.account_mark(shop.state)
        sign = QLabel()
        sign.setPixmap(icons.pixmap(mark.icon, mark.tone, 14, self.devicePixelRatioF()))
        row.addWidget(sign)
        fresh = ago(shop.synced_at, self._clock()) if shop.synced_at else tr("not synced yet")
        said = fresh if shop.state is AccountState.CONNECTED else mark.text
        words = plain_label(f"{shop.name}  \N{MIDDLE DOT}  {said}", role="muted")
        row.addWidget(words)
        when = moment_both(shop.synced_at) if shop.synced_at else fresh
        box.setToolTip(f"{mark.text}  \N{MIDDLE DOT}  {when}")
        return box
