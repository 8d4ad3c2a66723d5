"""The memory of paper: each print of a slip, a list or an address label, and the ledger of all prints together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.errors import NotPossible
from desktop.domain.order_views import OrderEvent
from desktop.domain.papers import DocumentKind
from desktop.domain.prints import DocumentPrint, LedgerLine, LedgerQuery
from desktop.store.order_page import event_values
from desktop.store.order_rows import chunks, marks
from desktop.store.sql import raw, sa, t
from desktop.store.values import from_ms, to_ms

if TYPE_CHECKING:
    import sqlite3

_MOST = 5000
_OF_ORDER = "JOIN orders o ON o.id = {order} JOIN shops s ON s.no = o.shop_no JOIN accounts a ON a.no = o.account_no"
_LEDGER = (
    "SELECT o.id, o.number, s.name, a.platform, '{label}' AS kind, p.printed_at, p.printer, p.copy, p.who, "
    "l.tracking_number AS tracking, l.id AS label_id, p.voided_at "
    f"FROM prints p JOIN labels l ON l.id = p.label_id {_OF_ORDER.format(order='l.order_id')} "
    "UNION ALL SELECT o.id, o.number, s.name, a.platform, d.kind, d.printed_at, d.printer, d.copy, d.who, "
    f"o.tracking, 0, d.voided_at FROM document_prints d {_OF_ORDER.format(order='d.order_id')}"
).replace("{label}", DocumentKind.LABEL.value)


# --- reads ------------------------------------------------------------------------------------------------------------
def printed_documents(c: sqlite3.Connection, order_ids: Sequence[int], kind: DocumentKind) -> dict[int, int]:
    """How often this paper of each order was printed; orders without one are left out."""
    found: Counter[int] = Counter()
    for chunk in chunks(order_ids):
        select = (
            f"SELECT order_id, count(*) FROM document_prints WHERE order_id IN {marks(chunk)} AND kind = ? "
            "AND voided_at IS NULL GROUP BY order_id"
        )
        found.update(dict(c.execute(select, (*chunk, kind.value)).fetchall()))
    return dict(found)


def ledger(c: sqlite3.Connection, query: LedgerQuery, limit: int = _MOST) -> tuple[LedgerLine, ...]:
    """Prints of labels and of papers, newest first; those that failed are among them."""
    where, values = _conditions(query)
    select = f"SELECT * FROM ({_LEDGER}) {where} ORDER BY printed_at DESC, number, kind, copy DESC LIMIT ?"
    return tuple(_line(row) for row in c.execute(select, (*values, limit)))


def handled_orders(c: sqlite3.Connection, since: datetime) -> tuple[int, ...]:
    """The orders whose label was printed, or that became ready to ship, since then; the oldest of it first."""
    rows = c.execute(
        "SELECT order_id, min(at) FROM ("
        "SELECT l.order_id, p.printed_at AS at FROM prints p JOIN labels l ON l.id = p.label_id "
        "WHERE p.printed_at >= ?1 AND p.voided_at IS NULL "
        "UNION ALL SELECT e.order_id, e.at FROM order_events e WHERE e.at >= ?1 AND e.kind = 'item_status' "
        "AND json_extract(e.params, '$.to') = 'ready') GROUP BY order_id ORDER BY min(at), order_id",
        (to_ms(since),),
    )
    return tuple(row[0] for row in rows)


# --- writes -----------------------------------------------------------------------------------------------------------
def record_documents(
    c: sa.Connection,
    kind: DocumentKind,
    expected: Mapping[int, int],
    printer: str,
    who: str,
    at: datetime,
) -> tuple[DocumentPrint, ...]:
    """Remember that this paper of these orders goes to the printer now; before it does, as ``labels.record_print``.

    ``expected``: order id -> how often it was printed as the caller saw it. Raises ``NotPossible("printed_meanwhile")``
    with nothing recorded when another window was faster.
    """
    there = printed_documents(raw(c), tuple(expected), kind)
    for order_id, seen in expected.items():
        if there.get(order_id, 0) != seen:
            raise NotPossible("printed_meanwhile", printed=str(there.get(order_id, 0)))
    records = tuple(
        DocumentPrint(id_, kind, from_ms(to_ms(at)), printer, seen + 1, who) for id_, seen in expected.items()
    )
    for record in records:
        c.execute(t.document_prints.insert().values(**_values(record)))
        facts = {"document": kind.value, "printer": printer, "copy": str(record.copy), "who": who}
        _tell(c, record.order_id, "document_printed", at, facts, "seller")
    return records


def void_documents(c: sa.Connection, records: Sequence[DocumentPrint], code: str, at: datetime) -> None:
    """The printer never took these: the counts are true again, and the timeline says what happened."""
    prints = t.document_prints.c
    for record in records:
        same = [prints[name] == value for name, value in _values(record).items()]
        voided = t.document_prints.update().where(*same, prints.voided_at.is_(None)).values(voided_at=to_ms(at))
        if c.execute(voided).rowcount:
            facts = {"document": record.kind.value, "printer": record.printer, "code": code}
            _tell(c, record.order_id, "print_failed", at, facts)


# --- the parts --------------------------------------------------------------------------------------------------------
def _values(record: DocumentPrint) -> dict[str, object]:
    return {
        "order_id": record.order_id,
        "kind": record.kind.value,
        "printed_at": to_ms(record.printed_at),
        "printer": record.printer,
        "copy": record.copy,
        "who": record.who,
    }


def _conditions(query: LedgerQuery) -> tuple[str, list[object]]:
    parts: list[str] = []
    values: list[object] = []
    for condition, value in (
        ("printed_at >= ?", to_ms(query.since) if query.since else None),
        ("printed_at < ?", to_ms(query.until) if query.until else None),
    ):
        if value is not None:
            parts.append(condition)
            values.append(value)
    for word in query.words.split():
        parts.append("(instr(lower(number || ' ' || tracking || ' ' || printer || ' ' || name), ?) > 0)")
        values.append(word.lower())
    if query.order_ids:
        parts.append(f"id IN {marks(query.order_ids)}")
        values += query.order_ids
    if query.kinds:
        parts.append(f"kind IN {marks(tuple(query.kinds))}")
        values += [kind.value for kind in query.kinds]
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), values


def _line(row: tuple) -> LedgerLine:  # type: ignore[type-arg]
    order_id, number, shop, platform, kind, at, printer, copy, who, tracking, label_id, voided_at = row
    return LedgerLine(
        order_id,
        number,
        shop,
        platform,
        DocumentKind(kind),
        from_ms(at),
        printer,
        copy,
        who,
        tracking,
        label_id,
        voided_at is not None,
    )


def _tell(
    c: sa.Connection, order_id: int, kind: str, at: datetime, params: Mapping[str, str], who: str = "backshop"
) -> None:
    c.execute(t.order_events.insert().values(**event_values(order_id, OrderEvent(at, who, kind, params))))
