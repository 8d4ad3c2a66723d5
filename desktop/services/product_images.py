"""Pictures are checked before any platform sees them: really pictures, of a size and kind it takes, none twice."""

import asyncio
import hashlib
import io
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from desktop.domain.products import ImageLimits, ProductFinding, ProductImage

WHERE = "images"  # the field these findings are about
HARD_BYTES = 32 * 1024 * 1024  # no platform takes more; a larger file is not even read
HARD_SIDE = 7_500  # pixels; larger ones are not unpacked: a small file can hold a picture as large as a wall
_KNOWN = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
_ENDINGS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP", "tif": "TIFF"}
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of one picture: what it holds decides whether two are the same."""

    same_as: str
    findings: tuple[ProductFinding, ...] = ()


async def image_findings(images: Sequence[ProductImage], limits: ImageLimits) -> tuple[ProductFinding, ...]:
    """What is wrong with these pictures, in their order; reads files on a thread and asks nobody.

    A picture the platform already has is only counted, and compared. Of a web address only the address is judged.
    ``params`` always name the picture: ``image`` (the end of its path) and ``number`` (from 1).
    """
    found: list[ProductFinding] = []
    if len(images) > limits.most_images > 0:
        params = {"most": str(limits.most_images), "count": str(len(images))}
        found.append(ProductFinding("image_too_many", WHERE, params=params))
    first: dict[str, int] = {}
    for number, image in enumerate(images, 1):
        seen = await _seen(image, number, limits)
        found += seen.findings
        if seen.same_as and (earlier := first.setdefault(seen.same_as, number)) != number:
            found.append(_finding("image_twice", image, number, first=str(earlier)))
    return tuple(found)


def is_web_address(source: str) -> bool:
    """Whether a picture's source is an address rather than a path on this computer."""
    return source.lower().startswith(("http://", "https://"))


async def _seen(image: ProductImage, number: int, limits: ImageLimits) -> _Seen:
    if image.remote:
        return _Seen(image.remote)
    if is_web_address(image.source):
        return _at_address(image, number, limits)
    if not limits.takes_files:
        return _Seen("", (_finding("image_needs_address", image, number),))
    return await asyncio.to_thread(_in_file, image, number, limits)


def _at_address(image: ProductImage, number: int, limits: ImageLimits) -> _Seen:
    """Platforms fetch it themselves: it must be one that others can reach, and not end in a format they refuse."""
    try:
        parts = urlsplit(image.source)
        good = bool(parts.hostname) and not parts.username and not any(one.isspace() for one in image.source)
    except ValueError:
        good = False
    if not good:
        return _Seen("", (_finding("image_address_wrong", image, number),))
    kind = _ENDINGS.get(parts.path.rpartition(".")[2].lower(), "")
    if kind and kind not in limits.formats:
        return _Seen(image.source, (_format(image, number, kind, limits),))
    return _Seen(image.source)


def _in_file(image: ProductImage, number: int, limits: ImageLimits) -> _Seen:
    try:
        path = Path(image.source)
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return _Seen("", (_finding("image_not_found", image, number),))
        most = min(limits.most_bytes or HARD_BYTES, HARD_BYTES)
        if about.st_size > most:
            return _Seen("", (_too_heavy(image, number, about.st_size, most),))
        with path.open("rb") as file:
            content = file.read(most + 1)
    except (OSError, ValueError):  # a path with a zero in it is no path
        return _Seen("", (_finding("image_not_found", image, number),))
    if len(content) > most:  # it grew meanwhile
        return _Seen("", (_too_heavy(image, number, len(content), most),))
    return _Seen(hashlib.sha256(content).hexdigest(), _of_content(content, image, number, limits))


def _of_content(content: bytes, image: ProductImage, number: int, limits: ImageLimits) -> tuple[ProductFinding, ...]:
    kind, width, height = picture_facts(content)
    if not kind:
        return (_finding("image_unreadable", image, number),)
    found = [] if kind in limits.formats else [_format(image, number, kind, limits)]
    sides = {"width": str(width), "height": str(height)}
    if min(width, height) < limits.least_side:
        found.append(_finding("image_too_small", image, number, **sides, least=str(limits.least_side)))
    most = min(limits.most_side or HARD_SIDE, HARD_SIDE)
    if max(width, height) > most:
        found.append(_finding("image_too_wide", image, number, **sides, most=str(most)))
    return tuple(found)


def picture_facts(content: bytes) -> tuple[str, int, int]:
    """Format, width and height by the content, its pixels proven readable; ``("", 0, 0)`` for what is no picture.

    The pixels of one whose sides are beyond ``HARD_SIDE`` are left packed.
    """
    from PIL import Image, UnidentifiedImageError  # not before somebody has a picture: it takes its time

    unreadable = (UnidentifiedImageError, OSError, SyntaxError, ValueError, ArithmeticError)
    try:
        with Image.open(io.BytesIO(content), formats=_KNOWN) as picture:
            (width, height), kind = picture.size, picture.format or ""
            if max(width, height) <= HARD_SIDE:
                picture.draft(picture.mode, (64, 64))  # of a JPEG a small copy shows as well that it is whole
                picture.load()
    except (*unreadable, Image.DecompressionBombWarning, Image.DecompressionBombError):
        return "", 0, 0
    return kind, width, height


def _format(image: ProductImage, number: int, kind: str, limits: ImageLimits) -> ProductFinding:
    return _finding("image_format", image, number, found=kind, formats=", ".join(limits.formats))


def _too_heavy(image: ProductImage, number: int, size: int, most: int) -> ProductFinding:
    return _finding("image_too_heavy", image, number, size=f"{size / _MB:.1f}", most=f"{most / _MB:g}")


def _finding(code: str, image: ProductImage, number: int, **more: str) -> ProductFinding:
    return ProductFinding(code, WHERE, params={"image": _name(image.source), "number": str(number), **more})


def _name(source: str) -> str:
    """The end of a path or an address: what the seller knows the picture by."""
    if is_web_address(source):
        source = unquote(source.split("?")[0].split("#")[0])
    return source.replace("\\", "/").rstrip("/").rpartition("/")[2][:80]
