"""Operations that a platform has a job of its own for, as they lie in the file."""

import sqlite3

from desktop.domain.operations import Operation
from desktop.store import outbox


def with_reference(c: sqlite3.Connection, jobs: int) -> tuple[Operation, ...]:
    """The operations of the newest ``jobs`` jobs, oldest first."""
    rows = c.execute(
        "SELECT id FROM operations WHERE (account_id, remote_ref) IN (SELECT account_id, remote_ref FROM operations "
        "WHERE remote_ref <> '' GROUP BY account_id, remote_ref ORDER BY max(rowid) DESC LIMIT ?)",
        (jobs,),
    )
    return outbox.operations(c, open_only=False, ids=[id_ for (id_,) in rows])
