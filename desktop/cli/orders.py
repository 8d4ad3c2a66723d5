"""The commands that look at orders: list, show, export."""

from argparse import Namespace

from desktop.cli import choices, exits, order_export, results, shapes
from desktop.cli.console import Console, Reply, plain, table
from desktop.cli.messages import message
from desktop.domain.order_views import OrderDetail, OrderQuery
from desktop.domain.orders import Bucket
from desktop.services.build import Services


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


async def export(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Orders as a file for spreadsheets."""
    return await order_export.export(services, arguments, console, await _query(services, arguments))


async def _query(services: Services, arguments: Namespace) -> OrderQuery:
    shop_ids = await choices.shop_ids(services, arguments.shop)
    return OrderQuery(Bucket(arguments.bucket), shop_ids, arguments.search)


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
