"""A shop's life by chance: the seller's wishes, buyers and other hands, faults on the line, power cuts, long waits."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from practice_shop import RESTART_S, PracticeShop, waits_for_the_seller
from sellers_hand import orders_for, promote, set_values, shelf, step_kinds, take_back, take_step, value_kinds
from true_state import assert_all_is_well

from desktop.domain.errors import NotPossible, PlatformError
from desktop.domain.operations import PROMOTION_KINDS, Operation, OperationKind, OperationState
from desktop.domain.promotions import PromotionKind
from desktop.platforms.kit.manifest import Can
from desktop.services.sync.status import SyncResult

# What befalls requests, again and again: (fault, its settings).
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "lost_answer"},
    {"kind": "timeout_before", "seconds": 0.01},
    {"kind": "timeout_after", "seconds": 0.01},
    {"kind": "reset"},
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 503, "retry_after": 5},
    {"kind": "html", "status": 502},
    {"kind": "html"},
    {"kind": "truncated"},
    {"kind": "empty"},
    {"kind": "cut_short"},
    {"kind": "slow", "seconds": 0.01},
    {"kind": "rate_limited", "retry_after": 1},
    {"kind": "ban", "seconds": 5.0},
    {"kind": "unauthorized"},
    {"kind": "extra_fields"},
)
# What may happen on the platform's side, where it can: platforms refuse events that they do not have.
BEFORE_DISPATCH = {"unpaid", "to_accept", "to_pack", "packed", "ready"}
TO_ORDERS = {  # event -> how far an order may be for it
    "order_cancelled": BEFORE_DISPATCH,
    "order_shipped": {"to_pack", "packed", "ready"},
    "order_paid": {"unpaid"},
    "packed_elsewhere": {"to_pack"},
    "courier_run": {"ready"},
}
TO_LOGINS = ("access_expired", "refresh_revoked")
SENDER = Path(__file__).with_name("doomed_sender.py")
KEPT = 40  # of the last things done, told when something is wrong in the end

Deed = Callable[[], Awaitable[None]]


class RandomLife:
    """Everything by one seed. ``live`` does a number of things; ``settle`` brings all to rest and compares."""

    def __init__(self, shop: PracticeShop, seed: int) -> None:
        self.shop, self.rng = shop, random.Random(seed)
        self.wished: list[str] = []
        self.counts: Counter[str] = Counter()
        self.story: deque[str] = deque(maxlen=KEPT)
        self._chances: dict[Deed, int] = {
            self.wish_values: 26,
            self.take_a_step: 16,
            self.push: 12,
            self.sync: 6,
            self.push_and_sync: 3,
            self.fault: 14,
            self.buyers: 4,
            self.other_hands: 8,
            self.wait: 5,
            self.power_cut: 5,
            self.decide: 3,
            self.take_back: 2,
            self.promotion: 2,
            self.login_trouble: 1,
        }

    async def live(self, steps: int) -> None:
        """Do this many things."""
        deeds, weights = list(self._chances), list(self._chances.values())
        for _ in range(steps):
            (deed,) = self.rng.choices(deeds, weights)
            self._note(deed.__name__)
            await deed()

    async def settle(self) -> None:
        """The faults are over: let everything come to rest; then nothing is lost or doubled, and all shown is true."""
        self.shop.sandbox.disarm()
        for _ in range(12):
            left = await self.shop.drain()
            if not left:
                break
            for one in left:
                if waits_for_the_seller(one):
                    await self._decide(one)
        await self.shop.synced()
        await assert_all_is_well(self.shop, self.wished)

    def _note(self, what: str) -> None:
        self.counts[what.split()[0]] += 1
        self.story.append(what)

    def _made(self, operations: list[Operation]) -> None:
        self.wished += [one.id for one in operations]
        self.counts["wishes"] += len(operations)
        self.story.extend(
            f"  {one.kind.value} {one.label} {one.before} -> {one.after.get('quantity')}" for one in operations
        )

    # --- the seller ---------------------------------------------------------------------------------------------------
    async def wish_values(self) -> None:
        kind = self.rng.choice(value_kinds(self.shop.manifest))
        self._made(await set_values(self.shop, kind, self.rng.randint(1, 4), self.rng))

    async def take_a_step(self) -> None:
        kinds = step_kinds(self.shop.manifest)
        if not kinds:
            return
        kind = self.rng.choice(kinds)
        ready = await orders_for(self.shop, kind)
        chosen = self.rng.sample(ready, min(len(ready), self.rng.randint(1, 3)))
        try:
            self._made(await take_step(self.shop, kind, chosen) if chosen else [])
        except PlatformError as error:  # the reasons for a cancellation could not be asked
            self._note(f"failed {error.code}")

    async def promotion(self) -> None:
        kinds = self.shop.manifest.promotion_kinds
        if kinds:
            kind = PromotionKind(self.rng.choice(kinds))
            self._made(await promote(self.shop, kind, f"Offer {len(self.wished)}", self.rng))

    async def take_back(self) -> None:
        """A promotion, or a whole change-set."""
        made = [one for one in await self.shop.services.promotions.list() if one.change_set_id and not one.ended_by]
        try:
            if made and self.rng.random() < 0.5:
                self._made(await take_back(self.shop, self.rng.choice(made).id, delete=self.rng.random() < 0.5))
            elif operations := await self.shop.operations():
                await self.shop.services.outbox.undo(self.rng.choice(operations[-40:]).change_set_id)
        except NotPossible as error:
            self._note(f"not_possible {error.code}")

    async def decide(self) -> None:
        """On what waits for the seller, or to try again or give up whatever there is."""
        open_ = await self.shop.services.outbox.list()
        for one in self.rng.sample(open_, min(3, len(open_))):
            if waits_for_the_seller(one):
                await self._decide(one)
            elif one.state is OperationState.QUEUED and self.rng.random() < 0.3:
                await self.shop.services.outbox.discard([one.id])
        if self.rng.random() < 0.3:
            await self.shop.services.outbox.retry()

    async def _decide(self, operation: Operation) -> None:
        self.story.append(f"  decide on {operation.kind.value} {operation.label} {operation.state.value}")
        outbox = self.shop.services.outbox
        if operation.state is OperationState.CONFLICT:
            await outbox.resolve(operation.id, self.rng.choice(("mine", "theirs")))
        elif operation.kind in PROMOTION_KINDS and Can.READ_PROMOTIONS not in self.shop.manifest.can:
            await outbox.resolve(operation.id, "happened" if self._is_there(operation) else "mine")
        else:
            await outbox.retry([operation.id])

    def _is_there(self, operation: Operation) -> bool:
        """What the seller finds in the platform's own pages: the promotion he wished, or that it is over."""
        lines = [
            line
            for one in self.shop.sandbox.truth()["promotions"]
            if one["name"] == operation.label
            for line in one["lines"] or [{}]
        ]
        if operation.kind is OperationKind.CREATE_PROMOTION:
            return bool(lines)
        return not any(line.get("active") for line in lines)

    async def sync(self) -> None:
        await self._login(await self.shop.sync())

    async def push(self) -> None:
        await self.shop.services.outbox.run_until_idle()

    async def push_and_sync(self) -> None:
        _left, result = await asyncio.gather(self.shop.services.outbox.run_until_idle(), self.shop.sync())
        await self._login(result)

    async def _login(self, result: SyncResult) -> None:
        """Who is told that a login is needed logs in, sooner or later."""
        if result.code and self.rng.random() < 0.7:
            try:
                await self.shop.connect()
            except PlatformError as error:
                self._note(f"no_login {error.code}")

    # --- the world ----------------------------------------------------------------------------------------------------
    async def buyers(self) -> None:
        self.shop.sandbox.happen("new_order", count=self.rng.randint(1, 3))

    async def other_hands(self) -> None:
        """Somebody else at the same shop."""
        if self.rng.random() < 0.4:
            self._to_an_order()
            return
        known = await shelf(self.shop)
        if known:
            variant = self.rng.choice(known).variant
            market = self.rng.choice([offer.market for offer in variant.offers] or [""])
            about: dict[str, Any] = {"variant": variant.remote_id, **({"market": market} if market else {})}
            kind, value = self.rng.choice((("stock_changed", "quantity"), ("price_changed", "price")))
            self._happen(kind, **about, **{value: self.rng.randint(1, 90)})

    def _to_an_order(self) -> None:
        event = self.rng.choice(list(TO_ORDERS))
        orders = self.shop.sandbox.truth()["orders"][-30:]
        fit = [one["number"] for one in orders if {item["step"] for item in one["items"]} <= TO_ORDERS[event]]
        if fit:
            self._happen(event, order=self.rng.choice(fit))

    def _happen(self, event: str, **what: Any) -> None:
        try:
            self.shop.sandbox.happen(event, **what)
            self.story.append(f"  {event} {what}")
        except HTTPError:  # not here, or not now
            self.counts["impossible"] += 1

    async def login_trouble(self) -> None:
        self._happen(self.rng.choice(TO_LOGINS))

    async def fault(self) -> None:
        """One more that waits on the line; there are never many, and now and then none."""
        if self.rng.random() < 0.2:
            self.shop.sandbox.disarm()
            return
        fault = self.rng.choice(FAULTS)
        self.story.append(f"  {fault}")
        settings = {key: value for key, value in fault.items() if key != "kind"}
        self.shop.sandbox.arm(
            fault["kind"], "*", count=self.rng.choice((1, 1, 1, 2, 4)), after=self.rng.randint(0, 6), **settings
        )

    async def wait(self) -> None:
        self.shop.clock.skip(self.rng.choice((3, 30, 300, 3000, 20_000)))

    # --- power cuts ---------------------------------------------------------------------------------------------------
    async def power_cut(self) -> None:
        """In the middle of a request of a push or a sync, or wherever else it is; then the next start."""
        self.shop.wire.cut_at(self.rng.randint(0, 5), after_the_work=self.rng.random() < 0.5)
        work = self.rng.choice((self.push, self.push, self.push_and_sync, self.sync))
        done = asyncio.create_task(work())
        cut = asyncio.create_task(self.shop.wire.cut.wait())
        await asyncio.wait({done, cut}, return_when=asyncio.FIRST_COMPLETED)
        self.counts["cut_mid_request" if cut.done() else "cut_at_rest"] += 1
        await self.shop.kill()
        self.shop.open()

    async def kill_9(self) -> None:
        """A process of its own sends the outbox and is killed as soon as it has asked for something."""
        self._note("kill_9")
        await self.shop.close()
        before = self.shop.sandbox.truth()["requests"]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        words = [
            sys.executable,
            str(SENDER),
            self.shop.manifest.id,
            str(self.shop.folder),
            str(self.shop.clock.skipped),
        ]
        sender = await asyncio.to_thread(subprocess.Popen, words, env=environment)
        wanted = before + self.rng.randint(1, 4)
        await asyncio.to_thread(lambda: _until(sender, lambda: self.shop.sandbox.truth()["requests"] >= wanted))
        if sender.poll() is None:
            os.kill(sender.pid, signal.SIGKILL)
            self.counts["killed_at_work"] += 1
        await asyncio.to_thread(sender.wait)
        self.shop.clock.skip(RESTART_S)
        self.shop.open()


def _until(sender: "subprocess.Popen[bytes]", enough: Callable[[], bool]) -> None:
    """Ask again and again until it is enough or the process has ended; asking is slow enough by itself."""
    while sender.poll() is None and not enough():
        pass
