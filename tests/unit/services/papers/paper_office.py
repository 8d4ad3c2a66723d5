"""A profile with shops on two platforms: one hands out labels, the other leaves them to us."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pypdfium2

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.changes import Changes
from desktop.domain.labels import LabelFile, LabelFormat
from desktop.domain.money import Money
from desktop.domain.order_views import OrderDetail
from desktop.domain.orders import Address, ItemStatus, Order, OrderItem, OrderItems
from desktop.domain.papers import DocumentKind
from desktop.platforms.kit.contract import Connector
from desktop.platforms.kit.manifest import Can, Manifest, OrderSync
from desktop.services.changes import ChangeFeed
from desktop.services.labels import LabelService
from desktop.services.papers import DocumentSetup, PaperService
from desktop.services.papers.address_labels import OwnPapers
from desktop.services.settings import Settings
from desktop.store import accounts, order_ingest, orders
from desktop.store.db import Database
from tests.fixtures import label_papers

MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)


class Giving:
    """The platform that hands out labels; every parcel has one."""

    async def labels(self, questions: Sequence[OrderItems]) -> tuple[LabelFile, ...]:
        return tuple(
            LabelFile(
                question.order_remote_id,
                item.tracking_number,
                (item.remote_id,),
                LabelFormat.PDF,
                label_papers.label(item.tracking_number),
            )
            for question in questions
            for item in question.items
        )


@dataclass
class PaperOffice:
    """Built twice on one folder it is two windows."""

    folder: Path
    told: list[Changes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = MORNING
        self.db = Database.open(self.folder / "backshop.db")
        feed = ChangeFeed()
        feed.subscribe(self.told.append)
        self.settings = Settings(self.db, feed)
        self.papers = PaperService(self.db, self, self.settings, feed, clock=lambda: self.now)
        own = OwnPapers(self.db, self.papers)
        self.labels = LabelService(self.db, self, feed, clock=lambda: self.now, sleep=_no_waiting, own=own)

    @property
    def manifests(self) -> dict[str, Manifest]:
        sync = OrderSync(timedelta(days=60), timedelta(minutes=5), MORNING, timedelta(minutes=2), 25)
        can = frozenset({Can.READ_ORDERS})
        gives = Manifest("gives", "Gives", "http://127.0.0.1", (), can | {Can.LABELS}, (), sync, _unmade)
        bare = Manifest("bare", "Bare", "http://127.0.0.1", (), can, (), sync, _unmade, steps=("ship",))
        return {"gives": gives, "bare": bare}

    async def connector(self, account_id: str) -> Giving:
        assert account_id == "gives", "a platform without labels was asked for one"
        return Giving()

    async def open_shops(self) -> None:
        for id_ in self.manifests:
            account = Account(id_, id_, id_, "http://127.0.0.1", identity=id_)
            await self.db.write(lambda c, new=account: accounts.add_account(c, new, MORNING))
            shop = [DiscoveredShop("shop", f"Shop {id_}")]
            await self.db.write(lambda c, id_=id_, shop=shop: accounts.save_shops(c, id_, shop, MORNING))

    async def add(self, account: str, *new: Order) -> list[int]:
        """Orders that the shop knows of; their ids."""
        await self.db.write(lambda c: order_ingest.save_orders(c, account, new, at=self.now))
        found = await self.db.read(lambda c: orders.find_orders(c, [one.number for one in new], None))
        return [found[one.number][0] for one in new]

    async def detail(self, order_id: int) -> OrderDetail:
        found = await self.db.read(lambda c: orders.order_detail(c, order_id))
        assert found is not None
        return found

    async def setup(self, kind: DocumentKind) -> DocumentSetup:
        return await self.papers.setups.get(kind)


def item(
    remote_id: str,
    tracking: str = "",
    sku: str = "MUG",
    quantity: int = 1,
    status: ItemStatus = ItemStatus.READY,
    courier: str = "GIG",
) -> OrderItem:
    price = Money(Decimal("12.50"), "KES")
    return OrderItem(
        remote_id,
        sku,
        f"Name of {sku}",
        quantity,
        price,
        status,
        status.value,
        tracking_number=tracking,
        provider=courier if tracking else "",
    )


def order(number: str, *items: OrderItem) -> Order:
    return Order(
        remote_id=f"r-{number}",
        number=number,
        platform_status="",
        total=Money(Decimal("25.00"), "KES"),
        created_at=MORNING,
        updated_at=MORNING,
        buyer="Ada Example",
        address=Address("Ada Example", ("1 Invented Lane",), "Nairobi", "", "00100", "KE"),
        shop_remote_ids=("shop",),
        items=items,
    )


def texts_of(pdf: bytes) -> list[str]:
    """The words of each page."""
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


async def _no_waiting(_seconds: float) -> None:
    await asyncio.sleep(0)


def _unmade(_session: object) -> Connector:
    raise AssertionError("this manifest makes no connector")
