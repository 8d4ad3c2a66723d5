"""ZPL, the language of thermal label printers: read just enough to prove a label, written to print a PDF on one."""

import base64
import binascii
import re
import zlib

from desktop.domain.errors import LabelRefused, NotPossible
from desktop.domain.labels import LabelProblem
from desktop.domain.papers import Placement
from desktop.printing.document import MAX_BYTES
from desktop.printing.render import PageImage, page_images

_FORMAT = re.compile(rb"\^XA.*\^XZ", re.DOTALL)
_BARCODE_FIELD = re.compile(r"\^B[0-9A-Z][^\^]*(?:\^F[^DV][^\^]*)*\^F[DV]([^\^]*)")
_DOTS = re.compile(r"\^(PW|LL)(\d{1,5})")
_DOTS_PER_MM = 8  # a 203 dpi head
_MM_PER_INCH = 25.4
_MOST_DOWN = 120  # dots: as far as ``^LT`` goes either way
# Each byte of a grey row becomes one binary digit, 1 where the head burns; a row is then one number.
_INK = bytes(ord("1") if grey < 128 else ord("0") for grey in range(256))


def codes_in(content: bytes) -> tuple[str, ...]:
    """What the barcode fields of a ZPL label hold. Raises ``LabelRefused`` (not_a_document, too_large).

    A label drawn as one picture (``^GF``) has no such field: nothing is proved about it.
    """
    if len(content) > MAX_BYTES:
        raise LabelRefused(LabelProblem.TOO_LARGE, bytes=str(len(content)))
    if not _FORMAT.search(content):
        raise LabelRefused(LabelProblem.NOT_A_DOCUMENT, why="broken")
    return tuple(_BARCODE_FIELD.findall(content.decode("utf-8", "replace")))


def size_mm(content: bytes) -> tuple[float, float]:
    """Print width and label length as the label itself sets them (``^PW``, ``^LL``); 0.0 where it does not."""
    dots = dict(_DOTS.findall(content.decode("utf-8", "replace")))
    return int(dots.get("PW", 0)) / _DOTS_PER_MM, int(dots.get("LL", 0)) / _DOTS_PER_MM


def pdf_to_zpl(content: bytes, dpi: int) -> bytes:
    """Every page of a PDF as one ZPL label of pixels at the head's own resolution."""
    return b"".join(_label(page) for page in page_images(content, dpi))


def placed(content: bytes, placement: Placement, dpi: int) -> bytes:
    """ZPL that the printer shall move, turn over or burn darker: the labels themselves stay byte for byte.

    A format of settings goes before them, and one that takes the settings back behind them, for a printer remembers.
    Formats without a field print nothing. Raises ``NotPossible``: ``zpl_not_turned`` (a printer turns by 180 degrees
    only), ``zpl_offset_too_large`` (with ``most`` in mm).
    """
    if placement.turn in {90, 270}:
        raise NotPossible("zpl_not_turned")
    right, down = (round(mm / _MM_PER_INCH * dpi) for mm in (placement.right_mm, placement.down_mm))
    if abs(down) > _MOST_DOWN:
        raise NotPossible("zpl_offset_too_large", most=f"{_MOST_DOWN / dpi * _MM_PER_INCH:.0f}")
    set_, back = [], []
    if right or down:
        set_ += [b"^LS%d" % -right, b"^LT%d" % down]  # ``^LS`` counts to the left
        back += [b"^LS0", b"^LT0"]
    if placement.turn:
        set_.append(b"^POI")
        back.append(b"^PON")
    if placement.darkness is not None:
        set_.append(b"^MD%d" % placement.darkness)
        back.append(b"^MD0")
    return b"^XA%b^XZ\n%b\n^XA%b^XZ\n" % (b"".join(set_), content, b"".join(back)) if set_ else content


def _label(page: PageImage) -> bytes:
    row_bytes = (page.width + 7) // 8
    bits = b"".join(_packed(row, row_bytes) for row in page.rows())
    packed = base64.b64encode(zlib.compress(bits))
    field = b":Z64:%b:%04X" % (packed, binascii.crc_hqx(packed, 0))
    size = b"%d,%d,%d" % (len(bits), len(bits), row_bytes)
    return b"^XA^PW%d^LL%d^FO0,0^GFA,%b,%b^FS^XZ\n" % (page.width, page.height, size, field)


def _packed(row: bytes, row_bytes: int) -> bytes:
    digits = row.translate(_INK).ljust(row_bytes * 8, b"0")
    return int(digits, 2).to_bytes(row_bytes, "big")
