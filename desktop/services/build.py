"""Builds every service of one profile, the same for window and terminal; who calls it brings the platforms along."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable

from desktop.domain.identity import Clock, utc_now
from desktop.domain.profile import Profile
from desktop.platforms.kit.manifest import Manifest
from desktop.services.bundle import Services
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
from desktop.services.papers.address_labels import OwnPapers
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
from desktop.store.locks import account_lock, worker_lock
from desktop.store.picture_files import PictureFiles
from desktop.store.secrets import SecretStore

__all__ = ["Services", "build_services"]


def build_services(
    profile: Profile,
    manifests: Iterable[Manifest],
    *,
    passphrase: Callable[[], str | None] = lambda: None,
    clock: Clock = utc_now,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> Services:
    """Open the profile's database and build the services around it; no loop is needed yet and nothing is sent.

    ``passphrase`` is asked when the system has no keyring. Raises ``StoreError`` as ``Database.open`` does.
    """
    db, changes = Database.open(profile.database, clock=clock), ChangeFeed()
    secrets = SecretStore(db, passphrase=passphrase, clock=clock)
    by_id = {manifest.id: manifest for manifest in manifests}
    connections = Connections(profile, db, secrets, by_id, changes, clock=clock, sleep=sleep, monotonic=monotonic)
    settings = Settings(db, changes)
    papers = PaperService(db, connections, settings, changes, clock=clock)
    labels = LabelService(db, connections, changes, clock=clock, sleep=sleep, own=OwnPapers(db, papers))
    outbox = Outbox(db, connections, changes, worker_lock(profile.folder), clock=clock, sleep=sleep)

    guard = StockGuard(db, connections, changes, clock=clock, sleep=sleep)

    async def after_sync(account_id: str) -> None:
        await guard.after_sync(account_id)
        await outbox.poke([account_id])  # the line is there: what waited for it goes out now
        await labels.prefetch(account_id)

    sync = SyncService(
        db,
        connections,
        changes,
        lambda account_id: account_lock(profile.folder, account_id, "sync"),
        clock=clock,
        sleep=sleep,
        after=after_sync,
    )
    orders = OrderService(db, connections, changes, clock=clock)
    catalog_work = CatalogWork(db, connections, changes, clock=clock)
    drafts = DraftService(db, connections, clock=clock)
    continuing = Continuing(db, orders, labels, changes, clock=clock, sleep=sleep)
    fulfilment = Fulfilment(orders, outbox, labels, continuing, clock=clock)
    return Services(
        profile=profile,
        db=db,
        secrets=secrets,
        changes=changes,
        connections=connections,
        shops=ShopService(db, connections, changes, clock=clock, leave=sync.cancel),
        sync=sync,
        orders=orders,
        outbox=outbox,
        labels=labels,
        catalog=Catalog(db, by_id),
        catalog_work=catalog_work,
        catalog_files=CatalogFiles(db, connections, catalog_work, settings, clock=clock),
        links=LinkService(db, guard, changes, clock=clock),
        guard=guard,
        drafts=drafts,
        history=History(db, connections, clock=clock, sleep=sleep),
        restoring=Restoring(db, connections, drafts, clock=clock),
        review=ReviewService(db, connections, catalog_work),
        rehearsals=Rehearsals(db, connections, catalog_work),
        pushes=Pushes(db, connections, outbox, changes, clock=clock),
        pictures=Pictures(db, PictureFiles(profile.pictures), monotonic=monotonic),
        promotions=Promotions(db, connections, changes, catalog_work, clock=clock),
        products=Products(db, connections, changes, clock=clock),
        fulfilment=fulfilment,
        process_choices=ProcessChoices(orders, connections),
        continuing=continuing,
        tracing=Tracing(db, orders, connections, clock=clock),
        cancelling=Cancelling(orders, connections),
        deadlines=Deadlines(db, changes, clock=clock),
        settings=settings,
        papers=papers,
        scanning=ScanDesk(db, changes, clock=clock),
        parcel_labels=ParcelLabels(labels, papers, fulfilment),
        tags=Tags(db, changes, clock=clock),
        saved_views=SavedViews(db, changes),
        exports=Exports(db),
        search_upkeep=SearchUpkeep(db, sleep=sleep),
        outside=OutsideWatch(db, changes, sleep=sleep),
        expert_calls=ExpertCalls(connections),
    )
