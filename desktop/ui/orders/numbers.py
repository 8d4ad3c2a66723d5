"""Labels by order number: some marketplaces hand out labels and list no orders, so the seller types the numbers."""

import re
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from desktop.domain.changes import ChangeKind, Changes
from desktop.ui.kit import tasks
from desktop.ui.kit.dialogs import Sheet, ask, plain_label
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.format import counted

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.shop_views import ShopView
    from desktop.ui.main_window import MainWindow

_CAN = "labels_by_number"
_BETWEEN = re.compile(r"[\s,;]+")


def tr(source: str) -> str:
    return QCoreApplication.translate("LabelsByNumber", source)


class Typed(NamedTuple):
    """Which orders of which shop."""

    shop_id: str
    numbers: tuple[str, ...]


class NumbersSheet(Sheet):
    """Asks for order numbers, typed, pasted or scanned: one on each line, or with commas."""

    def __init__(self, parent: QWidget, shops: "Sequence[ShopView]") -> None:
        sentence = tr("Type, paste or scan the numbers as the marketplace shows them, one on each line.")
        super().__init__(parent, tr("Labels by order number"), sentence, action=tr("Fetch and print"))
        self.shop = ComboBox(tr("Shop"))
        for one in shops:
            self.shop.addItem(f"{one.name}  \N{MIDDLE DOT}  {one.platform_title}", one.id)
        self.numbers = QPlainTextEdit()
        self.numbers.setAccessibleName(tr("Order numbers"))
        self.numbers.setTabChangesFocus(True)
        self.numbers.setMinimumHeight(160)
        self.count = plain_label("", role="muted")
        for title, field in ((tr("&Shop"), self.shop), (tr("Order &numbers"), self.numbers)):
            label = QLabel(title)
            label.setBuddy(field)
            self.body.addWidget(label)
            self.body.addWidget(field)
        self.body.addWidget(self.count)
        self.numbers.textChanged.connect(self._judge)
        self.numbers.setFocus()
        self._judge()

    def answer(self) -> Typed:
        return Typed(str(self.shop.currentData()), self._numbers())

    def _numbers(self) -> tuple[str, ...]:
        """Each number once, in the order typed."""
        return tuple(dict.fromkeys(word for word in _BETWEEN.split(self.numbers.toPlainText()) if word))

    def _judge(self) -> None:
        count = len(self._numbers())
        self.count.setText(counted(count, tr("1 order"), tr("{n} orders")) if count else "")
        self.action.setEnabled(count > 0)


class LabelsByNumber(QObject):
    """The way from typed numbers to labels. Its menu entry is seen only while some shop needs it."""

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        super().__init__(window)
        self._window, self._services = window, services
        self._entry = window.actions_by_key["numbers"]
        self._entry.setVisible(False)
        self._stop = services.changes.subscribe(self._on_changes)
        self.destroyed.connect(self._stop)
        tasks.run(self, self._judge())

    def open(self) -> None:
        """Ask, then process these orders as any others: fetch, check, print."""
        tasks.run(self, self._run())

    async def _run(self) -> None:
        sheet = NumbersSheet(self._window, await self._shops())
        if (typed := await ask(sheet, sheet.answer)) is not None:
            self._window.go_to("orders")
            self._window.orders.work.do("process", array("I", await self._orders(typed)))

    async def _orders(self, typed: Typed) -> list[int]:
        """Their ids; a number that nobody listed is taken at the seller's word."""
        orders = self._services.orders
        known = await orders.find(typed.numbers, typed.shop_id)
        new = await orders.take_numbers([number for number in typed.numbers if not known[number]], typed.shop_id)
        return [known[number][0] if known[number] else new[number] for number in typed.numbers]

    async def _shops(self) -> "list[ShopView]":
        able = {manifest.id for manifest in self._services.shops.platforms() if _CAN in manifest.can}
        return [shop for shop in await self._services.shops.list() if shop.platform in able]

    def _on_changes(self, changes: Changes) -> None:
        if changes.kind is ChangeKind.ACCOUNTS:
            tasks.run(self, self._judge())

    async def _judge(self) -> None:
        self._entry.setVisible(bool(await self._shops()))
