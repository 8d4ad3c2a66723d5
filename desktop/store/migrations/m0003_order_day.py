"""Version 3: the order day - money at risk, tags, saved views, prints of every document, items that were scanned."""

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE annotations DROP COLUMN tags",
    """
    CREATE TABLE tags (
        name TEXT COLLATE "NOCASE" NOT NULL,
        colour TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_tags PRIMARY KEY (name)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE order_tags (
        order_id INTEGER NOT NULL,
        tag TEXT COLLATE "NOCASE" NOT NULL,
        CONSTRAINT pk_order_tags PRIMARY KEY (order_id, tag),
        CONSTRAINT fk_order_tags_order_id FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE,
        CONSTRAINT fk_order_tags_tag FOREIGN KEY(tag) REFERENCES tags (name) ON DELETE CASCADE
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_order_tags_tag ON order_tags (tag, order_id)",
    """
    CREATE TABLE saved_views (
        id INTEGER NOT NULL,
        name TEXT DEFAULT '' NOT NULL,
        position INTEGER DEFAULT 0 NOT NULL,
        query TEXT DEFAULT '' NOT NULL,
        columns TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_saved_views PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE order_risks (
        order_id INTEGER NOT NULL,
        breach_at INTEGER NOT NULL,
        amount TEXT DEFAULT '' NOT NULL,
        currency TEXT DEFAULT '' NOT NULL,
        amount_sort FLOAT NOT NULL,
        rule TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_order_risks PRIMARY KEY (order_id),
        CONSTRAINT fk_order_risks_order_id FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_order_risks_breach_at ON order_risks (breach_at, order_id)",
    """
    CREATE TABLE document_prints (
        id INTEGER NOT NULL,
        order_id INTEGER NOT NULL,
        kind TEXT DEFAULT '' NOT NULL,
        printed_at INTEGER NOT NULL,
        printer TEXT DEFAULT '' NOT NULL,
        copy INTEGER NOT NULL,
        who TEXT DEFAULT '' NOT NULL,
        voided_at INTEGER,
        CONSTRAINT pk_document_prints PRIMARY KEY (id),
        CONSTRAINT fk_document_prints_order_id FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_document_prints_order_id ON document_prints (order_id, kind)",
    """
    CREATE TABLE order_traces (
        order_id INTEGER NOT NULL,
        content TEXT DEFAULT '' NOT NULL,
        read_at INTEGER NOT NULL,
        CONSTRAINT pk_order_traces PRIMARY KEY (order_id),
        CONSTRAINT fk_order_traces_order_id FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE scanned_items (
        order_id INTEGER NOT NULL,
        item_remote_id TEXT NOT NULL,
        quantity INTEGER DEFAULT 0 NOT NULL,
        scanned_at INTEGER NOT NULL,
        CONSTRAINT pk_scanned_items PRIMARY KEY (order_id, item_remote_id),
        CONSTRAINT fk_scanned_items_order_id FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
    ) WITHOUT ROWID
    """,
    """
    CREATE INDEX ix_order_items_sku ON order_items (sku COLLATE NOCASE, order_id)
    WHERE status IN ('to_accept','to_pack','packed','ready') AND by_platform = 0
    """,
    """
    CREATE INDEX ix_order_items_tracking_number ON order_items (tracking_number, order_id)
    WHERE status IN ('to_accept','to_pack','packed','ready') AND by_platform = 0
    """,
    "CREATE INDEX ix_variants_barcode ON variants (barcode, sku) WHERE barcode <> ''",
    "CREATE INDEX ix_operations_refused ON operations (account_id, subject) WHERE state = 'refused'",
    # More of an order is searched from now on: the texts are written anew in the background, once the window is open.
    "INSERT INTO settings (key, value) SELECT 'search.renew_after', '0' WHERE EXISTS (SELECT 1 FROM orders)",
)
