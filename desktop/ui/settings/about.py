"""About Backshop: which version this is, where its data lies, and what it promises."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop import __version__
from desktop.ui.kit.cards import facts
from desktop.ui.kit.dialogs import Sheet


def tr(source: str) -> str:
    return QCoreApplication.translate("About", source)


class AboutSheet(Sheet):
    """Nothing to decide."""

    def __init__(self, parent: QWidget, profile: Path) -> None:
        sentence = tr(
            "Every shop in one window, kept on your own computer. No account with us, no cloud of ours: orders and "
            "logins leave this computer for the marketplaces only."
        )
        super().__init__(parent, "Backshop", sentence, action=tr("Close"))
        self.body.addWidget(facts([(tr("Version"), __version__), (tr("Data"), str(profile)), (tr("Licence"), "MIT")]))
