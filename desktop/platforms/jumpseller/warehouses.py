"""Stock per location: stores that have several keep each SKU's stock apart (jumpseller.md 8, 2026 only)."""

from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.catalog import Variant, WarehouseStock
from desktop.domain.errors import Refused
from desktop.platforms.jumpseller import products, shapes
from desktop.platforms.jumpseller.client import Client, number
from desktop.platforms.jumpseller.mapping import rows_of
from desktop.platforms.jumpseller.reading import Reader
from desktop.platforms.kit.paging import chunks

IDS_PER_CALL = 50


class Warehouses:
    """The locations of one account. A store with a single one is not asked: its stock is the product's."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client, self._reader = client, reader

    async def stocked(self, variants: Sequence[Variant]) -> tuple[Variant, ...]:
        """The same variants with what lies in each location."""
        locations = (await self._reader.locations())[:IDS_PER_CALL]
        if len(locations) < 2 or not variants:
            return tuple(variants)
        product_ids = list(dict.fromkeys(one.product_remote_id for one in variants))
        found: dict[str, list[WarehouseStock]] = {}
        for ids in chunks(product_ids, IDS_PER_CALL):
            for row in rows_of(await self._client.stock_at(locations, ids), shapes.Shelved):
                if row.location_id is not None and row.product_id is not None and row.stock is not None:
                    found.setdefault(_variant_id(row), []).append(WarehouseStock(str(row.location_id), row.stock))
        return tuple(replace(one, stocks=tuple(found.get(one.remote_id, ()))) for one in variants)

    async def put(self, remote_id: str, warehouse: str, quantity: int) -> None:
        """Set what lies in one location. Raises ``Refused``: ``unknown_warehouse``."""
        locations = await self._reader.locations()
        if warehouse not in map(str, locations):
            raise Refused("unknown_warehouse", warehouse=warehouse)
        product_id, variant_id = products.split(remote_id)
        of_variant = {"variant_id": int(number(variant_id))} if variant_id else {}
        thing = {"location_id": int(warehouse), "product_id": int(number(product_id)), **of_variant}
        await self._client.update_stock_at({**thing, "stock": quantity, "stock_unlimited": False})


def _variant_id(row: shapes.Shelved) -> str:
    return f"{row.product_id}/{row.variant_id}" if row.variant_id is not None else str(row.product_id)
