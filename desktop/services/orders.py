"""What the seller can do with orders: see them, find them, and wish for the next step of many at once."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import NotPossible, PlatformError, StoreError
from desktop.domain.identity import Clock, NewId, new_id, utc_now
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.order_steps import eligible
from desktop.domain.order_views import ActionResult, OrderDetail, OrderQuery, OrderRow
from desktop.domain.orders import Bucket, OrderItem, ProviderOption
from desktop.platforms.kit.contract import Connector, OffersProviders
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.services.changes import ChangeFeed
from desktop.services.order_wishes import Draft, OrderFacts, Wish, drafts, not_possible
from desktop.store import order_ingest, orders, outbox, outbox_moves, settings
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3

FIRST_PAGE = 128  # enough for any screen; painted before the rest of the ids is known
_REMEMBERED = "orders.provider."


class Platforms(Protocol):
    """What orders must know about platforms: what they can do, and whom to ask for couriers."""

    @property
    def manifests(self) -> Mapping[str, Manifest]: ...

    async def connector(self, account_id: str) -> Connector: ...


@dataclass(frozen=True, slots=True)
class Queued:
    """``order_ids`` are in the outbox as ``change_set_id`` (empty: none); ``results`` tell why the others are not."""

    change_set_id: str
    order_ids: tuple[int, ...] = ()
    results: tuple[ActionResult, ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderChoices:
    """The couriers all chosen orders have in common, and the one taken last (an id or name, perhaps not on offer).

    ``code`` is not empty when a platform could not be asked; then there are no options.
    """

    options: tuple[ProviderOption, ...]
    remembered: str = ""
    code: str = ""


class OrderService:
    """Reads orders from the local file; writes nothing but wishes and private notes."""

    def __init__(
        self,
        db: Database,
        platforms: Platforms,
        changes: ChangeFeed,
        *,
        clock: Clock = utc_now,
        make_id: NewId = new_id,
    ) -> None:
        self._db, self._platforms, self._changes = db, platforms, changes
        self._clock, self._make_id = clock, make_id

    # --- see ----------------------------------------------------------------------------------------------------------
    def first_page(self, query: OrderQuery, limit: int = FIRST_PAGE) -> "tuple[array[int], tuple[OrderRow, ...]]":
        """The first ids of a view and their rows, at once on the calling thread: for the first paint only."""
        ids = self._db.read_now(lambda c: orders.order_ids(c, query, limit))
        return ids, self._db.read_now(lambda c: orders.order_rows(c, ids))

    async def ids(self, query: OrderQuery, limit: int | None = None) -> "array[int]":
        """The ids of all orders of a view, in its order."""
        return await self._db.read(lambda c: orders.order_ids(c, query, limit))

    async def rows(self, ids: Sequence[int]) -> tuple[OrderRow, ...]:
        """The rows of these orders, in the order asked; unknown ids are left out."""
        return await self._db.read(lambda c: orders.order_rows(c, ids))

    async def counts(self, query: OrderQuery) -> dict[Bucket, int]:
        """How many orders of the view (whatever its bucket) lie in each bucket."""
        return await self._db.read(lambda c: orders.order_counts(c, query))

    async def detail(self, order_id: int) -> OrderDetail | None:
        """Everything known about one order."""
        return await self._db.read(lambda c: orders.order_detail(c, order_id))

    async def details(self, order_ids: Sequence[int]) -> tuple[OrderDetail, ...]:
        """Everything known about these orders, in one snapshot, in the order asked; unknown ones are left out."""
        found = await self._db.read(lambda c: [orders.order_detail(c, order_id) for order_id in order_ids])
        return tuple(detail for detail in found if detail is not None)

    async def find(self, numbers: Sequence[str], shop_id: str | None = None) -> dict[str, tuple[int, ...]]:
        """The ids of the orders with each number or remote id; empty where there is none."""
        return await self._db.read(lambda c: orders.find_orders(c, numbers, shop_id))

    async def set_private_note(self, order_id: int, note: str) -> None:
        """Remember the seller's own words about an order; they never leave this computer."""
        await self._db.write(lambda c: order_ingest.set_private_note(c, order_id, note))
        self._changes.publish(Changes(ChangeKind.ORDERS, ids=(order_id,)))

    # --- wish ---------------------------------------------------------------------------------------------------------
    async def accept(self, order_ids: Sequence[int], *, item_ids: Sequence[str] = ()) -> Queued:
        return await self.wish(order_ids, Wish((OperationKind.ACCEPT,), tuple(item_ids)))

    async def pack(
        self,
        order_ids: Sequence[int],
        *,
        provider: str | None = None,
        tracking_code: str | None = None,
        item_ids: Sequence[str] = (),
    ) -> Queued:
        """Pack what is to be packed; ``provider`` is an id or a name, none: the only one on offer."""
        details = {"provider": provider or "", "tracking_code": tracking_code or ""}
        return await self.wish(order_ids, Wish((OperationKind.PACK,), tuple(item_ids), details))

    async def ready(self, order_ids: Sequence[int], *, item_ids: Sequence[str] = ()) -> Queued:
        return await self.wish(order_ids, Wish((OperationKind.READY,), tuple(item_ids)))

    async def ship(
        self,
        order_ids: Sequence[int],
        *,
        provider: str | None = None,
        tracking_code: str | None = None,
        item_ids: Sequence[str] = (),
    ) -> Queued:
        details = {"provider": provider or "", "tracking_code": tracking_code or ""}
        return await self.wish(order_ids, Wish((OperationKind.SHIP,), tuple(item_ids), details))

    async def complete(
        self, order_ids: Sequence[int], *, received_by: str | None = None, item_ids: Sequence[str] = ()
    ) -> Queued:
        details = {"received_by": received_by or ""}
        return await self.wish(order_ids, Wish((OperationKind.COMPLETE,), tuple(item_ids), details))

    async def cancel(
        self, order_ids: Sequence[int], *, reason: str | None = None, item_ids: Sequence[str] = ()
    ) -> Queued:
        return await self.wish(order_ids, Wish((OperationKind.CANCEL,), tuple(item_ids), {"reason": reason or ""}))

    async def wish(self, order_ids: Sequence[int], wish: Wish) -> Queued:
        """Queue the steps of ``wish`` that each order still needs, as one change-set; nothing is sent here.

        Raises ``NotPossible("one_order_only")`` for a tracking code on several orders.
        """
        if wish.details.get("tracking_code") and len(order_ids) > 1:
            raise NotPossible("one_order_only")
        planned = [(one, *drafts(one, wish, self._can(one.row))) for one in await self.facts(order_ids)]
        known = {one.row.id for one, _, _ in planned}
        refused = [_unknown(order_id) for order_id in order_ids if order_id not in known]
        refused += [not_possible(one.row, code) for one, steps, code in planned if not steps]
        operations = self._operations([(one.row, step) for one, steps, _ in planned for step in steps])
        left_out = await self._queue(operations, wish)
        wished = {(one.account_id, one.subject) for one in operations if one.id not in left_out}
        rows = [one.row for one, steps, _ in planned if steps]
        refused += [not_possible(row, "already_pending") for row in rows if _key(row) not in wished]
        queued = tuple(row.id for row in rows if _key(row) in wished)
        return Queued(operations[0].change_set_id if queued else "", queued, tuple(refused))

    async def facts(self, order_ids: Sequence[int]) -> tuple[OrderFacts, ...]:
        """Row, items and open operations of each known order, in one snapshot, in the order asked."""
        return await self._db.read(lambda c: _facts(c, order_ids))

    def _can(self, row: OrderRow) -> frozenset[Can]:
        manifest = self._platforms.manifests.get(row.platform)
        return manifest.can if manifest else frozenset()

    def _operations(self, steps: Sequence[tuple[OrderRow, Draft]]) -> tuple[Operation, ...]:
        """Operations with ids that sort as the steps follow each other."""
        change_set_id, now = self._make_id(), self._clock()
        ids = sorted(self._make_id() for _ in steps)
        return tuple(
            _operation(row, draft, operation_id, change_set_id, now)
            for operation_id, (row, draft) in zip(ids, steps, strict=True)
        )

    async def _queue(self, operations: Sequence[Operation], wish: Wish) -> tuple[str, ...]:
        """One transaction; answers the ids that were left out, because another window wished the same meanwhile."""
        if not operations:
            return ()
        change_set_id, title, now = operations[0].change_set_id, "+".join(wish.steps), self._clock()
        left_out = await self._db.write(lambda c: outbox_moves.add_change_set(c, change_set_id, title, operations, now))
        if provider := wish.details.get("provider"):
            await self._remember(provider, {operation.shop_id for operation in operations})
        self._changes.publish(Changes(ChangeKind.OUTBOX))
        return left_out

    # --- couriers -----------------------------------------------------------------------------------------------------
    async def provider_options(self, order_ids: Sequence[int]) -> ProviderChoices:
        """What may be chosen for all of these orders. Asks the platforms; without them what was chosen last is left."""
        known = await self.facts(order_ids)
        remembered = await self._remembered({one.row.shop_id for one in known})
        by_account: dict[str, list[OrderItem]] = {}
        for one in known:
            if Can.CHOOSE_PROVIDER in self._can(one.row):
                by_account.setdefault(one.row.account_id, []).extend(eligible(OperationKind.PACK, one.items))
        try:
            offers = [await self._offers(account_id, items) for account_id, items in by_account.items() if items]
        except (PlatformError, StoreError) as error:
            return ProviderChoices((), remembered, error.code or "try_later")
        return ProviderChoices(in_common(offers), remembered)

    async def _offers(self, account_id: str, items: Sequence[OrderItem]) -> tuple[ProviderOption, ...]:
        connector = await self._platforms.connector(account_id)
        if not isinstance(connector, OffersProviders):
            return ()
        offered = await connector.provider_options(items)
        first, *others = (offered.get(item.remote_id, ()) for item in items)
        everywhere = set.intersection({option.id for option in first}, *({one.id for one in other} for other in others))
        return tuple(option for option in first if option.id in everywhere)

    async def _remembered(self, shop_ids: Collection[str]) -> str:
        """The choice these shops have in common; empty when they differ or nothing was chosen yet."""
        found = await self._db.read(lambda c: {str(settings.get(c, _REMEMBERED + one) or "") for one in shop_ids})
        return found.pop() if len(found) == 1 else ""

    async def _remember(self, provider: str, shop_ids: Collection[str]) -> None:
        chosen = {_REMEMBERED + shop_id: provider for shop_id in shop_ids}
        await self._db.write(lambda c: settings.put_all(c, chosen))


def in_common(offers: Sequence[Sequence[ProviderOption]]) -> tuple[ProviderOption, ...]:
    """What all offers have: of one account as offered, of several by name, since ids mean nothing elsewhere."""
    if len(offers) < 2:
        return tuple(offers[0]) if offers else ()
    names = set.intersection(*({option.name.casefold() for option in offer} for offer in offers))
    return tuple(replace(option, id=option.name) for option in offers[0] if option.name.casefold() in names)


def _facts(c: "sqlite3.Connection", order_ids: Sequence[int]) -> tuple[OrderFacts, ...]:
    rows, items = orders.order_rows(c, order_ids), orders.order_items(c, order_ids)
    pending = outbox.open_operations_of(c, [_key(row) for row in rows])
    return tuple(OrderFacts(row, items[row.id].items, pending[_key(row)]) for row in rows)


def _unknown(order_id: int) -> ActionResult:
    return ActionResult(order_id, "", "", ok=False, state="not_possible", code="unknown_order")


def _key(row: OrderRow) -> tuple[str, str]:
    return row.account_id, row.remote_id


def _operation(row: OrderRow, draft: Draft, operation_id: str, change_set_id: str, at: datetime) -> Operation:
    return Operation(
        id=operation_id,
        change_set_id=change_set_id,
        account_id=row.account_id,
        shop_id=row.shop_id,
        kind=draft.kind,
        subject=row.remote_id,
        label=row.number,
        before=draft.before,
        after=draft.after,
        state=OperationState.QUEUED,
        created_at=at,
    )
