"""The timeline of an order: who did what and when, newest first by days, narrowed to changes, own work or prints."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.domain.order_views import OrderDetail, OrderEvent
from desktop.ui.kit import icons, timeline
from desktop.ui.kit.cards import Section, clear, selectable
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import ago, day, moment, moment_both, number
from desktop.ui.kit.theme import scaled
from desktop.ui.kit.timeline import Group
from desktop.ui.ports import Clock

_SHOWN = 40


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderHistory", source)


class HistorySection(Section):
    """Lives as long as the pane, so that what it was narrowed to stays from order to order."""

    copied = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__(tr("History"), "history")
        self._clock = clock
        self._detail: OrderDetail | None = None
        self._whole = False
        self._group: Group | None = None
        copy = QToolButton()
        copy.setProperty("kind", "quiet")
        copy.setAccessibleName(tr("Copy history as text"))
        copy.setToolTip(tr("Copy history as text"))
        icons.put(copy, "copy")
        copy.clicked.connect(self.copy)
        self.head.addWidget(copy)
        self.flags = self._build_flags()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.body.addLayout(self._lines)

    def show_detail(self, detail: OrderDetail) -> None:
        """The events of an order; all of a long history only where the seller asked for them."""
        if self._detail is None or self._detail.row.id != detail.row.id:
            self._whole = False
        self._detail = detail
        self._fill()

    def as_text(self) -> str:
        """What the history says, one line for each event, oldest first: for a message to the marketplace."""
        lines = (
            "\t".join((moment(one.at), timeline.who_word(one.who), _one_line(timeline.event_sentence(one))))
            for one in reversed(self._events())
        )
        return "\n".join(lines)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.as_text())
        self.copied.emit()

    def narrow(self, group: Group | None) -> None:
        """Only the events of this group; None: all."""
        self._group = group
        self._fill()

    def _build_flags(self) -> dict[Group | None, QPushButton]:
        flags: dict[Group | None, QPushButton] = {}
        row, group = QHBoxLayout(), QButtonGroup(self)
        row.setSpacing(2)
        words = {None: tr("All"), Group.CHANGES: tr("Changes"), Group.MINE: tr("Mine"), Group.PRINTS: tr("Prints")}
        for key, title in words.items():
            flag = flags[key] = QPushButton(title)
            flag.setProperty("kind", "flag")
            flag.setCheckable(True)
            flag.setAccessibleName(tr("History: {what}").format(what=title))
            flag.clicked.connect(lambda _checked=False, key=key: self.narrow(key))
            group.addButton(flag)
            row.addWidget(flag)
        row.addStretch()
        flags[None].setChecked(True)
        self.body.addLayout(row)
        return flags

    def _events(self) -> list[OrderEvent]:
        """Newest first; what has the same time stays in the order in which it was written."""
        found = [] if self._detail is None else list(self._detail.events)
        found.sort(key=lambda event: event.at)
        return [one for one in reversed(found) if self._group in (None, timeline.group_of(one))]

    def _fill(self) -> None:
        clear(self._lines)
        if self._detail is None:
            return
        events = self._events()
        shown = events if self._whole else events[:_SHOWN]
        for widget in self._with_days(shown):
            self._lines.addWidget(widget)
        if not events:
            self._lines.addWidget(plain_label(tr("Nothing of this kind yet."), role="muted"))
        if len(shown) < len(events):
            self._lines.addWidget(self._more(len(events)))
        if self._detail.read_at is not None:
            words = tr("Read from the marketplace {when}").format(when=ago(self._detail.read_at, self._clock()))
            self._lines.addWidget(plain_label(words, role="faint"))

    def _with_days(self, events: Sequence[OrderEvent]) -> Iterator[QWidget]:
        last: date | None = None
        for event in events:
            if (local := event.at.astimezone().date()) != last:
                last = local
                heading = plain_label(_day_word(event.at, self._clock()), role="faint")
                heading.setFont(scaled(heading.font(), 0.88, QFont.Weight.DemiBold))
                yield heading
            yield _line(event)

    def _more(self, count: int) -> QPushButton:
        button = QPushButton(tr("Show all {n}").format(n=number(count)))
        button.setProperty("kind", "link")
        button.clicked.connect(self._show_all)
        return button

    def _show_all(self) -> None:
        self._whole = True
        self._fill()


def _line(event: OrderEvent) -> QWidget:
    """Sign, sentence, and below it who and at what time."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 2)
    row.setSpacing(10)
    sign = QLabel()
    sign.setPixmap(icons.pixmap(timeline.event_icon(event), "faint", 14, sign.devicePixelRatioF()))
    sign.setFixedSize(QSize(16, 18))
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(0)
    sentence = timeline.event_sentence(event)
    column.addWidget(selectable(sentence))
    at = f"{event.at.astimezone():%H:%M}"
    under = plain_label(f"{timeline.who_word(event.who)}  \N{MIDDLE DOT}  {at}", role="faint")
    under.setToolTip(moment_both(event.at))
    column.addWidget(under)
    row.addLayout(column, 1)
    box.setAccessibleName(f"{moment(event.at)}, {timeline.who_word(event.who)}: {_one_line(sentence)}")
    return box


def _day_word(at: datetime, now: datetime) -> str:
    days = (now.astimezone().date() - at.astimezone().date()).days
    return {0: tr("Today"), 1: tr("Yesterday")}.get(days) or day(at)


def _one_line(words: str) -> str:
    return " ".join(words.split())
