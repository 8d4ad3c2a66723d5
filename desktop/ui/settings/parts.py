"""Pieces that the pages of the settings are made of."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from desktop.ui.kit.cards import Section


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
