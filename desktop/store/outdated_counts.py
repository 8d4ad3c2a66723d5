"""Stock drafts that were typed before something was sold, found by the history of values, by orders and by shelves."""

import sqlite3
from collections import defaultdict

from desktop.domain.catalog_grid import Address, Field, Place
from desktop.domain.outdated_counts import Outdated

# The stock changed since, unless by a wish that was on its way already: its value is what the cell showed then.
_MOVED = (
    "SELECT d.variant_id, d.market, d.warehouse, h.before FROM drafts d JOIN value_history h "
    "ON h.variant_id = d.variant_id AND h.field = d.field AND h.market = '' AND h.warehouse = d.warehouse "
    "AND h.at > d.typed_at LEFT JOIN operations o ON o.id = h.operation_id "
    "WHERE d.field = 'stock' AND (o.id IS NULL OR o.created_at > d.typed_at) ORDER BY h.at DESC, h.id DESC"
)
# Which warehouse an order takes from nobody tells, so orders are held against the stock of a SKU as a whole. CROSS JOIN
# keeps the order of the loops: there are few orders since the oldest draft, and many SKUs.
_SOLD = (
    "SELECT d.variant_id, d.market, o.number, sum(i.quantity) FROM orders o CROSS JOIN order_items i "
    "ON i.order_id = o.id CROSS JOIN variants v ON v.sku = i.sku AND v.account_no = o.account_no AND v.gone_at IS NULL "
    "CROSS JOIN drafts d ON d.variant_id = v.id AND d.field = 'stock' AND d.warehouse = '' "
    "CROSS JOIN shops s ON s.no = v.shop_no "
    "WHERE o.created_at > (SELECT min(typed_at) FROM drafts WHERE field = 'stock') AND o.created_at > d.typed_at "
    "AND i.sku <> '' AND i.by_platform = 0 AND i.status <> 'cancelled' "
    "AND iif(i.shop_remote_id = '', s.no = o.shop_no, s.remote_id = i.shop_remote_id) "
    "GROUP BY d.variant_id, d.market, o.id ORDER BY o.created_at, o.id"
)
_SHELF = (
    "SELECT d.variant_id, d.market, m.label, sum(-m.quantity) FROM drafts d "
    "JOIN links l ON l.variant_id = d.variant_id JOIN link_moves m ON m.group_id = l.group_id "
    "AND m.kind IN ('sold', 'back') AND m.at > d.typed_at "
    "WHERE d.field = 'stock' AND d.warehouse = '' "
    "GROUP BY d.variant_id, d.market, m.label HAVING sum(-m.quantity) > 0 ORDER BY min(m.at)"
)


_SHARED = (
    "SELECT d.variant_id FROM drafts d JOIN links l ON l.variant_id = d.variant_id "
    "JOIN link_groups g ON g.id = l.group_id AND g.is_guarded AND g.stock IS NOT NULL WHERE d.field = 'stock'"
)


def outdated_counts(c: sqlite3.Connection) -> dict[Address, Outdated]:
    """What happened to the stock of each draft since it was typed; those that nothing happened to are missing.

    A shelf in several shops knows the sales of all of them.
    """
    saw: dict[Address, int | None] = {}
    for id_, market, warehouse, before in c.execute(_MOVED):
        saw[_address(id_, market, warehouse)] = int(before) if before else None  # the oldest change comes last
    sold = _sales(c.execute(_SOLD)) | _sales(c.execute(_SHELF))
    shared = {id_ for (id_,) in c.execute(_SHARED)}
    return {
        address: Outdated(
            saw.get(address),
            sum(sold.get(address, {}).values()),
            tuple(sold.get(address, ())),
            address.variant_id in shared,
        )
        for address in saw.keys() | sold.keys()
    }


def _sales(rows: sqlite3.Cursor) -> dict[Address, dict[str, int]]:
    """Units by the number of their order, in the order of their time."""
    found: dict[Address, dict[str, int]] = defaultdict(dict)
    for id_, market, number, units in rows:
        found[_address(id_, market, "")][number] = found[_address(id_, market, "")].get(number, 0) + units
    return dict(found)


def _address(variant_id: int, market: str, warehouse: str) -> Address:
    return Address(variant_id, Place(market, warehouse), Field.STOCK)
