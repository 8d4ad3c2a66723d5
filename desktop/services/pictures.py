"""Small pictures of products for the grid: kept ones from this computer, others fetched once and made small."""

import asyncio
import io
import logging
import time
from collections.abc import Callable

from desktop.domain.errors import BackshopError, BrokenAnswer, NotPossible, TryLater
from desktop.platforms.kit.pictures import PictureFetcher
from desktop.store import accounts
from desktop.store.db import Database
from desktop.store.picture_files import PictureFiles

_log = logging.getLogger(__name__)

SIDE = 128  # pixels: the tallest rows on a screen of double density
AT_ONCE = 4
MOST_PIXELS = 40_000_000  # a small file can hold a picture as large as a wall
_AGAIN_S = 60.0  # after a line that was down
_NEVER_MIND_S = 3_600.0  # after an address that holds no picture
_MOST_FAILED = 5_000
_FORMATS = ("JPEG", "PNG", "GIF", "BMP", "WEBP")


class Pictures:
    """Runs on the event loop; files and pixels are worked on by a thread."""

    def __init__(
        self,
        db: Database,
        files: PictureFiles,
        fetcher: Callable[[], PictureFetcher] = PictureFetcher,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db, self._files, self._make, self._monotonic = db, files, fetcher, monotonic
        self._fetcher: PictureFetcher | None = None
        self._failed: dict[str, float] = {}  # address -> not before
        self._few, self._one_file = asyncio.Semaphore(AT_ONCE), asyncio.Lock()

    async def thumbnail(self, account_id: str, address: str) -> bytes | None:
        """A PNG of at most ``SIDE`` pixels, or None where there is none (now). Never raises for a bad picture."""
        if not address or self._failed.get(address, 0.0) > self._monotonic():
            return None
        kept = await self._read(address)
        if kept is not None:
            return kept
        try:
            async with self._few:
                small = await self._fetch(account_id, address)
        except BackshopError as why:
            self._remember(address, _AGAIN_S if isinstance(why, TryLater) else _NEVER_MIND_S)
            _log.info("no picture: %s", why.code)  # never its address: that may name what is sold
            return None
        await self._write(address, small)
        return small

    async def aclose(self) -> None:
        """Close the line."""
        if self._fetcher is not None:
            await self._fetcher.aclose()

    async def _fetch(self, account_id: str, address: str) -> bytes:
        account = await self._db.read(lambda c: accounts.account(c, account_id))
        if account is None:
            raise NotPossible("unknown_account")
        if self._fetcher is None:
            self._fetcher = self._make()
        return await asyncio.to_thread(small_picture, await self._fetcher.fetch(address, account.base_url))

    async def _read(self, address: str) -> bytes | None:
        try:
            return await asyncio.to_thread(self._files.read, address)
        except OSError as error:
            _log.warning("a kept picture cannot be read: %s", error.strerror)
            return None

    async def _write(self, address: str, small: bytes) -> None:
        try:
            async with self._one_file:
                await asyncio.to_thread(self._files.write, address, small)
        except OSError as error:  # it is shown all the same, and fetched again the next time
            _log.warning("a picture cannot be kept: %s", error.strerror)

    def _remember(self, address: str, seconds: float) -> None:
        if len(self._failed) >= _MOST_FAILED:
            self._failed.clear()
        self._failed[address] = self._monotonic() + seconds


def small_picture(content: bytes, side: int = SIDE) -> bytes:
    """The picture as a PNG that fits into a square of ``side`` pixels. Raises ``BrokenAnswer("not_a_picture")``."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # not before somebody looks at a picture: it takes its time

    broken = (UnidentifiedImageError, OSError, SyntaxError, ValueError, ArithmeticError, EOFError)
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BrokenAnswer("not_a_picture")
            picture.draft("RGB", (side, side))
            turned = ImageOps.exif_transpose(picture)
            made = turned.convert("RGBA" if turned.mode in ("RGBA", "LA", "PA", "P") else "RGB")
            made.thumbnail((side, side))
            kept = io.BytesIO()
            made.save(kept, "PNG")
            return kept.getvalue()
    except (*broken, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise BrokenAnswer("not_a_picture") from error
