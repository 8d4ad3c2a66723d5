"""What the seller can see of the catalog: SKUs of all shops, searched, with what is pending on each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.domain.catalog_views import CatalogQuery, CatalogRow, StoredVariant
from desktop.store import catalog, outbox
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3


class Catalog:
    """Reads only; ``services.catalog_work`` wishes."""

    def __init__(self, db: Database) -> None:
        self._db = db

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
