"""Pictures before they are sent: by what they hold, not by what their names say."""

import asyncio
import io
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from desktop.domain.products import ImageLimits, ProductFinding, ProductImage
from desktop.services.product_images import HARD_BYTES, image_findings, picture_facts

LIMITS = ImageLimits(
    most_bytes=200_000, least_side=100, most_side=1000, most_images=3, takes_files=True, formats=("JPEG", "PNG")
)


def picture(folder: Path, name: str, kind: str = "PNG", size: tuple[int, int] = (200, 200), colour: str = "red") -> str:
    path = folder / name
    Image.new("RGB", size, colour).save(path, kind)
    return str(path)


def judged(images: Sequence[ProductImage], limits: ImageLimits) -> tuple[ProductFinding, ...]:
    return asyncio.run(image_findings(images, limits))


def as_images(*sources: str) -> tuple[ProductImage, ...]:
    return tuple(ProductImage(one) for one in sources)


def codes(found: tuple[ProductFinding, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.params.get("number", "")) for one in found]


def test_good_pictures_of_both_kinds_pass(tmp_path: Path) -> None:
    images = as_images(picture(tmp_path, "a.png"), picture(tmp_path, "b.jpg", "JPEG", colour="blue"))
    assert judged(images, LIMITS) == ()


def test_the_content_tells_the_format_not_the_name(tmp_path: Path) -> None:
    (found,) = judged(as_images(picture(tmp_path, "holiday.jpg", "GIF")), LIMITS)
    assert (found.code, found.where, found.params["found"]) == ("image_format", "images", "GIF")
    assert found.params["formats"] == "JPEG, PNG"
    assert found.params["image"] == "holiday.jpg"


@pytest.mark.parametrize(
    ("size", "code"),
    [((99, 300), "image_too_small"), ((300, 1001), "image_too_wide"), ((100, 1000), "")],
)
def test_sides(tmp_path: Path, size: tuple[int, int], code: str) -> None:
    found = judged(as_images(picture(tmp_path, "a.png", size=size)), LIMITS)
    assert codes(found) == ([(code, "1")] if code else [])


def test_bytes_are_judged_before_anything_is_read(tmp_path: Path) -> None:
    heavy = tmp_path / "heavy.png"
    with heavy.open("wb") as file:
        file.truncate(HARD_BYTES * 8)
    (found,) = judged(as_images(str(heavy)), LIMITS)
    assert (found.code, found.params["size"]) == ("image_too_heavy", "256.0")


def test_the_same_picture_under_two_names_is_found(tmp_path: Path) -> None:
    first, other = picture(tmp_path, "a.png"), picture(tmp_path, "b.png", colour="blue")
    again = tmp_path / "copy.png"
    again.write_bytes(Path(first).read_bytes())
    (found,) = judged(as_images(first, other, str(again)), LIMITS)
    assert (found.code, found.params["number"], found.params["first"]) == ("image_twice", "3", "1")


def test_more_than_the_platform_takes(tmp_path: Path) -> None:
    many = [picture(tmp_path, f"{n}.png", size=(200, 200 + n)) for n in range(4)]
    (found,) = judged(as_images(*many), LIMITS)
    assert (found.code, dict(found.params)) == ("image_too_many", {"most": "3", "count": "4"})


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7 nothing", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + b"\0" * 50],
    ids=["empty", "document", "cut", "zeros"],
)
def test_what_is_no_picture_is_said_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    assert codes(judged(as_images(str(path)), LIMITS)) == [("image_unreadable", "1")]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_half_a_picture_is_broken(tmp_path: Path, kind: str) -> None:
    noise = Image.effect_noise((300, 300), 80).convert("RGB")
    written = io.BytesIO()
    noise.save(written, kind)
    path = tmp_path / "half"
    path.write_bytes(written.getvalue()[: len(written.getvalue()) // 2])
    assert codes(judged(as_images(str(path)), ImageLimits(takes_files=True))) == [("image_unreadable", "1")]


def test_a_small_file_with_a_wall_of_pixels_is_not_unpacked() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 1_400, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    assert picture_facts(bomb) == ("PNG", 60_000, 1_400)  # it has no pixels at all: unpacking would have failed
    assert picture_facts(bomb.replace(header, struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0))) == ("", 0, 0)


def test_files_that_are_not_there_or_are_none(tmp_path: Path) -> None:
    sources = as_images(str(tmp_path / "nowhere.png"), str(tmp_path), "a\0b.png")
    assert [code for code, _ in codes(judged(sources, LIMITS))] == ["image_not_found"] * 3


def test_where_only_addresses_will_do_a_file_is_refused(tmp_path: Path) -> None:
    limits = ImageLimits(takes_files=False)
    images = as_images(picture(tmp_path, "a.png"), "https://pictures.example/a.png?size=1")
    assert codes(judged(images, limits)) == [("image_needs_address", "1")]


@pytest.mark.parametrize("address", ["https://", "https:///a.png", "http://u:p@x.example/a.png", "http://[::1/a.png"])
def test_addresses_that_nobody_can_fetch(address: str) -> None:
    assert codes(judged(as_images(address), LIMITS)) == [("image_address_wrong", "1")]


def test_an_address_that_names_a_refused_format() -> None:
    images = as_images("https://x.example/a.webp", "https://x.example/picture", "https://x.example/b.JPG")
    (found,) = judged(images, LIMITS)
    assert (found.code, found.params["image"]) == ("image_format", "a.webp")


def test_what_the_platform_has_is_compared_but_not_judged() -> None:
    there = ProductImage("/gone/a.webp", remote="https://cdn.example/1")
    assert judged([there], LIMITS) == ()
    assert codes(judged([there, there], LIMITS)) == [("image_twice", "2")]
