"""What may have changed a value, as it lies in the file: orders that took units, and operations on it."""

import sqlite3
from datetime import datetime

from desktop.domain.catalog_grid import KIND, Place
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.orders import ItemStatus
from desktop.domain.pushes import texts_of
from desktop.domain.value_history import Sale, Sent, Spot, spot_of
from desktop.domain.wishes import place_of, seen, wished
from desktop.store import outbox
from desktop.store.search import search_of
from desktop.store.values import from_ms, plain, to_ms

MOST = 300  # orders, and operations, that are told: the newest
_STATUS = {one.value: one for one in ItemStatus}
_SALES = (
    "SELECT o.id, o.number, o.created_at, i.status, sum(i.quantity) FROM orders o "
    "JOIN accounts a ON a.no = o.account_no JOIN shops s ON s.no = o.shop_no "
    "JOIN order_items i ON i.order_id = o.id "
    "WHERE {found} AND o.created_at >= :since AND a.id = :account AND i.sku = :sku COLLATE NOCASE "
    "AND i.by_platform = 0 AND iif(i.shop_remote_id = '', s.id = :shop, i.shop_remote_id = :remote) "
    "GROUP BY o.id, i.status ORDER BY o.created_at DESC, o.id DESC LIMIT :most"
)
_OPERATIONS = (
    "SELECT o.id, s.title FROM operations o JOIN change_sets s ON s.id = o.change_set_id "
    "WHERE o.account_id = :account AND o.subject = :subject AND o.kind = :kind "
    "AND NOT (o.state = 'cancelled' AND o.code = 'replaced') ORDER BY o.no DESC LIMIT :most"
)


def sales(c: sqlite3.Connection, stored: StoredVariant, since: datetime, most: int = MOST) -> tuple[Sale, ...]:
    """The orders since then with units of this SKU that leave the seller's own shelf, the newest first.

    An order whose units stand differently is told once for each status.
    """
    sku = plain(stored.variant.sku)
    search = search_of(sku)
    asked: dict[str, object] = {
        **search.values(), "since": to_ms(since), "account": stored.account_id, "sku": sku, "shop": stored.shop_id,
        "remote": plain(stored.variant.shop_remote_id), "most": most,
    }  # fmt: skip
    if not search:
        return ()
    found = f"o.id IN ({search.hits()})" if search.match else "1"
    return tuple(
        Sale(id_, number, quantity, _STATUS.get(status, ItemStatus.UNKNOWN), from_ms(at))
        for id_, number, at, status, quantity in c.execute(_SALES.format(found=found), asked)
    )


def sent(c: sqlite3.Connection, stored: StoredVariant, spot: Spot, most: int = MOST) -> tuple[Sent, ...]:
    """The operations on one value, the newest first; what a newer wish replaced before it was sent is left out."""
    of = spot[2]
    asked = {"account": stored.account_id, "subject": stored.variant.remote_id, "kind": KIND[of].value, "most": most}
    titles = dict(c.execute(_OPERATIONS, asked).fetchall())
    found = []
    for one in reversed(outbox.operations(c, open_only=False, ids=list(titles))):
        wish = texts_of(one, wished(one))
        if of in wish and spot_of(stored.variant, Place(*place_of(one)), of) == spot:
            found.append(Sent(one, titles[one.id], texts_of(one, seen(one)).get(of, ""), wish[of]))
    return tuple(found)
