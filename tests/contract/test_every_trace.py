"""Every platform that tells where parcels are: nothing before the courier has them, and then station by station."""

import pytest
from shop_floor import Floor, work
from wishing import done, new_orders, order_wishes, read, steps_of

from desktop.domain.orders import OrderItems
from desktop.platforms.kit.contract import TracesParcels
from desktop.platforms.kit.manifest import Can

pytestmark = pytest.mark.needs(Can.TRACE)


async def traced(floor: Floor, orders: list[OrderItems]) -> list[tuple[str, int]]:
    """Tracking number and how many stations, parcel by parcel."""
    assert isinstance(floor.connector, TracesParcels)
    found = [one for order in orders for one in await floor.connector.traces(order)]
    for parcel in found:
        times = [event.at for event in parcel.events]
        assert times == sorted(times, reverse=True)
        assert all(event.title for event in parcel.events)
    return [(one.tracking_number, len(one.events)) for one in found]


def test_a_parcel_is_traced_from_the_sellers_door_on(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        floor.sandbox.unlimited()  # pace has tests of its own
        orders = await new_orders(floor, 2)
        assert await traced(floor, orders) == []
        for step in steps_of(floor.manifest):
            await done(floor, await order_wishes(floor, step, orders))
            orders = await read(floor, [one.order_remote_id for one in orders])
        here = await traced(floor, orders)
        assert {number for number, _ in here} == {item.tracking_number for one in orders for item in one.items}
        assert {count for _, count in here} == {1}
        floor.sandbox.happen("courier_run")
        assert all(count > 1 for _, count in await traced(floor, orders))

    work(floor, job)
