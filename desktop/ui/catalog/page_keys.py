"""Undo and redo of the Catalog tab wherever its focus is - side, bar or grid - except where a text is written."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from desktop.ui.catalog import grid_keys

if TYPE_CHECKING:
    from desktop.ui.catalog.page import CatalogPage

_TEXTS = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit)
_KINDS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class PageKeys(QObject):
    """Sees the keys that nothing on the page wanted, before the window takes them for its own."""

    def __init__(self, page: "CatalogPage") -> None:
        super().__init__(page)
        self._grid = page.grid
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KINDS or not isinstance(event, QKeyEvent):
            return False
        command = grid_keys.command_of(event)
        if command not in ("undo", "redo") or isinstance(QApplication.focusWidget(), _TEXTS):
            return False
        event.accept()
        if event.type() is QEvent.Type.KeyPress:
            self._grid.commanded.emit(command)
        return True
