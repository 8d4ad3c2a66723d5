"""Messages that go wrong on the way, put into a subscription beside the good ones (section 11)."""

import base64
import copy
from collections.abc import Callable
from typing import Any

from desktop.sandbox.answer import encode
from desktop.sandbox.sirclo import order_message
from desktop.sandbox.sirclo.account import Account
from desktop.sandbox.sirclo.world import PENDING, SHIPPED, Record, order_id

AGE = 2.0
"""Seconds between two states of an order that can be told apart."""
Odd = Callable[[Account], str]
"""Makes the data of a message."""


def _text(document: Any) -> str:
    return base64.b64encode(encode(document)).decode()


def _some_order(account: Account) -> Record:
    """The message of the latest order. Raises ValueError where there is none."""
    if not account.world.orders:
        raise ValueError("there is no order")
    return order_message.document(account, next(reversed(account.world.orders.values())))


def _bad_json(account: Account) -> str:
    return base64.b64encode(b'{"id": "1", "brand_id": ').decode()


def _bad_base64(account: Account) -> str:
    return "this is n*t base64!"


def _not_an_object(account: Account) -> str:
    return _text([1, 2])


def _other_brand(account: Account) -> str:
    document = copy.deepcopy(_some_order(account))
    document["order"]["remote_order_id"] = str(account.world.number())
    return _text({**document, "brand_id": "kedai-bumi", "shop_name": "Kedai Bumi"})


def _other_channel(account: Account) -> str:
    """A real order, on a channel that no table of the documents names (section 2: any code is a channel)."""
    world, now = account.world, account.now()
    _some_order(account)
    order = copy.deepcopy(next(reversed(world.orders.values())))
    number = str(world.number())
    order |= {"channel": "zlgo", "number": number, "status": SHIPPED, "created": now - 60, "updated": now, "done": []}
    for line in order["lines"]:
        line["id"] = str(world.number())
    world.links.setdefault("zlgo", {**world.links["zlra"], "connected": True, "credentials": {}})
    world.orders[order_id(order)] = order
    return _text(order_message.document(account, order))


ODD: dict[str, Odd] = {
    "bad_json": _bad_json,
    "bad_base64": _bad_base64,
    "not_an_object": _not_an_object,
    "other_brand": _other_brand,
    "other_channel": _other_channel,
}


def put(account: Account, kind: str, subscription: str) -> str:
    """One such message; gives its messageId. Raises ValueError."""
    if kind not in ODD:
        raise ValueError(f"unknown kind of message {kind!r}; there are: {', '.join(ODD)}")
    if subscription not in account.broker.subscriptions:
        raise ValueError(f"there is no subscription {subscription!r}")
    return account.put(subscription, ODD[kind](account))


def put_stale(account: Account) -> None:
    """An order tells late, under its old publishTime, how it stood when it was new."""
    every = account.world.orders.values()
    moved = [one for one in every if one["status"] != PENDING and one["updated"] - one["created"] > AGE]
    name = account.world.features.get("order-fetched")
    if moved and name:
        order = max(moved, key=lambda one: float(one["updated"]))
        data = _text(order_message.document(account, order, status=PENDING))
        account.put(name, data, published=order["updated"] - 1)
