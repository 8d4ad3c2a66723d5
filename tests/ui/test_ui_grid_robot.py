"""A random person types, pastes, fills and undoes in the real window; a simple model says what must come of it.

``BACKSHOP_GRID_ROBOT=seed:steps:locale`` walks another way; a failure prints what was done last.
"""

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from catalog_room import open_catalog, variant
from grid_hand import GridHand
from grid_model import GridModel
from grid_robot import GridRobot
from PySide6.QtCore import QLocale

COUNT = 40
WALKS = os.environ.get("BACKSHOP_GRID_ROBOT", "7:40:pt_BR").split()


@pytest.fixture(params=WALKS)
def walk(request: pytest.FixtureRequest) -> Iterator[tuple[int, int, str]]:
    seed, steps, locale = str(request.param).split(":")
    before = QLocale()
    QLocale.setDefault(QLocale(locale))
    yield int(seed), int(steps), locale
    QLocale.setDefault(before)


def test_what_is_typed_pasted_filled_and_undone_is_what_is_seen_and_kept(
    loop: asyncio.AbstractEventLoop, tmp_path: Path, walk: tuple[int, int, str]
) -> None:
    loop.run_until_complete(_walk(tmp_path, *walk))


async def _walk(folder: Path, seed: int, steps: int, locale: str) -> None:
    services = await open_catalog(folder, [variant(at) for at in range(1, COUNT + 1)])
    await services.aclose()
    hand = GridHand(folder)
    robot = GridRobot(hand, GridModel(locale, datetime.now().astimezone().tzinfo or UTC), seed)
    try:
        await hand.open()
        for step in range(steps):
            await robot.act()
            if step % 4 == 3:
                await robot.check()
        await robot.check()
    except BaseException:
        print("\n".join(robot.log[-30:]))
        raise
    finally:
        await hand.quit()
