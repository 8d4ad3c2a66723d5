"""The pictures beside the SKUs: painted from memory; those on screen are brought after the paint that missed them."""

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

from desktop.ui.kit import icons, tasks
from desktop.ui.kit.theme import color

if TYPE_CHECKING:
    from desktop.domain.catalog_grid import GridRow
    from desktop.services.pictures import Pictures
    from desktop.ui.catalog.grid import Grid

_MARGIN = 3
_RADIUS = 4.0
_KEPT = 400  # some ten screens
_AT_ONCE = 4
_AGAIN_S = 60.0  # what was not to be had is asked for again after that
_REST_MS = 40  # who scrolls past is not asked for


class PictureShelf(QObject):
    """Belongs to the grid; asks nobody until ``start``."""

    def __init__(self, grid: "Grid") -> None:
        super().__init__(grid)
        self._grid = grid
        self._pictures: Pictures | None = None
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()
        self._missing: dict[str, float] = {}
        self._wanted: dict[str, str] = {}  # address -> account
        self._running: set[str] = set()
        self._side = 0  # pixels of the screen
        self._soon = QTimer(self, singleShot=True, interval=_REST_MS)
        self._soon.timeout.connect(self._ask)

    def start(self, pictures: "Pictures") -> None:
        """The loop runs."""
        self._pictures = pictures

    def paint(self, painter: QPainter, rect: QRect, row: "GridRow | None") -> None:
        """The picture of a SKU, or its empty place."""
        if row is None or row.depth:
            return
        side = min(rect.width(), rect.height()) - 2 * _MARGIN
        ratio = painter.device().devicePixelRatioF()
        self._sized(round(side * ratio))
        place = QRect(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, side, side)
        picture = self._at_hand(row)
        if picture is not None:
            painter.drawPixmap(place, picture)
            return
        painter.fillRect(place, color("hover"))
        if not row.stored.variant.image_url or row.stored.variant.image_url in self._missing:
            size = min(18, side)
            sign = icons.pixmap("catalog", "disabled", size, ratio)
            painter.drawPixmap(place.center().x() - size // 2 + 1, place.center().y() - size // 2 + 1, sign)

    def _at_hand(self, row: "GridRow") -> QPixmap | None:
        address = row.stored.variant.image_url
        found = self._kept.get(address)
        if found is not None:
            self._kept.move_to_end(address)
        elif address and self._missing.get(address, 0.0) < time.monotonic() and address not in self._running:
            self._wanted[address] = row.stored.account_id
            if not self._soon.isActive():
                self._soon.start()
        return found

    def _sized(self, side: int) -> None:
        """Other rows, or another screen: all are made anew."""
        if side != self._side:
            self._side = side
            self._kept.clear()

    def _ask(self) -> None:
        """Bring a few; what has left the screen meanwhile is asked for no more."""
        if self._pictures is None:
            return
        rows = (self._grid.paged.row_at(at) for at in self._grid.seen_rows())
        seen = {row.stored.variant.image_url for row in rows if row is not None}
        self._wanted = {address: account for address, account in self._wanted.items() if address in seen}
        while self._wanted and len(self._running) < _AT_ONCE:
            address = next(iter(self._wanted))
            account = self._wanted.pop(address)
            self._running.add(address)
            tasks.run(self, self._bring(self._pictures, account, address, self._side))

    async def _bring(self, pictures: "Pictures", account_id: str, address: str, side: int) -> None:
        import asyncio  # late: see ``kit.tasks``

        try:
            content = await pictures.thumbnail(account_id, address)
            image = None if content is None else await asyncio.to_thread(_unpacked, content, side)
        finally:
            self._running.discard(address)
        if image is None:
            self._missing[address] = time.monotonic() + _AGAIN_S
        elif side == self._side:  # else it came too late: rows have another height now
            self._missing.pop(address, None)
            self._keep(address, QPixmap.fromImage(image))
        self._grid.frozen.viewport().update()
        self._ask()

    def _keep(self, address: str, picture: QPixmap) -> None:
        self._kept[address] = picture
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


def _unpacked(content: bytes, side: int) -> QImage | None:
    """The picture within a square of ``side`` pixels, its corners rounded; runs on a thread."""
    read = QImage.fromData(content, "PNG")  # type: ignore[arg-type]
    if read.isNull():
        return None
    small = read.scaled(
        QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    made = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    at = QRectF((side - small.width()) / 2, (side - small.height()) / 2, small.width(), small.height())
    corners = QPainterPath()
    corners.addRoundedRect(at, _RADIUS, _RADIUS)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(corners)
    painter.fillRect(at, Qt.GlobalColor.white)  # pictures with holes are made for a white page
    painter.drawImage(at, small)
    painter.end()
    return made
