"""Reading barcodes back from pixels, the way the courier's scanner will."""

import re
from collections.abc import Sequence
from enum import IntEnum

import pypdfium2
import zxingcpp


class Look(IntEnum):
    """How hard to look; each step takes about twice the time of the one before."""

    UPRIGHT = 0  # Code 128 and QR codes; no bars that run across the page
    TURNED = 1  # the same in any direction
    ANY_KIND = 2  # whatever a courier might print


def read_codes(bitmap: pypdfium2.PdfBitmap, look: Look) -> tuple[str, ...]:
    """The texts of the barcodes on a grey bitmap, each once, in no particular order."""
    return tuple(dict.fromkeys(code.text for code in _found(bitmap, look)))


def codes_with_centres(bitmap: pypdfium2.PdfBitmap, look: Look) -> list[tuple[str, float, float]]:
    """The text of every barcode and where its middle lies, in pixels from the upper left corner."""
    found = []
    for code in _found(bitmap, look):
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
        found.append((code.text, sum(at.x for at in corners) / 4, sum(at.y for at in corners) / 4))
    return found


def _found(bitmap: pypdfium2.PdfBitmap, look: Look) -> Sequence[zxingcpp.Barcode]:
    # A plain two-dimensional view: zxing-cpp's own ImageView does not keep the memory it looks at alive.
    pixels = memoryview(bitmap.buffer).cast("B").cast("B", (bitmap.height, bitmap.stride))
    return zxingcpp.read_barcodes(
        pixels, formats=_formats(look), try_rotate=look > Look.UPRIGHT, try_invert=False, try_downscale=False
    )


def _formats(look: Look) -> zxingcpp.BarcodeFormats:
    """Retail codes (EAN, UPC) stay out: the code of a product on a packing slip is no tracking number.

    Made for each call: the library complains on the terminal about objects that outlive the program's end.
    """
    kinds = zxingcpp.BarcodeFormat
    usual = [kinds.Code128, kinds.QRCode]
    if look < Look.ANY_KIND:
        return zxingcpp.BarcodeFormats(usual)
    rarer = [kinds.Code39, kinds.Code93, kinds.Codabar, kinds.ITF, kinds.DataMatrix, kinds.PDF417, kinds.Aztec]
    return zxingcpp.BarcodeFormats(usual + rarer)


def carries(code: str, number: str) -> bool:
    """Whether a barcode names this parcel: it is the number, or holds it as a whole word (a QR code with a link).

    A longer number that merely contains ours, or ours with a piece number behind a hyphen, is another parcel's: no
    letter, digit, underscore or hyphen may touch it on either side. Upper and lower case are the same.
    """
    wanted = number.strip()
    return bool(wanted) and bool(re.search(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", code, re.IGNORECASE))
