"""The letters of our papers: fonts that come with the program, and the system's own for scripts that those lack."""

import logging
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from unicodedata import category

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import TTFFont

SANS = "sans"
_FOLDER = Path(__file__).parents[3] / "resources" / "fonts"
# All but Latin (with Vietnamese), Greek, Cyrillic, dashes, quotes, arrows and signs of currency.
_JOINING = re.compile("[^\x00-\u02ff\u0370-\u058f\u1e00-\u1fff\u2010-\u2027\u202f-\u206f\u20a0-\u20cf\u2190-\u21ff]")
_JOINERS = "\u200c\u200d"  # they shape Persian and Indic words, and show nothing by themselves

# One font a line, where the systems keep those that speak Thai, Chinese, Japanese, Korean, Hebrew, Bengali and more.
_SYSTEM = {
    "win32": (
        "C:/Windows/Fonts/LeelawUI.ttf", "C:/Windows/Fonts/msyh.ttc", "C:/Windows/Fonts/malgun.ttf",
        "C:/Windows/Fonts/YuGothM.ttc", "C:/Windows/Fonts/Nirmala.ttf", "C:/Windows/Fonts/segoeui.ttf",
        "C:/Windows/Fonts/ebrima.ttf",
    ),
    "darwin": ("/System/Library/Fonts/Supplemental/Arial Unicode.ttf", "/Library/Fonts/Arial Unicode.ttf"),
    "linux": (
        "/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf",
        "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/usr/share/fonts/truetype/noto/NotoSansEthiopic-Regular.ttf",
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    ),
}  # fmt: skip

# It tells the terminal which letters a font lacks: those are letters of a buyer's name.
logging.getLogger("fpdf").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


def set_up(pdf: FPDF, texts: Iterable[str]) -> None:
    """Give a document its font, and those more that ``texts`` need. What no font has is shown as a box."""
    _add(pdf, SANS, _bundled("NotoSans"))
    missing = {ord(letter) for text in texts for letter in text} - _letters(_bundled("NotoSans"))
    families = []
    for path in (_bundled("NotoSansArabic"), *_system_fonts()) if missing else ():
        if found := missing & _letters(path):
            families.append(path.stem.lower())
            _add(pdf, families[-1], path)
            missing -= found
    pdf.set_fallback_fonts(families, exact_match=False)


def close(pdf: FPDF) -> None:
    """Close the files of a document's fonts: it reads letters from them as it needs them."""
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.close()


def _bundled(name: str) -> Path:
    return _FOLDER / f"{name}-Regular.ttf"


def _add(pdf: FPDF, family: str, path: Path) -> None:
    """A font, and its bold sister where it lies beside it."""
    pdf.add_font(family, "", path)
    bold = path.with_name(path.name.replace("-Regular", "-Bold"))
    if bold != path and bold.is_file():
        pdf.add_font(family, "B", bold)


def plain(text: str) -> str:
    """One line without what a printer or a reader of PDF could stumble over: control letters, halves of letters."""
    kept = (letter if letter in _JOINERS or category(letter)[0] != "C" else " " for letter in text)
    return " ".join("".join(kept).split())


def needs_shaping(text: str) -> bool:
    """Whether letters join, stack or run from the right: Latin, Greek and Cyrillic do not, and shaping takes time."""
    return not text.isascii() and bool(_JOINING.search(text))


def _system_fonts() -> list[Path]:
    return [path for name in _SYSTEM.get(sys.platform, ()) if (path := Path(name)).is_file()]


@cache
def _letters(path: Path) -> frozenset[int]:
    with TTFont(path, fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())
