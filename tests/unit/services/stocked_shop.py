"""A profile with one connected shop that sells a few SKUs: real services on a real file, and a platform that sleeps."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from desktop.domain.accounts import Account, DiscoveredShop, Market
from desktop.domain.catalog import ListingStatus, Offer, Variant, WarehouseStock
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.findings import Finding, Severity
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.profile import Profile
from desktop.platforms.kit.contract import Connector
from desktop.platforms.kit.manifest import Can, Manifest, OrderSync, RateRule
from desktop.platforms.kit.session import AccountSession
from desktop.services.build import Services, build_services
from desktop.store import accounts, catalog_ingest, outbox_moves
from desktop.store.outbox_moves import Verdict

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ACCOUNT = "account-1"
CAN = frozenset(
    {
        Can.READ_CATALOG,
        Can.SET_STOCK,
        Can.SET_PRICE,
        Can.SET_STATUS,
        Can.CREATE_PROMOTION,
        Can.END_PROMOTION,
        Can.DELETE_PROMOTION,
    }
)


class NoNegativeStock:
    """The one rule of this marketplace; and a price that fell by half is a warning, which stops nobody."""

    def check(
        self, kind: OperationKind, variant: Variant, after: Mapping[str, object], limits: Mapping[str, object]
    ) -> tuple[Finding, ...]:
        if kind is OperationKind.SET_STOCK and int(str(after["quantity"])) < 0:
            return (Finding("quantity", "below_zero"),)
        return (Finding("price", "fell_far", severity=Severity.WARNING),)


def _asleep(_session: AccountSession) -> Connector:
    raise AssertionError("nothing is sent here")


def manifest(can: frozenset[Can] = CAN, kinds: Sequence[str] = ("sale_price", "store")) -> Manifest:
    sync = OrderSync(timedelta(days=60), timedelta(days=1), NOON, timedelta(minutes=5), 5)
    return Manifest(
        id="small",
        title="Small Platform",
        default_base_url="https://small.example",
        credentials=(),
        can=can,
        rates=(RateRule(100, 1.0),),
        order_sync=sync,
        make=_asleep,
        rules=NoNegativeStock(),
        promotion_kinds=tuple(kinds),
    )


def offer(market: str, price: str | None, currency: str = "KES", sale: str | None = None) -> Offer:
    return Offer(
        market=market,
        price=None if price is None else Money(Decimal(price), currency),
        sale_price=None if sale is None else Money(Decimal(sale), currency),
        status=ListingStatus.ACTIVE,
    )


def variant(
    remote_id: str, sku: str, *offers: Offer, stock: int | None = 5, stocks: Sequence[tuple[str, int]] = ()
) -> Variant:
    return Variant(
        remote_id,
        sku,
        f"A {sku.lower()}",
        product_remote_id=f"product of {remote_id}",
        shop_remote_id="shop-1",
        stock=stock,
        stocks=tuple(WarehouseStock(*one) for one in stocks),
        offers=offers or (offer("", "10.00"),),
        status=ListingStatus.ACTIVE,
        extra={"sid": remote_id},
    )


CUP = variant("1", "CUP")
POT = variant("2", "POT", offer("ke", "20.50"), offer("ug", "900", "UGX", "800"), stocks=(("north", 3), ("south", 2)))
LID = variant("3", "LID", offer("", None))


class Stocked:
    """The shop, and what a test asks of it again and again."""

    def __init__(self, services: Services) -> None:
        self.services, self.now = services, NOON

    @property
    def shop_id(self) -> str:
        return self.services.shops.list_now()[0].id

    async def stored(self, sku: str) -> StoredVariant:
        (found,) = (await self.services.catalog.find([sku]))[sku]
        return found

    async def operations(self) -> tuple[Operation, ...]:
        return await self.services.outbox.list(open_only=False)

    async def answered(self, state: OperationState, code: str = "", remote_ref: str = "") -> None:
        """The platform answers everything that waits."""
        verdicts = [
            Verdict(one.id, one.state, state, code, remote_ref=remote_ref)
            for one in await self.operations()
            if one.state.is_open
        ]
        await self.services.db.write(lambda c: outbox_moves.record(c, ACCOUNT, verdicts, (), self.now))


@contextmanager
def stocked(
    folder: Path,
    platform: Manifest | None = None,
    variants: Sequence[Variant] = (CUP, POT, LID),
    clock: Callable[[], datetime] = lambda: NOON,
) -> Iterator[Stocked]:
    """The shop while the block lasts."""
    services = build_services(Profile(folder), [platform or manifest()], clock=clock)
    account = Account(ACCOUNT, "small", "Shop of Amina", "https://small.example", identity="amina")
    markets = (Market("ke", "Kenya", "KE", "KES"), Market("ug", "Uganda", "UG", "UGX"))

    async def furnish() -> None:
        await services.db.write(lambda c: accounts.add_account(c, account, NOON))
        shops = [DiscoveredShop("shop-1", "Amina's Pots", markets)]
        await services.db.write(lambda c: accounts.save_shops(c, ACCOUNT, shops, NOON))
        await services.db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, variants, at=NOON))

    asyncio.run(furnish())
    try:
        yield Stocked(services)
    finally:
        services.db.close()


def tell(shop: Stocked, story: Callable[[Stocked], Awaitable[None]]) -> None:
    """A story about it."""

    async def told() -> None:
        await story(shop)

    asyncio.run(told())
