"""Thumbnails: small, kept within bounds, there without a line, and a bad picture is asked for once."""

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image

from desktop.domain.accounts import Account
from desktop.domain.errors import BrokenAnswer, Gone, Unreachable
from desktop.domain.identity import utc_now
from desktop.platforms.kit.pictures import PictureFetcher
from desktop.sandbox.pictures import drawn
from desktop.services.pictures import SIDE, Pictures, small_picture
from desktop.store import accounts
from desktop.store.db import Database
from desktop.store.picture_files import PictureFiles

ADDRESS = "https://pictures.example/KET-01.png"


class Cdn(PictureFetcher):
    """Answers from memory."""

    def __init__(self, content: bytes | Exception) -> None:
        self.content, self.asked = content, list[tuple[str, str]]()

    async def fetch(self, address: str, home: str = "") -> bytes:
        self.asked.append((address, home))
        if isinstance(self.content, Exception):
            raise self.content
        return self.content

    async def aclose(self) -> None:
        return None


async def thumbnails(folder: Path, cdn: Cdn, *, times: int, now: list[float]) -> list[bytes | None]:
    db = Database.open(folder / "backshop.db", clock=utc_now)
    account = Account("a1", "south", "Shop", "https://south.invalid", identity="amina")
    await db.write(lambda c: accounts.add_account(c, account, utc_now()))
    pictures = Pictures(db, PictureFiles(folder / "pictures"), lambda: cdn, monotonic=lambda: now[0])
    try:
        return [await pictures.thumbnail("a1", ADDRESS) for _ in range(times)]
    finally:
        await pictures.aclose()
        await db.aclose()


def size(png: bytes | None) -> tuple[int, int]:
    assert png is not None
    with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
        return picture.size


def test_it_is_fetched_once_and_is_there_without_a_line(tmp_path: Path) -> None:
    cdn = Cdn(drawn("KET-01"))
    first, second = asyncio.run(thumbnails(tmp_path, cdn, times=2, now=[0.0]))
    assert size(first) == (SIDE, SIDE)
    assert first == second
    assert cdn.asked == [(ADDRESS, "https://south.invalid")]
    (kept,) = (tmp_path / "pictures").iterdir()
    assert kept.read_bytes() == first  # what a start without a line reads
    assert "KET" not in kept.name


@pytest.mark.parametrize("error", [Gone("picture_gone"), Unreachable("no_connection"), BrokenAnswer("not_a_picture")])
def test_what_cannot_be_had_is_not_asked_for_again_and_again(tmp_path: Path, error: Exception) -> None:
    cdn = Cdn(error)
    assert asyncio.run(thumbnails(tmp_path, cdn, times=3, now=[0.0])) == [None] * 3
    assert len(cdn.asked) == 1


def test_a_picture_that_is_none_is_no_picture(tmp_path: Path) -> None:
    assert asyncio.run(thumbnails(tmp_path, Cdn(b"\x89PNG\r\n\x1a\n and then nothing"), times=1, now=[0.0])) == [None]
    for content in (b"", b"<svg/>", drawn("KET-01")[:900], drawn("KET-01")[:40] + b"\0" * 500):
        with pytest.raises(BrokenAnswer):
            small_picture(content)


def test_one_as_large_as_a_wall_is_not_unpacked() -> None:
    packed = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(packed, "PNG")
    with pytest.raises(BrokenAnswer):
        small_picture(packed.getvalue())


def test_every_kind_becomes_small_and_keeps_its_shape() -> None:
    for kind, mode in (
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("PNG", "RGBA"),
        ("GIF", "P"),
        ("WEBP", "RGB"),
        ("BMP", "RGB"),
    ):
        packed = io.BytesIO()
        Image.new(mode, (600, 300)).save(packed, kind)
        assert size(small_picture(packed.getvalue())) == (SIDE, SIDE // 2)


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path) -> None:
    import os

    files = PictureFiles(tmp_path / "kept", largest=1_000)
    for at in range(10):
        files.write(f"https://p.example/{at}", bytes(100))
        path = files._path(f"https://p.example/{at}")
        os.utime(path, (at, at))
    files.read("https://p.example/0")  # looked at: the newest now
    files.write("https://p.example/10", bytes(100))
    left = {at for at in range(11) if files.read(f"https://p.example/{at}") is not None}
    assert left == {0, 4, 5, 6, 7, 8, 9, 10}
    assert sum(path.stat().st_size for path in (tmp_path / "kept").iterdir()) <= 1_000
