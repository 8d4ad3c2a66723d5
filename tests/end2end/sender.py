"""Sends the outbox of a profile, as a window does, until it is killed."""

import asyncio
import sys
from pathlib import Path

from morning import opened


async def send(folder: Path) -> None:
    """Work until nothing moves."""
    async with opened(folder) as services:
        await services.outbox.run_until_idle()


if __name__ == "__main__":
    asyncio.run(send(Path(sys.argv[1])))
