"""Setting stock, price and status: one call for a batch, judged by what the catalog shows afterwards (lazada.md 13).

Every value sent is absolute, so that sending it again is the same as sending it once; the relative stock call is for
experts only (``functions.py``). What a partial failure did to the other SKUs is not documented: it is read back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from desktop.domain.catalog import ListingStatus, Offer, Variant
from desktop.domain.errors import Gone, PlatformError, Refused, Unsure
from desktop.domain.identity import Clock
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.wishes import moment_of, place_of, ref_of
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.reading_back import compared
from desktop.platforms.kit.redact import clean
from desktop.platforms.lazada import payloads
from desktop.platforms.lazada.catalog_reading import CatalogReader
from desktop.platforms.lazada.client import Client
from desktop.platforms.lazada.complaints import Detail, Refusal
from desktop.platforms.lazada.payloads import Node
from desktop.platforms.lazada.reading import Reader
from desktop.platforms.lazada.sites import Site
from desktop.platforms.lazada.steps import REFUSED_TOGETHER
from desktop.platforms.lazada.times import wire_day

KINDS = frozenset({OperationKind.SET_STOCK, OperationKind.SET_PRICE, OperationKind.SET_STATUS})
PATHS = {
    OperationKind.SET_STOCK: "/product/stock/sellable/update",
    OperationKind.SET_PRICE: "/product/price_quantity/update",
}
UPDATE, DEACTIVATE = "/product/update", "/product/deactivate"


@dataclass(frozen=True, slots=True)
class Wish:
    """An operation and the variant it is about, as it is now."""

    operation: Operation
    variant: Variant
    site: Site
    fields: Mapping[str, Node] = field(default_factory=dict)  # what is to be sent of it

    @property
    def sku_id(self) -> str:
        return self.site.theirs(self.variant.remote_id)

    @property
    def is_ease(self) -> bool:
        return bool(self.variant.extra.get("ease"))

    @property
    def of_product(self) -> bool:
        """Whether its call is about one product only (section 13.2, 13.4)."""
        return self.is_ease or self.operation.kind is OperationKind.SET_STATUS

    @property
    def named(self) -> dict[str, str]:
        """What names it in a call: always the SkuId, as SellerSku is being refused (section 13.3)."""
        return {"ItemId": self.item_id, "SkuId": self.sku_id}

    @property
    def item_id(self) -> str:
        return str(self.variant.extra.get("item") or "")


class VariantWriter:
    """Sends a batch of one kind as ``cut`` made it, and reads back those of which nobody knows."""

    def __init__(self, client: Client, reader: Reader, shelf: CatalogReader, clock: Clock) -> None:
        self._client, self._reader, self._shelf, self._clock = client, reader, shelf, clock

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """As the contract says. SKUs that are gone, and wishes Lazada has no field for, are refused beforehand."""
        found = {one.remote_id: one for one in await self._read(batch)}
        outcomes: dict[str, Outcome] = {}
        wishes: list[Wish] = []
        for operation in batch:
            try:
                wishes.append(await self._wish(operation, found.get(operation.subject)))
            except (Refused, Gone) as error:
                outcomes[operation.id] = Outcome(operation.id, OperationState.REFUSED, error.code, error.params)
        call = _one_call([wish for wish in wishes if wish.fields])
        refusal = await self._sent(call) if call else None
        variants = await self._read_back(batch) if call else tuple(found.values())
        told = {one.operation_id: one for one in self._compared(batch, variants)}
        for wish in wishes:
            shown = told[wish.operation.id]
            outcomes[wish.operation.id] = _judged(shown, wish, refusal, len(call)) if wish in call else _unsent(shown)
        return Sent(tuple(outcomes[one.id] for one in batch), variants=variants)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """What the catalog shows now."""
        variants = await self._read(batch)
        return Sent(self._compared(batch, variants), variants=variants)

    async def _wish(self, operation: Operation, variant: Variant | None) -> Wish:
        if variant is None:
            raise Refused("gone")
        wish = Wish(operation, variant, await self._reader.site(operation.subject))
        return replace(wish, fields=self._fields(wish))

    async def _sent(self, call: Sequence[Wish]) -> Refused | None:
        """One request; what was refused is returned, because a part of it may have been done."""
        path, given = _request(call)
        try:
            await self._client.write(call[0].site, path, given)
        except Refused as error:
            return error
        except Gone as error:
            return Refused(error.code, **error.params)
        return None

    def _fields(self, wish: Wish) -> dict[str, Node]:
        """The values of a wish under Lazada's names. Raises ``Refused``; ``rules.py`` says the same earlier."""
        if wish.operation.kind is OperationKind.SET_STOCK:
            return _stock(wish)
        if wish.operation.kind is OperationKind.SET_STATUS:
            return {"Status": _status(wish.operation)}
        return _supply_price(wish.operation) if wish.is_ease else self._prices(wish)

    def _prices(self, wish: Wish) -> dict[str, Node]:
        """Price, and sale price with its days; what is not wished is not sent and stays."""
        after, zone = wish.operation.after, wish.site.zone
        fields: dict[str, Node] = {}
        if after.get("price") is not None:
            fields["Price"] = _amount(after["price"])
        if after.get("sale_price") is not None:
            start, end = after.get("sale_from"), after.get("sale_to")
            if not start or not end:
                raise Refused("sale_dates_missing")
            price = _price_then(wish)
            if (
                price is not None and Decimal(str(after["sale_price"])) >= price
            ):  # lowered by others since it was wished
                raise Refused("sale_not_below_price")
            fields |= {
                "SalePrice": _amount(after["sale_price"]),
                "SaleStartDate": wire_day(moment_of(str(start)), zone),
                "SaleEndDate": wire_day(moment_of(str(end)), zone),
            }
        elif "sale_price" in after:
            fields |= self._ended_sale(wish)
        elif not fields:
            raise Refused("price_needed")
        return fields

    def _ended_sale(self, wish: Wish) -> dict[str, Node]:
        """No call takes a sale price away, but one that ran out counts no more: its last day is moved to yesterday."""
        offer = wish.variant.offers[0] if wish.variant.offers else Offer()
        if offer.sale_price is None:
            return {}
        yesterday = self._clock() - timedelta(days=1)
        start = min(offer.sale_from or yesterday, yesterday)
        price, sale = _price_then(wish), offer.sale_price.amount
        if price is not None and sale >= price:  # nobody pays it any more, but only one below the price is taken
            sale = price / 2
        return {
            "SalePrice": format(sale, "f"),
            "SaleStartDate": wire_day(start, wish.site.zone),
            "SaleEndDate": wire_day(yesterday, wish.site.zone),
        }

    async def _read(self, batch: Sequence[Operation]) -> tuple[Variant, ...]:
        return await self._shelf.read([ref_of(operation) for operation in batch])

    async def _read_back(self, batch: Sequence[Operation]) -> tuple[Variant, ...]:
        """The variants after sending; from here on no error may sound as if nothing had been done."""
        try:
            return await self._read(batch)
        except PlatformError as error:
            raise Unsure("not_read_back", cause=error.code) from error

    def _compared(self, batch: Sequence[Operation], variants: Sequence[Variant]) -> tuple[Outcome, ...]:
        """As ``kit.reading_back`` tells it, but a sale that is over counts as none."""
        now = self._clock()
        return compared(batch, [_without_past_sale(one, now) for one in variants])


def _one_call(wishes: Sequence[Wish]) -> list[Wish]:
    """Those that may share the first one's call; ``batches_of`` saw to it, unless a product is another by now."""
    first = wishes[0] if wishes else None
    return [wish for wish in wishes if first and (wish.item_id == first.item_id or not first.of_product)]


def _request(call: Sequence[Wish]) -> tuple[str, dict[str, str]]:
    """Path and payload. For Ease shops only ``/product/update`` sets stock and price absolutely (section 7)."""
    first = call[0]
    if first.fields.get("Status") == ListingStatus.INACTIVE.value:
        return DEACTIVATE, payloads.of_deactivation(first.item_id, [wish.sku_id for wish in call])
    if first.of_product:
        return UPDATE, payloads.of_product(first.item_id, [{"SkuId": wish.sku_id, **wish.fields} for wish in call])
    return PATHS[first.operation.kind], payloads.of_skus([{**wish.named, **wish.fields} for wish in call])


def _stock(wish: Wish) -> dict[str, Node]:
    """Sellable units; in one warehouse only where the shop has several (section 13.3)."""
    quantity, (_market, warehouse) = wish.operation.after.get("quantity"), place_of(wish.operation)
    if not isinstance(quantity, int) or isinstance(quantity, bool):
        raise Refused("not_a_number")
    if wish.is_ease:
        return {"quantity": str(quantity)}
    if len(wish.variant.stocks) < 2:
        return {"SellableQuantity": quantity}
    if warehouse not in {one.warehouse for one in wish.variant.stocks}:
        raise Refused("unknown_warehouse" if warehouse else "several_warehouses", warehouse=warehouse)
    one: dict[str, Node] = {"WarehouseCode": warehouse, "SellableQuantity": quantity}
    return {"MultiWarehouseInventories": {"MultiWarehouseInventory": one}}


def _status(operation: Operation) -> str:
    word = str(operation.after.get("status"))
    if word not in (ListingStatus.ACTIVE.value, ListingStatus.INACTIVE.value):
        raise Refused("status_not_offered", status=word)
    return word


def _supply_price(operation: Operation) -> dict[str, Node]:
    if operation.after.get("sale_price") is not None:
        raise Refused("sale_not_supported")
    if operation.after.get("price") is None:
        raise Refused("price_needed")
    return {"supply_price": _amount(operation.after["price"])}


def _amount(written: object) -> str:
    try:
        return format(Decimal(str(written)), "f")
    except InvalidOperation as error:
        raise Refused("not_a_number") from error


def _judged(told: Outcome, wish: Wish, refusal: Refused | None, sent: int) -> Outcome:
    """What the catalog shows goes before what the answer said; a refusal of several says it of those it names."""
    if told.state in (OperationState.DONE, OperationState.REFUSED):
        return told
    if refusal is None:
        if told.code == "not_shown":  # a supply price: the answer's word is all there is
            return Outcome(told.operation_id, OperationState.DONE, ack=told.ack)
        return Outcome(told.operation_id, OperationState.UNSURE, "not_visible_yet", ack=told.ack)
    details: tuple[Detail, ...] = refusal.details if isinstance(refusal, Refusal) else ()
    mine = [clean(one.message) for one in details if one.sku and one.sku in (wish.sku_id, wish.variant.sku)]
    if sent == 1 or mine:
        words = {"message": "; ".join(mine)} if mine and sent > 1 else {}
        return Outcome(told.operation_id, OperationState.REFUSED, refusal.code, {**refusal.params, **words})
    return Outcome(told.operation_id, OperationState.QUEUED, REFUSED_TOGETHER, refusal.params)


def _unsent(told: Outcome) -> Outcome:
    """Nothing was to be sent, or not with the others: then it goes alone."""
    if told.state is OperationState.QUEUED:
        return Outcome(told.operation_id, OperationState.QUEUED, REFUSED_TOGETHER, ack=told.ack)
    return told


def _without_past_sale(variant: Variant, now: datetime) -> Variant:
    offers = tuple(
        replace(one, sale_price=None, sale_from=None, sale_to=None) if one.sale_to and one.sale_to <= now else one
        for one in variant.offers
    )
    return replace(variant, offers=offers)


def _price_then(wish: Wish) -> Decimal | None:
    """The list price once this wish is done."""
    if wish.operation.after.get("price") is not None:
        return Decimal(str(wish.operation.after["price"]))
    price = wish.variant.offers[0].price if wish.variant.offers else None
    return price.amount if price else None
