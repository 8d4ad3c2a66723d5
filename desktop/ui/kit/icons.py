"""The app's own line icons, tinted at load: one file serves light, dark, enabled and disabled."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.ui.kit.theme import theme

_folder: list[Path] = []
_NAME, _TOKEN = "backshop_icon", "backshop_icon_token"


def use_folder(folder: Path) -> None:
    """Say where the SVG files are; called once at start."""
    _folder[:] = [folder]
    theme().changed.connect(forget)


def forget() -> None:
    """Drop every tinted picture: the colours have changed."""
    pixmap.cache_clear()
    icon.cache_clear()


@cache
def _source(name: str) -> str:
    return (_folder[0] / f"{name}.svg").read_text("utf-8")


@cache
def pixmap(name: str, token: str = "muted", size: int = 16, ratio: float = 1.0) -> QPixmap:  # noqa: S107
    """The icon in a colour of the theme; ``size`` in logical pixels, ``ratio`` the screen's device pixel ratio."""
    source = _source(name).replace("currentColor", theme().tokens[token])
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@cache
def icon(name: str, token: str = "muted") -> QIcon:  # noqa: S107
    """The icon for a button or an action, with its disabled face."""
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    result = QIcon()
    for size in (16, 20):
        result.addPixmap(pixmap(name, token, size, ratio), QIcon.Mode.Normal)
        result.addPixmap(pixmap(name, "disabled", size, ratio), QIcon.Mode.Disabled)
    return result


def put(target: QAction | QAbstractButton, name: str, token: str = "muted") -> None:  # noqa: S107
    """Set an icon that ``retint`` will renew after a change of theme."""
    target.setProperty(_NAME, name)
    target.setProperty(_TOKEN, token)
    target.setIcon(icon(name, token))


def retint(root: QWidget) -> None:
    """Renew the icons of everything below ``root``."""
    for kind in (QAction, QAbstractButton):
        for target in root.findChildren(kind):
            _renew(target)


def _renew(target: QObject) -> None:
    name = target.property(_NAME)
    if name and isinstance(target, QAction | QAbstractButton):
        target.setIcon(icon(str(name), str(target.property(_TOKEN))))


def app_icon() -> QIcon:
    """The program's own mark."""
    return QIcon(str(_folder[0] / "backshop.svg"))
