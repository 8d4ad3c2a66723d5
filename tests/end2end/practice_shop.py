"""A practice shop for tests: real services on a real profile, one simulated platform, and one time for both.

Waiting costs nothing: it moves the time of app and platform alike. Whatever a platform offers only by a switch is on.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from quick_time import eased

from desktop.domain.errors import PlatformError, StoreError
from desktop.domain.operations import Operation, OperationState
from desktop.domain.profile import Profile
from desktop.platforms.kit.manifest import Manifest
from desktop.platforms.kit.ratelimit import ACCOUNT
from desktop.platforms.kit.retry import is_repeatable
from desktop.platforms.kit.wire import Network
from desktop.sandbox.clock import Clock
from desktop.sandbox.running import RunningSandbox
from desktop.services.build import Services, build_services
from desktop.services.sync.status import SyncResult

PASSPHRASE = "an invented passphrase for tests"
RESTART_S = 8.0
LONGEST_S = 30.0
QUIET_TURNS = 4  # of the loop with nothing under way: whoever was just answered has gone on by then
PATIENCE = 40  # how often a drained outbox is looked at again, half an hour apart, before a test gives up


class Threads:
    """What a loop has given to threads, those of the database among them: whether any of it is still at work."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._at_work = 0
        self._hand_over = loop.run_in_executor
        loop.run_in_executor = self._counted  # type: ignore[method-assign, assignment]

    @property
    def idle(self) -> bool:
        return not self._at_work

    def _counted(self, executor: Executor | None, fn: Callable[..., Any], *args: Any) -> "asyncio.Future[Any]":
        future = self._hand_over(executor, fn, *args)
        self._at_work += 1
        future.add_done_callback(self._over)
        return future

    def _over(self, _done: "asyncio.Future[Any]") -> None:
        self._at_work -= 1


class SharedTime:
    """The wall clock plus all that anybody waited: the time of the app and of the platform.

    It never jumps while a request is under way on ``line``, or about to be, as the rate file is written on a thread:
    that would look as if the line had been slow.
    """

    def __init__(self, skipped: float = 0.0) -> None:
        self.skipped = skipped
        self.line: CutWire | None = None
        self._threads: Threads | None = None

    def watch(self) -> None:
        """Know of the running loop's threads from now on."""
        if self._threads is None:
            self._threads = Threads(asyncio.get_running_loop())

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.wall(), UTC)

    def wall(self) -> float:
        return time.time() + self.skipped

    def monotonic(self) -> float:
        return time.monotonic() + self.skipped

    def skip(self, seconds: float) -> None:
        self.skipped += seconds

    async def sleep(self, seconds: float) -> None:
        quiet, until = 0, time.monotonic() + LONGEST_S
        while quiet < QUIET_TURNS:
            quiet = quiet + 1 if self._is_quiet() else 0
            await asyncio.sleep(0 if quiet else 0.001)
            assert time.monotonic() < until, "a request or a thread never ends: time stands still"
        self.skip(seconds)
        await asyncio.sleep(0.001)

    def _is_quiet(self) -> bool:
        on_line = self.line is not None and not self.line.idle.is_set()
        return not on_line and (self._threads is None or self._threads.idle)


class StillTime(SharedTime):
    """Time that passes by waiting and by nothing else: the same run takes exactly the same time everywhere."""

    def __init__(self) -> None:
        super().__init__()
        self._began = float(int(time.time()))
        self._ends: list[float] = []

    def wall(self) -> float:
        return self._began + self.skipped

    def monotonic(self) -> float:
        return self.skipped

    async def sleep(self, seconds: float) -> None:
        """Those who wait side by side wait together: time goes on to whoever is due first, once nothing is at work."""
        end = self.skipped + seconds
        self._ends.append(end)
        try:
            quiet, until = 0, time.monotonic() + LONGEST_S
            while self.skipped < end:
                quiet = quiet + 1 if self._is_quiet() else 0
                if quiet >= QUIET_TURNS and end == min(self._ends):
                    self.skipped = end
                await asyncio.sleep(0 if quiet else 0.001)
                assert time.monotonic() < until, "a request or a thread never ends: time stands still"
        finally:
            self._ends.remove(end)


@dataclass(frozen=True)
class Sent:
    """A request as it left: when, by whose limit, and whether it must not be repeated."""

    at: float
    bucket: str
    is_write: bool


class Watched(httpx.AsyncByteStream):
    """An answer's bytes; ``over`` is called once, when somebody has read or dropped them."""

    def __init__(self, stream: httpx.AsyncByteStream, over: Callable[[], None]) -> None:
        self._stream, self._over = stream, over
        self._closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._stream.__aiter__()

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            if not self._closed:
                self._closed = True
                self._over()


class CutWire(httpx.AsyncBaseTransport):
    """The network, which can be told to cut the power at one request: before it leaves, or when its answer is there.

    ``cut`` is set then, and that request never ends. ``idle`` is set while none is under way.
    """

    def __init__(self, clock: SharedTime) -> None:
        self._network, self._clock = Network(), clock
        self._left: int | None = None
        self._after_the_work = False
        self.under_way = 0
        self.cut, self.idle = asyncio.Event(), asyncio.Event()
        self.idle.set()
        self.sent: list[Sent] = []
        clock.line = self

    def cut_at(self, request: int, *, after_the_work: bool) -> None:
        """Cut at the n-th request from now, counted from 0."""
        self._left, self._after_the_work = request, after_the_work

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        bucket = str(request.extensions.get("bucket", ACCOUNT))
        self.sent.append(Sent(self._clock.wall(), bucket, not is_repeatable(request)))
        hit = self._left == 0
        self._left = None if self._left is None else self._left - 1
        if not hit:
            return await self._through(request)
        if self._after_the_work:
            with contextlib.suppress(httpx.RequestError):  # an answer that breaks off is as lost as a whole one
                response = await self._through(request)
                try:
                    await response.aread()
                finally:
                    await response.aclose()
        self.cut.set()
        await asyncio.Event().wait()
        raise AssertionError("the power is off")

    async def _through(self, request: httpx.Request) -> httpx.Response:
        self.under_way += 1
        self.idle.clear()
        try:
            response = await self._network.handle_async_request(request)
        except BaseException:
            self._over()
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = Watched(response.stream, self._over)
        return response

    def _over(self) -> None:
        self.under_way -= 1
        if not self.under_way:
            self.idle.set()

    async def aclose(self) -> None:
        """Connectors come and go; the wire stays until ``shut``."""

    async def shut(self) -> None:
        await self._network.aclose()


@contextmanager
def simulated(
    manifest: Manifest, clock: SharedTime, *, orders: int, skus: int, seed: int = 1
) -> Iterator[RunningSandbox]:
    """The platform, on this time, with what it offers by a switch switched on."""
    shared = Clock(clock.wall, clock.monotonic)
    with RunningSandbox(manifest.id, seed=seed, orders=orders, skus=skus, clock=shared) as sandbox:
        offer_all(manifest, sandbox)
        yield sandbox


def offer_all(manifest: Manifest, sandbox: RunningSandbox) -> None:
    """Switch on what the platform offers only when told to."""
    for key in switches(manifest):
        sandbox.quirks(**{key: True})


def switches(manifest: Manifest) -> list[str]:
    """Credential fields that are switches."""
    return [one.key for one in manifest.credentials if one.choices == ("off", "on")]


@dataclass
class PracticeShop:
    """One account of one platform. ``kill`` and ``open`` are a power cut and the next start."""

    manifest: Manifest
    sandbox: RunningSandbox
    clock: SharedTime
    folder: Path
    paced: bool = False
    account_id: str = ""
    wire: CutWire = field(init=False)
    services: Services = field(init=False)

    @property
    def shop_ids(self) -> list[str]:
        return [one.id for one in self.services.shops.list_now()]

    def open(self) -> None:
        """Start the app; nothing runs yet."""
        self.clock.watch()
        self.wire = CutWire(self.clock)
        manifest = self.manifest if self.paced else eased(self.manifest)
        self.services = build_services(
            Profile(self.folder),
            [manifest],
            passphrase=lambda: PASSPHRASE,
            clock=self.clock,
            sleep=self.clock.sleep,
            monotonic=self.clock.monotonic,
        )
        self.services.connections._wire = self.wire

    async def close(self) -> None:
        await self.services.aclose()
        await self.wire.shut()

    async def kill(self) -> None:
        """As a power cut: what is committed stays, nothing more gets in, every lock and connection is gone.

        The next start is some seconds later; whatever a lost answer asked to wait is over by then.
        """

        def dead(_fn: object) -> None:
            raise StoreError("io")

        self.services.db._write = dead  # type: ignore[method-assign, assignment]
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self.services.aclose()
        await self.wire.shut()
        self.clock.skip(RESTART_S)

    async def connect(self) -> None:
        """Connect the shop, or give it new credentials."""
        given = {**self.sandbox.fresh_credentials(), **dict.fromkeys(switches(self.manifest), "on")}
        connected = await self.services.shops.connect(self.manifest.id, given, base_url=self.sandbox.base_url)
        self.account_id = connected.account.id

    async def sync(self, *, full: bool = False) -> SyncResult:
        (result,) = await self.services.sync.sync([self.account_id], full=full)
        return result

    async def synced(self) -> None:
        """Read what changed; it must work, as soon as the login does."""
        self.clock.skip(120)
        result = await self.sync()
        if result.code:
            await self.connect()
            self.clock.skip(3600)
            result = await self.sync()
        assert result.ok, result

    async def drain(self) -> tuple[Operation, ...]:
        """Let the outbox work until nothing moves but by the seller's word, who logs in wherever that is asked.

        The same value of a SKU, or a later step on an order, waits with what he is asked about.
        """
        for _ in range(PATIENCE):
            left = await self.services.outbox.run_until_idle()
            asked = {one.subject for one in left if waits_for_the_seller(one)}
            if all(one.subject in asked for one in left):
                return left
            if any(one.state is OperationState.NEEDS_LOGIN for one in left):
                await self.logged_in()
            else:
                self.clock.skip(1800)
        raise AssertionError(f"the outbox does not come to rest: {[told(one) for one in left]}")

    async def logged_in(self) -> None:
        """A new login. Armed faults strike logins as well: the next try has none."""
        try:
            await self.connect()
        except PlatformError:
            self.sandbox.disarm()
            await self.connect()

    async def operations(self, ids: Sequence[str] | None = None) -> list[Operation]:
        """All operations there ever were, or those of these ids, oldest first."""
        found = await self.services.outbox.list(open_only=False, limit=1_000_000)
        return [one for one in found if ids is None or one.id in ids]


def waits_for_the_seller(operation: Operation) -> bool:
    """Whether it says so itself: a conflict, or a doubt that no reading back could settle."""
    unsettled = operation.state is OperationState.UNSURE and operation.next_try_at is None
    return operation.state is OperationState.CONFLICT or unsettled


def told(operation: Operation) -> str:
    return (
        f"{operation.kind.value} {operation.label}: {operation.state.value} {operation.code} {dict(operation.params)}"
    )
