"""What works on one profile, gathered for whoever is handed all of it; ``services.build`` makes it."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from desktop.domain.profile import Profile
from desktop.services.cancelling import Cancelling
from desktop.services.catalog import Catalog
from desktop.services.catalog_files import CatalogFiles
from desktop.services.catalog_work import CatalogWork
from desktop.services.changes import ChangeFeed
from desktop.services.connections import Connections
from desktop.services.continuing import Continuing
from desktop.services.deadlines import Deadlines
from desktop.services.drafts import DraftService
from desktop.services.expert_calls import ExpertCalls
from desktop.services.export import Exports
from desktop.services.fulfilment import Fulfilment
from desktop.services.history import History
from desktop.services.labels import LabelService
from desktop.services.links import LinkService
from desktop.services.orders import OrderService
from desktop.services.outbox.service import Outbox
from desktop.services.outside import OutsideWatch
from desktop.services.papers import PaperService
from desktop.services.pictures import Pictures
from desktop.services.process_choices import ProcessChoices
from desktop.services.products import Products
from desktop.services.promotions import Promotions
from desktop.services.pushes import Pushes
from desktop.services.rehearsal import Rehearsals
from desktop.services.restoring import Restoring
from desktop.services.review import ReviewService
from desktop.services.saved_views import SavedViews
from desktop.services.scanning import ParcelLabels, ScanDesk
from desktop.services.search_upkeep import SearchUpkeep
from desktop.services.settings import Settings
from desktop.services.shops import ShopService
from desktop.services.stock_guard import StockGuard
from desktop.services.sync.coordinator import SyncService
from desktop.services.tags import Tags
from desktop.services.tracing import Tracing
from desktop.store.db import Database
from desktop.store.secrets import SecretStore


class Routine(Protocol):
    """What goes on by itself while the window is open; ``start`` needs the running loop."""

    def start(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that works on one profile. ``start`` sets the routine going; a terminal command needs no routine."""

    profile: Profile
    db: Database
    secrets: SecretStore
    changes: ChangeFeed
    connections: Connections
    shops: ShopService
    sync: SyncService
    orders: OrderService
    outbox: Outbox
    labels: LabelService
    catalog: Catalog
    catalog_work: CatalogWork
    catalog_files: CatalogFiles
    drafts: DraftService
    history: History
    restoring: Restoring
    links: LinkService
    guard: StockGuard
    review: ReviewService
    rehearsals: Rehearsals
    pushes: Pushes
    pictures: Pictures
    promotions: Promotions
    products: Products
    fulfilment: Fulfilment
    process_choices: ProcessChoices
    continuing: Continuing
    tracing: Tracing
    cancelling: Cancelling
    deadlines: Deadlines
    settings: Settings
    papers: PaperService
    scanning: ScanDesk
    parcel_labels: ParcelLabels
    tags: Tags
    saved_views: SavedViews
    exports: Exports
    search_upkeep: SearchUpkeep
    outside: OutsideWatch
    expert_calls: ExpertCalls

    @property
    def _routines(self) -> tuple[Routine, ...]:
        return (
            self.sync,
            self.outbox,
            self.deadlines,
            self.outside,
            self.continuing,
            self.search_upkeep,
            self.guard,
            self.history,
        )

    def start(self) -> None:
        """Sync, send and notice other processes from now on; needs the running loop."""
        for routine in self._routines:
            routine.start()

    async def aclose(self) -> None:
        """Put everything away: no new work, requests under way get a moment, then connections and file are closed."""
        await asyncio.gather(*(routine.stop() for routine in self._routines))
        await self.pictures.aclose()
        await self.connections.aclose()
        await self.db.aclose()
