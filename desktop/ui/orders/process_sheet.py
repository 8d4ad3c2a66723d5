"""Says shop by shop what will happen to the chosen orders, and asks once for whatever must be chosen for it."""

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.orders import ProviderOption
from desktop.services.process_choices import Chosen, ProcessGroup
from desktop.ui.kit import reasons, text
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import scaled
from desktop.ui.orders.tracking_grid import TrackingGrid

if TYPE_CHECKING:
    from desktop.services.process_choices import ProcessPlan
    from desktop.ui.orders.item_picker import ItemPicker

_WIDTH = 560
_TALLEST = 0.55  # of the screen, before the shops scroll
_NAMED = 4  # order numbers, where a shop has several groups
_DOT = "  \N{MIDDLE DOT}  "


def tr(source: str) -> str:
    return QCoreApplication.translate("ProcessSheet", source)


class ProcessSheet(Sheet):
    """One card for each shop. ``items`` are the lines of a single order, where they can be chosen."""

    def __init__(
        self, parent: QWidget, title: str, plan: "ProcessPlan", *, action: str, items: "ItemPicker | None" = None
    ) -> None:
        super().__init__(parent, title, _how_many(plan), action=action)
        self.setMinimumWidth(_WIDTH)
        places = Counter(group.place for group in plan.groups)
        self.cards = tuple(GroupCard(group, several=places[group.place] > 1) for group in plan.groups)
        self.items = items
        self._inner = QWidget()
        self._inner.setObjectName("scrolled")
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, 8, 0)  # room for the scroll bar
        column.setSpacing(10)
        for card in self.cards:
            column.addWidget(card)
            card.changed.connect(self._judge)
        if items is not None:
            column.addWidget(items)
            items.changed.connect(self._judge)
        for words in _left_out(plan):
            column.addWidget(plain_label(words, role="warning", wrap=True))
        column.addStretch()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(tr("What will happen"))
        self._area.setWidget(self._inner)
        self.body.addWidget(self._area)
        self._judge()

    @property
    def boxes(self) -> tuple[ComboBox, ...]:
        """The couriers to choose from, from top to bottom."""
        return tuple(card.box for card in self.cards if card.box is not None)

    def answer(self) -> Chosen:
        providers, codes, keep = dict[int, str](), dict[int, str](), dict[str, bool]()
        for card in self.cards:
            providers |= card.providers()
            codes |= card.codes()
            if card.keep is not None:
                keep[card.group.place] = card.keep.isChecked()
        return Chosen(providers, codes, keep)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # only now the style has told how tall everything is

    def _fit(self) -> None:
        """As tall as what is in it, up to a part of the screen."""
        most = round(self.screen().availableSize().height() * _TALLEST)
        self._area.setMinimumHeight(min(self._inner.sizeHint().height() + 4, most))

    def _judge(self) -> None:
        if self.isVisible():
            self._fit()
        is_ready = all(card.is_complete for card in self.cards)
        self.action.setEnabled(is_ready and (self.items is None or self.items.is_complete))


class GroupCard(QFrame):
    """One shop's orders: what will happen to them, the courier, and tracking numbers where they are wanted."""

    changed = Signal()

    def __init__(self, group: ProcessGroup, *, several: bool = False) -> None:
        """``several``: the shop has other orders with other couriers, so these are named."""
        super().__init__()
        self.group = group
        self.setObjectName("card")
        self._place = place_words(group)
        self.setAccessibleName(self._place)
        self.box: ComboBox | None = None
        self.courier: QLineEdit | None = None
        self.keep: QCheckBox | None = None
        self.grid: TrackingGrid | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 12, 14, 12)
        self._column.setSpacing(6)
        head = QHBoxLayout()
        name = plain_label(self._place)
        name.setFont(scaled(self.font(), 1.0, QFont.Weight.DemiBold))
        head.addWidget(name, 1)
        count = len(group.orders)
        head.addWidget(plain_label(counted(count, tr("1 order"), tr("{n} orders")), role="muted"))
        self._column.addLayout(head)
        self._column.addWidget(plain_label(steps_words(group), role="muted", wrap=True))
        if several:
            self._column.addWidget(plain_label(_numbers(group), role="faint", wrap=True))
        if group.code:
            self._column.addWidget(plain_label(reasons.code_sentence(group.code), role="warning", wrap=True))
        self._add_choice()

    @property
    def is_complete(self) -> bool:
        """Whether nothing that must be typed is missing."""
        return self.grid is None or self.group.own_courier or not self.grid.isVisibleTo(self) or self.grid.is_full()

    def providers(self) -> dict[int, str]:
        """The courier of each order, where one was chosen."""
        if self.courier is not None and self.grid is not None:
            own = self.grid.couriers()
            everywhere = self.courier.text().strip()
            return {row.id: found for row in self.group.orders if (found := own.get(row.id) or everywhere)}
        return {row.id: option.id for row in self.group.orders for option in self._chosen()}

    def codes(self) -> dict[int, str]:
        """Tracking numbers by order id."""
        wanted = self.grid is not None and self.grid.isVisibleTo(self)
        return dict(self.grid.codes()) if self.grid is not None and wanted else {}

    def _add_choice(self) -> None:
        group = self.group
        if group.own_courier:
            self.courier = QLineEdit(group.remembered)
            self.courier.setPlaceholderText(tr("may stay empty"))
            self._add_field(tr("&Courier"), tr("Courier of {shop}"), self.courier)
            self._add_grid(couriers=True)
        elif len(group.options) == 1 and not group.must_choose:
            self._column.addWidget(plain_label(tr("Courier: {name}").format(name=group.options[0].name), role="muted"))
        elif group.options:
            self.box = ComboBox(tr("Courier of {shop}").format(shop=self._place))
            for option in group.options:
                self.box.addItem(option.name, option.id)
            if group.last is not None:
                self.box.setCurrentIndex(group.options.index(group.last))
            self._add_field(tr("&Courier"), "", self.box)
            if any(option.needs_tracking_code for option in group.options):
                self._add_grid(couriers=False)
            self.box.currentIndexChanged.connect(self._judge)
        if group.must_choose and not group.code:
            self.keep = QCheckBox(tr("Don't ask again for this shop"))
            self.keep.setChecked(group.kept)
            self.keep.setAccessibleName(tr("Don't ask again for {shop}").format(shop=self._place))
            self.keep.setToolTip(tr("Under Shops, the menu of the shop asks for it again."))
            self._column.addWidget(self.keep)
        self._judge()

    def _add_field(self, title: str, name: str, field: QWidget) -> None:
        label = QLabel(title)
        label.setBuddy(field)
        if name:
            field.setAccessibleName(name.format(shop=self._place))
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label)
        row.addWidget(field, 1)
        self._column.addLayout(row)

    def _add_grid(self, *, couriers: bool) -> None:
        self.grid = TrackingGrid(self.group.orders, couriers=couriers)
        self.grid.itemChanged.connect(self.changed)
        self._column.addWidget(self.grid)

    def _judge(self) -> None:
        if self.grid is not None and not self.group.own_courier:
            self.grid.setVisible(any(option.needs_tracking_code for option in self._chosen()))
        self.changed.emit()

    def _chosen(self) -> tuple[ProviderOption, ...]:
        """The courier in the box; the only one there is need not be chosen."""
        return (self.group.options[self.box.currentIndex()],) if self.box is not None else self.group.options[:1]


def _how_many(plan: "ProcessPlan") -> str:
    count, shops = sum(len(group.orders) for group in plan.groups), {group.place for group in plan.groups}
    orders = counted(count, tr("1 order"), tr("{n} orders"))
    return tr("{orders} of {n} shops").format(orders=orders, n=number(len(shops))) if len(shops) > 1 else orders


def _numbers(group: ProcessGroup) -> str:
    """The first order numbers of a group."""
    more = len(group.orders) - _NAMED
    named = ", ".join(row.number for row in group.orders[:_NAMED])
    return tr("{numbers} and {n} more").format(numbers=named, n=number(more)) if more > 0 else named


def place_words(group: ProcessGroup) -> str:
    """The shop, with its country where it is known."""
    row = group.orders[0]
    return _DOT.join(part for part in (row.shop, row.country) if part)


def steps_words(group: ProcessGroup) -> str:
    """``Pack, ready to ship, label``; with numbers where not all orders need a step."""
    words = list[str]()
    for kind, count in group.steps:
        word = text.kind_word(kind)
        word = word if not words else word[:1].lower() + word[1:]
        words.append(word if count == len(group.orders) else f"{word} ({number(count)})")
    if group.labels:
        words.append(tr("label") if words else tr("Label"))
    return ", ".join(words)


def _left_out(plan: "ProcessPlan") -> list[str]:
    """One sentence for each reason why orders are left out."""
    by_code: dict[str, int] = {}
    for one in plan.left_out:
        by_code[one.code] = by_code.get(one.code, 0) + 1
    return [
        f"{counted(count, tr('1 order is left out'), tr('{n} orders are left out'))}: {reasons.code_sentence(code)}"
        for code, count in by_code.items()
    ]
