"""A shop floor for the window's tests: services that keep orders in memory and answer as the real ones do."""

import asyncio
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from desktop.domain.accounts import AccountState
from desktop.domain.changes import Changes
from desktop.domain.labels import LabelFormat, LabelProblem, LabelState, StoredLabel
from desktop.domain.money import Money
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.order_views import (
    ActionResult,
    OrderDetail,
    OrderEvent,
    OrderQuery,
    OrderRow,
    Pending,
)
from desktop.domain.orders import VIEW_BUCKETS, Address, Bucket, ItemStatus, OrderItem, Parcel, ProviderOption
from desktop.services.shop_views import ShopView
from desktop.services.sync.status import Progress as SyncProgress
from desktop.services.sync.status import SyncStage, SyncStatus

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
_FAR = datetime(9999, 1, 1, tzinfo=UTC)
_BUYERS = (
    "Amina Okafor",
    "Chidi Eze",
    "Wanjiru Mwangi",
    "Youssef El Amrani",
    "Ngozi Bello",
    "Fatou Diop",
    "Omar Haddad",
)
_ITEMS = (
    "2 x KET-BLU-17",
    "MUG-RED, SPOON-6",
    "LAMP-DESK-W",
    "TSHIRT-M-BLK",
    "3 x SOAP-OLIVE",
    "CHARGER-65W, CABLE-C-2M",
)
_CYCLE = (
    Bucket.TO_PACK,
    Bucket.TO_SHIP,
    Bucket.LABEL_READY,
    Bucket.SHIPPED,
    Bucket.DELIVERED,
    Bucket.TO_PACK,
    Bucket.SHIPPED,
    Bucket.DELIVERED,
    Bucket.CANCELLED,
    Bucket.FAILED,
    Bucket.CANCEL_REQUESTED,
)


_TO_DO = (Bucket.TO_PACK, Bucket.TO_SHIP, Bucket.LABEL_READY)


@dataclass(frozen=True)
class Step:
    done: int
    total: int
    result: ActionResult | None = None


@dataclass(frozen=True)
class Queued:
    change_set_id: str
    results: tuple[ActionResult, ...] = ()


def order_row(at: int) -> OrderRow:
    """The row of order ``at``; everything follows from the number."""
    bucket = _CYCLE[at % len(_CYCLE)]
    packed = bucket not in (Bucket.TO_PACK, Bucket.CANCELLED, Bucket.CANCEL_REQUESTED)
    label = LabelState.NONE
    if bucket is Bucket.LABEL_READY:
        label = LabelState.FAILED if at % 7 == 0 else LabelState.READY
    elif bucket in (Bucket.SHIPPED, Bucket.DELIVERED):
        label = LabelState.PRINTED
    shop = at % 3
    pending = (Pending(OperationKind.PACK, OperationState.QUEUED),) if bucket is Bucket.TO_PACK and at % 4 == 0 else ()
    return OrderRow(
        id=at,
        account_id="a1",
        shop_id=f"s{shop}",
        shop=("Lagos Home", "Nairobi Kitchen", "Casa Atlas")[shop],
        platform="north",
        remote_id=f"r{at}",
        number=str(300_000_000 + at * 7919),
        bucket=bucket,
        platform_status=bucket.value.upper(),
        buyer=_BUYERS[at % len(_BUYERS)],
        items=_ITEMS[at % len(_ITEMS)],
        item_count=1 + at % 3,
        total=Money(Decimal(str(1250 + at * 37 % 90_000)) + Decimal("0.50"), ("NGN", "KES", "MAD")[shop]),
        created_at=NOW - timedelta(minutes=11 * at),
        updated_at=NOW - timedelta(minutes=5 * at),
        ship_by=NOW + timedelta(hours=30 - at % 40, minutes=at % 60) if bucket in _TO_DO else None,
        provider=("Northline", "Speedy", "Pick-up station 12")[at % 3] if packed else "",
        tracking=f"NL{at:09d}X" if packed else "",
        label=label,
        label_problem=LabelProblem.OTHER_PARCEL if label is LabelState.FAILED else None,
        printed=1 + at % 2 if label is LabelState.PRINTED else 0,
        country=("NG", "KE", "MA")[shop],
        pending=pending,
    )  # fmt: skip


class Orders:
    def __init__(self, count: int) -> None:
        self.rows_by_id = {at: order_row(at) for at in range(1, count + 1)}
        self.asked: list[OrderQuery] = []
        self.packed: list[tuple[list[int], str | None]] = []
        self.notes: dict[int, str] = {}

    def _found(self, query: OrderQuery) -> list[OrderRow]:
        buckets = VIEW_BUCKETS.get(query.bucket, frozenset({query.bucket}))
        words = query.search.casefold().split()
        found = [
            row
            for row in self.rows_by_id.values()
            if (query.bucket is Bucket.ALL or row.bucket in buckets)
            and (not query.shop_ids or row.shop_id in query.shop_ids)
            and all(word in f"{row.number} {row.buyer} {row.items} {row.tracking}".casefold() for word in words)
        ]
        for key in reversed(query.sort):
            pick: dict[str, Callable[[OrderRow], object]] = {
                "created": lambda row: row.created_at, "ship_by": lambda row: row.ship_by or _FAR,
                "total": lambda row: row.total.amount, "buyer": lambda row: row.buyer, "number": lambda row: row.number,
            }  # fmt: skip
            found.sort(key=pick.get(key.by, lambda row: row.id), reverse=key.descending)  # type: ignore[arg-type]
        return found

    def first_page(self, query: OrderQuery, limit: int = 128) -> tuple["array[int]", tuple[OrderRow, ...]]:
        rows = self._found(query)[:limit]
        return array("I", [row.id for row in rows]), tuple(rows)

    async def ids(self, query: OrderQuery, limit: int | None = None) -> "array[int]":
        self.asked.append(query)
        await asyncio.sleep(0)
        return array("I", [row.id for row in self._found(query)[:limit]])

    async def rows(self, ids: Sequence[int]) -> tuple[OrderRow, ...]:
        await asyncio.sleep(0)
        return tuple(self.rows_by_id[at] for at in ids if at in self.rows_by_id)

    async def counts(self, query: OrderQuery) -> Mapping[Bucket, int]:
        everything = self._found(replace(query, bucket=Bucket.ALL))
        return {
            bucket: sum(bucket is Bucket.ALL or row.bucket in VIEW_BUCKETS.get(bucket, {bucket}) for row in everything)
            for bucket in Bucket
        }

    async def detail(self, order_id: int) -> OrderDetail | None:
        row = self.rows_by_id[order_id]
        status = {
            Bucket.TO_PACK: ItemStatus.TO_PACK,
            Bucket.TO_SHIP: ItemStatus.PACKED,
            Bucket.LABEL_READY: ItemStatus.READY,
        }
        item = OrderItem(
            f"i{order_id}",
            "KET-BLU-17",
            "Electric kettle, 1.7 l, steel blue, with thermometer",
            1,
            row.total,
            status.get(row.bucket, ItemStatus.SHIPPED),
            row.platform_status,
            tracking_number=row.tracking,
            provider=row.provider,
        )
        labels = ()
        if row.label in (LabelState.READY, LabelState.PRINTED, LabelState.FAILED):
            labels = (
                StoredLabel(
                    order_id,
                    order_id,
                    row.tracking,
                    LabelFormat.PDF,
                    "0" * 64,
                    NOW - timedelta(minutes=3),
                    "ready",
                    row.label,
                    row.label_problem,
                    {},
                    row.printed,
                ),
            )
        events = (
            OrderEvent(row.created_at, "platform", "created"),
            OrderEvent(NOW - timedelta(minutes=50), "backshop", "first_seen"),
            OrderEvent(NOW - timedelta(minutes=9), "seller", "queued", {"kind": "pack"}),
            OrderEvent(NOW - timedelta(minutes=8), "platform", "status", {"old": "to_pack", "new": "packed"}),
        )
        return OrderDetail(
            row,
            Address(row.buyer, ("14 Harbour Road", "Flat 3"), "Lagos", "", "100001", row.country, "+234 800 000 0000"),
            (item,),
            (Parcel(row.tracking, row.provider, (item.remote_id,)),) if row.tracking else (),
            labels,
            (),
            events,
            note="Please call at the gate." if order_id % 2 else "",
            private_note=self.notes.get(order_id, ""),
            payment="Paid online",
            read_at=NOW - timedelta(minutes=2),
        )

    async def provider_options(self, order_ids: Sequence[int]) -> tuple[ProviderOption, ...]:
        return (ProviderOption("p1", "Northline"), ProviderOption("p2", "Own courier", needs_tracking_code=True))

    async def pack(
        self, order_ids: Sequence[int], *, provider: str | None = None, tracking_code: str | None = None
    ) -> Queued:
        self.packed.append((list(order_ids), provider))
        return Queued("c1")

    async def ready(self, order_ids: Sequence[int]) -> Queued:
        return Queued("c2", tuple(refused(self.rows_by_id[at]) for at in list(order_ids)[:1]))

    async def cancel(self, order_ids: Sequence[int], *, reason: str | None = None) -> Queued:
        return Queued("c3")

    async def set_private_note(self, order_id: int, note: str) -> None:
        self.notes[order_id] = note


def refused(row: OrderRow) -> ActionResult:
    return ActionResult(
        row.id, row.number, row.shop, False, "not_possible", "wrong_state", platform_message="Item is already packed"
    )


class Fulfilment:
    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self.processed: list[int] = []

    async def process(
        self, order_ids: Sequence[int], *, provider: str | None = None, tracking_code: str | None = None,
        progress: Callable[[Step], None], stop: asyncio.Event,
    ) -> tuple[ActionResult, ...]:  # fmt: skip
        results = []
        for done, at in enumerate(order_ids, 1):
            if stop.is_set():
                break
            row = self._orders.rows_by_id[at]
            ok = done % 5 != 0
            results.append(ActionResult(at, row.number, row.shop, True, "label_ready") if ok else refused(row))
            self.processed.append(at)
            progress(Step(done, len(order_ids), results[-1]))
            await asyncio.sleep(0)
        return tuple(results)


class Labels:
    async def fetch(self, order_ids: Sequence[int], progress: Callable[[Step], None]) -> tuple[ActionResult, ...]:
        return ()


class Outbox:
    def __init__(self) -> None:
        self.waiting = {"a1": 3}
        self.undone: list[str] = []

    async def list(self, open_only: bool = True) -> tuple[object, ...]:
        return ()

    async def counts(self) -> Mapping[str, int]:
        return self.waiting

    async def undo(self, change_set_id: str) -> object:
        self.undone.append(change_set_id)
        return None


@dataclass(frozen=True)
class Platform:
    id: str = "north"
    title: str = "North Market"
    can: frozenset[str] = frozenset({"read_orders", "pack", "choose_provider", "ready", "labels", "cancel"})


class Shops:
    def __init__(self, names: Sequence[str]) -> None:
        states = (AccountState.CONNECTED, AccountState.CONNECTED, AccountState.NEEDS_LOGIN)
        self.views = tuple(
            ShopView(
                f"s{at}",
                name,
                "north",
                "North Market",
                "a1",
                name,
                states[at % 3],
                synced_at=NOW - timedelta(minutes=2 + 40 * at),
            )
            for at, name in enumerate(names)
        )

    def platforms(self) -> tuple[Platform, ...]:
        return (Platform(),)

    def list_now(self) -> tuple[ShopView, ...]:
        return self.views

    async def list(self) -> tuple[ShopView, ...]:
        return self.views


class Sync:
    def __init__(self) -> None:
        self.statuses: tuple[SyncStatus, ...] = (SyncStatus("a1", True, SyncProgress(SyncStage.NEWS, 42, 120)),)
        self.asked = 0
        self.cancelled: list[str] = []

    async def sync(self, account_ids: Collection[str] | None = None, full: bool = False) -> object:
        self.asked += 1
        return ()

    def status(self) -> tuple[SyncStatus, ...]:
        return self.statuses

    def cancel(self, account_id: str) -> None:
        self.cancelled.append(account_id)


class Feed:
    def __init__(self) -> None:
        self.listeners: list[Callable[[Changes], None]] = []

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def publish(self, changes: Changes) -> None:
        for listener in tuple(self.listeners):
            listener(changes)


@dataclass
class ShopFloor:
    """All services of a small company with ``count`` orders."""

    count: int = 300
    names: Sequence[str] = ("Lagos Home", "Nairobi Kitchen", "Casa Atlas")
    changes: Feed = field(default_factory=Feed)
    outbox: Outbox = field(default_factory=Outbox)
    sync: Sync = field(default_factory=Sync)
    labels: Labels = field(default_factory=Labels)

    def __post_init__(self) -> None:
        self.orders = Orders(self.count)
        self.fulfilment = Fulfilment(self.orders)
        self.shops = Shops(self.names)
