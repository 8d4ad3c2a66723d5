"""``catalog restore`` brings a past moment back: told first, queued, or sent and waited for."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from push_counter import Counter, counter
from stocked_shop import ACCOUNT, CUP, NOON, Stocked, offer, tell

from desktop.cli import arguments, exits, restoring
from desktop.cli.console import Console
from desktop.cli.exits import UsageError
from desktop.store import catalog_ingest

HOUR = timedelta(hours=1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Stocked, Counter, list[datetime]]]:
    clock = [NOON]
    with counter(tmp_path, lambda: clock[0]) as (shop, platform):
        yield shop, platform, clock


async def changed_there(shop: Stocked, platform: Counter, clock: list[datetime]) -> None:
    """An hour later the cup is dearer, and there are fewer of it."""
    clock[0] += HOUR
    platform.variants["1"] = replace(CUP, stock=2, offers=(offer("", "12.50"),))
    found = [platform.variants["1"]]
    await shop.services.db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, found, at=clock[0]))
    clock[0] += HOUR


async def told(shop: Stocked, *words: str) -> tuple[int, Any]:
    typed = arguments.parse(["catalog", "restore", "--shop", "Amina's Pots", "--to", "2026-11-20T12:30:00Z", *words])
    out = io.StringIO()
    console = Console(as_json=True, out=out)
    reply = await restoring.restore(shop.services, typed, console)
    console.answer(reply)
    assert reply.text
    return reply.exit_code, json.loads(out.getvalue())


def test_a_dry_run_tells_what_would_change_and_a_push_brings_it_back(
    house: tuple[Stocked, Counter, list[datetime]],
) -> None:
    shop, platform, clock = house

    async def story(shop: Stocked) -> None:
        await changed_there(shop, platform, clock)
        code, dry = await told(shop, "--dry-run")
        assert (code, dry["dry_run"], dry["change_set"], dry["queued"], dry["unchanged"]) == (0, True, None, 0, 2)
        place = {"sku": "CUP", "shop": "Amina's Pots", "market": None, "warehouse": None, "code": None, "message": None}
        money = {"currency": "KES"}
        price = {"now": {"amount": "12.50", **money}, "then": {"amount": "10.00", **money}}
        assert dry["values"] == [
            {**place, "field": "stock", "now": 2, "then": 5}, {**place, "field": "price", **price},
        ]  # fmt: skip
        assert await shop.operations() == ()
        code, sent = await told(shop, "--only", "stock", "--push")
        assert (code, sent["queued"], [one["state"] for one in sent["results"]]) == (0, 1, ["done"])
        assert sent.keys() == dry.keys()
        assert platform.sent == [("CUP", {"quantity": 5})]
        code, queued = await told(shop)
        assert (code, [one["field"] for one in queued["values"]]) == (0, ["price"])
        assert [one["state"] for one in queued["results"]] == ["queued"]
        assert len(platform.sent) == 1

    tell(shop, story)


def test_what_cannot_be_brought_back_is_a_refusal_and_a_moment_must_be_one(
    house: tuple[Stocked, Counter, list[datetime]],
) -> None:
    shop, platform, clock = house

    async def story(shop: Stocked) -> None:
        unknown = replace(CUP, stock=None)
        clock[0] -= HOUR
        await shop.services.db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, [unknown], at=NOON))
        clock[0] += HOUR
        await changed_there(shop, platform, clock)
        code, said = await told(shop, "--dry-run", "--only", "stock")
        assert (code, [one["code"] for one in said["values"]]) == (exits.REFUSED, ["not_known_then"])
        with pytest.raises(UsageError, match="value_not_a_date"):
            await told(shop, "--to", "yesterday")

    tell(shop, story)
