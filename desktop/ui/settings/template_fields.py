"""Which fields stand on a paper and in which order: ticked, and moved by drag, by buttons or by keys."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.theme import theme
from desktop.ui.settings.template_words import field_word

_KEY = Qt.ItemDataRole.UserRole


def tr(source: str) -> str:
    return QCoreApplication.translate("TemplateFields", source)


class TemplateFields(QWidget):
    """``changed`` brings the keys of the ticked fields in their order."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.list = _Fields()
        self.list.moved.connect(self._move)
        self.list.itemChanged.connect(lambda _item: self._tell())
        self.list.model().rowsMoved.connect(lambda: self._tell())
        buttons = QVBoxLayout()
        for icon, name, step in (("up", tr("Move up (Alt+Up)"), -1), ("down", tr("Move down (Alt+Down)"), 1)):
            button = QToolButton()
            button.setProperty("kind", "quiet")
            button.setAccessibleName(name)
            button.setToolTip(name)
            icons.put(button, icon)
            button.clicked.connect(lambda _checked=False, step=step: self._move(step))
            buttons.addWidget(button)
        buttons.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list, 1)
        row.addLayout(buttons)

    def fields(self) -> tuple[str, ...]:
        """The ticked ones."""
        items = (self.list.item(at) for at in range(self.list.count()))
        return tuple(str(item.data(_KEY)) for item in items if item.checkState() is Qt.CheckState.Checked)

    def show_fields(self, shown: Sequence[str], offered: Sequence[str]) -> None:
        """The chosen ones first, in their order; nothing is told."""
        self.blockSignals(True)
        self.list.clear()
        for key in (*shown, *(one for one in offered if one not in shown)):
            item = QListWidgetItem(field_word(key))
            item.setData(_KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(0, 26))
            self.list.addItem(item)
        self.blockSignals(False)

    def _move(self, step: int) -> None:
        at = self.list.currentRow()
        to = at + step
        if at < 0 or not 0 <= to < self.list.count():
            return
        self.list.insertItem(to, self.list.takeItem(at))
        self.list.setCurrentRow(to)
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.fields())


class _Fields(QListWidget):
    """``moved``: one up or one down, by keyboard."""

    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Fields on the paper"))
        self.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        theme().dress(self.verticalScrollBar())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(step)
        else:
            super().keyPressEvent(event)
