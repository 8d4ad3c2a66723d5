"""Scanned codes: what a scanner typed, read in every way in which it may have been meant.

Scanners put signs of their own around a code, drop or add leading zeros, and type through the wrong keyboard layout.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop.domain.keyboard_layouts import slips

LONGEST = 400
MOST_AT_ONCE = 999
_SHORTEST_WORD = 5  # of a link: shorter ones are "www", "en" and the like
_MOST_WORDS = 12
_COUNT = re.compile(r"(\d{1,3})\s*[*×]\s*(.*)", re.DOTALL)
_AIM = re.compile(r"\]([A-Za-z][0-9A-Za-z])(?=.)", re.DOTALL)  # which kind of barcode it was, told in front of it
_GS1 = frozenset({"C1", "e0", "d2", "Q3"})
_GS1_UNIT = re.compile(r"0[12](\d{14})|00(\d{18})")  # article, content, or parcel number
_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class ScanCode:
    """``text``: the code as it is shown. ``count``: how many of it (``3*CODE``). ``readings``: best first, never none.

    A ``text`` that is empty with a ``count`` is a count that waits for its code.
    """

    text: str
    count: int = 1
    counted: bool = False
    readings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text) or self.counted

    @property
    def words(self) -> tuple[str, ...]:
        """The whole words inside a code that is more than one, such as a link; the best reading of it only."""
        found = [word for word in _WORD.findall(self.text) if len(word) >= _SHORTEST_WORD]
        return tuple(dict.fromkeys(found))[:_MOST_WORDS] if found != [self.text] else ()

    def rank(self, candidates: Iterable[str]) -> int | None:
        """How well this code names one of ``candidates``: 0 is exact, None not at all."""
        return best_rank((*self.readings, *self.words), candidates)

    def carries(self, number: str) -> bool:
        """Whether this is the number, or holds it as a whole word (a QR code with a link).

        A longer number that merely contains it is another one: no letter, digit, underscore or hyphen may touch it.
        """
        wanted = number.strip()
        if not wanted:
            return False
        whole = re.compile(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", re.IGNORECASE)
        return best_rank(self.readings, [wanted]) is not None or bool(whole.search(self.text))


def read_code(typed: str) -> ScanCode:
    """Read what came from the scanner or was typed by hand."""
    text = _plain(typed)
    count, counted = 1, False
    if found := _COUNT.fullmatch(text):
        count, counted = min(max(int(found[1]), 1), MOST_AT_ONCE), True
        text = found[2].strip()
    kind = ""
    if found := _AIM.match(text):
        kind, text = found[1], text[found.end() :].strip()
    return ScanCode(text, count, counted, tuple(dict.fromkeys(_readings(text, kind))))


def best_rank(readings: Iterable[str], candidates: Iterable[str]) -> int | None:
    """The place of the first reading that names a candidate; readings that do so but for leading zeros come after."""
    given = tuple(readings)
    wanted = {candidate.strip().casefold() for candidate in candidates if candidate.strip()}
    for rank, reading in enumerate(given):
        if reading.casefold() in wanted:
            return rank
    short = {_without_zeros(candidate) for candidate in wanted} - {""}
    for rank, reading in enumerate(given):
        if _without_zeros(reading.casefold()) in short:
            return len(given) + rank
    return None


def zeros_aside(code: str, lengths: Iterable[int] = (8, 12, 13, 14)) -> tuple[str, ...]:
    """An article number in each length in which it may be stored; other codes as they are."""
    bare = code.lstrip("0")
    if not code.isascii() or not code.isdigit() or not bare:
        return (code,)
    padded = (bare.zfill(length) for length in lengths if len(bare) <= length)
    return tuple(dict.fromkeys((code, bare, *padded)))


def _plain(typed: str) -> str:
    """One line without the signs a scanner puts around it; a separator inside becomes a space."""
    kept = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in typed[:LONGEST])
    return kept.replace("\N{ZERO WIDTH NO-BREAK SPACE}", "").strip()


def _readings(text: str, kind: str) -> Iterator[str]:
    if not text:
        return
    yield text
    usual = "".join(_digit(sign) for sign in unicodedata.normalize("NFKC", text))
    yield usual
    if (kind in _GS1 or len(usual) >= 16) and (found := _GS1_UNIT.match(usual)):
        yield found[1] or found[2]
    yield from slips(text)
    if " " in text:
        yield text.replace(" ", "")


def _digit(sign: str) -> str:
    """Digits of other scripts as ours."""
    value = unicodedata.digit(sign, None)
    return sign if value is None else str(value)


def _without_zeros(code: str) -> str:
    return code.lstrip("0")
