"""Scans items into parcels of a profile until it is killed: folder, then codes; each tick that is told is on disk."""

import asyncio
import sys
from pathlib import Path

from practice_shop import PASSPHRASE

from desktop.domain.profile import Profile
from desktop.domain.scanning import Session
from desktop.platforms.registry import MANIFESTS
from desktop.services.build import build_services


async def pack(folder: Path, codes: list[str]) -> None:
    """Never ends by itself."""
    services = build_services(Profile(folder), MANIFESTS, passphrase=lambda: PASSPHRASE)
    session = Session()
    for code in codes:
        session, outcome = await services.scanning.scan(session, code)
        print(outcome.result.value, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(pack(Path(sys.argv[1]), sys.argv[2:]))
