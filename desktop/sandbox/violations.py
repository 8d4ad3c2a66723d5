"""The ledger of client mistakes: a platform only answers 4xx, the sandbox also remembers who was wrong and why."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from desktop.sandbox.clock import Clock, iso
from desktop.sandbox.journal import CURRENT

KEPT = 5_000

KINDS = {
    "rate": "more requests than the platform allows, or a pause it asked for not kept",
    "double": "a write done again that had already been done",
    "blind": "a write repeated after an unclear answer without reading back first",
    "auth": "no token, an invented token, a dead token used on and on, a wrong client",
    "header": "a header missing or wrong (Accept, Content-Type, Authorization)",
    "method": "a path that exists, asked with the wrong method",
    "path": "a path that does not exist",
    "parameter": "a query parameter missing, unknown or outside its rule",
    "body": "a body that is not what the reference describes",
    "id": "an id that was never given out",
    "status": "an action that this item's state never allowed",
    "mixed": "things in one call that the platform only takes in separate calls",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One mistake. `request` is the number of the exchange in the journal."""

    kind: str
    why: str
    at: str
    method: str
    path: str
    request: int


class Ledger:
    """All mistakes so far, oldest first; counts go on when the list is full."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.violations: list[Violation] = []
        self.counts: Counter[str] = Counter()

    def count(self, kind: str, why: str) -> None:
        """Hold a mistake of the request being answered against the client. `kind` is one of KINDS."""
        if kind not in KINDS:
            raise KeyError(kind)
        self.counts[kind] += 1
        if len(self.violations) < KEPT:
            self.violations.append(self._violation(kind, why))

    def _violation(self, kind: str, why: str) -> Violation:
        exchange = CURRENT.get()
        asked = (exchange.method, exchange.path, exchange.number) if exchange else ("", "", 0)
        return Violation(kind, why, iso(self._clock.now()), *asked)

    def public(self) -> dict[str, Any]:
        """As the control API shows it: `{"total", "counts": {kind: n}, "violations": [...]}`."""
        return {
            "total": self.counts.total(),
            "counts": dict(self.counts),
            "violations": [asdict(violation) for violation in self.violations],
        }

    def clear(self) -> None:
        """Forget all."""
        self.violations.clear()
        self.counts.clear()

    def dump(self) -> dict[str, Any]:
        """For the state file."""
        return self.public()

    def load(self, dumped: dict[str, Any]) -> None:
        """From the state file."""
        self.violations = [Violation(**violation) for violation in dumped["violations"]]
        self.counts = Counter(dumped["counts"])
