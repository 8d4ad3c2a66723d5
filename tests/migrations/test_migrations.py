"""Versions of the file: built step by step it is what the tables say, and no step can cost the seller the data."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop.domain.errors import StoreError
from desktop.store.connect import connect
from desktop.store.db import Database
from desktop.store.migrate import copies, migrate, version
from desktop.store.migrations import STEPS
from desktop.store.tables import metadata

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
NEXT = ("CREATE TABLE later (a TEXT)", "INSERT INTO later SELECT key FROM settings")


def shape(connection: sqlite3.Connection) -> dict[str, object]:
    """Tables with columns, keys and references, indexes with columns, and triggers word by word."""

    def ask(question: str) -> list[tuple[object, ...]]:
        return connection.execute(question).fetchall()

    def words(sql: str) -> str:
        return " ".join(sql.split()).replace('"', "").replace("( ", "(").replace(" )", ")")

    found: dict[str, object] = {}
    for kind, name, sql in connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    ):
        if kind == "table" and not name.startswith("orders_fts"):
            indexes = sorted(
                str((row[2], row[3], ask(f"PRAGMA index_xinfo({row[1]!r})")))
                for row in ask(f"PRAGMA index_list({name!r})")
            )
            references = sorted(str(row[2:]) for row in ask(f"PRAGMA foreign_key_list({name!r})"))
            columns = [tuple(row[1:]) for row in ask(f"PRAGMA table_xinfo({name!r})")]
            found[name] = (columns, references, indexes, "WITHOUT ROWID" in sql, "NOCASE" in sql)
        elif sql:
            found[f"{kind} {name}"] = words(sql)
    return found


def database(path: Path, steps: int = len(STEPS)) -> Path:
    with closing(connect(path, reader=False)) as connection:
        migrate(connection, path, NOW, STEPS[:steps])
        connection.execute("INSERT INTO settings VALUES ('kept', '1')")
    return path


def test_the_steps_build_what_the_tables_say(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'tables.db'}")
    metadata.create_all(engine)
    engine.dispose()
    with (
        closing(sqlite3.connect(database(tmp_path / "steps.db"))) as built,
        closing(sqlite3.connect(tmp_path / "tables.db")) as said,
    ):
        assert shape(built) == shape(said)
        assert version(built) == len(STEPS)


def test_the_steps_import_nothing_of_the_app() -> None:
    look = (
        "import sys; from desktop.store import migrations; "
        "print(sorted(name for name in sys.modules if name.startswith('desktop.') and not name.startswith("
        "('desktop.store.migrations', 'desktop.store')) ))"
    )
    assert subprocess.run([sys.executable, "-c", look], check=True, capture_output=True).stdout.strip() == b"[]"


def test_a_copy_is_made_before_a_step(tmp_path: Path) -> None:
    path = database(tmp_path / "backshop.db")
    with closing(connect(path, reader=False)) as connection:
        assert migrate(connection, path, NOW, (*STEPS, NEXT)) == len(STEPS)
        assert connection.execute("SELECT a FROM later").fetchall() == [("kept",)]
    (copy,) = copies(path)
    with closing(sqlite3.connect(copy)) as kept:
        assert version(kept) == len(STEPS)
        assert kept.execute("SELECT key FROM settings").fetchall() == [("kept",)]


def test_three_copies_are_kept(tmp_path: Path) -> None:
    path = database(tmp_path / "backshop.db")
    steps = STEPS
    for day in range(5):
        steps = (*steps, (f"CREATE TABLE day{day} (a)",))
        with closing(connect(path, reader=False)) as connection:
            migrate(connection, path, NOW + timedelta(days=day), steps)
    with_versions = [copy.name.split("-")[1] for copy in copies(path)]
    assert with_versions == [f"v{len(STEPS) + day}" for day in (2, 3, 4)]


def test_the_present_version_is_opened_without_a_copy(tmp_path: Path) -> None:
    path = database(tmp_path / "backshop.db")
    Database.open(path).close()
    assert copies(path) == []


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = database(tmp_path / "backshop.db")
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(StoreError) as refused:
        Database.open(path)
    assert (refused.value.code, dict(refused.value.params)) == (
        "too_new",
        {"found": str(len(STEPS) + 1), "known": str(len(STEPS))},
    )
    with closing(sqlite3.connect(path)) as same:
        assert version(same) == len(STEPS) + 1
        assert same.execute("SELECT key FROM settings").fetchall() == [("kept",)]


@pytest.mark.parametrize("content", [b"not a database at all, just words" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "backshop.db"
    path.write_bytes(content)
    with pytest.raises(StoreError) as refused:
        Database.open(path)
    assert refused.value.code == "damaged"
    assert path.read_bytes() == content


def test_an_interrupted_step_leaves_the_old_file_usable(tmp_path: Path) -> None:
    path = database(tmp_path / "backshop.db")
    broken = (*NEXT, "THIS IS NO SQL")
    with closing(connect(path, reader=False)) as connection, pytest.raises(sqlite3.OperationalError):
        migrate(connection, path, NOW, (*STEPS, broken))
    db = Database.open(path)
    assert db.read_now(lambda c: c.execute("SELECT key FROM settings").fetchall()) == [("kept",)]
    assert db.read_now(lambda c: c.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchall()) == []
    db.close()


def test_a_process_killed_in_a_step_leaves_the_old_file_usable(tmp_path: Path) -> None:
    path = database(tmp_path / "backshop.db")
    die = (
        "import os, signal, sqlite3, sys; from datetime import datetime, UTC; from pathlib import Path\n"
        "from desktop.store.connect import connect; from desktop.store.migrate import migrate\n"
        "from desktop.store.migrations import STEPS\n"
        "path = Path(sys.argv[1]); c = connect(path, reader=False)\n"
        "c.create_function('die', 0, lambda: os._exit(9))\n"
        "migrate(c, path, datetime.now(UTC), (*STEPS, ('CREATE TABLE later (a)', 'INSERT INTO later SELECT die()')))"
    )
    assert subprocess.run([sys.executable, "-c", die, str(path)], check=False).returncode == 9
    db = Database.open(path)
    assert db.read_now(version) == len(STEPS)
    assert db.read_now(lambda c: c.execute("SELECT key FROM settings").fetchall()) == [("kept",)]
    db.close()


def test_processes_that_start_at_once_make_one_database(tmp_path: Path) -> None:
    start = (
        "import sys; from pathlib import Path; from desktop.store.db import Database\n"
        "Database.open(Path(sys.argv[1])).close()"
    )
    path = str(tmp_path / "backshop.db")
    starts = [subprocess.Popen([sys.executable, "-c", start, path]) for _ in range(4)]
    assert [one.wait(60) for one in starts] == [0, 0, 0, 0]
