"""The command that tells why a value of a SKU is what it is: ``catalog history``."""

from argparse import Namespace

from desktop.cli import choices, shapes
from desktop.cli.console import Console, Reply, table
from desktop.cli.exits import UsageError
from desktop.cli.messages import message
from desktop.domain.catalog_grid import AMOUNTS, COUNTS, DAYS, Field, Place, places_of
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.guard_titles import Moved, moves_told
from desktop.domain.linking import MoveKind
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.pushes import UNDO
from desktop.domain.value_history import Entry, EntryKind, Sale, Sent, Spot, spot_of, spots_of
from desktop.services.build import Services
from desktop.services.history import Story

_STATES = {
    OperationState.DONE: "accepted",
    OperationState.REFUSED: "refused",
    OperationState.CANCELLED: "taken back",
    OperationState.UNSURE: "no answer yet",
    OperationState.CONFLICT: "waits for your decision",
    OperationState.NEEDS_LOGIN: "waits for a login",
}
_PLAIN = frozenset(("", *OperationKind))  # titles that say no more than the line itself


async def history(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Every change that is known of a SKU's value, newest first, with what brought it about.

    ``{"histories": [{sku, shop, field, market, warehouse, value, draft, entries}]}``, one for each place that has the
    value for itself. entry: ``{kind, at, before, value, sold, unexplained, order, push}``; kind is one of ``draft
    change push order start``; order: ``{number, quantity, status}``; push: ``{operation, change_set, title, state,
    code, message}``. Values are numbers for counts, money for amounts, else text; absent is null.
    """
    shop_ids = await choices.shop_ids(services, arguments.shop)
    found = (await services.catalog.find([arguments.sku], shop_ids)).get(arguments.sku, ())
    if not found:
        raise UsageError("unknown_sku", sku=arguments.sku)
    of = Field(arguments.field)
    stories = []
    for stored in found:
        for place in _places(stored, of, arguments.market, arguments.warehouse):
            one = await services.history.story(stored.id, place, of)
            stories += [one] if one is not None else []
    if not stories:
        named = {"market": arguments.market or "", "warehouse": arguments.warehouse or ""}
        raise UsageError("unknown_warehouse" if arguments.warehouse else "unknown_market", **named)
    return Reply({"histories": [_shape(one) for one in stories]}, "\n\n".join(_text(one) for one in stories))


def _places(stored: StoredVariant, of: Field, market: str | None, warehouse: str | None) -> list[Place]:
    """The rows that show this value, each value once; of a stock the whole, unless a warehouse is named."""
    found: dict[Spot, Place] = {}
    known = spots_of(stored.variant)
    for place in places_of(stored.variant):
        spot = spot_of(stored.variant, place, of)
        if warehouse is not None:
            is_meant = place.warehouse == warehouse and of is Field.STOCK
        else:
            is_meant = not place.warehouse and (market is None or spot[0] == market)
        if is_meant and spot in known:
            found.setdefault(spot, place)
    if warehouse is not None and of is Field.STOCK and not found:
        return [Place(warehouse=one.warehouse) for one in stored.variant.stocks if one.warehouse == warehouse]
    return list(found.values())


def _shape(one: Story) -> shapes.Shape:
    market, warehouse, _of = spot_of(one.stored.variant, one.place, one.of)
    return {
        "sku": one.stored.variant.sku,
        "shop": one.stored.shop,
        "field": one.of.value,
        "market": market or None,
        "warehouse": warehouse or None,
        "value": _value(one, one.present),
        "draft": _value(one, one.draft.value) if one.draft is not None else None,
        "entries": [_entry(one, entry) for entry in one.entries],
    }


def _entry(one: Story, entry: Entry) -> shapes.Shape:
    is_change = entry.kind is EntryKind.CHANGE
    has_value = entry.kind is not EntryKind.SALE
    return {
        "kind": "order" if entry.kind is EntryKind.SALE else entry.kind.value,
        "at": shapes.moment(entry.at),
        "before": _value(one, entry.before) if has_value else None,
        "value": _value(one, entry.value) if has_value else None,
        "sold": entry.sold if is_change and one.of is Field.STOCK else None,
        "unexplained": entry.unexplained,
        "order": _order(entry.sale) if entry.sale else None,
        "push": _push(entry.sent) if entry.sent else None,
    }


def _order(sale: Sale) -> shapes.Shape:
    return {"number": sale.number, "quantity": sale.quantity, "status": sale.status.value}


def _push(sent: Sent) -> shapes.Shape:
    one = sent.operation
    return {
        "operation": one.id,
        "change_set": one.change_set_id,
        "title": _title(sent.title) or None,
        "state": one.state.value,
        "code": one.code or None,
        "message": _answer(sent) or None,
    }


def _value(one: Story, value: str) -> object:
    return exact(one.of, value, one.currency)


def exact(of: Field, value: str, currency: str) -> object:
    """A value of the grid as the contract wants it: a count as a number, an amount as money, nothing as null."""
    if not value:
        return None
    if of in COUNTS:
        return int(value) if value.lstrip("-").isdecimal() else value
    return {"amount": value, "currency": currency} if of in AMOUNTS else value


def _text(one: Story) -> str:
    stored, present = one.stored, _told(one, one.present)
    where = f", {one.place_name}" if one.place_name else ""
    title = f"{stored.variant.sku} in {stored.shop}{where}: {one.of.value.replace('_', ' ')} {present}"
    rows = [(shapes.moment(entry.at.replace(microsecond=0)), _sentence(one, entry)) for entry in one.entries]
    return f"{title}\n{table(('WHEN', 'WHAT'), rows, empty='')}"


def _sentence(one: Story, entry: Entry) -> str:
    step = f"{_told(one, entry.before)} -> {_told(one, entry.value)}"
    if entry.kind is EntryKind.SALE and entry.sale:
        return f"order {entry.sale.number}: {entry.sale.quantity} ({entry.sale.status.value.replace('_', ' ')})"
    if entry.kind is EntryKind.DRAFT:
        return f"typed, not sent: {step}"
    if entry.kind is EntryKind.START:
        return f"{'older history is not kept' if entry.is_cut else 'first reading'}: {_told(one, entry.value)}"
    if entry.sent is not None:
        state = entry.sent.operation.state
        answer = _answer(entry.sent)
        told = f"pushed: {step} {_STATES.get(state, state.value)}{f' - {answer}' if answer else ''}"
        return told if entry.sent.title in _PLAIN else f"{told} ({_title(entry.sent.title)})"
    return f"read at sync: {step}{_doubt(entry)}"


def _doubt(entry: Entry) -> str:
    sold = f", orders took {entry.sold}" if entry.sold else ""
    return sold if entry.unexplained is None else f"{sold}, something else changed {entry.unexplained:+d}"


def _title(kept: str) -> str:
    """What the seller did then in his words, or what the oversell guard did by itself."""
    moves = moves_told(kept.removeprefix(UNDO))
    if moves is None:
        return kept
    told = [_moved(one) for one in moves if one.kind is not MoveKind.COUNT] or (["Counted"] if moves else [])
    return f"{UNDO if kept.startswith(UNDO) else ''}{', '.join(told) or 'Set right'}: linked stock"


def _moved(one: Moved) -> str:
    orders = f"Order{'s' if len(one.named) > 1 else ''} {', '.join(one.named)}" if one.named else f"{one.orders} orders"
    return f"{orders} {'gave back' if one.kind is MoveKind.BACK else 'sold'} {one.units}"


def _answer(sent: Sent) -> str:
    one = sent.operation
    return one.params.get("message") or (message(one.code, one.params) if one.code else "")


def _told(one: Story, value: str) -> str:
    if one.of in DAYS:
        return value or "none"
    return f"{value} {one.currency}".strip() if value and one.of in AMOUNTS else value or "none"
