"""A query of orders as plain JSON data and back, for saved views and for the next start.

What another version wrote and this one does not know is passed over: half a view is better than none.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop.domain.labels import LabelState
from desktop.domain.order_filters import NO_FILTERS, OrderFilters, OutboxFilter
from desktop.domain.order_views import OrderQuery, OrderSort, SortKey
from desktop.domain.orders import Bucket

Data = Mapping[str, Any]


def as_data(query: OrderQuery) -> dict[str, object]:
    """``query`` without what is as usual."""
    data: dict[str, object] = {
        "bucket": query.bucket.value,
        "sort": [[key.by.value, key.descending] for key in query.sort],
    }
    if query.shop_ids:
        data["shops"] = list(query.shop_ids)
    if query.search:
        data["search"] = query.search
    if query.filters:
        data["filters"] = _filters_data(query.filters)
    return data


def query_of(data: Data, usual: OrderQuery) -> OrderQuery:
    """What ``as_data`` gave; what is missing or unknown is as in ``usual``."""
    filters = data.get("filters")
    return OrderQuery(
        bucket=_read(Bucket, data.get("bucket")) or usual.bucket,
        shop_ids=_words(data.get("shops")),
        search=data["search"] if isinstance(data.get("search"), str) else "",
        sort=_sort(data.get("sort")) or usual.sort,
        filters=_filters(filters) if isinstance(filters, Mapping) else NO_FILTERS,
    )


def _filters_data(filters: OrderFilters) -> dict[str, object]:
    return {
        name: _plain(value)
        for name in OrderFilters.__dataclass_fields__
        if (value := getattr(filters, name)) != getattr(NO_FILTERS, name)
    }


def _plain(value: object) -> object:
    """Moments as ISO text, lengths as seconds, amounts as exact text."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value) if isinstance(value, Decimal) else value


def _filters(data: Data) -> OrderFilters:
    read: dict[str, Any] = {name: reader(data[name]) for name, reader in _READERS.items() if name in data}
    return OrderFilters(**{name: value for name, value in read.items() if value is not None})


def _sort(data: object) -> tuple[SortKey, ...]:
    pairs = data if isinstance(data, list | tuple) else ()
    keys = [(_read(OrderSort, pair[0]), bool(pair[1])) for pair in pairs if isinstance(pair, list) and len(pair) == 2]
    return tuple(SortKey(by, down) for by, down in keys if by is not None)[:2]


def _read(make: Callable[[Any], Any], value: object) -> Any:
    """``make(value)``, or None where that is nothing it knows."""
    try:
        return None if value is None else make(value)
    except (ValueError, TypeError, InvalidOperation, OverflowError):
        return None


def _words(value: object) -> tuple[str, ...]:
    found: Iterable[object] = value if isinstance(value, list | tuple) else ()
    return tuple(word for word in found if isinstance(word, str))


def _labels(value: object) -> tuple[LabelState, ...]:
    states = (_read(LabelState, word) for word in _words(value))
    return tuple(state for state in states if state is not None)


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _moment(value: object) -> datetime | None:
    found: datetime | None = _read(datetime.fromisoformat, value)
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _length(value: object) -> timedelta | None:
    found: timedelta | None = _read(lambda seconds: timedelta(seconds=seconds), value)
    return found


def _amount(value: object) -> Decimal | None:
    found: Decimal | None = _read(lambda words: Decimal(str(words)), value)
    return found if found is None or found.is_finite() else None


_READERS: Mapping[str, Callable[[object], object]] = {
    **dict.fromkeys(("platforms", "countries", "providers", "tags"), _words),
    "labels": _labels,
    **dict.fromkeys(("printed", "open", "noted"), _truth),
    "outbox": lambda value: _read(OutboxFilter, value),
    "buyer": lambda value: value if isinstance(value, str) else None,
    **dict.fromkeys(("placed_from", "placed_to"), _moment),
    **dict.fromkeys(("placed_within", "ship_within", "breach_within"), _length),
    **dict.fromkeys(("amount_from", "amount_to"), _amount),
}
