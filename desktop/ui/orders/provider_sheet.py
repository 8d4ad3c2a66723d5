"""Asks for the courier once for all chosen orders, shop by shop, with the one used last already chosen."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.domain.orders import ProviderOption
from desktop.ui.kit import reasons
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.format import counted

if TYPE_CHECKING:
    from desktop.services.orders import ProviderChoices


def tr(source: str) -> str:
    return QCoreApplication.translate("ProviderSheet", source)


class Choice(NamedTuple):
    """What was chosen: a courier for all orders, or one by order id; None where the platform chooses by itself."""

    provider: str | Mapping[int, str] | None = None
    tracking_code: str | None = None


class _Question(NamedTuple):
    """One choice to make: for all orders where ``order_ids`` is empty."""

    title: str
    order_ids: tuple[int, ...]
    options: tuple[ProviderOption, ...]
    remembered: str


class ProviderSheet(Sheet):
    """A courier for each group of orders, and a tracking code where a courier wants one from the seller."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        sentence: str,
        choices: "ProviderChoices",
        *,
        action: str,
    ) -> None:
        super().__init__(parent, title, sentence, action=action)
        self._asked = [(question, _box(question)) for question in _questions(choices)]
        self.code = QLineEdit()
        self.code.setAccessibleName(tr("Tracking code"))
        self._code_label = QLabel(tr("&Tracking code"))
        self._code_label.setBuddy(self.code)
        if choices.code:
            self.body.addWidget(plain_label(reasons.code_sentence(choices.code), role="warning", wrap=True))
        for question, box in self._asked:
            label = QLabel(question.title)
            label.setBuddy(box)
            self.body.addWidget(label)
            self.body.addWidget(box)
            box.currentIndexChanged.connect(self._judge)
        for widget in (self._code_label, self.code):
            self.body.addWidget(widget)
        self.code.textChanged.connect(self._judge)
        self._judge()

    @property
    def boxes(self) -> tuple[ComboBox, ...]:
        """The choices on screen, from top to bottom."""
        return tuple(box for _question, box in self._asked)

    def choice(self) -> Choice:
        code = self.code.text().strip() if self._wants_code() else None
        if not self._asked:
            return Choice()
        if not self._asked[0][0].order_ids:
            return Choice(self._asked[0][1].currentData(), code)
        by_order = {order_id: box.currentData() for question, box in self._asked for order_id in question.order_ids}
        return Choice(by_order, code)

    def _wants_code(self) -> bool:
        chosen = (question.options[box.currentIndex()] for question, box in self._asked)
        return any(option.needs_tracking_code for option in chosen)

    def _judge(self) -> None:
        wants_code = self._wants_code()
        self._code_label.setVisible(wants_code)
        self.code.setVisible(wants_code)
        self.action.setEnabled(not wants_code or bool(self.code.text().strip()))


def _questions(choices: "ProviderChoices") -> tuple[_Question, ...]:
    """One question where all orders are offered the same; else one for each group that has a choice at all."""
    if choices.options:
        return (_Question(tr("&Courier"), (), choices.options, choices.remembered),)
    if choices.code and choices.remembered:  # it could not be asked: the courier taken last is still a good guess
        last = ProviderOption(choices.remembered, choices.remembered)
        return (_Question(tr("&Courier"), (), (last,), choices.remembered),)
    return tuple(
        _Question(
            f"{group.shop.replace('&', '&&')}, {group.country}: "
            + counted(len(group.order_ids), tr("1 order"), tr("{n} orders")),
            group.order_ids,
            group.options,
            group.remembered,
        )
        for group in choices.groups
        if group.options
    )


def _box(question: _Question) -> ComboBox:
    """The options of one question; the one taken last is chosen already."""
    box = ComboBox(question.title.replace("&&", "\0").replace("&", "").replace("\0", "&"))
    for option in question.options:
        box.addItem(option.name, option.id)
    last = next((at for at, one in enumerate(question.options) if question.remembered in (one.id, one.name)), 0)
    box.setCurrentIndex(max(last, 0))
    return box
