"""Version 5: what makes editing safe - the history of every value, linked SKUs, and products being written."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE value_history (
        id INTEGER NOT NULL,
        variant_id INTEGER NOT NULL,
        market TEXT NOT NULL,
        warehouse TEXT NOT NULL,
        field TEXT NOT NULL,
        before TEXT DEFAULT '' NOT NULL,
        value TEXT DEFAULT '' NOT NULL,
        cause TEXT DEFAULT '' NOT NULL,
        operation_id TEXT DEFAULT '' NOT NULL,
        at INTEGER NOT NULL,
        CONSTRAINT pk_value_history PRIMARY KEY (id),
        CONSTRAINT fk_value_history_variant_id FOREIGN KEY(variant_id) REFERENCES variants (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_value_history_variant_id ON value_history (variant_id, field, market, warehouse, at)",
    "ALTER TABLE variants ADD COLUMN known_from INTEGER",
    "UPDATE variants SET known_from = read_at",
    """
    CREATE TABLE link_groups (
        id TEXT NOT NULL,
        name TEXT DEFAULT '' NOT NULL,
        stock INTEGER,
        is_guarded INTEGER DEFAULT 1 NOT NULL,
        changed_at INTEGER NOT NULL,
        CONSTRAINT pk_link_groups PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE links (
        variant_id INTEGER NOT NULL,
        group_id TEXT NOT NULL,
        buffer INTEGER DEFAULT 0 NOT NULL,
        owed INTEGER DEFAULT 0 NOT NULL,
        since_order INTEGER DEFAULT 0 NOT NULL,
        since_at INTEGER DEFAULT 0 NOT NULL,
        CONSTRAINT pk_links PRIMARY KEY (variant_id),
        CONSTRAINT fk_links_variant_id FOREIGN KEY(variant_id) REFERENCES variants (id) ON DELETE CASCADE,
        CONSTRAINT fk_links_group_id FOREIGN KEY(group_id) REFERENCES link_groups (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_links_group_id ON links (group_id)",
    """
    CREATE TABLE link_moves (
        group_id TEXT NOT NULL,
        cause TEXT NOT NULL,
        kind TEXT DEFAULT '' NOT NULL,
        label TEXT DEFAULT '' NOT NULL,
        variant_id INTEGER DEFAULT 0 NOT NULL,
        quantity INTEGER NOT NULL,
        waiting INTEGER DEFAULT 0 NOT NULL,
        at INTEGER NOT NULL,
        CONSTRAINT pk_link_moves PRIMARY KEY (group_id, cause),
        CONSTRAINT fk_link_moves_group_id FOREIGN KEY(group_id) REFERENCES link_groups (id) ON DELETE CASCADE
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_link_moves_waiting ON link_moves (waiting, group_id) WHERE waiting = 1",
    """
    CREATE TABLE link_refusals (
        one_id INTEGER NOT NULL,
        other_id INTEGER NOT NULL,
        CONSTRAINT pk_link_refusals PRIMARY KEY (one_id, other_id),
        CONSTRAINT fk_link_refusals_one_id FOREIGN KEY(one_id) REFERENCES variants (id) ON DELETE CASCADE,
        CONSTRAINT fk_link_refusals_other_id FOREIGN KEY(other_id) REFERENCES variants (id) ON DELETE CASCADE
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE product_drafts (
        id TEXT NOT NULL,
        shop_no INTEGER NOT NULL,
        product_remote_id TEXT DEFAULT '' NOT NULL,
        document TEXT DEFAULT '' NOT NULL,
        change_set_id TEXT DEFAULT '' NOT NULL,
        changed_at INTEGER NOT NULL,
        CONSTRAINT pk_product_drafts PRIMARY KEY (id),
        CONSTRAINT fk_product_drafts_shop_no FOREIGN KEY(shop_no) REFERENCES shops (no) ON DELETE CASCADE
    )
    """,
)
