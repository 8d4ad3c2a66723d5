"""Writes: safety stock one by one, prices in batches, and what the hub said of each (uappi.md 7).

Every value is absolute. A price is a list and a selling price together: a wish for the price alone makes both of it;
a price of None takes the channel's own price away. Prices of Mercado Livre ads are never shown again.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from desktop.domain.catalog import Offer, Variant
from desktop.domain.errors import BrokenAnswer, Gone, PlatformError, Refused, Unsure
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.wishes import place_of, ref_of
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.redact import clean
from desktop.platforms.uappi import mapping
from desktop.platforms.uappi.client import Answer, Client
from desktop.platforms.uappi.codes import PRICES_PER_CALL
from desktop.platforms.uappi.reading import Reader
from desktop.platforms.uappi.rules import channel_of

KINDS = frozenset({OperationKind.SET_SAFETY_STOCK, OperationKind.SET_PRICE})
REFUSED_TOGETHER = "refused_together"  # a call of several prices was refused as a whole: each is next sent alone

Pair = tuple[Decimal, Decimal]


def batches_of(operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
    """Prices of one call: 100, all of channels or all of ads, and no place twice; everything else alone."""
    batches: list[list[Operation]] = []
    for operation in operations:
        last = batches[-1] if batches else []
        if not last or not _may_join(last, operation):
            batches.append(last := [])
        last.append(operation)
    return tuple(tuple(batch) for batch in batches)


def _may_join(batch: Sequence[Operation], operation: Operation) -> bool:
    if len(batch) >= PRICES_PER_CALL or _is_alone(operation) or _is_alone(batch[0]):
        return False
    return _is_ad(operation) == _is_ad(batch[0]) and all(_key(one) != _key(operation) for one in batch)


def _is_alone(operation: Operation) -> bool:
    is_price = operation.kind is OperationKind.SET_PRICE
    return not is_price or operation.code == REFUSED_TOGETHER or _takes_away(operation)


def _takes_away(operation: Operation) -> bool:
    return "price" in operation.after and operation.after["price"] is None


def _is_ad(operation: Operation) -> bool:
    return bool(channel_of(place_of(operation)[0])[1])


def _key(operation: Operation) -> tuple[str, str, str]:
    channel, prefix = channel_of(place_of(operation)[0])
    return ref_of(operation).sku, str(channel), prefix


class Writer:
    """Sends the writes of one account and reads them back."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client, self._reader = client, reader

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """One call. Raises ``Refused``: ``unknown_market``, ``not_supported``, ``price_needed``."""
        if any(one.kind is not batch[0].kind or one.kind not in KINDS for one in batch):
            raise Refused("not_supported")
        for one in batch:
            if channel_of(place_of(one)[0])[0] < 1:
                raise Refused("unknown_market" if place_of(one)[0] else "market_needed", market=place_of(one)[0])
        if batch[0].kind is OperationKind.SET_SAFETY_STOCK or _takes_away(batch[0]):
            if len(batch) != 1:
                raise Refused("not_supported")
            return Sent((await self._one(batch[0]),))
        return await self._prices(batch)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """By what the hub shows; of ads it shows nothing."""
        shown = [one for one in batch if not _is_ad(one)]
        variants = await self._reader.variants([ref_of(one) for one in shown]) if shown else ()
        by_id = {one.remote_id: one for one in variants}
        return Sent(tuple(_read_back(one, by_id.get(one.subject)) for one in batch), variants=variants)

    async def _one(self, operation: Operation) -> Outcome:
        (sku, channel, prefix) = _key(operation)
        if operation.kind is OperationKind.SET_PRICE:
            return await self._taken_away(operation, int(channel), prefix, sku)
        if prefix:
            raise Refused("unknown_market", market=place_of(operation)[0])
        quantity = operation.after.get("quantity")
        if not isinstance(quantity, int) or isinstance(quantity, bool):
            raise Refused("not_supported")
        answer = await self._client.set_safety(int(channel), sku, quantity)
        try:
            held = mapping.held_back(answer.content)
        except BrokenAnswer as error:
            raise Unsure("broken_answer", **error.params) from error
        if not held or any(one != quantity for one in held):
            raise Unsure("not_visible_yet", **answer.ref)
        return Outcome(operation.id, OperationState.DONE, ack={"quantity": quantity, **answer.ref})

    async def _taken_away(self, operation: Operation, channel: int, prefix: str, sku: str) -> Outcome:
        """A price that is not there any more is as good as taken away."""
        try:
            answer = await self._client.delete_price(channel, sku, prefix)
        except Gone as error:
            return Outcome(operation.id, OperationState.DONE, ack={"price": None, "already": True, **error.params})
        return Outcome(operation.id, OperationState.DONE, ack={"price": None, **answer.ref})

    async def _prices(self, batch: Sequence[Operation]) -> Sent:
        pairs = await self._pairs(batch)
        entries = [_entry(one, pairs[one.id]) for one in batch if one.id in pairs]
        unknown = [Outcome(one.id, OperationState.REFUSED, "price_needed") for one in batch if one.id not in pairs]
        if not entries:
            return Sent(tuple(unknown))
        sent = [one for one in batch if one.id in pairs]
        try:
            answer = await self._client.set_prices(entries, ads=_is_ad(batch[0]))
        except (Refused, Gone) as error:
            if len(sent) == 1 or error.code == "blocked_by_platform":
                raise
            again = [Outcome(one.id, OperationState.QUEUED, REFUSED_TOGETHER, error.params) for one in sent]
            return Sent((*unknown, *again))
        judged = await self._judged(sent, answer)
        return Sent((*unknown, *judged.outcomes), variants=judged.variants)

    async def _judged(self, sent: Sequence[Operation], answer: Answer) -> Sent:
        """By the answer; what it is silent about is read back."""
        try:
            said = mapping.verdicts(answer.content)
        except BrokenAnswer as error:
            raise Unsure("broken_answer", **error.params) from error
        told = [_told(one, said[_key(one)], answer.ref) for one in sent if _key(one) in said]
        silent = [one for one in sent if _key(one) not in said]
        if not silent:
            return Sent(tuple(told))
        try:
            found = await self.verify(silent)
        except PlatformError:  # the prices are on the wire all the same: only what became of these is not known
            return Sent((*told, *(Outcome(one.id, OperationState.UNSURE, "no_answer") for one in silent)))
        doubted = [
            one if one.state is OperationState.DONE else Outcome(one.operation_id, OperationState.UNSURE, "no_answer")
            for one in found.outcomes
        ]
        return Sent((*told, *doubted), variants=found.variants)

    async def _pairs(self, batch: Sequence[Operation]) -> dict[str, Pair]:
        """List and selling price of each, by operation; where only a sale is wished, the list price is read first."""
        lacking = [one for one in batch if "price" not in one.after and not _is_ad(one)]
        variants = await self._reader.variants([ref_of(one) for one in lacking]) if lacking else ()
        by_id = {one.remote_id: one for one in variants}
        found = {one.id: _pair(one, _offer(one, by_id.get(one.subject))) for one in batch}
        return {key: pair for key, pair in found.items() if pair is not None}


def _pair(operation: Operation, offer: Offer | None = None) -> Pair | None:
    price, sale = operation.after.get("price"), operation.after.get("sale_price")
    now = offer.price.amount if offer and offer.price else None
    whole = now if price is None else Decimal(str(price))
    return None if whole is None else (whole, whole if sale is None else Decimal(str(sale)))


def _entry(operation: Operation, pair: Pair) -> dict[str, object]:
    sku, channel, prefix = _key(operation)
    entry: dict[str, object] = {"idCanalIntegracao": int(channel), "skuProduto": sku}
    if prefix:
        entry["prefixoCanalIntegracao"] = prefix
    return {**entry, "precoDe": pair[0], "precoPor": pair[1]}


def _told(operation: Operation, verdict: mapping.Verdict, ref: Mapping[str, str]) -> Outcome:
    if verdict.message is not None:
        params = {"message": clean(verdict.message), **ref}
        return Outcome(operation.id, OperationState.REFUSED, "refused_by_platform", params)
    return Outcome(operation.id, OperationState.DONE, ack={**ref, **({"ad": verdict.ad} if verdict.ad else {})})


def _offer(operation: Operation, variant: Variant | None) -> Offer | None:
    market = place_of(operation)[0]
    return next((one for one in variant.offers if one.market == market), None) if variant else None


def _read_back(operation: Operation, variant: Variant | None) -> Outcome:
    """What is in no list has no safety stock and no price of its own: both lists leave such SKUs out."""
    if _is_ad(operation):
        return Outcome(operation.id, OperationState.UNSURE, "not_shown")
    if variant is None:
        return Outcome(operation.id, OperationState.REFUSED, "gone")
    offer = _offer(operation, variant)
    if operation.kind is OperationKind.SET_SAFETY_STOCK:
        held = (offer.safety_stock if offer else None) or 0
        return _outcome(operation, held == operation.after.get("quantity"), {"quantity": held})
    price = offer.price.amount if offer and offer.price else None
    sale = offer.sale_price.amount if offer and offer.sale_price else price
    there = {"price": _text(price), "sale_price": _text(sale)}
    wanted = None if _takes_away(operation) else _pair(operation, offer)
    return _outcome(operation, (None if price is None or sale is None else (price, sale)) == wanted, there)


def _outcome(operation: Operation, is_there: bool, there: Mapping[str, object]) -> Outcome:
    return Outcome(operation.id, OperationState.DONE if is_there else OperationState.QUEUED, ack=there)


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")
