"""Dispatch: how an order is told that it leaves, by a fulfillment where the store has locations (jumpseller.md 7)."""

from desktop.domain.errors import Gone, Refused
from desktop.domain.operations import Operation, OperationKind
from desktop.domain.order_steps import STEPS
from desktop.platforms.jumpseller import mapping
from desktop.platforms.jumpseller.client import Client
from desktop.platforms.jumpseller.codes import DELIVERED, IN_TRANSIT
from desktop.platforms.jumpseller.mapping import Found
from desktop.platforms.jumpseller.reading import Reader
from desktop.platforms.jumpseller.shapes import Fulfillment


class Dispatch:
    """The fulfillments of one account. Each way says whether it sent anything; the order shows what came of it."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client, self._reader = client, reader

    async def fulfil(self, operation: Operation, order: Found) -> bool:
        """A new fulfillment, unless the store has no location, or the order has one already: after a lost answer."""
        location = await self._reader.location(order.locations)
        if location is None or await self._there(operation.subject):
            return False
        new = {"type": "manual", "order_id": operation.subject, "location_id": str(location), "send_email": True}
        try:
            await self._client.create_fulfillment(new | tracking_of(operation))
        except (Refused, Gone):  # the order itself is told instead
            return False
        return True

    async def move(self, operation: Operation, order: Found) -> bool:
        """Tell the order's newest fulfillment what it does not know yet."""
        if not (await self._reader.generation()).fulfils:
            return False
        for fulfillment in (await self._there(operation.subject))[-1:]:
            wished = lacking(operation, order)
            if fulfillment.shipment_status == wished.get("shipment_status"):
                wished.pop("shipment_status", None)
            if not wished or fulfillment.id is None:
                return False
            try:
                await self._client.update_fulfillment(fulfillment.id, wished)
            except (Refused, Gone):
                return False
            return True
        return False

    async def _there(self, order_id: str) -> tuple[Fulfillment, ...]:
        try:
            return mapping.fulfillments(await self._client.fulfillments(order_id))
        except Gone:
            return ()


def lacking(operation: Operation, order: Found) -> dict[str, object]:
    """What an order must still be told to be shipped, or delivered."""
    status = DELIVERED if operation.kind is OperationKind.COMPLETE else IN_TRANSIT
    reached = all(item.status in STEPS[operation.kind].fulfilled for item in order.order.items)
    tracking = tracking_of(operation)
    fields = {} if shows(order, tracking) else tracking
    return fields if reached else {"shipment_status": status, **fields}


def shows(order: Found, tracking: dict[str, object]) -> bool:
    """Whether the order carries this tracking number, if any."""
    number = str(tracking.get("tracking_number", ""))
    return all(not number or item.tracking_number == number for item in order.order.items)


def tracking_of(operation: Operation) -> dict[str, object]:
    """The tracking number and courier that the seller named, under Jumpseller's names."""
    after = operation.after
    written = {"tracking_number": after.get("tracking_code"), "tracking_company": after.get("provider")}
    return {key: str(value).strip() for key, value in written.items() if value and str(value).strip()}
