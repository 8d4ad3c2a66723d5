"""Reading what products may say and what they say: categories and products come as letters, like all else (5.2, 5.3).

No call lists either. A category is told once and again whenever it changes, so its newest letter is true; a product is
asked for by the SKUs its last whole telling named, and by its whole channel where that is not known or not possible.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import Gone, TryLater
from desktop.domain.letters import Letter
from desktop.domain.products import Brand, Category, CategoryAttribute, Product
from desktop.platforms.kit.answers import decode
from desktop.platforms.kit.inbox import Delivery
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo import mapping, product_shapes
from desktop.platforms.sirclo import product_mapping as products
from desktop.platforms.sirclo.catalog_mapping import PART, written
from desktop.platforms.sirclo.catalog_reading import ASK_AGAIN_S, SINGLE_LOOKS_S, CatalogReader
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.codes import CATEGORIES, FETCHES_BY_SKU, TELLS_WAREHOUSES
from desktop.platforms.sirclo.letters import CATEGORY, PRODUCT, VARIANT
from desktop.platforms.sirclo.mailbox import Mailbox
from desktop.platforms.sirclo.variant_names import names_of, product_key

MOST_BRANDS = 50
RETURNS = "RETURN_WAREHOUSE"
NOT_AGAIN_FOR = timedelta(minutes=10)  # a channel that tells no categories is not asked with every product
ANSWERS = "answers"


class ProductReader:
    """One account's categories and products."""

    def __init__(self, session: AccountSession, client: Client, mailbox: Mailbox, catalog: CatalogReader) -> None:
        self._session, self._client, self._mailbox, self._catalog = session, client, mailbox, catalog
        self._asked: dict[str, datetime] = {}  # when channels without categories were last asked for some
        self._warehouses: dict[tuple[str, str], tuple[str, ...]] = {}

    # --- what products may say ----------------------------------------------------------------------------------------
    async def categories(self, shop: str) -> tuple[Category, ...]:
        """The trees of the shop's channels. Raises ``TryLater("not_told_yet")`` where none has told any."""
        brands = (await self._client.key.keys()).brands
        found = mapping.shops(await self._client.connected(brands), brands, self._session.clock())
        channels = [market.code for one in found if one.remote_id == shop for market in one.markets]
        letters = await self._letters(channels)
        if channels and not letters:
            raise TryLater("not_told_yet", after_s=ASK_AGAIN_S)
        return products.categories(letters.values(), channels)

    async def attributes(self, category: Category) -> tuple[CategoryAttribute, ...]:
        """What products of this category tell. Raises ``Gone``."""
        return products.attributes(await self.kind(category.id))

    async def kind(self, category_id: str) -> product_shapes.Kind:
        """A category as its newest letter tells it. Raises ``Gone``."""
        letter = (await self._letters([category_id.partition(":")[0]])).get(category_id)
        kind = products.kind_of(letter) if letter else None
        if kind is None:
            raise Gone("not_found")
        return kind

    async def brands(self, search: str) -> tuple[Brand, ...]:
        """Those that the categories name; empty where they take any."""
        inbox = self._mailbox.inbox
        letters = await inbox.every(CATEGORY) if inbox else ()
        kinds = [kind for letter in letters if (kind := products.kind_of(letter)) is not None]
        return products.brands(kinds, search)[:MOST_BRANDS]

    async def _letters(self, channels: Sequence[str]) -> Mapping[str, Letter]:
        """Those of categories by our id of each; channels that never told any are asked."""
        inbox = self._mailbox.inbox
        if inbox is None:
            return {}
        await self._mailbox.empty(CATEGORIES)
        letters = {one.key: one for one in await inbox.every(CATEGORY)}
        now = self._session.clock()
        silent = {
            one
            for one in set(channels) - {key.partition(":")[0] for key in letters}
            if one not in self._asked or now - self._asked[one] > NOT_AGAIN_FOR
        }
        self._asked |= dict.fromkeys(silent, now)
        for channel in sorted(silent):
            await inbox.keep(Delivery(self._answered(channel, await self._client.categories(channel))))
        if silent:
            await self._wait_for_categories()
            letters = {one.key: one for one in await inbox.every(CATEGORY)}
        return letters

    def _answered(self, channel: str, answer: bytes) -> tuple[Letter, ...]:
        """What the answer tells itself: one category, or a list (section 3 leaves it open)."""
        at, told = self._session.clock(), json.loads(answer)
        found = []
        for place, one in enumerate(told if isinstance(told, list) else [told]):
            kind = one.get("category") if isinstance(one, dict) else None
            if isinstance(kind, dict) and kind.get("remote_category_id"):
                key, content = f"{channel}:{kind['remote_category_id']}", written({"category": kind})
                found.append(Letter(ANSWERS, f"{channel}:{at.isoformat()}:{place}", CATEGORY, key, at, content))
        return tuple(found)

    async def _wait_for_categories(self) -> None:
        """Nothing says which is the last: they have come when none came for a while."""
        left = list(SINGLE_LOOKS_S)
        while left:
            if (await self._mailbox.empty(CATEGORIES)).keys:
                left = list(SINGLE_LOOKS_S)
            await self._session.sleep(left.pop(0))

    # --- what they say ------------------------------------------------------------------------------------------------
    async def seen(self, ref: VariantRef) -> Product:
        """As ``product``; what was told in the last moments, in answer to another reading, will do."""
        siblings = await self._siblings(ref)
        if siblings and self._catalog.came_lately([one.remote_id for one in siblings]):
            return await self._made_of(product_key(ref.remote_id), await self._all_of(product_key(ref.remote_id)))
        return await self.product(ref)

    async def look(self, refs: Sequence[VariantRef]) -> None:
        """Have the products of all of these told together, as far as they were not told in the last moments."""
        wanted = {one.remote_id: one for ref in refs for one in (await self._siblings(ref) or (ref,))}
        if not self._catalog.came_lately(wanted):
            await self._catalog.read(tuple(wanted.values()))

    async def product(self, ref: VariantRef) -> Product:
        """The whole product of this variant as it is now. Raises ``Gone``, ``TryLater("not_told_yet")``."""
        siblings, key = await self._siblings(ref), product_key(ref.remote_id)
        can_be_asked = names_of(ref.remote_id)[0] in FETCHES_BY_SKU
        found = await self._catalog.read(siblings or (ref,), whole=not (siblings and can_be_asked))
        if ref.remote_id not in {one.remote_id for one in found}:
            raise Gone("not_found")
        if not can_be_asked or not siblings:
            found = await self._all_of(key)
        return await self._made_of(key, found)

    async def _made_of(self, key: str, found: Sequence[Variant]) -> Product:
        inbox = self._mailbox.inbox
        letters = await inbox.latest(VARIANT, [one.remote_id for one in found]) if inbox else {}
        told = [
            (one, raw)
            for one in found
            if (raw := decode(letters[one.remote_id].content, product_shapes.VariantLetter).variant) is not None
        ]
        return products.product_of(key, await self._head(key), told)

    async def warehouses(self, brand: str, channel: str) -> tuple[str, ...]:
        """Where this channel sells from, the first being its own; empty where it has none, or tells none."""
        if channel not in TELLS_WAREHOUSES:
            return ()
        if (brand, channel) not in self._warehouses:
            told = decode(await self._client.warehouses(brand, channel), product_shapes.Warehouses)
            names = [one.id for one in told.remote_warehouses or () if one.id and one.type != RETURNS]
            self._warehouses[brand, channel] = tuple(dict.fromkeys(names))
        return self._warehouses[brand, channel]

    def forget(self) -> None:
        """Something was written: what was told before it will not do any more."""
        self._catalog.forget()

    async def was_told(self, activity: str, names: Collection[str]) -> None:
        """The adapter's word on which variants a product has now; the next whole telling of it may be a day away."""
        inbox, key = self._mailbox.inbox, product_key(next(iter(names), ""))
        if inbox is None or key.partition(":")[0] not in FETCHES_BY_SKU:
            return
        known = [one.remote_id for one in await self._all_of(key)]
        content = written({"variants": list(dict.fromkeys((*known, *names)))})
        await inbox.keep(Delivery((Letter(ANSWERS, activity, PRODUCT, key, self._session.clock(), content),)))

    async def _siblings(self, ref: VariantRef) -> tuple[VariantRef, ...]:
        """All variants of the product that were told together last; empty where they never were."""
        known = await self._all_of(product_key(ref.remote_id))
        refs = tuple(VariantRef(one.remote_id, one.sku, ref.shop_remote_id) for one in known)
        return refs if ref.remote_id in {one.remote_id for one in refs} else ()

    async def _all_of(self, key: str) -> tuple[Variant, ...]:
        inbox = self._mailbox.inbox
        letter = (await inbox.latest(PRODUCT, [key])).get(key) if inbox else None
        names = decode(letter.content, product_shapes.ProductLetter).variants or () if letter else ()
        found = await self._catalog.known(names)
        return tuple(found[name] for name in names if name in found)

    async def _head(self, key: str) -> product_shapes.Head:
        """By the newest message, whether it told the whole product or a variant of it."""
        inbox = self._mailbox.inbox
        letters = (await inbox.latest(PRODUCT, [key, key + PART])).values() if inbox else ()
        newest = max(letters, key=lambda one: one.sent_at, default=None)
        found = decode(newest.content, product_shapes.ProductLetter).product if newest else None
        return found or product_shapes.Head()
