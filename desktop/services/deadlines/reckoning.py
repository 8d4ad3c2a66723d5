"""Keeps what open orders risk written down: reckoned anew for what changed, written only where it is different."""

import asyncio
from collections.abc import Mapping, Sequence

from desktop.domain.deadlines import DeadlineRule, DueOrder, Risk, RuleBook, risk_of
from desktop.store import order_risks
from desktop.store.db import Database
from desktop.store.order_risks import StoredRisk


async def reckon(db: Database, book: RuleBook, ids: Sequence[int] | None = None) -> tuple[int, ...]:
    """Of all open orders, or of these; answers the ids whose risk is another now. Never on the calling thread."""
    orders, before = await db.read(lambda c: (order_risks.due_orders(c, ids), order_risks.stored_risks(c, ids)))
    different = await asyncio.to_thread(differences, book, orders, before)
    if different:
        await db.write(lambda c: order_risks.put_risks(c, different))
    return tuple(different)


def differences(
    book: RuleBook, orders: Mapping[int, DueOrder], before: Mapping[int, StoredRisk]
) -> dict[int, StoredRisk | None]:
    """What must be written so that it says what the rules say; None takes a risk away."""
    now = _risks(book, orders)
    gone: dict[int, StoredRisk | None] = {order_id: None for order_id in before if order_id not in now}
    return gone | {order_id: risk for order_id, risk in now.items() if risk != before.get(order_id)}


def _risks(book: RuleBook, orders: Mapping[int, DueOrder]) -> dict[int, StoredRisk]:
    """Orders of one place have one rule: it is looked for once."""
    rules: dict[tuple[str, str, str, str], DeadlineRule | None] = {}
    found: dict[int, StoredRisk] = {}
    for order_id, order in orders.items():
        if book.is_off(order.shop_id):
            continue
        place = (order.platform, order.shop_id, order.country, order.market)
        if place not in rules:
            rules[place] = book.rule_for(order)
        risk = risk_of(order, rules[place])
        if risk is not None:
            found[order_id] = _stored(book, risk)
    return found


def _stored(book: RuleBook, risk: Risk) -> StoredRisk:
    """As the file can hold it: it knows whole milliseconds."""
    at = risk.breach_at.replace(microsecond=risk.breach_at.microsecond // 1000 * 1000)
    return StoredRisk(at, risk.amount, book.rank(risk.amount), risk.rule)
