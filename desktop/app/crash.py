"""A bug must not pass unseen: every unexpected error is logged, shown once with a redacted report, and never hidden."""

import asyncio
import logging
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop import __version__
from desktop.app.logs import redacted

log = logging.getLogger("backshop.crash")


def report_of(error: BaseException) -> str:
    """What support needs to see, free of secrets: version, system and traceback."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return redacted(f"Backshop {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n\n{''.join(lines)}")


class CrashReporter(QObject):
    """Catches what reaches the top of a thread, a slot or a task and shows it from the window's thread."""

    caught = Signal(str)

    def __init__(self, log_folder: Path) -> None:
        super().__init__()
        self._log_folder = log_folder
        self._open: CrashDialog | None = None
        self.caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the last resort of the main thread and of all others."""
        sys.excepthook = self._from_main
        threading.excepthook = lambda args: self.report(args.exc_value) if args.exc_value else None

    def from_loop(self, _loop: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
        """The event loop's exception handler."""
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.report(error)
        else:
            log.error("event loop: %s", context.get("message"))

    def report(self, error: BaseException) -> None:
        """Log and show one unexpected error; safe from any thread."""
        log.critical("unexpected error", exc_info=error)
        self.caught.emit(report_of(error))

    def _from_main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            QCoreApplication.quit()
            return
        self.report(error)

    def _show(self, report: str) -> None:
        if self._open is None:
            self._open = CrashDialog(report, self._log_folder)
            self._open.finished.connect(self._closed)
            self._open.open()

    def _closed(self) -> None:
        self._open = None


class CrashDialog(QDialog):
    """Says in plain words what happened, that nothing typed is lost, and offers the report."""

    def __init__(self, report: str, log_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something unexpected happened"))
        self.setMinimumWidth(560)
        title = QLabel(self.tr("Backshop ran into a fault of its own."))
        title.setStyleSheet("font-size: 16px; font-weight: 600")
        text = QLabel(
            self.tr(
                "What you did so far is saved, and nothing is sent twice because of this. You can go on working. "
                "If it happens again, send us the report below: it holds no passwords and no buyer data."
            )
        )
        text.setWordWrap(True)
        details = QPlainTextEdit(report)
        details.setReadOnly(True)
        details.setAccessibleName(self.tr("Fault report"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        for widget in (title, text, details, self._buttons(report, log_folder)):
            layout.addWidget(widget)

    def _buttons(self, report: str, log_folder: Path) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        copy = QPushButton(self.tr("Copy report"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        folder = QPushButton(self.tr("Open log folder"))
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder))))
        go_on = QPushButton(self.tr("Go on"))
        go_on.setDefault(True)
        go_on.clicked.connect(self.accept)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(folder, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(go_on, QDialogButtonBox.ButtonRole.AcceptRole)
        return buttons
