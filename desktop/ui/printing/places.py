"""A picture of the sheet in the printer: places that are gone are clicked away until the sheet is used up."""

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.services.labels import Stock
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import color, theme

_PLACE = QSize(44, 60)


def tr(source: str) -> str:
    return QCoreApplication.translate("SheetPlaces", source)


class SheetPlaces(QWidget):
    """``changed`` brings the used places, counted from 0, whenever one was clicked."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[_Place] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(3)
        self._sheet = _SheetOfPaper(self._grid)
        self.fresh = QPushButton(tr("New sheet"))
        self.fresh.setProperty("kind", "link")
        self.fresh.setAutoDefault(False)
        self.fresh.clicked.connect(lambda: self._use(()))
        self._words = plain_label(tr("Click the places that are used up."), role="muted", wrap=True)
        side = QVBoxLayout()
        side.addWidget(self._words)
        side.addWidget(self.fresh, 0, Qt.AlignmentFlag.AlignLeft)
        side.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._sheet)
        row.addLayout(side, 1)

    def used(self) -> tuple[int, ...]:
        """The places that are gone."""
        return tuple(at for at, place in enumerate(self.places) if not place.isChecked())

    def show_stock(self, stock: Stock, used: Collection[int]) -> None:
        """Show another sheet, or other places of it as gone."""
        if len(self.places) != stock.slots:
            self._build(stock)
        for at, place in enumerate(self.places):
            place.setChecked(at not in used)
        self._say()

    def _build(self, stock: Stock) -> None:
        for old in self.places:
            old.deleteLater()
        self.places = [_Place(at) for at in range(stock.slots)]
        for at, place in enumerate(self.places):
            self._grid.addWidget(place, *divmod(at, stock.columns))
            place.clicked.connect(self._clicked)

    def _clicked(self) -> None:
        if not any(place.isChecked() for place in self.places):
            self._use(())  # a sheet without a free place is thrown away: the next one is new
            return
        self._say()
        self.changed.emit(self.used())

    def _use(self, used: Collection[int]) -> None:
        for at, place in enumerate(self.places):
            place.setChecked(at not in used)
        self._say()
        self.changed.emit(self.used())

    def _say(self) -> None:
        self.fresh.setVisible(bool(self.used()))
        for place in self.places:
            place.say()


class _SheetOfPaper(QWidget):
    """The sheet's edge around its places."""

    def __init__(self, grid: QGridLayout) -> None:
        super().__init__()
        grid.setContentsMargins(6, 6, 6, 6)
        self.setLayout(grid)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("border"))
        painter.setBrush(color("window"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)


class _Place(QAbstractButton):
    """One place: checked while it is free."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at
        self.setCheckable(True)
        self.setChecked(True)
        self.setFixedSize(_PLACE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.say()

    def say(self) -> None:
        """The name a screen reader tells."""
        words = tr("Place {n}: free") if self.isChecked() else tr("Place {n}: used up")
        self.setAccessibleName(words.format(n=number(self._at + 1)))
        self.setToolTip(self.accessibleName())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        free, edge = self.isChecked(), "accent" if self.hasFocus() or self.underMouse() else "border"
        painter.setPen(QPen(color(edge), 1))
        painter.setBrush(color("surface" if free else "chip"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 3, 3)
        if free:
            painter.setPen(color("text"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, number(self._at + 1))
        else:
            middle = self.rect().center()
            painter.drawPixmap(middle.x() - 7, middle.y() - 7, icons.pixmap("close", "faint", 16))
