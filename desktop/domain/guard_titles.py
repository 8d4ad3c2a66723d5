"""What a change-set of the oversell guard is called: kept as data, so that each screen says it in its own language."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.linking import LinkMove, MoveKind

_GUARD = "guard: "  # what such a title begins with, as "undo: " begins one that takes something back
_NAMED = 3  # orders that are named; of more only the number is said


@dataclass(frozen=True, slots=True)
class Moved:
    """Orders that moved a shelf in one way; ``named`` is empty where there are too many."""

    kind: MoveKind
    units: int
    orders: int = 0
    named: tuple[str, ...] = ()


def title_of(moves: Sequence[LinkMove]) -> str:
    """The title of a change-set that tells the other shops of these moves; of none, it sets shops right."""
    kinds = [kind for kind in MoveKind if any(one.kind is kind for one in moves)]
    told = [_moved([one for one in moves if one.kind is kind]) for kind in kinds]
    return _GUARD + json.dumps([[one.kind.value, one.units, one.orders, *one.named] for one in told])


def _moved(moves: Sequence[LinkMove]) -> Moved:
    numbers = tuple(dict.fromkeys(one.label for one in moves if one.label))
    units = abs(sum(one.quantity for one in moves))
    return Moved(moves[0].kind, units, len(numbers), numbers if len(numbers) <= _NAMED else ())


def moves_told(title: str) -> tuple[Moved, ...] | None:
    """What such a title says; empty where shops were set right, None where it is another title."""
    if not title.startswith(_GUARD):
        return None
    try:
        found = json.loads(title.removeprefix(_GUARD))
        return tuple(
            Moved(MoveKind(kind), units, orders, tuple(map(str, named))) for kind, units, orders, *named in found
        )
    except (ValueError, TypeError, LookupError):
        return None  # a seller's own words that happen to begin like this
