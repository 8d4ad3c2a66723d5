"""What the seller can see of the catalog: SKUs of all shops, searched, with what is pending and typed on each."""

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import GridQuery, GridRow
from desktop.domain.catalog_views import CatalogQuery, CatalogRow, StoredVariant
from desktop.platforms.kit.manifest import Manifest
from desktop.services.grid_rows import grid_rows
from desktop.services.shop_books import books
from desktop.store import catalog, catalog_ids, outbox
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3


class Catalog:
    """Reads only; ``services.drafts`` keeps what is typed and ``services.catalog_work`` wishes."""

    def __init__(self, db: Database, manifests: Mapping[str, Manifest]) -> None:
        self._db, self._manifests = db, manifests

    # --- the grid -----------------------------------------------------------------------------------------------------
    async def grid_keys(self, query: GridQuery, limit: int | None = None) -> "array[int]":
        """The keys of the grid's rows, in the order of the query; about ``limit`` SKUs at most."""
        return await self._db.read(lambda c: self._keys(c, query, limit))

    async def grid_rows(self, keys: Sequence[int]) -> tuple[GridRow, ...]:
        """One row per key, in the order asked."""
        return await self._db.read(lambda c: grid_rows(c, keys, books(c, self._manifests)))

    async def count(self) -> int:
        """How many SKUs all connected shops have."""
        return len(await self.grid_keys(GridQuery()))

    def _keys(self, c: "sqlite3.Connection", query: GridQuery, limit: int | None) -> "array[int]":
        shops = [one.shop.id for one in books(c, self._manifests).values() if one.more_markets]
        return catalog_ids.grid_keys(c, query, limit, open_shops=shops)

    # --- SKUs by name -------------------------------------------------------------------------------------------------
    async def ids(self, query: CatalogQuery, limit: int | None = None) -> tuple[int, ...]:
        """The ids of a view, by SKU."""
        return await self._db.read(lambda c: catalog.variant_ids(c, query, limit))

    async def variants(self, ids: Sequence[int]) -> tuple[StoredVariant, ...]:
        """These variants, in the order asked."""
        return await self._db.read(lambda c: catalog.variants(c, ids))

    async def rows(self, ids: Sequence[int]) -> tuple[CatalogRow, ...]:
        """These variants with what is open in the outbox on each, in the order asked."""
        return await self._db.read(lambda c: _rows(c, ids))

    async def find(self, skus: Sequence[str], shop_ids: Sequence[str] = ()) -> dict[str, tuple[StoredVariant, ...]]:
        """The variants with each of these SKUs; what is not there is missing."""
        return await self._db.read(lambda c: catalog.by_skus(c, skus, shop_ids))


def _rows(c: "sqlite3.Connection", ids: Sequence[int]) -> tuple[CatalogRow, ...]:
    found = catalog.variants(c, ids)
    pending = outbox.open_operations_of(c, [(one.account_id, one.variant.remote_id) for one in found])
    return tuple(CatalogRow(one, pending[one.account_id, one.variant.remote_id]) for one in found)
