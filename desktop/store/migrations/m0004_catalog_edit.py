"""Version 4: editing the catalog - drafts as they are typed, and the orders in which the grid can be walked."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE drafts (
        variant_id INTEGER NOT NULL,
        market TEXT NOT NULL,
        warehouse TEXT NOT NULL,
        field TEXT NOT NULL,
        typed TEXT DEFAULT '' NOT NULL,
        value TEXT DEFAULT '' NOT NULL,
        code TEXT DEFAULT '' NOT NULL,
        level INTEGER DEFAULT 0 NOT NULL,
        typed_at INTEGER NOT NULL,
        CONSTRAINT pk_drafts PRIMARY KEY (variant_id, market, warehouse, field),
        CONSTRAINT fk_drafts_variant_id FOREIGN KEY(variant_id) REFERENCES variants (id) ON DELETE CASCADE
    ) WITHOUT ROWID
    """,
    "ALTER TABLE variants ADD COLUMN price_sort FLOAT",
    """
    UPDATE variants SET price_sort =
        (SELECT min(CAST(o.price AS REAL)) FROM offers o WHERE o.variant_id = variants.id AND o.price IS NOT NULL)
    """,
    "CREATE INDEX ix_variants_price_sort ON variants (price_sort, id, shop_no, gone_at)",
    "CREATE INDEX ix_variants_status ON variants (status, id, shop_no, gone_at)",
    "CREATE INDEX ix_variants_qc_status ON variants (qc_status, id, shop_no, gone_at)",
)
