"""Orders: lists by status, date and id, and the few things of an order that a seller can change (sections 5, 6)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.clock import iso
from desktop.sandbox.jumpseller import records, rendering
from desktop.sandbox.jumpseller.account import Account, Refusal
from desktop.sandbox.jumpseller.contract import Operation
from desktop.sandbox.jumpseller.world import Record

STATUSES = {label.lower(): word for word, label in rendering.LABELS.items()} | {word: word for word in rendering.LABELS}
SHIPMENTS = ("requested", "in_transit", "delivered", "failed", "pickup_available")
NEUTRAL = {"in_transit": "ship", "delivered": "complete"}
PRESETS = {"today": 0, "yesterday": 1, "last7days": 7, "last30days": 30, "last90days": 90}


def listed(account: Account, operation: Operation, _values: list[str], query: dict[str, str], _body: Any) -> Answer:
    """GET /orders.json, with the filters of the younger generation."""
    found = [one for one in records.listed(account, "orders") if _wanted(account, one, query)]
    page = records.page_of(account, operation, query, found)
    return json_answer([records.shown(account, "orders", one) for one in page])


def searched(account: Account, operation: Operation, _values: list[str], query: dict[str, str], _body: Any) -> Answer:
    """GET /orders/search.json: `{"orders": [...], "count": n}`."""
    found = [one for one in records.listed(account, "orders") if _wanted(account, one, query)]
    page = records.page_of(account, operation, query, found)
    return json_answer({"orders": [records.shown(account, "orders", one) for one in page], "count": len(found)})


def _wanted(account: Account, order: Record, query: dict[str, str]) -> bool:
    if (statuses := query.get("status_filters[]")) and order["status"] not in statuses.split("|"):
        return False
    if query.get("fulfillment_filters") == "unfulfilled" and order["shipment"] != "unfulfilled":
        return False
    start, end = _range(account, query)
    return bool(start <= order["created_at"] < end)


def _range(account: Account, query: dict[str, str]) -> tuple[float, float]:
    """The days asked for, both included. Raises Refusal."""
    kind, now = query.get("dateFilter"), datetime.fromtimestamp(account.now(), UTC)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if kind is None:
        return 0.0, float("inf")
    if kind in PRESETS:
        return (today - timedelta(days=PRESETS[kind])).timestamp(), float("inf")
    try:
        first, last = (datetime.strptime(query[name], "%Y-%m-%d") for name in ("initialDate", "finalDate"))
    except (KeyError, ValueError) as error:
        raise Refusal(400, "customDate wants initialDate and finalDate as YYYY-MM-DD", "parameter") from error
    return first.replace(tzinfo=UTC).timestamp(), (last.replace(tzinfo=UTC) + timedelta(days=1)).timestamp()


def by_status(account: Account, _operation: Operation, values: list[str], _query: dict[str, str], _body: Any) -> Answer:
    """GET /orders/status/{status}.json: a label in 2021, a code in 2026 (section 1)."""
    known = rendering.LABELS.values() if account.quirks.generation == "2021" else rendering.LABELS.keys()
    if values[0] not in known:
        raise Refusal(404, "Status is invalid", "parameter")
    word = STATUSES[values[0].lower()]
    found = [one for one in records.listed(account, "orders") if one["status"] == word]
    return json_answer([records.shown(account, "orders", one) for one in found])


def after(account: Account, _operation: Operation, values: list[str], _query: dict[str, str], _body: Any) -> Answer:
    """GET /orders/after/{id}.json: those with a larger id."""
    found = [one for one in account.world.of("orders").values() if one["id"] > int(values[0])]
    shown = [records.shown(account, "orders", one) for one in found]
    return json_answer(shown[0] if account.quirks.after_single and shown else shown)


def change(account: Account, _operation: Operation, values: list[str], _query: dict[str, str], body: Any) -> Answer:
    """PUT /orders/{id}.json. Raises Refusal for a status that is none, or that this order cannot have any more."""
    order, fields = records.found(account, "orders", int(values[0])), body["order"]
    if "status" in fields:
        _move_payment(account, order, fields["status"])
    if fields.get("shipment_status"):
        _move_shipment(account, order, fields["shipment_status"])
    for name in ("tracking_number", "tracking_company", "tracking_url"):
        if name in fields and not account.quirks.tracking_read_only:
            order[name] = fields[name]
    if "additional_information" in fields:
        order["additional_information"] = fields["additional_information"]
    return json_answer(records.shown(account, "orders", order))


def _move_payment(account: Account, order: Record, label: str) -> None:
    word = STATUSES.get(str(label).lower())
    if word is None or word == "abandoned":
        raise Refusal(400, "Status is invalid", "body")
    if word == "canceled":
        if order["status"] == "canceled":
            account.double(f"order {order['id']} was canceled already")
        account.note("cancel", order["id"])
    order["status"] = word
    _remember(account, order, f"Status changed to {word}")


def _move_shipment(account: Account, order: Record, code: str) -> None:
    """A change of it mails the buyer, so doing it twice is a double."""
    if code not in SHIPMENTS:
        raise Refusal(400, "Shipment status is invalid", "body")
    if order["status"] == "canceled":
        raise Refusal(400, "Order is canceled", "status")
    if order["shipment"] == code and code in NEUTRAL:
        account.double(f"order {order['id']} was {code} already")
    shipped(account, order, code)


def shipped(account: Account, order: Record, code: str) -> None:
    """The shipment of an order moves, by its own PUT or by a fulfilment."""
    order["shipment"] = code
    if code in NEUTRAL:
        account.note(NEUTRAL[code], order["id"], order["tracking_number"])
    _remember(account, order, f"Shipment changed to {code}")


def _remember(account: Account, order: Record, message: str) -> None:
    entry = {"message": message, "created_at": iso(account.now())}
    account.world.add(f"orders/{order['id']}/history", entry)


def history(account: Account, operation: Operation, values: list[str], _query: dict[str, str], body: Any) -> Answer:
    """GET and POST /orders/{id}/history.json, wrapped as `order_history`."""
    records.found(account, "orders", int(values[0]))
    collection = f"orders/{values[0]}/history"
    if operation.method == "POST":
        entry = account.world.add(collection, {**body["order_history"], "created_at": iso(account.now())})
        return json_answer({"order_history": entry})
    return json_answer([{"order_history": one} for one in account.world.of(collection).values()])
