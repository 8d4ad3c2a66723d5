"""Letters are what a platform hands over only once: kept as they came before it may forget them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.letters import Letter
from desktop.store.accounts import account_no
from desktop.store.sql import raw, sa, t
from desktop.store.values import from_ms, moment_or_none, plain, to_json, to_ms

if TYPE_CHECKING:
    import sqlite3

_NEWEST = (
    "SELECT source, id, kind, key, sent_at, content, problem FROM (SELECT l.*, row_number() OVER "
    "(PARTITION BY key ORDER BY sent_at DESC, rowid DESC) AS place FROM letters l WHERE account_no = "
    "(SELECT no FROM accounts WHERE id = :account) AND kind = :kind AND problem = '' {more}) WHERE place = 1"
)


def add_letters(c: sa.Connection, account_id: str, letters: Iterable[Letter], at: datetime) -> tuple[Letter, ...]:
    """Keep what was not kept before; answers those that are new."""
    account = account_no(raw(c), account_id)
    return tuple(letter for letter in letters if _add(c, account, letter, at))


def _add(c: sa.Connection, account: int, letter: Letter, at: datetime) -> bool:
    values = {
        "account_no": account,
        "source": letter.source,
        "id": letter.id,
        "kind": letter.kind,
        "key": plain(letter.key),
        "sent_at": to_ms(letter.sent_at),
        "kept_at": to_ms(at),
        "content": letter.content,
        "problem": letter.problem,
    }
    return bool(c.execute(sa.insert(t.letters).prefix_with("OR IGNORE").values(**values)).rowcount)


def latest(c: sqlite3.Connection, account_id: str, kind: str, keys: Sequence[str] | None = None) -> tuple[Letter, ...]:
    """The newest understood letter about each of these things, or about each there is."""
    more = "" if keys is None else "AND key IN (SELECT value FROM json_each(:keys))"
    asked = {"account": account_id, "kind": kind, "keys": to_json(list(keys or ()))}
    return tuple(
        Letter(source, id_, kind, key, from_ms(sent_at), content, problem)
        for source, id_, kind, key, sent_at, content, problem in c.execute(_NEWEST.format(more=more), asked)
    )


def prune(c: sa.Connection, account_id: str, kept_before: datetime) -> int:
    """Forget letters that newer ones about the same thing replaced long ago; how many. What nobody understood stays."""
    return c.execute(
        sa.text(
            "DELETE FROM letters AS old WHERE account_no = :account AND kept_at < :before AND problem = '' AND EXISTS "
            "(SELECT 1 FROM letters AS new WHERE new.account_no = old.account_no AND new.kind = old.kind "
            "AND new.key = old.key AND new.problem = '' AND (new.sent_at, new.rowid) > (old.sent_at, old.rowid))"
        ),
        {"account": account_no(raw(c), account_id), "before": to_ms(kept_before)},
    ).rowcount


def emptied_at(c: sqlite3.Connection, account_id: str, source: str) -> datetime | None:
    """When this source was last read to its end."""
    row = c.execute(
        "SELECT emptied_at FROM letter_sources "
        "WHERE source = ? AND account_no = (SELECT no FROM accounts WHERE id = ?)",
        (source, account_id),
    ).fetchone()
    return moment_or_none(row[0]) if row else None


def set_emptied(c: sa.Connection, account_id: str, source: str, moment: datetime) -> None:
    """It was read to its end just now."""
    values = {"account_no": account_no(raw(c), account_id), "source": source, "emptied_at": to_ms(moment)}
    c.execute(sa.insert(t.letter_sources).prefix_with("OR REPLACE").values(**values))
