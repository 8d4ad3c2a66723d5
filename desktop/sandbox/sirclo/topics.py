"""The ten topics the adapter listens to: what is published takes effect, and is answered as feedback (section 4)."""

import json
from collections.abc import Callable
from typing import Any

from desktop.sandbox.sirclo import discounts, feedback, order_steps, product_upsert, stock_and_price
from desktop.sandbox.sirclo.account import Account, Refusal
from desktop.sandbox.sirclo.fields import Schema, checked
from desktop.sandbox.sirclo.order_steps import COMMON, Step
from desktop.sandbox.sirclo.world import Record

Consumer = Callable[[Account, str, list[Any]], None]
"""Given the account, the activity id and the entries."""


def _orders(step: Step, feature: str, extra: Schema | None = None, without: tuple[str, ...] = ()) -> Consumer:
    """A bulk form of a step. `extra`: required here only; `without`: fields that only the single call has."""
    required = {**step.required, **(extra or {})}
    optional = {name: kind for name, kind in step.optional.items() if name not in (*required, *without)}
    bulk = Step(step.verb, required, optional, step.starts, step.do, step.tells)

    def consume(account: Account, id_: str, entries: list[Any]) -> None:
        rows = [_row(account, bulk, entry) for entry in entries]
        feedback.send(account, feature, id_, f"bulk_{step.verb}_orders", rows)

    return consume


def _row(account: Account, step: Step, entry: Any) -> Record:
    try:
        return order_steps.take(account, step, entry)
    except Refusal as refusal:
        if refusal.kind:
            account.count(refusal.kind, refusal.message)
        told = entry if isinstance(entry, dict) else {}
        named = {name: told.get(name, "") for name in COMMON}
        return {**named, "message": refusal.message, **dict.fromkeys(step.tells, ""), "success": False}


TOPICS: dict[str, tuple[str, Consumer]] = {
    "CNX_BULK_ACCEPT_ORDERS": ("orders", _orders(order_steps.ACCEPT, "feedback-accept-orders")),
    "CNX_BULK_PACK_ORDERS": ("orders", _orders(order_steps.PACK, "feedback-pack-orders")),
    "CNX_BULK_SHIP_ORDERS": ("orders", _orders(order_steps.SHIP, "feedback-ship-orders")),
    "CNX_BULK_COMPLETE_ORDERS": (
        "orders", _orders(order_steps.COMPLETE, "feedback-complete-orders", {"received_by": str}, ("package_id",)),
    ),
    "CNX_BULK_CANCEL_ORDERS": ("orders", _orders(order_steps.CANCEL, "feedback-cancel-orders")),
    "CNX_BULK_UPSERT_PRODUCT": ("products", product_upsert.consume),
    "CNX_BULK_UPDATE_PRICE": ("variants", stock_and_price.consume_prices),
    "CNX_BULK_UPDATE_INVENTORY_V3": ("variants", stock_and_price.consume_stocks),
    "CNX_BULK_UPSERT_DISCOUNT": ("discounts", discounts.consume_upserts),
    "CNX_BULK_DELETE_DISCOUNT": ("discounts", discounts.consume_deletes),
}  # fmt: skip
"""Topic -> the name of its list, and who works on it."""


def consume(account: Account, topic: str, content: bytes) -> None:
    """Work on one published message. One that is not understood, or of another key, is dropped without a word."""
    name, consumer = TOPICS[topic]
    try:
        document = checked(json.loads(content), topic, {"client_key": str, "id": str, name: list})
    except ValueError:
        account.count("body", f"{topic}: not JSON")
        return
    except Refusal as refusal:
        account.count("body", refusal.message)
        return
    if document["client_key"] != account.world.client_key:
        account.count("auth", f"{topic}: a client_key that was never given out")
    elif not document["id"] or not document[name]:
        account.count("body", f"{topic}: id and {name} must not be empty")
    elif not account.world.revoked:
        consumer(account, document["id"], document[name])
