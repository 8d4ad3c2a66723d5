"""Layouts that recur."""

from PySide6.QtWidgets import QVBoxLayout, QWidget


def stack(parent: QWidget) -> QVBoxLayout:
    """A column without any gap, for bars that touch each other."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column
