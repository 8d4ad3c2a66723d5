"""Reading items and providers back, in the portions Jumia answers well (jumia.md 5.2, 5.4)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.errors import Gone
from desktop.domain.orders import OrderItems, ProviderOption
from desktop.platforms.jumia import mapping
from desktop.platforms.jumia.client import Client
from desktop.platforms.jumia.mapping import Line
from desktop.platforms.kit.paging import chunks

ORDERS_PER_READ = 25
ITEMS_PER_PROVIDER_CALL = 50


class Reader:
    """Items as they are now; remembers which provider a parcel was packed with, as Jumia does not tell it again."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._packed_with: dict[str, ProviderOption] = {}

    def remember(self, tracking_number: str, provider: ProviderOption) -> None:
        """This parcel was packed with this provider."""
        self._packed_with[tracking_number] = provider

    def provider_keys(self) -> dict[str, str]:
        """The provider's id by tracking number, for parcels packed by this connector."""
        return {tracking: provider.id for tracking, provider in self._packed_with.items()}

    async def lines(self, order_ids: Sequence[str]) -> dict[str, tuple[Line, ...]]:
        """Lines by order id; orders that are gone are missing."""
        found: dict[str, tuple[Line, ...]] = {}
        for ids in chunks(list(dict.fromkeys(order_ids)), ORDERS_PER_READ):
            found |= await self._read(ids)
        return {order_id: tuple(map(self._with_provider, lines)) for order_id, lines in found.items()}

    async def items(self, order_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        """The same as the store keeps it."""
        return tuple(mapping.items_of(order_id, lines) for order_id, lines in (await self.lines(order_ids)).items())

    async def options(self, item_ids: Sequence[str]) -> dict[str, tuple[ProviderOption, ...]]:
        """What may be chosen, for every id that was asked."""
        found: dict[str, tuple[ProviderOption, ...]] = dict.fromkeys(item_ids, ())
        for ids in chunks(list(found), ITEMS_PER_PROVIDER_CALL):
            found |= mapping.providers(await self._client.shipment_providers(ids))
        return found

    async def _read(self, ids: Sequence[str]) -> dict[str, tuple[Line, ...]]:
        """One call; where an order of it is gone, each half alone, so that one order cannot hide the others."""
        try:
            return await asyncio.to_thread(mapping.lines_page, await self._client.order_items(ids))
        except Gone:
            if len(ids) == 1:
                return {}
        middle = len(ids) // 2
        return await self._read(ids[:middle]) | await self._read(ids[middle:])

    def _with_provider(self, line: Line) -> Line:
        known = self._packed_with.get(line.item.tracking_number)
        return replace(line, item=replace(line.item, provider=known.name)) if known else line
