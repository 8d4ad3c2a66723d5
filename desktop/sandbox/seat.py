"""A seller's seat at a simulated platform: what all parts of a simulator share while they answer."""

import random
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from desktop.sandbox.clock import iso
from desktop.sandbox.simulator import Harness

KEPT_EFFECTS = 100_000


class Keeping(Protocol):
    """A world that remembers every write of the client that took effect, oldest first."""

    effects: list[dict[str, Any]]


W = TypeVar("W", bound=Keeping)
Q = TypeVar("Q")


@dataclass(slots=True)
class Seat(Generic[W, Q]):
    """The platform's world and its switches, and what stands around them. `rng`: chance, the same for a seed."""

    world: W
    harness: Harness
    quirks: Q
    rng: random.Random

    def now(self) -> float:
        """The platform's time in seconds since 1970."""
        return self.harness.clock.now()

    def note(self, kind: str, id_: object, value: object = None) -> None:
        """A client's write took effect."""
        remember(self.world.effects, kind, id_, value, self.now())
        self.harness.dirty = True

    def count(self, kind: str, why: str) -> None:
        """Hold a mistake against the client."""
        self.harness.ledger.count(kind, why)


def remember(effects: list[dict[str, Any]], kind: str, id_: object, value: object, now: float) -> None:
    """Write an effect down; the oldest are forgotten where there are very many."""
    effects.append({"kind": kind, "id": str(id_), "value": value, "at": iso(now)})
    del effects[:-KEPT_EFFECTS]
