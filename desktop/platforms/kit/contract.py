"""The contract: what services may ask of any platform, split by capability so that nothing is ever left unimplemented.

Every method may raise the errors of ``desktop.domain.errors`` and no others: ``AuthNeeded``, ``TryLater`` (also
``Unreachable``), ``Refused``, ``Gone``, ``Unsure`` (writes only), ``BrokenAnswer``; and ``StoreError`` where
credentials cannot be read or saved.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from desktop.domain.accounts import DiscoveredShop
from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.functions import Function, Reply
from desktop.domain.labels import LabelFile, LabelMissing
from desktop.domain.operations import Operation, Outcome
from desktop.domain.orders import CancelReason, Order, OrderItem, OrderItems, ProviderOption
from desktop.domain.products import Brand, Category, CategoryAttribute, Product
from desktop.domain.promotions import Promotion
from desktop.domain.traces import ParcelTrace


@dataclass(frozen=True, slots=True)
class Window:
    """A range of time to walk, both ends included, aware UTC. ``by_update``: by last change, else by creation."""

    start: datetime
    end: datetime
    by_update: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What ``send`` or ``verify`` found: one outcome per operation, and what was read on the way, for the store."""

    outcomes: tuple[Outcome, ...]
    items: tuple[OrderItems, ...] = ()
    variants: tuple[Variant, ...] = ()


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
class TellsOldestOrder(Protocol):
    """Beside READ_ORDERS, where it costs less to ask for the first order than to walk through years without any."""

    async def oldest_order(self) -> datetime | None:
        """No order was created before this time; None where the platform's answer does not prove it."""


@runtime_checkable
class OffersProviders(Protocol):
    """Capability CHOOSE_PROVIDER."""

    async def provider_options(self, items: Sequence[OrderItem]) -> dict[str, tuple[ProviderOption, ...]]:
        """What may be chosen, by remote item id; an item the platform names nothing for has an empty tuple."""


@runtime_checkable
class OffersProvidersByOrder(Protocol):
    """Beside CHOOSE_PROVIDER, where a platform must be told which order an item is of."""

    async def provider_options_of(self, orders: Sequence[OrderItems]) -> dict[str, tuple[ProviderOption, ...]]:
        """As ``OffersProviders``; each order with the items that are meant."""


@runtime_checkable
class OffersReasons(Protocol):
    """Capability CANCEL_REASON."""

    async def cancel_reasons(self, order: OrderItems) -> tuple[CancelReason, ...]:
        """The platform's own reasons for cancelling this order; empty: any text will do."""


@runtime_checkable
class OffersRejectReasons(Protocol):
    """Beside REJECT_CANCEL, where the platform wants a reason for it."""

    async def reject_reasons(self, order: OrderItems) -> tuple[CancelReason, ...]:
        """Why the wish to cancel this order may be rejected; empty: any text will do, or none."""


@runtime_checkable
class TracesParcels(Protocol):
    """Capability TRACE."""

    async def traces(self, order: OrderItems) -> tuple[ParcelTrace, ...]:
        """The way of each parcel of this order, latest event first; empty while no courier has any."""


@runtime_checkable
class ReadsCatalog(Protocol):
    """Capability READ_CATALOG."""

    def variant_pages(self) -> AsyncIterator[tuple[Variant, ...]]:
        """Every variant of every shop of the account, page by page. What it does not bring is not there any more."""

    async def read_variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        """These variants as they are now, in any order; those that are gone are missing from the answer.

        Any number may be asked; the connector cuts it into what the platform takes.
        """


@runtime_checkable
class DescribesProducts(Protocol):
    """Capability EDIT_PRODUCTS: what a product must say before it can be sold, and what it says now.

    Products are written through ``SendsOperations``: CREATE_PRODUCT, UPDATE_PRODUCT and DELETE_PRODUCT.
    """

    async def categories(self, shop_remote_id: str) -> tuple[Category, ...]:
        """The whole tree, leaves and branches, in the platform's order."""

    async def category_attributes(self, shop_remote_id: str, category: Category) -> tuple[CategoryAttribute, ...]:
        """What products of this category tell, the mandatory ones first."""

    async def brands(self, shop_remote_id: str, search: str) -> tuple[Brand, ...]:
        """Brands whose name holds ``search``, at most about fifty; empty where a brand is free text."""

    async def read_product(self, ref: VariantRef) -> Product:
        """The whole product this variant belongs to, as it is now. Raises ``Gone``."""


@runtime_checkable
class PagesCategories(Protocol):
    """Beside DescribesProducts, where the tree takes hundreds of requests: it is read page by page and gone on with."""

    async def category_page(self, shop_remote_id: str, page: int) -> tuple[tuple[Category, ...], int]:
        """Page number ``page``, counted from 1, and how many pages there are."""


@runtime_checkable
class SuggestsCategories(Protocol):
    """Capability SUGGEST_CATEGORIES."""

    async def suggested_categories(self, shop_remote_id: str, name: str) -> tuple[str, ...]:
        """Ids of categories a product of this name would be found in, the likeliest first; empty for none."""


@runtime_checkable
class ReadsPromotions(Protocol):
    """Capability READ_PROMOTIONS: the platform lists its promotions; elsewhere our own record is the only list."""

    def promotion_pages(self) -> AsyncIterator[tuple[Promotion, ...]]:
        """Every promotion of every shop of the account."""


@runtime_checkable
class CallsFunctions(Protocol):
    """Capability FUNCTIONS: every call that the platform documents, by its name there, for experts and for support."""

    def functions(self) -> tuple[Function, ...]:
        """All of them; asks nobody."""

    async def call(self, name: str, fields: Mapping[str, object]) -> Reply:
        """Do one. Raises ``Refused``: ``unknown_function``, ``missing_field``, ``unknown_field``, or what was answered.

        Goes through the same chain as everything else: signed, paced, and a write whose answer is lost is ``Unsure``.
        """


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

        DONE where ``after`` holds, QUEUED where it demonstrably does not (yet), REFUSED where it no longer can, WORKING
        while the platform still works on it (``remote_ref`` names its job there).
        """


@runtime_checkable
class FetchesLabels(Protocol):
    """Capability LABELS."""

    async def labels(self, orders: Sequence[OrderItems]) -> tuple[LabelFile | LabelMissing, ...]:
        """The labels of these parcels; changes nothing there. One answer per parcel, or per order without one."""
