"""A push is taken back under each fault on each platform: nothing lost, nothing doubled, all shown is true.

One change-set holds every kind of value the platform takes, of several SKUs. It is undone while a fault meets a request
of the undo; then the undo is undone under the next fault. Each time all values must be again what they were.
"""

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import pytest
from line_faults import FAULTS, has_struck, settings
from practice_shop import PracticeShop, SharedTime, simulated, told
from sellers_hand import new_values, push, shelf, value_kinds
from true_state import assert_all_is_well

from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.wishes import place_of, present, same, seen, wished
from desktop.platforms.registry import MANIFESTS
from desktop.services.variant_wishes import Edit

SKUS, OF_EACH_KIND = 14, 2
THEIRS = 77_000  # what somebody else sets: far from every other number
LOGINS_THAT_EXPIRE = ("jumia", "lazada", "uappi")  # with the others a login is a password, or simply refused at times
# Two undos to a test, the second of the first: what meets the request that sets the first value back.
BESET = (
    ("too fast", "503 before the work"),
    ("time-out before the work", "time-out after the work"),
    ("502 page after the work", "lost answer"),
    ("half an answer", "login"),
)
# What somebody else can do to a value meanwhile: the event, and the name of its value.
ELSEWHERE = {
    OperationKind.SET_STOCK: ("stock_changed", "quantity"),
    OperationKind.SET_SAFETY_STOCK: ("safety_changed", "quantity"),
    OperationKind.SET_PRICE: ("price_changed", "price"),
}


class Bench:
    """One platform with one shop that lives through undo after undo.

    ``standing`` is the newest change-set: undone, its undo stands in its place, so that every undo is about the very
    same values and takes the same requests. ``first_write`` is which of them changes something first.
    """

    def __init__(self, shop: PracticeShop) -> None:
        self.shop = shop
        self.runner = asyncio.Runner()
        self.standing: list[Operation] = []
        self.first_write = 0
        self.runner.run(self._morning())

    async def _morning(self) -> None:
        self.shop.sandbox.unlimited()
        self.shop.open()
        await self.shop.connect()
        assert (await self.shop.sync()).ok
        await self._push()
        self.shop.wire.sent.clear()
        await self.undo()
        self.assert_done()
        sent = self.shop.wire.sent
        self.first_write = next(place for place, one in enumerate(sent) if one.is_write)

    async def _push(self) -> None:
        """Values of every kind the platform takes, of several SKUs, as one change-set that is done there."""
        rng = random.Random(self.shop.manifest.id)
        edits = [one for kind in value_kinds(self.shop.manifest) for one in await self._some(kind, rng)]
        self.standing = await push(self.shop, edits, "a push")
        assert len(self.standing) == len(edits)
        await self._drained()
        self.assert_done()

    async def _some(self, kind: OperationKind, rng: random.Random) -> list[Edit]:
        """New values for SKUs whose present one is known: what was never there cannot be put back."""
        edits = [one for one in await new_values(self.shop, kind, SKUS, rng) if _now(one).keys() >= one.values.keys()]
        assert len(edits) >= OF_EACH_KIND
        return edits[:OF_EACH_KIND]

    async def undo(self, fault: str = "") -> None:
        """Take the newest change-set back while a fault meets the request that changes something first."""
        known = {one.id for one in await self.shop.operations()}
        results = await self.shop.services.outbox.undo(self.standing[0].change_set_id)
        assert all(one.ok for one in results), results
        self.standing = [one for one in await self.shop.operations() if one.id not in known]
        assert len(self.standing) == len(results)
        if fault == "login" and self.shop.manifest.id in LOGINS_THAT_EXPIRE:
            self.shop.sandbox.happen("access_expired")
            fault = ""
        if fault:
            kind = FAULTS["unauthorized" if fault == "login" else fault]
            self.shop.sandbox.arm(kind["kind"], "*", after=self.first_write, **settings(kind))
        await self._drained()
        if fault:
            assert has_struck(self.shop.sandbox), "the fault met nothing"
            self.shop.sandbox.disarm()

    async def decided(self, operation: Operation, keep: Literal["theirs", "mine"]) -> None:
        """The seller's word on a conflict, and what it leads to."""
        await self.shop.services.outbox.resolve(operation.id, keep)
        await self._drained()

    async def _drained(self) -> None:
        await self.shop.drain()
        self.standing = await self.shop.operations([one.id for one in self.standing])

    def assert_done(self, *, but: Operation | None = None) -> None:
        """All of the newest change-set is done."""
        left = [one for one in self.standing if one.state is not OperationState.DONE and one != but]
        assert not left, [told(one) for one in left]

    async def assert_holds(self, wanted: Mapping[str, Mapping[str, object]]) -> None:
        """The platform holds these values (by id of the operations that stand), read anew; nothing is lost or doubled.

        And all else shown is true.
        """
        await self.shop.synced()
        known = {one.variant.remote_id: one.variant for one in await shelf(self.shop)}
        there = {one.id: present(one.kind, known[one.subject], *place_of(one)) for one in self.standing}
        wrong = [(values, there[id_]) for id_, values in wanted.items() if not same(values, there[id_])]
        assert not wrong, f"(wanted, there): {wrong}"
        await assert_all_is_well(self.shop, [one.id for one in self.standing])

    def close(self) -> None:
        self.runner.run(self.shop.close())
        self.runner.close()


def _now(edit: Edit) -> Mapping[str, object]:
    return present(edit.kind, edit.stored.variant, edit.market, edit.warehouse)


@pytest.fixture(scope="module", params=MANIFESTS, ids=lambda manifest: manifest.id)
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    clock = SharedTime()
    with simulated(request.param, clock, orders=0, skus=SKUS) as sandbox:
        found = Bench(PracticeShop(request.param, sandbox, clock, tmp_path_factory.mktemp("undone")))
        yield found
        found.close()


@pytest.mark.parametrize("faults", BESET, ids=" and ".join)
def test_an_undo_comes_true_once_whatever_befalls_it(bench: Bench, faults: tuple[str, str]) -> None:
    bench.runner.run(_there_and_back(bench, faults))


@pytest.mark.parametrize("keep", ["mine", "theirs"])  # what is kept as theirs cannot be undone: it comes last
def test_what_somebody_changed_since_is_asked_about_and_the_rest_goes_back(
    bench: Bench, keep: Literal["theirs", "mine"]
) -> None:
    bench.runner.run(_beside_other_hands(bench, keep))


async def _there_and_back(bench: Bench, faults: tuple[str, str]) -> None:
    """The second undo looks before it sets: it would end in a conflict, had the first one not come true."""
    pushed = bench.standing
    await bench.undo(faults[0])
    bench.assert_done()
    assert _values(bench.standing) == {one.subject + one.kind: seen(one) for one in pushed}
    await bench.undo(faults[1])
    bench.assert_done()
    assert _values(bench.standing) == _values(pushed)
    await bench.assert_holds({one.id: wished(one) for one in bench.standing})


async def _beside_other_hands(bench: Bench, keep: Literal["theirs", "mine"]) -> None:
    """One value is another's now: it is left alone until the seller says whose counts, and no other waits for it."""
    pushed = next(one for one in bench.standing if one.kind in ELSEWHERE)
    theirs = _by_other_hands(bench.shop, pushed)
    await bench.undo("lost answer")
    disputed = next(one for one in bench.standing if one.subject == pushed.subject and one.kind is pushed.kind)
    assert disputed.state is OperationState.CONFLICT, told(disputed)
    bench.assert_done(but=disputed)
    await bench.decided(disputed, keep)
    wanted = {one.id: wished(one) for one in bench.standing}
    await bench.assert_holds(wanted | ({disputed.id: theirs} if keep == "theirs" else {}))


def _by_other_hands(shop: PracticeShop, operation: Operation) -> dict[str, object]:
    """Somebody sets this value in the platform's own pages; what it is now."""
    event, name = ELSEWHERE[operation.kind]
    market, warehouse = place_of(operation)
    places = {key: text for key, text in (("market", market), ("warehouse", warehouse)) if text}
    shop.sandbox.happen(event, variant=operation.subject, **places, **{name: THEIRS})
    return {name: THEIRS}


def _values(operations: Sequence[Operation]) -> dict[str, dict[str, object]]:
    return {one.subject + one.kind: wished(one) for one in operations}
