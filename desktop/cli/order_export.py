"""``orders export``: orders as CSV or XLSX, one line for each item unless other columns are asked for."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from desktop.cli import exits
from desktop.cli.console import Console, Reply
from desktop.cli.exits import UsageError
from desktop.domain.exports import ExportField, ExportPlan
from desktop.domain.order_views import OrderQuery
from desktop.services.build import Services
from desktop.services.export.sheet_files import KINDS

_F = ExportField
# The columns of the contract, by the names they have there.
_USUAL = {
    _F.NUMBER: "number",
    _F.SHOP: "shop",
    _F.PLATFORM: "platform",
    _F.STATUS: "bucket",
    _F.PLATFORM_STATUS: "platform_status",
    _F.BUYER: "buyer",
    _F.CREATED_UTC: "created_at",
    _F.SHIP_BY_UTC: "ship_by",
    _F.TOTAL: "total",
    _F.CURRENCY: "currency",
    _F.SKU: "sku",
    _F.ITEM: "item",
    _F.QUANTITY: "quantity",
    _F.PRICE: "price",
    _F.ITEM_STATUS: "item_status",
    _F.ITEM_TRACKING: "tracking_number",
    _F.ITEM_PROVIDER: "provider",
}


async def export(services: Services, arguments: Namespace, console: Console, query: OrderQuery) -> Reply:
    """Write the orders of ``query``. Raises ``UsageError``: ``unknown_file_kind``, ``unknown_column``."""
    path: Path = arguments.file
    if path.suffix.lower().removeprefix(".") not in KINDS:
        raise UsageError("unknown_file_kind", kinds=", ".join(f".{kind}" for kind in KINDS))
    plan = ExportPlan(_titles(arguments.columns) if arguments.columns else _USUAL)
    ids = await services.orders.ids(query)
    done = await services.exports.write(
        path, ids, plan, show=lambda so_far, all_: console.progress(f"{so_far} of {all_} orders")
    )
    document = {"file": str(path), "orders": done.orders, "lines": done.lines}
    return Reply(document, f"{done.orders} orders in {done.lines} lines written to {path}.", exits.DONE)


def _titles(names: Sequence[str]) -> dict[ExportField, str]:
    """Columns by their own names, in the order asked."""
    known = set(ExportField)
    for name in names:
        if name not in known:
            raise UsageError("unknown_column", column=name, known=", ".join(known))
    return {ExportField(name): name for name in names}
