"""A window on a catalog: real services on a real profile with some SKUs of two marketplaces that never answer."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from back_room import NOW

from desktop.domain.accounts import Account, DiscoveredShop, Market
from desktop.domain.catalog import ListingStatus, Offer, Variant, WarehouseStock
from desktop.domain.findings import Finding
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind
from desktop.domain.profile import Profile
from desktop.platforms.kit.contract import Connector, Sent
from desktop.platforms.kit.manifest import Can, Manifest, OrderSync, RateRule
from desktop.platforms.kit.session import AccountSession
from desktop.services.build import Services, build_services
from desktop.store import accounts, catalog_ingest

MARKETS = (Market("ke", "Kenya", "KE", "KES"), Market("ug", "Uganda", "UG", "UGX"))


class NothingBelowZero:
    """The one rule of this marketplace."""

    def check(
        self, kind: OperationKind, variant: Variant, after: Mapping[str, object], limits: Mapping[str, object]
    ) -> tuple[Finding, ...]:
        if kind is OperationKind.SET_STOCK and int(str(after["quantity"])) < 0:
            return (Finding("quantity", "below_zero"),)
        return ()


class Asleep:
    """Says how it would cut wishes into requests, fifty to each, and is never asked for more."""

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        return tuple(tuple(operations[at : at + 50]) for at in range(0, len(operations), 50))

    async def send(self, batch: Sequence[Operation]) -> Sent:
        raise AssertionError("nothing is sent here")

    verify = send

    async def aclose(self) -> None:
        return None


def _asleep(_session: AccountSession) -> Connector:
    return Asleep()  # type: ignore[return-value]


def manifest() -> Manifest:
    return Manifest(
        id="south",
        title="South Market",
        default_base_url="https://south.invalid",
        credentials=(),
        can=frozenset({Can.READ_CATALOG, Can.SET_STOCK, Can.SET_PRICE, Can.SET_STATUS}),
        rates=(RateRule(10, 1.0),),
        order_sync=OrderSync(timedelta(days=30), timedelta(days=1), NOW, timedelta(days=1), 50),
        make=_asleep,
        rules=NothingBelowZero(),
    )


def variant(at: int) -> Variant:
    """SKU number ``at``: every tenth in two markets and two warehouses."""
    price = Money(Decimal(f"{100 + at}.50"), "KES")
    offers = (Offer("", price, status=ListingStatus.ACTIVE),)
    found = Variant(
        f"v{at}", f"SKU-{at:05d}", f"Kettle number {at}", f"p{at}", f"Kettle {at}", "s1", stock=at % 90, offers=offers,
        status=ListingStatus.ACTIVE, barcode=f"{4_000_000 + at}", brand="Northline",
    )  # fmt: skip
    if at % 10:
        return found
    more = (Offer("ke", price, status=ListingStatus.ACTIVE), Offer("ug", Money(Decimal(9000), "UGX")))
    return replace(
        found, offers=(*offers, *more), stocks=(WarehouseStock("north", 3), WarehouseStock("south", at % 90))
    )


async def open_catalog(folder: Path, variants: Sequence[Variant]) -> Services:
    """A profile with one shop that sells these."""
    services = build_services(Profile(folder), [manifest()], passphrase=lambda: "test", clock=lambda: NOW)
    account = Account("account-1", "south", "Shop of Amina", "https://south.invalid", identity="amina")
    db = services.db
    await db.write(lambda c: accounts.add_account(c, account, NOW))
    await db.write(lambda c: accounts.save_shops(c, account.id, [DiscoveredShop("s1", "Amina's Pots", MARKETS)], NOW))
    await db.write(lambda c: catalog_ingest.save_variants(c, account.id, variants, at=NOW))
    await db.write(lambda c: accounts.mark_synced(c, account.id, NOW - timedelta(minutes=2)))
    await asyncio.sleep(0)
    return services
