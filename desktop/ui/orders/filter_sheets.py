"""Ranges that must be typed: from which day to which, from which amount to which."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QCoreApplication, QDate, QLocale
from PySide6.QtWidgets import QCheckBox, QDateEdit, QGridLayout, QLineEdit, QWidget

from desktop.domain.order_filters import OrderFilters
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.format import figure
from desktop.ui.orders.filter_words import without


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderFilters", source)


class PlacedSheet(Sheet):
    """The days between which an order was placed, both included, as the clock on the wall counts them."""

    def __init__(self, parent: QWidget, filters: OrderFilters, today: datetime) -> None:
        super().__init__(parent, tr("Placed between"), action=tr("Show these"))
        self._filters = filters
        first, end = filters.placed_from, filters.placed_to
        last = None if end is None else end - timedelta(seconds=1)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        self.since, self.first = _day(grid, 0, tr("From"), first or today - timedelta(days=6), is_set=first is not None)
        self.until, self.last = _day(grid, 1, tr("To"), last or today, is_set=last is not None)
        if first is None and last is None:
            self.since.setChecked(True)
        self.body.addLayout(grid)

    def answer(self) -> OrderFilters:
        """The filters with these days in place of what they said before."""
        first = _midnight(self.first) if self.since.isChecked() else None
        end = _midnight(self.last, 1) if self.until.isChecked() else None
        return replace(without(self._filters, "placed"), placed_from=first, placed_to=end)


class AmountSheet(Sheet):
    """The amounts between which an order lies, whatever its currency."""

    def __init__(self, parent: QWidget, filters: OrderFilters) -> None:
        sentence = tr("Leave a field empty for no limit. The number alone counts, whatever the currency.")
        super().__init__(parent, tr("Amount between"), sentence, action=tr("Show these"))
        self._filters = filters
        grid = QGridLayout()
        self.least = _amount(grid, 0, tr("At least"), filters.amount_from)
        self.most = _amount(grid, 1, tr("At most"), filters.amount_to)
        for line in (self.least, self.most):
            line.textChanged.connect(self._judge)
        self.body.addLayout(grid)

    def answer(self) -> OrderFilters:
        return replace(self._filters, amount_from=amount_of(self.least.text()), amount_to=amount_of(self.most.text()))

    def _judge(self) -> None:
        """What is no amount is marked, and cannot be asked for."""
        wrong = [line for line in (self.least, self.most) if line.text().strip() and amount_of(line.text()) is None]
        for line in (self.least, self.most):
            line.setProperty("problem", line in wrong)
            line.style().unpolish(line)
            line.style().polish(line)
        self.action.setEnabled(not wrong)


def amount_of(typed: str) -> Decimal | None:
    """``1,250.50`` or ``1250.50``, as the desktop writes numbers; None for anything else."""
    locale = QLocale()
    plain = typed.strip().replace(locale.groupSeparator(), "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    try:
        found = Decimal(plain.replace(locale.decimalPoint(), "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _day(grid: QGridLayout, row: int, title: str, at: datetime, *, is_set: bool) -> tuple[QCheckBox, QDateEdit]:
    tick, field = QCheckBox(title), QDateEdit()
    local = at.astimezone()
    field.setDate(QDate(local.year, local.month, local.day))
    field.setCalendarPopup(True)
    field.setAccessibleName(title)
    tick.setChecked(is_set)
    field.setEnabled(is_set)
    tick.toggled.connect(field.setEnabled)
    grid.addWidget(tick, row, 0)
    grid.addWidget(field, row, 1)
    return tick, field


def _midnight(field: QDateEdit, days_later: int = 0) -> datetime:
    """The moment at which the local day begins."""
    day = field.date().addDays(days_later)
    return datetime(day.year(), day.month(), day.day()).astimezone()


def _amount(grid: QGridLayout, row: int, title: str, amount: Decimal | None) -> QLineEdit:
    line = QLineEdit("" if amount is None else figure(amount))
    line.setAccessibleName(title)
    grid.addWidget(plain_label(title, role="muted"), row, 0)
    grid.addWidget(line, row, 1)
    return line
