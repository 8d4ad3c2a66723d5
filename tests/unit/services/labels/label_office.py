"""Two small platforms that hand out labels, strictly: they complain about being asked for what has no label yet."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.changes import Changes
from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing
from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order, OrderItem, OrderItems
from desktop.platforms.kit.contract import Connector
from desktop.platforms.kit.manifest import Can, Manifest, OrderSync
from desktop.services.changes import ChangeFeed
from desktop.services.labels import LabelService
from desktop.store import accounts, labels, order_ingest, orders
from desktop.store.db import Database
from tests.fixtures import label_papers as papers

START = datetime(2026, 11, 20, 8, tzinfo=UTC)
Given = LabelFile | LabelMissing


def parcel_of(order: OrderItems) -> dict[str, tuple[str, ...]]:
    """Tracking number -> item ids."""
    found: dict[str, tuple[str, ...]] = {}
    for item in order.items:
        found[item.tracking_number] = (*found.get(item.tracking_number, ()), item.remote_id)
    return found


@dataclass
class LabelPlatform:
    """Draws a good label for every parcel; ``content`` (by tracking number) and ``before`` each call change that.

    ``formats``: of what is no PDF, by tracking number.
    """

    content: dict[str, bytes] = field(default_factory=dict)
    formats: dict[str, LabelFormat] = field(default_factory=dict)
    missing: dict[str, list[LabelMissing]] = field(default_factory=dict)
    before: Callable[[Sequence[OrderItems]], Awaitable[None] | None] = lambda _questions: None
    asked: list[list[str]] = field(default_factory=list)
    extra: list[Given] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    async def labels(self, questions: Sequence[OrderItems]) -> tuple[Given, ...]:
        self.asked.append([question.order_remote_id for question in questions])
        if any(item.status is not ItemStatus.READY for question in questions for item in question.items):
            self.violations.append("asked for a label that is not final")
        if any(not question.items for question in questions):
            self.violations.append("asked for nothing")
        waiting = self.before(questions)
        if waiting is not None:
            await waiting
        return (*self.extra, *(self._one(q.order_remote_id, *p) for q in questions for p in parcel_of(q).items()))

    def _one(self, order: str, tracking: str, item_ids: tuple[str, ...]) -> Given:
        if self.missing.get(tracking):
            return self.missing[tracking].pop(0)
        content = self.content.get(tracking) or papers.label(tracking)
        return LabelFile(order, tracking, item_ids, self.formats.get(tracking, LabelFormat.PDF), content)


@dataclass
class Office:
    """A profile on disk with the accounts A and B; ``open`` it again to be another window."""

    folder: Path
    platforms: dict[str, LabelPlatform] = field(default_factory=lambda: {"A": LabelPlatform(), "B": LabelPlatform()})
    label_from: str = "ready"
    can: frozenset[Can] = frozenset({Can.READ_ORDERS, Can.LABELS})
    now: datetime = START
    slept: list[float] = field(default_factory=list)
    told: list[Changes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.db = Database.open(self.folder / "backshop.db")
        feed = ChangeFeed()
        feed.subscribe(self.told.append)
        self.service = LabelService(self.db, self, feed, clock=lambda: self.now, sleep=self.sleep)

    @property
    def manifests(self) -> dict[str, Manifest]:
        sync = OrderSync(timedelta(days=60), timedelta(minutes=5), START, timedelta(minutes=2), 25)
        made = Manifest("strict", "Strict", "http://127.0.0.1", (), self.can, (), sync, _unmade, (), self.label_from)
        return {"strict": made}

    async def connector(self, account_id: str) -> LabelPlatform:
        return self.platforms[account_id]

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    async def add_accounts(self) -> None:
        for id_ in self.platforms:
            account = Account(id_, "strict", id_, "http://127.0.0.1", identity=id_)
            await self.db.write(lambda c, new=account: accounts.add_account(c, new, START))
            shop = [DiscoveredShop("shop", f"Shop {id_}")]
            await self.db.write(lambda c, id_=id_, shop=shop: accounts.save_shops(c, id_, shop, START))

    async def add(self, *new: Order, account: str = "A") -> list[int]:
        """Orders that the shop knows of; their ids."""
        await self.db.write(lambda c: order_ingest.save_orders(c, account, new, at=self.now))
        found = await self.db.read(lambda c: orders.find_orders(c, [one.remote_id for one in new], None))
        return [found[one.remote_id][0] for one in new]

    async def ready(self, count: int, *, account: str = "A", first: int = 1) -> list[int]:
        """``count`` orders ready to ship, with the tracking numbers JG-1, JG-2, ..."""
        return await self.add(*(order(number) for number in range(first, first + count)), account=account)

    async def timeline(self, order_id: int) -> list[str]:
        detail = await self.db.read(lambda c: orders.order_detail(c, order_id))
        assert detail is not None
        return sorted(event.kind for event in detail.events if "label" in event.kind or "print" in event.kind)

    async def shown(self, order_id: int) -> tuple[str, str, int]:
        """What the label column says."""
        (row,) = await self.db.read(lambda c: orders.order_rows(c, [order_id]))
        return row.label.value, row.label_problem.value if row.label_problem else "", row.printed

    async def printed(self, order_id: int) -> list[tuple[int, str]]:
        """Copy and printer of each print of the order's labels."""

        def read(c: object) -> list[tuple[int, str]]:
            found = labels.labels_of(c, [order_id]).get(order_id, ())
            return [(one.copy, one.printer) for label in found for one in labels.prints_of(c, label.id)]

        return await self.db.read(read)


def item(
    remote_id: str,
    tracking: str,
    status: ItemStatus = ItemStatus.READY,
    sku: str = "MUG",
    courier: str = "GIG",
) -> OrderItem:
    price = Money(Decimal("12.50"), "KES")
    return OrderItem(
        remote_id, sku, "A mug", 1, price, status, status.value, tracking_number=tracking, provider=courier
    )


def order(number: int, *items: OrderItem, created: datetime = START) -> Order:
    return Order(
        remote_id=f"order-{number}",
        number=str(1000 + number),
        platform_status="",
        total=Money(Decimal("12.50"), "KES"),
        created_at=created,
        updated_at=created,
        shop_remote_ids=("shop",),
        items=items or (item(f"item-{number}", f"JG-{number}"),),
    )


def _unmade(_session: object) -> Connector:
    raise AssertionError("this manifest makes no connector")
