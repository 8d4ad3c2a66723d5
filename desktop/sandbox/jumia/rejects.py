"""Checks on single items of an action: a reject goes into the `error` part, the answer stays 2xx (section 5.5)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.jumia.account import Account
from desktop.sandbox.jumia.world import CANCELED, DELIVERED, FAILED, PENDING, RETURNED, Item, Order


@dataclass
class Reject(Exception):  # noqa: N818
    """This item not. The codes are assumptions of section 5.5."""

    code: str
    message: str


Route = tuple[str, str, str]
"""Country, shipping method and provider: what items of one call must share."""

Rejected = list[dict[str, Any]]


def held_against(account: Account, kind: str, code: str, message: str) -> Reject:
    """A reject that the client could have avoided."""
    account.harness.ledger.count(kind, message)
    return Reject(code, message)


def seller_item(account: Account, item_id: str) -> tuple[Order, Item]:
    """An item that exists and is the seller's to ship. Raises Reject."""
    found = account.world.item_by_id.get(item_id)
    if found is None:
        raise held_against(account, "id", "ITEM_NOT_FOUND", f"Order item {item_id} not found.")
    if found[1].by_jumia:
        raise held_against(account, "status", "FULFILLED_BY_JUMIA", "Order item is fulfilled by Jumia.")
    return found


def check_unpacked(item: Item) -> None:
    """PENDING and not packed yet. Raises Reject."""
    if item.status != PENDING:
        raise Reject("INVALID_STATUS", f"Order item is {item.status}.")
    if item.tracking_number:
        raise Reject("ALREADY_PACKED", "Order item is already packed.")


def check_packed(account: Account, item: Item) -> None:
    """Packed, whatever came later. Raises Reject; for an item still to pack it is the client's mistake."""
    if item.tracking_number:
        return
    if item.status == PENDING:
        raise held_against(account, "status", "NOT_PACKED", "Order item is not packed.")
    raise Reject("INVALID_STATUS", f"Order item is {item.status}.")


def check_pending(item: Item) -> None:
    """Packed and not yet ready to ship. Raises Reject."""
    if item.status != PENDING:
        raise Reject("INVALID_STATUS", f"Order item is {item.status}.")


def check_printable(item: Item) -> None:
    """Still on its way out: a label for what arrived or was cancelled makes no sense. Raises Reject."""
    if item.status in (DELIVERED, FAILED, RETURNED, CANCELED):
        raise Reject("INVALID_STATUS", f"Order item is {item.status}.")


class SameRoute:
    """The first item decides country, method and provider of a call; another route is rejected (sections 5.5, 5.7)."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._route: Route | None = None

    def check(self, order: Order, item: Item) -> None:
        """Raises Reject for an item of another route."""
        route = (order.country, item.delivery_option, item.provider_id)
        self._route = self._route or route
        if route != self._route:
            why = "Order items must share country, shipment method and provider."
            raise held_against(self._account, "mixed", "PROVIDER_MISMATCH", why)


def each(item_ids: list[str], act: Callable[[str], None]) -> Rejected:
    """Do something to each item by itself; gives the rejected ones as the reply's `error` entries."""
    rejected: Rejected = []
    for item_id in item_ids:
        try:
            act(item_id)
        except Reject as reject:
            rejected.append({"id": item_id, "response": {"code": reject.code, "message": reject.message}})
    return rejected


def parts(account: Account, status: int, success: tuple[str, list[Any]], error: tuple[str, list[Any]]) -> Answer:
    """The two-part reply; either part may be missing (section 5.6)."""
    document = {
        part: {name: entries, "total": len(entries)}
        for part, (name, entries) in (("success", success), ("error", error))
        if entries or not account.quirks.empty_parts_missing
    }
    return json_answer(document, status)
