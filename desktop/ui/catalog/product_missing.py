"""The part of the product editor that lists everything still wrong, each line a way to the field it is about."""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui.catalog.product_places import part_of, sentence_of, title_of
from desktop.ui.catalog.product_writing import ProductWriting
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.theme import Tone

_WHERE = Qt.ItemDataRole.UserRole


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductMissing", source)


class ProductMissing(QWidget):
    """``wanted`` brings the part of the editor in which the chosen finding is put right."""

    wanted = Signal(str)

    def __init__(self, writing: ProductWriting) -> None:
        super().__init__()
        self._writing = writing
        self.words = plain_label("", role="muted", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("What is missing"))
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.itemActivated.connect(self._go)
        self.list.itemClicked.connect(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.words)
        column.addWidget(self.list, 1)
        self.words.setText(tr("It is being looked through\N{HORIZONTAL ELLIPSIS}"))
        writing.judged.connect(self.look)

    def look(self) -> None:
        """List what was found, errors first."""
        findings = sorted(self._writing.findings, key=lambda one: not one.is_error)
        self.list.clear()
        for one in findings:
            part = part_of(one, self._writing.product, self._writing.attributes)
            tone = Tone.DANGER if one.is_error else Tone.WARNING
            item = QListWidgetItem(f"{sentence_of(one)}\n{title_of(part)}", self.list)
            item.setIcon(icons.icon("error" if one.is_error else "warning", str(tone)))
            item.setSizeHint(QSize(0, 46))
            item.setData(_WHERE, part.value)
        errors = any(one.is_error for one in findings)
        if errors:
            words = tr("It cannot be sent before this is put right. Choose a line to go there.")
        elif findings:
            words = tr("It can be sent. Look at these lines first.")
        else:
            words = tr("Nothing is missing: it can be sent.")
        self.words.setText(words)

    def _go(self, item: QListWidgetItem) -> None:
        self.wanted.emit(item.data(_WHERE))
