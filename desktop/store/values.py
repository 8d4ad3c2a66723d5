"""How values lie in the file: times as UTC milliseconds, money as exact text, some enumerations as sortable numbers."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from desktop.domain.labels import LabelState
from desktop.domain.money import Money
from desktop.domain.orders import Bucket

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

# One encoder for all: json.dumps would build a new one for every value.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# Orders without a deadline sort after all that have one, in the same index.
NO_DEADLINE = 1 << 53

# Sorting by status follows the seller's day, so these numbers are part of the file format: append, never renumber.
BUCKET_CODE: dict[Bucket, int] = {
    Bucket.CANCEL_REQUESTED: 1,
    Bucket.TO_ACCEPT: 2,
    Bucket.TO_PACK: 3,
    Bucket.TO_SHIP: 4,
    Bucket.LABEL_READY: 5,
    Bucket.SHIPPED: 6,
    Bucket.FAILED: 7,
    Bucket.DELIVERED: 8,
    Bucket.CANCELLED: 9,
    Bucket.OTHER: 10,
}
BUCKET_OF_CODE = {code: bucket for bucket, code in BUCKET_CODE.items()}
LABEL_CODE: dict[LabelState, int] = {
    LabelState.FAILED: 1,
    LabelState.NONE: 2,
    LabelState.FETCHING: 3,
    LabelState.READY: 4,
    LabelState.PRINTED: 5,
}
LABEL_OF_CODE = {code: state for state, code in LABEL_CODE.items()}


def to_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970, rounded down; ``moment`` must be aware."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The aware UTC time of ``to_ms``."""
    return _EPOCH + timedelta(0, 0, milliseconds * 1000)  # by position: this runs for every row on screen


def ms_or_none(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)


def moment_or_none(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else from_ms(milliseconds)


def deadline_ms(moment: datetime | None) -> int:
    return NO_DEADLINE if moment is None else to_ms(moment)


def deadline(milliseconds: int) -> datetime | None:
    return None if milliseconds >= NO_DEADLINE else from_ms(milliseconds)


def money(amount: str, currency: str) -> Money:
    """The exact amount that was stored; the digits behind the point are kept as they came."""
    return Money(Decimal(amount), currency)


def sort_key(amount: Decimal) -> float:
    """What an amount is sorted by; absurd amounts go to the end instead of breaking the index."""
    try:
        key = float(amount)
    except (OverflowError, InvalidOperation, ValueError):
        return 0.0
    return key if key == key else 0.0


def to_json(value: object) -> str:
    return _encode(value)


def json_object(text: str | None) -> Mapping[str, object]:
    """A JSON object as a plain dict; nothing stored is an empty one."""
    return json.loads(text) if text else {}


def json_words(text: str | None) -> dict[str, str]:
    """As ``json_object`` where all values are text."""
    return json.loads(text) if text else {}


def json_list(text: str | None) -> tuple[str, ...]:
    """A JSON list of texts; nothing stored is an empty one."""
    return tuple(json.loads(text)) if text else ()


def json_values(text: str | None) -> list[object]:
    """A JSON list of anything; nothing stored is an empty one."""
    found = json.loads(text) if text else []
    return found if isinstance(found, list) else []


def plain(text: str) -> str:
    """Text that any file can hold: half characters, which broken platforms do send, become question marks."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode()
