"""Find and replace in the texts of cells: whole cells or parts of them, without regard to capitals unless wished."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replacement:
    """``whole``: only cells that are exactly ``find``; an empty ``find`` then means empty cells."""

    find: str
    replace: str
    whole: bool = False
    match_case: bool = False


def replaced(text: str, how: Replacement) -> str | None:
    """The text after it; None where nothing is found."""
    if how.whole:
        same = text == how.find if how.match_case else text.casefold() == how.find.casefold()
        return how.replace if same else None
    if not how.find:
        return None
    flags = re.NOFLAG if how.match_case else re.IGNORECASE
    found, count = re.subn(re.escape(how.find), lambda _match: how.replace, text, flags=flags)
    return found if count else None
