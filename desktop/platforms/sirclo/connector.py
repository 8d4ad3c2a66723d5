"""The SIRCLO connector: the contract's promises, kept by the modules beside it."""

from collections.abc import AsyncIterator, Mapping, Sequence

from desktop.domain.accounts import DiscoveredShop
from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import Refused
from desktop.domain.findings import Severity
from desktop.domain.functions import Function, Reply
from desktop.domain.labels import LabelFile, LabelMissing
from desktop.domain.operations import Operation
from desktop.domain.orders import CancelReason, Order, OrderItem, OrderItems, ProviderOption
from desktop.domain.products import Brand, Category, CategoryAttribute, Product
from desktop.platforms.kit.calls import prepared
from desktop.platforms.kit.contract import Sent, Window
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo import mapping, order_writes, product_writes, promotion_writes, variant_writes
from desktop.platforms.sirclo.catalog_reading import CatalogReader
from desktop.platforms.sirclo.channel_rules import check_entry
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.codes import OLDEST, PRODUCTS_TOPIC
from desktop.platforms.sirclo.couriers import Couriers
from desktop.platforms.sirclo.functions import FUNCTIONS
from desktop.platforms.sirclo.labels import LabelDesk
from desktop.platforms.sirclo.mailbox import Mailbox
from desktop.platforms.sirclo.order_reading import OrderReader
from desktop.platforms.sirclo.product_answers import ProductAnswers
from desktop.platforms.sirclo.product_reading import ProductReader
from desktop.platforms.sirclo.product_waits import ProductWaits
from desktop.platforms.sirclo.product_writes import ProductWriter
from desktop.platforms.sirclo.pubsub import emulated
from desktop.platforms.sirclo.reasons import Reasons
from desktop.platforms.sirclo.service_account import read


class SircloConnector:
    """One client key, used from one event loop. Has every capability that ``manifest.py`` declares."""

    def __init__(self, session: AccountSession) -> None:
        self._session = session
        self._client = Client(session)
        self._mailbox = Mailbox(session, self._client)
        self._orders = OrderReader(session, self._client, self._mailbox, oldest=OLDEST)
        self._catalog = CatalogReader(session, self._client, self._mailbox)
        self._reasons = Reasons(self._client)
        self._couriers = Couriers(self._client)
        self._steps = order_writes.OrderWriter(session, self._client, self._orders, self._reasons, self._couriers)
        self._products = ProductReader(session, self._client, self._mailbox, self._catalog)
        self._told = ProductAnswers(session, self._client, self._mailbox, self._products, self._catalog)
        waits = ProductWaits(session, self._mailbox, self._told)
        self._whole = ProductWriter(session, self._client, self._mailbox, self._products, self._told, waits)
        self._values = variant_writes.VariantWriter(session, self._client, self._mailbox, self._catalog, waits)
        self._discounts = promotion_writes.PromotionDesk(session, self._client, self._catalog)
        self._labels = LabelDesk(self._client, self._orders)

    async def test(self) -> str:
        """Prove the key and read the key file; a message taken now would be missing later, so none is pulled.

        The adapter knows us by our client id, whichever key it gave us last; without a channel it tells none.
        """
        keys = await self._client.key.keys()
        if keys.service_account and not emulated():  # an emulator wants no token, so any text may stand there
            read(keys.service_account)
        return mapping.client_id(await self._client.connected(keys.brands)) or keys.identity

    async def discover(self) -> tuple[DiscoveredShop, ...]:
        """The brands that were typed; their connected channels are their markets."""
        brands = (await self._client.key.keys()).brands
        return mapping.shops(await self._client.connected(brands), brands, self._session.clock())

    async def order_pages(self, window: Window) -> AsyncIterator[tuple[Order, ...]]:
        """Orders with their items, from letters."""
        async for page in self._orders.pages(window):
            yield page

    async def read_items(self, order_remote_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        """As the newest letters tell."""
        return await self._orders.items(order_remote_ids)

    async def provider_options(self, items: Sequence[OrderItem]) -> dict[str, tuple[ProviderOption, ...]]:
        """Couriers of the channels that let the seller choose."""
        places = await self._orders.places(items)
        found: dict[str, tuple[ProviderOption, ...]] = {item.remote_id: () for item in items}
        for item_id, (brand, channel) in places.items():
            found[item_id] = await self._couriers.of(brand, channel)
        return found

    async def provider_options_of(self, orders: Sequence[OrderItems]) -> dict[str, tuple[ProviderOption, ...]]:
        """The same, where it is known which orders the items are of."""
        found: dict[str, tuple[ProviderOption, ...]] = {}
        for order in orders:
            options = await self._couriers.of(await self._brand(order), mapping.split(order.order_remote_id)[0])
            found |= {item.remote_id: options for item in order.items}
        return found

    async def cancel_reasons(self, order: OrderItems) -> tuple[CancelReason, ...]:
        """The channel's own, each named with it: a code of one channel means something else at another."""
        channel = mapping.split(order.order_remote_id)[0]
        listed = await self._reasons.of(await self._brand(order), channel)
        return tuple(CancelReason(f"{channel}:{one.id}", one.name) for one in listed)

    async def reject_reasons(self, order: OrderItems) -> tuple[CancelReason, ...]:
        """The channel's own, where it has some."""
        return await self._steps.reject_reasons(order.order_remote_id)

    async def variant_pages(self) -> AsyncIterator[tuple[Variant, ...]]:
        """Every variant of every channel."""
        async for page in self._catalog.pages():
            yield page

    async def read_variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        """These as they are now."""
        return await self._catalog.read(refs)

    async def categories(self, shop_remote_id: str) -> tuple[Category, ...]:
        """The trees of all channels; the category chosen decides where a product is sold."""
        return await self._products.categories(shop_remote_id)

    async def category_attributes(self, shop_remote_id: str, category: Category) -> tuple[CategoryAttribute, ...]:
        """What products of this category tell, with weight and sides."""
        return await self._products.attributes(category)

    async def brands(self, shop_remote_id: str, search: str) -> tuple[Brand, ...]:
        """Those that categories name; most channels take any, or tell theirs only in a refusal."""
        return await self._products.brands(search)

    async def read_product(self, ref: VariantRef) -> Product:
        """The whole product of this variant."""
        return await self._products.product(ref)

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        """Values of one SKU together, new products together; everything else alone."""
        if operations and operations[0].kind in product_writes.KINDS:
            return self._whole.batches(operations)
        if not operations or operations[0].kind not in variant_writes.KINDS:
            return tuple((operation,) for operation in operations)
        return variant_writes.batches_of(operations, v4=self._client.key.has_v4)

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """A step on an order, values of a SKU, whole products, or a discount. Raises ``Refused("not_supported")``."""
        kind = batch[0].kind
        if any(one.kind is not kind for one in batch):
            raise Refused("not_supported")
        if kind in variant_writes.KINDS:
            return await self._values.send(batch)
        if kind in product_writes.KINDS:
            return await self._whole.send(batch)
        if len(batch) == 1 and kind in order_writes.KINDS:
            return await self._steps.send(batch[0])
        if len(batch) == 1 and kind in promotion_writes.KINDS:
            return await self._discounts.send(batch[0])
        raise Refused("not_supported")

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """By letters, as far as there are any."""
        kind = batch[0].kind
        if kind in variant_writes.KINDS:
            return await self._values.verify(batch)
        if kind in product_writes.KINDS:
            return await self._told.verify(batch)
        if kind in order_writes.KINDS:
            return await self._steps.verify(batch)
        return await self._discounts.verify(batch)

    async def labels(self, orders: Sequence[OrderItems]) -> tuple[LabelFile | LabelMissing, ...]:
        """One per order that is packed."""
        return await self._labels.labels(orders)

    def functions(self) -> tuple[Function, ...]:
        """Every documented call, and every topic."""
        return FUNCTIONS

    async def call(self, name: str, fields: Mapping[str, object]) -> Reply:
        """One of them by its name. Products are checked before: a refusal would come as a letter, or never."""
        function, request = prepared(FUNCTIONS, name, fields)
        if name == PRODUCTS_TOPIC:
            await self._check_products(fields)
        return await self._client.call(function, request)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _check_products(self, fields: Mapping[str, object]) -> None:
        """Raises ``Refused`` with the first error that a channel's rules name."""
        products = fields.get("products")
        for product in products if isinstance(products, list) else ():
            if not isinstance(product, dict):
                raise Refused("field_type", field="products", type="object")
            brand, channels = str(product.get("brand_id") or ""), product.get("channel_products") or ()
            names = {str(one.get("channel") or "") for one in channels if isinstance(one, dict)}
            limits = {name: await self._mailbox.limits(brand, name) for name in names}
            errors = (one for one in check_entry(product, limits) if one.severity is Severity.ERROR)
            if (first := next(errors, None)) is not None:
                raise Refused(first.code, **{"field": first.key, **first.params})

    async def _brand(self, order: OrderItems) -> str:
        named = next((item.shop_remote_id for item in order.items if item.shop_remote_id), "")
        return named or (await self._client.key.keys()).brands[0]
