"""What the seller can do with orders: see them, find them, and wish for the next step of many at once."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.accounts import Shop
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import NotPossible
from desktop.domain.identity import Clock, NewId, new_id, utc_now
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.order_filters import FilterChoices
from desktop.domain.order_views import ActionResult, OrderDetail, OrderQuery, OrderRow
from desktop.domain.orders import Bucket
from desktop.platforms.kit.manifest import Can
from desktop.services.changes import ChangeFeed
from desktop.services.couriers import Couriers, Platforms, ProviderChoices, place_of
from desktop.services.order_wishes import Draft, OrderFacts, Wish, drafts, not_possible, unlisted_order
from desktop.store import accounts, annotations, order_ingest, orders, outbox, outbox_moves
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3

FIRST_PAGE = 128  # enough for any screen; painted before the rest of the ids is known


@dataclass(frozen=True, slots=True)
class Queued:
    """``order_ids`` are in the outbox as ``change_set_id`` (empty: none); ``results`` tell why the others are not."""

    change_set_id: str
    order_ids: tuple[int, ...] = ()
    results: tuple[ActionResult, ...] = ()


# Every step there is on the way to a label; each platform takes those that its manifest names.
STEPS = (OperationKind.ACCEPT, OperationKind.PACK, OperationKind.READY, OperationKind.SHIP)
Provider = str | Mapping[int, str] | None  # an id or name for all orders, or one by order id
Tracking = str | Mapping[int, str] | None  # a code for one order, or one by order id


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
        self.couriers = Couriers(db, platforms)

    # --- see ----------------------------------------------------------------------------------------------------------
    def first_page(self, query: OrderQuery, limit: int = FIRST_PAGE) -> "tuple[array[int], tuple[OrderRow, ...]]":
        """The first ids of a view and their rows, at once on the calling thread: for the first paint only."""
        ids = self._db.read_now(lambda c: orders.order_ids(c, query, limit, clock=self._clock))
        return ids, self._db.read_now(lambda c: orders.order_rows(c, ids))

    async def ids(self, query: OrderQuery, limit: int | None = None) -> "array[int]":
        """The ids of all orders of a view, in its order."""
        return await self._db.read(lambda c: orders.order_ids(c, query, limit, clock=self._clock))

    async def rows(self, ids: Sequence[int]) -> tuple[OrderRow, ...]:
        """The rows of these orders, in the order asked; unknown ids are left out."""
        return await self._db.read(lambda c: orders.order_rows(c, ids))

    async def counts(self, query: OrderQuery) -> dict[Bucket, int]:
        """How many orders of the view (whatever its bucket) lie in each bucket."""
        return await self._db.read(lambda c: orders.order_counts(c, query, clock=self._clock))

    async def filter_choices(self) -> FilterChoices:
        """What orders can be filtered by, as far as any order has it."""
        found = await self._db.read(orders.filter_choices)
        manifests = self._platforms.manifests
        titles = tuple((key, manifests[key].title if key in manifests else key) for key, _ in found.platforms)
        return replace(found, platforms=titles)

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

    async def take_numbers(self, numbers: Sequence[str], shop_id: str) -> dict[str, int]:
        """Orders the seller names although nobody listed them, so that their labels can be fetched; ids by number.

        Raises ``NotPossible("unlisted_orders")`` where the platform lists its orders itself.
        """
        shop = next((one for one in await self._db.read(_every_shop) if one.id == shop_id), None)
        manifest = self._platforms.manifests.get(shop.platform) if shop else None
        if shop is None or manifest is None or Can.LABELS_BY_NUMBER not in manifest.can:
            raise NotPossible("unlisted_orders")
        now = self._clock()
        stubs = [unlisted_order(number, shop.remote_id, now) for number in dict.fromkeys(numbers)]
        await self._db.write(lambda c: order_ingest.save_orders(c, shop.account_id, stubs, at=now))
        found = await self.find(numbers, shop_id)
        return {number: ids[0] for number, ids in found.items() if ids}

    async def set_private_note(self, order_id: int, note: str) -> None:
        """Remember the seller's own words about an order; they never leave this computer."""
        if await self._db.write(lambda c: annotations.set_private_note(c, order_id, note, self._clock())):
            self._changes.publish(Changes(ChangeKind.ORDERS, ids=(order_id,)))

    # --- wish ---------------------------------------------------------------------------------------------------------
    async def accept(self, order_ids: Sequence[int], *, item_ids: Sequence[str] = ()) -> Queued:
        return await self.wish(order_ids, Wish((OperationKind.ACCEPT,), tuple(item_ids)))

    async def pack(
        self,
        order_ids: Sequence[int],
        *,
        provider: Provider = None,
        tracking_code: Tracking = None,
        item_ids: Sequence[str] = (),
        parcels: Sequence[Sequence[str]] = (),
    ) -> Queued:
        """Pack what is to be packed; ``provider`` is an id or a name (or one for each order), none: the only one.

        ``parcels`` are the item ids of each parcel of one order, where it shall have several.
        """
        wish = carried((OperationKind.PACK,), provider, tracking_code, item_ids)
        return await self.wish(order_ids, replace(wish, parcels=tuple(tuple(one) for one in parcels)))

    async def ready(self, order_ids: Sequence[int], *, item_ids: Sequence[str] = ()) -> Queued:
        return await self.wish(order_ids, Wish((OperationKind.READY,), tuple(item_ids)))

    async def ship(
        self,
        order_ids: Sequence[int],
        *,
        provider: Provider = None,
        tracking_code: Tracking = None,
        item_ids: Sequence[str] = (),
    ) -> Queued:
        return await self.wish(order_ids, carried((OperationKind.SHIP,), provider, tracking_code, item_ids))

    async def complete(
        self, order_ids: Sequence[int], *, received_by: str | None = None, item_ids: Sequence[str] = ()
    ) -> Queued:
        details = {"received_by": received_by or ""}
        return await self.wish(order_ids, Wish((OperationKind.COMPLETE,), tuple(item_ids), details))

    async def cancel(
        self, order_ids: Sequence[int], *, reason: str | None = None, item_ids: Sequence[str] = ()
    ) -> Queued:
        return await self.wish(order_ids, Wish((OperationKind.CANCEL,), tuple(item_ids), {"reason": reason or ""}))

    async def repack(self, order_ids: Sequence[int]) -> Queued:
        """Undo the pack: the parcels are no more, and what is in them is to be packed again."""
        return await self.wish(order_ids, Wish((OperationKind.REPACK,)))

    async def set_invoice(self, order_ids: Sequence[int], number: str, *, item_ids: Sequence[str] = ()) -> Queued:
        """Tell the platform the number of the invoice of this order. Raises ``NotPossible("one_order_only")``."""
        return await self.wish(
            order_ids, Wish((OperationKind.SET_INVOICE,), tuple(item_ids), {"invoice_number": number})
        )

    async def reject_cancel(self, order_ids: Sequence[int], *, reason: str | None = None) -> Queued:
        """Do not agree to the buyers' wish to cancel; agreeing is ``cancel``."""
        return await self.wish(order_ids, Wish((OperationKind.REJECT_CANCEL,), (), {"reason": reason or ""}))

    async def wish(self, order_ids: Sequence[int], wish: Wish) -> Queued:
        """Queue the steps of ``wish`` that each order still needs, as one change-set; nothing is sent here.

        Raises ``NotPossible("one_order_only")`` for parcels, one tracking code or one invoice number on several orders.
        """
        if wish.is_of_one_order and len(order_ids) > 1:
            raise NotPossible("one_order_only")
        planned = [(one, *drafts(one, wish, self.may(one.row, wish))) for one in await self.facts(order_ids)]
        known = {one.row.id for one, _, _ in planned}
        refused = [_unknown(order_id) for order_id in order_ids if order_id not in known]
        refused += [not_possible(one.row, code) for one, steps, code in planned if not steps]
        operations = self._operations([(one.row, step) for one, steps, _ in planned for step in steps])
        left_out = await self._queue(operations, "+".join(wish.steps))
        await self._remember([one.row for one, steps, _ in planned if steps], wish)
        wished = {(one.account_id, one.subject) for one in operations if one.id not in left_out}
        rows = [one.row for one, steps, _ in planned if steps]
        refused += [not_possible(row, "already_pending") for row in rows if _key(row) not in wished]
        queued = tuple(row.id for row in rows if _key(row) in wished)
        return Queued(operations[0].change_set_id if queued else "", queued, tuple(refused))

    async def facts(self, order_ids: Sequence[int]) -> tuple[OrderFacts, ...]:
        """Row, items and open operations of each known order, in one snapshot, in the order asked."""
        return await self._db.read(lambda c: _facts(c, order_ids))

    def label_from(self, row: OrderRow) -> str:
        """The item status from which this order's label is final (``ItemStatus`` value)."""
        manifest = self._platforms.manifests.get(row.platform)
        return manifest.label_from if manifest else ""

    def _can(self, row: OrderRow) -> frozenset[Can]:
        manifest = self._platforms.manifests.get(row.platform)
        return manifest.can if manifest else frozenset()

    def may(self, row: OrderRow, wish: Wish) -> frozenset[Can]:
        """What of this wish the order's platform takes."""
        manifest = self._platforms.manifests.get(row.platform)
        if not wish.own_way or manifest is None:
            return self._can(row)
        return frozenset(can for can in manifest.can if can.value in manifest.steps)

    def _operations(self, steps: Sequence[tuple[OrderRow, Draft]]) -> tuple[Operation, ...]:
        """Operations with ids that sort as the steps follow each other."""
        change_set_id, now = self._make_id(), self._clock()
        ids = sorted(self._make_id() for _ in steps)
        return tuple(
            _operation(row, draft, operation_id, change_set_id, now)
            for operation_id, (row, draft) in zip(ids, steps, strict=True)
        )

    async def _queue(self, operations: Sequence[Operation], title: str) -> tuple[str, ...]:
        """One transaction; answers the ids that were left out, because another window wished the same meanwhile."""
        if not operations:
            return ()
        change_set_id, now = operations[0].change_set_id, self._clock()
        left_out = await self._db.write(lambda c: outbox_moves.add_change_set(c, change_set_id, title, operations, now))
        self._changes.publish(Changes(ChangeKind.OUTBOX))
        return left_out

    # --- couriers -----------------------------------------------------------------------------------------------------
    async def provider_options(self, order_ids: Sequence[int]) -> ProviderChoices:
        """What may be chosen for these orders. Asks the platforms; without them what was chosen last is left."""
        return await self.couriers.choices(await self.facts(order_ids))

    async def _remember(self, rows: Sequence[OrderRow], wish: Wish) -> None:
        await self.couriers.remember({place_of(row): wish.provider_of(row.id) for row in rows})


def carried(
    steps: tuple[OperationKind, ...], provider: Provider, tracking_code: Tracking, item_ids: Sequence[str] = ()
) -> Wish:
    """A wish for steps that may name a courier."""
    courier, couriers = (provider or "", {}) if isinstance(provider, str | None) else ("", dict(provider))
    code, codes = (tracking_code or "", {}) if isinstance(tracking_code, str | None) else ("", dict(tracking_code))
    return Wish(steps, tuple(item_ids), {"provider": courier, "tracking_code": code}, couriers, codes)


def _every_shop(c: "sqlite3.Connection") -> tuple[Shop, ...]:
    return tuple(shop for account in accounts.accounts(c) for shop in accounts.shops(c, account.id))


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
