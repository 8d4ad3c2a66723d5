"""The commands that move orders: one step of many orders, or all steps to the printed label."""

from argparse import Namespace
from collections.abc import Sequence

from desktop.cli import choices
from desktop.cli.console import Console, Reply
from desktop.cli.exits import UsageError
from desktop.cli.paper import print_labels
from desktop.cli.results import reply, shop_names
from desktop.domain.operations import Operation, OperationKind
from desktop.domain.order_views import ActionResult, OrderQuery, OrderSort, SortKey
from desktop.domain.orders import Bucket
from desktop.domain.progress import Progress
from desktop.services.build import Services
from desktop.services.order_wishes import Wish
from desktop.services.outbox.results import result_of


async def step(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Wish for one step of each order, let the outbox send it, and tell what the platform said to each."""
    details = {
        "provider": arguments.provider or "",
        "tracking_code": arguments.tracking or "",
        "reason": arguments.reason or "",
        "received_by": arguments.received_by or "",
    }
    kind = OperationKind(arguments.action.replace("-", "_"))
    wish = Wish((kind,), arguments.items, details, parcels=tuple(arguments.parcels))
    return await _taken(services, arguments.numbers, arguments.shop, wish, console)


async def invoice(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Tell the marketplace the number of an order's invoice, and tell what it said."""
    details = {"invoice_number": arguments.invoice_number}
    wish = Wish((OperationKind.SET_INVOICE,), arguments.items, details)
    return await _taken(services, [arguments.number], arguments.shop, wish, console)


async def _taken(services: Services, numbers: Sequence[str], shop: str | None, wish: Wish, console: Console) -> Reply:
    """Queue what is wished of these orders, wait for it, and tell what became of each."""
    named = await choices.orders_named(services, numbers, shop)
    queued = await services.orders.wish(named.ids, wish)
    sent: Sequence[Operation] = ()
    if queued.change_set_id:
        sent = await services.outbox.wait_for(queued.change_set_id, show=lambda found: _show(console, found))
    results = [*named.results, *queued.results, *await _results(services, sent)]
    return reply(_as_named(results, numbers))


async def process(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Pack, make ready, fetch and proof labels; then print those that are good, where paper was asked for.

    Pages come as given where numbers are named, in pick order for a bucket. Raises ``UsageError("no_orders_named")``.
    """
    named = await _meant(services, arguments)

    def show(progress: Progress) -> None:
        console.progress(f"{progress.stage.value} {progress.done}/{progress.total} {progress.number}")

    results = await services.fulfilment.process(
        named.ids, provider=arguments.provider, tracking_code=arguments.tracking, progress=show
    )
    if arguments.pdf or arguments.printer:
        good = [result.order_id for result in results if result.ok]
        sequence = arguments.order or ("given" if arguments.numbers else "pick")
        printed = {r.order_id: r for r in await print_labels(services, arguments, console, good, sequence)}
        results = tuple(printed.get(result.order_id, result) for result in results)
    return reply([*named.results, *results])


async def _meant(services: Services, arguments: Namespace) -> choices.Named:
    """The orders named, or those of the bucket, the most urgent first."""
    if bool(arguments.numbers) == bool(arguments.bucket):
        raise UsageError("no_orders_named")
    if arguments.numbers:
        return await choices.orders_named(services, arguments.numbers, arguments.shop)
    shop_ids = await choices.shop_ids(services, arguments.shop)
    query = OrderQuery(Bucket(arguments.bucket), shop_ids, sort=(SortKey(OrderSort.SHIP_BY),))
    return choices.Named(tuple(await services.orders.ids(query)))


async def _results(services: Services, sent: Sequence[Operation]) -> list[ActionResult]:
    """One result per order from the operations of a change-set."""
    by_order: dict[tuple[str, str], list[Operation]] = {}
    for operation in sent:
        by_order.setdefault((operation.account_id, operation.subject), []).append(operation)
    shops = await shop_names(services)
    return [result_of(one, shop=shops.get(one[0].shop_id, "")) for one in by_order.values()]


def _as_named(results: Sequence[ActionResult], numbers: Sequence[str]) -> list[ActionResult]:
    """In the order named; what was named by its remote id keeps its place behind the others."""
    place = {number: at for at, number in enumerate(numbers)}
    return sorted(results, key=lambda result: place.get(result.number, len(place)))


def _show(console: Console, found: Sequence[Operation]) -> None:
    done = sum(not one.state.is_open for one in found)
    console.progress(f"sending {done}/{len(found)}")
