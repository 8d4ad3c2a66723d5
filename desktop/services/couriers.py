"""Couriers: what each platform lets the seller choose for orders, and what he chose last for a shop in a country."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from desktop.domain.errors import PlatformError, StoreError
from desktop.domain.operations import OperationKind
from desktop.domain.order_steps import eligible
from desktop.domain.order_views import OrderRow
from desktop.domain.orders import OrderItems, ProviderOption
from desktop.platforms.kit.contract import Connector, OffersProviders, OffersProvidersByOrder
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.services.order_wishes import OrderFacts
from desktop.store import settings
from desktop.store.db import Database

REMEMBERED = "orders.provider."
KEPT = "orders.provider_kept."  # the seller said: do not ask again


class Platforms(Protocol):
    """What orders must know about platforms: what they can do, and whom to ask for couriers."""

    @property
    def manifests(self) -> Mapping[str, Manifest]: ...

    async def connector(self, account_id: str) -> Connector: ...


@dataclass(frozen=True, slots=True)
class ProviderGroup:
    """Orders that are offered the same couriers: those of one shop and country, as a rule. See ``ProviderChoices``."""

    order_ids: tuple[int, ...]
    shop: str
    country: str
    options: tuple[ProviderOption, ...]
    remembered: str = ""


@dataclass(frozen=True, slots=True)
class ProviderChoices:
    """The couriers all chosen orders have in common, and the one taken last (an id or name, perhaps not on offer).

    Shops have drop-off stations of their own, so orders of several shops often have nothing in common: then each of the
    ``groups`` takes a choice. ``code`` is not empty when a platform could not be asked; then nothing is in common.
    """

    options: tuple[ProviderOption, ...]
    remembered: str = ""
    code: str = ""
    groups: tuple[ProviderGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """Couriers by order id, for orders that have something to pack; why not, by the account that could not be asked."""

    by_order: Mapping[int, tuple[ProviderOption, ...]] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)


class Couriers:
    """Asks the platforms, all at once; remembers in the local file."""

    def __init__(self, db: Database, platforms: Platforms) -> None:
        self._db, self._platforms = db, platforms

    async def choices(self, known: Sequence[OrderFacts]) -> ProviderChoices:
        """What may be chosen for these orders. Without the platforms, what was chosen last is left."""
        rows = [one.row for one in known]
        remembered = await self.remembered(rows)
        offers = await self.offers(known)
        groups, code = grouped(rows, offers.by_order, remembered), next(iter(offers.codes.values()), "")
        common = () if code else in_common([group.options for group in groups])
        return ProviderChoices(common, _only({remembered[place_of(row)] for row in rows}), code, groups)

    async def offers(self, known: Sequence[OrderFacts]) -> Offers:
        """What is offered for all items of each order that are to be packed; accounts are asked side by side."""
        to_pack = {one.row.id: eligible(OperationKind.PACK, one.items) for one in known if self._chooses(one.row)}
        accounts: dict[str, list[OrderFacts]] = {}
        for one in known:
            if to_pack.get(one.row.id):
                accounts.setdefault(one.row.account_id, []).append(one)
        told = await asyncio.gather(*(self._asked(account, mine) for account, mine in accounts.items()))
        answers = dict(zip(accounts, told, strict=True))
        found = {
            one.row.id: in_common([answer.get(item.remote_id, ()) for item in to_pack[one.row.id]])
            for account, answer in answers.items()
            if not isinstance(answer, str)
            for one in accounts[account]
        }
        return Offers(found, {account: answer for account, answer in answers.items() if isinstance(answer, str)})

    async def _asked(self, account_id: str, known: Sequence[OrderFacts]) -> dict[str, tuple[ProviderOption, ...]] | str:
        """Couriers by item; or the code of what kept from asking."""
        orders = [OrderItems(one.row.remote_id, eligible(OperationKind.PACK, one.items)) for one in known]
        try:
            return await _options(await self._platforms.connector(account_id), orders)
        except (PlatformError, StoreError) as error:
            return error.code or "try_later"

    def _chooses(self, row: OrderRow) -> bool:
        manifest = self._platforms.manifests.get(row.platform)
        return manifest is not None and Can.CHOOSE_PROVIDER in manifest.can

    # --- what was chosen ----------------------------------------------------------------------------------------------
    async def remembered(self, rows: Sequence[OrderRow]) -> dict[str, str]:
        """The last choice by place (shop and country); empty where nothing was chosen yet."""
        places = {place_of(row) for row in rows}
        return await self._db.read(lambda c: {one: str(settings.get(c, REMEMBERED + one) or "") for one in places})

    async def remember(self, chosen: Mapping[str, str]) -> None:
        """A courier by place; an empty one changes nothing."""
        named = {REMEMBERED + place: provider for place, provider in chosen.items() if provider}
        if named:
            await self._db.write(lambda c: settings.put_all(c, named))

    async def kept(self) -> frozenset[str]:
        """The places for which the seller does not want to be asked again."""
        found = await self._db.read(lambda c: settings.with_prefix(c, KEPT))
        return frozenset(place.removeprefix(KEPT) for place in found)

    async def keep(self, places: Mapping[str, bool]) -> None:
        """Do not ask again for these places, or do."""
        if places:
            chosen = {KEPT + place: True if kept else None for place, kept in places.items()}
            await self._db.write(lambda c: settings.put_all(c, chosen))

    async def ask_again(self, shop_id: str) -> bool:
        """Ask for the courier of this shop again from now on; whether it was not asked for before."""
        mine = {KEPT + place: None for place in await self.kept() if place.startswith(f"{shop_id}.")}
        if mine:
            await self._db.write(lambda c: settings.put_all(c, mine))
        return bool(mine)


async def _options(connector: Connector, orders: Sequence[OrderItems]) -> dict[str, tuple[ProviderOption, ...]]:
    """What this platform lets the seller choose for these items, by item."""
    if isinstance(connector, OffersProvidersByOrder):
        return await connector.provider_options_of(orders)
    if isinstance(connector, OffersProviders):
        return await connector.provider_options([item for order in orders for item in order.items])
    return {}


def grouped(
    rows: Sequence[OrderRow], offers: Mapping[int, tuple[ProviderOption, ...]], remembered: Mapping[str, str]
) -> tuple[ProviderGroup, ...]:
    """The orders by shop, country and what they are offered, in the order given; ``offers`` is by order id."""
    members: dict[tuple[str, tuple[ProviderOption, ...]], list[OrderRow]] = {}
    for row in rows:
        if row.id in offers:
            members.setdefault((place_of(row), offers[row.id]), []).append(row)
    return tuple(
        ProviderGroup(tuple(row.id for row in rows), rows[0].shop, rows[0].country, options, remembered.get(place, ""))
        for (place, options), rows in members.items()
    )


def in_common(offers: Sequence[Sequence[ProviderOption]]) -> tuple[ProviderOption, ...]:
    """What all offers have, in the order of the first: options are the same when their ids are."""
    everywhere = [{option.id for option in offer} for offer in offers]
    return tuple(option for option in offers[0] if all(option.id in ids for ids in everywhere)) if offers else ()


def place_of(row: OrderRow) -> str:
    """The shop in a country for which a choice is remembered."""
    return f"{row.shop_id}.{row.country}"


def _only(found: Collection[str]) -> str:
    """The one there is; empty when they differ."""
    return next(iter(found)) if len(found) == 1 else ""
