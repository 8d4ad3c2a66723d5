"""The eyes and hands of the tour: it looks for the next step, uses what a person would use, and takes pictures."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QWidget

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow

_LOOK_EVERY_S = 0.04
_PATIENCE_S = 90.0
_QUIET_LOOKS = 12

Seen = TypeVar("Seen")


class TourError(RuntimeError):
    """The window did not come to the next step; the text says which."""


class Hand:
    """Works at one window and keeps its pictures in ``folder``."""

    def __init__(self, window: "MainWindow", folder: Path) -> None:
        self._window, self._folder = window, folder
        self.pictures: list[str] = []
        self._faults: list[BaseException] = []
        window.bug_found.connect(self._faults.append)

    async def until(self, what: str, see: Callable[[], Seen | None]) -> Seen:
        """Look until it is true; what does not come in a minute and a half is a fault of the program."""
        for _ in range(int(_PATIENCE_S / _LOOK_EVERY_S)):
            if seen := see():
                return seen
            if self._faults:
                raise TourError(f"{type(self._faults[0]).__name__} while waiting until {what}")
            await asyncio.sleep(_LOOK_EVERY_S)
        (self._open(QWidget) or self._window).grab().save(str(self._folder / "stuck.png"))
        raise TourError(f"waited in vain until {what}")

    async def dialog(self, *kinds: type[Seen]) -> Seen:
        """The dialog of one of these kinds, as soon as it is open."""
        names = " or ".join(kind.__name__ for kind in kinds)
        return await self.until(f"{names} is open", lambda: next(filter(None, map(self._open, kinds)), None))

    def asks(self, kind: type[QWidget]) -> bool:
        """Whether a dialog of this kind is open."""
        return self._open(kind) is not None

    def _open(self, kind: type[Seen]) -> Seen | None:
        modal = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget.isModal()]
        return next((widget for widget in modal if isinstance(widget, kind)), None)

    async def panel(self, name: str, act: Callable[[], object]) -> None:
        """Open what stands in a window of its own, keep how it looks, and close it."""
        before = self._windows()
        act()
        opened = await self.until(f"{name} is open", lambda: next(iter(self._windows() - before), None))
        await self.picture(name, opened)
        opened.close()
        await self.until(f"{name} is closed", lambda: self._windows() <= before)
        await self.settle()

    def _windows(self) -> set[QWidget]:
        return {widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget.isWindow()}

    def type_line(self, field: QLineEdit, words: str) -> None:
        """Words and Enter, as a scanner types them."""
        for key, text in [*((ord(letter.upper()), letter) for letter in words), (Qt.Key.Key_Return, "\r")]:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(field, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))

    async def save(self, path: Path) -> None:
        """Answer the question where to save, and wait for the file."""
        path.unlink(missing_ok=True)
        chooser = await self.dialog(QFileDialog)
        chooser.findChildren(QLineEdit)[0].setText(str(path))
        chooser.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Save).click()
        await self.until(f"{path.name} is saved", path.exists)

    async def settle(self) -> None:
        """A few turns of the loop, so that late answers are painted before a picture is taken."""
        for _ in range(_QUIET_LOOKS):
            await asyncio.sleep(_LOOK_EVERY_S)

    async def picture(self, name: str, dialog: QWidget | None = None) -> None:
        """Keep how the window, or this dialog, looks now."""
        await self.settle()
        path = self._folder / f"{len(self.pictures) + 1:02}-{name}.png"
        if not (dialog or self._window).grab().save(str(path)):
            raise TourError(f"the picture {path.name} could not be saved")
        self.pictures.append(path.name)
