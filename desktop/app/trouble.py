"""A profile that cannot be opened is told in plain words, with what to do next, instead of a crash."""

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.domain.errors import StoreError
from desktop.domain.profile import Profile


def tr(source: str) -> str:
    return QCoreApplication.translate("Trouble", source)


def sentence(error: StoreError) -> str:
    """What happened to the local file and what the seller can do now."""
    sentences = {
        "too_new": tr("This profile was used by a newer Backshop. Install the newest version to open it."),
        "damaged": tr(
            "The local file is damaged. Nothing was changed. Copies made before each update lie in the same folder; "
            "your shops still hold all orders."
        ),
        "disk_full": tr("The disk is full. Free some space and start again; nothing is lost."),
        "busy": tr("Another program holds the local file. Close it and start again."),
        "read_only": tr("The folder may not be written to. Check its permissions and start again."),
    }
    return sentences.get(error.code, tr("The local file could not be opened. Nothing was changed."))


def tell(application: QApplication, error: StoreError, profile: Profile) -> None:
    """Show the trouble and return when it has been read."""
    import asyncio

    from qasync import QEventLoop

    box = QMessageBox(QMessageBox.Icon.Warning, "Backshop", sentence(error))
    box.setInformativeText(str(profile.folder))
    folder = box.addButton(tr("Open folder"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Close)
    folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(profile.folder))))
    with QEventLoop(application, already_running=False) as loop:
        read = asyncio.Event()
        box.finished.connect(lambda _code: read.set())
        box.open()
        loop.run_until_complete(read.wait())
