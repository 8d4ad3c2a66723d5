"""What each key does in the grid: the conventions of spreadsheets, in one place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

if TYPE_CHECKING:
    from desktop.ui.catalog.grid import Grid

K = Qt.Key
_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip
_STEPS = {K.Key_Up: (-1, 0), K.Key_Down: (1, 0), K.Key_Left: (0, -1), K.Key_Right: (0, 1)}
_ENTER = (K.Key_Return, K.Key_Enter)
_STANDARD = (
    (QKeySequence.StandardKey.Copy, "copy"), (QKeySequence.StandardKey.Paste, "paste"),
    (QKeySequence.StandardKey.Undo, "undo"), (QKeySequence.StandardKey.SelectAll, "all"),
)  # fmt: skip
_CTRL_KEYS = {K.Key_D: "fill_down", K.Key_R: "fill_right", K.Key_Y: "redo", K.Key_Return: "fill", K.Key_Enter: "fill"}


def command_of(event: QKeyEvent) -> str:
    """The grid's command of a key, empty for none."""
    modifiers = event.modifiers()
    if event.key() == K.Key_Z and modifiers == _CTRL | _SHIFT:
        return "redo"
    for standard, command in _STANDARD:
        if event.matches(standard):
            return command
    if modifiers & ~Qt.KeyboardModifier.KeypadModifier == _CTRL:
        return _CTRL_KEYS.get(K(event.key()), "")
    if not modifiers & (_CTRL | _ALT):
        return {K.Key_Delete: "clear", K.Key_F2: "edit", K.Key_Backspace: "empty"}.get(K(event.key()), "")
    return ""


def is_typed(event: QKeyEvent) -> bool:
    """Whether the key writes a letter."""
    text, modifiers = event.text(), event.modifiers()
    altgr = modifiers & _CTRL and modifiers & _ALT
    return bool(text) and text.isprintable() and (not modifiers & (_CTRL | _ALT) or bool(altgr))


def moved(grid: "Grid", event: QKeyEvent) -> bool:
    """Move or grow what is chosen; False where the key is none of these."""
    key, modifiers = K(event.key()), event.modifiers()
    ctrl, shift = bool(modifiers & _CTRL), bool(modifiers & _SHIFT)
    if modifiers & _ALT and key in (K.Key_Left, K.Key_Right):
        grid.toggle_current(opened=(key == K.Key_Right) is not grid.isRightToLeft())
        return True
    if key in _STEPS:
        down, further = _STEPS[key]
        if grid.isRightToLeft():
            further = -further
        grid.step(down, further, extend=shift, far=ctrl)
    elif key in _ENTER:
        grid.step(-1 if shift else 1, 0)
    elif key in (K.Key_Tab, K.Key_Backtab):
        if ctrl:
            return False
        grid.step(0, -1 if shift or key == K.Key_Backtab else 1)
    elif key in (K.Key_PageUp, K.Key_PageDown):
        grid.page(-1 if key == K.Key_PageUp else 1, extend=shift)
    elif key in (K.Key_Home, K.Key_End):
        grid.edge(last=key == K.Key_End, whole=ctrl, extend=shift)
    else:
        return False
    return True
