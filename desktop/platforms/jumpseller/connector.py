"""The Jumpseller connector: the contract's promises, kept by the modules beside it."""

from collections.abc import AsyncIterator, Mapping, Sequence

from desktop.domain.accounts import DiscoveredShop
from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import Refused
from desktop.domain.functions import Function, Reply
from desktop.domain.operations import Operation
from desktop.domain.orders import Order, OrderItems
from desktop.domain.products import Brand, Category, CategoryAttribute, Product
from desktop.domain.promotions import Promotion
from desktop.platforms.jumpseller import (
    functions,
    mapping,
    order_writes,
    product_mapping,
    product_writes,
    promotion_writes,
    variant_writes,
)
from desktop.platforms.jumpseller.client import Client
from desktop.platforms.jumpseller.order_writes import OrderWriter
from desktop.platforms.jumpseller.product_reading import ProductReader
from desktop.platforms.jumpseller.product_writes import ProductWriter
from desktop.platforms.jumpseller.promotion_writes import PromotionDesk
from desktop.platforms.jumpseller.reading import Reader
from desktop.platforms.jumpseller.variant_writes import VariantWriter
from desktop.platforms.jumpseller.whole_products import WholeProducts
from desktop.platforms.kit.contract import Sent, Window
from desktop.platforms.kit.paging import chunks
from desktop.platforms.kit.session import AccountSession

ORDERS_PER_PAGE = 100


class JumpsellerConnector:
    """One account, used from one event loop. Has every capability that ``manifest.py`` declares."""

    def __init__(self, session: AccountSession) -> None:
        self._client = Client(session)
        self._reader = Reader(self._client)
        self._shelf = ProductReader(self._client, self._reader, session.clock)
        self._orders = OrderWriter(self._client, self._reader)
        self._variants = VariantWriter(self._client, self._reader, self._shelf)
        self._products = WholeProducts(self._client, self._reader, self._shelf)
        self._product_writer = ProductWriter(self._client, self._reader, self._shelf)
        self._promotions = PromotionDesk(self._client, self._reader, session.clock)

    async def test(self) -> str:
        """Prove the credentials; the store's code is what Jumpseller knows it by."""
        return mapping.shop((await self._client.proved()).store).remote_id

    async def discover(self) -> tuple[DiscoveredShop, ...]:
        """The one store these credentials are of."""
        return (mapping.shop((await self._client.greeting()).store),)

    async def order_pages(self, window: Window) -> AsyncIterator[tuple[Order, ...]]:
        """Orders with their items, oldest first; by creation, whatever the window says."""
        for page in chunks(await self._reader.orders(window), ORDERS_PER_PAGE):
            yield tuple(page)

    async def read_items(self, order_remote_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        """One request for each order, or less where there are many."""
        return await self._reader.items(order_remote_ids)

    async def variant_pages(self) -> AsyncIterator[tuple[Variant, ...]]:
        """Every product and variant, 100 products to a page."""
        async for page in self._shelf.pages():
            yield page

    async def read_variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        """One request for each product."""
        return await self._shelf.variants(refs)

    async def categories(self, shop_remote_id: str) -> tuple[Category, ...]:
        """The store's own."""
        return await self._products.categories()

    async def category_attributes(self, shop_remote_id: str, category: Category) -> tuple[CategoryAttribute, ...]:
        """The same everywhere: measures, and the usual options; nothing is mandatory."""
        return product_mapping.ATTRIBUTES

    async def brands(self, shop_remote_id: str, search: str) -> tuple[Brand, ...]:
        """None: a brand is shown, but no contract writes one."""
        return ()

    async def read_product(self, ref: VariantRef) -> Product:
        """The product of this variant as it is now."""
        return await self._products.product(ref)

    async def promotion_pages(self) -> AsyncIterator[tuple[Promotion, ...]]:
        """Every promotion of the store."""
        async for page in self._promotions.pages():
            yield page

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        """One by one: there is no bulk write (jumpseller.md 8)."""
        return tuple((operation,) for operation in operations)

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """One operation of any kind that the manifest declares."""
        if len(batch) != 1 or batch[0].kind not in _KINDS:
            raise Refused("not_supported")
        return await self._writer(batch).send(batch[0])

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """Read back operations of one kind."""
        return await self._writer(batch).verify(batch)

    def functions(self) -> tuple[Function, ...]:
        """All operations of both contracts."""
        return functions.functions()

    async def call(self, name: str, fields: Mapping[str, object]) -> Reply:
        """Any of them, checked against the contract this server speaks."""
        return await functions.call(self._client, name, fields)

    async def aclose(self) -> None:
        await self._client.aclose()

    def _writer(self, batch: Sequence[Operation]) -> OrderWriter | VariantWriter | ProductWriter | PromotionDesk:
        kind = batch[0].kind
        if kind in order_writes.KINDS:
            return self._orders
        if kind in product_writes.KINDS:
            return self._product_writer
        return self._variants if kind in variant_writes.KINDS else self._promotions


_KINDS = order_writes.KINDS | variant_writes.KINDS | product_writes.KINDS | promotion_writes.KINDS
