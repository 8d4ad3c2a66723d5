"""The Jumia connector: the contract, composed of client, mapping, reading, writing and labels."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

from desktop.domain.accounts import DiscoveredShop
from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import BrokenAnswer, Gone, Refused
from desktop.domain.functions import Function, Reply
from desktop.domain.labels import LabelFile, LabelMissing
from desktop.domain.operations import Operation, OperationKind
from desktop.domain.orders import Order, OrderItem, OrderItems, ProviderOption
from desktop.domain.products import Brand, Category, CategoryAttribute, Product
from desktop.platforms.jumia import labels, mapping, product_writes
from desktop.platforms.jumia.catalog_reading import CatalogReader
from desktop.platforms.jumia.client import LARGEST_LABEL, Client
from desktop.platforms.jumia.feeds import FEEDS, ITEMS_PER_FEED, FeedWriter
from desktop.platforms.jumia.functions import FUNCTIONS
from desktop.platforms.jumia.judging import batches_of
from desktop.platforms.jumia.labels import Asked
from desktop.platforms.jumia.mapping import Line
from desktop.platforms.jumia.product_reading import ProductReader
from desktop.platforms.jumia.product_writes import ProductWriter
from desktop.platforms.jumia.reading import Reader
from desktop.platforms.jumia.rules import together
from desktop.platforms.jumia.writes import Writer
from desktop.platforms.kit.calls import prepared
from desktop.platforms.kit.contract import Sent, Window
from desktop.platforms.kit.paging import chunks, token_pages
from desktop.platforms.kit.session import AccountSession

# Orders one ``send`` takes: what one read of their items, and one pack call, can carry.
BATCH = {OperationKind.PACK: 20, OperationKind.READY: 25, OperationKind.CANCEL: 25} | dict.fromkeys(
    FEEDS, ITEMS_PER_FEED
)
# Jumia takes 200 items, but the answer carries every label in full.
ITEMS_PER_LABEL_CALL = 50


class JumiaConnector:
    """One account, used from one event loop. Has every capability that ``manifest.py`` declares."""

    def __init__(self, session: AccountSession) -> None:
        self._client = Client(session)
        self._reader = Reader(self._client)
        self._writer = Writer(self._client, self._reader)
        self._catalog = CatalogReader(self._client)
        self._feeds = FeedWriter(self._client, self._catalog)
        self._products = ProductReader(self._client)
        self._product_writer = ProductWriter(self._client, self._products, self._catalog)

    async def test(self) -> str:
        """Prove the credentials; Jumia knows us by our client id."""
        mapping.shops(await self._client.shops())
        return await self._client.bearer.client_id()

    async def discover(self) -> tuple[DiscoveredShop, ...]:
        """The user's shops; where there are none, those of the master shop (jumia.md 4)."""
        own = mapping.shops(await self._client.shops())
        found = own or mapping.shops(await self._client.shops_of_master_shop())
        return tuple({shop.remote_id: shop for shop in found}.values())

    async def order_pages(self, window: Window) -> AsyncIterator[tuple[Order, ...]]:
        """Pages of orders without items; the window must not be longer than the manifest's."""

        async def fetch(token: str | None) -> tuple[tuple[Order, ...], str | None]:
            body = await self._client.orders(window.start, window.end, by_update=window.by_update, token=token)
            return await asyncio.to_thread(mapping.orders_page, body)

        async for page in token_pages(fetch):
            yield page

    async def read_items(self, order_remote_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        """Any number of orders, 25 to a call."""
        return await self._reader.items(order_remote_ids)

    async def provider_options(self, items: Sequence[OrderItem]) -> dict[str, tuple[ProviderOption, ...]]:
        """What may be chosen for these items, 50 to a call."""
        return await self._reader.options([item.remote_id for item in items])

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        """Operations in the portions of ``BATCH``; what was refused in company goes alone."""
        if operations and operations[0].kind in product_writes.KINDS:
            return product_writes.batches(operations)
        return batches_of(operations, BATCH)

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """Pack, ready or cancel; or a feed of values or products."""
        return await self._writer_of(batch).send(batch)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """Read the items of these operations back, or ask after their feeds."""
        return await self._writer_of(batch).verify(batch)

    def _writer_of(self, batch: Sequence[Operation]) -> Writer | FeedWriter | ProductWriter:
        kind = batch[0].kind if batch else None
        if kind in product_writes.KINDS:
            return self._product_writer
        return self._feeds if kind in FEEDS else self._writer

    async def variant_pages(self) -> AsyncIterator[tuple[Variant, ...]]:
        """Every variant with its stock, 100 product sets to a page."""
        async for page in self._catalog.pages():
            yield page

    async def read_variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        """These variants as they are now."""
        return await self._catalog.read(refs)

    async def categories(self, shop_remote_id: str) -> tuple[Category, ...]:
        """The whole tree; it is the same for all shops."""
        return await self._products.categories()

    async def category_page(self, shop_remote_id: str, page: int) -> tuple[tuple[Category, ...], int]:
        """A hundred of them."""
        return await self._products.category_page(page)

    async def category_attributes(self, shop_remote_id: str, category: Category) -> tuple[CategoryAttribute, ...]:
        """What products of this category tell."""
        return await self._products.attributes(category)

    async def brands(self, shop_remote_id: str, search: str) -> tuple[Brand, ...]:
        """Brands whose name holds this."""
        return await self._products.brands(search)

    async def read_product(self, ref: VariantRef) -> Product:
        """The product set of this variant as it is now."""
        return await self._products.product(ref)

    def functions(self) -> tuple[Function, ...]:
        """Every documented call."""
        return FUNCTIONS

    async def call(self, name: str, fields: Mapping[str, object]) -> Reply:
        """One of them by its name."""
        return await self._client.call(*prepared(FUNCTIONS, name, fields))

    async def labels(self, orders: Sequence[OrderItems]) -> tuple[LabelFile | LabelMissing, ...]:
        """The labels of these items' parcels, as far as those are ready to ship by now."""
        lines = await self._reader.lines([order.order_remote_id for order in orders])
        results: list[LabelFile | LabelMissing] = []
        asked: list[Asked] = []
        for order in orders:
            wanted = {item.remote_id for item in order.items if not item.by_platform}
            mine = [line for line in lines.get(order.order_remote_id, ()) if line.item.remote_id in wanted]
            parcels = labels.asked_of(order.order_remote_id, mine)
            asked += [parcel for parcel in parcels if parcel.is_ready]
            results += [parcel.missing("not_ready") for parcel in parcels if not parcel.is_ready]
            if not parcels:
                results.append(LabelMissing(order.order_remote_id, tuple(wanted), "not_packed"))
        for parcels in self._label_calls(asked, orders):
            results += await self._fetched(parcels)
        return tuple(results)

    async def aclose(self) -> None:
        await self._client.aclose()

    def _label_calls(self, asked: Sequence[Asked], orders: Sequence[OrderItems]) -> list[tuple[Asked, ...]]:
        """Parcels that may share a call: one country, method and provider, whole parcels only."""
        keys = _provider_names(orders) | self._reader.provider_keys()
        by_first: dict[str, Asked] = {parcel.item_ids[0]: parcel for parcel in asked}
        groups = together([parcel.lines[0] for parcel in asked], keys)
        return [
            tuple(by_first[line.item.remote_id] for line in run)
            for group in groups
            for run in chunks(group, _parcels_per_call(group, by_first))
        ]

    async def _fetched(self, parcels: Sequence[Asked]) -> list[LabelFile | LabelMissing]:
        """One print-labels call."""
        try:
            body = await self._client.print_labels([item_id for parcel in parcels for item_id in parcel.item_ids])
            found, missing = await asyncio.to_thread(labels.matched, body, parcels)
        except (Refused, Gone) as error:
            return [parcel.missing("label_refused", error.params.get("message", "")) for parcel in parcels]
        return [*missing, *[await self._labelled(parcel, written) for parcel, written in found]]

    async def _labelled(self, parcel: Asked, written: str) -> LabelFile | LabelMissing:
        try:
            content = await asyncio.to_thread(labels.content_of, written)
            if isinstance(content, str):
                content = await self._client.label_at(content)
        except (Refused, Gone, BrokenAnswer) as error:
            return parcel.missing("label_refused", error.code)
        return parcel.file(content) if len(content) <= LARGEST_LABEL else parcel.missing("too_large")


def _provider_names(orders: Sequence[OrderItems]) -> dict[str, str]:
    """Provider by tracking number as the store remembers it; names are only unique within a shop."""
    return {
        item.tracking_number: f"{item.provider} of {item.shop_remote_id}"
        for order in orders
        for item in order.items
        if item.tracking_number and item.provider
    }


def _parcels_per_call(group: Sequence[Line], by_first: dict[str, Asked]) -> int:
    largest = max(len(by_first[line.item.remote_id].item_ids) for line in group)
    return max(1, ITEMS_PER_LABEL_CALL // largest)
