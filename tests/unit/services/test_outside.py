"""What a terminal writes reaches an open window; what the window writes itself is no news to it."""

import asyncio
from pathlib import Path

from desktop.domain.changes import ChangeKind, Changes
from desktop.services.changes import ChangeFeed
from desktop.services.outside import OutsideWatch
from desktop.services.settings import Settings
from desktop.store.db import Database


def test_only_what_others_write_is_news(tmp_path: Path) -> None:
    async def run() -> None:
        window, terminal = Database.open(tmp_path / "one.db"), Database.open(tmp_path / "one.db")
        changes, heard = ChangeFeed(), list[Changes]()
        watch = OutsideWatch(window, changes, sleep=asyncio.sleep)
        try:
            await watch.look()
            changes.subscribe(heard.append)
            await Settings(window, ChangeFeed()).put("mine", 1)
            assert not await watch.look()
            assert heard == []
            await Settings(terminal, ChangeFeed()).put("theirs", 1)
            assert await watch.look()
            assert Changes(ChangeKind.ORDERS) in heard
            assert not await watch.look()
        finally:
            await window.aclose()
            await terminal.aclose()

    asyncio.run(run())


def test_it_looks_by_itself_until_it_is_stopped(tmp_path: Path) -> None:
    async def run() -> None:
        window, terminal = Database.open(tmp_path / "one.db"), Database.open(tmp_path / "one.db")
        changes, noticed = ChangeFeed(), asyncio.Event()
        changes.subscribe(lambda _changes: noticed.set())
        watch = OutsideWatch(window, changes, sleep=lambda _seconds: asyncio.sleep(0))
        try:
            await watch.look()
            watch.start()
            await Settings(terminal, ChangeFeed()).put("theirs", 1)
            await asyncio.wait_for(noticed.wait(), timeout=20)
            await watch.stop()
        finally:
            await window.aclose()
            await terminal.aclose()

    asyncio.run(run())
