"""Fields of the rule form: each reads and shows one part of a rule's document, and says when it was changed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QCoreApplication, QTimeZone, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from desktop.domain.deadlines import FeeKind
from desktop.domain.rule_packs import WEEKDAYS
from desktop.ui.deadlines.words import day_name
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.fields import ComboBox, roomy

Document = dict[str, object]


def tr(source: str) -> str:
    return QCoreApplication.translate("DeadlineFields", source)


def line(name: str, hint: str = "", width: int = 0) -> QLineEdit:
    """A line with a name for a screen reader."""
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(hint)
    if width:
        field.setFixedWidth(width)
    return field


def combo(name: str, entries: Mapping[str, str]) -> ComboBox:
    """A choice of words by key."""
    box = ComboBox(name)
    for key, word in entries.items():
        box.addItem(word, key)
    return box


def spin(name: str, most: int, suffix: str = "") -> QSpinBox:
    """A whole number."""
    field = QSpinBox()
    field.setAccessibleName(name)
    field.setRange(0, most)
    field.setSuffix(suffix)
    field.setFixedWidth(84)
    roomy(field)
    return field


def row(*widgets: QWidget | int) -> QWidget:
    """Widgets beside each other; a number is a gap that grows by it."""
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        if isinstance(widget, int):
            layout.addStretch(widget)
        else:
            layout.addWidget(widget)
    return box


class WeekField(QWidget):
    """Seven buttons; what is pressed does not count."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Days that do not count"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self.days = tuple(self._day(at) for at in range(len(WEEKDAYS)))
        for button in self.days:
            layout.addWidget(button)
        layout.addStretch()

    def put(self, days: object) -> None:
        for key, button in zip(WEEKDAYS, self.days, strict=True):
            button.setChecked(isinstance(days, list) and key in days)

    def read(self) -> list[str]:
        return [key for key, button in zip(WEEKDAYS, self.days, strict=True) if button.isChecked()]

    def _day(self, at: int) -> QPushButton:
        button = QPushButton(day_name(at, short=True))
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setProperty("kind", "flag")
        button.setAccessibleName(tr("{day} does not count").format(day=day_name(at)))
        button.clicked.connect(self.changed)
        return button


class ZoneField(ComboBox):
    """Any time zone of the world, typed or chosen."""

    def __init__(self) -> None:
        super().__init__(tr("Time zone"))
        self.setEditable(True)
        self.setInsertPolicy(ComboBox.InsertPolicy.NoInsert)
        typed = self.lineEdit()
        if typed is not None:
            typed.setAccessibleName(self.accessibleName())
        zones = (bytes(one.data()).decode() for one in QTimeZone.availableTimeZoneIds())
        self.addItems(["UTC", *sorted(zone for zone in zones if "/" in zone and not zone.startswith("Etc/"))])
        self.setMinimumContentsLength(18)


class FeeField(QWidget):
    """None, a fixed amount, or a part of the order's amount with bounds."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        kinds = {FeeKind.NONE: tr("No fee"), FeeKind.FIXED: tr("Fixed amount"), FeeKind.PERCENT: tr("Per cent")}
        self.kind = combo(tr("Kind of fee"), {key.value: word for key, word in kinds.items()})
        self.amount = line(tr("Amount of the fee"), width=84)
        self.currency = line(tr("Currency of the fee"), "KES", 62)
        self.per = combo(tr("Charged for"), {"order": tr("per order"), "item": tr("per item")})
        self.minimum = line(tr("Fee at least"), tr("nothing"), 84)
        self.maximum = line(tr("Fee at most"), tr("any"), 84)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(row(self.kind, self.amount, self.currency, self.per, 1))
        least, most = (plain_label(words, role="muted") for words in (tr("at least"), tr("at most")))
        self._bounds = row(least, self.minimum, most, self.maximum, 1)
        layout.addWidget(self._bounds)
        self.kind.activated.connect(self._on_kind)
        self.per.activated.connect(self.changed)
        for each in self.lines():
            each.textEdited.connect(self.changed)

    def lines(self) -> Sequence[QLineEdit]:
        return self.amount, self.currency, self.minimum, self.maximum

    def put(self, fee: object) -> None:
        found = fee if isinstance(fee, Mapping) else {}
        self.kind.setCurrentIndex(max(self.kind.findData(found.get("kind", "none")), 0))
        self.per.setCurrentIndex(max(self.per.findData(found.get("per", "order")), 0))
        self.amount.setText(_plain(found.get("amount", "")))
        self.minimum.setText(_plain(found.get("minimum", "")))
        self.maximum.setText(_plain(found.get("maximum", "")))
        self.currency.setText(str(found.get("currency", "")))
        self._show_kind()

    def read(self) -> Document:
        kind = str(self.kind.currentData())
        if kind == FeeKind.NONE:
            return {"kind": kind}
        bounds = {"minimum": self.minimum, "maximum": self.maximum} if kind == FeeKind.PERCENT else {}
        return {
            "kind": kind,
            "amount": _typed(self.amount.text()),
            "currency": self.currency.text().strip().upper(),
            "per": str(self.per.currentData()),
            **{name: _typed(field.text()) for name, field in bounds.items()},
        }

    def _on_kind(self) -> None:
        self._show_kind()
        self.changed.emit()

    def _show_kind(self) -> None:
        kind = self.kind.currentData()
        for field in (self.amount, self.currency, self.per):
            field.setVisible(kind != FeeKind.NONE)
        self._bounds.setVisible(kind == FeeKind.PERCENT)


def _typed(text: str) -> str:
    """An amount as it was typed: a comma alone stands for the point."""
    bare = "".join(text.split())
    return bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else bare


def _plain(amount: object) -> str:
    try:
        return f"{Decimal(str(amount)).normalize():f}" if amount not in ("", None) else ""
    except InvalidOperation:
        return str(amount)
