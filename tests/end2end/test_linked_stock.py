"""One shelf in three shops of three platforms: what one sells the others offer no longer, over real HTTP."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from practice_shop import PASSPHRASE, CutWire, SharedTime, eased, simulated, switches

from desktop.domain.errors import StoreError
from desktop.domain.guard_titles import Moved, moves_told
from desktop.domain.linking import LinkGroup, MoveKind
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.profile import Profile
from desktop.platforms.registry import MANIFESTS
from desktop.sandbox.running import RunningSandbox
from desktop.services.build import Services, build_services
from desktop.store import outbox

NAMES = ("jumpseller", "lazada", "uappi")
SHELF = 20
PLATFORMS = {one.id: one for one in MANIFESTS if one.id in NAMES}


@dataclass
class Street:
    """Three shops of one seller, and the platforms behind them."""

    folder: Path
    clock: SharedTime
    sandboxes: dict[str, RunningSandbox]
    accounts: dict[str, str] = field(default_factory=dict)
    wire: CutWire = field(init=False)
    services: Services = field(init=False)

    def open(self) -> None:
        self.clock.watch()
        self.wire = CutWire(self.clock)
        self.services = build_services(
            Profile(self.folder),
            [eased(one) for one in PLATFORMS.values()],
            passphrase=lambda: PASSPHRASE,
            clock=self.clock,
            sleep=self.clock.sleep,
            monotonic=self.clock.monotonic,
        )
        self.services.connections._wire = self.wire

    async def close(self) -> None:
        await self.services.aclose()
        await self.wire.shut()

    async def restart(self) -> None:
        """A power cut and the next start: nothing more gets into the file of the one that died."""

        def dead(_fn: object) -> None:
            raise StoreError("io")

        self.services.db._write = dead  # type: ignore[method-assign, assignment]
        await self.close()
        self.open()

    async def connect(self) -> None:
        for name, sandbox in self.sandboxes.items():
            given = {**sandbox.fresh_credentials(), **dict.fromkeys(switches(PLATFORMS[name]), "on")}
            connected = await self.services.shops.connect(name, given, base_url=sandbox.base_url)
            self.accounts[name] = connected.account.id
        for name in self.sandboxes:
            await self.read(name)

    async def read(self, name: str) -> None:
        """What a sync reads, without what follows it."""
        self.clock.skip(120)
        (result,) = await self.services.sync.sync([self.accounts[name]])
        assert result.ok, result

    async def sync(self, name: str) -> None:
        """A whole sync with what follows it, and then the outbox."""
        await self.read(name)
        await self.services.guard.after_sync(self.accounts[name])
        await self.drain()

    async def drain(self) -> None:
        for _ in range(20):
            if not await self.services.outbox.run_until_idle():
                return
            self.clock.skip(600)
        raise AssertionError(await self.services.outbox.list())

    async def link(self, *, count: int | None = SHELF) -> dict[str, LinkGroup]:
        """Everything that is suggested, counted, and sent."""
        linked = await self.services.links.accept(await self.services.links.suggestions())
        for group_id in linked.group_ids if count is not None else ():
            await self.services.links.count(group_id, count or 0)
        await self.drain()
        return await self.groups()

    async def groups(self) -> dict[str, LinkGroup]:
        return {one.members[0].stored.variant.sku: one for one in await self.services.links.groups()}

    def order(self, name: str) -> tuple[str, Counter[str]]:
        """Somebody buys there: the order's number and what it sold, which the platform takes off its own stock."""
        made = self.sandboxes[name].happen("new_order")["orders"][0]
        sold = self.sold(name, made["number"])
        self._own_stock(name, sold, -1)
        return made["number"], sold

    def sold(self, name: str, number: str) -> Counter[str]:
        sold: Counter[str] = Counter()
        (order,) = self.sandboxes[name].truth(number)["orders"]
        for item in order["items"]:
            sold[item["sku"]] += item["quantity"]
        return sold

    def cancel(self, name: str, number: str) -> None:
        """The buyer calls it off; the platform puts its own stock back."""
        self.sandboxes[name].happen("order_cancelled", order=number)
        self._own_stock(name, self.sold(name, number), 1)

    def _own_stock(self, name: str, sold: Counter[str], sign: int) -> None:
        there = {one["sku"]: one for one in self.sandboxes[name].truth()["variants"]}
        for sku, units in sold.items():
            stock = max(0, there[sku]["stock"] + sign * units)
            self.sandboxes[name].happen("stock_changed", variant=there[sku]["id"], quantity=stock)

    def offered(self, name: str, sku: str) -> int:
        """What buyers can buy there: of a hub, in the channel that offers most of it."""
        (true,) = [one for one in self.sandboxes[name].truth()["variants"] if one["sku"] == sku]
        held = [offer["safety_stock"] or 0 for offer in true["offers"] if offer["market"]]
        return max(0, int(true["stock"]) - min(held, default=0))

    def stock(self, name: str, sku: str) -> int:
        (true,) = [one for one in self.sandboxes[name].truth()["variants"] if one["sku"] == sku]
        return int(true["stock"])

    async def operations(self) -> tuple[Operation, ...]:
        return await self.services.outbox.list(open_only=False)


Story = Callable[[Street], Awaitable[None]]


@pytest.fixture
def play(tmp_path: Path) -> Callable[[Story], None]:
    """Three connected shops, a story, and no mistake of ours noticed by any platform."""

    async def whole(story: Story) -> None:
        clock = SharedTime()
        with contextlib.ExitStack() as stack:
            made = {one: stack.enter_context(simulated(PLATFORMS[one], clock, orders=3, skus=8)) for one in NAMES}
            for one in made.values():
                one.unlimited()
            street = Street(tmp_path, clock, made)
            street.open()
            await street.connect()
            await story(street)
            await street.close()
            assert [sandbox.violations() for sandbox in made.values()] == [[], [], []]

    return lambda story: asyncio.run(whole(story))


def of_shop(street: Street, name: str, found: Sequence[Operation]) -> list[Operation]:
    return [one for one in found if one.account_id == street.accounts[name]]


def test_what_one_shop_sold_the_others_offer_no_longer_exactly_once(play: Callable[[Story], None]) -> None:
    async def story(street: Street) -> None:
        groups = await street.link()
        assert len(groups) == 8
        assert all(street.offered(name, sku) <= SHELF for name in NAMES for sku in groups)
        assert all(street.offered("lazada", sku) == SHELF for sku in groups)
        before = await street.operations()
        number, sold = street.order("jumpseller")
        await street.sync("jumpseller")
        left = {sku: SHELF - sold[sku] for sku in groups}
        assert {sku: street.offered("lazada", sku) for sku in groups} == left
        for sku in sold:
            assert street.offered("uappi", sku) == min(left[sku], street.stock("uappi", sku))
        made = [one for one in await street.operations() if one not in before]
        assert {one.label for one in made} == set(sold), "only what was sold is touched"
        assert of_shop(street, "jumpseller", made) == [], "the shop that sold has counted itself"
        assert Counter(one.label for one in of_shop(street, "lazada", made)) == Counter(list(sold))
        assert {one.kind for one in of_shop(street, "uappi", made)} == {OperationKind.SET_SAFETY_STOCK}
        title = await street.services.db.read(lambda c: outbox.title_of(c, made[0].change_set_id))
        assert moves_told(title or "") == (Moved(MoveKind.SOLD, sum(sold.values()), 1, (number,)),)
        for _ in range(2):
            for name in NAMES:
                await street.sync(name)
            await street.restart()
        assert len(await street.operations()) == len(before) + len(made), "nothing is told twice"
        assert {sku: one.stock for sku, one in (await street.groups()).items()} == left

    play(story)


def test_a_cancelled_order_gives_back_what_it_took_and_a_buffer_is_never_offered(
    play: Callable[[Story], None],
) -> None:
    async def story(street: Street) -> None:
        groups = await street.link()
        for group in groups.values():
            (lazada,) = [one for one in group.members if one.stored.account_id == street.accounts["lazada"]]
            await street.services.links.set_buffer(lazada.stored.id, 5)
        await street.drain()
        assert all(street.offered("lazada", sku) == SHELF - 5 for sku in groups)
        number, sold = street.order("jumpseller")
        await street.sync("jumpseller")
        assert all(street.offered("lazada", sku) == SHELF - 5 - sold[sku] for sku in groups)
        street.cancel("jumpseller", number)
        for _ in range(2):
            await street.sync("jumpseller")
            assert all(street.offered("lazada", sku) == SHELF - 5 for sku in groups)
        assert {one.stock for one in (await street.groups()).values()} == {SHELF}

    play(story)


def test_a_power_cut_between_the_sync_and_the_push_loses_no_sale_and_doubles_none(
    play: Callable[[Story], None],
) -> None:
    async def story(street: Street) -> None:
        groups = await street.link()
        _number, sold = street.order("jumpseller")
        await street.read("jumpseller")
        await street.restart()  # the sale is on disk, nobody was told
        await street.services.guard.pass_on()
        await street.restart()  # the wishes are on disk, nothing was sent
        await street.drain()
        await street.services.guard.pass_on()
        await street.drain()
        assert all(street.offered("lazada", sku) == SHELF - sold[sku] for sku in groups)
        writes = [one for one in of_shop(street, "lazada", await street.operations()) if one.label in sold]
        assert all(one.state is OperationState.DONE for one in writes)
        assert len(writes) == 2 * len(sold), "one for the count, one for the sale"

    play(story)


def test_sales_in_several_shops_meet_on_one_shelf(play: Callable[[Story], None]) -> None:
    async def story(street: Street) -> None:
        groups = await street.link()
        every = Counter[str]()
        for name in (*NAMES, *NAMES):
            every += street.order(name)[1]
        for name in (*NAMES, *NAMES):
            await street.sync(name)
        shelf = {sku: SHELF - every[sku] for sku in groups}
        assert {sku: one.stock for sku, one in (await street.groups()).items()} == shelf
        for name in ("jumpseller", "lazada"):
            assert {sku: street.stock(name, sku) for sku in groups} == {sku: max(0, shelf[sku]) for sku in groups}
        assert all(street.offered("uappi", sku) <= max(0, shelf[sku]) for sku in every)

    play(story)


def test_without_the_guard_or_without_a_count_nothing_is_sent(play: Callable[[Story], None]) -> None:
    async def story(street: Street) -> None:
        groups = await street.link(count=None)
        before = len(await street.operations())
        for group in groups.values():
            assert group.stock is None, "the shops show different stocks: nobody knows the shelf"
        street.order("jumpseller")
        await street.sync("jumpseller")
        assert len(await street.operations()) == before
        for group in groups.values():
            await street.services.links.count(group.id, SHELF)
        await street.services.links.set_guarding(False)
        await street.drain()
        _number, sold = street.order("jumpseller")
        await street.sync("jumpseller")
        assert all(street.offered("lazada", sku) == SHELF for sku in groups)
        await street.services.links.set_guarding(True)
        await street.drain()
        assert all(street.offered("lazada", sku) == SHELF - sold[sku] for sku in groups), "it catches up"

    play(story)


def test_more_sold_than_there_was_is_told_and_never_sent_below_nothing(play: Callable[[Story], None]) -> None:
    async def story(street: Street) -> None:
        groups = await street.link(count=0)
        number, sold = street.order("jumpseller")
        await street.sync("jumpseller")
        found = {one.members[0].stored.variant.sku: one for one in await street.services.links.oversold()}
        assert {sku: one.stock for sku, one in found.items()} == {sku: -units for sku, units in sold.items()}
        assert all(one.moves[0].label == number for one in found.values())
        assert all(street.offered("lazada", sku) == 0 for sku in groups)

    play(story)


def test_the_running_program_does_it_all_by_itself(play: Callable[[Story], None]) -> None:
    async def story(street: Street) -> None:
        groups = await street.link()
        _number, sold = street.order("jumpseller")
        street.clock.skip(120)
        moved = asyncio.Event()
        street.services.changes.subscribe(lambda _changes: moved.set())
        street.services.start()
        (result,) = await street.services.sync.sync([street.accounts["jumpseller"]])
        assert result.ok
        async with asyncio.timeout(60):
            while any(street.offered("lazada", sku) != SHELF - sold[sku] for sku in groups):
                moved.clear()
                await moved.wait()

    play(story)
