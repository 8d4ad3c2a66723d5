"""What one simulated platform offers to the shared parts, and what the shared parts offer to it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from starlette.types import ASGIApp

from desktop.sandbox.answer import Answer
from desktop.sandbox.clock import Clock
from desktop.sandbox.faults import Fault, FaultBook
from desktop.sandbox.journal import Exchange, Journal
from desktop.sandbox.rate import Limiter, Window
from desktop.sandbox.violations import Ledger

Mutation = Callable[[Fault, Exchange, Any], Any]
"""Change an answer's JSON document: (fault, exchange, document) -> document."""

Trigger = Callable[[Fault], None]
"""Change the platform's own state just before it handles a request."""


def _nothing_to_save() -> None:
    """Where no state file was asked for, nothing is saved."""


@dataclass(slots=True)
class Harness:
    """What every simulated platform has around it. `save` writes the state file now; `dirty` asks for it soon.

    `origin` is where the platform is served (`http://127.0.0.1:8123`), for those that hand out addresses of their own.
    """

    clock: Clock
    ledger: Ledger
    journal: Journal
    faults: FaultBook
    limiter: Limiter
    save: Callable[[], None] = field(default=_nothing_to_save)
    dirty: bool = False
    origin: str = ""

    @classmethod
    def around(cls, clock: Clock) -> "Harness":
        """A fresh harness on this clock."""
        return cls(clock, Ledger(clock), Journal(), FaultBook(), Limiter(clock.ticks))

    def clear(self) -> None:
        """As on the first day; the clock ticks by the wall again."""
        self.ledger.clear()
        self.journal.clear()
        self.faults.disarm()
        self.limiter.clear()
        self.clock.offset = 0.0


@dataclass(frozen=True, slots=True)
class Size:
    """How large a practice world is made. The same seed gives the same names, ids and amounts."""

    seed: int = 1
    orders: int = 150
    skus: int = 60


DEFAULT_SIZE = Size()


class Simulator(Protocol):
    """One platform: a strict ASGI app over a world of its own, and the handles of the control API."""

    platform: str
    base_path: str
    """What stands before every path of it, as in its documents ("" for none)."""
    app: ASGIApp
    mutations: Mapping[str, Mutation]
    triggers: Mapping[str, Trigger]
    homes: Mapping[str, str]
    """Fault kind -> path pattern it waits for when armed without one."""

    def credentials(self) -> dict[str, str]:
        """What a seller would type into the connect form; valid now."""
        ...

    def windows(self, exchange: Exchange) -> Iterable[Window]:
        """The rate rules for this request; none: it is not counted."""
        ...

    def refusal(self, status: int, path: str, retry_after: float | None) -> Answer:
        """The platform's own answer for a status that needs no work (401, 403, 429, 5xx)."""
        ...

    def unanswered(self, exchange: Exchange, committed: bool) -> None:
        """The client got no clear answer to this request; `committed`: the work was done all the same."""
        ...

    def truth(self, order: str | None) -> dict[str, Any]:
        """All there is in the world, or one order by number or id."""
        ...

    def happen(self, event: dict[str, Any]) -> dict[str, Any]:
        """Something happens on the platform's side. Raises ValueError for what cannot happen."""
        ...

    def quirks(self) -> dict[str, Any]:
        """The switches and where they stand."""
        ...

    def turn(self, changes: dict[str, Any]) -> None:
        """Turn switches. Raises ValueError for an unknown one."""
        ...

    def reset(self, size: Size | None) -> None:
        """A fresh world, as large as before or as said."""
        ...

    def dump(self) -> dict[str, Any]:
        """The world as a JSON document for the state file."""
        ...

    def load(self, dumped: dict[str, Any]) -> None:
        """The world back from the state file."""
        ...
