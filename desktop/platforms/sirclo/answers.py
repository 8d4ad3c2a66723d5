"""Answers to actions, kept as letters of our own: a message written before an action must not undo it on the screen.

The adapter answers an action at once, the message that shows it comes later, and messages from before may come between.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from desktop.domain.letters import Letter
from desktop.domain.orders import ItemStatus, OrderItem
from desktop.platforms.kit.inbox import Delivery, Inbox
from desktop.platforms.sirclo.mapping import Told

ANSWER = "answer"
SOURCE = "answers"
_WAY = (
    ItemStatus.UNPAID,
    ItemStatus.TO_ACCEPT,
    ItemStatus.TO_PACK,
    ItemStatus.PACKED,
    ItemStatus.READY,
    ItemStatus.SHIPPED,
    ItemStatus.DELIVERED,
    ItemStatus.CANCELLED,
)


async def keep_answer(inbox: Inbox, operation_id: str, order_id: str, items: Sequence[OrderItem], at: datetime) -> None:
    """How the items of an order stand by the adapter's own word."""
    told = {item.remote_id: [item.status.value, item.tracking_number] for item in items}
    content = json.dumps(told).encode()
    letter = Letter(SOURCE, f"{operation_id}:{at.isoformat()}", ANSWER, order_id, at, content)
    await inbox.keep(Delivery((letter,)))


async def overlaid(inbox: Inbox, orders: Sequence[Told]) -> list[Told]:
    """The same orders, each as far as an answer that is newer than its message has brought it."""
    answers = await inbox.latest(ANSWER, [told.key for told in orders]) if orders else {}
    return [_after(told, answers.get(told.key)) for told in orders]


def _after(told: Told, answer: Letter | None) -> Told:
    if answer is None or answer.sent_at < told.order.updated_at:
        return told
    known = _read(answer.content)
    items = tuple(_item(item, known.get(item.remote_id)) for item in told.order.items)
    return replace(told, order=replace(told.order, items=items))


def _item(item: OrderItem, known: tuple[ItemStatus, str] | None) -> OrderItem:
    """Only forwards: what is further by its message, or asks to be cancelled, stays as that says."""
    if known is None or known[0] not in _WAY or item.status not in _WAY:
        return item
    status, number = known
    if _WAY.index(status) < _WAY.index(item.status):
        return item
    return replace(item, status=status, tracking_number=item.tracking_number or number)


def _read(content: bytes) -> Mapping[str, tuple[ItemStatus, str]]:
    """Our own writing; words of another version of ours are left out."""
    known = {one.value for one in ItemStatus}
    found = json.loads(content)
    return {key: (ItemStatus(word), str(number)) for key, (word, number) in found.items() if word in known}
