"""The commands that look after a profile: doctor, backup, restore, diagnostics."""

import asyncio
import platform
import shutil
import sys
from argparse import Namespace
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from desktop import __version__
from desktop.cli import exits
from desktop.cli.console import Console, Reply, table
from desktop.cli.messages import message
from desktop.domain.accounts import AccountState
from desktop.domain.errors import BackshopError
from desktop.services.backups import check_database, copy_database
from desktop.services.build import Services
from desktop.services.diagnostics import write

LOW_SPACE = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at."""

    name: str
    ok: bool
    detail: str


async def doctor(services: Services, _arguments: Namespace, _console: Console) -> Reply:
    """Look at everything that has to be well; exit code 1 when something is not."""
    findings = [one async for one in _examine(services)]
    rows = [("ok" if one.ok else "LOOK", one.name, one.detail) for one in findings]
    document = {"checks": [{"name": one.name, "ok": one.ok, "detail": one.detail} for one in findings]}
    code = exits.DONE if all(one.ok for one in findings) else exits.REFUSED
    return Reply(document, table(("", "WHAT", "FOUND"), rows, empty=""), code)


async def backup(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Copy the whole database, also while a window works on it. Credentials in it stay sealed."""
    size = await copy_database(services.db, arguments.file)
    return Reply({"file": str(arguments.file), "bytes": size}, f"{size:,} bytes written to {arguments.file}.")


async def diagnostics(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Write a file for support."""
    checks = {one.name: one.detail async for one in _examine(services) if not one.name.startswith("shop ")}
    size = await write(services.profile, services.db, await services.shops.list(), checks, arguments.file)
    text = f"{size:,} bytes written to {arguments.file}: logs and figures, no secrets and no buyers' data."
    return Reply({"file": str(arguments.file), "bytes": size}, text)


async def _examine(services: Services) -> AsyncIterator[Finding]:
    yield Finding("program", True, f"Backshop {__version__}, Python {platform.python_version()}, {sys.platform}")
    yield Finding("profile", True, str(services.profile.folder))
    yield _space(services.profile.folder)
    yield await _database(services)
    yield await _keyring(services)
    for view in await services.shops.list():
        well = view.state in {AccountState.CONNECTED, AccountState.PAUSED} and not view.code
        reason = f": {message(view.code, view.params)}" if view.code else ""
        yield Finding(f"shop {view.name}", well, f"{view.state.value.replace('_', ' ')}{reason}")
    waiting = sum((await services.outbox.counts()).values())
    yield Finding("outbox", True, f"{waiting} open")
    yield await _printers(services)


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    return Finding("disk", free > LOW_SPACE, f"{free // (1024 * 1024):,} MB free")


async def _database(services: Services) -> Finding:
    faults = await check_database(services.db)
    return Finding("database", not faults, "; ".join(faults) or "whole")


async def _keyring(services: Services) -> Finding:
    """Where the credentials' key lies; memory is no place that lasts."""
    try:
        kept = await services.secrets.open()
    except BackshopError as error:
        return Finding("credentials", False, message(error.code, error.params))
    return Finding("credentials", kept.value != "memory", f"kept by {kept.value}")


async def _printers(services: Services) -> Finding:
    try:
        found = await asyncio.wait_for(services.labels.printers(), timeout=10)
    except (BackshopError, TimeoutError) as error:
        code = error.code if isinstance(error, BackshopError) else "no_print_system"
        return Finding("printers", True, message(code, {}))  # a PDF needs none
    return Finding("printers", True, ", ".join(printer.name for printer in found) or "none; labels go to PDF")
