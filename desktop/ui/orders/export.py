"""Orders as a CSV file that opens in a spreadsheet as text: no cell of it can become a formula."""

import csv
import io
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop.domain.order_views import OrderRow

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderExport", source)


def as_csv(rows: Sequence[OrderRow]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read every script; times are UTC, amounts exact."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        [
            tr("Order"),
            tr("Shop"),
            tr("Status"),
            tr("Buyer"),
            tr("Items"),
            tr("Amount"),
            tr("Currency"),
            tr("Placed (UTC)"),
            tr("Courier"),
            tr("Tracking"),
            tr("Label"),
            tr("Country"),
        ]
    )
    writer.writerows([_safe(cell) for cell in _cells(row)] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cells(row: OrderRow) -> tuple[str, ...]:
    return (
        row.number,
        row.shop,
        row.bucket.value,
        row.buyer,
        row.items,
        str(row.total.amount),
        row.total.currency,
        f"{row.created_at:%Y-%m-%d %H:%M:%S}",
        row.provider,
        row.tracking,
        row.label.value,
        row.country,
    )


def _safe(cell: str) -> str:
    """A leading sign would make a formula of a buyer's name; amounts below zero are numbers and stay."""
    if cell.startswith(_FORMULA) and not cell.lstrip("-").replace(".", "", 1).isdigit():
        return f"'{cell}"
    return cell
