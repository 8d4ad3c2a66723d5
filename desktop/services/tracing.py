"""Where parcels are: asked of the platform when the seller wants to know, and remembered for when the line is down."""

from dataclasses import replace

from desktop.domain.errors import NotPossible, PlatformError, StoreError
from desktop.domain.identity import Clock
from desktop.domain.orders import OrderItem, OrderItems
from desktop.domain.traces import OrderTrace, ParcelTrace
from desktop.platforms.kit.contract import TracesParcels
from desktop.platforms.kit.manifest import Can
from desktop.services.couriers import Platforms
from desktop.services.orders import OrderService
from desktop.store import traces
from desktop.store.db import Database


class Tracing:
    """Platforms that trace parcels tell station by station; of others the courier's own page is known, if anything."""

    def __init__(self, db: Database, orders: OrderService, platforms: Platforms, *, clock: Clock) -> None:
        self._db, self._orders, self._platforms, self._clock = db, orders, platforms, clock

    async def last(self, order_id: int) -> OrderTrace:
        """What was told when somebody last asked; asks nobody. Raises ``NotPossible("unknown_order")``."""
        known = await self._orders.facts([order_id])
        if not known:
            raise NotPossible("unknown_order")
        kept = await self._db.read(lambda c: traces.trace_of(c, order_id))
        return replace(kept, parcels=_with_pages(kept.parcels, known[0].items))

    async def trace(self, order_id: int) -> OrderTrace:
        """Where the parcels of this order are now; ``code`` says why it is only what was told before.

        Codes: ``not_traced_here``, ``no_parcel_yet``, or what kept from asking. Raises ``NotPossible``, ``StoreError``.
        """
        kept = await self.last(order_id)
        (facts,) = await self._orders.facts([order_id])
        manifest = self._platforms.manifests.get(facts.row.platform)
        if manifest is None or Can.TRACE not in manifest.can:
            return replace(kept, code="" if any(one.url for one in kept.parcels) else "not_traced_here")
        if not any(item.tracking_number for item in facts.items):
            return replace(kept, code="no_parcel_yet")
        try:
            connector = await self._platforms.connector(facts.row.account_id)
            assert isinstance(connector, TracesParcels), "declared, so it is there"
            found = await connector.traces(OrderItems(facts.row.remote_id, facts.items))
        except (PlatformError, StoreError) as error:
            return replace(kept, code=error.code or "try_later")
        now = self._clock()
        await self._db.write(lambda c: traces.save_trace(c, order_id, found, now))
        return OrderTrace(order_id, _with_pages(found, facts.items), now, "" if found else "no_trace_yet")


def _with_pages(parcels: tuple[ParcelTrace, ...], items: tuple[OrderItem, ...]) -> tuple[ParcelTrace, ...]:
    """Each parcel with its courier's page; parcels of which only that is known stand behind the others."""
    pages = {item.tracking_number: item.tracking_url for item in items if item.tracking_number and item.tracking_url}
    known = tuple(replace(one, url=one.url or pages.pop(one.tracking_number, "")) for one in parcels)
    return (*known, *(ParcelTrace(number, url=url) for number, url in pages.items()))
