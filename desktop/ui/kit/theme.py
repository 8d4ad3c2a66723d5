"""One look for the whole window: colours as tokens, a palette for what Qt paints, a style sheet for the chrome alone.

Table views and their ancestors never get a style sheet: it would cost the blit scrolling. They follow the palette and
their delegate.
"""

import re
import weakref
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

# Tried in this order where the system names no real interface font (a bare Linux says only "Sans Serif").
_FONTS = ("Inter", "Cantarell", "Ubuntu", "Noto Sans", "Open Sans", "DejaVu Sans")


class Mode(StrEnum):
    """What the seller chose; SYSTEM follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """The meaning of a colour; always shown together with a word and an icon."""

    NEUTRAL = "neutral"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


class Tint(StrEnum):
    """A colour without a meaning of its own, for what the seller colours himself; never shown without its word."""

    GREY = "tag_grey"
    RED = "tag_red"
    ORANGE = "tag_orange"
    YELLOW = "tag_yellow"
    GREEN = "tag_green"
    TEAL = "tag_teal"
    BLUE = "tag_blue"
    PURPLE = "tag_purple"
    PINK = "tag_pink"


Tokens = Mapping[str, str]

LIGHT: Tokens = {
    "window": "#f4f5f8", "surface": "#ffffff", "raised": "#ffffff", "field": "#ffffff",
    "border": "#dde0e7", "line": "#eef0f4", "hover": "#f5f7fb", "press": "#e6e9f0", "chip": "#e9ecf2",
    "text": "#171b24", "muted": "#596275", "faint": "#8b93a5", "disabled": "#a9b0be",
    "accent": "#2f5bea", "accent_hover": "#274fd2", "accent_press": "#2145ba", "on_accent": "#ffffff",
    "accent_text": "#2448c4", "selected": "#e4ebfe", "row": "#eef3ff", "row_line": "#dbe5fd",
    "neutral": "#4d5669", "neutral_soft": "#eceef3", "info": "#1f4fc4", "info_soft": "#dce7ff",
    "success": "#13693f", "success_soft": "#ddf3e6", "warning": "#8a4b00", "warning_soft": "#fdeccf",
    "danger": "#b3201f", "danger_soft": "#fde4e2", "shadow": "#1a1f2b", "scroll": "#c5cad5", "scroll_hover": "#9aa2b2",
    "tag_grey": "#4d5669", "tag_grey_soft": "#eceef3", "tag_red": "#a3242a", "tag_red_soft": "#fde2e1",
    "tag_orange": "#944506", "tag_orange_soft": "#ffe5cf", "tag_yellow": "#735600", "tag_yellow_soft": "#fbefbe",
    "tag_green": "#1b6b3a", "tag_green_soft": "#dcf2e2", "tag_teal": "#0e626c", "tag_teal_soft": "#d5f0f2",
    "tag_blue": "#1f4fc4", "tag_blue_soft": "#dde7ff", "tag_purple": "#6836b4", "tag_purple_soft": "#ebe1fd",
    "tag_pink": "#9f256d", "tag_pink_soft": "#fce0ef",
}  # fmt: skip
DARK: Tokens = {
    "window": "#14161b", "surface": "#1a1d23", "raised": "#23272f", "field": "#20242b",
    "border": "#30353f", "line": "#242830", "hover": "#21252d", "press": "#2c313b", "chip": "#2a2f38",
    "text": "#e8eaef", "muted": "#a3abbb", "faint": "#7b8495", "disabled": "#5b6372",
    "accent": "#416bf5", "accent_hover": "#5179fa", "accent_press": "#375ddb", "on_accent": "#ffffff",
    "accent_text": "#9db4ff", "selected": "#25325c", "row": "#212a45", "row_line": "#2b3658",
    "neutral": "#b6bdcb", "neutral_soft": "#2b303a", "info": "#9db9ff", "info_soft": "#2a3c74",
    "success": "#7fdca8", "success_soft": "#183a2a", "warning": "#f5c26b", "warning_soft": "#3f2f12",
    "danger": "#ff9d97", "danger_soft": "#4a2021", "shadow": "#000000", "scroll": "#414855", "scroll_hover": "#5c6575",
    "tag_grey": "#b6bdcb", "tag_grey_soft": "#2e333d", "tag_red": "#ff9d97", "tag_red_soft": "#4a2021",
    "tag_orange": "#ffb27a", "tag_orange_soft": "#462a12", "tag_yellow": "#ecd06a", "tag_yellow_soft": "#3d3410",
    "tag_green": "#7fdca8", "tag_green_soft": "#183a2a", "tag_teal": "#74d6de", "tag_teal_soft": "#12393d",
    "tag_blue": "#9db9ff", "tag_blue_soft": "#253464", "tag_purple": "#c9abff", "tag_purple_soft": "#37265c",
    "tag_pink": "#ff9fd2", "tag_pink_soft": "#4a1f39",
}  # fmt: skip


class Theme(QObject):
    """The look of one application. ``changed`` comes after palette, tokens and style sheets are new."""

    changed = Signal()

    def __init__(self, app: QApplication, styles: Path, mode: Mode = Mode.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._sheet = (styles / "chrome.qss").read_text("utf-8").replace("@styles", styles.as_posix())
        self._dressed: list[weakref.ref[QWidget]] = []
        self._mode = mode
        self.tokens: Tokens = LIGHT
        self._filled = ""
        app.setStyle("Fusion")
        app.setFont(interface_font())
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def is_dark(self) -> bool:
        return self.tokens is DARK

    def choose(self, mode: Mode) -> None:
        """Follow the system, or stay light or dark."""
        self._mode = mode
        self._apply()

    def dress(self, widget: QWidget) -> None:
        """Give a piece of chrome (never a table or its ancestor) the style sheet, now and after each change."""
        self._dressed = [ref for ref in self._dressed if ref() is not None]
        self._dressed.append(weakref.ref(widget))
        widget.setStyleSheet(self._filled)

    def _follow_system(self) -> None:
        if self._mode is Mode.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        system_dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = system_dark if self._mode is Mode.SYSTEM else self._mode is Mode.DARK
        self.tokens = DARK if dark else LIGHT
        self._filled = re.sub(r"@(\w+)", lambda found: self.tokens[found[1]], self._sheet)
        color.cache_clear()
        self._app.setPalette(palette_of(self.tokens))
        for widget in [widget for ref in self._dressed if (widget := ref()) is not None]:
            if shiboken6.isValid(widget):  # Python may hold a dialog that Qt has already deleted
                widget.setStyleSheet(self._filled)
        self.changed.emit()


_current: list[Theme] = []


def install(app: QApplication, styles: Path, mode: Mode = Mode.SYSTEM) -> Theme:
    """Make the theme of this application; called once before the first widget. ``styles`` holds ``chrome.qss``."""
    _current[:] = [Theme(app, styles, mode)]
    return _current[0]


def theme() -> Theme:
    """The theme in use."""
    return _current[0]


@cache
def color(token: str) -> QColor:
    """The colour of a token in the present theme; kept, because painting asks thousands of times."""
    return QColor(theme().tokens[token])


def palette_of(tokens: Tokens) -> QPalette:
    """The palette for everything Qt paints by itself."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for name, token in {
        role.Window: "window", role.WindowText: "text", role.Base: "surface", role.AlternateBase: "hover",
        role.Text: "text", role.Button: "raised", role.ButtonText: "text", role.BrightText: "on_accent",
        role.ToolTipBase: "raised", role.ToolTipText: "text", role.PlaceholderText: "faint",
        role.Highlight: "row", role.HighlightedText: "text", role.Link: "accent_text", role.Accent: "accent",
        role.Light: "raised", role.Midlight: "line", role.Mid: "border", role.Dark: "border", role.Shadow: "shadow",
    }.items():  # fmt: skip
        palette.setColor(name, QColor(tokens[token]))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, name, QColor(tokens["disabled"]))
    return palette


def interface_font() -> QFont:
    """The system's own interface font with figures of one width, so that amounts stand in columns."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if font.family() in {"Sans Serif", "sans-serif", "sans", ""}:
        font.setFamilies(_FONTS)
    font.setPointSizeF(max(font.pointSizeF(), 9.5))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def scaled(font: QFont, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A larger or smaller, lighter or heavier cut of a font."""
    other = QFont(font)
    other.setPointSizeF(font.pointSizeF() * factor)
    other.setWeight(weight)
    return other
