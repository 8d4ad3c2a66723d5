"""Version 1: accounts, shops, orders with their search, labels, the outbox, bookmarks and settings."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE accounts (
        no INTEGER NOT NULL,
        id TEXT NOT NULL,
        platform TEXT DEFAULT '' NOT NULL,
        name TEXT DEFAULT '' NOT NULL,
        base_url TEXT DEFAULT '' NOT NULL,
        identity TEXT DEFAULT '' NOT NULL,
        state TEXT DEFAULT '' NOT NULL,
        code TEXT DEFAULT '' NOT NULL,
        params TEXT DEFAULT '' NOT NULL,
        practice INTEGER DEFAULT 0 NOT NULL,
        token_expires_at INTEGER,
        created_at INTEGER NOT NULL,
        removed_at INTEGER,
        PRIMARY KEY (no),
        UNIQUE (platform, base_url, identity),
        UNIQUE (id)
    )
    """,
    """
    CREATE TABLE bucket_counts (
        shop_no INTEGER NOT NULL,
        bucket INTEGER NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (shop_no, bucket)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE change_sets (
        id TEXT NOT NULL,
        title TEXT DEFAULT '' NOT NULL,
        created_at INTEGER NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE settings (
        key TEXT NOT NULL,
        value TEXT DEFAULT '' NOT NULL,
        PRIMARY KEY (key)
    )
    """,
    """
    CREATE TABLE credentials (
        account_id TEXT NOT NULL,
        sealed BLOB NOT NULL,
        saved_at INTEGER NOT NULL,
        PRIMARY KEY (account_id),
        FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE shops (
        no INTEGER NOT NULL,
        id TEXT NOT NULL,
        account_no INTEGER NOT NULL,
        remote_id TEXT DEFAULT '' NOT NULL,
        name TEXT DEFAULT '' NOT NULL,
        paused INTEGER DEFAULT 0 NOT NULL,
        synced_at INTEGER,
        PRIMARY KEY (no),
        UNIQUE (account_no, remote_id),
        UNIQUE (id),
        FOREIGN KEY(account_no) REFERENCES accounts (no) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE operations (
        no INTEGER NOT NULL,
        id TEXT NOT NULL,
        change_set_id TEXT NOT NULL,
        account_id TEXT NOT NULL,
        shop_id TEXT DEFAULT '' NOT NULL,
        kind TEXT DEFAULT '' NOT NULL,
        subject TEXT DEFAULT '' NOT NULL,
        label TEXT DEFAULT '' NOT NULL,
        before TEXT DEFAULT '' NOT NULL,
        after TEXT DEFAULT '' NOT NULL,
        state TEXT DEFAULT '' NOT NULL,
        created_at INTEGER NOT NULL,
        attempts INTEGER DEFAULT 0 NOT NULL,
        next_try_at INTEGER,
        code TEXT DEFAULT '' NOT NULL,
        params TEXT DEFAULT '' NOT NULL,
        ack TEXT DEFAULT '' NOT NULL,
        remote_ref TEXT DEFAULT '' NOT NULL,
        finished_at INTEGER,
        PRIMARY KEY (no),
        UNIQUE (id),
        FOREIGN KEY(change_set_id) REFERENCES change_sets (id) ON DELETE CASCADE,
        FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_operations_change_set_id ON operations (change_set_id)",
    "CREATE INDEX ix_operations_subject ON operations (account_id, subject, id)",
    "CREATE INDEX ix_operations_open ON operations (account_id, id) "
    "WHERE state IN ('queued','sending','working','unsure','conflict','needs_login')",
    """
    CREATE TABLE bookmarks (
        account_no INTEGER NOT NULL,
        resource TEXT NOT NULL,
        state TEXT DEFAULT '' NOT NULL,
        PRIMARY KEY (account_no, resource),
        FOREIGN KEY(account_no) REFERENCES accounts (no) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE markets (
        shop_no INTEGER NOT NULL,
        code TEXT NOT NULL,
        name TEXT DEFAULT '' NOT NULL,
        country TEXT DEFAULT '' NOT NULL,
        currency TEXT DEFAULT '' NOT NULL,
        status TEXT DEFAULT '' NOT NULL,
        PRIMARY KEY (shop_no, code),
        FOREIGN KEY(shop_no) REFERENCES shops (no) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE orders (
        id INTEGER NOT NULL,
        account_no INTEGER NOT NULL,
        shop_no INTEGER NOT NULL,
        remote_id TEXT NOT NULL,
        number TEXT DEFAULT '' NOT NULL,
        bucket INTEGER NOT NULL,
        platform_status TEXT DEFAULT '' NOT NULL,
        buyer TEXT COLLATE NOCASE DEFAULT '' NOT NULL,
        items TEXT DEFAULT '' NOT NULL,
        item_count INTEGER DEFAULT 0 NOT NULL,
        total TEXT DEFAULT '' NOT NULL,
        total_sort FLOAT NOT NULL,
        currency TEXT DEFAULT '' NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        ship_by INTEGER NOT NULL,
        provider TEXT DEFAULT '' NOT NULL,
        tracking TEXT DEFAULT '' NOT NULL,
        label INTEGER DEFAULT 2 NOT NULL,
        label_code TEXT DEFAULT '' NOT NULL,
        printed INTEGER DEFAULT 0 NOT NULL,
        country TEXT DEFAULT '' NOT NULL,
        read_at INTEGER,
        PRIMARY KEY (id),
        UNIQUE (account_no, remote_id),
        FOREIGN KEY(account_no) REFERENCES accounts (no) ON DELETE CASCADE,
        FOREIGN KEY(shop_no) REFERENCES shops (no) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_orders_shop_no ON orders (shop_no, id, bucket)",
    "CREATE INDEX ix_orders_created_at ON orders (created_at, id, bucket, shop_no)",
    "CREATE INDEX ix_orders_item_count ON orders (item_count, id, bucket, shop_no)",
    "CREATE INDEX ix_orders_ship_by ON orders (ship_by, id, bucket, shop_no)",
    "CREATE INDEX ix_orders_total_sort ON orders (total_sort, id, bucket, shop_no)",
    "CREATE INDEX ix_orders_label ON orders (label, id, bucket, shop_no)",
    "CREATE INDEX ix_orders_status ON orders (bucket, id, shop_no, ship_by, created_at)",
    "CREATE INDEX ix_orders_updated_at ON orders (updated_at, id, bucket, shop_no)",
    "CREATE INDEX ix_orders_tracking ON orders (tracking, id, bucket, shop_no)",
    "CREATE INDEX ix_orders_number ON orders (length(number), number, id, bucket, shop_no)",
    "CREATE INDEX ix_orders_buyer ON orders (buyer, id, bucket, shop_no)",
    "CREATE INDEX ix_orders_provider ON orders (provider, id, bucket, shop_no)",
    """
    CREATE TABLE order_texts (
        order_id INTEGER NOT NULL,
        search_text TEXT DEFAULT '' NOT NULL,
        address TEXT DEFAULT '' NOT NULL,
        note TEXT DEFAULT '' NOT NULL,
        payment TEXT DEFAULT '' NOT NULL,
        PRIMARY KEY (order_id),
        FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE order_items (
        order_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        remote_id TEXT DEFAULT '' NOT NULL,
        sku TEXT DEFAULT '' NOT NULL,
        name TEXT DEFAULT '' NOT NULL,
        quantity INTEGER DEFAULT 1 NOT NULL,
        price TEXT DEFAULT '' NOT NULL,
        currency TEXT DEFAULT '' NOT NULL,
        status TEXT DEFAULT '' NOT NULL,
        platform_status TEXT DEFAULT '' NOT NULL,
        paid TEXT,
        paid_currency TEXT DEFAULT '' NOT NULL,
        shop_remote_id TEXT DEFAULT '' NOT NULL,
        tracking_number TEXT DEFAULT '' NOT NULL,
        tracking_url TEXT DEFAULT '' NOT NULL,
        provider TEXT DEFAULT '' NOT NULL,
        shipment_method TEXT DEFAULT '' NOT NULL,
        by_platform INTEGER DEFAULT 0 NOT NULL,
        image_url TEXT DEFAULT '' NOT NULL,
        PRIMARY KEY (order_id, position),
        FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE order_events (
        id INTEGER NOT NULL,
        order_id INTEGER NOT NULL,
        at INTEGER NOT NULL,
        who TEXT DEFAULT '' NOT NULL,
        kind TEXT DEFAULT '' NOT NULL,
        params TEXT DEFAULT '' NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_order_events_order_id ON order_events (order_id, at)",
    """
    CREATE TABLE annotations (
        order_id INTEGER NOT NULL,
        private_note TEXT DEFAULT '' NOT NULL,
        tags TEXT DEFAULT '' NOT NULL,
        PRIMARY KEY (order_id),
        FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE labels (
        id INTEGER NOT NULL,
        order_id INTEGER NOT NULL,
        tracking_number TEXT DEFAULT '' NOT NULL,
        item_ids TEXT DEFAULT '' NOT NULL,
        format TEXT DEFAULT '' NOT NULL,
        sha256 TEXT DEFAULT '' NOT NULL,
        fetched_at INTEGER NOT NULL,
        item_status TEXT DEFAULT '' NOT NULL,
        problem TEXT,
        params TEXT DEFAULT '' NOT NULL,
        width_mm FLOAT DEFAULT 0 NOT NULL,
        height_mm FLOAT DEFAULT 0 NOT NULL,
        pages INTEGER DEFAULT 0 NOT NULL,
        codes TEXT DEFAULT '' NOT NULL,
        printed INTEGER DEFAULT 0 NOT NULL,
        replaced_at INTEGER,
        PRIMARY KEY (id),
        FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_labels_order_id ON labels (order_id)",
    """
    CREATE TABLE label_files (
        label_id INTEGER NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (label_id),
        FOREIGN KEY(label_id) REFERENCES labels (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE prints (
        id INTEGER NOT NULL,
        label_id INTEGER NOT NULL,
        printed_at INTEGER NOT NULL,
        printer TEXT DEFAULT '' NOT NULL,
        copy INTEGER NOT NULL,
        who TEXT DEFAULT '' NOT NULL,
        voided_at INTEGER,
        PRIMARY KEY (id),
        FOREIGN KEY(label_id) REFERENCES labels (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_prints_label_id ON prints (label_id)",
    "CREATE VIRTUAL TABLE orders_fts USING fts5(search_text, content='order_texts', content_rowid='order_id', "
    "tokenize='trigram', detail='none')",
    """
    CREATE TRIGGER order_texts_insert AFTER INSERT ON order_texts BEGIN
        INSERT INTO orders_fts(rowid, search_text) VALUES (new.order_id, new.search_text);
    END
    """,
    """
    CREATE TRIGGER order_texts_delete AFTER DELETE ON order_texts BEGIN
        INSERT INTO orders_fts(orders_fts, rowid, search_text) VALUES ('delete', old.order_id, old.search_text);
    END
    """,
    """
    CREATE TRIGGER order_texts_update AFTER UPDATE OF search_text ON order_texts
    WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO orders_fts(orders_fts, rowid, search_text) VALUES ('delete', old.order_id, old.search_text);
        INSERT INTO orders_fts(rowid, search_text) VALUES (new.order_id, new.search_text);
    END
    """,
    """
    CREATE TRIGGER orders_counted_insert AFTER INSERT ON orders BEGIN
        INSERT INTO bucket_counts VALUES (new.shop_no, new.bucket, 1) ON CONFLICT DO UPDATE SET count = count + 1;
    END
    """,
    """
    CREATE TRIGGER orders_counted_delete AFTER DELETE ON orders BEGIN
        UPDATE bucket_counts SET count = count - 1 WHERE shop_no = old.shop_no AND bucket = old.bucket;
    END
    """,
    """
    CREATE TRIGGER orders_counted_update AFTER UPDATE OF bucket, shop_no ON orders
    WHEN old.bucket IS NOT new.bucket OR old.shop_no IS NOT new.shop_no BEGIN
        UPDATE bucket_counts SET count = count - 1 WHERE shop_no = old.shop_no AND bucket = old.bucket;
        INSERT INTO bucket_counts VALUES (new.shop_no, new.bucket, 1) ON CONFLICT DO UPDATE SET count = count + 1;
    END
    """,
)
