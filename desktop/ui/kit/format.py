"""Amounts, times and countdowns as people read them: local zone and locale outside, aware UTC and Decimal inside."""

from datetime import datetime, timedelta
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.domain.money import Money

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def tr(source: str) -> str:
    return QCoreApplication.translate("Format", source)


def locale() -> QLocale:
    """The desktop's locale; the bare ``C`` one groups no digits, which nobody wants to read."""
    found = QLocale()
    return QLocale(QLocale.Language.English) if found.language() is QLocale.Language.C else found


def number(value: int) -> str:
    """A count with the locale's separators: 48,210."""
    return locale().toString(value)


def counted(count: int, one: str, many: str, **named: str) -> str:
    """``one`` for a single thing, else ``many`` with its ``{n}``; either with what else is ``named`` in it."""
    return (one if count == 1 else many).format(n=number(count), **named)


def money(amount: Money) -> str:
    """``KES 1,250.00``: code first, all decimals the platform gave (one alone gets its nought), never rounded."""
    here = locale()
    sign, digits, exponent = amount.amount.as_tuple()
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    whole, _, fraction = f"{abs(amount.amount):.{places}f}".partition(".")
    cents = here.decimalPoint() + fraction.ljust(2, "0") if fraction else ""
    text = _grouped(whole, here.groupSeparator()) + cents
    return f"{amount.currency}\N{NO-BREAK SPACE}{'-' if sign and any(digits) else ''}{text}"


def _grouped(whole: str, separator: str) -> str:
    head = len(whole) % 3 or 3
    return separator.join([whole[:head], *(whole[at : at + 3] for at in range(head, len(whole), 3))])


def sum_of(amounts: list[Money]) -> str:
    """The total of amounts, one figure per currency."""
    totals: dict[str, Decimal] = {}
    for amount in amounts:
        totals[amount.currency] = totals.get(amount.currency, Decimal(0)) + amount.amount
    return " + ".join(money(Money(total, currency)) for currency, total in totals.items())


def figure(amount: Decimal) -> str:
    """A bare amount with the locale's separators: 1,250.50."""
    whole, _, fraction = f"{amount:f}".lstrip("-").partition(".")
    cents = locale().decimalPoint() + fraction if fraction else ""
    return f"{'-' if amount < 0 else ''}{_grouped(whole, locale().groupSeparator())}{cents}"


def day(at: datetime) -> str:
    """A local date."""
    return f"{at.astimezone():%d %b %Y}"


def moment(at: datetime) -> str:
    """A short local date and time."""
    local = at.astimezone()
    return f"{local:%d %b %Y %H:%M}"


def moment_both(at: datetime) -> str:
    """Local time and UTC, for tool tips: a deadline shows both."""
    return f"{moment(at)} ({at:%Y-%m-%d %H:%M} UTC)"


def ago(at: datetime, now: datetime) -> str:
    """How long ago, in the largest sensible unit; old things get their date."""
    seconds = (now - at).total_seconds()
    if seconds < _MINUTE:
        return tr("just now")
    if seconds < _HOUR:
        return tr("{n} min ago").format(n=int(seconds // _MINUTE))
    if seconds < _DAY:
        return tr("{n} h ago").format(n=int(seconds // _HOUR))
    if seconds < 7 * _DAY:
        return tr("{n} d ago").format(n=int(seconds // _DAY))
    return moment(at)


def countdown(until: datetime, now: datetime) -> str:
    """Time left to a deadline, or how late it is: ``in 3 h 20 min``, ``2 d late``."""
    seconds = (until - now).total_seconds()
    if seconds >= 0:
        return tr("in {span}").format(span=span(timedelta(seconds=seconds)))
    return tr("{span} late").format(span=span(timedelta(seconds=-seconds)))


def span(length: timedelta) -> str:
    """A length of time in its two largest units."""
    seconds = int(length.total_seconds())
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if days:
        return tr("{d} d {h} h").format(d=days, h=hours) if hours and days < 7 else tr("{d} d").format(d=days)
    if hours:
        return tr("{h} h {m} min").format(h=hours, m=minutes)
    return tr("{m} min").format(m=minutes)
