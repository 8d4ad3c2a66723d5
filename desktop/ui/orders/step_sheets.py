"""What is asked before a step: why orders are cancelled or not, who carries them, who received them, the invoice."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.ui.kit import reasons
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.format import counted

if TYPE_CHECKING:
    from desktop.services.cancelling import ReasonGroup
    from desktop.ui.orders.item_picker import ItemPicker


def tr(source: str) -> str:
    return QCoreApplication.translate("StepSheets", source)


class ReasonSheet(Sheet):
    """Asks once, with each platform's own reasons where it has some."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        sentence: str,
        groups: "Sequence[ReasonGroup]",
        *,
        action: str,
        danger: bool = False,
    ) -> None:
        super().__init__(parent, title, sentence, action=action, danger=danger)
        self._groups = tuple(groups)
        self.boxes = {at: self._box(group) for at, group in enumerate(self._groups) if group.reasons}
        for code in dict.fromkeys(group.code for group in self._groups if group.code):
            self.body.addWidget(plain_label(reasons.code_sentence(code), role="warning", wrap=True))

    def answer(self) -> tuple[tuple[tuple[int, ...], str], ...]:
        """Order ids with the id of the reason chosen for them; empty where there is none to choose."""
        chosen = {at: str(box.currentData() or "") for at, box in self.boxes.items()}
        return tuple((group.order_ids, chosen.get(at, "")) for at, group in enumerate(self._groups))

    def _box(self, group: "ReasonGroup") -> ComboBox:
        """The reasons of one shop."""
        count = counted(len(group.order_ids), tr("1 order"), tr("{n} orders"))
        place = f"{group.shop}, {group.country}" if group.country else group.shop
        label = QLabel(tr("Reason for {place}: {count}").format(place=place, count=count).replace("&", "&&"))
        box = ComboBox(tr("Reason for {place}").format(place=place))
        for reason in group.reasons:
            box.addItem(reason.name, reason.id)
        label.setBuddy(box)
        self.body.addWidget(label)
        self.body.addWidget(box)
        return box


class CancelSheet(ReasonSheet):
    """Cancelling cannot be taken back, so the safe answer is the default; of one order some items may be chosen."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        sentence: str,
        groups: "Sequence[ReasonGroup]",
        items: "ItemPicker | None" = None,
    ) -> None:
        super().__init__(parent, title, sentence, groups, action=tr("Cancel for good"), danger=True)
        self.items = items
        if items is not None:
            self.body.addWidget(items)
            items.changed.connect(lambda: self.action.setEnabled(items.is_complete))


class _LinesSheet(Sheet):
    """A sheet of a few lines to type."""

    def _line(self, title: str, name: str, hint: str = "") -> QLineEdit:
        label, line = QLabel(title), QLineEdit()
        line.setAccessibleName(name)
        line.setPlaceholderText(hint)
        label.setBuddy(line)
        self.body.addWidget(label)
        self.body.addWidget(line)
        return line


class CompleteSheet(_LinesSheet):
    """The buyer has the parcel; some marketplaces want to know who took it."""

    def __init__(self, parent: QWidget, title: str, sentence: str) -> None:
        super().__init__(parent, title, sentence, action=tr("Complete"))
        self.received_by = self._line(tr("&Received by"), tr("Received by"), tr("a name, or the code for collection"))

    def answer(self) -> str:
        return self.received_by.text().strip()


class InvoiceSheet(_LinesSheet):
    """The number of the invoice of one order."""

    def __init__(self, parent: QWidget, title: str, sentence: str) -> None:
        super().__init__(parent, title, sentence, action=tr("Save the number"))
        self.number = self._line(tr("&Invoice number"), tr("Invoice number"))
        self.number.textChanged.connect(self._judge)
        self._judge()

    def answer(self) -> str:
        return self.number.text().strip()

    def _judge(self) -> None:
        self.action.setEnabled(bool(self.answer()))
