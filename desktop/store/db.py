"""The database behind ``await``: one writer thread, two readers, and a direct read for the first paint."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desktop.domain.errors import StoreError
from desktop.domain.identity import Clock, utc_now
from desktop.store.connect import connect, named_errors
from desktop.store.migrate import migrate

if TYPE_CHECKING:
    import sqlalchemy as sa

    from desktop.store.writer import Writer

T = TypeVar("T")
READERS = 2
_LOOK_EVERY = 10_000  # steps of SQLite's machine, well under a millisecond


class Database:
    """One SQLite file, shared with other processes. What the functions return must be plain data."""

    def __init__(self, path: Path) -> None:
        """Use ``open``."""
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._reading = ThreadPoolExecutor(READERS, thread_name_prefix="store-read")
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._writer: Writer | None = None

    @classmethod
    def open(cls, path: Path, *, clock: Clock = utc_now) -> "Database":
        """Open or create the file, migrated to the present version.

        Raises ``StoreError``: ``too_new`` (made by a newer program), ``damaged``, ``disk_full``, ``io``, ``busy``,
        ``read_only``.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with named_errors():
            connection = connect(path, reader=False)
            try:
                migrate(connection, path, clock())
            finally:
                connection.close()
        return cls(path)

    def read_now(self, fn: "Callable[[sqlite3.Connection], T]") -> T:
        """Read on the calling thread, for the first paint only."""
        return self._read(fn, _Running())

    async def read(self, fn: "Callable[[sqlite3.Connection], T]") -> T:
        """Run ``fn`` on a reader thread, in one snapshot. Cancelling the awaiting task interrupts its statement.

        Raises ``StoreError`` (``io``, ``damaged``, ``busy``).
        """
        running = _Running()
        future = asyncio.get_running_loop().run_in_executor(self._reading, self._read, fn, running)
        try:
            return await future
        except asyncio.CancelledError:
            running.interrupt()
            raise

    async def write(self, fn: "Callable[[sa.Connection], T]") -> T:
        """Run ``fn`` between BEGIN IMMEDIATE and COMMIT on the writer thread; an exception undoes it, raised here.

        A write that was asked for is carried out even if the awaiting task is cancelled. Once this returns, it survives
        a power cut. Raises ``StoreError`` (``disk_full``, ``io``, ``busy``, ``damaged``); then nothing was written.
        """
        future = asyncio.get_running_loop().run_in_executor(self._writing, self._write, fn)
        return await asyncio.shield(future)

    async def changed_outside(self) -> bool:
        """Whether another process wrote to the file since this was last asked."""
        return await asyncio.get_running_loop().run_in_executor(
            self._writing, lambda: self._own_writer().changed_outside()
        )

    async def aclose(self) -> None:
        """Finish what was asked for, then close all connections."""
        await asyncio.get_running_loop().run_in_executor(None, self.close)

    def close(self) -> None:
        """As ``aclose``, for a program without a running loop."""
        self._reading.shutdown()
        self._writing.shutdown()
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _read(self, fn: "Callable[[sqlite3.Connection], T]", running: "_Running") -> T:
        with named_errors():
            connection = self._own_connection()
            running.begin(connection)
            connection.set_progress_handler(running.is_interrupted, _LOOK_EVERY)
            try:
                connection.execute("BEGIN")
                return fn(connection)
            finally:
                running.end()
                connection.set_progress_handler(None, 0)
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _own_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self.path, reader=True)
            self._connections.append(connection)
        return connection

    def _write(self, fn: "Callable[[sa.Connection], T]") -> T:
        return self._own_writer().run(fn)

    def _own_writer(self) -> "Writer":
        if self._writer is None:
            from desktop.store.writer import Writer  # SQLAlchemy is loaded here, long after the first paint

            self._writer = Writer(self.path)
        return self._writer


class _Running:
    """The statement of one read, so that interrupting it can never hit the next read of the same thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._interrupted = False

    def begin(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if self._interrupted:
                raise StoreError("interrupted")
            self._connection = connection

    def end(self) -> None:
        with self._lock:
            self._connection = None

    def interrupt(self) -> None:
        with self._lock:
            self._interrupted = True
            if self._connection is not None:
                self._connection.interrupt()

    def is_interrupted(self) -> bool:
        """SQLite asks now and then: it forgets an interrupt that came before a statement's first step."""
        return self._interrupted
