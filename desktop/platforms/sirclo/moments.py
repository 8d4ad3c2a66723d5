"""Times as the adapter writes them, and which of two messages about one thing is the newer (sirclo.md 1, 5.1)."""

import re
from datetime import UTC, datetime, timedelta

_SLASHED = re.compile(r"(\d{4})/(\d\d)/(\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)\s*(?:([+-])(\d{1,4}))?$")
_NO_TIME = 2  # Go writes the year 1 where there is no time


def moment(text: str | None) -> datetime | None:
    """Aware UTC; None for nothing, for Go's zero time, and for what is no time."""
    written = (text or "").strip()
    found = _SLASHED.match(written)
    if found:
        year, month, day, clock, sign, zone = found.groups()
        written = f"{year}-{month}-{day}T{clock}{_zone(sign, zone)}"
    try:
        read = datetime.fromisoformat(written)
        utc = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return None if utc.year < _NO_TIME else utc


def _zone(sign: str | None, zone: str | None) -> str:
    """``+007`` means seven hours, like ``+07`` and ``+7``; four digits are hours and minutes."""
    if not sign or not zone:
        return "Z"
    if len(zone) == 4:
        return f"{sign}{zone[:2]}:{zone[2:]}"
    return f"{sign}{int(zone):02d}:00"


def ranked(changed_at: datetime | None, published_at: datetime) -> datetime:
    """When a thing changed, so fine that of two messages of one second that were published apart the later is later.

    Changes are often told to the second only: within it, a part of a second stands for the delay of the message.
    """
    if changed_at is None:
        return published_at
    if changed_at.microsecond:
        return changed_at
    delay = max(0.0, (published_at - changed_at).total_seconds())
    return changed_at + timedelta(milliseconds=999 * delay / (delay + 60))
