"""Pieces that the pages of the settings are made of."""

from collections.abc import Coroutine, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from desktop.ui.kit import tasks
from desktop.ui.kit.cards import Section


def keep(work: Coroutine[Any, Any, object]) -> None:
    """Write a choice down, to its end: also when the settings are closed in the same moment."""
    program = QCoreApplication.instance()
    assert program is not None
    tasks.run(program, work)


class SettingsPage(QWidget):
    """Titled sections below each other."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 8, 0)
        self.column.setSpacing(22)

    def add_section(self, title: str, icon: str, rows: Sequence[tuple[str, QWidget]] = ()) -> Section:
        """A section with fields in two columns; its ``body`` takes more."""
        section = Section(title, icon)
        if rows:
            form = QFormLayout()
            form.setHorizontalSpacing(16)
            form.setVerticalSpacing(8)
            for label, field in rows:
                form.addRow(label, field)
                form.labelForField(field).setMinimumWidth(110)
            section.body.addLayout(form)
        self.column.addWidget(section)
        return section
