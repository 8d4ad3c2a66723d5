"""On every platform: what is pushed is told as its doing, an unchanged sync writes nothing, and the past comes back."""

import asyncio
import random
from datetime import datetime
from pathlib import Path

import pytest
from practice_shop import PracticeShop, SharedTime, simulated, told
from sellers_hand import new_values, push, shelf, value_kinds

from desktop.domain.catalog_grid import Place
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.pushes import texts_of
from desktop.domain.value_history import Spot, spot_of, spots_of
from desktop.domain.wishes import place_of, present, wished
from desktop.platforms.kit.manifest import Manifest
from desktop.platforms.registry import MANIFESTS
from desktop.services.draft_judgement import Manner
from desktop.services.restoring import Restored
from desktop.services.variant_wishes import Edit

SKUS, OF_EACH_KIND = 14, 2
Values = dict[str, dict[Spot, str]]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda one: one.id)
def test_pushes_are_told_and_a_past_moment_comes_back(manifest: Manifest, tmp_path: Path) -> None:
    clock = SharedTime()
    with simulated(manifest, clock, orders=0, skus=SKUS) as sandbox:
        sandbox.unlimited()
        asyncio.run(_day(PracticeShop(manifest, sandbox, clock, tmp_path)))


async def _day(shop: PracticeShop) -> None:
    shop.open()
    try:
        await shop.connect()
        assert (await shop.sync()).ok
        before, moment = await _values(shop), shop.clock()
        shop.clock.skip(60)
        pushed = await _push(shop)
        for one in pushed:
            await _assert_told(shop, one, before)
        assert (await shop.sync(full=True)).ok  # some platforms move other values along
        lines = await _lines(shop)
        assert (await shop.sync(full=True)).ok
        assert await _lines(shop) == lines  # it brought nothing new
        await _restore(shop, moment)
        assert await _values(shop) == before
        assert (await shop.sync(full=True)).ok
        assert await _values(shop) == before  # the platform says so, too
    finally:
        await shop.close()


async def _push(shop: PracticeShop) -> list[Operation]:
    """Values of every kind the platform takes, of several SKUs, done there."""
    rng = random.Random(shop.manifest.id)
    edits = [one for kind in value_kinds(shop.manifest) for one in await _known(shop, kind, rng)]
    made = await push(shop, edits, "a push")
    await shop.drain()
    found = await shop.operations([one.id for one in made])
    assert found and not [told(one) for one in found if one.state is not OperationState.DONE]
    return found


async def _known(shop: PracticeShop, kind: OperationKind, rng: random.Random) -> list[Edit]:
    """New values for SKUs whose present one is known: what was never there cannot be brought back."""
    found = []
    for one in await new_values(shop, kind, SKUS, rng):
        if present(kind, one.stored.variant, one.market, one.warehouse).keys() >= one.values.keys():
            found.append(one)
    return found[:OF_EACH_KIND]


async def _assert_told(shop: PracticeShop, one: Operation, before: Values) -> None:
    """Every value that an operation changed has a line that names it, with what was there before."""
    stored = next(found for found in await shelf(shop) if found.variant.remote_id == one.subject)
    for of, wish in texts_of(one, wished(one)).items():
        place = Place(*place_of(one))
        was = before[one.subject].get(spot_of(stored.variant, place, of), "")
        story = await shop.services.history.story(stored.id, place, of)
        assert story is not None
        if was != wish:
            (entry,) = [entry for entry in story.entries if entry.sent and entry.sent.operation.id == one.id]
            assert (entry.kind.value, entry.before, entry.value) == ("change", was, wish), told(one)


async def _restore(shop: PracticeShop, moment: datetime) -> None:
    """Bring the moment back as drafts, then review and push them as any."""
    services = shop.services
    plan = await services.restoring.plan(moment, list(Restored), shop_ids=shop.shop_ids)
    assert plan.possible and not plan.unknown
    assert not [(one.stored.variant.sku, one.of, one.then, one.code) for one in plan.lines if one.code]
    await services.restoring.put(plan, Manner())
    sent = await services.review.push("Restored")
    assert not sent.results
    await shop.drain()
    found = await services.outbox.of_change_set(sent.change_set_id)
    assert not [told(one) for one in found if one.state is not OperationState.DONE]


async def _values(shop: PracticeShop) -> Values:
    return {one.variant.remote_id: spots_of(one.variant) for one in await shelf(shop)}


async def _lines(shop: PracticeShop) -> int:
    counted = "SELECT count(*) FROM value_history"
    return int(await shop.services.db.read(lambda c: c.execute(counted).fetchone()[0]))
