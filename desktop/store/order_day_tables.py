"""The tables of the order day beside the orders: risk, tags, saved views, prints of documents, ticks of the scanner."""

import sqlalchemy as sa
from sqlalchemy import Column, Float, Index, Integer, Table, Text

from desktop.store.table_parts import metadata, number, of, text_column

tags = Table(
    "tags",
    metadata,
    Column("name", sa.Text(collation="NOCASE"), primary_key=True),
    text_column("colour"),
    sqlite_with_rowid=False,
)
order_tags = Table(
    "order_tags",
    metadata,
    of("order_id", "orders.id", primary_key=True),
    Column("tag", sa.Text(collation="NOCASE"), sa.ForeignKey("tags.name", ondelete="CASCADE"), primary_key=True),
    sqlite_with_rowid=False,
)
Index("ix_order_tags_tag", order_tags.c.tag, order_tags.c.order_id)
saved_views = Table(
    "saved_views",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("name"),
    number("position"),
    text_column("query"),
    text_column("columns"),
)
# What the rules say an open order will cost when it is late; made anew whenever an order or a rule changes.
order_risks = Table(
    "order_risks",
    metadata,
    of("order_id", "orders.id", primary_key=True, autoincrement=False),
    Column("breach_at", Integer, nullable=False),
    text_column("amount"),
    text_column("currency"),
    Column("amount_sort", Float, nullable=False),
    text_column("rule"),
)
Index("ix_order_risks_breach_at", order_risks.c.breach_at, order_risks.c.order_id)
# Slips, lists and address labels; the labels of the platforms have a ledger of their own (``prints``).
document_prints = Table(
    "document_prints",
    metadata,
    Column("id", Integer, primary_key=True),
    of("order_id", "orders.id"),
    text_column("kind"),
    Column("printed_at", Integer, nullable=False),
    text_column("printer"),
    Column("copy", Integer, nullable=False),
    text_column("who"),
    Column("voided_at", Integer),  # the printer never took it
)
Index("ix_document_prints_order_id", document_prints.c.order_id, document_prints.c.kind)
# Where parcels were when somebody last asked, for when the line is down.
order_traces = Table(
    "order_traces",
    metadata,
    of("order_id", "orders.id", primary_key=True, autoincrement=False),
    text_column("content"),
    Column("read_at", Integer, nullable=False),
)
scanned_items = Table(
    "scanned_items",
    metadata,
    of("order_id", "orders.id", primary_key=True),
    Column("item_remote_id", Text, primary_key=True),
    number("quantity"),
    Column("scanned_at", Integer, nullable=False),
    sqlite_with_rowid=False,
)
