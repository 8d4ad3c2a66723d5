"""Sentences for the lines of an order's timeline: who did what, with the facts that came with it."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, auto

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.domain.operations import OperationKind
from desktop.domain.order_views import OrderEvent
from desktop.domain.orders import Bucket, ItemStatus
from desktop.domain.papers import DocumentKind
from desktop.ui.kit import reasons, text
from desktop.ui.kit.document_words import document_word
from desktop.ui.kit.format import moment


def tr(source: str) -> str:
    return QCoreApplication.translate("Timeline", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("Timeline", source))


_SENTENCES: Mapping[str, str] = {
    "created": _("Order placed"),
    "item_status": _("{from} \N{RIGHTWARDS ARROW} {to}  ({skus})"),
    "order_status": _("The marketplace's status: {from} \N{RIGHTWARDS ARROW} {to}"),
    "items_changed": _("Number of items: {from} \N{RIGHTWARDS ARROW} {to}"),
    "tracking": _("Tracking number {number} by {provider}"),
    "total": _("Amount: {from} \N{RIGHTWARDS ARROW} {to}"),
    "deadline": _("Ship by: {from} \N{RIGHTWARDS ARROW} {to}"),
    "label_ready": _("Label there and checked"),
    "label_refused": _("The label failed its check"),
    "label_void": _("The parcel {tracking} is no more: its label must not travel"),
    "label_missing": _("The marketplace gave no label"),
    "print_failed": _("Printing on {printer} failed"),
    "document_printed": _("{document} printed on {printer}, copy {copy}"),
    "printed": _("Label printed on {printer}, copy {copy}"),
    "scanned_complete": _("Every item scanned into the parcel"),
    "tag_added": _("Tagged: {tags}"),
    "tag_removed": _("Tag removed: {tags}"),
    "note_changed": _("Private note written"),
    "note_removed": _("Private note removed"),
    "unsure": _("{operation}: no answer came; the marketplace is being asked what happened"),
    "verified": _("{operation}: the marketplace was asked what happened"),
}
_STEPS: Mapping[str, str] = {
    "wished": _("{operation}: put into the outbox"),
    "sent": _("{operation}: sent"),
    "done": _("{operation}: accepted by the marketplace"),
    "refused": _("{operation}: refused by the marketplace"),
    "needs_login": _("{operation}: waits for a new login"),
    "cancelled": _("{operation}: taken back"),
    "withdrawn": _("{operation}: taken back"),
    "conflict": _("{operation}: waits for your decision"),
    "retried": _("{operation}: tried again"),
}
_WHO: Mapping[str, str] = {"platform": _("Marketplace"), "seller": _("You"), "backshop": _("Backshop")}
_ICONS: Mapping[str, str] = {
    "created": "orders", "tracking": "truck", "item_status": "dot", "deadline": "clock", "unsure": "help",
    "verified": "help", "done": "done", "refused": "error", "wished": "outbox", "needs_login": "login",
    "withdrawn": "undo", "printed": "printer", "document_printed": "printer", "print_failed": "printer",
    "cancelled": "undo", "total": "money", "scanned_complete": "done", "tag_added": "tag", "tag_removed": "tag",
    "note_changed": "note", "note_removed": "note",
}  # fmt: skip


class Group(Enum):
    """What a timeline can be narrowed to."""

    CHANGES = auto()  # what the marketplace changed
    MINE = auto()  # what the seller did, with all that became of it
    PRINTS = auto()  # everything that went to paper


def group_of(event: OrderEvent) -> Group:
    """The group a line belongs to."""
    if "print" in event.kind:
        return Group.PRINTS
    return Group.MINE if event.who == "seller" or "operation" in event.params else Group.CHANGES


def event_sentence(event: OrderEvent) -> str:
    """One line of a timeline, the platform's own words below it.

    An unknown kind is shown with its facts: hiding it would help nobody.
    """
    facts = reasons.Facts({name: _fact(name, value) for name, value in event.params.items()})
    if known := _SENTENCES.get(event.kind) or _STEPS.get(_step(event)):
        reason = reasons.code_sentence(event.params["code"], event.params) if event.params.get("code") else ""
        theirs = " ".join(event.params.get("message", "").split())
        quoted = "" if theirs in reason else f"\N{LEFT DOUBLE QUOTATION MARK}{theirs}\N{RIGHT DOUBLE QUOTATION MARK}"
        return "\n".join(part for part in (tr(known).format_map(facts), reason, quoted) if part)
    return " ".join([event.kind.replace("_", " ").capitalize(), *facts.values()])


def event_icon(event: OrderEvent) -> str:
    found = _ICONS.get(event.kind) or _ICONS.get(_step(event))
    return found or ("label" if event.kind.startswith("label") else "dot")


def who_word(who: str) -> str:
    return tr(_WHO[who]) if who in _WHO else who


def _step(event: OrderEvent) -> str:
    """``pack_done`` is the step ``done`` of the operation ``pack``."""
    return event.kind.removeprefix(f"{event.params.get('operation', '')}_")


def _fact(name: str, value: str) -> str:
    """Our own words translated, moments local, everything else as it came."""
    if name == "tags":
        return value
    if name == "operation" and value in _OPERATIONS:
        return text.kind_word(OperationKind(value))
    if name == "document" and value in _DOCUMENTS:
        return document_word(DocumentKind(value))
    if value in _STATUSES:
        return text.item_mark(ItemStatus(value)).text
    if value in _BUCKETS:
        return text.bucket_mark(Bucket(value)).text
    if name in ("from", "to") and "T" in value:
        try:
            return moment(datetime.fromisoformat(value))
        except ValueError:
            return value
    return value or "\N{EN DASH}"


_DOCUMENTS = frozenset(DocumentKind)
_OPERATIONS, _STATUSES, _BUCKETS = frozenset(OperationKind), frozenset(ItemStatus), frozenset(Bucket)
