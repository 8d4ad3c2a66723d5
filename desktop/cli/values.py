"""The commands that set values of SKUs: stock, prices, status; queued, or sent at once and waited for."""

import re
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from desktop.cli import choices, exits, shapes
from desktop.cli.console import Console, Reply, table
from desktop.cli.exits import UsageError
from desktop.cli.results import shop_names, with_reasons
from desktop.domain.catalog import ListingStatus
from desktop.domain.operations import Operation, OperationKind
from desktop.domain.order_views import ActionResult
from desktop.services.build import Services
from desktop.services.outbox.results import result_of
from desktop.services.variant_wishes import NO_SALE, Edit, prices

Values = Mapping[str, object]


async def stock(services: Services, arguments: Namespace, console: Console) -> Reply:
    """``SKU=QTY``: what can be sold, or with ``--safety`` what is held back."""
    kind = OperationKind.SET_SAFETY_STOCK if arguments.safety else OperationKind.SET_STOCK
    wanted = {sku: {"quantity": _quantity(sku, text)} for sku, text in _pairs(arguments.values)}
    return await _set(services, arguments, console, kind, wanted)


async def price(services: Services, arguments: Namespace, console: Console) -> Reply:
    """``SKU=PRICE``, ``SKU=LIST/SALE`` or ``SKU=LIST/`` which ends the sale; ``SKU=`` takes a price of its own away."""
    start, end = _moment(arguments.from_), _moment(arguments.to)
    wanted = {sku: _prices(sku, text, start, end) for sku, text in _pairs(arguments.values)}
    return await _set(services, arguments, console, OperationKind.SET_PRICE, wanted)


async def status(services: Services, arguments: Namespace, console: Console) -> Reply:
    """``SKU=active`` or ``SKU=inactive``."""
    wanted = {sku: {"status": _status(sku, text)} for sku, text in _pairs(arguments.values)}
    return await _set(services, arguments, console, OperationKind.SET_STATUS, wanted)


async def _set(
    services: Services, arguments: Namespace, console: Console, kind: OperationKind, wanted: Mapping[str, Values]
) -> Reply:
    """One change-set of all values, and a result per SKU and variant in the order typed."""
    shops = await choices.shops_named(services, arguments.shop)
    market = choices.market_named(shops, arguments.market or "")
    warehouse = getattr(arguments, "warehouse", None) or ""
    found = await services.catalog_work.named(tuple(wanted), tuple(one.id for one in shops), market)
    edits = [Edit(one, kind, wanted[sku], market, warehouse) for sku, them in found.items() for one in them]
    unknown = [_unknown(sku) for sku, them in found.items() if not them]
    queued = await services.catalog_work.wish(edits, kind.value)
    operations = await pushed(services, console, queued.change_set_id, send=arguments.push)
    results = await of_operations(services, operations, sent=arguments.push)
    return reply([*unknown, *queued.results, *results], tuple(wanted), queued.change_set_id)


async def pushed(services: Services, console: Console, change_set_id: str, *, send: bool) -> tuple[Operation, ...]:
    """The operations of a change-set, sent and settled when asked for.

    Whoever sets the stock of a linked SKU counts its shelf: what the other shops are told belongs to it.
    """
    if not change_set_id:
        return ()
    passed = await services.guard.pass_on()
    ids = (change_set_id, *passed.change_set_ids)
    queued = [operation for id_ in ids for operation in await services.outbox.of_change_set(id_)]
    if not send:
        return tuple(queued)
    return await services.outbox.settle([one.id for one in queued], show=lambda found: _show(console, found))


async def of_operations(services: Services, operations: Sequence[Operation], *, sent: bool) -> list[ActionResult]:
    """A result per operation, and what the other shops of a linked SKU cannot be told.

    What was only to be queued is well when it is queued.
    """
    shops = await shop_names(services)
    told = await with_reasons(services, operations) if sent else operations
    found = [result_of([one], shop=shops.get(one.shop_id, "")) for one in told]
    return [*(found if sent else map(_queued, found)), *services.guard.take_problems()]


def reply(results: Sequence[ActionResult], skus: Sequence[str], change_set_id: str) -> Reply:
    """Results as the contract wants them, in the order typed."""
    place = {sku: at for at, sku in enumerate(skus)}
    ordered = sorted(results, key=lambda one: place.get(one.number, len(place)))
    told = [shapes.sku_result(one) for one in ordered]
    rows = [(one["sku"], one["shop"], str(one["state"]).replace("_", " "), one["message"] or "") for one in told]
    document = {"change_set": change_set_id or None, "results": told}
    return Reply(
        document, table(("SKU", "SHOP", "STATE", "WHY"), rows, empty="No SKUs."), exits.code_of_results(ordered)
    )


def _queued(result: ActionResult) -> ActionResult:
    return replace(result, ok=result.state in exits.ON_THEIR_WAY)


def _unknown(sku: str) -> ActionResult:
    return ActionResult(0, sku, "", ok=False, state="not_possible", code="unknown_sku", params={"sku": sku})


def _pairs(values: Sequence[str]) -> list[tuple[str, str]]:
    """``SKU=VALUE``; a SKU may hold an equals sign, a value never does. Raises ``UsageError``: two for one SKU."""
    parted = [value.rpartition("=") for value in values]
    found = [(sku.strip(), text.strip()) for sku, _equals, text in parted]
    if not all(sku and equals for (sku, _text), (_sku, equals, _value) in zip(found, parted, strict=True)):
        raise UsageError("value_form")
    wanted = dict(found)
    for sku, text in found:
        if wanted[sku] != text:
            raise UsageError("value_twice", sku=sku)
    return list(wanted.items())


def _quantity(sku: str, text: str) -> int:
    if not re.fullmatch(r"-?\d+", text):  # "+5" could be meant as five more
        raise UsageError("value_not_a_number", sku=sku)
    return int(text)


def _amount(sku: str, text: str) -> Decimal:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise UsageError("value_not_a_number", sku=sku)
    return Decimal(text)


def _prices(sku: str, text: str, start: datetime | None, end: datetime | None) -> Values:
    listed, slash, sale = text.partition("/")
    if (start or end) and not sale:
        raise UsageError("dates_without_sale", sku=sku)
    if not text:
        return {"price": None, **NO_SALE}
    found = prices(_amount(sku, listed) if listed else None, _amount(sku, sale) if sale else None, start, end)
    return {**found, **NO_SALE} if slash and not sale else found


def _status(sku: str, text: str) -> str:
    if text not in (ListingStatus.ACTIVE.value, ListingStatus.INACTIVE.value):
        raise UsageError("value_not_a_status", sku=sku)
    return text


def _moment(text: str | None) -> datetime | None:
    return None if text is None else moment_of(text)


def moment_of(text: str) -> datetime:
    """A day (its first moment, UTC) or a moment in ISO 8601. Raises ``UsageError("value_not_a_date")``."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError("value_not_a_date", date=text) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _show(console: Console, found: Sequence[Operation]) -> None:
    done = sum(not one.state.is_open for one in found)
    console.progress(f"sending {done}/{len(found)}")
