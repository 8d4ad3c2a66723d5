"""Words, tones and icons for every state: a state is never shown by colour alone."""

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.domain.accounts import AccountState
from desktop.domain.labels import LabelState
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.orders import Bucket, ItemStatus
from desktop.domain.tags import TagColour
from desktop.ui.kit.columns import Mark
from desktop.ui.kit.theme import Tint, Tone


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
    OperationKind.SET_SAFETY_STOCK: _("Set safety stock"),
    OperationKind.REJECT_CANCEL: _("Reject cancel request"),
    OperationKind.REPACK: _("Repack"),
    OperationKind.SET_INVOICE: _("Invoice number"),
    OperationKind.CREATE_PROMOTION: _("Create promotion"),
    OperationKind.END_PROMOTION: _("End promotion"),
    OperationKind.DELETE_PROMOTION: _("Delete promotion"),
    OperationKind.CREATE_PRODUCT: _("Create product"),
    OperationKind.UPDATE_PRODUCT: _("Change product"),
    OperationKind.DELETE_PRODUCT: _("Delete product"),
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


def tag_mark(name: str, colour: TagColour) -> Mark:
    """A tag as a pill in its colour."""
    return Mark(name, Tint(f"tag_{colour}"))


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
