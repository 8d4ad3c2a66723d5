"""Results of actions, one line per order, as every command that moves orders tells them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from desktop.cli import exits, shapes
from desktop.cli.console import Reply, table
from desktop.domain.accounts import AccountState
from desktop.domain.operations import Operation, OperationState
from desktop.domain.order_views import ActionResult
from desktop.services.build import Services


def reply(results: Sequence[ActionResult]) -> Reply:
    """Results as the contract wants them."""
    rows = [(one.number, one.shop, one.state.replace("_", " "), shapes.result(one)["message"] or "") for one in results]
    text = table(("NUMBER", "SHOP", "STATE", "WHY"), rows, empty="No orders.")
    document = {"results": [shapes.result(one) for one in results]}
    return Reply(document, text, exits.code_of_results(results))


async def with_reasons(services: Services, operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """What was to be sent and still waits says why: for its shop, or for an earlier change."""
    paused = {view.id for view in await services.shops.list() if view.state is AccountState.PAUSED}
    return tuple(
        replace(one, code="shop_paused" if one.shop_id in paused else "waits_its_turn")
        if one.state is OperationState.QUEUED and not one.code
        else one
        for one in operations
    )


async def shop_names(services: Services) -> Mapping[str, str]:
    """Shop names by id."""
    return {view.id: view.name for view in await services.shops.list()}
