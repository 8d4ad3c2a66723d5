"""The faults armed at the moment: which requests they wait for and how often they strike."""

import itertools
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

FIELDS = {"kind", "path", "method", "count", "after", "containing"}


@dataclass(slots=True)
class Fault:
    """One armed fault.

    `path` is a shell pattern (`/orders*`), `method` a verb or None for any. It lets `after` matching requests pass,
    then strikes `count` times (None: for ever). `containing` is a text that the request's body must hold, for platforms
    that take every call on one path. `params` are the kind's own settings.
    """

    id: int
    kind: str
    path: str = "*"
    method: str | None = None
    count: int | None = 1
    after: int = 0
    params: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    struck: int = 0
    containing: str = ""

    def matches(self, method: str, path: str, body: bytes = b"") -> bool:
        """Whether it waits for such a request and has strikes left."""
        spent = self.count is not None and self.struck >= self.count
        found = self.method in (None, method) and fnmatchcase(path, self.path) and self.containing.encode() in body
        return not spent and found

    def strikes(self) -> bool:
        """Note a matching request; whether this one is hit."""
        self.seen += 1
        hit = self.seen > self.after
        self.struck += hit
        return hit

    def number(self, name: str, default: float) -> float:
        """A parameter as seconds or count."""
        return float(self.params.get(name, default))

    def public(self) -> dict[str, Any]:
        """As the control API shows it."""
        rule = {"id": self.id, "kind": self.kind, "path": self.path, "method": self.method, "count": self.count}
        rule |= {"containing": self.containing} if self.containing else {}
        return {**rule, "after": self.after, **self.params, "seen": self.seen, "struck": self.struck}


class FaultBook:
    """The armed faults in order; the first that matches a request takes it."""

    def __init__(self) -> None:
        self.armed: list[Fault] = []
        self._ids = itertools.count(1)

    def arm(self, rule: dict[str, Any], kinds: set[str]) -> Fault:
        """Arm a fault described as in `Fault`, its own settings beside. Raises ValueError for what makes no sense."""
        kind, count = rule.get("kind"), rule.get("count", 1)
        if kind not in kinds:
            raise ValueError(f"unknown fault kind {kind!r}; there are: {', '.join(sorted(kinds))}")
        if count is not None and (not isinstance(count, int) or count < 1):
            raise ValueError("count is a whole number from 1, or null for ever")
        method = rule.get("method")
        params = {name: value for name, value in rule.items() if name not in FIELDS}
        fault = Fault(next(self._ids), str(kind), str(rule.get("path", "*")), str(method).upper() if method else None)
        fault.count, fault.after, fault.params = count, int(rule.get("after", 0)), params
        fault.containing = str(rule.get("containing", ""))
        self.armed.append(fault)
        return fault

    def take(self, method: str, path: str, body: bytes = b"") -> Fault | None:
        """The fault that hits this request, if any: the first in line; those behind it do not see the request."""
        waiting = [fault for fault in self.armed if fault.matches(method, path, body)]
        for fault in waiting:
            if fault.strikes():
                return fault
        return None

    def disarm(self, fault_id: int | None = None) -> None:
        """Disarm one fault, or all."""
        self.armed = [fault for fault in self.armed if fault_id is not None and fault.id != fault_id]
