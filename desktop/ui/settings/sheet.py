"""The settings sheet: few choices, each saved as it is made; nothing here can lose work."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QWidget

from desktop.ui.kit import icons, tasks
from desktop.ui.kit.cards import Section, selectable
from desktop.ui.kit.dialogs import Sheet
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.theme import Mode, theme
from desktop.ui.printing.choices import SETTING, TO_PDF, PrintChoices, choices_from
from desktop.ui.printing.form import paper_names

if TYPE_CHECKING:
    from desktop.services.build import Services


def tr(source: str) -> str:
    return QCoreApplication.translate("Settings", source)


class SettingsSheet(Sheet):
    """Colours are the window's to choose: ``choose_colours`` is told the mode."""

    def __init__(self, window: QWidget, services: "Services", choose_colours: Callable[[Mode], None]) -> None:
        super().__init__(window, tr("Settings"), action=tr("Done"))
        self.setMinimumWidth(560)
        self._services = services
        self._choices = PrintChoices()
        self.colours = ComboBox(tr("Colours"))
        for mode, name in ((Mode.SYSTEM, tr("As the system")), (Mode.LIGHT, tr("Light")), (Mode.DARK, tr("Dark"))):
            self.colours.addItem(name, mode)
        self.colours.setCurrentIndex(self.colours.findData(theme().mode))
        self.colours.activated.connect(lambda: choose_colours(Mode(self.colours.currentData())))
        self.printer = ComboBox(tr("Label printer"))
        self.paper = ComboBox(tr("Label paper"))
        for key, name in paper_names().items():
            self.paper.addItem(name, key)
        for box in (self.printer, self.paper):
            box.activated.connect(lambda _at: tasks.run(self, self._keep()))
        self._add(tr("Appearance"), "palette", [(tr("&Colours"), self.colours)])
        self._add(tr("Labels"), "printer", [(tr("&Printer"), self.printer), (tr("P&aper"), self.paper)])
        self._add_folders(services.profile.folder, services.profile.logs)

    def start(self) -> None:
        """Read what was chosen before and which printers there are."""
        tasks.run(self, self._read())

    def _add(self, title: str, icon: str, rows: list[tuple[str, ComboBox]]) -> None:
        section = Section(title, icon)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        for label, box in rows:
            form.addRow(label, box)
            form.labelForField(box).setMinimumWidth(90)
        section.body.addLayout(form)
        self.body.addWidget(section)

    def _add_folders(self, data: Path, logs: Path) -> None:
        section = Section(tr("On this computer"), "folder")
        section.body.addWidget(selectable(str(data), role="muted"))
        row = QHBoxLayout()
        for title, folder in ((tr("Open data folder"), data), (tr("Open log folder"), logs)):
            button = QPushButton(title)
            button.setAutoDefault(False)
            icons.put(button, "folder")
            address = QUrl.fromLocalFile(str(folder))
            button.clicked.connect(lambda _checked=False, address=address: QDesktopServices.openUrl(address))
            row.addWidget(button)
        row.addStretch()
        section.body.addLayout(row)
        self.body.addWidget(section)

    async def _read(self) -> None:
        self._choices = choices_from(await self._services.settings.get(SETTING))
        self.paper.setCurrentIndex(max(self.paper.findData(self._choices.paper), 0))
        names = [printer.name for printer in await self._services.labels.printers()]
        self.printer.clear()
        self.printer.addItem(tr("Save as PDF"), TO_PDF)
        for name in dict.fromkeys([*names, *([self._choices.printer] if self._choices.printer else [])]):
            self.printer.addItem(name, name)
        self.printer.setCurrentIndex(max(self.printer.findData(self._choices.printer), 0))

    async def _keep(self) -> None:
        chosen = replace(self._choices, printer=self.printer.currentData(), paper=self.paper.currentData())
        self._choices = chosen
        await self._services.settings.put(SETTING, chosen.as_setting())
