"""Barcodes as rectangles, their narrowest bar a whole number of dots of the usual thermal head: drawn so, they scan."""

from dataclasses import dataclass
from typing import Any

import zxingcpp

DOT_MM = 25.4 / 203
_NARROWEST, _WIDEST = 2, 6  # dots; one dot bleeds shut, more than six make a poster
_QUIET_BARS, _QUIET_QR = 10, 4  # modules that must stay white at each side, by the codes' own standards


@dataclass(frozen=True, slots=True)
class Code:
    """Dark and light modules, row by row (one row for bars), without the quiet zone around them."""

    rows: tuple[tuple[bool, ...], ...]
    quiet: int

    @property
    def columns(self) -> int:
        """Modules across, with the quiet zone."""
        return len(self.rows[0]) + 2 * self.quiet

    def module_mm(self, room_mm: float) -> float | None:
        """The widest module that fits into the room; None where even the narrowest that scans does not."""
        dots = min(int(room_mm / self.columns / DOT_MM), _WIDEST)
        return dots * DOT_MM if dots >= _NARROWEST else None

    def runs(self) -> list[tuple[int, int, int]]:
        """The dark runs: row, first column (the quiet zone counted), number of modules."""
        found = []
        for at, row in enumerate(self.rows):
            start = None
            for place, dark in enumerate([*row, False]):
                if dark and start is None:
                    start = place
                elif not dark and start is not None:
                    found.append((at, start + self.quiet, place - start))
                    start = None
        return found


def bars(text: str) -> Code | None:
    """A Code 128; None for what it cannot hold."""
    return _code(text, zxingcpp.BarcodeFormat.Code128, _QUIET_BARS)


def qr(text: str, level: str = "M") -> Code | None:
    """A QR code that bears as much damage as ``level`` says (L, M, Q, H); None for what it cannot hold."""
    return _code(text, zxingcpp.BarcodeFormat.QRCode, _QUIET_QR, ec_level=level)


def _code(text: str, kind: zxingcpp.BarcodeFormat, quiet: int, **how: str) -> Code | None:
    if not text.strip():
        return None
    try:
        drawn: Any = zxingcpp.create_barcode(text, kind, **how).to_image(scale=1, add_hrt=False, add_quiet_zones=False)
    except (ValueError, RuntimeError):  # letters or a length that this code does not know
        return None
    rows: Any = memoryview(drawn).tolist()
    picked = rows[:1] if kind == zxingcpp.BarcodeFormat.Code128 else rows
    return Code(tuple(tuple(grey == 0 for grey in row) for row in picked), quiet)
