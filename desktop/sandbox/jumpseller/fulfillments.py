"""Fulfilments: a shipment with its tracking number, which the younger generation can create (section 7)."""

import base64
from typing import Any

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.jumpseller import orders, records
from desktop.sandbox.jumpseller.account import Account, Refusal
from desktop.sandbox.jumpseller.contract import Operation
from desktop.sandbox.jumpseller.world import Record

TYPES = (
    *("manual", "shipit", "chilexpress", "ctt", "dpd", "mrw", "correos_chile", "dhl", "servientrega", "starken"),
    *("bluexpress", "correos_express"),
)


def create(account: Account, _operation: Operation, _values: list[str], _query: dict[str, str], body: Any) -> Answer:
    """POST /fulfillments.json: what it carries becomes the order's own tracking. Raises Refusal."""
    fields = body["fulfillment"]
    if fields["type"] not in TYPES or not str(fields["location_id"]).isdigit():
        raise Refusal(400, "type or location is invalid", "body")
    records.found(account, "locations", int(fields["location_id"]))
    order = _order(account, fields.get("order_id"))
    if order is not None:
        _ship(account, order, fields)
    shown = {**fields, "order_id": order["id"] if order else None, "location_id": int(fields["location_id"])}
    record = account.world.add("fulfillments", {**shown, "shipment_status": account.quirks.fulfillment_starts})
    return _answered(account, record, order)


def _ship(account: Account, order: Record, fields: Record) -> None:
    if order["status"] == "canceled":
        raise Refusal(400, "Order is canceled", "status")
    if any(one["order_id"] == order["id"] for one in account.world.of("fulfillments").values()):
        account.double(f"order {order['id']} has a fulfilment already")
    for name in ("tracking_number", "tracking_company"):
        order[name] = fields.get(name)
    if fields["type"] == "manual" and fields.get("tracking_company") == "other":
        order["tracking_url"] = fields.get("tracking_url")
    orders.shipped(account, order, account.quirks.fulfillment_starts)


def _order(account: Account, id_: Any) -> Record | None:
    if id_ is None:
        return None
    if not str(id_).isdigit():
        raise Refusal(400, "order_id is invalid", "body")
    return records.found(account, "orders", int(id_))


def change(account: Account, _operation: Operation, values: list[str], _query: dict[str, str], body: Any) -> Answer:
    """PUT /fulfillments/{id}.json."""
    record, fields = records.found(account, "fulfillments", int(values[0])), body["fulfillment"]
    record.update(fields)
    order = _order(account, record["order_id"])
    if order is not None and fields.get("shipment_status") in orders.SHIPMENTS:
        if order["shipment"] == fields["shipment_status"]:
            account.double(f"order {order['id']} was {order['shipment']} already")
        orders.shipped(account, order, fields["shipment_status"])
    return _answered(account, record, order)


def _answered(account: Account, record: Record, order: Record | None) -> Answer:
    """The wrapper has three names in the sources (section 7)."""
    if account.quirks.fulfillment_wrapper == "order_fulfillment" and order is not None:
        inner = {**record, "order": records.shown(account, "orders", order)["order"]}
        return json_answer({"order_fulfillment": inner})
    return json_answer({"fulfillment": record})


def of_order(account: Account, _operation: Operation, values: list[str], _query: dict[str, str], _body: Any) -> Answer:
    """GET /order/{id}/fulfillments.json."""
    order = records.found(account, "orders", int(values[0]))
    mine = [one for one in account.world.of("fulfillments").values() if one["order_id"] == order["id"]]
    return json_answer([{"fulfillment": one} for one in mine])


def label(account: Account, _operation: Operation, values: list[str], _query: dict[str, str], _body: Any) -> Answer:
    """GET /fulfillments/{id}/label.json: a link that lives for a day."""
    record = records.found(account, "fulfillments", int(values[0]))
    token = base64.urlsafe_b64encode(str(record["id"]).encode()).decode().rstrip("=")
    return json_answer({"label": f"https://labels.example/{token}.pdf"})


def rates(account: Account, _operation: Operation, _values: list[str], _query: dict[str, str], _body: Any) -> Answer:
    """POST /fulfillments/rates.json."""
    return json_answer({"rates": [{"service_type": "standard", "price": 350.0}]})
