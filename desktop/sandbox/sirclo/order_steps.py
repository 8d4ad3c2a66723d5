"""What a seller can do to an order, singly or in bulk: from where it may be done, what comes of it (section 5.1)."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.sandbox.sirclo import order_message
from desktop.sandbox.sirclo import world as words
from desktop.sandbox.sirclo.account import Account, Refusal
from desktop.sandbox.sirclo.channels import CHANNELS, TELLS_COURIERS, courier_names, default_courier
from desktop.sandbox.sirclo.fields import Schema, checked, texts, wrong
from desktop.sandbox.sirclo.seeding import give_waybill
from desktop.sandbox.sirclo.world import Record, order_id


class Failed(Exception):  # noqa: N818 - told as `success: false`
    """The marketplace would not; `kind` names the mistake in the ledger, or None for no mistake."""

    def __init__(self, message: str, kind: str | None = None) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Step:
    """One verb: its fields beside the common three, the statuses it starts from, what it tells beside the common."""

    verb: str
    required: Schema
    optional: Schema
    starts: tuple[str, ...]
    do: Callable[[Account, Record, Record], None]
    tells: tuple[str, ...] = ()


COMMON: Schema = {"brand_id": str, "channel": str, "remote_order_id": str}
PACK_FIELDS: Schema = {"airwaybill_number": str, "package_id": str, "is_retry": bool, "remote_warehouse_id": str}


def take(account: Account, step: Step, entry: object) -> Record:
    """One entry's row of an answer. Raises Refusal for an entry that is not one at all."""
    given = checked(entry, step.verb, {**COMMON, **step.required}, step.optional)
    account.link(given["brand_id"], given["channel"])
    order = find(account, given["channel"], given["remote_order_id"])
    told = {name: given[name] for name in COMMON}
    try:
        _check_start(step, order)
        step.do(account, order, given)
    except Failed as failed:
        if failed.kind:
            account.count(failed.kind, f"{step.verb} on {order_id(order)}: {failed}")
        extras = dict.fromkeys(step.tells, "")
        return {**told, "message": str(failed), **extras, "success": False}
    order["done"].append(step.verb)
    order["elsewhere"] = False
    account.note(step.verb, order_id(order), order["awb"] or None)
    return {**told, "message": "Successfully updated", **_extras(step, order), "success": True}


def find(account: Account, channel: str, number: str) -> Record:
    """An order of a channel. Raises Refusal."""
    found = account.world.orders.get(f"{channel}:{number}")
    if found is None:
        raise Refusal(400, "pg: no rows in result set", "id")
    return found


def _check_start(step: Step, order: Record) -> None:
    """What the client has done already is a double; what others did meanwhile is nobody's mistake. Raises Failed.

    That a packed order cannot be cancelled any more is nowhere said: it is refused, but not held against anybody.
    """
    if order["by_marketplace"]:
        raise Failed("this order is fulfilled by the marketplace", "status")
    if order["status"] in step.starts:
        return
    untold = order["elsewhere"] or (step is CANCEL and order["status"] == words.PACKED)
    kind = "double" if step.verb in order["done"] else None if untold else "status"
    raise Failed(f"order status is {order['status']}", kind)


def _extras(step: Step, order: Record) -> Record:
    known = {
        "airwaybill_number": order["awb"],
        "pickup_code": order["pickup_code"],
        "shipment_extras": order_message.extras(order),
    }
    return {name: known[name] for name in step.tells}


def move(account: Account, order: Record, status: str) -> None:
    """An order is somewhere else now, and whoever listens is told."""
    order["status"], order["updated"] = status, account.now()
    account.harness.dirty = True
    order_message.publish(account, order)


def _accept(account: Account, order: Record, given: Record) -> None:
    move(account, order, words.ACCEPTED)


def _items(order: Record, given: Record) -> None:
    """The whole order: its message has one status only, so that a part cannot be told. Raises Failed or Refusal."""
    ids = texts(given["remote_order_item_ids"], "remote_order_item_ids", at_least=1)
    known = [line["id"] for line in order["lines"]]
    if set(ids) - set(known) or len(set(ids)) < len(ids):
        raise Failed("remote_order_item_ids are not of this order", "id")
    if set(ids) != set(known):
        raise Failed("all items of the order must be named")


def _pack(account: Account, order: Record, given: Record) -> None:
    """A retry is for Shopee's failed packings, and these for a retry (section 3)."""
    _items(order, given)
    retry, failed = given.get("is_retry", False), order["status"] == words.PACK_FAILED
    if retry != failed:
        raise Failed("is_retry is for status pack_failed", "body")
    _check_delivery(order["channel"], given["delivery_method"], given.get("remote_warehouse_id", ""))
    waybill = given.get("airwaybill_number", "")
    if not order["awb_by_channel"] and not waybill:
        raise Failed("airwaybill_number is required", "body")
    order["package"] = given.get("package_id") or order["package"]
    late = account.quirks.awb_after_s if order["awb_by_channel"] else 0.0
    if late:
        account.later(late, "waybill", {"order": order_id(order)})
    else:
        give_waybill(account.world, order, account.now(), "" if order["awb_by_channel"] else waybill)
    move(account, order, words.PACKED)


def waybill_arrives(account: Account, what: Record) -> None:
    """The marketplace names the waybill of a packed order."""
    order = account.world.order(what["order"])
    if not order["awb"] and order["status"] in (words.PACKED, words.SHIPPED):
        give_waybill(account.world, order, account.now())
        move(account, order, order["status"])


def _check_delivery(code: str, method: str, warehouse: str) -> None:
    """A courier where one is chosen, a warehouse that is one. Raises Failed."""
    if code in TELLS_COURIERS:
        if method and method not in courier_names(code):
            raise Failed(f"delivery method {method} is unknown", "id")
        if not method and not default_courier(code):
            raise Failed("delivery method is required", "body")
    if warehouse and warehouse not in {id_ for id_, _ in CHANNELS[code].warehouses}:
        raise Failed(f"warehouse {warehouse} is unknown", "id")


def _ship(account: Account, order: Record, given: Record) -> None:
    if not order["awb"]:
        raise Failed("the waybill is not there yet")
    move(account, order, words.SHIPPED)


def _complete(account: Account, order: Record, given: Record) -> None:
    """Click-and-collect is completed from the counter, with the buyer's settlement code (section 5.1)."""
    if not order["settlement_code"]:
        if order["status"] != words.SHIPPED:
            raise Failed(f"order status is {order['status']}", None if order["elsewhere"] else "status")
    elif given.get("received_by") != order["settlement_code"]:
        raise Failed("received_by is not the settlement code of this order")
    move(account, order, words.COMPLETED)


def _cancel(account: Account, order: Record, given: Record) -> None:
    """Agreeing to a buyer's wish is cancelling too; some marketplaces want a reason of their own."""
    _items(order, given)
    reason, reasons = given["cancel_reason"], CHANNELS[order["channel"]].reasons
    if not reason:
        raise wrong("cancel_reason must not be empty")
    if reasons and reason not in {code for code, _ in reasons}:
        raise Failed(f"cancel reason {reason} is not one of this channel")  # "free text or code": nobody's mistake
    order["cancel_reason"], order["cancelled"] = dict(reasons).get(reason, reason), account.now()
    move(account, order, words.CANCELLED)


_WAYBILL = ("airwaybill_number", "shipment_extras")
_BEFORE_PACKED = (words.PENDING, words.ACCEPTED, words.PACK_FAILED, words.REQUEST_CANCEL)
ACCEPT = Step("accept", {}, {"customer_reference": str}, (words.PENDING,), _accept)
PACK = Step(
    "pack", {"delivery_method": str, "remote_order_item_ids": list}, PACK_FIELDS,
    (words.ACCEPTED, words.PACK_FAILED), _pack, ("airwaybill_number", "pickup_code", "shipment_extras"),
)  # fmt: skip
SHIP = Step("ship", {"customer_reference": str}, {}, (words.PACKED,), _ship, _WAYBILL)
COMPLETE = Step(
    "complete", {}, {"received_by": str, "package_id": str}, (words.SHIPPED, words.ACCEPTED, words.PACKED), _complete,
    _WAYBILL,
)  # fmt: skip
CANCEL = Step(
    "cancel", {"cancel_reason": str, "remote_order_item_ids": list}, {}, (words.UNPAID, *_BEFORE_PACKED), _cancel
)


def reject(account: Account, order: Record) -> None:
    """The seller turns a buyer's wish to cancel down: the order goes on where it was. Raises Failed."""
    if order["status"] != words.REQUEST_CANCEL:
        kind = "double" if "reject" in order["done"] else None if order["elsewhere"] else "status"
        raise Failed(f"order status is {order['status']}", kind)
    order["cancel_deadline"] = None
    order["done"].append("reject")
    order["elsewhere"] = False
    account.note("reject_cancel", order_id(order))
    move(account, order, order["before"] or words.ACCEPTED)


def deadline_passes(account: Account, what: Record) -> None:
    """Nobody answered a buyer's wish to cancel in time: it is granted."""
    order = account.world.order(what["order"])
    if order["status"] == words.REQUEST_CANCEL and (order["cancel_deadline"] or 0) <= account.now() + 1:
        order["cancel_reason"], order["cancelled"], order["elsewhere"] = "timeout", account.now(), True
        move(account, order, words.CANCELLED)


def pickup_is_accepted(account: Account, what: Record) -> None:
    """Click-and-collect that nobody accepted within an hour is accepted all the same."""
    order = account.world.order(what["order"])
    if order["status"] == words.PENDING:
        order["elsewhere"] = True
        move(account, order, words.ACCEPTED)
