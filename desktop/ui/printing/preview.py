"""One page of the document at a time, as large as fits, with the way to the next; what is seen is what is printed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import color, theme

if TYPE_CHECKING:
    from desktop.ui.printing.ports import PageImage

_MARGIN = 14


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintPreview", source)


class PagePreview(QWidget):
    """Shows pages by number from 0; ``page_wanted`` asks for one, ``show_page`` brings it."""

    page_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.count, self.at, self._instead = 0, 0, ""
        self.paper = _Paper()
        self._where = plain_label("", role="muted")
        self.back = self._turn("chevron", tr("Previous page"), -1)
        self.forth = self._turn("chevron", tr("Next page"), +1)
        row = QHBoxLayout()
        row.addStretch()
        for widget in (self.back, self._where, self.forth):
            row.addWidget(widget)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.paper, 1)
        column.addLayout(row)
        self.begin(0)

    def begin(self, count: int, instead: str = "") -> None:
        """A new document of so many pages; the place is kept where it still exists. ``instead``: why there is none."""
        self.count, self._instead = count, instead or tr("Nothing to print")
        self.go(min(self.at, max(count - 1, 0)))
        if not count:
            self.paper.show_image(None)

    def go(self, page: int) -> None:
        """Turn to this page."""
        self.at = max(0, min(page, self.count - 1)) if self.count else 0
        words = tr("Page {page} of {count}").format(page=number(self.at + 1), count=number(self.count))
        self._where.setText(words if self.count else self._instead)
        self.back.setEnabled(self.at > 0)
        self.forth.setEnabled(self.at + 1 < self.count)
        if self.count:
            self.page_wanted.emit(self.at)

    def show_page(self, page: "PageImage") -> None:
        """Paint a page that was asked for; a late answer for another page is dropped."""
        if page.number != self.at:
            return
        image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_Grayscale8)
        self.paper.show_image(image.copy())  # the bytes belong to the page
        self.paper.setAccessibleName(self._where.text())

    def _turn(self, icon: str, name: str, step: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setText(
            "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
            if step < 0
            else "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
        )
        button.clicked.connect(lambda: self.go(self.at + step))
        return button


class _Paper(QWidget):
    """White paper on the desk, never enlarged beyond what its pixels hold."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setAccessibleName(tr("Preview"))
        self.setMinimumSize(QSize(260, 320))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    def show_image(self, image: QImage | None) -> None:
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("window"))
        painter.drawRoundedRect(self.rect(), 10, 10)
        if self._image is None:
            painter.drawPixmap(self._middle(QSize(40, 40)).topLeft(), icons.pixmap("printer", "faint", 40))
            return
        room = self.size() - QSize(2 * _MARGIN, 2 * _MARGIN)
        place = self._middle(self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
        painter.setPen(color("border"))
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        painter.drawImage(place, self._image)

    def _middle(self, size: QSize) -> QRect:
        corner = self.rect().center() - QRect(0, 0, size.width(), size.height()).center()
        return QRect(corner, size)
