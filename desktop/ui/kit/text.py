"""Sentences for codes: what happened, what it means, what to do now. No internal noun reaches the screen."""

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.domain import errors
from desktop.domain.accounts import AccountState
from desktop.domain.labels import LabelProblem, LabelState
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.orders import Bucket, ItemStatus
from desktop.ui.kit.columns import Mark
from desktop.ui.kit.theme import Tone


def tr(source: str) -> str:
    return QCoreApplication.translate("Text", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("Text", source))


_BUCKETS: Mapping[Bucket, tuple[str, Tone, str]] = {
    Bucket.TO_ACCEPT: (_("To accept"), Tone.WARNING, "accept"),
    Bucket.TO_PACK: (_("To pack"), Tone.WARNING, "pack"),
    Bucket.TO_SHIP: (_("To ship"), Tone.INFO, "ready"),
    Bucket.LABEL_READY: (_("Label ready"), Tone.INFO, "label"),
    Bucket.SHIPPED: (_("Shipped"), Tone.SUCCESS, "truck"),
    Bucket.DELIVERED: (_("Delivered"), Tone.SUCCESS, "done"),
    Bucket.CANCEL_REQUESTED: (_("Cancel requested"), Tone.DANGER, "warning"),
    Bucket.CANCELLED: (_("Cancelled"), Tone.NEUTRAL, "cancel"),
    Bucket.FAILED: (_("Failed / returned"), Tone.DANGER, "return"),
    Bucket.OTHER: (_("Other"), Tone.NEUTRAL, "info"),
    Bucket.ALL: (_("All orders"), Tone.NEUTRAL, "all"),
}
_ITEMS: Mapping[ItemStatus, tuple[str, Tone, str]] = {
    ItemStatus.UNPAID: (_("Unpaid"), Tone.NEUTRAL, "clock"),
    ItemStatus.TO_ACCEPT: (_("To accept"), Tone.WARNING, "accept"),
    ItemStatus.TO_PACK: (_("To pack"), Tone.WARNING, "pack"),
    ItemStatus.PACKED: (_("Packed"), Tone.INFO, "pack"),
    ItemStatus.READY: (_("Ready to ship"), Tone.INFO, "ready"),
    ItemStatus.SHIPPED: (_("Shipped"), Tone.SUCCESS, "truck"),
    ItemStatus.DELIVERED: (_("Delivered"), Tone.SUCCESS, "done"),
    ItemStatus.CANCEL_REQUESTED: (_("Cancel requested"), Tone.DANGER, "warning"),
    ItemStatus.CANCELLED: (_("Cancelled"), Tone.NEUTRAL, "cancel"),
    ItemStatus.FAILED: (_("Delivery failed"), Tone.DANGER, "error"),
    ItemStatus.RETURNED: (_("Returned"), Tone.DANGER, "return"),
    ItemStatus.UNKNOWN: (_("Unknown"), Tone.NEUTRAL, "help"),
}
_LABELS: Mapping[LabelState, tuple[str, Tone, str]] = {
    LabelState.NONE: (_("No label"), Tone.NEUTRAL, ""),
    LabelState.FETCHING: (_("Fetching"), Tone.INFO, "sync"),
    LabelState.READY: (_("Ready"), Tone.SUCCESS, "label"),
    LabelState.PRINTED: (_("Printed"), Tone.SUCCESS, "printer"),
    LabelState.FAILED: (_("Not usable"), Tone.DANGER, "error"),
}
_PROBLEMS: Mapping[LabelProblem, str] = {
    LabelProblem.NOT_A_DOCUMENT: _(
        "The label file is broken. Fetch it again; if it stays broken, tell the marketplace."
    ),
    LabelProblem.TOO_LARGE: _("The label file is far too large to be a label. It was not kept."),
    LabelProblem.NO_PAGES: _("The label file has no page. Fetch it again in a few minutes."),
    LabelProblem.BLANK: _("The label is blank. Fetch it again in a few minutes."),
    LabelProblem.UNREADABLE_CODE: _(
        "No barcode on this label can be read. A courier could not scan it: fetch it again."
    ),
    LabelProblem.OTHER_PARCEL: _("The barcode belongs to another parcel. Do not use this label; fetch it again."),
    LabelProblem.FETCHED_TOO_EARLY: _("The label was fetched before the order was ready to ship. A new one is needed."),
    LabelProblem.ODD_SIZE: _("The label has an unusual size. Look at it before printing."),
}
_PROBLEM_CODES = frozenset(LabelProblem)
_KINDS: Mapping[OperationKind, str] = {
    OperationKind.ACCEPT: _("Accept"),
    OperationKind.PACK: _("Pack"),
    OperationKind.READY: _("Ready to ship"),
    OperationKind.SHIP: _("Ship"),
    OperationKind.COMPLETE: _("Complete"),
    OperationKind.CANCEL: _("Cancel"),
    OperationKind.SET_STOCK: _("Set stock"),
    OperationKind.SET_PRICE: _("Set price"),
    OperationKind.SET_STATUS: _("Set status"),
}
_STATES: Mapping[OperationState, tuple[str, Tone, str]] = {
    OperationState.QUEUED: (_("waiting"), Tone.NEUTRAL, "clock"),
    OperationState.SENDING: (_("sending"), Tone.INFO, "outbox"),
    OperationState.WORKING: (_("in progress"), Tone.INFO, "sync"),
    OperationState.DONE: (_("done"), Tone.SUCCESS, "done"),
    OperationState.REFUSED: (_("refused"), Tone.DANGER, "error"),
    OperationState.UNSURE: (_("being checked"), Tone.WARNING, "help"),
    OperationState.CONFLICT: (_("your decision"), Tone.WARNING, "warning"),
    OperationState.NEEDS_LOGIN: (_("log in again"), Tone.WARNING, "login"),
    OperationState.CANCELLED: (_("taken back"), Tone.NEUTRAL, "undo"),
}
_ACCOUNTS: Mapping[AccountState, tuple[str, Tone, str]] = {
    AccountState.CONNECTED: (_("Connected"), Tone.SUCCESS, "done"),
    AccountState.NEEDS_LOGIN: (_("Log in again"), Tone.DANGER, "login"),
    AccountState.LIMITED: (_("Slowed down by the marketplace"), Tone.WARNING, "clock"),
    AccountState.UNREACHABLE: (_("Not reachable"), Tone.WARNING, "offline"),
    AccountState.PAUSED: (_("Paused"), Tone.NEUTRAL, "pause"),
}
_CODES: Mapping[str, str] = {
    "not_found": _("This order is not known here any more."),
    "wrong_state": _("The order is in a state in which this cannot be done."),
    "already_printed": _("Already printed once. Print again only if the first label is lost."),
    "printed_meanwhile": _("Another window has just printed this label. Look again before printing."),
    "disk_full": _("The disk is full. Nothing was lost; free some space and try again."),
    "busy": _("Another window is writing at this moment. Try again in a second."),
    "io": _("The disk could not be read or written. Check the disk, then try again."),
    "keyring_locked": _("The system's password store is locked. Unlock it and try again."),
    "too_new": _("This profile was written by a newer Backshop. Please update this program."),
    "damaged": _("The local file is damaged. A copy from before is kept in the profile folder."),
    "offline": _("No connection. The work waits in the outbox and goes out by itself."),
    "provider_needed": _("A courier must be chosen first."),
    "no_provider": _("The marketplace names no courier for these items."),
    "no_label_yet": _("The marketplace has no label for this parcel yet. Try again in a few minutes."),
    "stopped": _("Stopped before this order was touched."),
}
_BY_KIND: tuple[tuple[type[BaseException], str], ...] = (
    (errors.AuthNeeded, _("The shop's login no longer works. Log in again under Shops; nothing else stops.")),
    (errors.Unreachable, _("No connection to the marketplace. Backshop tries again by itself; your work is kept.")),
    (errors.TryLater, _("The marketplace asked to wait. Backshop goes on by itself.")),
    (errors.Refused, _("The marketplace said no.")),
    (errors.Gone, _("The marketplace does not know this order any more.")),
    (errors.Unsure, _("No answer came back. Backshop looks at the marketplace before it does anything again.")),
    (errors.BrokenAnswer, _("The marketplace answered something unreadable. Backshop tries again later.")),
    (errors.StoreError, _("The local file could not be written. Nothing was lost.")),
    (errors.LabelRefused, _("This label failed its check and must not be printed.")),
    (errors.NotPossible, _("This cannot be done with the chosen orders.")),
)


def bucket_mark(bucket: Bucket) -> Mark:
    return _mark(_BUCKETS[bucket])


def item_mark(status: ItemStatus) -> Mark:
    return _mark(_ITEMS[status])


def label_mark(state: LabelState, printed: int = 0) -> Mark:
    mark = _mark(_LABELS[state], pill=state is not LabelState.NONE)
    return mark._replace(text=f"{mark.text} \N{MULTIPLICATION SIGN}{printed}") if printed > 1 else mark


def account_mark(state: AccountState) -> Mark:
    return _mark(_ACCOUNTS[state])


def operation_mark(kind: OperationKind, state: OperationState) -> Mark:
    word, tone, icon = _STATES[state]
    return Mark(f"{tr(_KINDS[kind])}: {tr(word)}", tone, icon)


def state_mark(state: OperationState) -> Mark:
    return _mark(_STATES[state])


def kind_word(kind: OperationKind) -> str:
    return tr(_KINDS[kind])


def problem_sentence(problem: LabelProblem) -> str:
    return tr(_PROBLEMS[problem])


def code_sentence(code: str, params: Mapping[str, str] | None = None) -> str:
    """A sentence for a code; an unknown one is shown as it is, because hiding it would help nobody."""
    if known := _CODES.get(code):
        return tr(known).format_map(_Facts(params or {}))
    if code in _PROBLEM_CODES:
        return problem_sentence(LabelProblem(code))
    facts = " ".join([code, *(params or {}).values()]).strip()
    return tr("The marketplace said: {facts}").format(facts=facts) if facts else ""


class _Facts(dict[str, str]):
    """A sentence may name a fact that a caller did not give; it then reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "\N{EN DASH}"


def error_sentence(error: BaseException) -> str:
    """What to tell the seller about an expected error."""
    code = error.code if isinstance(error, errors.BackshopError) else ""
    if isinstance(error, errors.BackshopError) and (code in _CODES or code in _PROBLEM_CODES):
        return code_sentence(code, error.params)
    general = next((sentence for kind, sentence in _BY_KIND if isinstance(error, kind)), _("Something went wrong."))
    return f"{tr(general)} ({code})" if code else tr(general)


def _mark(entry: tuple[str, Tone, str], *, pill: bool = True) -> Mark:
    word, tone, icon = entry
    return Mark(tr(word), tone, icon, pill)


_OUTCOMES: Mapping[str, str] = {
    "label_ready": _("Label ready"),
    "printed": _("Printed"),
    "not_possible": _("Not possible for this order"),
    "queued": _("Waiting in the outbox; it goes out by itself"),
}


def outcome_word(state: str) -> str:
    """What became of an action, from the ``state`` of an ``ActionResult``."""
    if state in _OUTCOMES:
        return tr(_OUTCOMES[state])
    if state in frozenset(OperationState):
        word = tr(_STATES[OperationState(state)][0])
        return word[:1].upper() + word[1:]
    return state


_EVENTS: Mapping[str, str] = {
    "first_seen": _("Order came in"),
    "created": _("Order placed"),
    "status": _("Status: {old} \N{RIGHTWARDS ARROW} {new}"),
    "item_status": _("{item}: {old} \N{RIGHTWARDS ARROW} {new}"),
    "tracking": _("Tracking number {tracking}"),
    "label_fetched": _("Label fetched"),
    "label_refused": _("Label refused"),
    "printed": _("Label printed on {printer}, copy {copy}"),
    "queued": _("{kind} put into the outbox"),
    "done": _("{kind}: accepted by the marketplace"),
    "refused": _("{kind}: refused by the marketplace"),
    "note": _("Note changed"),
}
_WHO: Mapping[str, str] = {"platform": _("Marketplace"), "seller": _("You"), "backshop": _("Backshop")}


def event_sentence(kind: str, params: Mapping[str, str]) -> str:
    """One line of a timeline. An unknown kind is shown with its facts."""
    known = _EVENTS.get(kind)
    if known is None:
        return " ".join([kind.replace("_", " ").capitalize(), *params.values()])
    return tr(known).format_map(_Facts({name: fact_word(name, value) for name, value in params.items()}))


def fact_word(name: str, value: str) -> str:
    """A fact of a timeline line: our own status and action words translated, everything else as it came."""
    if name == "kind" and value in frozenset(OperationKind):
        return tr(_KINDS[OperationKind(value)])
    if value in frozenset(ItemStatus):
        return tr(_ITEMS[ItemStatus(value)][0])
    if value in frozenset(Bucket):
        return tr(_BUCKETS[Bucket(value)][0])
    return value


def who_word(who: str) -> str:
    return tr(_WHO[who]) if who in _WHO else who
