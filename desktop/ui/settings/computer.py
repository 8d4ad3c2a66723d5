"""Where Backshop keeps things on this computer."""

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from desktop.ui.kit import icons
from desktop.ui.kit.cards import selectable
from desktop.ui.settings.parts import SettingsPage


def tr(source: str) -> str:
    return QCoreApplication.translate("Settings", source)


class Folders(Protocol):
    """The seller's profile."""

    @property
    def folder(self) -> Path: ...
    @property
    def logs(self) -> Path: ...


class ComputerPage(SettingsPage):
    """The folders, and the way to them."""

    def __init__(self, profile: Folders) -> None:
        super().__init__()
        section = self.add_section(tr("On this computer"), "folder")
        section.body.addWidget(selectable(str(profile.folder), role="muted"))
        row = QHBoxLayout()
        for title, folder in ((tr("Open data folder"), profile.folder), (tr("Open log folder"), profile.logs)):
            button = QPushButton(title)
            button.setAutoDefault(False)
            icons.put(button, "folder")
            address = QUrl.fromLocalFile(str(folder))
            button.clicked.connect(lambda _checked=False, address=address: QDesktopServices.openUrl(address))
            row.addWidget(button)
        row.addStretch()
        section.body.addLayout(row)
        self.column.addStretch()
