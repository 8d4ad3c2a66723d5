"""The way in and the way out: one window per profile, painted first, wired second, closed in order."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from desktop import __version__
from desktop.app import paths
from desktop.app.first_look import FirstLook
from desktop.domain.errors import StoreError
from desktop.ui.kit import icons, theme
from desktop.ui.main_window import MainWindow
from desktop.ui.state import UiState

if TYPE_CHECKING:
    from desktop.app.single_instance import SingleInstance
    from desktop.domain.profile import Profile

EXIT_OK, EXIT_DAMAGED = 0, 5
# Painting takes the interpreter's lock anew for every cell; short turns keep a busy worker thread from being felt.
_THREAD_TURN_S = 0.0005
_FIRST_FRAME_WITHIN_MS = 2000


def arguments_of(argv: Sequence[str]) -> argparse.Namespace:
    """The window's own switches; terminal commands never come here."""
    parser = argparse.ArgumentParser(prog="backshop", description="Every shop in one window.")
    parser.add_argument("--version", action="version", version=f"Backshop {__version__}")
    parser.add_argument("--profile", type=Path, help="folder for database, logs and settings")
    parser.add_argument("--practice", action="store_true", help="start with practice shops")
    parser.add_argument("--tour", type=Path, metavar="DIR", help="take the tour alone and leave its pictures in DIR")
    parser.add_argument("--verbose", action="store_true", help="write more into the log")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    """Open the window and stay until it is closed. Returns the exit code of the process."""
    arguments = arguments_of(argv)
    sys.setswitchinterval(_THREAD_TURN_S)
    application = _application()
    profile = paths.open_profile(arguments.profile)

    from desktop.app.single_instance import SingleInstance

    instance = SingleInstance(profile.folder)
    if not instance.claim():
        return EXIT_OK
    try:
        return _open(application, arguments, profile, instance)
    finally:
        instance.release()


def _open(
    application: QApplication, arguments: argparse.Namespace, profile: "Profile", instance: "SingleInstance"
) -> int:
    try:
        first = FirstLook(profile)
    except StoreError as error:
        from desktop.app.trouble import tell

        tell(application, error, profile)
        return EXIT_DAMAGED
    window = MainWindow(first, UiState(profile.folder / "window.json"))
    window.show()
    _paint(application, window)
    first.close()

    from desktop.app.life import live  # the loop and all libraries are loaded while the first frame is looked at

    return live(application, window, profile, arguments, instance)


def _paint(application: QApplication, window: MainWindow) -> None:
    """Let Qt alone run until the first frame is painted, or until it is clear that no screen wants it."""
    painted = _FirstFrame(window)
    QTimer.singleShot(_FIRST_FRAME_WITHIN_MS, painted, application.exit)
    painted.over.connect(application.exit, Qt.ConnectionType.QueuedConnection)
    application.exec()  # the program's own loop, before asyncio is loaded: nothing is nested
    painted.deleteLater()


class _FirstFrame(QObject):
    """``over`` when the window has painted itself for the first time."""

    over = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self.over.emit()
        return False


def _application() -> QApplication:
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Backshop")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("backshop")
    # A closing dialog must not end the program, and the window closes only after its work is put away.
    application.setQuitOnLastWindowClosed(False)
    theme.install(application, paths.resources() / "styles")
    icons.use_folder(paths.icons())
    return application
