"""A push is a change-set of values of SKUs, or of whole products: how far it came, and what became of each in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.catalog_grid import KIND, VALUE, Field, Place
from desktop.domain.operations import PRODUCT_KINDS, Operation, OperationKind, OperationState
from desktop.domain.wishes import Values, equal, seen, wished

UNDO = "undo: "  # what the title of a change-set begins with that takes another one back


class Fate(StrEnum):
    """What became of a value, in the order in which it is told."""

    DONE = "done"
    WAITING = "waiting"  # goes on by itself
    REFUSED = "refused"
    CONFLICT = "conflict"  # changed there since: the seller decides
    UNSURE = "unsure"  # the marketplace does not tell: the seller decides
    NEEDS_LOGIN = "needs_login"
    TAKEN_BACK = "taken_back"


_FATES: Mapping[OperationState, Fate] = {
    OperationState.DONE: Fate.DONE,
    OperationState.REFUSED: Fate.REFUSED,
    OperationState.CONFLICT: Fate.CONFLICT,
    OperationState.NEEDS_LOGIN: Fate.NEEDS_LOGIN,
    OperationState.CANCELLED: Fate.TAKEN_BACK,
}
NEEDS_SELLER = frozenset({Fate.REFUSED, Fate.CONFLICT, Fate.UNSURE, Fate.NEEDS_LOGIN})


def fate_of(state: OperationState, *, has_next_try: bool) -> Fate:
    """An operation in doubt that is looked at no more waits for the seller."""
    if state is OperationState.UNSURE and not has_next_try:
        return Fate.UNSURE
    return _FATES.get(state, Fate.WAITING)


@dataclass(frozen=True, slots=True)
class Push:
    """One change-set with how many of its changes have which fate."""

    id: str
    title: str
    created_at: datetime
    counts: Mapping[Fate, int]
    kinds: tuple[OperationKind, ...] = ()
    shops: tuple[str, ...] = ()  # names
    is_offline: bool = False  # some of it waits for the line

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def count(self, *fates: Fate) -> int:
        return sum(self.counts.get(one, 0) for one in fates)

    @property
    def is_undo(self) -> bool:
        return self.title.startswith(UNDO)


@dataclass(frozen=True, slots=True)
class PushLine:
    """One value of a push; ``before``, ``wished`` and ``theirs`` are exact texts, ``theirs`` only in a conflict.

    Without ``of`` it is about the product as a whole, and has no texts.
    """

    operation: Operation
    fate: Fate
    of: Field | None
    place: Place
    place_name: str
    shop: str
    currency: str
    before: str
    wished: str
    theirs: str = ""

    @property
    def key(self) -> str:
        """What ``Pushes.resolve`` calls it."""
        return key_of(self.of)


def key_of(of: Field | None) -> str:
    """The key of ``domain.wishes``; of a product as a whole a word of our own."""
    return VALUE[of] if of else "product"


def texts_of(operation: Operation, values: Values) -> dict[Field, str]:
    """The values of an operation's ``before`` or ``after`` as exact texts, by field; empty for nothing."""
    named = (one for one, kind in KIND.items() if kind is operation.kind and VALUE[one] in values)
    return {one: text_of(values, one) for one in named}


def fields_of(operation: Operation) -> tuple[Field | None, ...]:
    """The values an operation changes: what it only repeats is left out, unless it changes nothing. None: a product."""
    if operation.kind in PRODUCT_KINDS:
        return (None,)
    mine, before, theirs = wished(operation), seen(operation), operation.ack
    named = tuple(texts_of(operation, mine))

    def moves(one: Field) -> bool:
        key = VALUE[one]
        known = [found[key] for found in (before, theirs) if key in found]
        return not known or any(not equal(key, mine[key], value) for value in known)

    return tuple(one for one in named if moves(one)) or named


def disputed(operation: Operation) -> tuple[Field | None, ...]:
    """The values of a conflict that somebody changed there since; of any other operation in doubt, all it changes."""
    mine, before, theirs = wished(operation), seen(operation), operation.ack

    def is_disputed(one: Field | None) -> bool:
        key = key_of(one)
        if operation.state is not OperationState.CONFLICT or key not in theirs:
            return True
        return not equal(key, mine[key], theirs[key]) and not (key in before and equal(key, before[key], theirs[key]))

    found = fields_of(operation)
    return tuple(one for one in found if is_disputed(one)) or found


def kept(operation: Operation, decided: Mapping[str, bool]) -> frozenset[str]:
    """The keys to send after ``decided`` (by key, whether mine is kept), with what was not in dispute; none: theirs."""
    mine, theirs = wished(operation), operation.ack
    if all(decided.values()):
        return frozenset(mine) | decided.keys()
    free = mine.keys() - decided.keys()
    moved = {key for key in free if key not in theirs or not equal(key, mine[key], theirs[key])}
    return frozenset(moved | {key for key, is_mine in decided.items() if is_mine})


def text_of(values: Values, of: Field | None) -> str:
    """One value as exact text, empty for nothing."""
    value = values.get(VALUE[of]) if of else None
    return "" if value is None else str(value)


# --- taking a push back -----------------------------------------------------------------------------------------------
class Return(StrEnum):
    """What taking a push back would do with one of its operations."""

    SET_BACK = "set_back"
    WITHDRAW = "withdraw"  # it was not sent yet
    CHANGED = "changed"  # somebody changed it since: left alone
    ALREADY = "already"  # it is again what it was before
    CANNOT = "cannot"
    NOTHING = "nothing"  # nothing of it ever held


@dataclass(frozen=True, slots=True)
class UndoLine:
    """``theirs`` is what is there now, in the keys of ``domain.wishes``; ``code`` says why it cannot."""

    operation: Operation
    what: Return
    code: str = ""
    theirs: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """``unread`` names the shops that could not be asked, each with the code: there the last known values count."""

    push: Push
    lines: tuple[UndoLine, ...]
    unread: Mapping[str, str]
    stopped: bool = False

    def of(self, *what: Return) -> tuple[UndoLine, ...]:
        return tuple(one for one in self.lines if one.what in what)
