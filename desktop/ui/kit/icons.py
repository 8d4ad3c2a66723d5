"""The app's own line icons, tinted at load: one file serves light, dark, enabled and disabled."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from desktop.ui.kit.theme import theme

_folder: list[Path] = []
SIZE = 18
_NAME, _TINT = "backshop_icon", "backshop_icon_tint"


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
def pixmap(name: str, tint: str = "muted", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon in a colour of the theme; ``size`` in logical pixels, ``ratio`` the screen's device pixel ratio."""
    source = _source(name).replace("currentColor", theme().tokens[tint])
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@cache
def icon(name: str, tint: str = "muted") -> QIcon:
    """The icon for a button or an action, with its disabled face."""
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    result = QIcon(pixmap(name, tint, SIZE, ratio))
    result.addPixmap(pixmap(name, "disabled", SIZE, ratio), QIcon.Mode.Disabled)
    return result


def put(target: QAction | QAbstractButton, name: str, tint: str = "muted") -> None:
    """Set an icon that ``retint`` will renew after a change of theme.

    Actions get theirs with the first ``retint``, after the first frame: a closed menu shows nothing.
    """
    target.setProperty(_NAME, name)
    target.setProperty(_TINT, tint)
    if isinstance(target, QAbstractButton):
        target.setIconSize(QSize(SIZE, SIZE))
        target.setIcon(icon(name, tint))


def button(title: str, name: str) -> QPushButton:
    """A button with its icon; in a dialog, Enter is left to the dialog's own action."""
    made = QPushButton(title)
    made.setAutoDefault(False)
    put(made, name)
    return made


def name_of(action: QAction) -> str:
    """The icon an action was given, or the empty text."""
    return str(action.property(_NAME) or "")


def retint(root: QWidget) -> None:
    """Renew the icons of everything below ``root``."""
    targets: list[QAction | QAbstractButton] = [*root.findChildren(QAction), *root.findChildren(QAbstractButton)]
    for target in targets:
        if name := target.property(_NAME):
            target.setIcon(icon(str(name), str(target.property(_TINT))))


class _Retinting(QObject):
    """A thing of ``root``'s own, so that the theme does not keep a window that is gone."""

    def __init__(self, root: QWidget) -> None:
        super().__init__(root)
        self._root = root
        theme().changed.connect(self._retint)

    def _retint(self) -> None:
        retint(self._root)


def follow_theme(root: QWidget) -> None:
    """Renew its icons whenever the colours change, as long as it lives."""
    _Retinting(root)


def app_icon() -> QIcon:
    """The program's own mark."""
    return QIcon(str(_folder[0] / "backshop.svg"))
