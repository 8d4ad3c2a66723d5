"""Figures about the database that tell nothing about whom or what is in it."""

import sqlite3


def counts(c: sqlite3.Connection) -> dict[str, object]:
    """Rows of each table, the schema's version, pages and their size, and operations by state."""
    named = c.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    rows = {name: c.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in named.fetchall()}
    pragmas = {name: c.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "page_count", "page_size")}
    states = dict(c.execute("SELECT state, count(*) FROM operations GROUP BY state"))
    return {"rows": rows, **pragmas, "operations": states}
