"""The label vault: the exact bytes of every label, what was proved about them, and each time one went to paper."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import NotPossible
from desktop.domain.labels import (
    LabelFile,
    LabelFormat,
    LabelProblem,
    LabelState,
    PrintRecord,
    Proof,
    StoredLabel,
)
from desktop.domain.order_views import OrderEvent
from desktop.store.order_page import event_values
from desktop.store.order_rows import chunks, marks
from desktop.store.sql import raw, sa, t
from desktop.store.values import LABEL_CODE, from_ms, json_words, plain, to_json, to_ms

if TYPE_CHECKING:
    import sqlite3

_LABEL = "id, order_id, tracking_number, format, sha256, fetched_at, item_status, problem, params, printed"


# --- reads ------------------------------------------------------------------------------------------------------------
def labels_of(c: sqlite3.Connection, order_ids: Sequence[int]) -> dict[int, tuple[StoredLabel, ...]]:
    """The present labels of each order, one per parcel; replaced ones stay in the vault but are not shown here."""
    found: dict[int, tuple[StoredLabel, ...]] = {}
    for chunk in chunks(order_ids):
        select = f"SELECT {_LABEL} FROM labels WHERE order_id IN {marks(chunk)} AND replaced_at IS NULL ORDER BY id"
        for row in c.execute(select, chunk):
            found[row[1]] = (*found.get(row[1], ()), _label(row))
    return found


def label_bytes(c: sqlite3.Connection, label_id: int) -> bytes:
    """The bytes exactly as they came. Raises ``NotPossible("unknown_label")``."""
    row = c.execute("SELECT content FROM label_files WHERE label_id = ?", (label_id,)).fetchone()
    if row is None:
        raise NotPossible("unknown_label", label=str(label_id))
    return bytes(row[0])


def prints_of(c: sqlite3.Connection, label_id: int) -> tuple[PrintRecord, ...]:
    """Every time this label went to paper or to a file, oldest first; prints that failed are left out."""
    rows = c.execute(
        "SELECT label_id, printed_at, printer, copy, who FROM prints "
        "WHERE label_id = ? AND voided_at IS NULL ORDER BY id",
        (label_id,),
    )
    return tuple(PrintRecord(label, from_ms(at), printer, copy, who) for label, at, printer, copy, who in rows)


# --- writes -----------------------------------------------------------------------------------------------------------
def save_label(c: sa.Connection, order_id: int, file: LabelFile, proof: Proof, item_status: str, at: datetime) -> int:
    """Put a label into the vault and return its id; the same bytes again only renew what was proved about them.

    Other bytes for the same parcel replace the label but keep its print count: it is still the same parcel.
    """
    content_hash = hashlib.sha256(file.content).hexdigest()
    proved = _proved(file, proof, item_status, at)
    old = _present_label(c, order_id, file.tracking_number)
    if old is not None and old.sha256 == content_hash:
        c.execute(t.labels.update().where(t.labels.c.id == old.id).values(**proved))
        _show_on_orders(c, [order_id])
        return int(old.id)
    if old is not None:
        c.execute(t.labels.update().where(t.labels.c.id == old.id).values(replaced_at=to_ms(at)))
    values = {"order_id": order_id, "tracking_number": plain(file.tracking_number), "sha256": content_hash, **proved}
    printed = _printed_before(c, order_id, file.tracking_number)
    insert = t.labels.insert().values(**values, printed=printed)
    label_id = int(c.execute(insert.returning(t.labels.c.id)).scalar_one())
    c.execute(t.label_files.insert().values(label_id=label_id, content=file.content))
    if proof.problem is None:
        _tell(c, order_id, "label_ready", at, {"tracking": file.tracking_number})
    else:
        _tell(c, order_id, "label_refused", at, {"tracking": file.tracking_number, "code": proof.problem.value})
    _show_on_orders(c, [order_id])
    return label_id


def void_labels(c: sa.Connection, gone: Mapping[int, Collection[str]], at: datetime) -> None:
    """The labels of parcels that are no more, by order id and tracking number: they stay in the vault, unprintable."""
    for order_id, numbers in gone.items():
        labels = t.labels.c
        theirs = sa.and_(labels.order_id == order_id, labels.tracking_number.in_([plain(one) for one in numbers]))
        where = sa.and_(theirs, labels.replaced_at.is_(None))
        void = t.labels.update().where(where).values(replaced_at=to_ms(at)).returning(labels.tracking_number)
        for row in c.execute(void).all():
            _tell(c, order_id, "label_void", at, {"tracking": row.tracking_number})
        _show_on_orders(c, [order_id])


def set_label_missing(c: sa.Connection, order_id: int, code: str, message: str, at: datetime) -> None:
    """The platform has no label (yet) and said why; a label that is already in the vault stays as it is."""
    row = c.execute(sa.select(t.orders.c.label, t.orders.c.label_code).where(t.orders.c.id == order_id)).one_or_none()
    if row is None or _has_labels(c, order_id):
        return
    values = {"label": LABEL_CODE[LabelState.FAILED], "label_code": plain(code)}
    c.execute(t.orders.update().where(t.orders.c.id == order_id).values(**values))
    if row.label_code != plain(code):  # asking again and again is one line on the timeline
        _tell(c, order_id, "label_missing", at, {"code": code, "message": message})


def set_label_fetching(c: sa.Connection, order_ids: Sequence[int]) -> None:
    """Show that the labels of these orders are on their way; orders that have one are left alone."""
    fetching = {"label": LABEL_CODE[LabelState.FETCHING]}
    for chunk in chunks(order_ids):
        where = sa.and_(t.orders.c.id.in_(chunk), ~_labels_exist())
        c.execute(t.orders.update().where(where).values(**fetching))


def forget_fetching(c: sa.Connection) -> None:
    """At start and after a stop: what nobody is fetching any more has no label."""
    fetching = t.orders.c.label == LABEL_CODE[LabelState.FETCHING]
    c.execute(t.orders.update().where(fetching).values(label=LABEL_CODE[LabelState.NONE], label_code=""))


def record_print(
    c: sa.Connection, label_ids: Sequence[int], printer: str, who: str, at: datetime, *, expected: Mapping[int, int]
) -> tuple[PrintRecord, ...]:
    """Remember that these labels go to paper now. ``expected``: the print count of each label as the caller saw it.

    Raises ``NotPossible("printed_meanwhile")`` with nothing recorded when another window was faster: this is the guard
    against printing twice, so record first and hand over to the printer after. Raises ``NotPossible("unknown_label")``.
    """
    records = tuple(_record(c, label_id, printer, who, at, expected[label_id]) for label_id in label_ids)
    _show_on_orders(c, _orders_of(c, label_ids))
    return records


def void_prints(c: sa.Connection, records: Sequence[PrintRecord], code: str, at: datetime) -> None:
    """The printer never took these: the counts are true again, and the timeline says what happened."""
    for record in records:
        where = sa.and_(
            t.prints.c.label_id == record.label_id,
            t.prints.c.copy == record.copy,
            t.prints.c.printed_at == to_ms(record.printed_at),
            t.prints.c.voided_at.is_(None),
        )
        if c.execute(t.prints.update().where(where).values(voided_at=to_ms(at))).rowcount:
            label = t.labels.c.id == record.label_id
            c.execute(t.labels.update().where(label).values(printed=t.labels.c.printed - 1))
            for order_id in _orders_of(c, [record.label_id]):
                _tell(c, order_id, "print_failed", at, {"printer": record.printer, "code": code})
    _show_on_orders(c, _orders_of(c, [record.label_id for record in records]))


# --- the parts --------------------------------------------------------------------------------------------------------
def _label(row: tuple) -> StoredLabel:  # type: ignore[type-arg]
    label_id, order_id, tracking, kind, sha256, fetched_at, item_status, problem, params, printed = row
    return StoredLabel(
        id=label_id,
        order_id=order_id,
        tracking_number=tracking,
        format=LabelFormat(kind),
        sha256=sha256,
        fetched_at=from_ms(fetched_at),
        item_status=item_status,
        state=LabelState.FAILED if problem else LabelState.PRINTED if printed else LabelState.READY,
        problem=LabelProblem(problem) if problem else None,
        params=json_words(params),
        printed=printed,
    )


def _proved(file: LabelFile, proof: Proof, item_status: str, at: datetime) -> dict[str, object]:
    return {
        "item_ids": to_json(list(file.item_ids)),
        "format": file.format.value,
        "fetched_at": to_ms(at),
        "item_status": item_status,
        "problem": None if proof.problem is None else proof.problem.value,
        "params": plain(to_json(dict(proof.params))),
        "width_mm": proof.width_mm,
        "height_mm": proof.height_mm,
        "pages": proof.pages,
        "codes": plain(to_json(list(proof.codes))),
    }


def _printed_before(c: sa.Connection, order_id: int, tracking_number: str) -> int:
    """How often a label of this parcel went to paper, also one that was replaced: it is still the same parcel."""
    labels = t.labels.c
    same = sa.and_(labels.order_id == order_id, labels.tracking_number == plain(tracking_number))
    return int(c.execute(sa.select(sa.func.coalesce(sa.func.max(labels.printed), 0)).where(same)).scalar_one())


def _present_label(c: sa.Connection, order_id: int, tracking_number: str) -> sa.Row[Any, Any, Any] | None:
    labels = t.labels.c
    same = sa.and_(labels.order_id == order_id, labels.tracking_number == plain(tracking_number))
    select = sa.select(labels.id, labels.sha256, labels.printed).where(same, labels.replaced_at.is_(None))
    return c.execute(select.order_by(labels.id.desc()).limit(1)).one_or_none()


def _record(c: sa.Connection, label_id: int, printer: str, who: str, at: datetime, expected: int) -> PrintRecord:
    label = c.execute(sa.select(t.labels.c.order_id, t.labels.c.printed).where(t.labels.c.id == label_id)).one_or_none()
    if label is None:
        raise NotPossible("unknown_label", label=str(label_id))
    if label.printed != expected:
        raise NotPossible("printed_meanwhile", label=str(label_id), printed=str(label.printed))
    copy = label.printed + 1
    c.execute(t.labels.update().where(t.labels.c.id == label_id).values(printed=copy))
    values = {"label_id": label_id, "printed_at": to_ms(at), "printer": printer, "copy": copy, "who": who}
    c.execute(t.prints.insert().values(**values))
    _tell(c, label.order_id, "printed", at, {"printer": printer, "copy": str(copy), "who": who}, "seller")
    return PrintRecord(label_id, from_ms(to_ms(at)), printer, copy, who)


def _show_on_orders(c: sa.Connection, order_ids: Sequence[int]) -> None:
    """What a row shows of its labels: the worst of them, and how often the most printed one was printed."""
    for order_id in order_ids:
        labels = labels_of(raw(c), (order_id,)).get(order_id, ())
        worst = min((label.state for label in labels), key=LABEL_CODE.__getitem__, default=LabelState.NONE)
        problem = next((label.problem.value for label in labels if label.problem), "")
        printed = max((label.printed for label in labels), default=0)
        values = {"label": LABEL_CODE[worst], "label_code": problem, "printed": printed}
        c.execute(t.orders.update().where(t.orders.c.id == order_id).values(**values))


def _orders_of(c: sa.Connection, label_ids: Sequence[int]) -> list[int]:
    select = sa.select(t.labels.c.order_id).distinct().where(t.labels.c.id.in_(list(label_ids)))
    return list(c.execute(select).scalars())


def _has_labels(c: sa.Connection, order_id: int) -> bool:
    return bool(labels_of(raw(c), (order_id,)))


def _labels_exist() -> sa.ColumnElement[bool]:
    present = sa.and_(t.labels.c.order_id == t.orders.c.id, t.labels.c.replaced_at.is_(None))
    return sa.exists().where(present).correlate(t.orders)


def _tell(
    c: sa.Connection, order_id: int, kind: str, at: datetime, params: Mapping[str, str], who: str = "backshop"
) -> None:
    c.execute(t.order_events.insert().values(**event_values(order_id, OrderEvent(at, who, kind, params))))
