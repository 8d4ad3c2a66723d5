"""Dialogs that are opened and awaited, never nested: the loop goes on beneath them."""

from collections.abc import Awaitable, Callable, Collection
from html import escape
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QFileInfo, QStandardPaths, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.kit.theme import scaled, theme

Answer = TypeVar("Answer")
_folder: list[str] = []  # where the seller last opened or saved a file


def tr(source: str) -> str:
    return QCoreApplication.translate("Dialogs", source)


class Sheet(QDialog):
    """A dialog in the house style: title, sentence, room for a form, buttons at the end. Enter is the main button."""

    def __init__(self, parent: QWidget, title: str, sentence: str = "", *, action: str, danger: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        theme().dress(self)
        self.heading = QLabel(title)
        self.heading.setFont(scaled(self.font(), 1.3, self.font().Weight.DemiBold))
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self.action = QPushButton(action)
        self.action.setProperty("kind", "danger-solid" if danger else "primary")
        self.action.setDefault(not danger)
        self.action.clicked.connect(self.accept)
        self.back = back = QPushButton(tr("Keep as it is") if danger else tr("Cancel"))
        back.setDefault(danger)
        back.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(back)
        buttons.addWidget(self.action)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 22, 24, 20)
        layout.setSpacing(14)
        layout.addWidget(self.heading)
        if sentence:
            layout.addWidget(plain_label(sentence, role="muted", wrap=True))
        layout.addLayout(self.body)
        layout.addLayout(buttons)


def plain_label(text: str, *, role: str = "", wrap: bool = False) -> QLabel:
    """A label that never reads its text as markup: names and answers from outside go through here."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    return label


def plain_tip(text: str) -> str:
    """A tool tip that is never read as markup: Qt guesses, so what could be markup is written out."""
    if "<" not in text:
        return text
    return f'<p style="white-space:pre-wrap">{escape(text)}</p>'


def ask(dialog: QDialog, answer: Callable[[], Answer]) -> "Awaitable[Answer | None]":
    """Open a dialog and wait for it: ``answer()`` is read when it is accepted, None stands for a refusal.

    The dialog is deleted afterwards, so what is wanted of it must be in the answer.
    """
    import asyncio

    given: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()

    def finished(code: int) -> None:
        accepted = code == QDialog.DialogCode.Accepted.value
        if not given.done():
            given.set_result(answer() if accepted else None)
        dialog.deleteLater()

    dialog.finished.connect(finished)
    dialog.open()
    return given


async def confirm(parent: QWidget, title: str, sentence: str, action: str, *, danger: bool = False) -> bool:
    """Ask once before something that cannot be taken back."""
    return await ask(Sheet(parent, title, sentence, action=action, danger=danger), lambda: True) is True


async def choose_file(parent: QWidget, title: str, kinds: str) -> str:
    """Ask for a file that exists; an empty answer means: none. ``kinds`` is a filter as Qt writes it."""
    return "".join(await _choose(parent, title, kinds, QFileDialog.FileMode.ExistingFile))


async def choose_files(parent: QWidget, title: str, kinds: str) -> tuple[str, ...]:
    """Ask for files that exist; none for an empty answer. ``kinds`` as above."""
    return await _choose(parent, title, kinds, QFileDialog.FileMode.ExistingFiles)


async def save_as(
    parent: QWidget, title: str, suggestion: str, kinds: str, *, endings: Collection[str] = ()
) -> Path | None:
    """Ask where to save; None: not at all. ``kinds`` as above.

    A name with none of these ``endings`` gets that of ``suggestion``.
    """
    chosen = await _choose(parent, title, kinds, QFileDialog.FileMode.AnyFile, suggestion)
    return with_ending(chosen[0], suggestion, endings) if chosen else None


def with_ending(typed: str, suggestion: str, endings: Collection[str] = ()) -> Path:
    """The path that is meant by a name whose ending may have been left out."""
    usual = Path(suggestion).suffix
    return Path(typed if Path(typed).suffix.lower() in (endings or (usual,)) else typed + usual)


async def _choose(
    parent: QWidget, title: str, kinds: str, mode: QFileDialog.FileMode, suggestion: str = ""
) -> tuple[str, ...]:
    """Begins where the last file was, at first among the seller's documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(parent, title, _folder[-1] if _folder else documents)
    dialog.setFileMode(mode)
    dialog.setNameFilter(kinds)
    if suggestion:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(suggestion)
    chosen = await ask(dialog, lambda: tuple(dialog.selectedFiles())) or ()
    if chosen:
        _folder[:] = [QFileInfo(chosen[0]).path()]
    return chosen
