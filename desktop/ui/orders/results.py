"""What became of an action, order by order: progress with a stop, then what went well and what needs the seller."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.operations import OperationState
from desktop.domain.order_views import ActionResult
from desktop.domain.progress import Progress, Stage
from desktop.ui.kit import icons, reasons, text
from desktop.ui.kit.dialogs import plain_label, plain_tip
from desktop.ui.kit.format import counted, number, span
from desktop.ui.kit.theme import Tone, scaled, theme
from desktop.ui.orders.shop_bars import ShopBars

if TYPE_CHECKING:
    import asyncio

_MOST_LINES = 500
_LINE = 30
_LEAST_WORDS = 160  # pixels


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderResults", source)


class ResultsPanel(QFrame):
    """Slides in above the footer. ``retry_wanted`` and ``select_wanted`` bring ids of orders that need the seller."""

    retry_wanted = Signal(object)
    select_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Results of the last action"))
        self.stop: asyncio.Event | None = None
        self._failed: list[int] = []
        self._told: list[tuple[str, str, str]] = []
        self._head = QWidget()
        self._head.setObjectName("chrome")
        self._head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme().dress(self._head)
        self.title = plain_label("")
        self.title.setFont(scaled(self.font(), 1.0, QFont.Weight.DemiBold))
        self.summary = plain_label("", role="muted", wrap=True)  # a narrow window never gets wider for it
        self.summary.setMinimumWidth(_LEAST_WORDS)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("Progress"))
        self.stopper = _button(tr("Stop"), "stop", self._on_stop)
        self.shops = ShopBars()
        self.copier = _button(tr("Copy list"), "copy", self.copy)
        self.retry = _button(tr("Retry failed"), "retry", lambda: self.retry_wanted.emit(list(self._failed)))
        self.pick = _button(tr("Select these"), "all", lambda: self.select_wanted.emit(list(self._failed)))
        self.closer = QToolButton()
        self.closer.setProperty("kind", "quiet")
        self.closer.setAccessibleName(tr("Close results"))
        icons.put(self.closer, "close")
        self.closer.clicked.connect(self.hide)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.summary)
        row.addLayout(words, 2)
        row.addWidget(self.bar, 3)
        for button in (self.stopper, self.retry, self.pick, self.copier, self.closer):
            row.addWidget(button)
        self.lines = _lines()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.shops)
        column.addWidget(self.lines)
        self.hide()

    def begin(self, title: str, total: int, *, can_stop: bool = True) -> "asyncio.Event":
        """Show progress from nought; the returned event is set when the seller wants to stop."""
        import asyncio

        self.stop = asyncio.Event()
        self._failed = []
        self.title.setText(title)
        self.bar.setRange(0, total)
        self.bar.setValue(0)
        self.summary.setText(tr("{done} of {total}").format(done=0, total=number(total)))
        self.lines.clear()
        self.lines.hide()
        self._shape(running=True, can_stop=can_stop)
        self.show()
        return self.stop

    def wait(self, title: str, words: str) -> None:
        """Something is being asked before the work can begin, and nobody knows for how long."""
        self._failed, self._told = [], []
        self.title.setText(title)
        self.summary.setText(words)
        self.bar.setRange(0, 0)
        self.lines.hide()
        self._shape(running=True)
        self.show()

    def report(self, progress: Progress) -> None:
        """One more order done."""
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        count = tr("{done} of {total}").format(done=number(progress.done), total=number(progress.total))
        left = "" if not progress.left_s else tr("about {time} left").format(time=_time(progress.left_s))
        words = f"{stage_words()[progress.stage]}: {count}"
        self.summary.setText("  \N{MIDDLE DOT}  ".join(part for part in (words, left) if part))
        self.shops.show_shops(progress.shops)

    def finish(self, title: str, results: Sequence[ActionResult]) -> None:
        """Show what became of it; orders that need the seller come first."""
        tally = tally_of(results)
        self._failed = tally.needing
        self.title.setText(title)
        self.summary.setText(tally.words())
        self.lines.clear()
        ordered = sorted(results, key=lambda result: _RANK[fate_of(result)])
        self._told = [(one.number, one.shop, result_sentence(one)) for one in ordered]
        self.lines.addTopLevelItems([_line(result) for result in ordered[:_MOST_LINES]])
        self.lines.setVisible(bool(results))
        self.lines.setFixedHeight(min(len(ordered), 6) * _LINE + 6)
        self._shape(running=False)
        self.show()

    def copy(self) -> None:
        """The results as lines with tabs, as spreadsheets take them."""
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in self._told))

    def _shape(self, *, running: bool, can_stop: bool = False) -> None:
        self.bar.setVisible(running)
        self.stopper.setVisible(running and can_stop)
        self.copier.setVisible(not running and bool(self._told))
        self.shops.hide()
        self.stopper.setEnabled(True)
        self.closer.setVisible(not running)
        self.retry.setVisible(not running and bool(self._failed))
        self.pick.setVisible(not running and bool(self._failed))

    def _on_stop(self) -> None:
        if self.stop is not None:
            self.stop.set()
        self.stopper.setEnabled(False)
        self.summary.setText(tr("Stopping after the orders that are under way"))


def stage_words() -> dict[Stage, str]:
    """What is being done just now."""
    return {
        Stage.SENDING: tr("Telling the marketplace"),
        Stage.LABELS: tr("Fetching labels"),
        Stage.PRINTING: tr("Printing"),
    }


def _time(seconds: float) -> str:
    """A rough time: nobody needs its seconds beyond the first minute."""
    return tr("{n} s").format(n=max(round(seconds), 1)) if seconds < 60 else span(timedelta(seconds=seconds + 30))


class Fate(Enum):
    """What an order's result means for the seller."""

    NEEDS_YOU = auto()
    WAITS = auto()  # goes on by itself: offline, or the platform is being asked
    DONE = auto()


_WAITING = frozenset({OperationState.QUEUED, OperationState.SENDING, OperationState.WORKING, OperationState.UNSURE})
_RANK = {fate: rank for rank, fate in enumerate(Fate)}
_SIGNS = {
    Fate.DONE: ("done", Tone.SUCCESS),
    Fate.WAITS: ("clock", Tone.WARNING),
    Fate.NEEDS_YOU: ("error", Tone.DANGER),
}


def fate_of(result: ActionResult) -> Fate:
    if result.state in _WAITING:
        return Fate.WAITS
    return Fate.DONE if result.ok else Fate.NEEDS_YOU


class Tally(NamedTuple):
    """How an action went; ``needing`` are the ids of the orders that need the seller."""

    done: int
    waiting: int
    needing: list[int]

    def words(self) -> str:
        """``38 done - 1 goes on by itself - 2 need you``."""
        parts = [counted(self.done, tr("1 done"), tr("{n} done"))]
        if self.waiting:
            parts.append(counted(self.waiting, tr("1 goes on by itself"), tr("{n} go on by themselves")))
        if self.needing:
            parts.append(counted(len(self.needing), tr("1 needs you"), tr("{n} need you")))
        return "  \N{MIDDLE DOT}  ".join(parts)


def tally_of(results: Sequence[ActionResult]) -> Tally:
    """The results summed up."""
    fates = Counter(fate_of(result) for result in results)
    needing = [result.order_id for result in results if fate_of(result) is Fate.NEEDS_YOU]
    return Tally(fates[Fate.DONE], fates[Fate.WAITS], needing)


def _button(title: str, icon: str, act: object) -> QPushButton:
    button = QPushButton(title)
    icons.put(button, icon)
    button.clicked.connect(act)
    return button


class _RoomyLines(QStyledItemDelegate):
    """Lines of a comfortable height."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index).expandedTo(QSize(0, _LINE))


def _lines() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setAccessibleName(tr("Result of each order"))
    tree.setHeaderLabels([tr("Order"), tr("Shop"), tr("What happened")])
    tree.setHeaderHidden(True)
    tree.header().setAccessibleName(tr("Columns of the results"))
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setFrameShape(QFrame.Shape.NoFrame)
    tree.setTextElideMode(Qt.TextElideMode.ElideRight)
    tree.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
    tree.setItemDelegate(_RoomyLines(tree))
    theme().dress(tree.verticalScrollBar())
    tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    tree.header().resizeSection(0, 190)
    tree.header().resizeSection(1, 150)
    return tree


def _line(result: ActionResult) -> QTreeWidgetItem:
    words = result_sentence(result)
    item = QTreeWidgetItem([result.number, result.shop, words])
    name, tint = _SIGNS[fate_of(result)]
    item.setIcon(0, icons.icon(name, tint))
    item.setToolTip(2, plain_tip(words))
    return item


def result_sentence(result: ActionResult) -> str:
    """One order's outcome in words: ours first, then the platform's own."""
    ours = reasons.code_sentence(result.code, result.params) if result.code else text.outcome_word(result.state)
    if result.platform_message and result.platform_message not in ours:
        return f"{ours}  \N{LEFT DOUBLE QUOTATION MARK}{result.platform_message}\N{RIGHT DOUBLE QUOTATION MARK}".strip()
    return ours
