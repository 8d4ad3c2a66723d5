"""The bar in the review sheet about stocks typed before something was sold, with the three ways to set them right."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.domain.outdated_counts import Fix
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import counted


def tr(source: str) -> str:
    return QCoreApplication.translate("OutdatedBar", source)


class OutdatedBar(QWidget):
    """Hidden while there is nothing to tell. ``wanted`` brings what is to become of them."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.words = plain_label("", role="warning", wrap=True)
        self.buttons = {
            Fix.TAKE_OFF: self._button(Fix.TAKE_OFF, tr("Take off what was sold"), "check"),
            Fix.KEEP: self._button(Fix.KEEP, tr("Keep as typed"), "edit"),
            Fix.DROP: self._button(Fix.DROP, tr("Drop"), "trash"),
        }
        row = QHBoxLayout()
        for button in self.buttons.values():
            row.addWidget(button)
        row.addWidget(plain_label(tr("for the selected changes, or for all of these"), role="muted"))
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.words)
        column.addLayout(row)

    def tell(self, count: int, shared: int) -> None:
        """How many there are, and how many of them count a shelf of several shops."""
        one = tr("1 stock was typed before something was sold or changed there.")
        many = tr("{n} stocks were typed before something was sold or changed there.")
        parts = [counted(count, one, many), tr("What is sent as it is may wait for your decision.")]
        if shared:
            parts.append(tr("Linked SKUs are not sent before you decide here."))
        self.words.setText(" ".join(parts))
        self.setVisible(count > 0)

    def _button(self, fix: Fix, words: str, icon: str) -> QPushButton:
        button = icons.button(words, icon)
        button.clicked.connect(lambda: self.wanted.emit(fix))
        return button
