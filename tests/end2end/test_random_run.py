"""Thousands of things by chance on each platform; in the end app and platform are equal, nothing lost, nothing doubled.

``BACKSHOP_RANDOM_STEPS`` makes the run longer (things done on each platform), ``BACKSHOP_RANDOM_SEED`` another one, and
``BACKSHOP_RANDOM_KILLS`` adds processes that are really killed. A failure names its seed and the last things done.
"""

import asyncio
import os
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from practice_shop import PracticeShop, SharedTime, simulated
from random_life import RandomLife

from desktop.platforms.kit.manifest import Manifest
from desktop.platforms.registry import MANIFESTS

STEPS = int(os.environ.get("BACKSHOP_RANDOM_STEPS", "200"))
SEED = int(os.environ.get("BACKSHOP_RANDOM_SEED", "20261121"))
KILLS = int(os.environ.get("BACKSHOP_RANDOM_KILLS", "1"))
CHAPTER = 100  # things done between two settlings, so that a failure is told near its cause
ORDERS, SKUS = 12, 30


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.id)
def test_whatever_happens_app_and_platform_end_equal(manifest: Manifest, tmp_path: Path) -> None:
    clock, began = SharedTime(), time.monotonic()
    with simulated(manifest, clock, orders=ORDERS, skus=SKUS, seed=SEED % 1000) as sandbox:
        sandbox.unlimited()
        life = RandomLife(PracticeShop(manifest, sandbox, clock, tmp_path), SEED)
        try:
            asyncio.run(_live(life))
        except BaseException as error:
            story = "\n".join(life.story)
            raise AssertionError(f"{manifest.id}, seed {SEED}: {error}\nThe last things done:\n{story}") from error
        requests, effects = sandbox.truth()["requests"], len(sandbox.truth()["effects"])
    took = time.monotonic() - began
    print(
        f"\n{manifest.id}: seed {SEED}, {took:.1f} s, {clock.skipped / 86400:.1f} days, {requests} requests, ", end=""
    )
    print(f"{effects} effects, {dict(life.counts)}")


async def _live(life: RandomLife) -> None:
    shop = life.shop
    shop.open()
    try:
        await shop.connect()
        await shop.sync()
        for chapter in range(max(1, STEPS // CHAPTER)):
            await life.live(min(STEPS, CHAPTER))
            if chapter < KILLS and sys.platform != "win32":
                await life.kill_9()
            await life.settle()
        ends = Counter(f"{one.kind.value} {one.state.value} {one.code}" for one in await shop.operations())
        life.counts |= ends
    finally:
        await shop.close()
