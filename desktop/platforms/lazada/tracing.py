"""Tracing: where an order's parcels are, as Lazada's logistics tells it (lazada.md 9.6)."""

from datetime import UTC

from desktop.domain.errors import Gone, Refused
from desktop.domain.orders import OrderItems
from desktop.domain.traces import ParcelTrace, TraceEvent
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.lazada import shapes
from desktop.platforms.lazada.client import Client
from desktop.platforms.lazada.mapping import text
from desktop.platforms.lazada.reading import Reader
from desktop.platforms.lazada.times import moment

NOTHING_YET = "LD_INVOKE_DOWNSTREAM_RESPONSE_BLANK"


class Tracer:
    """Asks for one order at a time."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client, self._reader = client, reader

    async def traces(self, order: OrderItems) -> tuple[ParcelTrace, ...]:
        """Its parcels. An order that logistics knows nothing of has none."""
        site = await self._reader.site(order.order_remote_id)
        try:
            return traces(await self._client.trace(site, site.theirs(order.order_remote_id)))
        except (Refused, Gone) as error:
            if NOTHING_YET in (error.params.get("code", ""), error.code):
                return ()
            raise


def traces(body: bytes) -> tuple[ParcelTrace, ...]:
    """The parcels of an answer, latest station first; stations without a readable time are left out."""
    result = decode(body, shapes.TraceAnswer).result
    if result is None:
        raise unexpected(body)
    packages = [package for order in result.module for package in order.package_detail_info_list]
    return tuple(ParcelTrace(text(one.tracking_number), _events(one.logistic_detail_info_list)) for one in packages)


def _events(stations: tuple[shapes.Station, ...]) -> tuple[TraceEvent, ...]:
    found = []
    for one in stations:
        at = moment(one.event_time, UTC) or moment(one.receive_time, UTC)
        if at is not None:
            found.append(TraceEvent(at, text(one.title), text(one.description), text(one.package_location_name)))
    return tuple(sorted(found, key=lambda event: event.at, reverse=True))
