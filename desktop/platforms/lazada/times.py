"""Times as Lazada writes them, in five spellings, and as it wants them written (lazada.md 8.1)."""

import re
from datetime import UTC, datetime, timedelta, timezone

_SPELLING = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ]+(?P<clock>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?\s*(?P<offset>Z|[+-]\d\d:?\d\d)?"
)


def moment(written: str | int | None, zone: timezone) -> datetime | None:
    """Aware UTC: ISO, with a blank, without an offset (then in the shop's ``zone``), or milliseconds since 1970."""
    text = str(written or "").strip()
    try:
        if text.isascii() and text.isdigit():
            return datetime.fromtimestamp(int(text) / 1000, UTC) if text.strip("0") else None
        found = _SPELLING.fullmatch(text)
        if found is None:
            return None
        read = datetime.fromisoformat(f"{found['day']}T{found['clock'] or '00:00'}{found['offset'] or ''}")
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def wire_time(at: datetime, *, up: bool = False) -> str:
    """ISO 8601 with a colon in the offset, rounded outward: whether an end is included is not documented."""
    step = timedelta(seconds=1)
    return (at.astimezone(UTC).replace(microsecond=0) + (2 * step if up else -step)).isoformat()


def wire_day(at: datetime, zone: timezone) -> str:
    """The day of a sale's beginning or end, where the shop is (section 13.3)."""
    return at.astimezone(zone).strftime("%Y-%m-%d")
