"""Before a push: what each draft would change, shop by shop, how many requests that is, and how long they take."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import KIND, Address, Draft, DraftCounts, Field, Place, present_value
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.errors import BackshopError
from desktop.domain.findings import Finding
from desktop.domain.operations import Operation, OperationKind
from desktop.domain.order_views import ActionResult
from desktop.domain.outdated_counts import Fix, Outdated, fixed
from desktop.domain.wishes import stock_of
from desktop.platforms.kit.contract import SendsOperations
from desktop.platforms.kit.manifest import Manifest, RateRule
from desktop.services.catalog_work import CatalogWork
from desktop.services.connections import Connections
from desktop.services.draft_judgement import edits_of, judge, level
from desktop.services.shop_books import ShopBook, books
from desktop.services.variant_wishes import Edit, obstacle_here
from desktop.store import catalog, drafts
from desktop.store.db import Database
from desktop.store.outdated_counts import outdated_counts

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class ReviewedChange:
    """One cell: ``before`` is what the platform shows, ``after`` what is wished; both exact texts."""

    stored: StoredVariant
    place: Place
    place_name: str
    of: Field
    before: str
    after: str
    typed: str
    currency: str
    level: int
    findings: tuple[Finding, ...] = ()
    outdated: Outdated | None = None  # something was sold since it was typed

    @property
    def address(self) -> Address:
        return Address(self.stored.id, self.place, self.of)

    @property
    def gone(self) -> int:
        """Units that went since it was typed."""
        return self.outdated.gone(int(self.before) if self.before else None) if self.outdated else 0

    def fixed(self, fix: Fix) -> str | None:
        """What to type instead; None to take it back."""
        return fixed(self.typed, self.after, self.gone, fix)


@dataclass(frozen=True, slots=True)
class ShopReview:
    """What one shop would get. ``requests`` and ``seconds`` are what its platform's batches and rate make of it."""

    shop_id: str
    shop: str
    wishes: int
    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Review:
    """All drafts, those with errors included: they stay drafts."""

    changes: tuple[ReviewedChange, ...] = ()
    shops: tuple[ShopReview, ...] = ()

    @property
    def counts(self) -> DraftCounts:
        levels = [one.level for one in self.changes]
        return DraftCounts(len(levels), levels.count(1), levels.count(2))


@dataclass(frozen=True, slots=True)
class Pushed:
    """``change_set_id`` is empty where nothing went out; ``results`` tell of each wish that was not queued."""

    change_set_id: str
    wishes: int
    results: tuple[ActionResult, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wish:
    edit: Edit
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """All that was typed for one place of a SKU; ``outdated`` where its stock was typed too early."""

    stored: StoredVariant
    place: Place
    drafts: Mapping[Field, Draft]
    outdated: Outdated | None = None

    def edits(self) -> tuple[tuple[Edit, tuple[Draft, ...]], ...]:
        """As ``edits_of``, each with what the seller saw."""
        found = edits_of(self.stored, self.place, self.drafts)
        if self.outdated is None:
            return found
        seen = self.outdated.seen
        return tuple(
            (replace(edit, seen=seen) if edit.kind is OperationKind.SET_STOCK else edit, used) for edit, used in found
        )

    def findings(self, now: StoredVariant, book: ShopBook) -> dict[Field, tuple[Finding, ...]]:
        """What is to be said about each draft, as the variant is ``now``."""
        said = judge(now, self.place, self.drafts, book)
        if self.outdated is not None and Field.STOCK in said:
            said[Field.STOCK] += self.outdated.findings(stock_of(now.variant, self.place.warehouse))
        return said


@dataclass(frozen=True, slots=True)
class Looked:
    """Every draft, by the places they are about, with the books of the shops."""

    books: Mapping[str, ShopBook]
    places: tuple[TypedPlace, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    books: Mapping[str, ShopBook]
    changes: list[ReviewedChange] = field(default_factory=list)
    wishes: list[_Wish] = field(default_factory=list)


class ReviewService:
    """Reads all drafts; a push queues those without errors as one change-set and takes just these drafts away."""

    def __init__(self, db: Database, connections: Connections, work: CatalogWork) -> None:
        self._db, self._connections, self._work = db, connections, work

    async def review(self, shop_ids: Sequence[str] = ()) -> Review:
        """Every draft of these shops, or of all, with what would be sent."""
        looked = await self._db.read(lambda c: self._look(c, shop_ids))
        by_shop: dict[str, list[_Wish]] = {}
        for one in looked.wishes:
            by_shop.setdefault(one.edit.stored.shop_id, []).append(one)
        shops = [await self._of_shop(looked.books[shop_id], wishes) for shop_id, wishes in by_shop.items()]
        return Review(tuple(looked.changes), tuple(sorted(shops, key=lambda one: one.shop.casefold())))

    async def push(self, title: str, shop_ids: Sequence[str] = ()) -> Pushed:
        """Queue all drafts without errors. What is typed meanwhile stays a draft."""
        looked = await self._db.read(lambda c: self._look(c, shop_ids))

        def forget(c: "Connection", _change_set_id: str) -> None:
            drafts.remove_sent(c, [draft for one in looked.wishes for draft in one.drafts])

        queued = await self._work.wish([one.edit for one in looked.wishes], title, along=forget)
        return Pushed(queued.change_set_id, len(queued.order_ids), queued.results)

    def _look(self, c: "sqlite3.Connection", shop_ids: Sequence[str]) -> _Judged:
        looked = look(c, self._connections.manifests, shop_ids)
        judged = _Judged(looked.books)
        for one in looked.places:
            _judge(judged, one)
        return judged

    async def _of_shop(self, book: ShopBook, wishes: Sequence[_Wish]) -> ShopReview:
        requests = await self._requests(book, [one.edit for one in wishes])
        manifest = self._connections.manifests.get(book.shop.platform)
        return ShopReview(
            book.shop.id, book.shop.name, len(wishes), requests, requests * _pace(manifest.rates if manifest else ())
        )

    async def _requests(self, book: ShopBook, edits: Sequence[Edit]) -> int:
        """As many as the connector would cut these wishes into; without a login each is counted alone."""
        try:
            connector = await self._connections.connector(book.shop.account_id)
        except BackshopError:
            return len(edits)
        if not isinstance(connector, SendsOperations):
            return len(edits)
        return await asyncio.to_thread(lambda: _cut(connector, self._work.operations_of(edits, book)))


def _cut(connector: SendsOperations, operations: Sequence[Operation]) -> int:
    kinds: dict[OperationKind, list[Operation]] = {}
    for one in operations:
        kinds.setdefault(one.kind, []).append(one)
    return sum(len(connector.batches(together)) for together in kinds.values())


def _pace(rates: Sequence[RateRule]) -> float:
    """Seconds a request takes its turn for: by the rule of the whole account, else by the middle one of its rules."""
    whole = [rule.per_s / rule.count for rule in rates if rule.bucket == "*"]
    return max(whole) if whole else median([rule.per_s / rule.count for rule in rates] or [0.0])


def look(c: "sqlite3.Connection", manifests: Mapping[str, Manifest], shop_ids: Sequence[str]) -> Looked:
    """Every draft of these shops, or of all."""
    typed = drafts.all_drafts(c, shop_ids)
    stored = {one.id: one for one in catalog.variants(c, tuple({one.variant_id for one in typed}))}
    known = books(c, manifests)
    outdated = outdated_counts(c)
    by_place: dict[tuple[int, Place], dict[Field, Draft]] = {}
    for address, draft in typed.items():
        by_place.setdefault((address.variant_id, address.place), {})[address.field] = draft
    places = tuple(
        TypedPlace(one, place, mine, _news(outdated.get(Address(id_, place, Field.STOCK)), one, place))
        for (id_, place), mine in by_place.items()
        if (one := stored.get(id_)) is not None and one.shop_id in known
    )
    return Looked(known, places)


def _news(outdated: Outdated | None, stored: StoredVariant, place: Place) -> Outdated | None:
    """None where what moved came back: then what was typed is as good as it was."""
    return outdated if outdated and outdated.findings(stock_of(stored.variant, place.warehouse)) else None


def _judge(looked: _Judged, typed: TypedPlace) -> None:
    stored, place, mine = typed.stored, typed.place, typed.drafts
    book = looked.books[stored.shop_id]
    said = typed.findings(stored, book)
    name, currency = book.place_name(place), book.currency(stored.variant, place.market)
    for of, draft in mine.items():
        before, told = present_value(stored.variant, place, of), said[of]
        outdated = typed.outdated if of is Field.STOCK else None
        looked.changes.append(
            ReviewedChange(
                stored, place, name, of, before, draft.value, draft.typed, currency, level(told), told, outdated
            )
        )
    for edit, used in typed.edits():
        is_whole = not any(level(said[of]) == 2 for of in mine if KIND[of] is edit.kind)
        if is_whole and obstacle_here(edit, book.in_market(place.market)) is None:  # the rules have been asked
            looked.wishes.append(_Wish(edit, used))
