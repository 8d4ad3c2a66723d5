"""The tables of catalog, promotions and letters: what is sold, how much cheaper, and what platforms said once."""

import sqlalchemy as sa
from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text, text

from desktop.store.table_parts import metadata, number, of, text_column

# --- the catalog ------------------------------------------------------------------------------------------------------
variants = Table(
    "variants",
    metadata,
    Column("id", Integer, primary_key=True),
    of("account_no", "accounts.no"),
    of("shop_no", "shops.no"),
    Column("remote_id", Text, nullable=False),
    Column("sku", sa.Text(collation="NOCASE"), nullable=False, server_default=text("''")),
    Column("name", sa.Text(collation="NOCASE"), nullable=False, server_default=text("''")),
    text_column("product_remote_id"),
    text_column("product_name"),
    Column("stock", Integer),
    Column("safety_stock", Integer),
    text_column("status"),
    text_column("platform_status"),
    text_column("qc_status"),
    text_column("qc_reason"),
    text_column("barcode"),
    text_column("brand"),
    text_column("category"),
    text_column("image_url"),
    text_column("options"),
    text_column("extra"),
    Column("updated_at", Integer),
    Column("read_at", Integer, nullable=False),
    Column("gone_at", Integer),  # a whole walk did not bring it: kept, because history and operations name it
    Column("price_sort", Float),  # its lowest price in any market, to sort by
    Column("known_from", Integer),  # its first reading: what its values were before, nobody knows
    sa.UniqueConstraint("account_no", "remote_id"),
)
# What a view filters by lies in the index it is walked in, so that no row is looked up on the way.
Index("ix_variants_sku", variants.c.sku, variants.c.id, variants.c.shop_no, variants.c.gone_at)
Index("ix_variants_name", variants.c.name, variants.c.id, variants.c.shop_no, variants.c.gone_at)
Index("ix_variants_shop", variants.c.shop_no, variants.c.gone_at, variants.c.sku, variants.c.id)
Index("ix_variants_stock", variants.c.stock, variants.c.id, variants.c.shop_no, variants.c.gone_at)
Index("ix_variants_price_sort", variants.c.price_sort, variants.c.id, variants.c.shop_no, variants.c.gone_at)
Index("ix_variants_status", variants.c.status, variants.c.id, variants.c.shop_no, variants.c.gone_at)
Index("ix_variants_qc_status", variants.c.qc_status, variants.c.id, variants.c.shop_no, variants.c.gone_at)
Index("ix_variants_barcode", variants.c.barcode, variants.c.sku, sqlite_where=text("barcode <> ''"))
variant_texts = Table(
    "variant_texts",
    metadata,
    of("variant_id", "variants.id", primary_key=True, autoincrement=False),
    text_column("search_text"),
)
offers = Table(
    "offers",
    metadata,
    of("variant_id", "variants.id", primary_key=True),
    Column("market", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("price", Text),
    text_column("currency"),
    Column("sale_price", Text),
    Column("sale_from", Integer),
    Column("sale_to", Integer),
    text_column("status"),
    text_column("platform_status"),
    Column("safety_stock", Integer),
    sqlite_with_rowid=False,
)
variant_stocks = Table(
    "variant_stocks",
    metadata,
    of("variant_id", "variants.id", primary_key=True),
    Column("warehouse", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("quantity", Integer, nullable=False),
    sqlite_with_rowid=False,
)
# What was typed into the grid and not sent yet; never lost, because it is written as it is typed.
drafts = Table(
    "drafts",
    metadata,
    of("variant_id", "variants.id", primary_key=True),
    Column("market", Text, primary_key=True),
    Column("warehouse", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    text_column("typed"),
    text_column("value"),
    text_column("code"),
    number("level"),
    Column("typed_at", Integer, nullable=False),
    sqlite_with_rowid=False,
)
promotions = Table(
    "promotions",
    metadata,
    Column("id", Text, primary_key=True),
    of("account_no", "accounts.no"),
    of("shop_no", "shops.no"),
    text_column("remote_id"),
    Column("starts_at", Integer),
    text_column("document"),
    text_column("change_set_id"),
    text_column("ended_by"),
    Column("created_at", Integer, nullable=False),
    Column("gone_at", Integer),
)
Index("ix_promotions_shop_no", promotions.c.shop_no, promotions.c.starts_at)

# --- letters: what platforms hand over only once ----------------------------------------------------------------------
letters = Table(
    "letters",
    metadata,
    of("account_no", "accounts.no", primary_key=True),
    Column("source", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    text_column("kind"),
    text_column("key"),
    Column("sent_at", Integer, nullable=False),
    Column("kept_at", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    text_column("problem"),
)
Index("ix_letters_kind", letters.c.account_no, letters.c.kind, letters.c.key, letters.c.sent_at)
letter_sources = Table(
    "letter_sources",
    metadata,
    of("account_no", "accounts.no", primary_key=True),
    Column("source", Text, primary_key=True),
    Column("emptied_at", Integer, nullable=False),
)

# --- what SQLAlchemy has no words for -------------------------------------------------------------------------------
VARIANT_SEARCH = (
    "CREATE VIRTUAL TABLE variants_fts USING fts5(search_text, content='variant_texts', content_rowid='variant_id', "
    "tokenize='trigram', detail='none')",
    "CREATE TRIGGER variant_texts_insert AFTER INSERT ON variant_texts BEGIN "
    "INSERT INTO variants_fts(rowid, search_text) VALUES (new.variant_id, new.search_text); END",
    "CREATE TRIGGER variant_texts_delete AFTER DELETE ON variant_texts BEGIN "
    "INSERT INTO variants_fts(variants_fts, rowid, search_text) "
    "VALUES ('delete', old.variant_id, old.search_text); END",
    "CREATE TRIGGER variant_texts_update AFTER UPDATE OF search_text ON variant_texts "
    "WHEN old.search_text IS NOT new.search_text BEGIN "
    "INSERT INTO variants_fts(variants_fts, rowid, search_text) "
    "VALUES ('delete', old.variant_id, old.search_text); "
    "INSERT INTO variants_fts(rowid, search_text) VALUES (new.variant_id, new.search_text); END",
)
