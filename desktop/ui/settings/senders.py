"""The logo on all papers, and the sender's address of each shop."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.fields import ComboBox

_LOGO_WIDTH, _LOGO_HEIGHT = 150, 60


def tr(source: str) -> str:
    return QCoreApplication.translate("Senders", source)


class Senders(QWidget):
    """``logo_wanted`` and ``logo_dropped`` ask; ``changed`` brings shop id and text while it is typed."""

    logo_wanted = Signal()
    logo_dropped = Signal()
    changed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._texts: dict[str, str] = {}
        self.picture = QLabel()
        self.picture.setFixedSize(_LOGO_WIDTH, _LOGO_HEIGHT)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose = QPushButton(tr("Choose a logo\N{HORIZONTAL ELLIPSIS}"))
        self.drop = QPushButton(tr("No logo"))
        self.shop = ComboBox(tr("Shop"))
        self.address = QPlainTextEdit()
        self.address.setAccessibleName(tr("Sender's name and address"))
        self.address.setPlaceholderText(tr("Name, street, town: one line each"))
        self.address.setTabChangesFocus(True)
        self.address.setMaximumHeight(130)
        for button, icon in ((self.choose, "folder"), (self.drop, "trash")):
            button.setAutoDefault(False)
            icons.put(button, icon)
        self._lay_out()
        self.choose.clicked.connect(self.logo_wanted)
        self.drop.clicked.connect(self.logo_dropped)
        self.shop.currentIndexChanged.connect(lambda _at: self._show_shop())
        self.address.textChanged.connect(self._typed)
        self.show_logo(b"")

    def lines(self) -> tuple[str, ...]:
        """The sender that is shown, as it will be printed."""
        return tuple(line for part in self.address.toPlainText().splitlines() if (line := part.strip()))

    def show_logo(self, content: bytes) -> None:
        """The picture as it is kept; empty for none."""
        picture = QPixmap()
        if content and picture.loadFromData(content):
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(picture.scaled(_LOGO_WIDTH, _LOGO_HEIGHT, keep, smooth))
        else:
            self.picture.setText(tr("No logo"))
        self.picture.setAccessibleName(tr("Logo") if content else tr("No logo"))
        self.drop.setEnabled(bool(content))

    def show_shops(self, shops: Sequence[tuple[str, str]], texts: Mapping[str, str]) -> None:
        """The shops (id and name) and what was typed for each."""
        self._texts = dict(texts)
        self.shop.clear()
        for key, name in shops:
            self.shop.addItem(name, key)
        self.address.setEnabled(bool(shops))
        self._show_shop()

    def _lay_out(self) -> None:
        logo, buttons = QHBoxLayout(), QVBoxLayout()
        buttons.addWidget(self.choose)
        buttons.addWidget(self.drop)
        logo.addWidget(self.picture)
        logo.addLayout(buttons)
        logo.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(plain_label(tr("Logo on all papers (PNG or JPEG)"), role="muted"))
        column.addLayout(logo)
        column.addSpacing(10)
        column.addWidget(plain_label(tr("Sender, for each shop"), role="muted"))
        column.addWidget(self.shop)
        column.addWidget(self.address)
        column.addStretch()

    def _show_shop(self) -> None:
        was = self.address.blockSignals(True)
        self.address.setPlainText(self._texts.get(str(self.shop.currentData() or ""), ""))
        self.address.blockSignals(was)

    def _typed(self) -> None:
        if key := str(self.shop.currentData() or ""):
            self._texts[key] = self.address.toPlainText()
            self.changed.emit(key, self._texts[key])
