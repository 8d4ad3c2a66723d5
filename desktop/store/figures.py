"""Figures about the database that tell nothing about whom or what is in it."""

import sqlite3

from desktop.store.tables import metadata


def counts(c: sqlite3.Connection) -> dict[str, object]:
    """Rows of each table, the schema's version, pages and free pages."""
    rows = {name: c.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(metadata.tables)}
    pragmas = {name: c.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "page_count", "page_size")}
    states = dict(c.execute("SELECT state, count(*) FROM operations GROUP BY state"))
    return {"rows": rows, **pragmas, "operations": states}
