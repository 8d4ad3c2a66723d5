"""The jobs the platforms make of what was sent, with what became of each thing in them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QBrush, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.domain.changes import ChangeKind, Changes
from desktop.ui.catalog.clipboard import write_table
from desktop.ui.kit import icons, reasons, tasks, text
from desktop.ui.kit.cards import selectable
from desktop.ui.kit.dialogs import Sheet, plain_label, plain_tip
from desktop.ui.kit.format import counted, moment, number
from desktop.ui.kit.theme import color

if TYPE_CHECKING:
    from desktop.domain.product_drafts import JobItem, RemoteJob

_SKU, _KEY = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_COLUMNS = 5


def tr(source: str) -> str:
    return QCoreApplication.translate("RemoteJobsSheet", source)


class RemoteJobsSheet(Sheet):
    """``sku`` is the chosen line's when it is accepted; it follows the outbox while it is open."""

    shown = Signal()

    def __init__(self, parent: QWidget, jobs: "Callable[[], Awaitable[Sequence[RemoteJob]]]") -> None:
        sentence = tr("What marketplaces work on in their own time, newest first. It is looked at again by itself.")
        super().__init__(parent, tr("Jobs at the platforms"), sentence, action=tr("Show in the catalog"))
        self.resize(1040, 620)
        self.back.setText(tr("Close"))
        self._ask = jobs
        self.list = QTreeWidget()
        self.summary, self.reason = plain_label("", role="muted", wrap=True), selectable("")
        self.refresh, self.copy = QPushButton(tr("Refresh")), QPushButton(tr("Copy"))
        icons.put(self.refresh, "sync")
        icons.put(self.copy, "copy")
        self._lay_out()
        self.refresh.clicked.connect(self.look)
        self.copy.clicked.connect(self._copy)
        self.list.itemSelectionChanged.connect(self._judge_buttons)
        self.list.itemActivated.connect(lambda _item: self.accept() if self.sku else None)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.list, self._copy)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self, self.look)
        self._judge_buttons()

    def _lay_out(self) -> None:
        self.list.setAccessibleName(tr("Jobs"))
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.list.setHeaderLabels([tr("Job"), tr("Shop"), tr("Started"), tr("State"), tr("Reason")])
        for at, width in enumerate((270, 210, 130, 180)):
            self.list.header().resizeSection(at, width)
        self.list.header().setSectionResizeMode(_COLUMNS - 1, QHeaderView.ResizeMode.Stretch)
        row = QHBoxLayout()
        row.addWidget(self.summary, 1)
        row.addWidget(self.copy)
        row.addWidget(self.refresh)
        self.body.addLayout(row)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.reason)

    @property
    def sku(self) -> str:
        """The SKU of the chosen line; empty where it is a whole job."""
        item = self.list.currentItem()
        return str(item.data(0, _SKU) or "") if item is not None else ""

    def look(self) -> None:
        """Read them again."""
        tasks.run(self, self._look(), busy=self.refresh)

    def hear(self, changes: Changes) -> None:
        """The outbox moved."""
        if changes.kind is ChangeKind.OUTBOX:
            self.look()

    async def _look(self) -> None:
        self._show(await self._ask())
        self.shown.emit()

    def _show(self, jobs: "Sequence[RemoteJob]") -> None:
        """What was open and chosen stays so."""
        is_first = self.list.topLevelItemCount() == 0
        closed = {item.data(0, _KEY) for item in self._jobs() if not item.isExpanded()}
        current = self.list.currentItem()
        chosen = current.data(0, _KEY) if current is not None else None
        at = self.list.verticalScrollBar().value()
        self.list.clear()
        for job in jobs:
            item = _job(job)
            self.list.addTopLevelItem(item)
            item.setExpanded(item.data(0, _KEY) not in closed and (not is_first or len(jobs) < 6 or job.failed > 0))
            for one in (item, *_below(item)):
                if one.data(0, _KEY) == chosen:
                    self.list.setCurrentItem(one)
        self.list.verticalScrollBar().setValue(at)
        self.summary.setText(_summary(jobs))
        self._judge_buttons()

    def _jobs(self) -> list[QTreeWidgetItem]:
        found = (self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount()))
        return [one for one in found if one is not None]

    def _judge_buttons(self) -> None:
        self.action.setEnabled(bool(self.sku))
        self.copy.setEnabled(bool(self.list.selectedItems()))
        current = self.list.currentItem()
        words = current.text(_COLUMNS - 1) if current is not None else ""
        self.reason.setText(words)
        self.reason.setAccessibleName(words)
        self.reason.setVisible(bool(words))

    def _copy(self) -> None:
        """The chosen lines as a table for any spreadsheet."""
        lines = [[item.text(at) for at in range(_COLUMNS)] for item in self.list.selectedItems()]
        if lines:
            QGuiApplication.clipboard().setText(write_table(lines))


def _job(job: "RemoteJob") -> QTreeWidgetItem:
    kinds = ", ".join(dict.fromkeys(text.kind_word(one.kind) for one in job.items))
    if job.finished_at is None:
        done = tr("{done} of {n} done").format(done=number(job.done), n=number(len(job.items)))
        words, icon, tone = tr("In progress, {done}").format(done=done), "sync", "info"
    elif job.failed:
        words = counted(job.failed, tr("1 refused"), tr("{n} refused"))
        icon, tone = "error", "danger"
    else:
        words, icon, tone = tr("Done"), "done", "success"
    shops = ", ".join(one for one in job.shops if one) or job.account
    where = f"{shops}  \N{MIDDLE DOT}  {job.platform}"
    item = QTreeWidgetItem([f"{kinds}  \N{MIDDLE DOT}  {job.ref}", where, moment(job.started_at), words, ""])
    item.setIcon(3, icons.icon(icon, tone))
    item.setData(0, _KEY, f"{job.account_id} {job.ref}")
    item.setToolTip(0, plain_tip(job.ref))
    item.setToolTip(1, plain_tip(f"{where}\n{job.account}"))
    item.addChildren([_item(one) for one in job.items])
    return item


def _below(job: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found = (job.child(row) for row in range(job.childCount()))
    return [one for one in found if one is not None]


def _item(one: "JobItem") -> QTreeWidgetItem:
    mark = text.state_mark(one.state)
    told = reasons.code_sentence(one.code, one.params) if one.code else one.platform_message
    item = QTreeWidgetItem([one.label, "", "", mark.text, told])
    item.setIcon(3, icons.icon(mark.icon, str(mark.tone)))
    item.setForeground(3, QBrush(color(str(mark.tone))))
    item.setData(0, _SKU, one.label)
    item.setData(0, _KEY, one.operation_id)
    item.setToolTip(0, text.kind_word(one.kind))
    item.setToolTip(4, plain_tip(told))
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (one.label, mark.text, told))))
    return item


def _summary(jobs: "Sequence[RemoteJob]") -> str:
    if not jobs:
        return tr("No marketplace has made a job of anything yet.")
    at_work = sum(one.finished_at is None for one in jobs)
    refused = sum(one.failed for one in jobs)
    words = [counted(len(jobs), tr("1 job"), tr("{n} jobs"))]
    if at_work:
        words.append(tr("{n} in progress").format(n=number(at_work)))
    if refused:
        words.append(counted(refused, tr("1 thing refused"), tr("{n} things refused")))
    return "  \N{MIDDLE DOT}  ".join(words)
