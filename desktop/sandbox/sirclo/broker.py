"""The messages of Pub/Sub subscriptions: given out under a deadline, given out again when nobody says thanks (9.1)."""

from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

RETENTION = 604_800.0
KEPT_ACKED = 200


@dataclass(slots=True)
class Message:
    """One message of one subscription. `data` is base64 text, right or wrong; `visible`: from which tick it is given.

    `place` tells copies of one messageId apart; `published` is in seconds since 1970.
    """

    place: int
    id: str
    data: str
    published: float
    visible: float = 0.0
    attempts: int = 0


@dataclass(slots=True)
class Subscription:
    """What waits for one puller or another. `acked`: the last ones that are gone."""

    name: str
    waiting: dict[int, Message] = field(default_factory=dict)
    acked: deque[Message] = field(default_factory=lambda: deque(maxlen=KEPT_ACKED))


class Broker:
    """All subscriptions of one project, and what died there: too old, or given out too often."""

    def __init__(self) -> None:
        self.subscriptions: dict[str, Subscription] = {}
        self.dead: list[dict[str, Any]] = []
        self._next = 9_100_000_000_000

    def open(self, name: str) -> None:
        """There is such a subscription from now on; only what comes later reaches it."""
        self.subscriptions.setdefault(name, Subscription(name))

    def number(self) -> str:
        """The next messageId."""
        self._next += 1
        return str(self._next)

    def put(self, name: str, data: str, now: float, visible: float, twice: bool = False) -> str:
        """A message for a subscription; where there is none it is lost. Gives its messageId."""
        id_ = self.number()
        for _ in range(2 if twice else 1):
            self._add(name, Message(0, id_, data, now, visible))
        return id_

    def _add(self, name: str, message: Message) -> None:
        self._next += 1
        message.place = self._next
        if name in self.subscriptions:
            self.subscriptions[name].waiting[message.place] = message

    def again(self, name: str, count: int, tick: float) -> int:
        """Messages that were thanked for come once more, as after a fault at Google; how many."""
        found = self.subscriptions[name]
        old = [found.acked.pop() for _ in range(min(count, len(found.acked)))]
        for one in reversed(old):
            self._add(name, Message(0, one.id, one.data, one.published, tick, one.attempts))
        return len(old)

    def pull(self, name: str, most: int, now: float, tick: float, deadline: float, attempts: int) -> list[Message]:
        """Give messages out until the deadline; nobody else gets them meanwhile."""
        self._bury(name, now, tick, attempts)
        ready = [one for one in self.subscriptions[name].waiting.values() if one.visible <= tick]
        for one in ready[:most]:
            one.visible, one.attempts = tick + deadline, one.attempts + 1
        return ready[:most]

    def _bury(self, name: str, now: float, tick: float, attempts: int) -> None:
        """Drop what is older than a week, or was given out too often (0: never too often)."""
        waiting = self.subscriptions[name].waiting
        for one in list(waiting.values()):
            tired = bool(attempts) and one.attempts >= attempts and one.visible <= tick
            if now - one.published > RETENTION or tired:
                del waiting[one.place]
                self.dead.append({"subscription": name, "messageId": one.id, "attempts": one.attempts})

    def held(self, name: str, ack_id: str) -> Message | None:
        """The message an ackId stands for while it is not given out anew. Raises ValueError for no ackId at all."""
        owner, _, rest = ack_id.rpartition(":")
        place, _, attempt = rest.partition("-")
        if owner != name or not place.isdigit() or not attempt.isdigit():
            raise ValueError("not an ackId of this subscription")
        found = self.subscriptions[name].waiting.get(int(place))
        return found if found and found.attempts == int(attempt) else None

    def acknowledge(self, name: str, message: Message) -> None:
        """It has arrived."""
        found = self.subscriptions[name]
        found.acked.append(found.waiting.pop(message.place))

    def dump(self) -> dict[str, Any]:
        """For the state file; what is given out at the moment is free again after a restart."""
        every = self.subscriptions.values()
        kept = {one.name: [asdict(message) for message in one.waiting.values()] for one in every}
        return {"subscriptions": kept, "dead": self.dead, "next": self._next}

    @classmethod
    def loaded(cls, dumped: dict[str, Any]) -> "Broker":
        """What `dump` gave."""
        broker = cls()
        broker.dead, broker._next = dumped["dead"], dumped["next"]
        for name, rows in dumped["subscriptions"].items():
            broker.open(name)
            broker.subscriptions[name].waiting = {row["place"]: _free(row) for row in rows}
        return broker


def _free(row: dict[str, Any]) -> Message:
    return Message(**{**row, "visible": 0.0})


def ack_id(name: str, message: Message) -> str:
    """The name of this delivery of a message."""
    return f"{name}:{message.place}-{message.attempts}"


def waiting(subscriptions: Iterable[Subscription]) -> dict[str, int]:
    """How many messages wait, by subscription."""
    return {one.name: len(one.waiting) for one in subscriptions}
