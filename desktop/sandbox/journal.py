"""What was asked and how it was answered: method, path, status and time, never a body (bodies carry tokens)."""

from collections import Counter, deque
from contextvars import ContextVar
from dataclasses import dataclass

from desktop.sandbox.clock import iso

KEPT = 20_000


@dataclass(slots=True)
class Exchange:
    """One request on its way through the sandbox. `status` 0: nothing was answered. `fault`: the fault it met."""

    number: int
    at: float
    method: str
    path: str
    query: str
    body: bytes
    status: int = 0
    fault: str | None = None

    def public(self) -> dict[str, object]:
        """As the control API shows it."""
        return {
            "n": self.number,
            "at": iso(self.at),
            "at_s": round(self.at, 3),
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "status": self.status,
            "fault": self.fault,
        }


CURRENT: ContextVar[Exchange | None] = ContextVar("sandbox_exchange", default=None)
"""The exchange being answered, so that a violation knows its request without everybody passing it on."""


class Journal:
    """The last exchanges in order, and how many there were per method and path."""

    def __init__(self) -> None:
        self.exchanges: deque[Exchange] = deque(maxlen=KEPT)
        self.counts: Counter[str] = Counter()
        self.total = 0

    def open(self, at: float, method: str, path: str, query: str, body: bytes) -> Exchange:
        """Write a request down before anything is done about it."""
        self.total += 1
        exchange = Exchange(self.total, at, method, path, query, body)
        self.exchanges.append(exchange)
        self.counts[f"{method} {path}"] += 1
        return exchange

    def close(self, exchange: Exchange, status: int, fault: str | None) -> None:
        """Note the outcome; the body is forgotten here."""
        exchange.status, exchange.fault, exchange.body = status, fault, b""

    def clear(self) -> None:
        """Forget all."""
        self.exchanges.clear()
        self.counts.clear()
        self.total = 0
