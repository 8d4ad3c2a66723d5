"""Barcodes as rows of modules, so that a label can draw them as vectors and a 203 dpi head never has to resample."""

from functools import lru_cache
from typing import Any, cast

import zxingcpp

Row = tuple[bool, ...]


def _modules(barcode: zxingcpp.Barcode) -> tuple[Row, ...]:
    """One entry per module, true where it is dark; no quiet zone."""
    image = memoryview(cast(Any, barcode.to_image(scale=1, add_quiet_zones=False)))  # the stubs miss its buffer
    height, width = image.shape or (0, 0)
    cells = image.tobytes()
    return tuple(tuple(cell == 0 for cell in cells[row * width : (row + 1) * width]) for row in range(height))


@lru_cache(maxsize=512)
def code128(text: str) -> Row:
    """The bars of a Code 128; the caller leaves ten modules free on each side. Raises ValueError for unfit text."""
    return _modules(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128))[0]


@lru_cache(maxsize=512)
def qr_code(text: str) -> tuple[Row, ...]:
    """The modules of a QR code; the caller leaves four modules free on each side."""
    return _modules(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M"))


def runs(row: Row) -> list[tuple[int, int]]:
    """The dark stretches of a row as (first module, length)."""
    found: list[tuple[int, int]] = []
    start = None
    for place, dark in enumerate((*row, False)):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            found.append((start, place - start))
            start = None
    return found
