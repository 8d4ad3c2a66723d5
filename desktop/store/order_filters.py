"""Filters in the words of SQL: each as a test of one order, and where an index knows, as a list of all it lets through.

Values are always bound; their names begin with ``f_``. In a test the order is ``o``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from desktop.domain.operations import PROMOTION_KINDS, PUSHED_KINDS
from desktop.domain.order_filters import OrderFilters, OutboxFilter
from desktop.domain.orders import OPEN_BUCKETS
from desktop.store.values import BUCKET_CODE, LABEL_CODE, sort_key, to_ms

OPEN_CODES = ",".join(str(BUCKET_CODE[bucket]) for bucket in sorted(OPEN_BUCKETS))
# A SKU or a product may have the same remote id as an order.
OF_OTHERS = ",".join(f"'{kind.value}'" for kind in sorted(PUSHED_KINDS | PROMOTION_KINDS))
# Word for word as in the partial indexes of ``operations``: only then SQLite uses them.
_STATES = {
    OutboxFilter.OPEN: "p.state IN ('queued','sending','working','unsure','conflict','needs_login')",
    OutboxFilter.REFUSED: "p.state = 'refused'",
}
# Refused, and nothing of its kind was wished after it.
NOT_FOLLOWED = (
    "NOT EXISTS (SELECT 1 FROM operations later WHERE later.account_id = p.account_id AND later.subject = p.subject "
    "AND later.kind = p.kind AND later.no > p.no AND later.state <> 'cancelled')"
)
_ADDRESS_LABEL = (
    "EXISTS (SELECT 1 FROM document_prints d "
    "WHERE d.order_id = o.id AND d.kind = 'address_label' AND d.voided_at IS NULL)"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """``test`` of the order ``o``; ``found`` selects ``id`` of all orders that pass, empty where no index knows."""

    test: str
    found: str = ""
    values: dict[str, object] = field(default_factory=dict)


def conditions(filters: OrderFilters, now: datetime) -> tuple[Condition, ...]:
    """All conditions of ``filters`` but the platforms, which are shops (see ``order_scope``)."""
    return (*_of_words(filters), *_of_work(filters), *_of_times(filters, now), *_of_amounts(filters))


def _of_words(filters: OrderFilters) -> Iterator[Condition]:
    if filters.countries:
        marks, values = _marks("country", filters.countries)
        yield Condition(f"o.country IN ({marks})", values=values)
    if filters.providers:
        marks, values = _marks("provider", filters.providers)
        yield Condition(f"o.provider IN ({marks})", _through("provider", f"IN ({marks})"), values)
    if filters.buyer:
        yield Condition("o.buyer = :f_buyer", _through("buyer", "= :f_buyer"), {"f_buyer": filters.buyer})
    if filters.tags:
        marks, values = _marks("tag", filters.tags)
        test = f"EXISTS (SELECT 1 FROM order_tags g WHERE g.order_id = o.id AND g.tag IN ({marks}))"
        yield Condition(test, f"SELECT DISTINCT order_id AS id FROM order_tags WHERE tag IN ({marks})", values)
    if filters.noted is not None:
        yield _noted(filters.noted)


def _noted(wanted: bool) -> Condition:
    note = "SELECT 1 FROM annotations n WHERE n.order_id = o.id AND n.private_note <> ''"
    if not wanted:
        return Condition(f"NOT EXISTS ({note})")
    return Condition(f"EXISTS ({note})", "SELECT order_id AS id FROM annotations WHERE private_note <> ''")


def _of_work(filters: OrderFilters) -> Iterator[Condition]:
    if filters.labels:
        codes = f"IN ({','.join(str(LABEL_CODE[label]) for label in filters.labels)})"
        yield Condition(f"o.label {codes}", _through("label", codes))
    if filters.printed is not None:
        yield Condition(f"{'' if filters.printed else 'NOT '}(o.printed > 0 OR {_ADDRESS_LABEL})")
    if filters.open:
        yield Condition(f"o.bucket IN ({OPEN_CODES})", _still_open())
    if filters.outbox is not None:
        state = _STATES[filters.outbox]
        last = f" AND {NOT_FOLLOWED}" if filters.outbox is OutboxFilter.REFUSED else ""
        wished = f"p.kind NOT IN ({OF_OTHERS}) AND {state}{last}"
        yield Condition(
            "EXISTS (SELECT 1 FROM accounts a CROSS JOIN operations p ON p.account_id = a.id "
            f"AND p.subject = o.remote_id WHERE a.no = o.account_no AND {wished})",
            "SELECT DISTINCT w.id FROM operations p CROSS JOIN accounts a ON a.id = p.account_id "
            f"CROSS JOIN orders w ON w.account_no = a.no AND w.remote_id = p.subject WHERE {wished}",
        )


def _of_times(filters: OrderFilters, now: datetime) -> Iterator[Condition]:
    since = filters.placed_from
    if filters.placed_within is not None:
        since = max(now - filters.placed_within, since or now - filters.placed_within)
    if since is not None or filters.placed_to is not None:
        first, last = (None if moment is None else to_ms(moment) for moment in (since, filters.placed_to))
        yield _between("created_at", "placed", first, last, last_too=False)
    if filters.ship_within is not None:
        values: dict[str, object] = {"f_ship": _until(now, filters.ship_within)}
        near = f"bucket IN ({OPEN_CODES}) AND {{}}ship_by < :f_ship"
        yield Condition(f"o.{near.format('o.')}", f"{_still_open()} AND ship_by < :f_ship", values)
    if filters.breach_within is not None:
        values = {"f_breach": _until(now, filters.breach_within)}
        caught = "SELECT 1 FROM order_risks k WHERE k.order_id = o.id AND k.breach_at < :f_breach"
        found = "SELECT order_id AS id FROM order_risks WHERE breach_at < :f_breach"
        yield Condition(f"o.bucket IN ({OPEN_CODES}) AND EXISTS ({caught})", found, values)


def _of_amounts(filters: OrderFilters) -> Iterator[Condition]:
    least, most = filters.amount_from, filters.amount_to
    if least is not None or most is not None:
        yield _between("total_sort", "amount", _amount(least), _amount(most), last_too=True)


def _between(column: str, name: str, first: object, last: object, *, last_too: bool) -> Condition:
    parts, values = [], {}
    if first is not None:
        parts.append(f"{{}}{column} >= :f_{name}_from")
        values[f"f_{name}_from"] = first
    if last is not None:
        parts.append(f"{{}}{column} {'<=' if last_too else '<'} :f_{name}_to")
        values[f"f_{name}_to"] = last
    words = " AND ".join(parts)
    found = f"SELECT id FROM orders INDEXED BY ix_orders_{column} WHERE {words.replace('{}', '')}"
    return Condition(words.replace("{}", "o."), found, values)


def _through(column: str, words: str) -> str:
    return f"SELECT id FROM orders INDEXED BY ix_orders_{column} WHERE {column} {words}"


def _still_open() -> str:
    return f"SELECT id FROM orders INDEXED BY ix_orders_status WHERE bucket IN ({OPEN_CODES})"


def _marks(name: str, values: Sequence[str]) -> tuple[str, dict[str, object]]:
    bound: dict[str, object] = {f"f_{name}{at}": value for at, value in enumerate(values)}
    return ", ".join(f":{key}" for key in bound), bound


def _until(now: datetime, length: timedelta) -> int:
    return to_ms(now + length)


def _amount(amount: Decimal | None) -> float | None:
    return None if amount is None else sort_key(amount)
