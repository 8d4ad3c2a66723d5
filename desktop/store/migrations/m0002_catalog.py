"""Version 2: the catalog with its search, promotions, letters, and what a shop may not do."""

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE shops ADD COLUMN lacks TEXT DEFAULT '' NOT NULL",
    """
    CREATE TABLE variants (
        id INTEGER NOT NULL,
        account_no INTEGER NOT NULL,
        shop_no INTEGER NOT NULL,
        remote_id TEXT NOT NULL,
        sku TEXT COLLATE "NOCASE" DEFAULT '' NOT NULL,
        name TEXT COLLATE "NOCASE" DEFAULT '' NOT NULL,
        product_remote_id TEXT DEFAULT '' NOT NULL,
        product_name TEXT DEFAULT '' NOT NULL,
        stock INTEGER,
        safety_stock INTEGER,
        status TEXT DEFAULT '' NOT NULL,
        platform_status TEXT DEFAULT '' NOT NULL,
        qc_status TEXT DEFAULT '' NOT NULL,
        qc_reason TEXT DEFAULT '' NOT NULL,
        barcode TEXT DEFAULT '' NOT NULL,
        brand TEXT DEFAULT '' NOT NULL,
        category TEXT DEFAULT '' NOT NULL,
        image_url TEXT DEFAULT '' NOT NULL,
        options TEXT DEFAULT '' NOT NULL,
        extra TEXT DEFAULT '' NOT NULL,
        updated_at INTEGER,
        read_at INTEGER NOT NULL,
        gone_at INTEGER,
        CONSTRAINT pk_variants PRIMARY KEY (id),
        CONSTRAINT uq_variants_account_no UNIQUE (account_no, remote_id),
        CONSTRAINT fk_variants_account_no FOREIGN KEY(account_no) REFERENCES accounts (no) ON DELETE CASCADE,
        CONSTRAINT fk_variants_shop_no FOREIGN KEY(shop_no) REFERENCES shops (no) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_variants_name ON variants (name, id, shop_no, gone_at)",
    "CREATE INDEX ix_variants_shop ON variants (shop_no, gone_at, sku, id)",
    "CREATE INDEX ix_variants_sku ON variants (sku, id, shop_no, gone_at)",
    "CREATE INDEX ix_variants_stock ON variants (stock, id, shop_no, gone_at)",
    """
    CREATE TABLE variant_texts (
        variant_id INTEGER NOT NULL,
        search_text TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_variant_texts PRIMARY KEY (variant_id),
        CONSTRAINT fk_variant_texts_variant_id FOREIGN KEY(variant_id) REFERENCES variants (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE offers (
        variant_id INTEGER NOT NULL,
        market TEXT NOT NULL,
        position INTEGER NOT NULL,
        price TEXT,
        currency TEXT DEFAULT '' NOT NULL,
        sale_price TEXT,
        sale_from INTEGER,
        sale_to INTEGER,
        status TEXT DEFAULT '' NOT NULL,
        platform_status TEXT DEFAULT '' NOT NULL,
        safety_stock INTEGER,
        CONSTRAINT pk_offers PRIMARY KEY (variant_id, market),
        CONSTRAINT fk_offers_variant_id FOREIGN KEY(variant_id) REFERENCES variants (id) ON DELETE CASCADE
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE variant_stocks (
        variant_id INTEGER NOT NULL,
        warehouse TEXT NOT NULL,
        position INTEGER NOT NULL,
        quantity INTEGER NOT NULL,
        CONSTRAINT pk_variant_stocks PRIMARY KEY (variant_id, warehouse),
        CONSTRAINT fk_variant_stocks_variant_id FOREIGN KEY(variant_id) REFERENCES variants (id) ON DELETE CASCADE
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE promotions (
        id TEXT NOT NULL,
        account_no INTEGER NOT NULL,
        shop_no INTEGER NOT NULL,
        remote_id TEXT DEFAULT '' NOT NULL,
        starts_at INTEGER,
        document TEXT DEFAULT '' NOT NULL,
        change_set_id TEXT DEFAULT '' NOT NULL,
        ended_by TEXT DEFAULT '' NOT NULL,
        created_at INTEGER NOT NULL,
        gone_at INTEGER,
        CONSTRAINT pk_promotions PRIMARY KEY (id),
        CONSTRAINT fk_promotions_account_no FOREIGN KEY(account_no) REFERENCES accounts (no) ON DELETE CASCADE,
        CONSTRAINT fk_promotions_shop_no FOREIGN KEY(shop_no) REFERENCES shops (no) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_promotions_shop_no ON promotions (shop_no, starts_at)",
    """
    CREATE TABLE letters (
        account_no INTEGER NOT NULL,
        source TEXT NOT NULL,
        id TEXT NOT NULL,
        kind TEXT DEFAULT '' NOT NULL,
        "key" TEXT DEFAULT '' NOT NULL,
        sent_at INTEGER NOT NULL,
        kept_at INTEGER NOT NULL,
        content BLOB NOT NULL,
        problem TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_letters PRIMARY KEY (account_no, source, id),
        CONSTRAINT fk_letters_account_no FOREIGN KEY(account_no) REFERENCES accounts (no) ON DELETE CASCADE
    )
    """,
    'CREATE INDEX ix_letters_kind ON letters (account_no, kind, "key", sent_at)',
    """
    CREATE TABLE letter_sources (
        account_no INTEGER NOT NULL,
        source TEXT NOT NULL,
        emptied_at INTEGER NOT NULL,
        CONSTRAINT pk_letter_sources PRIMARY KEY (account_no, source),
        CONSTRAINT fk_letter_sources_account_no FOREIGN KEY(account_no) REFERENCES accounts (no) ON DELETE CASCADE
    )
    """,
    """
    CREATE VIRTUAL TABLE variants_fts USING fts5(search_text, content='variant_texts', content_rowid='variant_id',
    tokenize='trigram', detail='none')
    """,
    """
    CREATE TRIGGER variant_texts_insert AFTER INSERT ON variant_texts BEGIN
    INSERT INTO variants_fts(rowid, search_text) VALUES (new.variant_id, new.search_text); END
    """,
    """
    CREATE TRIGGER variant_texts_delete AFTER DELETE ON variant_texts BEGIN
    INSERT INTO variants_fts(variants_fts, rowid, search_text)
    VALUES ('delete', old.variant_id, old.search_text); END
    """,
    """
    CREATE TRIGGER variant_texts_update AFTER UPDATE OF search_text ON variant_texts
    WHEN old.search_text IS NOT new.search_text BEGIN
    INSERT INTO variants_fts(variants_fts, rowid, search_text)
    VALUES ('delete', old.variant_id, old.search_text);
    INSERT INTO variants_fts(rowid, search_text) VALUES (new.variant_id, new.search_text); END
    """,
)
