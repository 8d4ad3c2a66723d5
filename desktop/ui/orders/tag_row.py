"""The tags of the order in the detail: its pills, and the way to more of them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.domain.tags import TagColour
from desktop.ui.kit import icons, text
from desktop.ui.kit.cards import MarkLabel, pill_label
from desktop.ui.kit.layouts import Flow


def tr(source: str) -> str:
    return QCoreApplication.translate("Tags", source)


class TagRow(QWidget):
    """As many lines as the tags need."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Tags"))
        self._flow = Flow(5)
        self.setLayout(self._flow)
        self._pills: list[MarkLabel] = []
        self.add = QPushButton()
        self.add.setProperty("kind", "flag")
        icons.put(self.add, "tag")
        self.add.setToolTip(tr("Tags (Ctrl+T)"))
        self.add.clicked.connect(self.wanted)
        self._flow.addWidget(self.add)
        self.show_tags((), {})

    def show_tags(self, tags: Sequence[str], colours: Mapping[str, TagColour]) -> None:
        for old in self._pills:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._flow.removeWidget(self.add)
        self._pills = [pill_label(text.tag_mark(tag, colours.get(tag, TagColour.GREY))) for tag in tags]
        for label in (*self._pills, self.add):
            self._flow.addWidget(label)
        self.add.setText(f" {tr('Edit')}" if tags else f" {tr('Add tags')}")
        self.add.setAccessibleName(tr("Edit tags") if tags else tr("Add tags"))
        self.updateGeometry()
