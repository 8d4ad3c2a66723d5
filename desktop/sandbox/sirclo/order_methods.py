"""The JSON-RPC methods of orders (section 3)."""

import asyncio
from datetime import datetime
from typing import Any

from desktop.sandbox.clock import from_iso
from desktop.sandbox.sirclo import order_message, order_steps
from desktop.sandbox.sirclo.account import Refusal
from desktop.sandbox.sirclo.calls import Call, Method
from desktop.sandbox.sirclo.channels import CHANNELS, REJECT_REASONS, REJECTS_CANCELS
from desktop.sandbox.sirclo.fields import checked, texts, wrong
from desktop.sandbox.sirclo.order_steps import COMMON, Failed, Step
from desktop.sandbox.sirclo.world import Record

AT_ONCE = 200


async def fetch_orders(call: Call) -> None:
    """OrderService.FetchOrders: null; the orders of these days arrive through Pub/Sub."""
    checked(call.params, "params", {"brand_id": str, "start_date": str, "end_date": str})
    account = call.account
    brand = account.brand(call.params["brand_id"])
    start, end = (_moment(call.params[name]).timestamp() for name in ("start_date", "end_date"))
    if end < start:
        raise wrong("end_date is before start_date")
    by = "updated" if account.quirks.fetch_by_update else "created"
    links = account.world.links
    wanted = [
        one
        for one in account.world.orders.values()
        if start <= one[by] <= end and links[one["channel"]]["connected"] and links[one["channel"]]["brand_id"] == brand
    ]
    for number, order in enumerate(wanted):
        order_message.publish(account, order, account.quirks.fetch_after_s)
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)


def _moment(text: str) -> datetime:
    """RFC 3339 with Z (section 1). Raises Refusal."""
    try:
        if not text.endswith("Z"):
            raise ValueError(text)
        return from_iso(text)
    except ValueError:
        raise wrong("start_date and end_date are like 2021-01-02T15:04:05Z") from None


def _single(step: Step) -> Method:
    async def method(call: Call) -> Record:
        return order_steps.take(call.account, step, call.params)

    return method


async def cancel_reasons(call: Call) -> Record:
    """OrderService.ListCancelReason: options, or free text."""
    checked(call.params, "params", {"brand_id": str, "channels": list})
    call.account.brand(call.params["brand_id"])
    rows: list[Record] = []
    for code in texts(call.params["channels"], "channels"):
        if code not in CHANNELS:
            raise wrong(f"channel {code} is unknown", "id")
        options = [{"reason_name": name, "remote_code": key} for key, name in CHANNELS[code].reasons]
        told: dict[str, Any] = {"input_type": "OPTIONS", "options": options} if options else {"input_type": "string"}
        rows.append({"channel": code, **told})
    return {"cancel_reasons": rows}


async def reject_reasons(call: Call) -> Record:
    """OrderService.ListRejectCancelReason: TikTok only."""
    checked(call.params, "params", COMMON)
    call.account.link(call.params["brand_id"], call.params["channel"])
    if call.params["channel"] != "tktk":
        raise wrong("only tktk has reasons for rejecting", "id")
    order_steps.find(call.account, "tktk", call.params["remote_order_id"])
    options = [{"reason_name": name, "remote_code": code} for code, name in REJECT_REASONS]
    return {"reject_reasons": {"channel": "tktk", "input_type": "OPTIONS", "options": options}}


async def reject_cancel(call: Call) -> Record:
    """OrderService.RejectCancelOrderRequest: the order must be request_cancel; TikTok wants a reason's name."""
    given = checked(call.params, "params", {**COMMON, "reject_reason": str})
    account, channel, reason = call.account, given["channel"], given["reject_reason"]
    account.link(given["brand_id"], channel)
    if channel not in REJECTS_CANCELS:
        raise wrong(f"{channel} takes no rejection", "id")
    if channel == "tktk" and reason not in {name for _, name in REJECT_REASONS}:
        raise Refusal(400, "reject_reason is not one of the list", "id")
    order = order_steps.find(account, channel, given["remote_order_id"])
    told = {name: given[name] for name in COMMON}
    try:
        order_steps.reject(account, order)
    except Failed as failed:
        if failed.kind:
            account.count(failed.kind, str(failed))
        return {**told, "message": str(failed), "success": False}
    return {**told, "message": "Successfully updated", "success": True}


METHODS: dict[str, Method] = {
    "OrderService.FetchOrders": fetch_orders,
    "OrderService.AcceptOrder": _single(order_steps.ACCEPT),
    "OrderService.PackOrder": _single(order_steps.PACK),
    "OrderService.ShipOrder": _single(order_steps.SHIP),
    "OrderService.CompleteOrder": _single(order_steps.COMPLETE),
    "OrderService.CancelOrder": _single(order_steps.CANCEL),
    "OrderService.ListCancelReason": cancel_reasons,
    "OrderService.ListRejectCancelReason": reject_reasons,
    "OrderService.RejectCancelOrderRequest": reject_cancel,
}
