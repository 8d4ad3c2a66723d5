"""PNG and PDF pack pixels the same way: most PNGs go into a page as they are, without being unpacked."""

import struct
import zlib
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Pdf, Stream

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _RGB, _PALETTE = 0, 2, 3  # kinds of colour without transparency


def as_stream(pdf: Pdf, content: bytes) -> Stream | None:
    """The picture for ``pdf``; None for one that must be drawn anew: transparent, interlaced, 16 bits, broken."""
    try:
        chunks = list(_chunks(content))
    except (struct.error, ValueError):
        return None
    kinds = {kind for kind, _data in chunks}
    if not kinds >= {b"IHDR", b"IDAT", b"IEND"} or b"tRNS" in kinds or len(chunks[0][1]) != 13:
        return None
    width, height, bits, colour, _packed, _filter, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    space = _space(colour, bits, dict(chunks).get(b"PLTE", b""))
    if space is None or interlaced or bits > 8:
        return None
    return Stream(
        pdf,
        b"".join(data for kind, data in chunks if kind == b"IDAT"),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=space,
        BitsPerComponent=bits,
        Filter=Name.FlateDecode,
        DecodeParms=Dictionary(Predictor=15, Colors=3 if colour == _RGB else 1, BitsPerComponent=bits, Columns=width),
        Interpolate=False,
    )


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and data of each part, up to the end. Raises ValueError or struct.error for what is cut or altered."""
    if not content.startswith(_SIGNATURE):
        raise ValueError("no PNG")
    at, kind = len(_SIGNATURE), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + length]
        (check,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(kind + data) != check:
            raise ValueError("altered")
        yield kind, data
        at += length + 12


def _space(colour: int, bits: int, palette: bytes) -> Name | Array | None:
    if colour == _PALETTE and palette and len(palette) % 3 == 0:
        return Array([Name.Indexed, Name.DeviceRGB, len(palette) // 3 - 1, palette])
    return {_GREY: Name.DeviceGray, _RGB: Name.DeviceRGB}.get(colour) if colour != _PALETTE else None
