"""The inbox: where a connector puts what a platform hands over only once, before it says that it has got it."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desktop.domain.catalog import Variant
from desktop.domain.letters import Letter
from desktop.domain.operations import Outcome
from desktop.domain.orders import Order


@dataclass(frozen=True, slots=True)
class Delivery:
    """Letters that came together, and what they say: orders and variants, and how operations sent before ended."""

    letters: tuple[Letter, ...]
    orders: tuple[Order, ...] = ()
    variants: tuple[Variant, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


class Inbox(Protocol):
    """One account's inbox. Everything is on disk when ``keep`` returns; only then may the platform forget it."""

    async def keep(self, delivery: Delivery) -> None:
        """Commit all of it in one transaction; a letter that was kept before changes nothing. Raises ``StoreError``."""

    async def latest(self, kind: str, keys: Sequence[str]) -> dict[str, Letter]:
        """The newest understood letter about each of these, by ``sent_at``; those never written about are missing."""

    async def every(self, kind: str) -> tuple[Letter, ...]:
        """The newest understood letter about each thing of this kind."""

    async def emptied_at(self, source: str) -> datetime | None:
        """When this source was last read to its end; None: never."""

    async def emptied(self, source: str, moment: datetime) -> None:
        """It was read to its end just now."""

    def exclusive(self) -> AbstractAsyncContextManager[None]:
        """Nobody else on this computer empties this account's sources meanwhile."""


__all__ = ["Delivery", "Inbox", "Letter"]
