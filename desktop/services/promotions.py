"""What the seller can do with promotions: see all of them, make one, end it, take it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.domain.catalog_views import StoredVariant
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import NotPossible
from desktop.domain.identity import Clock, NewId, new_id, utc_now
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.promotions import Promotion, StoredPromotion
from desktop.domain.wishes import as_json
from desktop.platforms.kit.manifest import Can
from desktop.services.catalog_work import Along, CatalogWork
from desktop.services.changes import ChangeFeed
from desktop.services.connections import Connections
from desktop.services.orders import Queued
from desktop.services.promotion_plans import PRICE_KINDS, as_it_stands, end_edits, line_of, start_edits
from desktop.store import accounts, outbox, outbox_moves, promotions
from desktop.store.db import Database

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Home:
    """The shop a promotion belongs to."""

    account_id: str
    shop_id: str
    shop_remote_id: str
    platform: str
    lacks: tuple[str, ...]


class Promotions:
    """A promotion is our own record: the platforms that list theirs add to it, for the others it is the only list."""

    def __init__(
        self,
        db: Database,
        connections: Connections,
        changes: ChangeFeed,
        work: CatalogWork,
        *,
        clock: Clock = utc_now,
        make_id: NewId = new_id,
    ) -> None:
        self._db, self._connections, self._changes, self._work = db, connections, changes, work
        self._clock, self._make_id = clock, make_id

    async def list(self, shop_ids: Sequence[str] = ()) -> tuple[StoredPromotion, ...]:
        """Every promotion as it stands now, newest first; what the platform lists too is there once."""
        found = await self._db.read(lambda c: promotions.listed(c, shop_ids))
        made = await self._operations({one.change_set_id for one in found} | {one.ended_by for one in found})
        standing = tuple(as_it_stands(one, made, self._clock()) for one in found)
        listed = {(one.shop_id, one.promotion.remote_id) for one in found if not one.change_set_id}
        return tuple(one for one in standing if not _is_double(one, listed))

    async def create(self, promotion: Promotion, shop_id: str) -> Queued:
        """Queue what makes it; ``results`` tell of each line that cannot be.

        Raises ``NotPossible``: ``unknown_shop``, ``kind_not_offered``, ``unknown_sku``, ``line_without_price``.
        """
        home = await self._home(shop_id)
        manifest = self._connections.manifest_of(home.platform)
        if promotion.kind.value not in manifest.promotion_kinds:
            offered = ", ".join(manifest.promotion_kinds) or "-"
            raise NotPossible("kind_not_offered", kind=promotion.kind.value, offered=offered)
        variants, promotion = await self._resolved(promotion, home)
        new = StoredPromotion(self._make_id(), home.account_id, shop_id, "", home.platform, promotion)
        along = self._recorded(lambda change_set_id: replace(new, change_set_id=change_set_id))
        kind = OperationKind.CREATE_PROMOTION
        if promotion.kind in PRICE_KINDS:
            queued = await self._work.wish(start_edits(promotion, variants), kind.value, along=along)
        else:
            queued = await self._ask(home, kind, self._make_id(), promotion, along)
        self._changes.publish(Changes(ChangeKind.PROMOTIONS, home.account_id))
        return queued

    async def end(self, promotion_id: str) -> Queued:
        """End it now. Raises ``NotPossible``: ``unknown_promotion``, ``not_supported``."""
        return await self._take_back(promotion_id, OperationKind.END_PROMOTION)

    async def delete(self, promotion_id: str) -> Queued:
        """Take it back as if it had not been. Raises as ``end`` does."""
        return await self._take_back(promotion_id, OperationKind.DELETE_PROMOTION)

    async def _take_back(self, promotion_id: str, kind: OperationKind) -> Queued:
        stored = next((one for one in await self.list() if promotion_id in (one.id, one.promotion.remote_id)), None)
        if stored is None:
            raise NotPossible("unknown_promotion", promotion=promotion_id)
        home = await self._home(stored.shop_id)
        along = self._recorded(lambda change_set_id: replace(stored, ended_by=change_set_id))
        if stored.promotion.kind in PRICE_KINDS:
            variants, promotion = await self._resolved(stored.promotion, home)
            queued = await self._work.wish(end_edits(promotion, variants), kind.value, along=along)
        else:
            self._require(home, kind)
            queued = await self._ask(home, kind, stored.id, stored.promotion, along)
        self._changes.publish(Changes(ChangeKind.PROMOTIONS, home.account_id))
        return queued

    def _require(self, home: Home, kind: OperationKind) -> None:
        if Can(kind.value) not in self._connections.manifest_of(home.platform).can or kind.value in home.lacks:
            raise NotPossible("not_supported")

    async def _resolved(self, promotion: Promotion, home: Home) -> tuple[dict[str, StoredVariant], Promotion]:
        """Its variants by remote id, and the promotion with each line knowing its own."""
        variants: dict[str, StoredVariant] = {}
        lines = []
        for line in promotion.lines:
            found = (await self._work.named([line.sku], [home.shop_id], line.market))[line.sku]
            if not found:
                raise NotPossible("unknown_sku", sku=line.sku)
            for stored in found:
                variants[stored.variant.remote_id] = stored
                lines.append(line_of(line, stored))
        return variants, replace(promotion, lines=tuple(lines), shop_remote_id=home.shop_remote_id)

    async def _ask(self, home: Home, kind: OperationKind, subject: str, promotion: Promotion, along: Along) -> Queued:
        operation = Operation(
            id=self._make_id(),
            change_set_id=self._make_id(),
            account_id=home.account_id,
            shop_id=home.shop_id,
            kind=kind,
            subject=subject,
            label=promotion.name,
            before={},
            after={"promotion": as_json(promotion), "shop": home.shop_remote_id},
            state=OperationState.QUEUED,
            created_at=self._clock(),
        )

        def write(c: "Connection") -> None:
            outbox_moves.add_change_set(c, operation.change_set_id, kind.value, [operation], operation.created_at)
            along(c, operation.change_set_id)

        await self._db.write(write)
        self._changes.publish(Changes(ChangeKind.OUTBOX))
        return Queued(operation.change_set_id, (), ())

    def _recorded(self, record: Callable[[str], StoredPromotion]) -> Along:
        """Writes our own record beside the wishes: a power cut leaves both or none."""
        return lambda c, change_set_id: promotions.save(c, record(change_set_id), self._clock())

    async def _home(self, shop_id: str) -> Home:
        shop = next((one for one in await self._db.read(accounts.shops) if one.id == shop_id), None)
        if shop is None:
            raise NotPossible("unknown_shop", shop=shop_id)
        return Home(shop.account_id, shop.id, shop.remote_id, shop.platform, shop.lacks)

    async def _operations(self, change_sets: set[str]) -> Mapping[str, Sequence[Operation]]:
        wanted = sorted(change_sets - {""})
        return await self._db.read(
            lambda c: {one: outbox.operations(c, open_only=False, change_set_id=one) for one in wanted}
        )


def _is_double(stored: StoredPromotion, listed: set[tuple[str, str]]) -> bool:
    """Our own record of a promotion that the platform lists by now."""
    remote_id = stored.promotion.remote_id
    return bool(stored.change_set_id and remote_id) and (stored.shop_id, remote_id) in listed
