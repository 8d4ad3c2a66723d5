"""What can be asked about orders; each question is answered by a module of its own. Writes are in ``order_ingest``."""

from desktop.store.order_counts import order_counts
from desktop.store.order_detail import order_detail
from desktop.store.order_ids import order_ids
from desktop.store.order_items import order_items
from desktop.store.order_lookups import filter_choices, find_orders, known_versions, order_refs, stale_open_orders
from desktop.store.order_rows import order_rows

__all__ = [
    "filter_choices",
    "find_orders",
    "known_versions",
    "order_counts",
    "order_detail",
    "order_ids",
    "order_items",
    "order_refs",
    "order_rows",
    "stale_open_orders",
]
