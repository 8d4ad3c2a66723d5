"""The commands that look at orders: list, show, export."""

import asyncio
import csv
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from desktop.cli import choices, exits, results, shapes
from desktop.cli.console import Console, Reply, plain, table
from desktop.cli.exits import UsageError
from desktop.cli.messages import message
from desktop.domain.errors import NotPossible
from desktop.domain.order_views import OrderDetail, OrderQuery
from desktop.domain.orders import Bucket
from desktop.services.build import Services

AT_ONCE = 200
_COLUMNS = (
    "number", "shop", "platform", "bucket", "platform_status", "buyer", "created_at", "ship_by", "total", "currency",
    "sku", "item", "quantity", "price", "item_status", "tracking_number", "provider",
)  # fmt: skip
# A cell that starts like this would be run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def list_(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Orders of a view, newest first."""
    query = await _query(services, arguments)
    ids = await services.orders.ids(query)
    details = await services.orders.details(ids[: arguments.limit])
    document = {"orders": [shapes.order(one) for one in details], "total": len(ids)}
    rows = [
        (one.row.number, one.row.shop, one.row.bucket.value, one.row.buyer, one.row.items, _total(one), _day(one))
        for one in details
    ]
    text = table(("NUMBER", "SHOP", "STATE", "BUYER", "ITEMS", "TOTAL", "CREATED"), rows, empty="No orders.")
    return Reply(document, f"{text}\n{len(details)} of {len(ids)} orders" if details else text)


async def show(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """One order. Raises ``UsageError``: ``unknown_order``, ``many_orders``."""
    named = await choices.orders_named(services, [arguments.number], None)
    if named.results:
        return Reply(
            {"results": [shapes.result(one) for one in named.results]},
            str(shapes.result(named.results[0])["message"]),
            exits.REFUSED,
        )
    (detail,) = await services.orders.details(named.ids)
    return Reply(shapes.order(detail), _sheet(detail))


async def trace(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Where the parcels of an order are: asked now; what was told before where the line is down."""
    named = await choices.orders_named(services, [arguments.number], arguments.shop)
    if named.results:
        return results.reply(named.results)
    found = await services.tracing.trace(named.ids[0])
    rows = [
        (shapes.moment(event.at), one.tracking_number, event.title, event.place)
        for one in found.parcels
        for event in one.events
    ]
    words = message(found.code, {}) if found.code else ""
    text = table(("TIME", "TRACKING", "WHAT", "WHERE"), rows, empty="Nothing was told of its parcels.")
    code = exits.DONE if found.parcels or not found.code else exits.REFUSED
    code = exits.UNREACHABLE if found.code == "no_connection" and not found.parcels else code
    return Reply(shapes.trace(found, arguments.number), "\n".join(part for part in (text, words) if part), code)


async def export(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """One line per item, in a form that spreadsheets open as it is."""
    path: Path = arguments.file
    if path.suffix.lower() != ".csv":
        raise UsageError("csv_only")
    ids = await services.orders.ids(await _query(services, arguments))
    lines: list[Sequence[str]] = []
    for start in range(0, len(ids), AT_ONCE):
        lines += (line for one in await services.orders.details(ids[start : start + AT_ONCE]) for line in _lines(one))
    try:
        await asyncio.to_thread(_write, path, lines)
    except OSError as error:
        raise NotPossible("file_not_written", reason=error.strerror or "") from error
    document = {"file": str(path), "orders": len(ids), "lines": len(lines)}
    return Reply(document, f"{len(ids)} orders in {len(lines)} lines written to {path}.")


async def _query(services: Services, arguments: Namespace) -> OrderQuery:
    shop_ids = await choices.shop_ids(services, arguments.shop)
    return OrderQuery(Bucket(arguments.bucket), shop_ids, arguments.search)


def _lines(one: OrderDetail) -> Iterator[Sequence[str]]:
    row = one.row
    order = (row.number, row.shop, row.platform, row.bucket.value, row.platform_status, row.buyer)
    times = (shapes.moment(row.created_at) or "", shapes.moment(row.ship_by) or "")
    total = (format(row.total.amount, "f"), row.total.currency)
    if not one.items:
        yield (*order, *times, *total, *[""] * 7)
    for item in one.items:
        price = format(item.price.amount, "f")
        what = (item.sku, item.name, str(item.quantity), price, item.status.value, item.tracking_number, item.provider)
        yield (*order, *times, *total, *what)


def _write(path: Path, lines: Iterable[Sequence[str]]) -> None:
    """UTF-8 with a mark, so that spreadsheets know it; whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([_COLUMNS, *([_harmless(cell) for cell in line] for line in lines)])
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _total(one: OrderDetail) -> str:
    return f"{one.row.total.amount:f} {one.row.total.currency}"


def _day(one: OrderDetail) -> str:
    return one.row.created_at.astimezone().strftime("%Y-%m-%d %H:%M")


def _sheet(one: OrderDetail) -> str:
    """An order on one screen."""
    row, address = one.row, one.address
    place = ", ".join(part for part in (address.name, *address.lines, address.city, address.country) if part)
    head = [
        f"Order {row.number} of {row.shop} ({row.platform}): {row.bucket.value}, there: {row.platform_status}",
        f"{_day(one)}  {_total(one)}  {row.buyer}",
        f"To: {place}" if place else "",
        f"Note: {one.note}" if one.note else "",
    ]
    items = table(
        ("SKU", "ITEM", "QTY", "STATE", "TRACKING", "COURIER"),
        [(i.sku, i.name, i.quantity, i.status.value, i.tracking_number, i.provider) for i in one.items],
        empty="Its items are not known yet.",
    )
    return "\n".join([*(plain(line) for line in head if line), items])
