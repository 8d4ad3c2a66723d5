"""What the parts of the simulator share while they answer: brand, messages, switches, ledger, clock, things to come."""

import base64
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.sandbox.answer import encode
from desktop.sandbox.journal import CURRENT, Exchange
from desktop.sandbox.seat import Seat
from desktop.sandbox.sirclo.broker import Broker
from desktop.sandbox.sirclo.quirks import Quirks
from desktop.sandbox.sirclo.world import CLIENT_ID, Record, World


class Refusal(Exception):  # noqa: N818 - what the adapter says, not what went wrong here
    """A refusal as the adapter speaks it; `kind` names the mistake in the ledger, or None for no mistake."""

    def __init__(self, code: int, message: str, kind: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.kind = code, message, kind


@dataclass(slots=True)
class Job:
    """Something that happens at the adapter a little later; `due` in ticks."""

    due: float
    name: str
    what: Record


@dataclass(slots=True)
class Account(Seat[World, Quirks]):
    """One client key. `runners`: what does a job, by name; `spoil`: how the next label goes wrong.

    `recent`: what the last requests did, by request number.
    """

    broker: Broker
    runners: Mapping[str, Callable[["Account", Record], None]]
    jobs: list[Job] = field(default_factory=list)
    spoil: str = ""
    refused_tokens: set[str] = field(default_factory=set)
    tokens: dict[str, float] = field(default_factory=dict)
    recent: deque[tuple[int, str, str]] = field(default_factory=lambda: deque(maxlen=20_000))

    def note(self, kind: str, id_: object, value: object = None) -> None:
        """A client's write took effect; doing again what it had done before and heard nothing of is a double."""
        key, exchange = f"{kind} {id_}", CURRENT.get()
        if self.world.unsure.pop(key, None) == str(value):
            self.count("double", f"{kind} on {id_} again after it had been done")
        if exchange:
            self.recent.append((exchange.number, key, str(value)))
        Seat.note(self, kind, id_, value)  # a class with slots is made twice: `super()` would not know it

    def went_unanswered(self, exchange: Exchange) -> None:
        """What this request did is unclear to the client."""
        self.world.unsure |= {key: value for number, key, value in self.recent if number == exchange.number}

    def read_back(self, id_: str) -> None:
        """The client is told how this thing stands: it may know again."""
        for kind in ("set_stock", "set_price", "set_status"):
            self.world.unsure.pop(f"{kind} {id_}", None)

    def later(self, seconds: float, name: str, what: Record) -> None:
        """Let something happen after a while; at once where there is no while."""
        self.jobs.append(Job(self.harness.clock.ticks() + seconds, name, what))
        self.settle()

    def settle(self) -> None:
        """Do what is due by now, in the order it was asked for."""
        tick = self.harness.clock.ticks()
        due = [one for one in self.jobs if one.due <= tick]
        if due:
            self.jobs = [one for one in self.jobs if one.due > tick]
            for one in due:
                self.runners[one.name](self, one.what)

    def publish(self, feature: str, document: Any, after: float = 0.0) -> None:
        """A message for whoever subscribed to a feature; nobody gets it where nobody did."""
        name = self.world.features.get(feature)
        if name is not None:
            self.put(name, base64.b64encode(encode(document)).decode(), after)

    def put(self, subscription: str, data: str, after: float = 0.0, published: float | None = None) -> str:
        """A message as it is, base64 or not; `published` where it was on its way for long."""
        visible, self.harness.dirty = self.harness.clock.ticks() + after, True
        moment = self.now() if published is None else published
        return self.broker.put(subscription, data, moment, visible, self.quirks.delivery_twice)

    def activity(self) -> str:
        """An id of the adapter's own."""
        return f"{self.rng.getrandbits(64):016x}"

    def brand(self, brand_id: object) -> str:
        """A brand of this client key. Raises Refusal."""
        if not isinstance(brand_id, str) or brand_id not in self.world.brands:
            raise Refusal(400, f"No brand record found with ID {brand_id} for this client", "id")
        return brand_id

    def link(self, brand_id: object, channel: object) -> Record:
        """A connected channel of a brand. Raises Refusal."""
        found = self.world.links.get(str(channel))
        if found is None or found["brand_id"] != self.brand(brand_id):
            raise Refusal(400, f"channel {channel} is unknown for this brand", "id")
        if not found["connected"]:
            raise Refusal(400, f"channel {channel} is not connected")
        return found


def subscription_name(stem: str) -> str:
    """A subscription of this client."""
    return f"CNX_{stem}_{CLIENT_ID}"
