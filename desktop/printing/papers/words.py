"""Amounts and times as each language writes them on paper; Western digits everywhere, as couriers' systems do."""

from datetime import datetime

from desktop.domain.money import Money
from desktop.domain.orders import Address

# Between thousands, and before decimals.
_MARKS = {"fr": ("\u202f", ","), "es": (".", ","), "pt": (".", ","), "id": (".", ",")}


def amount(money: Money, language: str) -> str:
    """``1,234.50 KES``, with the decimals the platform wrote; one alone gets its nought."""
    thousands, decimals = _MARKS.get(language, (",", "."))
    marks = str.maketrans({",": thousands, ".": decimals})
    digits = f"{money.amount:,f}"
    lone = digits[-2:-1] == "."
    return f"{(digits + '0' * lone).translate(marks)} {money.currency}".strip()


def count(number: int, language: str) -> str:
    """A whole number."""
    return f"{number:,}".replace(",", _MARKS.get(language, (",", "."))[0])


def day(moment: datetime) -> str:
    """``2026-11-21``: read the same in every country."""
    return f"{moment:%Y-%m-%d}"


def minute(moment: datetime) -> str:
    """``2026-11-21 10:20``, in the zone the moment carries."""
    return f"{moment:%Y-%m-%d %H:%M}"


def address_lines(address: Address) -> list[str]:
    """Street, then town, then country, without the name and the telephone number; nothing twice, nothing empty."""
    town = " ".join(part.strip() for part in (address.postal_code, address.city) if part.strip())
    lines = [*address.lines, town, address.region, address.country]
    kept: list[str] = []
    for line in (line.strip() for line in lines):
        if line and line.casefold() not in {other.casefold() for other in kept}:
            kept.append(line)
    return kept
