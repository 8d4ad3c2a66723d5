"""Fetching labels: accounts beside each other, each in small chunks, so that a stop is felt and progress seen.

Labels may be asked for any number of times, so what failed is simply asked for again; nothing here needs the outbox.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import AuthNeeded, BackshopError, NotPossible
from desktop.domain.identity import Clock
from desktop.domain.order_views import ActionResult
from desktop.domain.progress import Progress, ShowProgress, Stage
from desktop.platforms.kit.contract import FetchesLabels
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.services.changes import ChangeFeed
from desktop.services.couriers import Platforms
from desktop.services.labels.asking import rounds
from desktop.services.labels.keeping import DRAWN_FROM, Keeper
from desktop.services.labels.pages import OwnPapers
from desktop.services.labels.parcels import SeenOrder, Wanted, drawn_by_us, label_from, look, wanted
from desktop.store import labels
from desktop.store.db import Database

STOPPED = "stopped"  # by the seller: nothing went wrong
CHUNK = 20  # orders: few enough that progress moves and a stop is felt, enough that most platforms need one request


@dataclass
class _Round:
    """One call of ``fetch``: what became of each order, told as it happens."""

    total: int
    show: ShowProgress
    stop: asyncio.Event
    results: dict[int, ActionResult] = field(default_factory=dict)

    def settle(
        self, order: SeenOrder, code: str = "", params: Mapping[str, str] | None = None, state: str = ""
    ) -> None:
        row, params = order.row, params or {}
        state = state or ("not_possible" if code else "label_ready")
        message = params.get("message", "")
        self.results[row.id] = ActionResult(row.id, row.number, row.shop, not code, state, code, params, message)
        self.show(Progress(Stage.LABELS, len(self.results), self.total, row.number))

    def fail(self, orders: Sequence[SeenOrder], error: BackshopError) -> None:
        """Settle whichever of these orders is still open with what went wrong."""
        for order in orders:
            if order.row.id not in self.results:
                self.settle(order, error.code or type(error).__name__.lower(), error.params, _state_of(error))


def _stale(order: SeenOrder, digests: Mapping[tuple[int, str], str]) -> frozenset[str]:
    """Our own label follows address and template until it is printed; from then on it is the one on the parcel."""
    unprinted = (label for label in order.labels if order.ours and not label.printed)
    return frozenset(
        label.tracking_number
        for label in unprinted
        if label.params.get(DRAWN_FROM) != digests.get((order.row.id, label.tracking_number))
    )


def _state_of(error: BackshopError) -> str:
    if isinstance(error, AuthNeeded):
        return "needs_login"
    return "cancelled" if error.code == STOPPED else "not_possible"


class LabelFetcher:
    """Used from the event loop's thread. Two calls at once do not ask for the same label twice."""

    def __init__(
        self,
        db: Database,
        platforms: Platforms,
        changes: ChangeFeed,
        *,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]],
        own: OwnPapers | None = None,
    ) -> None:
        self._db, self._platforms, self._changes = db, platforms, changes
        self._clock, self._sleep, self._own = clock, sleep, own
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def fetch(
        self, order_ids: Sequence[int], show: ShowProgress, stop: asyncio.Event, *, again: bool
    ) -> tuple[ActionResult, ...]:
        """One result per known order, in the order asked. Platform and disk errors become results, never exceptions."""
        drawn = drawn_by_us(self._platforms.manifests)
        orders = await self._db.read(lambda c: look(c, list(dict.fromkeys(order_ids)), drawn))
        run = _Round(len(orders), show, stop)
        accounts: dict[str, list[SeenOrder]] = {}
        for order in orders:
            accounts.setdefault(order.row.account_id, []).append(order)
        async with asyncio.TaskGroup() as group:
            for account_id, theirs in accounts.items():
                group.create_task(self._account(account_id, theirs, run, again=again))
        return tuple(run.results[order.row.id] for order in orders)

    async def _account(self, account_id: str, orders: Sequence[SeenOrder], run: _Round, *, again: bool) -> None:
        try:
            manifest = self._platforms.manifests.get(orders[0].row.platform)
            if manifest is None or (self._own is None and Can.LABELS not in manifest.can):
                raise NotPossible("no_labels_here")
            for start in range(0, len(orders), CHUNK):
                if run.stop.is_set():
                    raise NotPossible(STOPPED)
                async with self._turns[account_id]:
                    await self._chunk(account_id, manifest, orders[start : start + CHUNK], run, again=again)
        except BackshopError as error:
            run.fail(orders, error)

    async def _connector(self, account_id: str, manifest: Manifest, needs: Sequence[Wanted]) -> FetchesLabels:
        """The platform, or we ourselves where it hands out no labels: that needs no line."""
        if self._own and Can.LABELS not in manifest.can:
            return self._own.labels_for({need.order.row.remote_id: need.order.row.id for need in needs})
        return cast(FetchesLabels, await self._platforms.connector(account_id))

    async def _chunk(
        self, account_id: str, manifest: Manifest, orders: Sequence[SeenOrder], run: _Round, *, again: bool
    ) -> None:
        """Look again at these orders, as another fetch may have had its turn; then ask, prove and keep."""
        ids, drawn = [order.row.id for order in orders], drawn_by_us(self._platforms.manifests)
        seen = await self._db.read(lambda c: look(c, ids, drawn))
        digests = await self._own.digests(ids) if self._own and manifest.id in drawn else {}
        needs = [wanted(one, label_from(manifest), again=again, stale=_stale(one, digests)) for one in seen]
        for need in needs:
            if not need.parcels:
                run.settle(need.order, need.code)
        if asked := [need for need in needs if need.parcels]:
            connector = await self._connector(account_id, manifest, asked)  # what lies in the vault needs no login
            await self._ask(connector, asked, run, untold=Can.LABELS_BY_NUMBER in manifest.can)

    async def _ask(self, connector: FetchesLabels, needs: Sequence[Wanted], run: _Round, *, untold: bool) -> None:
        keeper = Keeper(self._db, self._clock, needs, untold=untold)
        await self._db.write(lambda c: labels.set_label_fetching(c, keeper.order_ids))
        self._tell(needs)
        try:
            async for answers in rounds(connector, [need.question for need in needs], run.stop, self._sleep):
                for need, code, params in await keeper.keep(answers):
                    run.settle(need.order, code, params)
                self._tell(needs)
            for need, code, params in await keeper.give_up("label_not_there_yet"):
                run.settle(need.order, code, params)
        except BaseException as error:  # also when we are cancelled: no label may be shown as on its way for ever
            await keeper.give_up(error.code if isinstance(error, BackshopError) else STOPPED)
            raise
        finally:
            self._tell(needs)

    def _tell(self, needs: Sequence[Wanted]) -> None:
        row = needs[0].order.row
        self._changes.publish(Changes(ChangeKind.LABELS, row.account_id, tuple(need.order.row.id for need in needs)))
