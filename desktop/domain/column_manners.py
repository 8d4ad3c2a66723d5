"""How a column of a file writes numbers and days: seen from all its values, because one alone can mean two things."""

import re
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from desktop.domain.typed_values import Style

_POINT_AND_COMMA = re.compile(r"\d[\d.,]*\d|\d")
_DAY = re.compile(r"^\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\b")


class Numbers(StrEnum):
    """Which sign stands before the decimals."""

    POINT = "point"  # 1,234.50
    COMMA = "comma"  # 1.234,50


class Days(StrEnum):
    """Which figure of a day comes first, where the year does not."""

    DAY = "day"  # 31/12/2026
    MONTH = "month"  # 12/31/2026


def numbers_of(texts: Iterable[str], usual: Numbers) -> tuple[Numbers, bool]:
    """How these texts write decimals, and whether any of them proves it; else it is what is usual here."""
    seen = {sign for text in texts if (sign := _decimal_sign(text)) is not None}
    return (seen.pop(), True) if len(seen) == 1 else (usual, False)


def days_of(texts: Iterable[str], usual: Days) -> tuple[Days, bool]:
    """The same of days: 31/12 proves that the day comes first."""
    seen = set()
    for text in texts:
        if found := _DAY.match(text):
            one, two = int(found[1]), int(found[2])
            if (one > 12) is not (two > 12):
                seen.add(Days.DAY if one > 12 else Days.MONTH)
    return (seen.pop(), True) if len(seen) == 1 else (usual, False)


def style_of(numbers: Numbers | None, days: Days | None, usual: Style) -> Style:
    """The style that reads such a column."""
    style = usual
    if numbers is not None:
        style = replace(style, decimal=",", group=".") if numbers is Numbers.COMMA else Style(".", ",")
    return replace(style, day_first=days is Days.DAY if days is not None else usual.day_first)


def usual_manners(style: Style) -> tuple[Numbers, Days]:
    """What is to be expected of somebody who writes in this style."""
    return Numbers.COMMA if style.decimal == "," else Numbers.POINT, Days.DAY if style.day_first else Days.MONTH


def _decimal_sign(text: str) -> Numbers | None:
    """The sign before the decimals, where the text leaves no doubt."""
    found = _POINT_AND_COMMA.search(text)
    if found is None:
        return None
    figure = found.group()
    point, comma = figure.count("."), figure.count(",")
    if point and comma:
        return Numbers.POINT if figure.rfind(".") > figure.rfind(",") else Numbers.COMMA
    if point + comma == 0:
        return None
    is_point = bool(point)
    if point + comma > 1:  # it groups thousands, so the other one stands before decimals
        return Numbers.COMMA if is_point else Numbers.POINT
    before, _, after = figure.partition("." if is_point else ",")
    if len(after) == 3 and len(before) <= 3 and not before.startswith("0"):
        return None
    return Numbers.POINT if is_point else Numbers.COMMA
