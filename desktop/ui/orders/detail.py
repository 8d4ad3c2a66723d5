"""The right side of the Orders tab: one order with items, address, money, labels, timeline and private note."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.deadlines import DeadlineRule
from desktop.domain.order_views import OrderDetail, OrderRow
from desktop.domain.tags import TagColour
from desktop.domain.traces import OrderTrace
from desktop.ui.kit import icons, text
from desktop.ui.kit.cards import Section, clear, pill_label, rule, selectable
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import ago, moment_both
from desktop.ui.kit.states import StatePanel
from desktop.ui.kit.theme import scaled, theme
from desktop.ui.orders import detail_parts
from desktop.ui.orders.history import HistorySection
from desktop.ui.orders.tag_row import TagRow
from desktop.ui.orders.trace_section import TraceSection
from desktop.ui.ports import Clock

_NOTE_REST_MS = 800
_NO_COLOURS: Mapping[str, TagColour] = {}


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderDetail", source)


class OrderDetailPane(QStackedWidget):
    """Renders an ``OrderDetail``; knows no service. ``note_changed`` comes when the typing rests."""

    note_changed = Signal(int, str)
    closed = Signal()
    left = Signal()  # by Esc, back to where it was opened from
    trace_asked = Signal(int)
    tags_wanted = Signal(int)

    def __init__(
        self, clock: Clock, tag_colours: Mapping[str, TagColour] = _NO_COLOURS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Order detail"))
        self.setMinimumWidth(300)
        theme().dress(self)
        self._clock, self._tag_colours = clock, tag_colours
        self._detail: OrderDetail | None = None
        self.rule_of: Callable[[OrderRow], DeadlineRule | None] = lambda _row: None
        self._trace, self._can_trace = OrderTrace(0), False
        self._note_rests = QTimer(self, singleShot=True, interval=_NOTE_REST_MS)
        self._note_rests.timeout.connect(self.flush_note)
        self._note_typed = False  # and not told yet
        self.empty = StatePanel()
        self.addWidget(self.empty)
        self.addWidget(self._build())
        self.say_nothing_chosen()
        theme().changed.connect(self._again)

    @property
    def order_id(self) -> int | None:
        return self._detail.row.id if self._detail is not None else None

    def say_nothing_chosen(self) -> None:
        self.flush_note()
        self._detail = None
        self.empty.say(
            "orders", tr("No order chosen"), tr("Choose an order to see its items, address, labels and history.")
        )
        self.setCurrentWidget(self.empty)

    def say_many(self, count: str, what: str) -> None:
        self.flush_note()
        self._detail = None
        words = tr("The buttons above the table act on all of them and report per order.")
        self.empty.say("all", tr("{count} orders selected").format(count=count), f"{what}\n\n{words}".strip())
        self.setCurrentWidget(self.empty)

    def show_detail(self, detail: OrderDetail, trace: OrderTrace | None = None, *, can_trace: bool = False) -> None:
        """Render an order and where its parcels were; the note being typed for the same order is left alone."""
        self._trace, self._can_trace = trace or OrderTrace(detail.row.id), can_trace
        if self.order_id != detail.row.id:
            self.flush_note()
        typing = self._note_typed and self.order_id == detail.row.id
        self._detail = detail
        self._fill_head(detail)
        clear(self._column)
        for part in detail_parts.sections(detail, self._clock, self.rule_of(detail.row)):
            self._column.addWidget(part)
            self._column.addWidget(rule())
        self.journey = self._build_trace(detail)
        self.tag_row.show_tags(detail.row.tags, self._tag_colours)
        self.history.show_detail(detail)
        if not typing and self.note.toPlainText() != detail.private_note:
            self.note.blockSignals(True)
            self.note.setPlainText(detail.private_note)
            self.note.blockSignals(False)
        self.setCurrentIndex(1)

    def show_tags(self) -> None:
        """The tags have other colours."""
        if self._detail is not None:
            self.tag_row.show_tags(self._detail.row.tags, self._tag_colours)

    def show_trace(self, trace: OrderTrace) -> None:
        """Where the parcels of the order on screen are now; an answer about another one came too late."""
        if trace.order_id == self.order_id:
            self._trace = trace
            self.journey.setVisible(True)
            self.journey.show_trace(trace)

    def _build_trace(self, detail: OrderDetail) -> TraceSection:
        """Behind the shipping section; hidden while nothing is known and nothing can be asked."""
        section = TraceSection(self._clock, can_ask=self._can_trace)
        section.asked.connect(lambda: self.trace_asked.emit(detail.row.id))
        section.show_trace(self._trace)
        self._column.insertWidget(2, section)
        section.setVisible(bool(self._trace.parcels) or (self._can_trace and bool(detail.row.tracking)))
        return section

    def event(self, event: QEvent) -> bool:
        """Esc in here goes back; it is not the window's, which would end the search."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.left.emit()
            return True
        return super().event(event)

    def _on_note(self) -> None:
        self._note_typed = True
        self._note_rests.start()

    def flush_note(self) -> None:
        """Save what is being typed now: nothing typed is lost by looking elsewhere."""
        self._note_rests.stop()
        if self._note_typed and self._detail is not None:
            self._note_typed = False
            self.note_changed.emit(self._detail.row.id, self.note.toPlainText())

    def _build(self) -> QWidget:
        box = QWidget()
        self.number = selectable("")
        self.number.setWordWrap(False)
        self.number.setFont(scaled(self.font(), 1.35, QFont.Weight.DemiBold))
        copy = self._tool("copy", tr("Copy order number"), self._copy_number)
        close = self._tool("close", tr("Close detail"), self.closed.emit)
        self._under = QHBoxLayout()
        self._under.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(18, 12, 8, 0)
        head.addWidget(self.number)
        head.addWidget(copy)
        head.addStretch()
        head.addWidget(close)
        under = QHBoxLayout()
        under.setContentsMargins(18, 0, 18, 4)
        under.addLayout(self._under, 1)
        self.tag_row = TagRow()
        self.tag_row.wanted.connect(self._on_tags)
        tags = QHBoxLayout()
        tags.setContentsMargins(14, 0, 18, 10)
        tags.addWidget(self.tag_row)
        inner = QWidget()
        inner.setObjectName("scrolled")
        body = QVBoxLayout(inner)
        body.setContentsMargins(18, 14, 18, 18)
        body.setSpacing(14)
        self._column = QVBoxLayout()
        self._column.setSpacing(14)
        body.addLayout(self._column)
        body.addWidget(self._build_note())
        body.addWidget(rule())
        self.history = HistorySection(self._clock)
        body.addWidget(self.history)
        body.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("Order detail"))
        area.setWidget(inner)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(under)
        column.addLayout(tags)
        column.addWidget(rule())
        column.addWidget(area, 1)
        return box

    def _build_note(self) -> Section:
        section = Section(tr("Private note"), "note")
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(tr("Private note"))
        self.note.setPlaceholderText(tr("Only you see this."))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(76)
        self.note.textChanged.connect(self._on_note)
        section.body.addWidget(self.note)
        return section

    def _fill_head(self, detail: OrderDetail) -> None:
        row = detail.row
        self.number.setText(row.number)
        self.number.setAccessibleName(tr("Order {number}").format(number=row.number))
        while (item := self._under.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._under.addWidget(pill_label(text.bucket_mark(row.bucket)))
        for one in row.pending[:2]:
            self._under.addWidget(pill_label(text.operation_mark(one.kind, one.state)))
        words = plain_label(
            f"{row.shop}  \N{MIDDLE DOT}  {ago(row.created_at, self._clock())}", role="muted", wrap=True
        )
        words.setToolTip(moment_both(row.created_at))
        self._under.addWidget(words, 1)

    def _tool(self, icon: str, name: str, act: object) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setAccessibleName(name)
        button.setToolTip(name)
        icons.put(button, icon)
        button.clicked.connect(act)
        return button

    def _on_tags(self) -> None:
        if self._detail is not None:
            self.tags_wanted.emit(self._detail.row.id)

    def _copy_number(self) -> None:
        QGuiApplication.clipboard().setText(self.number.text())

    def _again(self) -> None:
        if self._detail is not None:
            self.show_detail(self._detail, self._trace, can_trace=self._can_trace)
