"""What people type or paste into a cell, read into exact values: tolerant of every way to write them, never silent.

Six ways of writing numbers are known (English, French, Arabic, Spanish, Portuguese, Indonesian). Where a text can mean
two values, the style decides and the answer says so (``ambiguous_number``, ``ambiguous_date``).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal

from desktop.domain.catalog import ListingStatus

LONGEST = 64  # characters; nobody writes a longer number


@dataclass(frozen=True, slots=True)
class Style:
    """How a language writes numbers and days."""

    decimal: str = "."
    group: str = ","
    zero: str = "0"  # the first of its ten digits
    day_first: bool = True


STYLES: Mapping[str, Style] = {
    "en": Style(".", ",", day_first=False),
    "fr": Style(",", "\N{NARROW NO-BREAK SPACE}"),
    "ar": Style("\N{ARABIC DECIMAL SEPARATOR}", "\N{ARABIC THOUSANDS SEPARATOR}", "\N{ARABIC-INDIC DIGIT ZERO}"),
    "es": Style(",", "."),
    "pt": Style(",", "."),
    "id": Style(",", "."),
}


@dataclass(frozen=True, slots=True)
class Read:
    """What a text means. ``code`` tells why it means nothing (``value`` None), or what to look at (a warning)."""

    value: Decimal | None
    code: str = ""
    percent: bool = False


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A moment, as ``Read``."""

    value: datetime | None
    code: str = ""


NOT_A_NUMBER = Read(None, "not_a_number")
_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff")
)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2008\u2009\u202f'\u2019\u02bc\u066c_]")
_SIGNS = {"\u2212": "-", "\u2013": "-", "\ufe63": "-", "\uff0d": "-", "\uff0b": "+", "\u066a": "%", "\uff05": "%"}
_POINTS = {"\u066b": "\u066b", "\uff0e": ".", "\uff0c": ",", "\u060c": ","}
_CURRENCY_WORD = re.compile(r"^[^\W\d_]{1,4}(?:\.[^\W\d_]{0,3})*\.?$")
_USUAL = re.compile(r"^[0-9]+(?:[.,][0-9]{1,2})?$")
_NO_CENTS = re.compile(r"[.,]-{1,2}$")  # "12,-"
_EXPONENT = re.compile(r"^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,2}$")


# --- numbers ----------------------------------------------------------------------------------------------------------
def read_number(text: str, style: Style = STYLES["en"], *, whole: bool = False) -> Read:
    """The number in ``text``: ``1.234,50``, ``KES 1,234.50``, ``(12)``, ``15 %``, in any script's digits.

    ``whole``: only whole numbers are meant, so that three digits behind a separator are thousands.
    Codes without a value: ``not_a_number``; with one: ``ambiguous_number``, ``spreadsheet_exponent``.
    """
    if len(text) > LONGEST:
        return NOT_A_NUMBER
    if _USUAL.match(text):  # most of ten thousand pasted cells: no doubt, no ornament
        return Read(Decimal(text.replace(",", ".")))
    body = _NO_CENTS.sub("", _western(text.translate(_INVISIBLE).strip().lstrip("'")))
    negative, body = _sign(body)
    percent = body.endswith("%") or body.startswith("%")
    body = _bare(body.strip("% \u00a0\u202f"))
    if not negative:
        negative, body = _sign(body)
    if _EXPONENT.match(body):
        return Read(_negated(Decimal(body.replace(",", ".")), negative), "spreadsheet_exponent", percent)
    figure, is_doubtful = _figure(body, style, whole=whole)
    if figure is None:
        return NOT_A_NUMBER
    return Read(_negated(figure, negative), "ambiguous_number" if is_doubtful else "", percent)


def write_number(value: Decimal, style: Style = STYLES["en"], *, grouped: bool = True) -> str:
    """The same number as its language writes it; every decimal is kept."""
    sign, digits, exponent = value.as_tuple()
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    whole, _, rest = f"{abs(value):.{places}f}".partition(".")
    if grouped:
        head = len(whole) % 3 or 3
        whole = style.group.join([whole[:head], *(whole[at : at + 3] for at in range(head, len(whole), 3))])
    text = whole + (style.decimal + rest if rest else "")
    if style.zero != "0":
        text = text.translate({ord("0") + at: chr(ord(style.zero) + at) for at in range(10)})
    return ("-" if sign and any(digits) else "") + text


def unmistakable(amount: Decimal) -> Decimal:
    """The same amount, with a fourth decimal where three could be taken for thousands."""
    exponent = amount.as_tuple().exponent
    return amount.quantize(Decimal("0.0001")) if exponent == -3 and abs(amount) < 1_000 else amount


def _western(text: str) -> str:
    """Digits of every script as ours, signs and points in one form."""
    if text.isascii():
        return text
    made = []
    for letter in text:
        digit = unicodedata.digit(letter, -1) if unicodedata.category(letter) == "Nd" else -1
        made.append(str(digit) if digit >= 0 else _SIGNS.get(letter) or _POINTS.get(letter) or letter)
    return "".join(made)


def _sign(text: str) -> tuple[bool, str]:
    """Whether it is below zero: a sign before or behind, or the accountants' brackets."""
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text.startswith(("-", "+")):
        return text[0] == "-", text[1:].strip()
    if len(text) > 1 and text.endswith("-"):
        return True, text[:-1].strip()
    return False, text


def _bare(text: str) -> str:
    """Without a currency's sign or short name on either side."""
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Sc").strip()
    first = next((at for at, letter in enumerate(text) if letter.isdecimal()), -1)
    if first < 0:
        return ""
    last = max(at for at, letter in enumerate(text) if letter.isdecimal())
    head, tail = text[:first], text[last + 1 :]
    # A point that belongs to the number (".5", "5.") is no part of a name; that of "Rp. 500" and "S/." is.
    if head.strip() in (".", ",", "-", "+", "-.", "-,", "\u066b"):
        first = 0
    elif head.strip() and not _is_name(head):
        return "?"
    elif head.rstrip().endswith("-"):
        first = len(head.rstrip()) - 1
    if tail.strip() and tail.strip() not in (".", ",", "\u066b", ",-", ".-", ",--", "-") and not _is_name(tail):
        return "?"
    return text[first : last + 1].strip()


def _is_name(text: str) -> bool:
    bare = text.strip().rstrip("-+").strip().replace("/", "").strip()
    return not bare or bool(_CURRENCY_WORD.match(bare))


def _figure(body: str, style: Style, *, whole: bool) -> tuple[Decimal | None, bool]:
    """The number without sign, and whether it could be another one too."""
    if not body or not all(letter.isdecimal() or letter in ".,\u066b" or _SPACES.match(letter) for letter in body):
        return None, False
    points = [letter for letter in body if letter in ".,\u066b"]
    kinds = list(dict.fromkeys(points))
    if not kinds:
        return _joined(body, ""), False
    if "\u066b" in kinds:
        return (_joined(body, "\u066b"), False) if points.count("\u066b") == 1 else (None, False)
    if len(kinds) == 2:
        return (_joined(body, kinds[-1]), False) if points.count(kinds[-1]) == 1 else (None, False)
    if len(points) > 1:
        return _joined(body, ""), False
    return _one_point(body, kinds[0], style, whole=whole)


def _one_point(body: str, point: str, style: Style, *, whole: bool) -> tuple[Decimal | None, bool]:
    """One separator, once: thousands where exactly three digits follow up to three, else decimals."""
    before, _, after = body.partition(point)
    could_group = len(after) == 3 and 1 <= len(before) <= 3 and before.isdecimal() and not before.startswith("0")
    if not could_group:
        return _joined(body, point), False
    if whole:
        return _joined(body, ""), point == style.decimal
    if point == style.decimal:
        return _joined(body, point), True
    return _joined(body, ""), point != style.group


def _joined(body: str, point: str) -> Decimal | None:
    """Digits without their groups; nothing where a group has not its three digits (or two, as India writes)."""
    whole, _, rest = body.partition(point) if point else (body, "", "")
    if rest and not rest.isdecimal():
        return None
    groups = re.split(r"[.,]|" + _SPACES.pattern, whole)
    if not all(group.isdecimal() for group in groups[1:]) or (groups[0] and not groups[0].isdecimal()):
        return None
    sizes = [len(group) for group in groups]
    if len(sizes) > 1 and (sizes[-1] != 3 or not 1 <= sizes[0] <= 3 or {*sizes[1:-1]} not in ({3}, {2}, set())):
        return None
    digits = "".join(groups)
    return Decimal(f"{digits or '0'}.{rest}" if rest else digits) if digits or rest else None


def _negated(value: Decimal, negative: bool) -> Decimal:
    return -value if negative and value else value


# --- moments ----------------------------------------------------------------------------------------------------------
_TIME = r"(?:[ T]+(\d{1,2})[:h.](\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
_YEAR_FIRST = re.compile(rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}(Z|[+-]\d{{2}}:?\d{{2}})?$")
_YEAR_LAST = re.compile(rf"^(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_TIME}$")
_LAST_MOMENT = time(23, 59, 59)


def read_moment(text: str, zone: tzinfo, style: Style = STYLES["en"], *, last: bool = False) -> ReadDay:
    """The UTC moment in ``text``; a bare day is its first moment in ``zone``, or with ``last`` its last one.

    Codes without a value: ``not_a_date``; with one: ``ambiguous_date``.
    """
    body = _western(text.translate(_INVISIBLE)).strip()
    if found := _YEAR_FIRST.match(body):
        year, month, day, hour, minute, second, offset = found.groups()
        return _moment((year, month, day), (hour, minute, second), zone, offset, last=last)
    if found := _YEAR_LAST.match(body):
        one, two, year, hour, minute, second = found.groups()
        year = f"20{year}" if len(year) == 2 else year
        is_day_first = int(one) > 12 or (style.day_first and int(two) <= 12)
        month, day = (two, one) if is_day_first else (one, two)
        read = _moment((year, month, day), (hour, minute, second), zone, None, last=last)
        doubtful = int(one) <= 12 and int(two) <= 12 and one.lstrip("0") != two.lstrip("0")
        return ReadDay(read.value, "ambiguous_date") if doubtful and read.value else read
    return ReadDay(None, "not_a_date")


def write_moment(moment: datetime, zone: tzinfo) -> str:
    """As it is typed again without doubt: ``2026-03-10 14:30`` in ``zone``, with seconds where there are any.

    In the hour that comes twice when summer ends, the second time has its offset: ``2026-10-25 02:30+01:00``.
    """
    local = moment.astimezone(zone)
    text = f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
    is_second_time = local.replace(fold=0).utcoffset() != local.utcoffset()
    return text + local.isoformat()[-6:] if is_second_time else text


def _moment(
    day: tuple[str, str, str], clock: tuple[str | None, ...], zone: tzinfo, offset: str | None, *, last: bool
) -> ReadDay:
    bare = _LAST_MOMENT if last else time(0)
    try:
        at = bare if clock[0] is None else time(int(clock[0]), int(clock[1] or 0), int(clock[2] or 0))
        year, month, number = (int(part) for part in day)
        moment = datetime(year, month, number, at.hour, at.minute, at.second, tzinfo=zone)
        if offset:
            moment = moment.replace(tzinfo=_offset(offset))
        return ReadDay(moment.astimezone(UTC))
    except (ValueError, OverflowError):
        return ReadDay(None, "not_a_date")


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


# --- status -----------------------------------------------------------------------------------------------------------
_ON = "active on yes true 1 live enabled actif oui activo sí si ativo sim aktif ya نشط نعم"
_OFF = "inactive off no false 0 paused disabled inactif non inactivo inativo não nao nonaktif tidak غير\u00a0نشط لا"
_WORDS = {
    **dict.fromkeys(_ON.split(" "), ListingStatus.ACTIVE),
    **{word.replace("\u00a0", " "): ListingStatus.INACTIVE for word in _OFF.split(" ")},
}


def read_status(text: str, words: Mapping[str, ListingStatus] | None = None) -> ListingStatus | None:
    """Active or inactive in six languages, or in the ``words`` (lower case) the screen uses."""
    body = " ".join(text.translate(_INVISIBLE).casefold().split())
    return (words or {}).get(body) or _WORDS.get(body)
