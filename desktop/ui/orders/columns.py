"""The columns of the order table: which facts of a row are shown, and in which words."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from desktop.domain.labels import LabelState
from desktop.domain.operations import OperationState
from desktop.domain.order_views import OrderRow, OrderSort
from desktop.domain.orders import OPEN_BUCKETS, Bucket
from desktop.domain.tags import TagColour
from desktop.ui.deadlines.urgency import Urgency
from desktop.ui.kit import reasons, text
from desktop.ui.kit.columns import Cell, Column, Look, Mark
from desktop.ui.kit.format import ago, countdown, moment_both, money, span
from desktop.ui.kit.theme import Tone
from desktop.ui.ports import Clock

_NO_COLOURS: Mapping[str, TagColour] = {}
_NO_TITLES: Mapping[str, str] = {}
_NONE = Cell("")


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderColumns", source)


def order_columns(
    clock: Clock,
    tag_colours: Mapping[str, TagColour] = _NO_COLOURS,
    urgency: Urgency | None = None,
    titles: Mapping[str, str] = _NO_TITLES,
) -> tuple[Column[OrderRow], ...]:
    """The table's columns; ``clock`` tells the present for ages and countdowns, ``titles`` name the marketplaces.

    Colours and titles may become more later, and ``urgency`` may change.
    """
    urgent = urgency or Urgency()
    return (
        Column("number", tr("Order"), 150, lambda row: Cell(row.number), Look.STRONG, OrderSort.NUMBER),
        Column("status", tr("Status"), 148, _status, Look.MARK, OrderSort.STATUS),
        Column("ship_by", tr("Ship by"), 146, lambda row: _ship_by(row, clock(), urgent), Look.MARK, OrderSort.SHIP_BY),
        Column("risk", tr("At risk"), 136, lambda row: _risk(row, clock(), urgent), Look.MARK, OrderSort.RISK),
        Column("shop", tr("Shop"), 114, lambda row: Cell(row.shop), Look.MUTED, OrderSort.SHOP),
        Column("buyer", tr("Buyer"), 128, lambda row: Cell(row.buyer), Look.PLAIN, OrderSort.BUYER),
        Column("items", tr("Items"), 142, lambda row: Cell(row.items), Look.PLAIN, OrderSort.ITEMS),
        Column("total", tr("Amount"), 112, lambda row: Cell(money(row.total)), Look.NUMBER, OrderSort.TOTAL),
        Column("label", tr("Label"), 116, _label, Look.MARK, OrderSort.LABEL),
        Column("tags", tr("Tags"), 172, lambda row: _tags(row, tag_colours), Look.MARK),
        Column("pending", tr("Outbox"), 140, _pending, Look.MARK),
        Column("provider", tr("Courier"), 120, lambda row: Cell(row.provider), Look.MUTED, OrderSort.PROVIDER),
        Column("tracking", tr("Tracking"), 130, lambda row: Cell(row.tracking), Look.MUTED, OrderSort.TRACKING),
        Column("created", tr("Placed"), 104, lambda row: _created(row, clock()), Look.MUTED, OrderSort.CREATED),
        Column("country", tr("Country"), 72, lambda row: Cell(row.country), Look.MUTED, hidden=True),
        Column(
            "platform",
            tr("Marketplace"),
            150,
            lambda row: Cell(titles.get(row.platform, row.platform)),
            Look.MUTED,
            hidden=True,
        ),
    )


def _marked(mark: Mark, tip: str = "") -> Cell:
    return Cell(mark.text, mark, tip)


def _status(row: OrderRow) -> Cell:
    mark = text.bucket_mark(row.bucket)
    if row.bucket is Bucket.OTHER and row.platform_status:
        mark = mark._replace(text=row.platform_status)
    return _marked(mark, tr("The marketplace says: {status}").format(status=row.platform_status or mark.text))


def _pending(row: OrderRow) -> Cell:
    if not row.pending:
        return _NONE
    worst = next((one for one in row.pending if one.state is not OperationState.QUEUED), row.pending[0])
    mark = text.operation_mark(worst.kind, worst.state)
    return _marked(mark, reasons.code_sentence(worst.code) if worst.code else mark.text)


def _ship_by(row: OrderRow, now: datetime, urgency: Urgency) -> Cell:
    """The deadline by the rules, which is the marketplace's own where it tells one."""
    if row.bucket not in OPEN_BUCKETS:
        return _NONE
    due = row.breach_at or row.ship_by
    if due is None:  # no deadline is known: how long the buyer has waited is the next best thing
        waited = tr("waits {span}").format(span=span(now - row.created_at))
        return _marked(Mark(waited, Tone.NEUTRAL, "clock", pill=False), moment_both(row.created_at))
    words, left = countdown(due, now), due - now
    if row.breach_at is None and row.bucket is Bucket.LABEL_READY:  # by the rules the seller has done their part
        mark = Mark(words, Tone.NEUTRAL, "done", pill=False)
    elif left < timedelta(0):
        mark = Mark(words, Tone.DANGER, "warning")
    elif urgency.holds(left):
        mark = Mark(words, Tone.WARNING, "clock")
    else:
        mark = Mark(words, Tone.NEUTRAL, "clock", pill=False)
    return _marked(mark, moment_both(due))


def _tags(row: OrderRow, colours: Mapping[str, TagColour]) -> Cell:
    """The note's sign first, then the tags in their colours."""
    note = tr("Has a private note")
    marks = tuple(text.tag_mark(tag, colours.get(tag, TagColour.GREY)) for tag in row.tags)
    words = ", ".join(row.tags)
    if row.has_note:
        marks = (Mark("", Tone.NEUTRAL, "note", pill=False), *marks)
        return Cell(f"{words}  {note}".strip(), tip=f"{words}\n{note}".strip(), marks=marks)
    return Cell(words, tip=words, marks=marks)


def _risk(row: OrderRow, now: datetime, urgency: Urgency) -> Cell:
    """What being late will cost: red when little time is left, or none."""
    if row.breach_at is None or row.risk is None or not row.risk.amount or row.bucket not in OPEN_BUCKETS:
        return _NONE
    left, words, when = row.breach_at - now, money(row.risk), moment_both(row.breach_at)
    if left < timedelta(0):
        return _marked(Mark(words, Tone.DANGER, "warning", pill=False), tr("Late since {moment}").format(moment=when))
    urgent = urgency.holds(left)
    mark = Mark(words, Tone.DANGER if urgent else Tone.NEUTRAL, "clock" if urgent else "", pill=False)
    return _marked(mark, tr("Lost from {moment}").format(moment=when))


def _label(row: OrderRow) -> Cell:
    if row.label is LabelState.NONE:
        return _NONE
    mark = text.label_mark(row.label, row.printed)
    return _marked(mark, reasons.problem_sentence(row.label_problem) if row.label_problem else mark.text)


def _created(row: OrderRow, now: datetime) -> Cell:
    return Cell(ago(row.created_at, now), tip=moment_both(row.created_at))
