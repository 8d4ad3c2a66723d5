"""How far a parcel is, as a ring: seen from afar without reading."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.format import number
from desktop.ui.kit.theme import color, scaled, theme

_TURN = 360 * 16  # Qt counts sixteenths of a degree


def tr(source: str) -> str:
    return QCoreApplication.translate("ScanRing", source)


class ProgressRing(QWidget):
    """``done`` of ``most`` pieces; full is green."""

    def __init__(self) -> None:
        super().__init__()
        self._done = self._most = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)
        self.enlarge(1.0)
        self.show_progress(0, 0)

    def enlarge(self, factor: float) -> None:
        self._size = round(176 * factor)
        self.setFixedHeight(self._size)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def show_progress(self, done: int, most: int) -> None:
        self._done, self._most = done, most
        words = tr("{done} of {most} items packed").format(done=number(done), most=number(most))
        self.setAccessibleName(words if most else tr("No order on the table"))
        self.setToolTip(self.accessibleName())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self._size * 0.085
        side = self._size - 2 * width
        place = QRectF((self.width() - side) / 2, width, side, side)
        painter.setPen(QPen(color("chip"), width))
        painter.drawEllipse(place)
        full = bool(self._most) and self._done >= self._most
        if self._done:
            painter.setPen(QPen(color("success" if full else "accent"), width, c=Qt.PenCapStyle.RoundCap))
            turn = -_TURN if full else -round(_TURN * self._done / self._most)
            painter.drawArc(place, _TURN // 4, turn)
        self._write(painter, place, full=full)

    def _write(self, painter: QPainter, place: QRectF, *, full: bool) -> None:
        painter.setPen(color("success" if full else "text" if self._most else "faint"))
        scale = self._size / 176
        painter.setFont(scaled(self.font(), 3.0 * scale, QFont.Weight.Bold))
        middle = place.center()
        upper = QRectF(QPointF(place.left(), middle.y() - 0.26 * place.height()), place.size() * 1.0)
        upper.setHeight(0.36 * place.height())
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, number(self._done) if self._most else "\N{EN DASH}")
        painter.setPen(color("muted"))
        painter.setFont(scaled(self.font(), 1.2 * scale))
        lower = QRectF(place.left(), upper.bottom(), place.width(), 0.2 * place.height())
        if self._most:
            painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, tr("of {most}").format(most=number(self._most)))
