"""Reading orders: they are asked for, arrive as letters, and are served from those (sirclo.md 3, 5.1).

There is no call that lists orders or reads one. ``FetchOrders`` has them sent again and does not tell when it is done,
so after it the mailbox is watched until it falls silent; whatever comes later is taken in by the next emptying.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from desktop.domain.errors import BrokenAnswer
from desktop.domain.letters import Letter
from desktop.domain.orders import Order, OrderItem, OrderItems
from desktop.platforms.kit.contract import Window
from desktop.platforms.kit.paging import chunks
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo.answers import overlaid
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.codes import CONNECTED, DISCONNECTED, ORDERS
from desktop.platforms.sirclo.letters import ORDER
from desktop.platforms.sirclo.mailbox import Mailbox
from desktop.platforms.sirclo.mapping import Told, order_of

PAGE = 100
# Waits between looks that find nothing, until it counts as silent; what comes later is in the next look.
SILENCE_S = (0.5, 1.0, 2.0)
AFTER_SOME_S = (0.5, 1.0)  # once something came, the rest is not far
PATIENCE_S = (1.0, 2.0, 4.0, 8.0)  # where a certain order is waited for: the adapter asks marketplaces first
PAST = timedelta(days=180)
A_MOMENT = timedelta(seconds=5)
ASKED_HOLDS = timedelta(minutes=10)
AROUND = timedelta(hours=1)
ONE_SPAN = timedelta(days=15)


class OrderReader:
    """One account's orders."""

    def __init__(self, session: AccountSession, client: Client, mailbox: Mailbox, *, oldest: datetime) -> None:
        self._session, self._client, self._mailbox = session, client, mailbox
        self._oldest = oldest  # an import goes back to here
        self._asked: tuple[datetime, datetime, datetime] | None = None  # from, to, and when
        self._times: dict[str, tuple[datetime, datetime]] = {}  # of orders met by this connector: created, changed
        self._places: dict[str, tuple[str, str]] = {}  # brand and channel by item

    async def pages(self, window: Window) -> AsyncIterator[tuple[Order, ...]]:
        """Orders created in this time, sent to us for this; or those changed in it, which letters told of.

        Before the very first letter nothing was told, so then changes are asked for as well.
        """
        is_told = window.by_update and await self._mailbox.was_emptied(ORDERS)
        await self.take_in()  # what is sent before there is a subscription is sent to nobody
        if window.by_update:
            await self._mailbox.empty_all((CONNECTED, DISCONNECTED))
        if not is_told and not self._was_asked(window):
            await self._ask(window)
        elif is_told:
            await self._ask_newcomers(window)
        place = 1 if window.by_update else 0
        inside = [key for key, times in self._times.items() if window.start <= times[place] <= window.end]
        for run in chunks(sorted(inside, key=lambda key: self._times[key]), PAGE):
            yield tuple(told.order for told in await self.told(run))

    def _was_asked(self, window: Window) -> bool:
        if self._asked is None:
            return False
        start, end, at = self._asked
        return start <= window.start and window.end <= end and self._session.clock() - at < ASKED_HOLDS

    async def _ask(self, window: Window) -> None:
        """Have these sent, and all that is older: silence is waited for once, not after each window of an import."""
        start = window.start if window.by_update else min(window.start, self._oldest)
        for brand in (await self._client.key.keys()).brands:
            await self._mailbox.fetch_orders(brand, start, window.end)
            await self._met(brand)
        if window.by_update:
            await self.take_in(SILENCE_S)
        else:  # the adapter asks marketplaces for years of orders first
            await self.take_in(PATIENCE_S, after_some_s=PATIENCE_S)
        self._asked = start, window.end, self._session.clock()

    async def _ask_newcomers(self, window: Window) -> None:
        """A brand that joined the account later has a past that no import will walk through again."""
        now = self._session.clock()
        asked = False
        for brand in (await self._client.key.keys()).brands:
            if not await self._mailbox.was_emptied(_past_of(brand)):
                await self._mailbox.fetch_orders(brand, now - PAST, window.end)
                await self._met(brand)
                asked = True
        if asked:
            await self.take_in(SILENCE_S)

    async def _met(self, brand: str) -> None:
        if (inbox := self._mailbox.inbox) is not None:
            await inbox.emptied(_past_of(brand), self._session.clock())

    async def items(self, order_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        """As the newest letters tell; orders never told about are missing."""
        await self.take_in()
        return tuple(OrderItems(told.key, told.order.items) for told in await self.told(order_ids))

    async def take_in(
        self,
        waits_s: Sequence[float] = (),
        wanted: Collection[str] = (),
        after_some_s: Sequence[float] = AFTER_SOME_S,
    ) -> frozenset[str]:
        """Empty the mailbox, and look again after each wait that brought nothing; the keys of what came.

        Once something came, it waits ``after_some_s``. Ends early when all that is ``wanted`` has come.
        """
        came: set[str] = set()
        waits = list(waits_s)
        while True:
            arrived = await self._mailbox.empty(ORDERS)
            self._note(arrived.orders)
            came |= arrived.keys
            if wanted and came >= set(wanted):
                break
            if arrived.keys and waits_s and not wanted:
                waits = list(after_some_s)
            if not waits:
                break
            await self._session.sleep(waits.pop(0))
        return frozenset(came)

    async def be_up_to_date(self) -> None:
        """Take in what there is, unless that was done a moment ago: steps on many orders come one after the other."""
        inbox = self._mailbox.inbox
        last = await inbox.emptied_at(ORDERS) if inbox else None
        if last is None or not timedelta(0) <= self._session.clock() - last < A_MOMENT:
            await self.take_in()

    async def told(self, order_ids: Sequence[str]) -> list[Told]:
        """Orders by their newest letters, each as far as the answers to our own actions have brought it."""
        inbox = self._mailbox.inbox
        if inbox is None:
            return []
        letters = await inbox.latest(ORDER, list(dict.fromkeys(order_ids)))
        read = await asyncio.to_thread(_read, letters.values())
        self._note(read)
        by_key = {told.key: told for told in await overlaid(inbox, read)}
        return [by_key[key] for key in dict.fromkeys(order_ids) if key in by_key]

    async def asked_again(self, orders: Sequence[Told]) -> frozenset[str]:
        """Have these sent once more, and wait a while: the keys of those that came."""
        now = self._session.clock()
        spans = {(told.brand, *span) for told in orders for span in _spans(told.order.created_at, now)}
        for brand, start, end in sorted(spans):
            await self._client.fetch_orders(brand, start, end)
        return await self.take_in(PATIENCE_S, [told.key for told in orders])

    async def places(self, items: Sequence[OrderItem]) -> dict[str, tuple[str, str]]:
        """Brand and channel of items; what this run has not met yet is looked up among all letters, once."""
        inbox = self._mailbox.inbox
        if inbox is not None and any(item.remote_id not in self._places for item in items):
            self._note(await asyncio.to_thread(_read, await inbox.every(ORDER)))
        return {item.remote_id: self._places[item.remote_id] for item in items if item.remote_id in self._places}

    def _note(self, orders: Iterable[Told]) -> None:
        for told in orders:
            self._times[told.key] = told.order.created_at, told.order.updated_at
            self._places |= {item.remote_id: (told.brand, told.channel) for item in told.order.items}


def _past_of(brand: str) -> str:
    return f"past of {brand}"


def _read(letters: Iterable[Letter]) -> list[Told]:
    found = []
    for letter in letters:
        try:
            found.append(_at(order_of(letter.content, letter.sent_at), letter))
        except BrokenAnswer:  # it was understood once, by another version of ours
            continue
    return found


def _at(told: Told, letter: Letter) -> Told:
    """The letter remembers when the order changed; the message itself tells it less finely."""
    return replace(told, order=replace(told.order, updated_at=letter.sent_at))


def _spans(created_at: datetime, now: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """Around an order's creation and its last change, since nobody says by which of them orders are found."""
    if now - created_at <= ONE_SPAN:
        return ((_hour(created_at - AROUND), now + AROUND),)
    return (_hour(created_at - AROUND), created_at + AROUND), (now - ONE_SPAN, now + AROUND)


def _hour(moment: datetime) -> datetime:
    """So that orders of about the same time are asked for together."""
    return moment.replace(minute=0, second=0, microsecond=0)
