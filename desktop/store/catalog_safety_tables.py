"""The tables that make editing safe: the history of every value, linked SKUs, and products being written."""

from sqlalchemy import Column, Index, Integer, Table, Text
from sqlalchemy import text as sa_text

from desktop.store.table_parts import metadata, number, of, text_column

# Every stock, price and status that a variant has held, and what brought it: a row per change, never per reading.
value_history = Table(
    "value_history",
    metadata,
    Column("id", Integer, primary_key=True),
    of("variant_id", "variants.id"),
    Column("market", Text, nullable=False),
    Column("warehouse", Text, nullable=False),
    Column("field", Text, nullable=False),
    text_column("before"),
    text_column("value"),
    text_column("cause"),
    text_column("operation_id"),
    Column("at", Integer, nullable=False),
)
Index(
    "ix_value_history_variant_id",
    value_history.c.variant_id,
    value_history.c.field,
    value_history.c.market,
    value_history.c.warehouse,
    value_history.c.at,
)

# --- one stock in several shops ---------------------------------------------------------------------------------------
link_groups = Table(
    "link_groups",
    metadata,
    Column("id", Text, primary_key=True),
    text_column("name"),
    Column("stock", Integer),  # units on the shelf; None until somebody said so
    number("is_guarded", 1),
    Column("changed_at", Integer, nullable=False),
)
links = Table(
    "links",
    metadata,
    of("variant_id", "variants.id", primary_key=True, autoincrement=False),
    of("group_id", "link_groups.id"),
    number("buffer"),  # units never offered in this shop
    number("owed"),  # it sold something itself: 1 its stock there is to be looked at, 2 it was seen lower once
    number("since_order"),  # orders up to this id were known when the shelf was last counted
    number("since_at"),  # when that was
)
Index("ix_links_group_id", links.c.group_id)
# What has changed a group's stock, once per cause (an order's item, a count by hand): nothing is subtracted twice.
link_moves = Table(
    "link_moves",
    metadata,
    of("group_id", "link_groups.id", primary_key=True),
    Column("cause", Text, primary_key=True),
    text_column("kind"),
    text_column("label"),  # the order's number
    number("variant_id"),  # the SKU that was sold; 0 where several could be meant
    Column("quantity", Integer, nullable=False),
    number("waiting"),  # 1 until the other shops were told
    Column("at", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_link_moves_waiting", link_moves.c.waiting, link_moves.c.group_id, sqlite_where=sa_text("waiting = 1"))
# Suggestions the seller declined: not made again.
link_refusals = Table(
    "link_refusals",
    metadata,
    of("one_id", "variants.id", primary_key=True),
    of("other_id", "variants.id", primary_key=True),
    sqlite_with_rowid=False,
)

# --- products being written -------------------------------------------------------------------------------------------
product_drafts = Table(
    "product_drafts",
    metadata,
    Column("id", Text, primary_key=True),
    of("shop_no", "shops.no"),
    text_column("product_remote_id"),
    text_column("document"),
    text_column("change_set_id"),
    Column("changed_at", Integer, nullable=False),
)
