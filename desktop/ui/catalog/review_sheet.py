"""The sheet before a push: every change with old and new value, what is wrong with it, and what sending will take."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import islice

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.domain.catalog_grid import AMOUNTS, COUNTS, Address, CellState
from desktop.domain.outdated_counts import Fix
from desktop.services.draft_judgement import Manner
from desktop.services.rehearsal import Forecast, Rehearsed, RehearsedChange
from desktop.services.review import Review, ReviewedChange
from desktop.ui.catalog.columns import state_mark
from desktop.ui.catalog.outdated_bar import OutdatedBar
from desktop.ui.catalog.push_rehearsal import RehearsalPanel, Rehearse, forecast_mark
from desktop.ui.catalog.values import FIELD_WORDS, shown
from desktop.ui.catalog.values import tr as value_words
from desktop.ui.kit import icons, reasons, tasks
from desktop.ui.kit.dialogs import Sheet, plain_label, plain_tip
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import color

SEEN = 2_000  # lines shown at once; filters reach the rest
_STATES = (CellState.DRAFT, CellState.WARNING, CellState.ERROR)
_DOT = "  \N{MIDDLE DOT}  "
_THERE, _REHEARSED, _SAID = 5, 6, 7  # columns; the first two of them are shown after a rehearsal
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Retype = Callable[[Mapping[Address, str | None]], Awaitable[Review]]
_UNKNOWN = frozenset({Forecast.GONE, Forecast.NOT_READ})


def tr(source: str) -> str:
    return QCoreApplication.translate("ReviewSheet", source)


class ReviewSheet(Sheet):
    """Accepted, everything without an error is to be pushed. ``retype`` types other texts and reviews anew."""

    def __init__(self, parent: QWidget, review: Review, how: Manner, rehearse: Rehearse, retype: Retype) -> None:
        super().__init__(parent, tr("Review changes"), action=tr("Send"))
        self.resize(980, 640)
        self._how, self._retype = how, retype
        self._shown: list[ReviewedChange] = []
        self._found: dict[Address, RehearsedChange] = {}
        self.rehearsal, self.outdated = RehearsalPanel(rehearse), OutdatedBar()
        self.shop, self.level = ComboBox(tr("Shop")), ComboBox(tr("Show"))
        self.shop.addItems([tr("All shops"), *(one.shop for one in review.shops)])
        self.level.addItems([tr("All changes"), tr("With warnings"), tr("With errors")])
        self.counts, self.effort = plain_label("", wrap=True), plain_label("", role="muted", wrap=True)
        self.list = QTreeWidget()
        self.more = plain_label("", role="faint")
        self._lay_out()
        self.show_review(review)
        for box in (self.shop, self.level):
            box.currentIndexChanged.connect(lambda _at: self.look())
        self.rehearsal.rehearsed.connect(self._show_rehearsed)
        self.rehearsal.filtered.connect(self.look)
        self.outdated.wanted.connect(lambda fix: tasks.run(self, self._fix(fix), busy=self.outdated))
        self.list.setFocus()

    def show_review(self, review: Review) -> None:
        """All of it, in place of what was shown."""
        self._review = review
        self.counts.setText(_DOT.join(_counts(review)))
        self.effort.setText("\n".join(_effort(review)))
        early = [one.outdated for one in review.changes if one.outdated is not None]
        self.outdated.tell(len(early), sum(one.is_shared for one in early))
        wishes = sum(one.wishes for one in review.shops)
        self.action.setText(counted(wishes, tr("Send 1 change"), tr("Send {n} changes")))
        self.action.setEnabled(wishes > 0)
        self.look()

    def look(self) -> None:
        """List what the two filters leave."""
        shop, least = self.shop.currentText() if self.shop.currentIndex() else "", self.level.currentIndex()
        self._shown = [
            one
            for one in self._review.changes
            if (not shop or one.stored.shop == shop) and (not least or one.level == least) and self._is_wanted(one)
        ]
        self.list.clear()
        self.list.addTopLevelItems([self._line(one) for one in islice(self._shown, SEEN)])
        rest = len(self._shown) - SEEN
        self.more.setText(tr("{n} more: narrow the list to see them.").format(n=number(rest)) if rest > 0 else "")

    async def _fix(self, fix: Fix) -> None:
        """For the selected stocks that were typed too early, or for all that are listed where none is."""
        chosen = [self._shown[self.list.indexOfTopLevelItem(item)] for item in self.list.selectedItems()]
        early = [one for one in chosen if one.outdated] or [one for one in self._shown if one.outdated]
        review = await self._retype({one.address: one.fixed(fix) for one in early})
        for one in early:
            self._found.pop(one.address, None)  # it was rehearsed as something else
        self.show_review(review)

    def _is_wanted(self, one: ReviewedChange) -> bool:
        only, found = self.rehearsal.only, self._found.get(one.address)
        return only is None or (found is not None and found.forecast is only)

    def _show_rehearsed(self, found: Rehearsed) -> None:
        """Each change with what a push would do with it, and what is there now."""
        self._found = {one.address: one for one in found.changes}
        for at in (_THERE, _REHEARSED):
            self.list.setColumnHidden(at, False)
        window = self.parentWidget()
        self.resize(max(self.width(), min(1240, window.window().width() - 40) if window else 0), self.height())
        self.look()

    def _lay_out(self) -> None:
        self.body.addWidget(self.counts)
        self.body.addWidget(self.effort)
        self.body.addWidget(self.outdated)
        row = QHBoxLayout()
        row.addWidget(self.shop)
        row.addWidget(self.level)
        row.addStretch()
        row.addWidget(self.more)
        self.body.addWidget(self.rehearsal)
        self.body.addLayout(row)
        self.list.setAccessibleName(tr("Changes"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        more = (tr("There now"), tr("Rehearsal"), tr("To be considered"))
        self.list.setHeaderLabels([tr("SKU"), tr("Shop"), tr("Value"), tr("Now"), tr("Then"), *more])
        for at, width in enumerate((180, 120, 84, 100, 100, 100, 180)):
            self.list.header().resizeSection(at, width)
        self.list.header().setSectionResizeMode(_SAID, QHeaderView.ResizeMode.Stretch)
        for at in (3, 4, _THERE):
            self.list.headerItem().setTextAlignment(at, _RIGHT)
        for at in (_THERE, _REHEARSED):
            self.list.setColumnHidden(at, True)
        self.body.addWidget(self.list, 1)

    def _line(self, one: ReviewedChange) -> QTreeWidgetItem:
        mark = state_mark(_STATES[one.level])
        found = self._found.get(one.address)
        findings = found.findings if found else one.findings
        said = "  ".join(reasons.code_sentence(finding.code, finding.params) for finding in findings)
        name = f"{one.stored.variant.sku}{_DOT}{one.place_name}" if one.place_name else one.stored.variant.sku
        then = self._value(one, one.after) if one.after or not one.typed.strip() else one.typed
        cells = [name, one.stored.shop, value_words(FIELD_WORDS[one.of]), self._value(one, one.before), then]
        item = QTreeWidgetItem([*cells, "", "", said])
        for at in (3, 4, _THERE) if one.of in AMOUNTS or one.of in COUNTS else ():
            item.setTextAlignment(at, _RIGHT)
        item.setIcon(0, icons.icon(mark.icon, str(mark.tone)))
        item.setToolTip(0, mark.text)
        item.setToolTip(_SAID, plain_tip(said))
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{name}, {mark.text}")
        if one.level:
            item.setForeground(_SAID, QBrush(color(str(mark.tone))))
        self._add_rehearsed(item, one)
        return item

    def _add_rehearsed(self, item: QTreeWidgetItem, one: ReviewedChange) -> None:
        found = self._found.get(one.address)
        if found is None:
            return
        mark = forecast_mark(found.forecast)
        item.setText(_REHEARSED, mark.text)
        item.setIcon(_REHEARSED, icons.icon(mark.icon, str(mark.tone)))
        item.setToolTip(_REHEARSED, mark.text)
        if found.forecast not in _UNKNOWN:
            item.setText(_THERE, self._value(one, found.theirs))
        if found.forecast is Forecast.CHANGED:
            for at in (_THERE, _REHEARSED):
                item.setForeground(at, QBrush(color(str(mark.tone))))

    def _value(self, one: ReviewedChange, value: str) -> str:
        return shown(one.of, value, one.currency, self._how) or tr("none")


def _counts(review: Review) -> list[str]:
    """How many cells, and what is to be looked at."""
    counts = review.counts
    parts = [counted(counts.changed, tr("1 cell changed"), tr("{n} cells changed"))]
    if counts.warnings:
        parts.append(counted(counts.warnings, tr("1 with a warning"), tr("{n} with warnings")))
    if counts.errors:
        parts.append(tr("{n} with errors stay here and are not sent").format(n=number(counts.errors)))
    return parts


def _effort(review: Review) -> list[str]:
    """What sending takes, shop by shop."""
    words = tr("{shop}: {wishes} in {requests}, {time}")
    return [
        words.format(
            shop=one.shop,
            wishes=counted(one.wishes, tr("1 change"), tr("{n} changes")),
            requests=counted(one.requests, tr("1 request"), tr("{n} requests")),
            time=lasting(one.seconds),
        )
        for one in review.shops
    ]


def lasting(seconds: float) -> str:
    """About how long, in words."""
    if seconds < 1.5:
        return tr("about a second")
    if seconds < 90:
        return tr("about {n} s").format(n=number(round(seconds)))
    return tr("about {n} min").format(n=number(round(seconds / 60)))


def problems(results: Sequence[object]) -> str:
    """How many wishes were not taken."""
    return counted(len(results), tr("1 change was not sent"), tr("{n} changes were not sent")) if results else ""
