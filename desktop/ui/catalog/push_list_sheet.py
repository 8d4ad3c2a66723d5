"""The list of pushes, open beside the window: what was sent when, what became of it, and the way back at any time."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.pushes import NEEDS_SELLER, Fate, Push
from desktop.ui.catalog.push_lines import Lines, PushLines
from desktop.ui.catalog.push_progress import ReadingRow
from desktop.ui.catalog.push_words import tally, title_of, worst_of
from desktop.ui.kit import icons, tasks
from desktop.ui.kit.dialogs import plain_label, plain_tip
from desktop.ui.kit.format import moment, moment_both, number
from desktop.ui.kit.states import StatePanel
from desktop.ui.kit.theme import Tone, scaled, theme

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.draft_judgement import Manner

_SETTLE_MS = 150
_ID = Qt.ItemDataRole.UserRole


def tr(source: str) -> str:
    return QCoreApplication.translate("PushList", source)


class PushList(QDialog):
    """Not modal. ``wanted`` brings the key of what was pressed and the id of the push it is about."""

    wanted = Signal(str, str)

    def __init__(self, window: QWidget, services: "Services", how: "Manner") -> None:
        super().__init__(window)
        self._services = services
        self._pushes: dict[str, Push] = {}
        self._chosen = ""
        self.setWindowTitle(tr("Pushes"))
        self.resize(1000, 640)
        theme().dress(self)
        titles = (tr("Change"), tr("When"), tr("How many"), tr("Shops"), tr("State"))
        self.list = Lines(tr("Pushes"), titles, (230, 150, 80, 170, 260))
        self.list.setSelectionMode(Lines.SelectionMode.SingleSelection)
        self.lines = PushLines(how)
        self.more = plain_label("", role="faint")
        self.reading = ReadingRow()
        self.states = StatePanel()
        sentence = tr("What you send from the grid is listed here, and can be taken back from here.")
        self.states.say("outbox", tr("Nothing was sent yet"), sentence, tone=Tone.INFO)
        self._lay_out()
        self._later = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._later.timeout.connect(self.look)
        self.list.currentItemChanged.connect(lambda item, _old: self._choose(item))
        self.list.itemActivated.connect(lambda _item, _at: self.lines.setFocus())
        self.destroyed.connect(services.changes.subscribe(self._on_changes))
        self._judge()

    def look(self, change_set_id: str = "") -> None:
        """Read the list anew, with this push chosen."""
        self._chosen = change_set_id or self._chosen
        tasks.run(self, self._show())

    def _lay_out(self) -> None:
        title = plain_label(tr("Pushes"))
        title.setFont(scaled(self.font(), 1.3, QFont.Weight.DemiBold))
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.lines)
        split.setSizes([230, 300])
        self.middle = QStackedWidget()
        self.middle.addWidget(self.states)
        self.middle.addWidget(split)
        self.retry = self._button("retry_failed", tr("Retry failed only"), "retry")
        self.decide = self._button("decide", tr("Decide") + "\N{HORIZONTAL ELLIPSIS}", "help")
        self.export = self._button("export_failed", tr("Export failed rows"), "export")
        self.undo = self._button("undo_push", tr("Undo this push") + "\N{HORIZONTAL ELLIPSIS}", "undo")
        buttons = QHBoxLayout()
        for widget in (self.retry, self.decide, self.export, self.more):
            buttons.addWidget(widget)
        buttons.addStretch()
        buttons.addWidget(self.undo)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for part in (title, self.middle, self.reading):
            column.addWidget(part, int(part is self.middle))
        column.addLayout(buttons)

    def _button(self, key: str, words: str, icon: str) -> QPushButton:
        button = icons.button(words, icon)
        button.clicked.connect(lambda: self.wanted.emit(key, self._chosen))
        return button

    async def _show(self) -> None:
        pushes = await self._services.pushes.list()
        self._pushes = {one.id: one for one in pushes}
        if self._chosen not in self._pushes:
            self._chosen = pushes[0].id if pushes else ""
        self.list.blockSignals(True)
        self.list.clear()
        items = [_item(one) for one in pushes]
        self.list.addTopLevelItems(items)
        for item in items:
            if item.data(0, _ID) == self._chosen:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self.middle.setCurrentIndex(1 if pushes else 0)
        await self._show_lines()

    async def _show_lines(self) -> None:
        chosen = self._chosen
        lines = await self._services.pushes.lines(chosen) if chosen else ()
        if chosen == self._chosen:
            rest = self.lines.show_lines(lines)
            self.more.setText(tr("{n} more").format(n=number(rest)) if rest else "")
            self._judge()

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._chosen = str(item.data(0, _ID))
            tasks.run(self, self._show_lines())

    def _judge(self) -> None:
        """Only what is possible for the chosen push."""
        push = self._pushes.get(self._chosen)

        def able(*fates: Fate) -> bool:
            return push is not None and push.count(*fates) > 0

        self.retry.setEnabled(able(Fate.REFUSED))
        self.decide.setEnabled(able(Fate.CONFLICT, Fate.UNSURE))
        self.export.setEnabled(able(*NEEDS_SELLER))
        self.undo.setEnabled(able(*(set(Fate) - {Fate.REFUSED, Fate.TAKEN_BACK})))

    def _on_changes(self, changes: Changes) -> None:
        if changes.kind is ChangeKind.OUTBOX and self.isVisible() and not self._later.isActive():
            self._later.start()


def _item(push: Push) -> QTreeWidgetItem:
    item = QTreeWidgetItem(
        [title_of(push), moment(push.created_at), number(push.total), ", ".join(push.shops), tally(push)]
    )
    mark = worst_of(push)
    item.setIcon(4, icons.icon(mark.icon, str(mark.tone)))
    item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setToolTip(0, plain_tip(title_of(push)))
    item.setToolTip(1, moment_both(push.created_at))
    item.setToolTip(4, tally(push))
    item.setData(0, _ID, push.id)
    return item
