"""Setting stock and price: one call per SKU, answered row by row; or many at once where V4 is switched on (3, 6.5).

Every value is absolute. Single calls are the default because their answer tells at once what became of each row; the
bulk topics would tell it in letters that may never come. A row that is only queued, and all of V4, is waited for.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from desktop.domain.catalog import Variant, WarehouseStock
from desktop.domain.errors import BrokenAnswer, PlatformError, Refused, Unsure
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.wishes import place_of, ref_of
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.reading_back import compared
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo import shapes
from desktop.platforms.sirclo.catalog_reading import CatalogReader
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.codes import STOCK_SET, STOCK_SET_V4
from desktop.platforms.sirclo.complaints import words
from desktop.platforms.sirclo.letters import FEEDBACK, feedback_key, place_key, rows_of
from desktop.platforms.sirclo.mailbox import Mailbox
from desktop.platforms.sirclo.product_waits import ProductWaits
from desktop.platforms.sirclo.variant_names import names_of

KINDS = frozenset({OperationKind.SET_STOCK, OperationKind.SET_PRICE})
ROWS_PER_CALL = 13  # Lazada may lose what is beyond (section 6.5)
PER_V4_CALL = 2000
LONGEST_WAIT = timedelta(minutes=30)
_S = OperationState


def batches_of(operations: Sequence[Operation], *, v4: bool = False) -> tuple[tuple[Operation, ...], ...]:
    """Those of one SKU in a row, no place twice; with V4, stock of any SKUs."""
    batches: list[list[Operation]] = []
    for operation in operations:
        last = batches[-1] if batches else []
        if not last or not _may_join(last, operation, v4=v4):
            batches.append(last := [])
        last.append(operation)
    return tuple(tuple(batch) for batch in batches)


def _may_join(batch: Sequence[Operation], operation: Operation, *, v4: bool) -> bool:
    first = batch[0]
    many = v4 and operation.kind is OperationKind.SET_STOCK
    if operation.kind is not first.kind or len(batch) >= (PER_V4_CALL if many else ROWS_PER_CALL):
        return False
    is_free = all((one.subject, place_of(one)) != (operation.subject, place_of(operation)) for one in batch)
    return is_free and (many or _home(first) == _home(operation))


def _home(operation: Operation) -> tuple[str, str, str]:
    ref = ref_of(operation)
    return ref.shop_remote_id, ref.sku, names_of(operation.subject)[0]


class VariantWriter:
    """Sends wishes on variants, and finds out what became of them."""

    def __init__(
        self, session: AccountSession, client: Client, mailbox: Mailbox, catalog: CatalogReader, waits: ProductWaits
    ) -> None:
        self._session, self._client, self._mailbox, self._catalog = session, client, mailbox, catalog
        self._waits = waits

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """One call. Raises ``Refused``: ``not_supported``, ``warehouse_needed``, ``price_needed``; ``TryLater`` while
        a message about the whole product, which says the value of before, may still be worked on.
        """
        await self._waits.wait_for([one.subject for one in batch])
        self._catalog.forget()  # what was read before is not what a product may be written with from now on
        known = await self._catalog.known([one.subject for one in batch])
        keys = await self._client.key.keys()
        rows = [_row(one, known.get(one.subject)) for one in batch]
        first, activity = ref_of(batch[0]), batch[0].id
        if batch[0].kind is OperationKind.SET_STOCK and keys.stock_calls == "v4":
            await self._client.update_stock_v4(_entries(batch, rows, keys.brands[0]), activity)
            return Sent(tuple(_waiting(one, activity) for one in batch))
        fields: dict[str, object] = {"brand_id": first.shop_remote_id or keys.brands[0], "sku": first.sku}
        if batch[0].kind is OperationKind.SET_STOCK:
            answer = await self._client.update_stock({**fields, "stocks": rows}, activity)
        else:
            bucket = "price_tkpd" if rows[0]["channel"] == "tkpd" else "*"
            answer = await self._client.update_price({**fields, "prices": rows}, activity, bucket)
        return await self._judged(batch, rows, answer, known)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """By feedback where the adapter is at work on it; else by what the channels show."""
        told = await self._fed_back(batch)
        silent = [one for one in batch if one.id not in told]
        variants = await self._catalog.read([ref_of(one) for one in silent]) if silent else ()
        for outcome, one in zip(compared(silent, variants), silent, strict=True):
            told[one.id] = self._patient(one, outcome)
        return Sent(tuple(told[one.id] for one in batch), variants=variants)

    async def _judged(
        self, batch: Sequence[Operation], rows: Sequence[dict[str, object]], answer: bytes, known: Mapping[str, Variant]
    ) -> Sent:
        """By the answer's rows; what it is silent about is read back."""
        said = _said(answer)
        found = {one.id: _find(said, _key(row)) for one, row in zip(batch, rows, strict=True)}
        secret = (await self._client.key.keys()).client_key
        told = {one.id: _told(one, row, batch[0].id, secret) for one in batch if (row := found[one.id]) is not None}
        silent = [one for one in batch if one.id not in told]
        if silent:
            told |= await self._doubted(silent)
        done = [one for one in batch if told[one.id].state is _S.DONE and one.subject in known]
        return Sent(tuple(told[one.id] for one in batch), variants=_as_set(done, known))

    async def _doubted(self, silent: Sequence[Operation]) -> dict[str, Outcome]:
        try:
            outcomes = (await self.verify(silent)).outcomes
        except PlatformError:  # it is on the wire all the same: only what became of it is not known
            outcomes = ()
        done = {one.operation_id: one for one in outcomes if one.state is _S.DONE}
        return {one.id: done.get(one.id) or Outcome(one.id, _S.UNSURE, "no_answer") for one in silent}

    async def _fed_back(self, batch: Sequence[Operation]) -> dict[str, Outcome]:
        """What letters tell of those that the adapter took without saying what becomes of them."""
        inbox, working = self._mailbox.inbox, [one for one in batch if one.remote_ref]
        if inbox is None or not working:
            return {}
        await self._mailbox.empty_all((STOCK_SET, STOCK_SET_V4))
        known = await self._catalog.known([one.subject for one in working])
        keys = {one.id: feedback_key(one.remote_ref, _key(_row(one, known.get(one.subject)))) for one in working}
        letters = await inbox.latest(FEEDBACK, list(keys.values()))
        secret = (await self._client.key.keys()).client_key
        return {
            one.id: _told(one, decode(letters[keys[one.id]].content, shapes.Row), one.remote_ref, secret)
            for one in working
            if keys[one.id] in letters
        }

    def _patient(self, operation: Operation, outcome: Outcome) -> Outcome:
        """A queue there may be long: not visible is not refused before half an hour is over."""
        if not operation.remote_ref or outcome.state is not _S.QUEUED:
            return outcome
        if self._session.clock() - operation.created_at < LONGEST_WAIT:
            return _waiting(operation, operation.remote_ref)
        return Outcome(operation.id, _S.UNSURE, "no_answer")


def _row(operation: Operation, variant: Variant | None) -> dict[str, object]:
    """One place as the calls name it, with the value wished."""
    if operation.kind not in KINDS:
        raise Refused("not_supported")
    channel, named = names_of(operation.subject)
    row: dict[str, object] = {"channel": channel, "remote_variant": named}
    warehouse = place_of(operation)[1]
    if operation.kind is OperationKind.SET_STOCK:
        code = warehouse or _only_warehouse(variant)
        return {**row, "remote_warehouse_code": code, "qty": _whole(operation.after.get("quantity"))}
    place = {"remote_warehouse_code": warehouse} if warehouse else {}
    return {**row, **place, "sale_price": number(operation.after.get("price"))}


def _only_warehouse(variant: Variant | None) -> str:
    stocks = variant.stocks if variant else ()
    if len(stocks) > 1:
        raise Refused("warehouse_needed")
    return stocks[0].warehouse if stocks else ""


def _entries(batch: Sequence[Operation], rows: Sequence[dict[str, object]], brand: str) -> list[dict[str, object]]:
    """V4 takes many SKUs, each with its rows."""
    found: dict[tuple[str, str], list[dict[str, object]]] = {}
    for operation, row in zip(batch, rows, strict=True):
        ref = ref_of(operation)
        found.setdefault((ref.shop_remote_id or brand, ref.sku), []).append(row)
    return [{"brand_id": owner, "sku": sku, "stocks": stocks} for (owner, sku), stocks in found.items()]


def _said(answer: bytes) -> dict[str, shapes.Row]:
    """Rows by place. Raises ``Unsure`` for an answer that has none."""
    try:
        found = rows_of(json.loads(answer))
        return {key: decode(json.dumps(row).encode(), shapes.Row) for key, row in found if "@" in key}
    except (ValueError, RecursionError) as error:
        raise Unsure("broken_answer", **unexpected(answer).params) from error
    except BrokenAnswer as error:
        raise Unsure("broken_answer", **error.params) from error


def _key(row: Mapping[str, object]) -> str:
    return place_key(str(row["channel"]), row["remote_variant"], str(row.get("remote_warehouse_code") or ""))


def _find(said: Mapping[str, shapes.Row], key: str) -> shapes.Row | None:
    """The row of a place; an answer may name the warehouse where we did not, if that leaves no doubt."""
    variant = key.rpartition("@")[0]
    same = [row for other, row in said.items() if other.rpartition("@")[0] == variant]
    return said.get(key) or (same[0] if len(same) == 1 else None)


def _told(operation: Operation, row: shapes.Row, activity: str, secret: str) -> Outcome:
    status, message = (row.status or "").strip().lower(), words(row.message or "", secret)
    ack = {"message": message} if message else {}
    if "unprocessed" in message.lower() and "latest" in message.lower():  # a newer wish took its place (section 5)
        return Outcome(operation.id, _S.DONE, "superseded", ack=ack)
    if status == "queued":
        return _waiting(operation, activity)
    if row.success or (row.success is None and status == "finished"):
        return Outcome(operation.id, _S.DONE, ack=ack)
    return Outcome(operation.id, _S.REFUSED, "refused_by_platform", {"message": message})


def _waiting(operation: Operation, activity: str) -> Outcome:
    return Outcome(operation.id, _S.WORKING, "queued_there", remote_ref=activity)


def _as_set(done: Sequence[Operation], known: Mapping[str, Variant]) -> tuple[Variant, ...]:
    """The variants with what the adapter says is set: their own letters come much later, or never."""
    found: dict[str, Variant] = {}
    for operation in done:
        variant = found.get(operation.subject, known[operation.subject])
        found[operation.subject] = _with(variant, operation)
    return tuple(found.values())


def _with(variant: Variant, operation: Operation) -> Variant:
    if operation.kind is OperationKind.SET_PRICE:
        price = Money(
            Decimal(str(operation.after["price"])),
            variant.offers[0].price.currency if variant.offers[0].price else "IDR",
        )
        return replace(variant, offers=(replace(variant.offers[0], price=price), *variant.offers[1:]))
    quantity = _whole(operation.after.get("quantity"))
    warehouse = place_of(operation)[1] or _only_warehouse(variant)
    if not variant.stocks:
        return replace(variant, stock=quantity)
    stocks = tuple(
        WarehouseStock(one.warehouse, quantity) if one.warehouse == warehouse else one for one in variant.stocks
    )
    return replace(variant, stocks=stocks, stock=sum(one.quantity for one in stocks))


def _whole(written: object) -> int:
    if isinstance(written, int) and not isinstance(written, bool) and written >= 0:
        return written
    raise Refused("not_a_number")


def number(written: object) -> int | float:
    """An amount as the wire has it: whole where it is whole. Raises ``Refused``: ``price_needed``, ``not_a_number``."""
    if written is None:
        raise Refused("price_needed")
    try:
        amount = Decimal(str(written))
    except InvalidOperation as error:
        raise Refused("not_a_number") from error
    if not amount.is_finite():
        raise Refused("not_a_number")
    return int(amount) if amount == amount.to_integral_value() else float(amount)
