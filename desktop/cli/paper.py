"""Labels and papers of our own to printer or file: ``labels print``, ``papers ...``, the end of ``orders process``."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace

from desktop.cli import choices
from desktop.cli.console import Console, Reply
from desktop.cli.results import reply
from desktop.domain.errors import NotPossible
from desktop.domain.order_views import ActionResult
from desktop.domain.papers import DocumentKind, Placement
from desktop.services.build import Services
from desktop.services.labels import PageOrder, stock_of
from desktop.services.papers import DocumentSetup

WHO = "terminal"
_PAPERS = {
    "slips": DocumentKind.PACKING_SLIP,
    "picklist": DocumentKind.PICK_LIST,
    "handover": DocumentKind.HANDOVER,
}


async def print_(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Labels of these orders to a file or a printer; those with a problem are told and left out."""
    named = await _named(services, arguments)
    fetched = await services.labels.fetch(named.ids)  # asks for nothing that lies in the vault
    missing = {one.order_id: one for one in fetched if not one.ok}
    there = [id_ for id_ in named.ids if id_ not in missing]
    printed = await print_labels(services, arguments, console, there, arguments.order or "given") if there else ()
    return reply([*named.results, *missing.values(), *printed])


async def _named(services: Services, arguments: Namespace) -> choices.Named:
    """The orders with these numbers. A shop whose platform lists none takes the seller's word."""
    named = await choices.orders_named(services, arguments.numbers, arguments.shop)
    shops = await choices.shops_named(services, arguments.shop) if arguments.shop and named.results else ()
    if len(shops) != 1:
        return named
    try:
        await services.orders.take_numbers([one.number for one in named.results], shops[0].id)
    except NotPossible:
        return named
    return await choices.orders_named(services, arguments.numbers, arguments.shop)


async def print_labels(
    services: Services, arguments: Namespace, console: Console, order_ids: Sequence[int], sequence: str
) -> tuple[ActionResult, ...]:
    """Put these orders' labels on the paper asked for, page by page in ``sequence``; one result per order.

    What was printed before is left out and told, unless *again*.
    Raises ``NotPossible`` as ``LabelService.to_pdf`` and ``to_printer`` do.
    """
    stock = stock_of(arguments.stock)
    plan = await services.labels.plan(order_ids, sequence=sequence, reverse=arguments.reverse)
    if not arguments.again:
        plan = plan.without_printed()
    if arguments.pdf:
        printed = await services.labels.to_pdf(plan, arguments.pdf, stock, again=arguments.again, who=WHO)
    else:
        placement = await _placement(services, arguments.printer)
        printed = await services.labels.to_printer(
            plan, arguments.printer, stock, again=arguments.again, who=WHO, placement=placement
        )
    if printed.scale < 1.0:
        console.say(f"The labels were made smaller to fit this stock: {printed.scale:.0%}.")
    return printed.results


async def papers(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Slips or a list of these orders, or the hand-over list of today; printer and paper as remembered, if not named.

    What was printed before is left out and told, unless *again*.
    """
    kind = _PAPERS[arguments.action]
    named = await choices.orders_named(services, arguments.numbers, arguments.shop)
    setup = _as_named(await services.papers.setups.get(kind), arguments)
    if arguments.numbers:
        plan = await services.papers.plan(kind, named.ids, setup)
    else:
        plan = await services.papers.handover_plan(setup)
    if not arguments.again:
        plan = plan.without_printed()
    if arguments.pdf:
        printed = await services.papers.to_pdf(plan, arguments.pdf, setup, again=arguments.again, who=WHO)
    else:
        printed = await services.papers.to_printer(plan, setup, again=arguments.again, who=WHO)
    return reply([*named.results, *printed.results])


def _as_named(setup: DocumentSetup, arguments: Namespace) -> DocumentSetup:
    """The remembered setup with what was named on the command line; another printer's placement is not this one's."""
    printer = arguments.printer or setup.printer
    return replace(
        setup,
        printer=printer,
        paper=stock_of(arguments.stock).id if arguments.stock else setup.paper,
        sequence=PageOrder(arguments.order) if arguments.order else setup.sequence,
        reverse=arguments.reverse or setup.reverse,
        placement=setup.placement if printer == setup.printer else Placement(),
    )


async def _placement(services: Services, printer: str) -> Placement:
    """How this printer wants its labels, where it is the one that was set up."""
    setup = await services.papers.setups.get(DocumentKind.LABEL)
    return setup.placement if setup.printer == printer else Placement()
