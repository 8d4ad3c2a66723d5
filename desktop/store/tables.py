"""The tables as SQLAlchemy Core describes them; ``migrations`` builds the same thing, and a test compares the two.

Rebuildable from the platforms: orders, order_texts, order_items, orders_fts, bucket_counts, bookmarks, variants and
what hangs on them; the rest is not.
Orders are never deleted except when the seller wipes an account, so labels, notes and history hang on ``orders.id``.
"""

import sqlalchemy as sa
from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text, text

from desktop.store.catalog_safety_tables import (
    link_groups,
    link_moves,
    link_refusals,
    links,
    product_drafts,
    value_history,
)
from desktop.store.catalog_tables import (
    VARIANT_SEARCH,
    drafts,
    letter_sources,
    letters,
    offers,
    promotions,
    variant_stocks,
    variant_texts,
    variants,
)
from desktop.store.order_day_tables import (
    document_prints,
    order_risks,
    order_tags,
    order_traces,
    saved_views,
    scanned_items,
    tags,
)
from desktop.store.table_parts import metadata
from desktop.store.table_parts import number as _number
from desktop.store.table_parts import of as _of
from desktop.store.table_parts import text_column as _text

# --- who we are -------------------------------------------------------------------------------------------------------
accounts = Table(
    "accounts",
    metadata,
    Column("no", Integer, primary_key=True),  # short, for the half million orders that point here
    Column("id", Text, nullable=False, unique=True),
    _text("platform"),
    _text("name"),
    _text("base_url"),
    _text("identity"),
    _text("state"),
    _text("code"),
    _text("params"),
    _number("practice"),
    Column("token_expires_at", Integer),
    Column("created_at", Integer, nullable=False),
    Column("removed_at", Integer),  # disconnected but kept: its orders stay readable
    sa.UniqueConstraint("platform", "base_url", "identity"),
)
credentials = Table(
    "credentials",
    metadata,
    _of("account_id", "accounts.id", primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("saved_at", Integer, nullable=False),
)
shops = Table(
    "shops",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _of("account_no", "accounts.no"),
    _text("remote_id"),
    _text("name"),
    _number("paused"),
    Column("synced_at", Integer),
    _text("lacks"),  # what the platform does not let this shop do, as a JSON list
    sa.UniqueConstraint("account_no", "remote_id"),
)
markets = Table(
    "markets",
    metadata,
    _of("shop_no", "shops.no", primary_key=True),
    Column("code", Text, primary_key=True),
    _text("name"),
    _text("country"),
    _text("currency"),
    _text("status"),
)

# --- orders -----------------------------------------------------------------------------------------------------------
orders = Table(
    "orders",
    metadata,
    Column("id", Integer, primary_key=True),
    _of("account_no", "accounts.no"),
    _of("shop_no", "shops.no"),
    Column("remote_id", Text, nullable=False),
    _text("number"),
    Column("bucket", Integer, nullable=False),
    _text("platform_status"),
    Column("buyer", sa.Text(collation="NOCASE"), nullable=False, server_default=text("''")),
    _text("items"),
    _number("item_count"),
    _text("total"),
    Column("total_sort", Float, nullable=False),
    _text("currency"),
    Column("created_at", Integer, nullable=False),
    Column("updated_at", Integer, nullable=False),
    Column("ship_by", Integer, nullable=False),
    _text("provider"),
    _text("tracking"),
    Column("label", Integer, nullable=False, server_default=text("2")),
    _text("label_code"),
    _number("printed"),
    _text("country"),
    Column("read_at", Integer),  # when its items were last read from the platform
    sa.UniqueConstraint("account_no", "remote_id"),
)
# Small sets are found through the bucket and sorted; large ones are walked in order through one of the sort indexes,
# each of which also holds what a view filters by, so that no row is looked up on the way (see order_ids.py).
for _column in (
    "created_at",
    "updated_at",
    "ship_by",
    "buyer",
    "shop_no",
    "total_sort",
    "item_count",
    "provider",
    "tracking",
    "label",
):
    _filters = [orders.c.bucket] if _column == "shop_no" else [orders.c.bucket, orders.c.shop_no]
    Index(f"ix_orders_{_column}", orders.c[_column], orders.c.id, *_filters)
# With what the morning view is sorted by, so that sorting it looks no row up.
_status = (orders.c.bucket, orders.c.id, orders.c.shop_no, orders.c.ship_by, orders.c.created_at)
Index("ix_orders_status", *_status)
# Shorter numbers come first: the natural order of numbers that are digits, and of most others.
Index("ix_orders_number", text("length(number)"), orders.c.number, orders.c.id, orders.c.bucket, orders.c.shop_no)

order_texts = Table(
    "order_texts",
    metadata,
    _of("order_id", "orders.id", primary_key=True, autoincrement=False),
    _text("search_text"),
    _text("address"),
    _text("note"),
    _text("payment"),
)
order_items = Table(
    "order_items",
    metadata,
    _of("order_id", "orders.id", primary_key=True),
    Column("position", Integer, primary_key=True),
    _text("remote_id"),
    _text("sku"),
    _text("name"),
    _number("quantity", 1),
    _text("price"),
    _text("currency"),
    _text("status"),
    _text("platform_status"),
    Column("paid", Text),
    _text("paid_currency"),
    _text("shop_remote_id"),
    _text("tracking_number"),
    _text("tracking_url"),
    _text("provider"),
    _text("shipment_method"),
    _number("by_platform"),
    _text("image_url"),
    sqlite_with_rowid=False,
)
# For the scanner: what waits to be packed is little, however long the history grows.
_waits = text("status IN ('to_accept','to_pack','packed','ready') AND by_platform = 0")
Index("ix_order_items_sku", text("sku COLLATE NOCASE"), order_items.c.order_id, sqlite_where=_waits)
Index("ix_order_items_tracking_number", order_items.c.tracking_number, order_items.c.order_id, sqlite_where=_waits)
order_events = Table(
    "order_events",
    metadata,
    Column("id", Integer, primary_key=True),
    _of("order_id", "orders.id"),
    Column("at", Integer, nullable=False),
    _text("who"),
    _text("kind"),
    _text("params"),
)
Index("ix_order_events_order_id", order_events.c.order_id, order_events.c.at)
annotations = Table(
    "annotations",
    metadata,
    _of("order_id", "orders.id", primary_key=True, autoincrement=False),
    _text("private_note"),
)
# Kept by triggers: the numbers beside the buckets without counting half a million rows.
bucket_counts = Table(
    "bucket_counts",
    metadata,
    Column("shop_no", Integer, primary_key=True),
    Column("bucket", Integer, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# --- labels -----------------------------------------------------------------------------------------------------------
labels = Table(
    "labels",
    metadata,
    Column("id", Integer, primary_key=True),
    _of("order_id", "orders.id"),
    _text("tracking_number"),
    _text("item_ids"),
    _text("format"),
    _text("sha256"),
    Column("fetched_at", Integer, nullable=False),
    _text("item_status"),
    Column("problem", Text),
    _text("params"),
    Column("width_mm", Float, nullable=False, server_default=text("0")),
    Column("height_mm", Float, nullable=False, server_default=text("0")),
    _number("pages"),
    _text("codes"),
    _number("printed"),
    Column("replaced_at", Integer),  # a newer file came for the same parcel; this one stays in the vault
)
Index("ix_labels_order_id", labels.c.order_id)
label_files = Table(
    "label_files",
    metadata,
    _of("label_id", "labels.id", primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)
prints = Table(
    "prints",
    metadata,
    Column("id", Integer, primary_key=True),
    _of("label_id", "labels.id"),
    Column("printed_at", Integer, nullable=False),
    _text("printer"),
    Column("copy", Integer, nullable=False),
    _text("who"),
    Column("voided_at", Integer),  # the printer never took it
)
Index("ix_prints_label_id", prints.c.label_id)

# --- the outbox -------------------------------------------------------------------------------------------------------
change_sets = Table(
    "change_sets",
    metadata,
    Column("id", Text, primary_key=True),
    _text("title"),
    Column("created_at", Integer, nullable=False),
)
operations = Table(
    "operations",
    metadata,
    Column("no", Integer, primary_key=True),  # the order in which they were wished, whatever the clock did
    Column("id", Text, nullable=False, unique=True),
    _of("change_set_id", "change_sets.id"),
    _of("account_id", "accounts.id"),
    _text("shop_id"),
    _text("kind"),
    _text("subject"),
    _text("label"),
    _text("before"),
    _text("after"),
    _text("state"),
    Column("created_at", Integer, nullable=False),
    _number("attempts"),
    Column("next_try_at", Integer),
    _text("code"),
    _text("params"),
    _text("ack"),
    _text("remote_ref"),
    Column("finished_at", Integer),
)
Index("ix_operations_change_set_id", operations.c.change_set_id)
Index("ix_operations_subject", operations.c.account_id, operations.c.subject, operations.c.id)
# What is open is little, however long the history grows.
Index(
    "ix_operations_open",
    operations.c.account_id,
    operations.c.id,
    sqlite_where=text("state IN ('queued','sending','working','unsure','conflict','needs_login')"),
)
# What was refused is asked for by a view of its own.
Index("ix_operations_refused", operations.c.account_id, operations.c.subject, sqlite_where=text("state = 'refused'"))

# --- small things -----------------------------------------------------------------------------------------------------
bookmarks = Table(
    "bookmarks",
    metadata,
    _of("account_no", "accounts.no", primary_key=True),
    Column("resource", Text, primary_key=True),
    _text("state"),
)
settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    _text("value"),
)

# --- what SQLAlchemy has no words for -------------------------------------------------------------------------------
_EXTRAS = (
    # External content: the text itself lies in order_texts; detail=none holds no positions and is half the size.
    "CREATE VIRTUAL TABLE orders_fts USING fts5(search_text, content='order_texts', content_rowid='order_id', "
    "tokenize='trigram', detail='none')",
    "CREATE TRIGGER order_texts_insert AFTER INSERT ON order_texts BEGIN "
    "INSERT INTO orders_fts(rowid, search_text) VALUES (new.order_id, new.search_text); END",
    "CREATE TRIGGER order_texts_delete AFTER DELETE ON order_texts BEGIN "
    "INSERT INTO orders_fts(orders_fts, rowid, search_text) VALUES ('delete', old.order_id, old.search_text); END",
    "CREATE TRIGGER order_texts_update AFTER UPDATE OF search_text ON order_texts "
    "WHEN old.search_text IS NOT new.search_text BEGIN "
    "INSERT INTO orders_fts(orders_fts, rowid, search_text) VALUES ('delete', old.order_id, old.search_text); "
    "INSERT INTO orders_fts(rowid, search_text) VALUES (new.order_id, new.search_text); END",
    "CREATE TRIGGER orders_counted_insert AFTER INSERT ON orders BEGIN "
    "INSERT INTO bucket_counts VALUES (new.shop_no, new.bucket, 1) ON CONFLICT DO UPDATE SET count = count + 1; END",
    "CREATE TRIGGER orders_counted_delete AFTER DELETE ON orders BEGIN "
    "UPDATE bucket_counts SET count = count - 1 WHERE shop_no = old.shop_no AND bucket = old.bucket; END",
    "CREATE TRIGGER orders_counted_update AFTER UPDATE OF bucket, shop_no ON orders "
    "WHEN old.bucket IS NOT new.bucket OR old.shop_no IS NOT new.shop_no BEGIN "
    "UPDATE bucket_counts SET count = count - 1 WHERE shop_no = old.shop_no AND bucket = old.bucket; "
    "INSERT INTO bucket_counts VALUES (new.shop_no, new.bucket, 1) ON CONFLICT DO UPDATE SET count = count + 1; END",
)
for _statement in (*_EXTRAS, *VARIANT_SEARCH):
    sa.event.listen(metadata, "after_create", sa.DDL(_statement))  # type: ignore[no-untyped-call]

__all__ = [
    "accounts",
    "annotations",
    "bookmarks",
    "bucket_counts",
    "change_sets",
    "credentials",
    "document_prints",
    "drafts",
    "label_files",
    "labels",
    "letter_sources",
    "letters",
    "link_groups",
    "link_moves",
    "link_refusals",
    "links",
    "markets",
    "metadata",
    "offers",
    "operations",
    "order_events",
    "order_items",
    "order_risks",
    "order_tags",
    "order_texts",
    "order_traces",
    "orders",
    "prints",
    "product_drafts",
    "promotions",
    "saved_views",
    "scanned_items",
    "settings",
    "shops",
    "tags",
    "value_history",
    "variant_stocks",
    "variant_texts",
    "variants",
]
