"""Sends the outbox of a profile, as a window does, until it is killed: platform or all, folder, seconds skipped."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from practice_shop import PASSPHRASE, SharedTime, eased

from desktop.domain.profile import Profile
from desktop.platforms.registry import BY_ID, MANIFESTS
from desktop.services.build import build_services


class OwnTime(SharedTime):
    """The shop's time as it was when this process started; it waits for real, but never long."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.02))


async def send(platform: str, folder: Path, skipped: float) -> datetime:
    """Work until nothing moves; when that was."""
    clock = OwnTime(skipped)
    services = build_services(
        Profile(folder),
        [eased(one) for one in (MANIFESTS if platform == "all" else [BY_ID[platform]])],
        passphrase=lambda: PASSPHRASE,
        clock=clock,
        sleep=clock.sleep,
        monotonic=clock.monotonic,
    )
    try:
        await services.outbox.run_until_idle()
    finally:
        await services.aclose()
    return clock()


if __name__ == "__main__":
    asyncio.run(send(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))
