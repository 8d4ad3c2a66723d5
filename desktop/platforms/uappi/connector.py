"""The Uappi connector: the contract's promises, kept by the modules beside it."""

from collections.abc import AsyncIterator, Mapping, Sequence

from desktop.domain.accounts import DiscoveredShop
from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.functions import Function, Reply
from desktop.domain.labels import LabelFile, LabelMissing
from desktop.domain.operations import Operation
from desktop.domain.orders import Order, OrderItems
from desktop.platforms.kit.calls import prepared
from desktop.platforms.kit.contract import Sent, Window
from desktop.platforms.kit.paging import chunks
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.uappi.client import Client
from desktop.platforms.uappi.codes import PAGE
from desktop.platforms.uappi.functions import FUNCTIONS
from desktop.platforms.uappi.labels import labels_of
from desktop.platforms.uappi.reading import Reader
from desktop.platforms.uappi.writes import Writer, batches_of


class UappiConnector:
    """One account, used from one event loop. Has every capability that ``manifest.py`` declares."""

    def __init__(self, session: AccountSession) -> None:
        self._client = Client(session)
        self._reader = Reader(self._client, session.clock)
        self._writer = Writer(self._client, self._reader)

    async def test(self) -> str:
        """Prove the credentials; the public key is what the hub knows us by."""
        await self._reader.shop()
        return await self._client.exclusive.api_key()

    async def discover(self) -> tuple[DiscoveredShop, ...]:
        """The one shop; its channels are its markets."""
        return (await self._reader.shop(),)

    async def order_pages(self, window: Window) -> AsyncIterator[tuple[Order, ...]]:
        """Orders with their items where the seller switched that on; else none, and nobody is asked."""
        async for page in self._reader.orders(window):
            yield page

    async def read_items(self, order_remote_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        """One request for each order, where switched on."""
        return await self._reader.items(order_remote_ids)

    async def variant_pages(self) -> AsyncIterator[tuple[Variant, ...]]:
        """Every SKU with a safety stock or a price of its own in any channel; and the products, where switched on."""
        for page in chunks(await self._reader.everything(), PAGE):
            yield tuple(page)

    async def read_variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        """These SKUs as they are now."""
        return await self._reader.variants(refs)

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        """100 prices to a call; safety stock and what is taken away one by one."""
        return batches_of(operations)

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """Safety stock or prices."""
        return await self._writer.send(batch)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """Read them back."""
        return await self._writer.verify(batch)

    async def labels(self, orders: Sequence[OrderItems]) -> tuple[LabelFile | LabelMissing, ...]:
        """All labels of these orders; ``order_remote_id`` is the hub's number, which a seller may have typed."""
        return tuple([label for order in orders for label in await labels_of(self._client, order)])

    def functions(self) -> tuple[Function, ...]:
        """Every documented call."""
        return FUNCTIONS

    async def call(self, name: str, fields: Mapping[str, object]) -> Reply:
        """One of them by its name."""
        return await self._client.call(*prepared(FUNCTIONS, name, fields))

    async def aclose(self) -> None:
        await self._client.aclose()
