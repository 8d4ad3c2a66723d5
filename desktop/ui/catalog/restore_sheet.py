"""The sheet that brings a past moment back: for which SKUs, what and when, with everything to be seen beforehand."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from PySide6.QtCore import QCoreApplication, QDateTime, Qt, QTimer
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QCheckBox, QDateTimeEdit, QFormLayout, QHBoxLayout, QTreeWidgetItem, QWidget

from desktop.domain.errors import BackshopError
from desktop.services.draft_judgement import Manner
from desktop.services.restoring import Restored, RestoreLine, RestorePlan
from desktop.ui.catalog.push_lines import Lines
from desktop.ui.catalog.values import FIELD_WORDS, shown
from desktop.ui.catalog.values import tr as value_words
from desktop.ui.kit import reasons, tasks
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.fields import ComboBox, roomy
from desktop.ui.kit.format import counted
from desktop.ui.kit.theme import color

SEEN = 2_000  # lines listed; the rest is counted
_NAMED = 5  # SKUs that are named where something is not known of them
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_DOT = "  \N{MIDDLE DOT}  "


def tr(source: str) -> str:
    return QCoreApplication.translate("RestoreSheet", source)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to restore: the chosen SKUs, or whole shops."""

    title: str
    shop_ids: tuple[str, ...] = ()
    variant_ids: tuple[int, ...] | None = None


Look = Callable[[datetime, Sequence[Restored], Choice], Awaitable[RestorePlan]]


class RestoreSheet(Sheet):
    """``plan`` is what stands to become drafts when it is accepted; ``look`` finds it out.

    ``span``: the oldest moment that can be asked for, and now.
    """

    def __init__(
        self, parent: QWidget, choices: Sequence[Choice], span: tuple[datetime, datetime], look: Look, how: Manner
    ) -> None:
        sentence = tr("Nothing is sent: what was another value then becomes changes that you can review.")
        super().__init__(parent, tr("Restore to a moment"), sentence, action=tr("Restore"))
        self.resize(880, 600)
        self.plan: RestorePlan | None = None
        self._choices, self._look, self._how, self._asked = tuple(choices), look, how, 0
        self.choice, self.ago = ComboBox(tr("For")), ComboBox(tr("When"))
        self.choice.addItems([one.title for one in choices])
        self.boxes = {
            Restored.STOCK: QCheckBox(tr("Stock")),
            Restored.PRICE: QCheckBox(tr("Prices and sales")),
            Restored.STATUS: QCheckBox(tr("Status")),
        }
        self.boxes[Restored.STOCK].setChecked(True)
        self.moment = _moment_field(*span)
        self.list = Lines(
            tr("What would change"),
            (tr("SKU"), tr("Shop"), tr("Value"), tr("Now"), tr("Then"), tr("To be considered")),
            (200, 130, 100, 120, 120, 140),
        )
        for at in (3, 4):
            self.list.headerItem().setTextAlignment(at, _RIGHT)
        self.summary = plain_label("", role="muted", wrap=True)
        self._lay_out(span[1])
        self._soon = QTimer(self, singleShot=True, interval=150)
        self._soon.timeout.connect(lambda: tasks.run(self, self._show()))
        self.choice.currentIndexChanged.connect(lambda _at: self._ask())
        self.moment.dateTimeChanged.connect(lambda _at: self._ask())
        for box in self.boxes.values():
            box.toggled.connect(lambda _on: self._ask())
        self.choice.setFocus()
        self._ask()

    @property
    def at(self) -> datetime:
        """The moment chosen, aware."""
        return datetime.fromtimestamp(self.moment.dateTime().toSecsSinceEpoch(), self._how.zone)

    @property
    def what(self) -> tuple[Restored, ...]:
        return tuple(one for one, box in self.boxes.items() if box.isChecked())

    def _lay_out(self, now: datetime) -> None:
        spans = (
            (tr("An hour ago"), timedelta(hours=1)), (tr("A day ago"), timedelta(days=1)),
            (tr("A week ago"), timedelta(days=7)), (tr("30 days ago"), timedelta(days=30)),
        )  # fmt: skip
        self.ago.addItems([words for words, _span in spans])
        self.ago.setCurrentIndex(1)
        self.ago.activated.connect(lambda at: self.moment.setDateTime(_local(now - spans[at][1])))
        when, fields = QHBoxLayout(), QHBoxLayout()
        when.addWidget(self.moment, 1)
        when.addWidget(self.ago, 1)
        for box in self.boxes.values():
            fields.addWidget(box)
        fields.addStretch()
        for row in (when, fields):
            row.setSpacing(12)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow(plain_label(tr("For")), self.choice)
        form.addRow(plain_label(tr("As it was at")), when)
        form.addRow(plain_label(tr("What")), fields)
        self.body.addLayout(form)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.summary)

    # What would change ------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """What is seen is no longer what is asked for: nothing can be agreed to until it is."""
        self._asked += 1
        self.plan = None
        self.action.setEnabled(False)
        self.summary.setText(tr("Looking\N{HORIZONTAL ELLIPSIS}"))
        self._soon.start()

    async def _show(self) -> None:
        asked = self._asked
        if not self.what:
            self._clear(tr("Choose what is to be restored."))
            return
        try:
            plan = await self._look(self.at, self.what, self._choices[max(self.choice.currentIndex(), 0)])
        except BackshopError as error:
            if asked == self._asked:
                self._clear(reasons.error_sentence(error))
            return
        if asked == self._asked:
            self._show_plan(plan)

    def _clear(self, words: str) -> None:
        self.list.clear()
        self.summary.setText(words)
        self.action.setText(tr("Restore"))

    def _show_plan(self, plan: RestorePlan) -> None:
        self.plan, count = plan, len(plan.possible)
        self.list.clear()
        self.list.addTopLevelItems([self._item(one) for one in islice(plan.lines, SEEN)])
        self.action.setEnabled(count > 0)
        self.action.setText(counted(count, tr("Restore 1 value"), tr("Restore {n} values")) if count else tr("Restore"))
        self.summary.setText(_summary(plan))

    def _item(self, one: RestoreLine) -> QTreeWidgetItem:
        sku = one.stored.variant.sku
        name = f"{sku}{_DOT}{one.place_name}" if one.place_name else sku
        why = reasons.code_sentence(one.code) if one.code else ""
        now, then = (shown(one.of, exact, one.currency, self._how) or tr("none") for exact in (one.now, one.then))
        then = tr("not known") if one.code and not one.then else then
        item = QTreeWidgetItem([name, one.stored.shop, value_words(FIELD_WORDS[one.of]), now, then, why])
        for at in (3, 4):
            item.setTextAlignment(at, _RIGHT)
        for at in range(6) if one.code else ():
            item.setForeground(at, QBrush(color("faint")))
        item.setToolTip(5, why)
        return item


def _summary(plan: RestorePlan) -> str:
    """What is counted but not listed, and of which SKUs that moment is not known."""
    parts = []
    if not plan.lines:
        parts.append(tr("Nothing was another value then."))
    if len(plan.lines) > SEEN:
        rest = len(plan.lines) - SEEN
        parts.append(counted(rest, tr("1 more is not listed."), tr("{n} more are not listed.")))
    if blocked := len(plan.lines) - len(plan.possible):
        parts.append(counted(blocked, tr("1 cannot be restored."), tr("{n} cannot be restored.")))
    if plan.unchanged:
        same = counted(plan.unchanged, tr("1 SKU is as it was then."), tr("{n} SKUs are as they were then."))
        parts.append(same)
    if plan.unknown:
        names = ", ".join(one.variant.sku for one in plan.unknown[:_NAMED])
        more = "\N{HORIZONTAL ELLIPSIS}" if len(plan.unknown) > _NAMED else ""
        one, many = tr("1 SKU is not known as far back:"), tr("{n} SKUs are not known as far back:")
        parts.append(f"{counted(len(plan.unknown), one, many)} {names}{more}")
    return "  ".join(parts)


def _moment_field(oldest: datetime, now: datetime) -> QDateTimeEdit:
    """Within what is kept, a day ago at first."""
    field = QDateTimeEdit(_local(now - timedelta(days=1)))
    field.setDisplayFormat("yyyy-MM-dd HH:mm")
    field.setMinimumDateTime(_local(oldest + timedelta(minutes=1)))
    field.setMaximumDateTime(_local(now))
    field.setAccessibleName(tr("Date and time"))
    roomy(field)
    return field


def _local(moment: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
