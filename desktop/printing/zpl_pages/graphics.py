"""Pictures inside of ZPL (``^GF``): dots packed as hexadecimal text, or compressed with a checksum."""

import base64
import binascii
import re
import zlib

from PIL import Image

from desktop.printing.zpl_pages.commands import Command, needs_printer

_MOST_BYTES = 4_000_000  # 30 million dots: a label of 300 dpi has two
_REPEATED = re.compile(r"([g-zG-Y]+)([0-9A-Fa-f])")
_WRAPPED = re.compile(r":(Z64|B64):([A-Za-z0-9+/=\s]*):([0-9A-Fa-f]{4})\s*")


def dots(command: Command) -> Image.Image:
    """The picture, white where the head does not burn. Raises ``NotPossible`` (needs_zpl_printer)."""
    kind, row_bytes, data = command.parameter(0, "A").upper(), command.number(3, 0), command.text.split(",", 4)
    total = command.number(2, 0) if len(data) == 5 else 0
    if kind != "A" or not 0 < row_bytes <= 2000 or not 0 < total <= _MOST_BYTES or total % row_bytes:
        raise needs_printer("^GF")
    bits = _unwrapped(data[4], total) if data[4].startswith(":") else _hexadecimal(data[4], total, row_bytes)
    return Image.frombytes("1", (row_bytes * 8, total // row_bytes), bytes(byte ^ 255 for byte in bits))


def _unwrapped(text: str, total: int) -> bytes:
    found = _WRAPPED.fullmatch(text)
    try:
        if found is None or binascii.crc_hqx(found[2].encode(), 0) != int(found[3], 16):
            raise needs_printer("^GF")
        packed = base64.b64decode(found[2])
        bits = zlib.decompressobj().decompress(packed, total + 1) if found[1] == "Z64" else packed
    except (binascii.Error, zlib.error) as error:
        raise needs_printer("^GF") from error
    if len(bits) != total:
        raise needs_printer("^GF")
    return bits


def _hexadecimal(text: str, total: int, row_bytes: int) -> bytes:
    """Letters before a digit say how often it comes; ``,`` and ``!`` fill the row, ``:`` is the row before again."""
    digits, rows, row = row_bytes * 2, list[str](), ""
    packed = "".join(text.split())
    if sum(_times(found[1]) for found in _REPEATED.finditer(packed)) > 2 * total:
        raise needs_printer("^GF")
    plain = _REPEATED.sub(lambda found: found[2] * _times(found[1]), packed)
    for part in re.findall(r"[0-9A-Fa-f]+|[,!:]", plain):
        if part == ":" and not row and rows:
            rows.append(rows[-1])
        elif part in {",", "!"}:
            rows.append(row.ljust(digits, "0" if part == "," else "F"))
            row = ""
        else:
            row += part
            rows += [row[at : at + digits] for at in range(0, len(row) - digits + 1, digits)]
            row = row[len(row) // digits * digits :]
        if len(rows) * row_bytes > total:
            raise needs_printer("^GF")
    try:
        return bytes.fromhex("".join(rows)).ljust(total, b"\0")
    except ValueError as error:
        raise needs_printer("^GF") from error


def _times(letters: str) -> int:
    """``G`` to ``Y`` are 1 to 19, ``g`` to ``z`` 20 to 400; several are added."""
    return sum(ord(one) - ord("F") if one.isupper() else (ord(one) - ord("f")) * 20 for one in letters)
