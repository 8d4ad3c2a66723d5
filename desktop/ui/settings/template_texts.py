"""The texts of a paper: each word of ours beside the seller's own."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHeaderView, QTableWidget, QTableWidgetItem

from desktop.ui.kit.theme import theme

_KEY = Qt.ItemDataRole.UserRole


def tr(source: str) -> str:
    return QCoreApplication.translate("TemplateTexts", source)


class TemplateTexts(QTableWidget):
    """``changed`` brings all words by key; an emptied one is as usual again."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__(0, 2)
        self.setAccessibleName(tr("Words on the paper"))
        self.setHorizontalHeaderLabels([tr("Usual word"), tr("Your word")])
        self.verticalHeader().hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        theme().dress(self.horizontalHeader())
        theme().dress(self.verticalScrollBar())
        self.itemChanged.connect(self._edited)

    def words(self) -> dict[str, str]:
        """As they will be printed."""
        found = ((self.item(at, 0), self.item(at, 1)) for at in range(self.rowCount()))
        return {str(usual.data(_KEY)): own.text().strip() or usual.text() for usual, own in found if usual and own}

    def show_words(self, usual: Mapping[str, str], words: Mapping[str, str]) -> None:
        """Another paper's words; nothing is told."""
        self.blockSignals(True)
        self.setRowCount(len(usual))
        for at, (key, text) in enumerate(usual.items()):
            own = words.get(key, text)
            name = QTableWidgetItem(text)
            name.setData(_KEY, key)
            name.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.setItem(at, 0, name)
            self.setItem(at, 1, _own(own, text))
        self.blockSignals(False)

    def _edited(self, item: QTableWidgetItem) -> None:
        usual = self.item(item.row(), 0)
        if item.column() == 1 and usual is not None:
            self.blockSignals(True)
            self.setItem(item.row(), 1, _own(item.text().strip() or usual.text(), usual.text()))
            self.blockSignals(False)
            self.changed.emit(self.words())


def _own(text: str, usual: str) -> QTableWidgetItem:
    """A word that is the seller's own stands out."""
    item = QTableWidgetItem(text)
    font = item.font()
    font.setWeight(QFont.Weight.DemiBold if text != usual else QFont.Weight.Normal)
    item.setFont(font)
    return item
