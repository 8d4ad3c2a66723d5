"""Diagnostics: one file for whoever helps a seller; figures and logs, no secret, no buyer, no name of a shop."""

import asyncio
import json
import platform
import sys
import zipfile
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path

from desktop import __version__
from desktop.domain.errors import NotPossible
from desktop.domain.profile import Profile
from desktop.services.shop_views import ShopView
from desktop.store import figures
from desktop.store.db import Database

MOST_LOG = 5 * 1024 * 1024


async def write(
    profile: Profile, db: Database, shops: tuple[ShopView, ...], checks: Mapping[str, str], path: Path
) -> int:
    """Write the file (a zip); its size in bytes. ``checks`` is what was looked at, by name, with what was found.

    Raises ``NotPossible``: ``file_exists``, ``file_not_written``.
    """
    counted = await db.read(figures.counts)
    report = {
        "program": {"version": __version__, "python": platform.python_version(), "system": platform.platform()},
        "frozen": bool(getattr(sys, "frozen", False)),
        "packages": {one.metadata["Name"]: one.version for one in distributions()},
        "database": counted,
        "accounts": _accounts(shops),
        "checks": {name: found.replace(str(Path.home()), "~") for name, found in checks.items()},
    }
    return await asyncio.to_thread(_zip, path, report, sorted(profile.logs.glob("*.log*")))


def _accounts(shops: tuple[ShopView, ...]) -> list[dict[str, object]]:
    """How each account stands, by number: ids and names stay at home."""
    by_account = Counter(view.account_id for view in shops)
    firsts = {view.account_id: view for view in reversed(shops)}
    return [
        {"platform": one.platform, "shops": by_account[id_], "state": one.state.value, "code": one.code}
        for id_, one in sorted(firsts.items())
    ]


def _zip(path: Path, report: Mapping[str, object], logs: list[Path]) -> int:
    try:
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as file:
            file.writestr("report.json", json.dumps(report, indent=1, default=str))
            for log in logs:
                file.writestr(f"logs/{log.name}", log.read_bytes()[-MOST_LOG:])
        return path.stat().st_size
    except FileExistsError as error:
        raise NotPossible("file_exists") from error
    except OSError as error:
        raise NotPossible("file_not_written", reason=error.strerror or "") from error
