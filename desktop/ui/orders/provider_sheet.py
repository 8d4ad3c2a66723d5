"""Asks for the courier once for all chosen orders, with the one used last already chosen."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.domain.orders import ProviderOption
from desktop.ui.kit import reasons
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.fields import ComboBox

if TYPE_CHECKING:
    from desktop.services.orders import ProviderChoices


def tr(source: str) -> str:
    return QCoreApplication.translate("ProviderSheet", source)


class Choice(NamedTuple):
    """What was chosen; both None where the platform chooses by itself."""

    provider: str | None = None
    tracking_code: str | None = None


class ProviderSheet(Sheet):
    """A courier, and a tracking code where the courier wants one from the seller."""

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
        self._options = options = _options_of(choices)
        last = choices.remembered
        self.box = ComboBox(tr("Courier"))
        for option in self._options:
            self.box.addItem(option.name, option.id)
        self.box.setCurrentIndex(max(0, next((at for at, one in enumerate(options) if last in (one.id, one.name)), 0)))
        self.code = QLineEdit()
        self.code.setAccessibleName(tr("Tracking code"))
        self._code_label = QLabel(tr("&Tracking code"))
        self._code_label.setBuddy(self.code)
        if choices.code:
            self.body.addWidget(plain_label(reasons.code_sentence(choices.code), role="warning", wrap=True))
        label = QLabel(tr("&Courier"))
        label.setBuddy(self.box)
        for widget in (label, self.box, self._code_label, self.code):
            self.body.addWidget(widget)
        for widget in (label, self.box):
            widget.setVisible(bool(options))
        self.box.currentIndexChanged.connect(self._judge)
        self.code.textChanged.connect(self._judge)
        self._judge()

    def choice(self) -> Choice:
        if not self._options:
            return Choice()
        option = self._options[self.box.currentIndex()]
        return Choice(option.id, self.code.text().strip() if option.needs_tracking_code else None)

    def _judge(self) -> None:
        option = self._options[self.box.currentIndex()] if self._options else None
        wants_code = option is not None and option.needs_tracking_code
        self._code_label.setVisible(wants_code)
        self.code.setVisible(wants_code)
        self.action.setEnabled(not wants_code or bool(self.code.text().strip()))


def _options_of(choices: "ProviderChoices") -> tuple[ProviderOption, ...]:
    """What the platform offers; if it could not be asked, the courier taken last is still a good guess."""
    if choices.options or not (choices.code and choices.remembered):
        return choices.options
    return (ProviderOption(choices.remembered, choices.remembered),)
