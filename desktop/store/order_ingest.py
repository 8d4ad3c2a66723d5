"""Orders and items as a platform tells them, compared with what is known: only what is new or different is written.

Cached orders change here and nowhere else. Reading the same page twice changes nothing; an older version of an order
that arrives late does not undo a newer one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from desktop.domain.orders import Bucket, Order, OrderItem, OrderItems
from desktop.store.accounts import account_no, shop_no_of
from desktop.store.bulk import Values
from desktop.store.labels import void_labels
from desktop.store.link_moves import note_orders
from desktop.store.order_page import Page, Stored, stored_orders
from desktop.store.order_values import own_values, searched, shown_of_items, text_values
from desktop.store.sql import raw, sa, t
from desktop.store.values import BUCKET_CODE, plain, to_ms

ShipBy = Callable[[Order], datetime | None]

_NO_ITEMS: Values = {"bucket": BUCKET_CODE[Bucket.OTHER], "items": "", "item_count": 0, "provider": "", "tracking": ""}
_CLOCK_DOUBT_MS = 24 * 60 * 60 * 1000


def save_orders(
    c: sa.Connection, account_id: str, orders: Sequence[Order], *, at: datetime, ship_by: ShipBy | None = None
) -> tuple[int, ...]:
    """Save one page of orders read at ``at``; return the ids of those that are new or different.

    Items are replaced only where ``items_known``. ``ship_by`` gives a deadline to orders whose platform tells none.
    Raises ``NotPossible("unknown_account")``.
    """
    account = account_no(raw(c), account_id)
    newest = _newest(orders)
    known = stored_orders(raw(c), account, tuple(newest))
    shops = _Shops(c, account, at)
    page = Page(at)
    free_id = c.execute(sa.select(sa.func.coalesce(sa.func.max(t.orders.c.id), 0))).scalar_one()
    for remote_id, order in newest.items():
        deadline = order.ship_by or (ship_by(order) if ship_by else None)
        own = own_values(order, shops.no_of(order), deadline)
        old = known.get(remote_id)
        if old is None:
            free_id += 1
            _add(page, free_id, {**own, "account_no": account}, order, at)
        elif not _outdated(own, old, at):
            _update(page, old, own, order, at)
    return _written(c, page)


def save_items(c: sa.Connection, account_id: str, items: Sequence[OrderItems], *, at: datetime) -> tuple[int, ...]:
    """Save items read back at ``at``; orders never seen are left out. Returns the ids of orders that are different."""
    read = {plain(found.order_remote_id): found.items for found in items}
    page = Page(at)
    for remote_id, old in stored_orders(raw(c), account_no(raw(c), account_id), tuple(read)).items():
        now = _with_couriers(read[remote_id], old.items)
        row = {**old.row, **shown_of_items(now), "read_at": to_ms(at)}
        page.update(old, row, {**old.texts, "search_text": searched(row, now, old.texts, old.own)}, now)
    return _written(c, page)


def _written(c: sa.Connection, page: Page) -> tuple[int, ...]:
    changed = page.write(c)
    if page.gone_parcels:
        void_labels(c, page.gone_parcels, page.at)
    note_orders(c, changed, page.at, page.gone_items)
    return changed


class _Shops:
    """Finds the shop of each order of a page, asking the file once per shop."""

    def __init__(self, c: sa.Connection, account: int, at: datetime) -> None:
        self._c = c
        self._account = account
        self._at = at
        self._known: dict[str, int] = {}

    def no_of(self, order: Order) -> int:
        """The first shop named. One never discovered is remembered under its remote id rather than losing the order."""
        named = (*order.shop_remote_ids, *(item.shop_remote_id for item in order.items))
        remote_id = next((plain(shop) for shop in named if shop), "")
        if remote_id not in self._known:
            self._known[remote_id] = self._first() if not remote_id else self._no(remote_id)
        return self._known[remote_id]

    def _no(self, remote_id: str) -> int:
        return shop_no_of(self._c, self._account, remote_id, remote_id, self._at)

    def _first(self) -> int:
        no = sa.select(sa.func.min(t.shops.c.no)).where(t.shops.c.account_no == self._account)
        return self._c.execute(no).scalar() or self._no("")


def _newest(orders: Sequence[Order]) -> dict[str, Order]:
    """Each order once: platforms repeat orders over pages, and even within one."""
    found: dict[str, Order] = {}
    for order in orders:
        remote_id = plain(order.remote_id)
        if remote_id not in found or order.updated_at >= found[remote_id].updated_at:
            found[remote_id] = order
    return found


def _add(page: Page, order_id: int, row: Values, order: Order, at: datetime) -> None:
    items = order.items if order.items_known else ()
    shown = shown_of_items(items) if order.items_known else _NO_ITEMS
    row = {**row, **shown, "read_at": to_ms(at) if order.items_known else None}
    texts = text_values(order)
    page.add(order_id, row, {**texts, "search_text": searched(row, items, texts)}, items)


def _update(page: Page, old: Stored, own: Values, order: Order, at: datetime) -> None:
    items = _with_couriers(order.items, old.items) if order.items_known else old.items
    row = {**old.row, **own}
    if order.items_known:
        row |= {**shown_of_items(items), "read_at": to_ms(at)}
    texts = text_values(order)
    page.update(old, row, {**texts, "search_text": searched(row, items, texts, old.own)}, items)


def _with_couriers(items: tuple[OrderItem, ...], old: Sequence[OrderItem]) -> tuple[OrderItem, ...]:
    """Some platforms name a parcel's courier only once, when it is packed: as long as it is that parcel, it is his."""
    known = {item.tracking_number: item.provider for item in old if item.tracking_number and item.provider}
    if not known:
        return items
    return tuple(replace(item, provider=item.provider or known.get(item.tracking_number, "")) for item in items)


def _outdated(own: Values, old: Stored, at: datetime) -> bool:
    """Whether we know a later version already, unless that one claims to come from the future."""
    now, known = own["updated_at"], old.row["updated_at"]
    assert isinstance(now, int) and isinstance(known, int)
    return now < known <= to_ms(at) + _CLOCK_DOUBT_MS
