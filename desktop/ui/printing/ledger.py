"""The print ledger: what went to paper, when, where to, which copy; found again, and printed once more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.identity import utc_now
from desktop.domain.papers import DocumentKind
from desktop.domain.prints import LedgerLine, LedgerQuery
from desktop.ui.kit import icons, tasks
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.document_words import documents_word
from desktop.ui.kit.fields import ComboBox, clearable
from desktop.ui.kit.format import counted
from desktop.ui.kit.theme import scaled, theme
from desktop.ui.printing.ledger_list import LedgerList

if TYPE_CHECKING:
    from desktop.services.papers import PaperService
    from desktop.ui.ports import Clock

_SETTLE_MS = 150
_MOST_SELECTED = 400
_LABELS = frozenset({DocumentKind.LABEL, DocumentKind.ADDRESS_LABEL})
_DAYS = {"today": (0, None), "yesterday": (1, 0), "week": (6, None)}


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintLedger", source)


class LedgerSheet(QDialog):
    """``reprint_wanted``: ledger lines whose paper is wanted once more; ``new_label_wanted``: ids of orders."""

    reprint_wanted = Signal(object)
    new_label_wanted = Signal(object)

    def __init__(
        self, window: QWidget, papers: "PaperService", selected: Sequence[int] = (), clock: "Clock" = utc_now
    ) -> None:
        """``selected``: ids of the orders that are selected in the window; the list can be kept to these."""
        super().__init__(window)
        self._selected = tuple(selected)
        self._papers, self._clock, self._generation = papers, clock, 0
        self._lines: tuple[LedgerLine, ...] = ()
        self.setWindowTitle(tr("Print ledger"))
        self.resize(1080, 660)
        theme().dress(self)
        self.days = ComboBox(tr("Days"))
        for key, title in (
            ("today", tr("Today")), ("yesterday", tr("Yesterday")), ("week", tr("Last 7 days")), ("", tr("All days")),
        ):  # fmt: skip
            self.days.addItem(title, key)
        self.kinds = ComboBox(tr("Documents"))
        self.kinds.addItem(tr("All documents"), None)
        for kind in DocumentKind:
            self.kinds.addItem(documents_word(kind), kind)
        self.words = QLineEdit()
        self.words.setAccessibleName(tr("Find in the ledger"))
        self.words.setPlaceholderText(tr("Order, tracking number, shop or printer"))
        clearable(self.words)
        self.only = QCheckBox(
            counted(len(self._selected), tr("Only the selected order"), tr("Only the {n} selected orders"))
        )
        self.only.setVisible(0 < len(self._selected) <= _MOST_SELECTED)
        self.list = LedgerList()
        self.count = plain_label("", role="muted")
        self.reprint = QPushButton(tr("Reprint\N{HORIZONTAL ELLIPSIS}"))
        self.reprint.setToolTip(tr("Print the same once more, after a look at it"))
        icons.put(self.reprint, "printer")
        self.new_label = QPushButton(tr("Get a new label"))
        self.new_label.setToolTip(tr("Ask the marketplace for another label; the one printed before must not be used"))
        icons.put(self.new_label, "sync")
        self.close_button = QPushButton(tr("Close"))
        self._lay_out()
        self._connect()
        self._judge()
        self.look()

    def look(self) -> None:
        """Read the lines that are wanted now."""
        self._generation += 1
        tasks.run(self, self._look(self._generation))

    def chosen(self) -> tuple[LedgerLine, ...]:
        """The selected lines."""
        return tuple(self._lines[self.list.indexOfTopLevelItem(item)] for item in self.list.selectedItems())

    def _lay_out(self) -> None:
        heading = QLabel(tr("Print ledger"))
        heading.setFont(scaled(self.font(), 1.3, QFont.Weight.DemiBold))
        filters, buttons = QHBoxLayout(), QHBoxLayout()
        for widget in (self.days, self.kinds):
            filters.addWidget(widget)
        filters.addWidget(self.words, 1)
        filters.addWidget(self.only)
        buttons.addWidget(self.count)
        buttons.addStretch()
        for button in (self.new_label, self.reprint, self.close_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        self.reprint.setProperty("kind", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 18)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addLayout(filters)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        settle.timeout.connect(self.look)
        self.words.textChanged.connect(lambda _text: settle.start())
        for box in (self.days, self.kinds):
            box.activated.connect(lambda _at: self.look())
        self.only.toggled.connect(self._on_only)
        self.list.itemSelectionChanged.connect(self._judge)
        self.list.itemActivated.connect(lambda _item, _column: self._reprint())
        self.reprint.clicked.connect(self._reprint)
        self.new_label.clicked.connect(self._new_label)
        self.close_button.clicked.connect(self.reject)

    async def _look(self, generation: int) -> None:
        lines = await self._papers.ledger(self._query())
        if generation == self._generation:
            self._lines = lines
            self.list.show_lines(lines)
            one, many = tr("One print"), tr("{n} prints")
            self.count.setText(counted(len(lines), one, many) if lines else tr("Nothing was printed that fits."))
            self._judge()

    def _query(self) -> LedgerQuery:
        kind = self.kinds.currentData()
        since, until = _span(self.days.currentData(), self._clock())
        kinds = frozenset({DocumentKind(kind)} if kind else ())
        orders = self._selected if self.only.isChecked() else ()
        return LedgerQuery(since, until, self.words.text(), kinds, orders)

    def _on_only(self, only: bool) -> None:
        """The prints of an order are looked for on all days."""
        if only:
            self.days.setCurrentIndex(self.days.findData(""))
        self.look()

    def _judge(self) -> None:
        chosen = self.chosen()
        self.reprint.setEnabled(bool(chosen))
        self.new_label.setEnabled(bool(chosen) and all(line.kind in _LABELS for line in chosen))

    def _reprint(self) -> None:
        if chosen := self.chosen():
            self.accept()
            self.reprint_wanted.emit(chosen)

    def _new_label(self) -> None:
        ids = list(dict.fromkeys(line.order_id for line in self.chosen()))
        self.accept()
        self.new_label_wanted.emit(ids)


def _span(key: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From when to before when, in the seller's own days."""
    if key not in _DAYS:
        return None, None
    midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    back, end = _DAYS[key]
    return midnight - timedelta(days=back), None if end is None else midnight - timedelta(days=end)
