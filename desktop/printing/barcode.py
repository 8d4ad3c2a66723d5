"""Reading barcodes back from pixels, the way the courier's scanner will."""

import re

import pypdfium2
import zxingcpp

# What couriers print. Retail codes (EAN, UPC) stay out: a product code on a packing slip is no tracking number.
_USUAL = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode])
_ALL = zxingcpp.BarcodeFormats(
    [
        *_USUAL,
        zxingcpp.BarcodeFormat.Code39,
        zxingcpp.BarcodeFormat.Code93,
        zxingcpp.BarcodeFormat.Codabar,
        zxingcpp.BarcodeFormat.ITF,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.PDF417,
        zxingcpp.BarcodeFormat.Aztec,
    ]
)


def read_codes(bitmap: pypdfium2.PdfBitmap, *, thorough: bool) -> tuple[str, ...]:
    """The texts of the barcodes on a grey bitmap, each once, in no particular order.

    Not ``thorough``: only the usual kinds, and no bars that run across the page; takes a fifth of the time.
    """
    # A plain two-dimensional view: zxing-cpp's own ImageView does not keep the memory it looks at alive.
    pixels = memoryview(bitmap.buffer).cast("B").cast("B", (bitmap.height, bitmap.stride))
    formats = _ALL if thorough else _USUAL
    found = zxingcpp.read_barcodes(pixels, formats=formats, try_rotate=thorough, try_invert=False, try_downscale=False)
    return tuple(dict.fromkeys(code.text for code in found))


def carries(code: str, number: str) -> bool:
    """Whether a barcode names this parcel: it is the number, or holds it as a whole word (a QR code with a link).

    A longer number that merely contains ours, or ours with a piece number behind a hyphen, is another parcel's: no
    letter, digit, underscore or hyphen may touch it on either side. Upper and lower case are the same.
    """
    wanted = number.strip()
    return bool(wanted) and bool(re.search(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", code, re.IGNORECASE))
