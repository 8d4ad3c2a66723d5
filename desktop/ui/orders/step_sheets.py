"""What is asked before a step: why orders are cancelled, who carries them, who received them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.ui.kit import reasons
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.format import counted

if TYPE_CHECKING:
    from desktop.services.cancelling import ReasonGroup


def tr(source: str) -> str:
    return QCoreApplication.translate("StepSheets", source)


class CancelSheet(Sheet):
    """Asks once, with the platform's own reasons where it has some; the safe answer is the default."""

    def __init__(self, parent: QWidget, title: str, sentence: str, groups: "Sequence[ReasonGroup]") -> None:
        super().__init__(parent, title, sentence, action=tr("Cancel for good"), danger=True)
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
        label = QLabel(tr("Reason for {place}: {count}").format(place=place, count=count))
        box = ComboBox(tr("Reason for {place}").format(place=place))
        for reason in group.reasons:
            box.addItem(reason.name, reason.id)
        label.setBuddy(box)
        self.body.addWidget(label)
        self.body.addWidget(box)
        return box


class Sent(NamedTuple):
    """How orders go out."""

    provider: str
    tracking_code: str


class ShipSheet(Sheet):
    """Marks orders as sent by a courier of the seller's own; a tracking number belongs to one order."""

    def __init__(self, parent: QWidget, title: str, sentence: str, *, one: bool) -> None:
        super().__init__(parent, title, sentence, action=tr("Mark as shipped"))
        self.provider = self._line(tr("&Courier"), tr("Courier"))
        self.code = self._line(tr("&Tracking number"), tr("Tracking number"))
        self.code.setEnabled(one)
        if not one:
            self.code.setPlaceholderText(tr("one order at a time"))

    def answer(self) -> Sent:
        return Sent(self.provider.text().strip(), self.code.text().strip())

    def _line(self, title: str, name: str) -> QLineEdit:
        label, line = QLabel(title), QLineEdit()
        line.setAccessibleName(name)
        line.setPlaceholderText(tr("may stay empty"))
        label.setBuddy(line)
        self.body.addWidget(label)
        self.body.addWidget(line)
        return line
