"""Guards shared stock against overselling: what one shop sold, the others no longer offer."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import KIND, Field, places_of
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import BackshopError, StoreError
from desktop.domain.findings import Finding
from desktop.domain.guard_titles import title_of
from desktop.domain.identity import Clock, NewId, new_id, utc_now
from desktop.domain.linking import LinkGroup, LinkMember, LinkMove, MoveKind, differs, settings_of
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.order_views import ActionResult
from desktop.domain.wishes import place_of, wished
from desktop.platforms.kit.contract import ReadsCatalog
from desktop.services.changes import ChangeFeed
from desktop.services.connections import Connections
from desktop.services.shop_books import Books, books
from desktop.services.variant_wishes import Edit, after_of, obstacle, told
from desktop.store import catalog_ingest, link_moves, links, outbox_moves, outbox_pushes, settings
from desktop.store.db import Database
from desktop.store.link_moves import Waiting
from desktop.store.sql import raw

if TYPE_CHECKING:
    from sqlalchemy import Connection

_log = logging.getLogger(__name__)
SWITCH = "links.guard"
SETTLE_S = 2.0  # orders come in pages: their sales go out as one change
_IN_DOUBT = frozenset({OperationState.UNSURE, OperationState.CONFLICT})
_BY_ITSELF = frozenset({MoveKind.SOLD, MoveKind.BACK})


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What the guard wrote: change-sets, how many values they set, and those that a marketplace's rules forbid."""

    change_set_ids: tuple[str, ...] = ()
    wishes: int = 0
    results: tuple[ActionResult, ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    """The members of a group that are to be set, and by which moves; without any they are set right."""

    members: tuple[LinkMember, ...]
    moves: tuple[LinkMove, ...] = ()

    @property
    def cause(self) -> frozenset[str]:
        """Of one cause is one change-set: the same orders."""
        return frozenset(f"{one.kind} {one.label}" for one in self.moves)


class StockGuard:
    """Writes the outbox only. One transaction reads what waits, queues it and forgets it: nothing is told twice."""

    def __init__(
        self,
        db: Database,
        connections: Connections,
        changes: ChangeFeed,
        *,
        clock: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        make_id: NewId = new_id,
    ) -> None:
        self._db, self._connections, self._changes = db, connections, changes
        self._clock, self._sleep, self._make_id = clock, sleep, make_id
        self._task: asyncio.Task[None] | None = None
        self._called = asyncio.Event()
        self._unsubscribe: Callable[[], None] = lambda: None
        self._untold: list[ActionResult] = []

    # --- routine ------------------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Pass on what waits since the last run of the program, and from now on whatever orders bring."""
        if self._task is None:
            self._called.set()
            self._unsubscribe = self._changes.subscribe(self._on_changes)
            self._task = asyncio.create_task(self._live(), name="stock guard")

    async def stop(self) -> None:
        """Guard no more; what waits is passed on at the next start."""
        self._unsubscribe()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def _on_changes(self, changes: Changes) -> None:
        if changes.kind in (ChangeKind.ORDERS, ChangeKind.OUTBOX):  # what was sold, and what was set by hand
            self._called.set()

    async def _live(self) -> None:
        while True:
            await self._called.wait()
            await self._sleep(SETTLE_S)
            self._called.clear()
            try:
                await self.pass_on()
            except StoreError as error:  # the file may be writable again later: what waits is still there
                _log.warning("linked stock could not be passed on: %s", error.code)
            except Exception:  # a bug in one group must not end the guard for the day
                _log.exception("linked stock could not be passed on")

    def take_problems(self) -> tuple[ActionResult, ...]:
        """Shops that a marketplace's rules kept from being set, since somebody last asked."""
        found, self._untold = tuple(self._untold), []
        return found

    # --- work ---------------------------------------------------------------------------------------------------------
    async def pass_on(self) -> PassedOn:
        """Tell the other shops of every shelf that moved. A full outbox of changes is one change-set per cause."""
        manifests = self._connections.manifests

        def write(c: "Connection") -> PassedOn:
            if settings.get(raw(c), SWITCH) is False:
                return PassedOn()
            waiting = link_moves.waiting(raw(c))
            found = {one.id: one for one in links.groups(raw(c), [one.group_id for one in waiting])}
            tasks = [_task(found[one.group_id], one) for one in waiting if one.group_id in found]
            passed = self._queue(c, tasks, books(raw(c), manifests))
            link_moves.told(c, [one.group_id for one in waiting])
            return passed

        if not await self._db.read(link_moves.waiting):
            return PassedOn()
        passed = await self._db.write(write)
        self._tell(passed)
        return passed

    async def look(self, account_id: str) -> PassedOn:
        """Where shops of this account sold something themselves: does the platform show what is left? Else set it.

        More than what is left is set at once. Less may be a sale that is not known here yet: it is set only when the
        next sync's orders did not explain it. Raises what reading from the platform raises.
        """
        owed = await self._db.read(lambda c: link_moves.owed(c, account_id))
        if not owed:
            return PassedOn()
        group_ids = await self._db.read(lambda c: links.group_ids_of(c, owed))
        groups = await self._db.read(lambda c: links.groups(c, group_ids.values()))
        refs = [one.stored.variant.ref for group in groups for one in group.members if one.stored.id in owed]
        connector = await self._connections.connector(account_id)
        found = await connector.read_variants(refs) if isinstance(connector, ReadsCatalog) else ()
        now, manifests = self._clock(), self._connections.manifests

        def write(c: "Connection") -> PassedOn:
            catalog_ingest.save_variants(c, account_id, found, at=now)
            return self._set_right(c, account_id, books(raw(c), manifests))

        passed = await self._db.write(write)
        self._changes.publish(Changes(ChangeKind.CATALOG, account_id))
        self._tell(passed)
        return passed

    async def after_sync(self, account_id: str) -> None:
        """Both; a platform that cannot be read just now is looked at after its next sync."""
        await self.pass_on()
        try:
            await self.look(account_id)
        except BackshopError as error:
            _log.info("linked stock of account %s was not looked at: %s", account_id, error.code)

    def _set_right(self, c: "Connection", account_id: str, shops: Books) -> PassedOn:
        owed = link_moves.owed(raw(c), account_id)  # anew: a sale that came in meanwhile is looked at next time
        groups = links.groups(raw(c), links.group_ids_of(raw(c), owed).values())
        tasks, again = [], []
        for group in groups:
            mine = [one for one in group.members if one.stored.id in owed]
            low = [one for one in mine if owed[one.stored.id] == 1 and _is_low(one)]
            again += [one.stored.id for one in low]
            tasks.append(_Task(tuple(one for one in mine if one not in low)))
        link_moves.set_owed(c, owed, 0)
        link_moves.set_owed(c, again, 2)
        is_off = settings.get(raw(c), SWITCH) is False
        return PassedOn() if is_off else self._queue(c, tasks, shops)

    def _queue(self, c: "Connection", tasks: Sequence[_Task], shops: Books) -> PassedOn:
        together: dict[frozenset[str], list[_Task]] = defaultdict(list)
        for task in tasks:
            together[task.cause].append(task)
            link_moves.set_owed(c, [one.stored.id for one in task.members], 0)
        ids, wishes, refused = [], 0, []
        for mine in together.values():
            found = [edits_of(member, shops) for task in mine for member in task.members]
            refused += [problem for _edits, problems in found for problem in problems]
            edits = _still_to_wish(c, [edit for edits, _problems in found for edit in edits])
            operations = self._operations(edits, shops)
            if operations:
                title = title_of([move for task in mine for move in task.moves])
                ids.append(operations[0].change_set_id)
                wishes += len(operations)
                outbox_moves.add_change_set(c, ids[-1], title, operations, self._clock())
        return PassedOn(tuple(ids), wishes, tuple(refused))

    def _operations(self, edits: Sequence[Edit], shops: Books) -> tuple[Operation, ...]:
        """``before`` stays empty: the shelf decides, so what a shop shows meanwhile is no conflict."""
        change_set_id, now = self._make_id(), self._clock()
        ids = sorted(self._make_id() for _ in edits)
        return tuple(
            Operation(
                id=operation_id,
                change_set_id=change_set_id,
                account_id=edit.stored.account_id,
                shop_id=edit.stored.shop_id,
                kind=edit.kind,
                subject=edit.stored.variant.remote_id,
                label=edit.stored.variant.sku,
                before={},
                after=after_of(edit, shops[edit.stored.shop_id].in_market(edit.market)),
                state=OperationState.QUEUED,
                created_at=now,
            )
            for operation_id, edit in zip(ids, edits, strict=True)
        )

    def _tell(self, passed: PassedOn) -> None:
        self._untold += passed.results
        if passed.change_set_ids:
            self._changes.publish(Changes(ChangeKind.OUTBOX))
            self._changes.publish(Changes(ChangeKind.CATALOG))
        self._changes.publish(Changes(ChangeKind.LINKS))


def _still_to_wish(c: "Connection", edits: Sequence[Edit]) -> list[Edit]:
    """Without those on their way: who set the shelf by hand keeps a wish of his own, to follow and take back."""
    on_their_way = outbox_pushes.open_wishes(raw(c), {_subject(one) for one in edits})
    return [one for one in edits if not _is_on_its_way(one, on_their_way.get(_subject(one), ()))]


def _subject(edit: Edit) -> tuple[str, str]:
    return edit.stored.account_id, edit.stored.variant.remote_id


def _is_on_its_way(edit: Edit, open_: Iterable[Operation]) -> bool:
    place = (edit.market, edit.warehouse)
    newest = [one for one in open_ if one.kind is edit.kind and place_of(one) == place][-1:]
    return any(one.state not in _IN_DOUBT and wished(one) == dict(edit.values) for one in newest)


def _task(group: LinkGroup, waiting: Waiting) -> _Task:
    """Everybody but the shop that did all of it: its platform has counted its own sales itself."""
    alone = len(waiting.sellers) == 1 and all(one.kind in _BY_ITSELF for one in waiting.moves)
    seller = next(iter(waiting.sellers)) if alone else 0
    members = tuple(one for one in group.members if not seller or one.stored.id != seller)
    return _Task(members, waiting.moves)


def edits_of(member: LinkMember, shops: Books) -> tuple[list[Edit], list[ActionResult]]:
    """What sets this member to what its shop should offer, and what the marketplace's rules forbid of it."""
    stored, book = member.stored, shops.get(member.stored.shop_id)
    if book is None or member.wanted is None:
        return [], []
    whole = places_of(stored.variant, book.more_markets)[0]
    found = settings_of(stored.variant, member.wanted, book.rules.can, whole)
    edits, problems = [], []
    for place, of, units in found:
        edit = Edit(stored, KIND[of], {"quantity": units}, place.market, place.warehouse)
        finding = obstacle(edit, book.in_market(place.market))
        if finding is not None:
            problems.append(told(edit, finding))
        elif member.pending or differs(stored.variant, (place, of, units)):
            edits.append(edit)
    if not found:
        edit = Edit(stored, OperationKind.SET_STOCK, {"quantity": member.wanted})
        problems.append(told(edit, Finding("quantity", "not_supported")))
    # What holds back units has markets that have none of their own (single ads): those are no problem.
    only_some = bool(found) and len(problems) < len(found) and found[0][1] is Field.SAFETY_STOCK
    return edits, [] if only_some else problems


def _is_low(member: LinkMember) -> bool:
    there = member.stored.variant.stock
    return there is not None and member.wanted is not None and there < member.wanted
