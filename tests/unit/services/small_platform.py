"""A small strict platform in memory: it keeps orders, pages them, and complains about what a real one would refuse."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from desktop.domain.accounts import DiscoveredShop, Market
from desktop.domain.errors import AuthNeeded
from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order, OrderItem, OrderItems
from desktop.platforms.kit.contract import Connector, Window
from desktop.platforms.kit.manifest import Can, CredentialField, Manifest, OrderSync, RateRule
from desktop.platforms.kit.session import AccountSession

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
RULE = OrderSync(
    window=timedelta(days=60),
    overlap=timedelta(days=1),
    oldest=NOW - timedelta(days=400),
    interval=timedelta(minutes=5),
    items_per_read=5,
)


@dataclass
class SmallPlatform:
    """The truth, and how it behaves. ``before`` hears the name of each request and may raise or change things."""

    orders: dict[str, Order] = field(default_factory=dict)
    page_size: int = 10
    token: str = "0123456789abcdef"
    rotates: bool = False
    before: Callable[[str], None] = lambda _name: None
    shuffle: Callable[[list[tuple[Order, ...]]], list[tuple[Order, ...]]] = lambda pages: pages
    requests: list[str] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    items_read: list[str] = field(default_factory=list)
    made: int = 0

    def manifest(self) -> Manifest:
        """As a registry would hold it."""
        return replace(MANIFEST, make=self.connect)

    def connect(self, session: AccountSession) -> Connector:
        self.made += 1
        return SmallConnector(self, session)

    def put(self, number: int, *, created: datetime, updated: datetime | None = None, status: str = "to_pack") -> Order:
        """Add or change an order of one item."""
        item = OrderItem(
            f"item-{number}",
            f"SKU-{number % 7}",
            "Kettle",
            1,
            Money(Decimal("12.50"), "KES"),
            ItemStatus(status),
            status,
        )
        order = Order(
            remote_id=f"order-{number}",
            number=str(1000 + number),
            platform_status=status,
            total=Money(Decimal("12.50") + number, "KES"),
            created_at=created,
            updated_at=updated or created,
            buyer=f"Buyer {number}",
            shop_remote_ids=("shop-1",),
            items=(item,),
        )
        self.orders[order.remote_id] = order
        return order

    def fill(self, count: int, *, days: int, status: str = "delivered") -> None:
        """``count`` orders spread evenly over the last ``days``."""
        for number in range(count):
            age = timedelta(days=days) * (number + 1) / (count + 1)
            self.put(number, created=(NOW - age).replace(microsecond=0), status=status)

    def request(self, name: str) -> None:
        self.requests.append(name)
        self.before(name)


class SmallConnector:
    """The contract on top of it, without a wire."""

    def __init__(self, platform: SmallPlatform, session: AccountSession) -> None:
        self._platform, self._session = platform, session
        self.closed = False

    async def test(self) -> str:
        await self._ask("test")
        return "maria"

    async def discover(self) -> tuple[DiscoveredShop, ...]:
        await self._ask("discover")
        return (DiscoveredShop("shop-1", "Maria's Kettles", (Market("ke", "Kenya", "KE", "KES"),)),)

    async def order_pages(self, window: Window) -> AsyncIterator[tuple[Order, ...]]:
        assert window.start < window.end, "an empty window"
        assert window.end - window.start <= RULE.window, "a window longer than the platform allows"
        self._platform.windows.append(window)
        for page in self._platform.shuffle(self._pages(window)):
            await self._ask("orders")
            yield page

    async def read_items(self, order_remote_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        assert 0 < len(order_remote_ids) <= RULE.items_per_read, "too many or no orders in one read"
        assert len(set(order_remote_ids)) == len(order_remote_ids), "an order asked twice in one read"
        await self._ask("items")
        self._platform.items_read.extend(order_remote_ids)
        known = [self._platform.orders[id_] for id_ in order_remote_ids if id_ in self._platform.orders]
        return tuple(OrderItems(order.remote_id, order.items) for order in known)

    async def aclose(self) -> None:
        self.closed = True

    async def _ask(self, name: str) -> None:
        credentials = dict(await self._session.vault.load())
        if credentials["token"] != self._platform.token:
            raise AuthNeeded("token_used_up")
        if self._platform.rotates:
            async with self._session.vault.exclusive():
                self._platform.token += "+"
                await self._session.vault.save(credentials | {"token": self._platform.token}, NOW + timedelta(days=30))
        self._platform.request(name)

    def _pages(self, window: Window) -> list[tuple[Order, ...]]:
        def at(order: Order) -> datetime:
            return order.updated_at if window.by_update else order.created_at

        found = [order for order in self._platform.orders.values() if window.start <= at(order) <= window.end]
        found.sort(key=lambda order: order.created_at)
        bare = [replace(order, items=(), items_known=False) for order in found]
        size = self._platform.page_size
        return [tuple(bare[i : i + size]) for i in range(0, len(bare), size)] or [()]


def _unmade(_session: AccountSession) -> Connector:
    raise AssertionError("this manifest makes no connector")


MANIFEST = Manifest(
    id="small",
    title="Small Platform",
    default_base_url="https://small.example",
    credentials=(
        CredentialField("user", "User", "", secret=False),
        CredentialField("token", "Token", "", secret=True, minimum_length=16),
        CredentialField("country", "Country", "", secret=False, required=False, choices=("KE", "NG")),
    ),
    can=frozenset({Can.READ_ORDERS}),
    rates=(RateRule(100_000, 1.0),),
    order_sync=RULE,
    make=_unmade,
)
