"""How the window looks."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.theme import Mode, theme
from desktop.ui.settings.parts import SettingsPage


def tr(source: str) -> str:
    return QCoreApplication.translate("Settings", source)


class AppearancePage(SettingsPage):
    """Light, dark, or as the system."""

    def __init__(self, choose_colours: Callable[[Mode], None]) -> None:
        super().__init__()
        self.colours = ComboBox(tr("Colours"))
        for mode, name in ((Mode.SYSTEM, tr("As the system")), (Mode.LIGHT, tr("Light")), (Mode.DARK, tr("Dark"))):
            self.colours.addItem(name, mode)
        self.colours.setCurrentIndex(self.colours.findData(theme().mode))
        self.colours.setMaximumWidth(260)
        self.colours.activated.connect(lambda: choose_colours(Mode(self.colours.currentData())))
        self.add_section(tr("Appearance"), "eye", [(tr("&Colours"), self.colours)])
        self.column.addStretch()
