"""Small pictures for the product editor, from files nobody has checked: off the loop, a few at once, sizes bounded."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from desktop.domain.errors import BackshopError
from desktop.domain.products import ProductImage

if TYPE_CHECKING:
    from desktop.services.pictures import Pictures

SIDE = 96  # pixels: twice what is shown, for screens of double density
MOST_BYTES = 32 * 1024 * 1024
MOST_SIDE = 7_500
_MEMORY_MB = 256
_AT_ONCE = 2


class Thumbnails:
    """Kept while the window is open."""

    def __init__(self, pictures: "Pictures", account_id: str) -> None:
        self._pictures, self._account_id = pictures, account_id
        self._few = asyncio.Semaphore(_AT_ONCE)
        self._kept: dict[str, QImage] = {}

    async def of(self, image: ProductImage) -> QImage | None:
        """A picture of at most ``SIDE`` pixels, None where there is none to be seen."""
        source = image.remote if image.remote.startswith("http") else image.source
        if source in self._kept:
            return self._kept[source]
        async with self._few:
            found = await self._fetched(source) if source.startswith("http") else await asyncio.to_thread(read, source)
        if found is not None:
            self._kept[source] = found
        return found

    async def _fetched(self, address: str) -> QImage | None:
        try:
            content = await self._pictures.thumbnail(self._account_id, address)
        except BackshopError:  # the account is gone; the picture's line says its address all the same
            return None
        image = QImage.fromData(content) if content else QImage()
        return None if image.isNull() else image


def read(path: str) -> QImage | None:
    """A small copy of a picture file; for a thread."""
    try:
        if not Path(path).is_file() or Path(path).stat().st_size > MOST_BYTES:
            return None
    except (OSError, ValueError):
        return None
    QImageReader.setAllocationLimit(_MEMORY_MB)
    reader = QImageReader(path)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > MOST_SIDE:
        return None
    reader.setScaledSize(size.scaled(QSize(SIDE, SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image
