"""The Lazada connector: the contract's promises, kept by the modules beside it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from desktop.domain.accounts import DiscoveredShop
from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.functions import Function, Reply
from desktop.domain.labels import LabelFile, LabelMissing
from desktop.domain.operations import Operation, OperationKind
from desktop.domain.order_steps import eligible
from desktop.domain.orders import CancelReason, Order, OrderItem, OrderItems, ProviderOption
from desktop.domain.products import Brand, Category, CategoryAttribute, Product
from desktop.domain.traces import ParcelTrace
from desktop.platforms.kit.calls import prepared
from desktop.platforms.kit.contract import Sent, Window
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.lazada import mapping, product_writes, variant_writes
from desktop.platforms.lazada.batching import batches_of
from desktop.platforms.lazada.catalog_reading import CatalogReader
from desktop.platforms.lazada.client import Client
from desktop.platforms.lazada.fulfilment import Fulfilment
from desktop.platforms.lazada.functions import FUNCTIONS, SITE, site_among
from desktop.platforms.lazada.invoicing import InvoiceDesk
from desktop.platforms.lazada.labels import LabelDesk
from desktop.platforms.lazada.product_reading import ProductReader
from desktop.platforms.lazada.product_writes import ProductWriter
from desktop.platforms.lazada.reading import Reader
from desktop.platforms.lazada.tracing import Tracer
from desktop.platforms.lazada.variant_writes import VariantWriter


class LazadaConnector:
    """One account, used from one event loop. Has every capability that ``manifest.py`` declares."""

    def __init__(self, session: AccountSession) -> None:
        self._client = Client(session)
        self._reader = Reader(self._client)
        self._shelf = CatalogReader(self._client, self._reader, session.clock)
        self._products = ProductReader(self._client, self._reader)
        self._product_writer = ProductWriter(self._client, self._products, self._shelf)
        self._fulfilment = Fulfilment(self._client, self._reader)
        self._invoices = InvoiceDesk(self._client, self._reader)
        self._tracer = Tracer(self._client, self._reader)
        self._labels = LabelDesk(self._client, self._reader)
        self._variants = VariantWriter(self._client, self._reader, self._shelf, session.clock)

    async def test(self) -> str:
        """Prove the credentials; Lazada knows a seller by country and number."""
        found = (await self._reader.found_sellers())[0]
        return f"{found.site.country}:{found.id}"

    async def discover(self) -> tuple[DiscoveredShop, ...]:
        """One shop for each country; ``lacks`` names what Ease Mode takes away (lazada.md 7)."""
        return tuple(mapping.shop(seller) for seller in await self._reader.found_sellers())

    async def order_pages(self, window: Window) -> AsyncIterator[tuple[Order, ...]]:
        """Pages of orders with their items."""
        async for page in self._reader.pages(window):
            yield page

    async def oldest_order(self) -> datetime | None:
        """When the first order was created."""
        return await self._reader.oldest()

    async def read_items(self, order_remote_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        """Any number of orders, 50 to a call."""
        return await self._reader.items(order_remote_ids)

    async def provider_options(self, items: Sequence[OrderItem]) -> dict[str, tuple[ProviderOption, ...]]:
        """What may be chosen for these items: nothing where Lazada chooses, as it does for local sellers."""
        return await self._reader.options(items)

    async def provider_options_of(self, orders: Sequence[OrderItems]) -> dict[str, tuple[ProviderOption, ...]]:
        """The same for items whose orders are named: Lazada must be told both (lazada.md 9.1)."""
        return await self._reader.options_of(orders)

    async def cancel_reasons(self, order: OrderItems) -> tuple[CancelReason, ...]:
        """Lazada's reasons for the items that can be cancelled."""
        ids = [item.remote_id for item in eligible(OperationKind.CANCEL, order.items)]
        return await self._fulfilment.reasons(order.order_remote_id, ids) if ids else ()

    async def labels(self, orders: Sequence[OrderItems]) -> tuple[LabelFile | LabelMissing, ...]:
        """The labels of these items' parcels, one call to each."""
        return await self._labels.labels(orders)

    async def traces(self, order: OrderItems) -> tuple[ParcelTrace, ...]:
        """Where this order's parcels are."""
        return await self._tracer.traces(order)

    async def variant_pages(self) -> AsyncIterator[tuple[Variant, ...]]:
        """Every SKU, 50 products to a page."""
        async for page in self._shelf.pages():
            yield page

    async def read_variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        """These SKUs as they are now."""
        return await self._shelf.read(refs)

    async def categories(self, shop_remote_id: str) -> tuple[Category, ...]:
        """The tree of the shop's country."""
        return await self._products.categories(shop_remote_id)

    async def suggested_categories(self, shop_remote_id: str, name: str) -> tuple[str, ...]:
        """What Lazada makes of the name."""
        return await self._products.suggested(shop_remote_id, name)

    async def category_attributes(self, shop_remote_id: str, category: Category) -> tuple[CategoryAttribute, ...]:
        """What products of this category tell."""
        return await self._products.attributes(shop_remote_id, category.id)

    async def brands(self, shop_remote_id: str, search: str) -> tuple[Brand, ...]:
        """Brands of the shop's country."""
        return await self._products.brands(shop_remote_id, search)

    async def read_product(self, ref: VariantRef) -> Product:
        """The item of this SKU as it is now."""
        return await self._products.product(ref)

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        """What one call may carry; what was refused in company goes alone."""
        return batches_of(operations)

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """Work on orders, or values of SKUs."""
        return await self._writer(batch).send(batch)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """Read back operations of one kind."""
        return await self._writer(batch).verify(batch)

    def functions(self) -> tuple[Function, ...]:
        """Every documented call."""
        return FUNCTIONS

    async def call(self, name: str, fields: Mapping[str, object]) -> Reply:
        """One of them by its name; ``site`` names the country where an account has several."""
        sites = await self._reader.sites()
        wanted = {key: value for key, value in fields.items() if key != SITE or len(sites) == 1}
        function, request = prepared(FUNCTIONS, name, wanted)
        return await self._client.call(site_among(sites, fields.get(SITE)), function, request)

    async def aclose(self) -> None:
        await self._client.aclose()

    def _writer(self, batch: Sequence[Operation]) -> VariantWriter | ProductWriter | Fulfilment | InvoiceDesk:
        if batch and batch[0].kind in product_writes.KINDS:
            return self._product_writer
        if batch and batch[0].kind is OperationKind.SET_INVOICE:
            return self._invoices
        return self._variants if batch and batch[0].kind in variant_writes.KINDS else self._fulfilment
