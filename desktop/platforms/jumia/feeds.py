"""Feeds: wishes on variants as Jumia takes them, and the results it gives item by item later (jumia.md 7).

A feed is taken at once and worked on later: the answer is its id, and the operations are WORKING until it is done. A
lost answer leaves no id; then the values themselves are read back. What is sent again is the same absolute value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from desktop.domain.catalog import ListingStatus, Offer, Variant
from desktop.domain.errors import BrokenAnswer, Gone, Refused, Unsure
from desktop.domain.operations import VARIANT_KINDS, Operation, OperationKind, OperationState, Outcome
from desktop.domain.wishes import moment_of, place_of, ref_of
from desktop.platforms.jumia import catalog_mapping as mapping
from desktop.platforms.jumia.catalog_reading import CatalogReader
from desktop.platforms.jumia.catalog_shapes import Feed, FeedErrors, FeedItem
from desktop.platforms.jumia.client import Client
from desktop.platforms.jumia.mapping import json_number, text
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.reading_back import compared

ITEMS_PER_FEED = 500
KINDS = VARIANT_KINDS - {OperationKind.SET_SAFETY_STOCK}
FEEDS = {OperationKind.SET_STOCK: "stock", OperationKind.SET_PRICE: "price", OperationKind.SET_STATUS: "status"}
FINISHED = frozenset({"COMPLETED", "DONE", "FAILED", "ERROR"})
FAILED = frozenset({"FAILED", "ERROR"})


class FeedWriter:
    """Sends wishes on variants, all of one kind and at most one per variant, and asks after them."""

    def __init__(self, client: Client, reader: CatalogReader) -> None:
        self._client, self._reader = client, reader

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """One feed. A variant that is gone, or a market it is not sold in, is refused beforehand."""
        variants = {one.remote_id: one for one in await self._reader.read([ref_of(one) for one in batch])}
        items: list[dict[str, object]] = []
        refused: list[Outcome] = []
        taken: list[Operation] = []
        for operation in batch:
            try:
                items.append(_item(operation, variants.get(operation.subject)))
                taken.append(operation)
            except Refused as error:
                refused.append(Outcome(operation.id, OperationState.REFUSED, error.code, error.params))
        return Sent((*refused, *await self._post(batch[0].kind, taken, items)))

    async def _post(
        self, kind: OperationKind, taken: Sequence[Operation], items: Sequence[Mapping[str, object]]
    ) -> tuple[Outcome, ...]:
        if not items:
            return ()
        answer = await self._client.feed(FEEDS[kind], {"products": items})
        try:
            feed_id = mapping.feed_id(answer)
        except BrokenAnswer as error:
            raise Unsure("broken_answer", **error.params) from error
        return tuple(Outcome(one.id, OperationState.WORKING, "feed_taken", remote_ref=feed_id) for one in taken)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """By the feed where its id is known, else by the values that the catalog shows."""
        outcomes: list[Outcome] = []
        unknown = [one for one in batch if not one.remote_ref]
        for feed_id in dict.fromkeys(one.remote_ref for one in batch if one.remote_ref):
            mine = [one for one in batch if one.remote_ref == feed_id]
            try:
                outcomes += _by_feed(mine, mapping.feed(await self._client.feed_result(feed_id)))
            except Gone:
                unknown += mine
        over = [one for one in batch if one not in unknown and _state(one, outcomes) is not OperationState.WORKING]
        variants = await self._read([*unknown, *over])
        return Sent((*outcomes, *compared(unknown, variants)), variants=variants)

    async def _read(self, operations: Sequence[Operation]) -> tuple[Variant, ...]:
        return await self._reader.read([ref_of(one) for one in operations]) if operations else ()


def _state(operation: Operation, outcomes: Sequence[Outcome]) -> OperationState | None:
    return next((one.state for one in outcomes if one.operation_id == operation.id), None)


# --- out --------------------------------------------------------------------------------------------------------------
def _item(operation: Operation, variant: Variant | None) -> dict[str, object]:
    """One entry of a feed. Raises ``Refused``: ``gone``, ``unknown_market``, ``not_supported``."""
    if variant is None:
        raise Refused("gone")
    market, _warehouse = place_of(operation)
    known = {"id": variant.remote_id, "sellerSku": variant.sku}
    if operation.kind is OperationKind.SET_STOCK:
        return {**known, "stock": operation.after["quantity"]}
    if market and all(offer.market != market for offer in variant.offers):
        raise Refused("unknown_market", market=market)
    if operation.kind is OperationKind.SET_STATUS:
        return {**known, "businessClients": _statuses(operation, variant, market), **_created(variant)}
    return {**known, **_category(variant), **_Prices(operation, variant, market).entry()}


def _statuses(operation: Operation, variant: Variant, market: str) -> list[dict[str, object]]:
    """The status in one country, or in all where none is named."""
    word = "ACTIVE" if operation.after["status"] == ListingStatus.ACTIVE.value else "INACTIVE"
    codes = [offer.market for offer in variant.offers if offer.market and market in ("", offer.market)]
    return [{"businessClientCode": code, "status": word} for code in codes]


def _created(variant: Variant) -> dict[str, object]:
    return {"createdAt": variant.extra["created"]} if variant.extra.get("created") else {}


def _category(variant: Variant) -> dict[str, object]:
    code = str(variant.extra.get("category") or "")
    return {"category": int(code) if code.isdigit() else code} if code else {}


@dataclass(frozen=True, slots=True)
class _Prices:
    """The whole price of a variant: whatever is not wished is sent as it stands, or the feed would overwrite it."""

    operation: Operation
    variant: Variant
    market: str

    def entry(self) -> dict[str, object]:
        """``price`` and ``businessClients`` (section 7.4)."""
        whole, *clients = self.variant.offers
        own = [one for one in clients if self._has_own_price(one, whole) or one.market == self.market]
        listed = [{"businessClientCode": one.market, "price": self._price(one)} for one in own]
        return {"price": self._price(whole), **({"businessClients": listed} if listed else {})}

    @staticmethod
    def _has_own_price(offer: Offer, whole: Offer) -> bool:
        """Whether a country has a price of its own, in its own money; else it follows the global one."""
        return bool(offer.price and whole.price and offer.price.currency != whole.price.currency)

    def _price(self, offer: Offer) -> dict[str, object]:
        mine = offer.market == self.market
        wish = self.operation.after if mine else {}
        if mine and "price" in wish and wish["price"] is None:
            raise Refused("not_supported")
        currency = offer.price.currency if offer.price else str(self.operation.after.get("currency") or "")
        amount = wish.get("price", offer.price.amount if offer.price else None)
        if amount is None:
            raise Refused("price_unknown", market=offer.market)
        found: dict[str, object] = {"currency": currency, "value": json_number(Decimal(str(amount)))}
        return {**found, "salePrice": _sale(wish)} if "sale_price" in wish else found


def _sale(wish: Mapping[str, object]) -> dict[str, object]:
    """Three nulls end a sale; a sale needs both its ends."""
    if wish["sale_price"] is None:
        return {"value": None, "startAt": None, "endAt": None}
    start, end = wish.get("sale_from"), wish.get("sale_to")
    if not start or not end:
        raise Refused("sale_dates_missing")
    days = {"startAt": mapping.day(moment_of(str(start))), "endAt": mapping.day(moment_of(str(end)))}
    return {"value": json_number(Decimal(str(wish["sale_price"]))), **days}


# --- back -------------------------------------------------------------------------------------------------------------
def _by_feed(operations: Sequence[Operation], feed: Feed) -> list[Outcome]:
    """What a feed tells of its items; a finished feed that does not name one has done it."""
    word = (feed.status or "").upper()
    if word not in FINISHED:
        return [
            Outcome(one.id, OperationState.WORKING, "feed_working", remote_ref=one.remote_ref) for one in operations
        ]
    whole = feed.error_message or "" if word in FAILED and not feed.feed_items else ""
    return [_outcome(one, _item_of(one, feed.feed_items), word in FAILED, whole) for one in operations]


def _item_of(operation: Operation, items: Sequence[FeedItem]) -> FeedItem | None:
    """By the id, which may be a sentence instead (section 7.6); else by SKU."""
    for item in items:
        if _is_id(item.productSid) and item.productSid == operation.subject:
            return item
    sku = str(operation.after.get("sku") or operation.label)
    unnamed = [item for item in items if not _is_id(item.productSid)]
    return next((item for item in unnamed if str(item.sellerSKU or item.sellerSku or "") == sku), None)


def _is_id(text: str | None) -> bool:
    try:
        UUID(text or "")
    except ValueError:
        return False
    return True


def _outcome(operation: Operation, item: FeedItem | None, all_failed: bool, whole: str) -> Outcome:
    failed = (item.status or "").upper() in FAILED if item else all_failed
    if not failed:
        return Outcome(operation.id, OperationState.DONE)
    return Outcome(operation.id, OperationState.REFUSED, "refused_by_platform", {"message": said(item) or whole})


def said(item: FeedItem | None) -> str:
    """Jumia's own words about an item of a feed."""
    if item is None:
        return ""
    errors = item.errors or FeedErrors()
    words = [*errors.global_messages, *(word for one in errors.business_clients for word in one.messages)]
    return text(" ".join(dict.fromkeys(words)) or item.errorMessage)
