"""What each shop can do with its SKUs: its own markets and its marketplace's rules, gathered for whoever edits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from desktop.domain.accounts import Shop
from desktop.domain.catalog import Variant
from desktop.domain.catalog_grid import Place
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.services.variant_wishes import Rulebook, currency_of
from desktop.store import accounts

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class ShopBook:
    """A shop with its rule book."""

    shop: Shop
    rules: Rulebook
    by_market: Mapping[str, Rulebook] = field(default_factory=dict)

    def in_market(self, market: str) -> Rulebook:
        """The rule book with the currency of that market, or else of the first that has one."""
        return self.by_market.get(market) or self.by_market.get("") or self.rules

    def currency(self, variant: Variant, market: str) -> str:
        """What a SKU is priced in there, or would be."""
        return currency_of(variant, market) or self.in_market(market).currency

    def place_name(self, place: Place) -> str:
        """What people call a place: the market's own name, else its code."""
        if place.warehouse:
            return place.warehouse
        return next((one.name or one.code for one in self.shop.markets if one.code == place.market), place.market)

    @property
    def more_markets(self) -> tuple[str, ...]:
        """The markets where a SKU may get a price although it has none there yet."""
        return tuple(one.code for one in self.shop.markets) if Can.SET_MARKET_PRICE in self.rules.can else ()


Books = Mapping[str, ShopBook]


def books(c: "sqlite3.Connection", manifests: Mapping[str, Manifest]) -> dict[str, ShopBook]:
    """The books of all connected shops, by the shop's id."""
    shops = (shop for account in accounts.accounts(c) for shop in accounts.shops(c, account.id))
    return {shop.id: book_of(shop, manifests) for shop in shops}


def book_of(shop: Shop, manifests: Mapping[str, Manifest]) -> ShopBook:
    """A shop of a platform that this version does not know can do nothing."""
    manifest = manifests.get(shop.platform)
    if manifest is None:
        return ShopBook(shop, Rulebook(frozenset()))
    can = frozenset(one.value for one in manifest.can) - set(shop.lacks)
    rules = Rulebook(can, manifest.rules)
    first = next((one.currency for one in shop.markets if one.currency), "")
    named = {one.code: replace(rules, currency=one.currency) for one in shop.markets}
    return ShopBook(shop, rules, {**named, "": replace(rules, currency=first)})
