"""Hundreds of edits over all platforms in one go: typed, reviewed, pushed, through power cuts, conflicts and refusals.

In the end each platform holds what was wished minus what was refused or left to the other side, all else is untouched,
and nothing was done twice. ``BACKSHOP_MANY_EDITS=10000`` makes it a day's work, ``BACKSHOP_MANY_EDITS_SEED`` another.
"""

import asyncio
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from five_shops import FiveShops, Flat, five_shops
from practice_shop import told

from desktop.domain.catalog import Variant
from desktop.domain.catalog_grid import Field, Place, key_of, places_of, present_value
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.wishes import place_of
from desktop.services.draft_judgement import Manner

EDITS = int(os.environ.get("BACKSHOP_MANY_EDITS", "150"))
SEED = int(os.environ.get("BACKSHOP_MANY_EDITS_SEED", "20261121"))
CUTS = 3 if EDITS < 1000 else 12
IN_DISPUTE = 20  # one in so many is changed by somebody else before the push
REFUSED = 3  # SKUs of each platform that it will not have changed
REFUSES_LATER = {"sirclo"}  # a refusal there is a message of its own, not an answer to the request
THEIRS = 7_000
EVENTS = {Field.STOCK: "stock_changed", Field.PRICE: "price_changed", Field.SAFETY_STOCK: "safety_changed"}
WHAT = {
    OperationKind.SET_STOCK: ("stock", "quantity"),
    OperationKind.SET_SAFETY_STOCK: ("safety_stock", "quantity"),
    OperationKind.SET_PRICE: ("price", "price"),
    OperationKind.SET_STATUS: ("status", "status"),
}
Cell = tuple[StoredVariant, int, Place, Field]


def test_each_platform_holds_what_was_wished_and_nothing_was_done_twice(tmp_path: Path) -> None:
    with five_shops(tmp_path, skus=EDITS // 6, seed=SEED % 1000) as shops:
        asyncio.run(_day(shops))


async def _day(shops: FiveShops) -> None:
    rng, began = random.Random(SEED), time.monotonic()
    shops.open()
    try:
        await shops.connect()
        synced = time.monotonic()
        chosen = await _typed(shops, rng)
        typed = time.monotonic()
        disputed = _other_hands(shops, rng.sample(chosen, len(chosen) // IN_DISPUTE))
        start = shops.held()
        pushed = await shops.services.review.push("many edits")
        assert pushed.wishes == len(chosen)
        refused = _refusals(shops, rng, [one for one in chosen if one not in disputed])
        await _through_the_storm(shops, rng)
        ended = await _decided(shops)
        assert len(ended) == len(chosen), "a wish got lost"
        await _assert_held(shops, start, ended)
        await _assert_once(shops, ended)
        _assert_no_complaints(shops)
        _assert_refused(shops, ended, refused)
        states = Counter(f"{one.state.value} {one.code}".strip() for one in ended)
        assert states["cancelled kept_theirs"] >= len(disputed) // 3
        print(
            f"\n{len(chosen)} edits: synced {synced - began:.1f} s, typed {typed - synced:.1f} s, pushed and proven "
            f"{time.monotonic() - typed:.1f} s, {shops.requests()} requests, {dict(states)}"
        )
    finally:
        await shops.close()


# --- what is wished ---------------------------------------------------------------------------------------------------
async def _typed(shops: FiveShops, rng: random.Random) -> list[Cell]:
    """Type new values into cells of all shops, as one paste; those that are to be sent."""
    by_shop: dict[str, list[tuple[Cell, str]]] = {}
    for stored in await shops.shelf():
        by_shop.setdefault(stored.platform, []).extend(_edits(stored, rng))
    products: set[tuple[str, str]] = set()
    cells: dict[tuple[int, Field], str] = {}
    known: dict[tuple[int, Field], Cell] = {}
    for edits in by_shop.values():
        rng.shuffle(edits)
        picked = [one for one in edits if one[0][3] is not Field.STATUS or _first_of_product(one[0][0], products)]
        for cell, text in picked[: EDITS // len(by_shop) * 3]:
            address = key_of(cell[0].id, cell[1]), cell[3]
            cells[address], known[address] = text, cell
    taken = await shops.services.drafts.type(cells, Manner())
    for one in taken.not_taken:
        known.pop(one.cell)
    review = await shops.services.review.review()
    wrong = {(one.stored.id, one.place, one.of) for one in review.changes if one.level == 2}
    good = {key: cell for key, cell in known.items() if (cell[0].id, cell[2], cell[3]) not in wrong}
    kept = {key for platform in by_shop for key in _share(good, platform, len(by_shop))}
    await shops.services.drafts.type({key: None for key in known if key not in kept}, Manner())
    assert len(kept) >= EDITS * 0.9, f"only {len(kept)} edits could be made"
    assert {cell[0].platform for key, cell in known.items() if key in kept} == set(by_shop)
    return [cell for key, cell in known.items() if key in kept]


def _share(good: dict[tuple[int, Field], Cell], platform: str, shops: int) -> list[tuple[int, Field]]:
    return [key for key, cell in good.items() if cell[0].platform == platform][: EDITS // shops]


def _first_of_product(stored: StoredVariant, seen: set[tuple[str, str]]) -> bool:
    """Where the status belongs to a product, two wishes on it would be about the same thing."""
    product = stored.platform, stored.variant.product_remote_id or stored.variant.remote_id
    is_first = product not in seen
    seen.add(product)
    return is_first


def _edits(stored: StoredVariant, rng: random.Random) -> Iterator[tuple[Cell, str]]:
    """Every cell of a SKU whose value is known, with another one."""
    for number, place in enumerate(places_of(stored.variant, ())):
        for of in (Field.STOCK, Field.SAFETY_STOCK, Field.PRICE, Field.STATUS):
            now = present_value(stored.variant, place, of)
            reduced = of is Field.PRICE and present_value(stored.variant, place, Field.SALE_PRICE)
            if not now or reduced:
                continue
            if of is not Field.STATUS:
                yield (stored, number, place, of), format(Decimal(now) + rng.randint(1, 9), "f")
            elif now in ("active", "inactive"):
                yield (stored, number, place, of), "inactive" if now == "active" else "active"


# --- what comes between -----------------------------------------------------------------------------------------------
def _other_hands(shops: FiveShops, cells: Sequence[Cell]) -> list[Cell]:
    """Somebody else changes these values in the platforms' own pages, after they were read."""
    changed = []
    for number, cell in enumerate(cells):
        stored, _number, place, of = cell
        if of in EVENTS:
            where = {"market": place.market} if place.market else {}
            where |= {"warehouse": place.warehouse} if place.warehouse else {}
            value: Any = {"price" if of is Field.PRICE else "quantity": THEIRS + number}
            shops.sandboxes[stored.platform].happen(EVENTS[of], variant=stored.variant.remote_id, **where, **value)
            changed.append(cell)
    return changed


def _refusals(shops: FiveShops, rng: random.Random, cells: Sequence[Cell]) -> set[str]:
    """Each platform refuses whatever names one of these SKUs, alone or among others, for as long as it is told so."""
    refused = set()
    for platform, sandbox in shops.sandboxes.items():
        if platform in REFUSES_LATER:
            continue
        own = {cell[0].variant.remote_id: cell[0].variant for cell in cells if cell[0].platform == platform}
        for id_ in rng.sample(sorted(id_ for id_, one in own.items() if one.sku.isascii()), REFUSED):
            sandbox.arm("status", **_writes_of(platform, own[id_]), count=None, status=400)
            refused.add(id_)
    return refused


def _writes_of(platform: str, variant: Variant) -> dict[str, str]:
    """What tells the requests that write this SKU: its place in the path, or its number in the body."""
    if platform == "jumpseller":
        return {"path": f"*/products/{variant.remote_id.replace('/', '/variants/')}.json", "method": "PUT"}
    return {"path": "*", "containing": f'"{variant.sku}"' if platform != "lazada" else variant.remote_id}


async def _through_the_storm(shops: FiveShops, rng: random.Random) -> None:
    """Power cuts in the middle of requests, a process that is killed, answers that get lost; then a calm line."""
    for sandbox in shops.sandboxes.values():
        sandbox.arm("lost_answer", "*", after=rng.randint(2, 20))
    at_work = [await shops.cut_off(rng, 12 + EDITS // 20) for _ in range(CUTS)]
    if sys.platform != "win32":
        at_work.append(await shops.kill_9(10))
    assert any(at_work), "nothing was cut off: the push was over before"


async def _decided(shops: FiveShops) -> list[Operation]:
    """All comes to rest; of the conflicts the seller keeps every other one as his."""
    outbox = shops.services.outbox
    for number, one in enumerate(await shops.drain()):
        assert one.state is OperationState.CONFLICT, told(one)
        await outbox.resolve(one.id, "mine" if number % 2 else "theirs")
    left = await shops.drain()
    assert not left, [told(one) for one in left]
    return list(await outbox.list(open_only=False, limit=1_000_000))


# --- what must be so --------------------------------------------------------------------------------------------------
async def _assert_held(shops: FiveShops, start: Flat, ended: Sequence[Operation]) -> None:
    """What was there before, with what is done put in: that and nothing else is there now."""
    platforms = {one.id: one.platform for one in shops.services.shops.list_now()}
    wanted = dict(start)
    for one in ended:
        assert one.state is not OperationState.REFUSED or one.code, told(one)
        if one.state is OperationState.DONE:
            what, key = WHAT[one.kind]
            for place in _places(start, platforms[one.shop_id], what, one):
                wanted[place] = one.after[key]
    now = shops.held()
    assert now.keys() == wanted.keys()
    along = await _moved_along(shops, ended)
    wrong = [
        (key, wanted[key], now[key])
        for key in now
        if key[:3] not in along and not _equal(key[2], wanted[key], now[key])
    ]
    assert not wrong, f"{len(wrong)} values are not what they should be (wanted, there): {wrong[:10]}"


def _places(start: Flat, platform: str, what: str, operation: Operation) -> list[tuple[str, str, str, str]]:
    """What an operation sets: one place; the only one where none was named; a status without a market, in all."""
    place = "".join(place_of(operation))
    everywhere = [key for key in start if key[:3] == (platform, operation.subject, what)]
    if what == "status" and not place:
        return everywhere
    named = [key for key in everywhere if key[3] == place] or everywhere
    assert len(named) == 1, told(operation)
    return named


def _assert_refused(shops: FiveShops, ended: Sequence[Operation], refused: set[str]) -> None:
    """Of a batch only the culprit is refused, on each platform."""
    ends = [one for one in ended if one.state is OperationState.REFUSED]
    assert {one.subject for one in ends} <= refused, [told(one) for one in ends]
    platforms = {one.id: one.platform for one in shops.services.shops.list_now()}
    assert {platforms[one.shop_id] for one in ends} == set(shops.sandboxes) - REFUSES_LATER, [told(one) for one in ends]


def _assert_no_complaints(shops: FiveShops) -> None:
    """Whom the power fails in the middle of a request, he has sent half a body; that is nobody's mistake."""
    found = [one for sandbox in shops.sandboxes.values() for one in sandbox.violations()]
    half = [one for one in found if one["kind"] == "body" and "JSON" in one["why"]]
    assert [one for one in found if one not in half] == []
    assert len(half) <= (CUTS + 1) * len(shops.sandboxes)


async def _moved_along(shops: FiveShops, ended: Sequence[Operation]) -> set[tuple[str, str, str]]:
    """Where the status is the product's, or a market's: that of its other SKUs, and of the SKU as a whole, follows."""
    set_here = {one.subject for one in ended if one.kind is OperationKind.SET_STATUS and not place_of(one)[0]}
    shelf = {(one.platform, one.variant.remote_id): one.variant.product_remote_id for one in await shops.shelf()}
    products = {product for (_platform, id_), product in shelf.items() if product and id_ in set_here}
    in_markets = {one.subject for one in ended if one.kind is OperationKind.SET_STATUS and place_of(one)[0]}
    return {
        (platform, id_, "status")
        for (platform, id_), product in shelf.items()
        if id_ in in_markets or (product in products and id_ not in set_here)
    }


def _equal(what: str, wanted: Any, there: Any) -> bool:
    if wanted is None or there is None or what == "status":
        return bool(wanted == there)
    return Decimal(str(wanted)) == Decimal(str(there))


async def _assert_once(shops: FiveShops, ended: Sequence[Operation]) -> None:
    """No platform did anything more often than it is told as done."""
    products = {one.variant.remote_id: one.variant.product_remote_id for one in await shops.shelf()}

    def about(kind: str, id_: str) -> tuple[str, str]:
        return kind, (products.get(id_) or id_) if kind == OperationKind.SET_STATUS else id_

    done = Counter(about(one.kind.value, one.subject) for one in ended if one.state is OperationState.DONE)
    for platform, sandbox in shops.sandboxes.items():
        effects = sandbox.truth()["effects"]
        did = Counter((one["kind"], str(one["id"])) for one in effects if one["kind"] in WHAT)
        assert did, f"{platform} did nothing at all"
        doubled = {key: count for key, count in did.items() if count > done[about(*key)]}
        assert not doubled, f"{platform} did more than was wished: {doubled}"
