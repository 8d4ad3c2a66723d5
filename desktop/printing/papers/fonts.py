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

SANS = "sans"
_ARABIC = "arabic"
_FOLDER = Path(__file__).parents[3] / "resources" / "fonts"
_BUNDLED = ((SANS, "NotoSans"), (_ARABIC, "NotoSansArabic"))
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
    """Give a document its fonts, and those of the system that ``texts`` need. What no font has is shown as a box."""
    for family, name in _BUNDLED:
        pdf.add_font(family, "", _FOLDER / f"{name}-Regular.ttf")
        pdf.add_font(family, "B", _FOLDER / f"{name}-Bold.ttf")
    families = [_ARABIC]
    missing = {ord(letter) for text in texts for letter in text} - _bundled_letters()
    for path in _system_fonts() if missing else ():
        if found := missing & _letters(path):
            pdf.add_font(path.stem.lower(), "", path)
            families.append(path.stem.lower())
            missing -= found
    pdf.set_fallback_fonts(families, exact_match=False)


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
def _bundled_letters() -> frozenset[int]:
    return frozenset().union(*(_letters(_FOLDER / f"{name}-Regular.ttf") for _family, name in _BUNDLED))


@cache
def _letters(path: Path) -> frozenset[int]:
    with TTFont(path, fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())
