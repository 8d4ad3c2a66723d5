"""Reading the catalog: products are asked for, arrive as letters, and are served from those (sirclo.md 3, 5.2)."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import Gone, Refused, TryLater
from desktop.domain.letters import Letter
from desktop.platforms.kit.answers import decode
from desktop.platforms.kit.inbox import Inbox
from desktop.platforms.kit.paging import chunks
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo import mapping, shapes
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.codes import (
    FEATURES,
    FETCHED,
    FETCHES_BY_SKU,
    ORDERS,
    PRODUCTS,
    SKUS_PER_FETCH,
)
from desktop.platforms.sirclo.letters import FEEDBACK, VARIANT, feedback_key
from desktop.platforms.sirclo.mailbox import Mailbox

PAGE = 100
MOST_BY_SKU = 100  # more of one channel are read faster by having all of it sent
LOOKS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # waits for a catalog that does not come, in a row
SINGLE_LOOKS_S = (0.5, 1.0, 2.0, 4.0, 8.0)
ASK_AGAIN_S = 30.0
FRESH = timedelta(seconds=30)  # how long what was just told may stand in for another reading of the same
OTHERS = tuple(feature for feature in FEATURES if feature not in (ORDERS, PRODUCTS, FETCHED))

Ids = Mapping[str, str]  # the newest letter of each variant


class CatalogReader:
    """One account's variants."""

    def __init__(self, session: AccountSession, client: Client, mailbox: Mailbox) -> None:
        self._session, self._client, self._mailbox = session, client, mailbox
        self._came: dict[str, datetime] = {}  # when what was asked for came, by variant; only the last moments

    def came_lately(self, remote_ids: Collection[str]) -> bool:
        """Whether all of these were told in the last moments, in answer to a reading."""
        oldest = self._session.clock() - FRESH
        return all(self._came.get(one, oldest) > oldest for one in remote_ids)

    def forget(self) -> None:
        """Something was written: what came before is not fresh any more."""
        self._came = {}

    async def pages(self) -> AsyncIterator[tuple[Variant, ...]]:
        """Everything: what letters told since it was asked for, whoever took them in.

        Raises ``TryLater`` (``catalog_incomplete``, ``channel_not_fetched``) after the last page where something may be
        missing: what did not come is then not taken for gone.
        """
        inbox = self._mailbox.inbox
        if inbox is None:
            return
        await self._mailbox.empty(PRODUCTS)
        before = {letter.key: letter.id for letter in await inbox.every(VARIANT)}
        watch = Watch(inbox, await self._ask_for_all())

        async def is_over(_came: Collection[str]) -> bool:
            return await watch.has_heard_all()

        failed = await self._watched(watch, is_over, LOOKS_S)
        letters = [one for one in await inbox.every(VARIANT) if before.get(one.key) != one.id]
        for run in chunks(letters, PAGE):
            yield await self._variants(run)
        await self._mailbox.empty_all(OTHERS)
        if failed:
            raise TryLater(failed, after_s=ASK_AGAIN_S)

    async def read(self, refs: Sequence[VariantRef], *, whole: bool = False) -> tuple[Variant, ...]:
        """These as they are now; ``whole``: by all that their channels have, so that their products are told as well.

        Raises ``TryLater("not_told_yet")`` where the adapter takes too long.
        """
        inbox = self._mailbox.inbox
        if inbox is None or not refs:
            return ()
        await self._mailbox.empty(PRODUCTS)
        wanted = {ref.remote_id for ref in refs}
        before = _ids(await inbox.latest(VARIANT, sorted(wanted)))
        gone, asked = await self._ask_for(refs, whole=whole)
        waited, watch = wanted - gone, Watch(inbox, asked)

        async def is_over(_came: Collection[str]) -> bool:
            now = _ids(await inbox.latest(VARIANT, sorted(waited)))
            is_here = all(now.get(key) != before.get(key) for key in waited)
            return is_here or (watch.covers(waited) and await watch.has_heard_all())

        failed = await self._watched(watch, is_over, SINGLE_LOOKS_S)
        found = await inbox.latest(VARIANT, sorted(waited))
        came = [letter for letter in found.values() if letter.id != before.get(letter.key)]
        if failed and len(came) < len(waited):
            raise TryLater("not_told_yet", after_s=ASK_AGAIN_S)
        return await self._variants(came)

    async def with_skus(self, brand: str, channel: str, skus: Sequence[str]) -> tuple[Variant, ...]:
        """Those of these SKUs that the channel has now, whatever it calls them. Raises as ``read``."""
        inbox = self._mailbox.inbox
        if inbox is None or not skus:
            return ()
        await self._mailbox.empty(PRODUCTS)
        wanted, asked = set(skus), dict[str, str]()
        if channel in FETCHES_BY_SKU:
            wanted -= await self._ask_by_sku(brand, channel, skus)
        else:
            asked = await self._ask_for_channel(brand, channel)
        watch, found = Watch(inbox, asked), dict[str, Variant]()

        async def is_over(came: Collection[str]) -> bool:
            told = await self.known([key for key in came if key.startswith(f"{channel}:") and key not in found])
            found.update({key: one for key, one in told.items() if one.sku in wanted})
            has_all = {one.sku for one in found.values()} == wanted
            return has_all or bool(asked and await watch.has_heard_all())

        if await self._watched(watch, is_over, SINGLE_LOOKS_S):
            raise TryLater("not_told_yet", after_s=ASK_AGAIN_S)
        return tuple(found.values())

    async def known(self, remote_ids: Sequence[str]) -> dict[str, Variant]:
        """By the newest letters, asking nobody."""
        inbox = self._mailbox.inbox
        letters = await inbox.latest(VARIANT, list(remote_ids)) if inbox else {}
        return {one.remote_id: one for one in await self._variants(list(letters.values()))}

    async def _ask_for_all(self) -> dict[str, str]:
        """All products of all channels: the channels that will answer, by ``activity/channel``, and their name."""
        keys = await self._client.key.keys()
        shops = mapping.shops(await self._client.connected(keys.brands), keys.brands, self._session.clock())
        asked: dict[str, str] = {}
        for shop in shops:
            if shop.markets:
                activity = uuid.uuid4().hex
                await self._client.fetch_products(shop.remote_id, (), activity)
                asked |= {feedback_key(activity, market.code): market.code for market in shop.markets}
        return asked

    async def _ask_for(self, refs: Sequence[VariantRef], *, whole: bool) -> tuple[set[str], dict[str, str]]:
        """Ask for these, by SKU where a channel takes that: those that are gone, and feedback to wait for."""
        gone: set[str] = set()
        asked: dict[str, str] = {}
        brands = (await self._client.key.keys()).brands
        for (brand, channel), group in groupby(sorted(refs, key=_home), key=_home):
            mine, brand = list(group), brand or brands[0]
            if channel in FETCHES_BY_SKU and len(mine) <= MOST_BY_SKU and not whole:
                missing = await self._ask_by_sku(brand, channel, [ref.sku for ref in mine])
                gone |= {ref.remote_id for ref in mine if ref.sku in missing}
            else:
                asked |= await self._ask_for_channel(brand, channel)
        return gone, asked

    async def _ask_for_channel(self, brand: str, channel: str) -> dict[str, str]:
        activity = uuid.uuid4().hex
        await self._client.fetch_products(brand, (channel,), activity)
        return {feedback_key(activity, channel): channel}

    async def _ask_by_sku(self, brand: str, channel: str, wanted: Sequence[str]) -> set[str]:
        """The SKUs that the channel does not have."""
        missing: set[str] = set()
        for skus in chunks(list(dict.fromkeys(wanted)), SKUS_PER_FETCH):
            answer = decode(await self._client.fetch_variants(brand, channel, skus), tuple[shapes.FetchedSku, ...])
            missing |= {one.sku for one in answer if one.sku and one.success is False}
        return missing

    async def _watched(
        self, watch: "Watch", is_over: Callable[[Collection[str]], Awaitable[bool]], waits_s: Sequence[float]
    ) -> str:
        """Take letters in until all have come; a code where that did not happen in the time of silence allowed.

        ``is_over`` is given what each look brought: the keys of its letters.
        """
        left, came = list(waits_s), False
        while True:
            arrived = await self._mailbox.empty(PRODUCTS)
            fed = await self._feedback(watch)
            watch.hear(fed)
            if await is_over(arrived.keys):
                last = await self._mailbox.empty(PRODUCTS)  # a feedback may overtake the last products
                await is_over(last.keys)
                self._note(arrived.keys | last.keys)
                return await watch.failed()
            self._note(arrived.keys)
            came = came or bool(arrived.keys)
            if arrived.keys or fed:
                left = list(SINGLE_LOOKS_S if watch.is_deaf else waits_s)
            if not left:
                return "" if watch.is_deaf and came else "catalog_incomplete"
            await self._session.sleep(left.pop(0))

    def _note(self, keys: Collection[str]) -> None:
        now = self._session.clock()
        kept = {key: at for key, at in self._came.items() if now - at < FRESH}
        self._came = kept | dict.fromkeys(keys, now)

    async def _feedback(self, watch: "Watch") -> frozenset[str]:
        """What came of it; a key without a subscription for it can only go by silence."""
        if not watch.asked or watch.is_deaf:
            return frozenset()
        try:
            return (await self._mailbox.empty(FETCHED)).keys
        except (Refused, Gone):
            watch.is_deaf = True
            return frozenset()

    async def _variants(self, letters: Sequence[Letter]) -> tuple[Variant, ...]:
        return await self._mailbox.variants(letters, (await self._client.key.keys()).brands)


class Watch:
    """Waits for the feedback of channels that were asked for their products: ``asked`` is channel by feedback key.

    Some feedback comes under an id of the adapter's own: then the channel alone must do.
    """

    def __init__(self, inbox: Inbox, asked: Mapping[str, str]) -> None:
        self._inbox, self.asked = inbox, asked
        self.is_deaf = False  # there is no subscription that could tell
        self._heard: dict[str, str] = {}

    def hear(self, keys: Collection[str]) -> None:
        """What came since."""
        self._heard |= {key.rpartition("/")[2]: key for key in keys}

    def covers(self, remote_ids: Collection[str]) -> bool:
        """Whether all of these are of channels that give feedback."""
        return all(key.partition(":")[0] in self.asked.values() for key in remote_ids)

    async def has_heard_all(self) -> bool:
        """Whether every channel has said that it is done."""
        return self.asked.keys() <= (await self._told()).keys()

    async def failed(self) -> str:
        """A code where one of them has said that it could not."""
        rows = [decode(letter.content, shapes.FetchedChannel) for letter in (await self._told()).values()]
        return "channel_not_fetched" if any(row.success is False for row in rows) else ""

    async def _told(self) -> dict[str, Letter]:
        """The feedback by the key it was asked for with."""
        names = {key: self._heard.get(channel, key) for key, channel in self.asked.items()}
        found = await self._inbox.latest(FEEDBACK, [*names.keys(), *names.values()]) if names else {}
        told = {key: found.get(key) or found.get(other) for key, other in names.items()}
        return {key: letter for key, letter in told.items() if letter is not None}


def _home(ref: VariantRef) -> tuple[str, str]:
    channel, slash, _ = ref.remote_id.partition(":")
    if not slash:
        raise Refused("gone")
    return ref.shop_remote_id, channel


def _ids(letters: Mapping[str, Letter]) -> dict[str, str]:
    return {key: letter.id for key, letter in letters.items()}
