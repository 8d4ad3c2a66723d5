"""Catalog files going out: what the grid shows, one line for each of its rows, ready to be read in again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, tzinfo
from decimal import Decimal

from desktop.domain.catalog import ListingStatus
from desktop.domain.catalog_grid import AMOUNTS, COUNTS, DAYS, Field, GridRow
from desktop.domain.exports import Value
from desktop.domain.file_columns import FIELD, FileColumn
from desktop.domain.typed_values import unmistakable
from desktop.services.export.files import CsvManner

_C = FileColumn
ALWAYS = (_C.SKU, _C.SHOP, _C.MARKET, _C.WAREHOUSE)  # without them a file could not be read in again


@dataclass(frozen=True, slots=True)
class CatalogExportPlan:
    """``titles`` by column, in the order of the file. Without a ``zone`` moments are written out in UTC."""

    titles: Mapping[FileColumn, str]
    words: Mapping[ListingStatus, str] = field(default_factory=dict)
    zone: tzinfo | None = None
    csv: CsvManner = field(default_factory=CsvManner)


@dataclass(frozen=True, slots=True)
class CatalogExported:
    """``lines`` of ``skus`` SKUs were written; ``stopped``: there is no file."""

    skus: int
    lines: int
    stopped: bool = False


def lines_of(rows: Sequence[GridRow], plan: CatalogExportPlan, shop_names: Mapping[str, str]) -> Iterator[list[Value]]:
    """The lines of these rows; ``shop_names`` are the names that mean one shop only, by its id."""
    for row in rows:
        yield [_value(row, column, plan, shop_names) for column in plan.titles]


def _value(row: GridRow, column: FileColumn, plan: CatalogExportPlan, shop_names: Mapping[str, str]) -> Value:
    if column is _C.SHOP:
        return shop_names.get(row.stored.shop_id, row.stored.shop_id)
    if column in FIELD:
        return _cell(row, FIELD[column], plan)
    return _FACTS[column](row)


def _cell(row: GridRow, of: Field, plan: CatalogExportPlan) -> Value:
    cell = row.cells[of]
    if cell.draft is not None and not cell.draft.is_readable:
        return cell.draft.typed
    if not cell.value:
        return None
    if of in COUNTS:
        return int(cell.value)
    if of in AMOUNTS:
        return unmistakable(Decimal(cell.value))
    if of in DAYS:
        return _moment(datetime.fromisoformat(cell.value).astimezone(UTC), plan.zone, last=of is Field.SALE_TO)
    return plan.words.get(ListingStatus(cell.value), cell.value)


def _moment(at: datetime, zone: tzinfo | None, *, last: bool) -> Value:
    """A date of a spreadsheet, which knows no zones; where a bare day would be read as its end, the hour is said."""
    if zone is None:
        return f"{at:%Y-%m-%dT%H:%M:%SZ}"
    local = at.astimezone(zone).replace(tzinfo=None, microsecond=0)
    is_bare = last and local.time() == time(0)
    return f"{local:%Y-%m-%d %H:%M:%S}" if is_bare or local.year < 1901 else local


_FACTS: Mapping[FileColumn, Callable[[GridRow], Value]] = {
    _C.ID: lambda row: row.stored.variant.remote_id,
    _C.SKU: lambda row: row.stored.variant.sku,
    _C.NAME: lambda row: row.stored.variant.name,
    _C.PRODUCT: lambda row: row.stored.variant.product_name,
    _C.BARCODE: lambda row: row.stored.variant.barcode,
    _C.BRAND: lambda row: row.stored.variant.brand,
    _C.CATEGORY: lambda row: row.stored.variant.category,
    _C.PLATFORM: lambda row: row.stored.platform,
    _C.MARKET: lambda row: row.place.market,
    _C.WAREHOUSE: lambda row: row.place.warehouse,
    _C.CURRENCY: lambda row: row.currency,
    _C.QC: lambda row: row.stored.variant.qc_status.value,
    _C.QC_REASON: lambda row: row.stored.variant.qc_reason,
}
