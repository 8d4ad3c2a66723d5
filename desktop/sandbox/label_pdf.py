"""Writes a shipping label as a one-page PDF of 100 x 150 mm by hand: text, and barcodes as vector rectangles."""

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.sandbox.barcode import code128, qr_code, runs

MM = 72 / 25.4
WIDTH, HEIGHT = 100.0, 150.0
BAR = 0.375
"""Width of a Code 128 module in mm: three dots of a 203 dpi head."""
BARS_HEIGHT = 24.0
CELL = 0.75
"""Side of a QR module in mm: six dots."""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a label. `contents` are lines like `2 x KET-01`; a provisional label must not travel."""

    tracking_number: str
    order_number: str
    carrier: str
    routing: str
    station: str
    name: str
    address: tuple[str, ...]
    contents: tuple[str, ...]
    payment: str
    provisional: bool = False


def label_page(label: Label, readable: bool = True) -> bytes:
    """The label as PDF. `readable=False` leaves gaps in the bars and no QR code, as a worn print head would."""
    return pdf(drawing_of(label, readable))


def drawing_of(label: Label, readable: bool = True) -> list[str]:
    """The page as drawing operators, a box or a line of text each."""
    bars = _bars(label.tracking_number) if readable else _worn(_bars(label.tracking_number))
    square = _square(label.tracking_number) if readable else []
    return [*_frame(), *_texts(label), *bars, *square]


def blank_page() -> bytes:
    """A page of the right size with nothing on it."""
    return pdf([])


def pdf(drawing: Iterable[str]) -> bytes:
    """One page around drawing operators, with Helvetica as F1 and Helvetica Bold as F2."""
    content = "\n".join(drawing).encode("cp1252", "replace")
    font = b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.3f %.3f]" % (WIDTH * MM, HEIGHT * MM)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page + b"/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
    ]
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    """Objects, cross-reference table and trailer."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets: list[int] = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _texts(label: Label) -> list[str]:
    lines = [
        _text(5, 142, 15, label.carrier, bold=True),
        _text(62, 142, 11, f"Order {label.order_number}"),
        _text(5, 131, 20, label.routing, bold=True),
        _text(5, 125.5, 8, label.station),
        _text(5, 116, 11, label.name, bold=True),
        *(_text(5, 111 - 4.5 * number, 9, line) for number, line in enumerate(label.address)),
        _text(18, 62.5, 12, label.tracking_number, bold=True),
        _text(5, 53, 9, label.payment),
        *(_text(5, 47 - 4.5 * number, 8, line) for number, line in enumerate(label.contents[:9])),
    ]
    return [*lines, _text(5, 4, 12, "PROVISIONAL - NOT FOR SHIPMENT", bold=True)] if label.provisional else lines


def _frame() -> list[str]:
    rules = (139.0, 122.0, 95.0, 60.0)
    return ["0 g", *(_box(3, height, WIDTH - 6, 0.3) for height in rules), "f"]


def _bars(tracking_number: str) -> list[str]:
    """The Code 128 between the address and the contents; narrower modules where the text is too long for the page."""
    row = code128(tracking_number)
    module = min(BAR, (WIDTH - 6) / (len(row) + 20))
    left = (WIDTH - len(row) * module) / 2
    return ["0 g", *(_box(left + at * module, 68, length * module, BARS_HEIGHT) for at, length in runs(row)), "f"]


def _worn(bars: list[str]) -> list[str]:
    return [*bars[:1], *bars[1:-1:3], *bars[-1:]]


def _square(text: str) -> list[str]:
    """The QR code at the lower right."""
    rows = qr_code(text)
    left, top = WIDTH - 8 - len(rows) * CELL, 54.0
    boxes = [
        _box(left + at * CELL, top - (line + 1) * CELL, length * CELL, CELL)
        for line, row in enumerate(rows)
        for at, length in runs(row)
    ]
    return ["0 g", *boxes, "f"]


def _box(left: float, bottom: float, width: float, height: float) -> str:
    return f"{left * MM:.3f} {bottom * MM:.3f} {width * MM:.3f} {height * MM:.3f} re"


def _text(left: float, bottom: float, size: float, text: str, bold: bool = False) -> str:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{'F2' if bold else 'F1'} {size} Tf {left * MM:.2f} {bottom * MM:.2f} Td ({escaped}) Tj ET"
