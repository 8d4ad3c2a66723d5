"""A window on products: real services, and a small marketplace that describes products and is strict about its use."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from back_room import NOW
from catalog_room import MARKETS, NothingBelowZero, variant

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.catalog import VariantRef
from desktop.domain.errors import Gone, Unreachable
from desktop.domain.operations import Operation, OperationState, Outcome
from desktop.domain.product_documents import wished_product
from desktop.domain.products import (
    AttributeKind,
    Brand,
    Category,
    CategoryAttribute,
    Choice,
    ImageLimits,
    Product,
    ProductVariant,
)
from desktop.domain.profile import Profile
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.manifest import Can, Manifest, OrderSync, RateRule
from desktop.platforms.kit.session import AccountSession
from desktop.services.build import Services, build_services
from desktop.store import accounts, catalog_ingest

SHOPS = (("s1", "Amina's Pots"), ("s2", "Casa Atlas, Household and Garden"))
KETTLES = Category("c-kettles", ("Home & Living", "Kitchen", "Small Appliances", "Electric kettles"))
DEPARTMENTS = ("Home & Living", "Fashion", "Phones & Tablets", "Garden & Outdoors", "Toys, Kids & Baby")
GROUPS = ("Kitchen", "Bath", "Women", "Men", "Lighting", "Tools", "Storage", "Travel", "Sport", "Office")
THINGS = ("Holders", "Covers", "Sets", "Spare parts", "Bags", "Stands", "Cleaning", "Cables", "Boxes", "Cards")


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(one.lower(), one) for one in labels)


def tree(size: int = 2_000) -> tuple[Category, ...]:
    """A branch, the kettles, and as many leaves as were asked for."""
    leaves = tuple(
        Category(
            f"c{at}",
            (DEPARTMENTS[at % 5], GROUPS[at // 5 % 10], f"Range {at // 500}", f"{THINGS[at // 50 % 10]} {at}"),
        )
        for at in range(size)
    )
    return (Category("c-root", ("Home & Living",), is_leaf=False), KETTLES, *leaves)


ATTRIBUTES = (
    CategoryAttribute("material", "Material", AttributeKind.CHOICE, is_mandatory=True,
                      choices=choices("Steel", "Glass", "Plastic"), takes_other=False),
    CategoryAttribute("power", "Power in watts", AttributeKind.NUMBER, is_mandatory=True,
                      help="As the plate below the kettle says."),
    CategoryAttribute("colour", "Colour", AttributeKind.CHOICE, is_mandatory=True, of_variant=True, makes_variants=True,
                      choices=choices("Red", "Blue", "White")),
    CategoryAttribute("size", "Size", of_variant=True, makes_variants=True),
    CategoryAttribute("cordless", "Cordless", AttributeKind.YES_NO),
    CategoryAttribute("since", "On the market since", AttributeKind.DATE),
    CategoryAttribute("extras", "What is in the box", AttributeKind.CHOICES,
                      choices=choices("Filter", "Manual", "Second lid"), takes_other=False),
    CategoryAttribute("care", "How to care for it", AttributeKind.LONG_TEXT, longest=2_000, help="Plain text."),
)  # fmt: skip
BRANDS = tuple(
    Brand(f"b{at}", name) for at, name in enumerate(("Northline", "Northern Lights", "Kettle & Co", "Atlas"))
)


@dataclass
class Marketplace:
    """What the marketplace holds. ``slow`` holds back answers about brands until it is set."""

    products: dict[str, Product] = field(default_factory=dict)
    created: list[Product] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    offline: bool = False
    refuse: str = ""
    works: bool = False  # answers that it is still working
    slow: dict[str, asyncio.Event] = field(default_factory=dict)

    def manifest(self) -> Manifest:
        writes = {Can.EDIT_PRODUCTS, Can.DELETE_PRODUCT}
        return Manifest(
            id="south",
            title="South Market",
            default_base_url="https://south.invalid",
            credentials=(),
            can=frozenset({Can.READ_CATALOG, Can.SET_STOCK, Can.SET_PRICE, Can.SET_STATUS, *writes}),
            rates=(RateRule(1000, 1.0),),
            order_sync=OrderSync(timedelta(days=30), timedelta(days=1), NOW, timedelta(days=1), 50),
            make=lambda session: Writer(self, session),  # type: ignore[arg-type,return-value]
            rules=NothingBelowZero(),
            images=ImageLimits(("JPEG", "PNG"), 2 * 1024 * 1024, 100, 2_000, 8, takes_files=True),
        )


class Writer:
    """The account's way in; complains of what it was never told."""

    def __init__(self, market: Marketplace, session: AccountSession) -> None:
        self._market, self._session = market, session

    def _reach(self) -> None:
        if self._market.offline:
            raise Unreachable("no_connection")

    async def categories(self, shop_remote_id: str) -> tuple[Category, ...]:
        self._reach()
        assert shop_remote_id in dict(SHOPS), shop_remote_id
        return tree()

    async def category_attributes(self, shop_remote_id: str, category: Category) -> tuple[CategoryAttribute, ...]:
        self._reach()
        assert category.is_leaf, f"{category} holds no products"
        return ATTRIBUTES if category.id == KETTLES.id else ()

    async def brands(self, shop_remote_id: str, search: str) -> tuple[Brand, ...]:
        self._reach()
        self._market.asked.append(search)
        if search in self._market.slow:
            await self._market.slow[search].wait()
        return tuple(one for one in BRANDS if search.casefold() in one.name.casefold())

    async def read_product(self, ref: VariantRef) -> Product:
        self._reach()
        if ref.remote_id not in self._market.products:
            raise Gone("gone")
        return self._market.products[ref.remote_id]

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        return tuple((operation,) for operation in operations)

    async def send(self, batch: Sequence[Operation]) -> Sent:
        self._reach()
        return Sent(tuple(self._do(one) for one in batch))

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        return await self.send(batch)

    def _do(self, operation: Operation) -> Outcome:
        if self._market.works:
            return Outcome(operation.id, OperationState.WORKING, remote_ref="feed-0001")
        if self._market.refuse:
            return Outcome(
                operation.id, OperationState.REFUSED, "refused_by_platform",
                params={"message": self._market.refuse}, remote_ref="feed-0001",
            )  # fmt: skip
        self._market.created.append(wished_product(operation))
        return Outcome(operation.id, OperationState.DONE, remote_ref="feed-0001")

    async def aclose(self) -> None:
        return None


def known_product(at: int) -> Product:
    """What the marketplace tells about SKU number ``at``."""
    one = variant(at)
    return Product(
        name=one.name,
        remote_id=one.product_remote_id,
        description="Boils a litre in three minutes.",
        category=KETTLES,
        brand=BRANDS[0],
        attributes={"material": "steel", "power": "2200"},
        variants=(
            ProductVariant(
                one.sku, one.remote_id, one.barcode, one.offers[0].price, stock=one.stock, attributes={"colour": "red"}
            ),
        ),
    )


async def open_products(folder: Path, market: Marketplace, count: int = 12) -> Services:
    """A profile with two shops; the first sells so many kettles."""
    services = build_services(Profile(folder), [market.manifest()], passphrase=lambda: "test", clock=lambda: NOW)
    account = Account("account-1", "south", "Shop of Amina", "https://south.invalid", identity="amina")
    variants = [variant(at) for at in range(1, count + 1)]
    market.products |= {f"v{at}": known_product(at) for at in range(1, count + 1)}
    db = services.db
    await db.write(lambda c: accounts.add_account(c, account, NOW))
    found = [DiscoveredShop(key, name, MARKETS) for key, name in SHOPS]
    await db.write(lambda c: accounts.save_shops(c, account.id, found, NOW))
    await db.write(lambda c: catalog_ingest.save_variants(c, account.id, variants, at=NOW))
    await db.write(lambda c: accounts.mark_synced(c, account.id, NOW - timedelta(minutes=2)))
    return services


__all__ = ["ATTRIBUTES", "BRANDS", "KETTLES", "Marketplace", "known_product", "open_products", "tree"]
