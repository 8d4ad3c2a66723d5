"""The contract: what services may ask of any platform, split by capability so that nothing is ever left unimplemented.

Every method may raise the errors of ``desktop.domain.errors`` and no others: ``AuthNeeded``, ``TryLater`` (also
``Unreachable``), ``Refused``, ``Gone``, ``Unsure`` (writes only), ``BrokenAnswer``; and ``StoreError`` where
credentials cannot be read or saved.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from desktop.domain.accounts import DiscoveredShop
from desktop.domain.labels import LabelFile, LabelMissing
from desktop.domain.operations import Operation, Outcome
from desktop.domain.orders import Order, OrderItem, OrderItems, ProviderOption


@dataclass(frozen=True, slots=True)
class Window:
    """A range of time to walk, both ends included, aware UTC. ``by_update``: by last change, else by creation."""

    start: datetime
    end: datetime
    by_update: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What ``send`` or ``verify`` found: one outcome per operation, and the items read on the way, for the store."""

    outcomes: tuple[Outcome, ...]
    items: tuple[OrderItems, ...] = ()


@runtime_checkable
class Connector(Protocol):
    """What every platform can do. One connector serves one account; it is used from one event loop."""

    async def test(self) -> str:
        """Prove the credentials with the cheapest call; return the identity the platform knows us by."""

    async def discover(self) -> tuple[DiscoveredShop, ...]:
        """Every shop and market these credentials reach."""

    async def aclose(self) -> None:
        """Close connections."""


@runtime_checkable
class ReadsOrders(Protocol):
    """Capability READ_ORDERS."""

    def order_pages(self, window: Window) -> AsyncIterator[tuple[Order, ...]]:
        """Pages of all orders of the account, oldest first; orders may come without items (``items_known`` false)."""

    async def read_items(self, order_remote_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        """The present items of these orders, read now; orders that are gone are missing from the answer."""


@runtime_checkable
class OffersProviders(Protocol):
    """Capability CHOOSE_PROVIDER."""

    async def provider_options(self, items: Sequence[OrderItem]) -> dict[str, tuple[ProviderOption, ...]]:
        """What may be chosen, by remote item id; an item the platform names nothing for has an empty tuple."""


@runtime_checkable
class SendsOperations(Protocol):
    """The outbox's side of every write capability."""

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        """Cut operations of one kind into what one ``send`` takes; order inside and between batches is kept."""

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """Do it: one outcome per operation. Raises ``Unsure`` when the request left and no answer came.

        A write is put on the wire at most once per call: no retry below this line, except when nothing was done for
        certain (429, 401, no connection). Any other error means that nothing was sent.
        """

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """Read the platform back, change nothing.

        DONE where ``after`` holds, QUEUED where it demonstrably does not (yet), REFUSED where it no longer can.
        """


@runtime_checkable
class FetchesLabels(Protocol):
    """Capability LABELS."""

    async def labels(self, orders: Sequence[OrderItems]) -> tuple[LabelFile | LabelMissing, ...]:
        """The labels of these parcels; changes nothing there. One answer per parcel, or per order without one."""
