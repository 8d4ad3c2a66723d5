"""The mailbox empties subscriptions: what came is on disk before Google may forget it (sirclo.md 9.1).

One consumer at a time on this computer: a message is handed to one puller only. A subscription that was not emptied for
longer than Google remembers has lost messages: what it told is asked for once more before anything else.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desktop.domain.catalog import Variant
from desktop.domain.errors import BrokenAnswer, Gone, Refused, TryLater
from desktop.domain.letters import Letter
from desktop.platforms.kit.inbox import Delivery, Inbox
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo import catalog_mapping
from desktop.platforms.sirclo.answers import overlaid
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.codes import ORDERS, PRODUCTS, RETENTION
from desktop.platforms.sirclo.letters import CHANNEL, VARIANT, Post, Source, read
from desktop.platforms.sirclo.mapping import Told
from desktop.platforms.sirclo.pubsub import Received
from desktop.platforms.sirclo.subscriptions import Subscriptions

MOST_PULLS = 10_000
EMPTY = 2  # an empty answer at once does not prove that nothing is there; two do
DOUBT = timedelta(hours=1)
LONGEST_FETCH = timedelta(days=15)
NOT_AGAIN_FOR = timedelta(minutes=10)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What one emptying brought: keys of the things told about, and the orders among them."""

    keys: frozenset[str] = frozenset()
    orders: tuple[Told, ...] = ()


class Mailbox:
    """The subscriptions of one account. Without an inbox (credentials on trial) nothing is taken."""

    def __init__(self, session: AccountSession, client: Client) -> None:
        self._session, self._client = session, client
        self._names = Subscriptions(session, client)
        self._limits: dict[str, dict[str, object]] = {}
        self._doubtful = False
        self._asked_at: datetime | None = None

    @property
    def inbox(self) -> Inbox | None:
        return self._session.inbox

    async def empty(self, feature: str) -> Arrived:
        """Take in all that is there. Raises ``Refused("no_subscription")`` where the key has none for this."""
        inbox = self._session.inbox
        if inbox is None:
            return Arrived()
        source = await self._source(feature)
        async with inbox.exclusive():
            last, now = await inbox.emptied_at(feature), self._session.clock()
            if last is not None and now - last > RETENTION:
                await self._heal(source, last)
            try:
                arrived = await self._emptied(inbox, source)
            except Gone:  # made anew under another name: what was in the old one is lost
                source = await self._source(feature, again=True)
                await self._heal(source, last or now - DOUBT)
                arrived = await self._emptied(inbox, source)
            if self._doubtful and feature == ORDERS and await self._asked_once_more(source):
                more = await self._emptied(inbox, source)
                arrived = Arrived(arrived.keys | more.keys, (*arrived.orders, *more.orders))
            await inbox.emptied(feature, now)
        return arrived

    async def was_emptied(self, feature: str) -> bool:
        """Whether its letters have ever been taken in."""
        inbox = self._session.inbox
        return inbox is not None and await inbox.emptied_at(feature) is not None

    async def empty_all(self, wanted: Collection[str]) -> None:
        """These as far as there are any; what one of them refuses does not keep the others."""
        for feature in wanted:
            try:
                await self.empty(feature)
            except (Refused, Gone) as error:
                _log.info("the letters of %s were not taken in: %s", feature, error.code)

    async def limits(self, brand: str, channel: str) -> dict[str, object]:
        """The live limits of a channel, as its connection told them (section 6.4); empty: none."""
        inbox, key = self._session.inbox, f"{brand}:{channel}"
        if inbox is None:
            return {}
        if key not in self._limits:
            found = (await inbox.latest(CHANNEL, [key])).get(key)
            self._limits[key] = _limits_of(found)
        return self._limits[key]

    async def _source(self, feature: str, *, again: bool = False) -> Source:
        keys = await self._client.key.keys()
        return Source(await self._names.name(feature, again=again), feature, frozenset(keys.brands))

    async def _heal(self, source: Source, last: datetime) -> None:
        """Have everything since then sent again; it arrives like all else."""
        now = self._session.clock()
        _log.warning("letters of %s since %s may be lost: asked for again", source.feature, last.isoformat())
        for brand in sorted(source.brands):
            if source.feature == ORDERS:
                await self.fetch_orders(brand, last - DOUBT, now + DOUBT)
            elif source.feature == PRODUCTS:
                await self._client.fetch_products(brand, (), "")

    async def _asked_once_more(self, source: Source) -> bool:
        """A letter that cannot be read was lost like one that never came: have the last orders sent again, sometimes.

        Whoever sends rubbish again and again is not asked again and again.
        """
        now = self._session.clock()
        if self._asked_at is not None and now - self._asked_at < NOT_AGAIN_FOR:
            return False
        try:
            for brand in sorted(source.brands):
                await self.fetch_orders(brand, now + DOUBT - LONGEST_FETCH, now + DOUBT)
        except (Refused, Gone, TryLater, BrokenAnswer) as error:
            _log.info("lost letters could not be asked for again now: %s", error.code)
            return False
        self._doubtful, self._asked_at = False, now
        return True

    async def fetch_orders(self, brand: str, start: datetime, end: datetime) -> None:
        """Have the orders of any span sent, in pieces."""
        while start < end:
            stop = min(start + LONGEST_FETCH, end)
            await self._client.fetch_orders(brand, start, stop)
            start = stop

    async def _emptied(self, inbox: Inbox, source: Source) -> Arrived:
        keys: set[str] = set()
        orders: list[Told] = []
        empty = 0
        for _ in range(MOST_PULLS):
            received = await self._client.mail.pull(source.name)
            if not received:
                empty += 1
                if empty == EMPTY:
                    return Arrived(frozenset(keys), tuple(orders))
                continue
            empty = 0
            post = await asyncio.to_thread(read, source, received, self._session.clock())
            await self._keep(inbox, post, source.brands)
            await self._acknowledge(source, received)
            self._doubtful = self._doubtful or (post.doubtful and source.feature == ORDERS)
            keys |= {letter.key for letter in post.letters if not letter.problem}
            orders += post.orders
        raise BrokenAnswer("endless_pages", pages=str(MOST_PULLS))

    async def _keep(self, inbox: Inbox, post: Post, brands: Collection[str]) -> None:
        """Letters, and what they say, in one transaction."""
        for letter in post.letters:
            if letter.kind == CHANNEL and not letter.problem:
                self._limits[letter.key] = _limits_of(letter)
            if letter.problem:
                _log.warning("a letter of %s was kept aside: %s", letter.source, letter.problem)
        told = [letter for letter in post.letters if letter.kind == VARIANT and not letter.problem]
        variants = await self.variants(told, brands) if told else ()
        post.orders[:] = await overlaid(inbox, post.orders)
        await inbox.keep(Delivery(tuple(post.letters), tuple(one.order for one in post.orders), variants))

    async def variants(self, letters: Sequence[Letter], brands: Collection[str]) -> tuple[Variant, ...]:
        """What letters tell of variants, with the limits of their channels; read on a thread, as they may be many."""
        channels = {letter.key.partition(":")[0] for letter in letters}
        limits = {(brand, channel): await self.limits(brand, channel) for brand in brands for channel in channels}
        return await asyncio.to_thread(_variants, letters, limits)

    async def _acknowledge(self, source: Source, received: Sequence[Received]) -> None:
        await self._client.mail.acknowledge(source.name, [one.ack_id for one in received])


def _variants(letters: Sequence[Letter], limits: Mapping[tuple[str, str], Mapping[str, object]]) -> tuple[Variant, ...]:
    found = []
    for letter in letters:
        try:
            variant = catalog_mapping.variant_of(letter.key, letter.content)
        except BrokenAnswer:
            continue
        live = limits.get((variant.shop_remote_id, letter.key.partition(":")[0]))
        found.append(replace(variant, extra={"limits": dict(live)}) if live else variant)
    return tuple(found)


def _limits_of(letter: Letter | None) -> dict[str, object]:
    try:
        return catalog_mapping.limits_of(letter.content) if letter else {}
    except BrokenAnswer:
        return {}
