"""What every simulated platform does alike for the control API, around an account of its own kind."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Generic, Protocol, TypeVar

from desktop.sandbox import switches
from desktop.sandbox.journal import Exchange
from desktop.sandbox.simulator import Harness, Mutation, Size, Trigger


class Account(Protocol):
    """What is on the stage: dataclasses of JSON values in both places, or else `dump` and `load` are written anew."""

    world: Any
    quirks: Any


A = TypeVar("A", bound=Account)

Event = Callable[[A, dict[str, Any]], dict[str, Any]]
"""What happens on the platform's side: (account, the event's words) -> what came of it. Raises ValueError."""


class Stage(ABC, Generic[A]):
    """The larger part of the `Simulator` protocol. A platform names itself and its `events`, and makes its account."""

    platform: str
    events: Mapping[str, Event[A]]

    def __init__(self, harness: Harness, size: Size) -> None:
        self._harness = harness
        self._size = size
        self._account = self._fresh()
        self.mutations: Mapping[str, Mutation] = {}
        self.triggers: Mapping[str, Trigger] = {}
        self.homes: Mapping[str, str] = {}

    @abstractmethod
    def _fresh(self) -> A:
        """An account as the seed makes it."""

    @abstractmethod
    def truth(self, order: str | None) -> dict[str, Any]:
        """All there is in the world, or one order."""

    def _chance(self) -> random.Random:
        """Where the events of a fresh account get their random numbers."""
        return random.Random(f"{self.platform} events {self._size.seed}")

    def unanswered(self, exchange: Exchange, committed: bool) -> None:
        """What is done twice shows by itself: in `effects` or as a double."""

    def happen(self, event: dict[str, Any]) -> dict[str, Any]:
        """One of `events`, named by `event`. Raises ValueError."""
        name = event.get("event")
        if not isinstance(name, str) or name not in self.events:
            raise ValueError(f"unknown event {name!r}; there are: {', '.join(self.events)}")
        return self.events[name](self._account, event)

    def quirks(self) -> dict[str, Any]:
        """The switches and where they stand."""
        return asdict(self._account.quirks)

    def turn(self, changes: dict[str, Any]) -> None:
        """Turn switches. Raises ValueError for an unknown one."""
        switches.turn(self._account.quirks, changes)

    def reset(self, size: Size | None) -> None:
        """A fresh account, as large as before or as said."""
        self._size = size or self._size
        self._account = self._fresh()

    def dump(self) -> dict[str, Any]:
        """World and switches."""
        return {"world": asdict(self._account.world), "quirks": asdict(self._account.quirks)}

    def load(self, dumped: dict[str, Any]) -> None:
        """What `dump` gave."""
        account = self._account
        world, quirks = type(account.world)(**dumped["world"]), type(account.quirks)(**dumped["quirks"])
        account.world, account.quirks = world, quirks
