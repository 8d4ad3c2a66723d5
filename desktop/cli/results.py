"""Results of actions, one line per order, as every command that moves orders tells them."""

from collections.abc import Mapping, Sequence

from desktop.cli import exits, shapes
from desktop.cli.console import Reply, table
from desktop.domain.order_views import ActionResult
from desktop.services.build import Services


def reply(results: Sequence[ActionResult]) -> Reply:
    """Results as the contract wants them."""
    rows = [(one.number, one.shop, one.state.replace("_", " "), shapes.result(one)["message"] or "") for one in results]
    text = table(("NUMBER", "SHOP", "STATE", "WHY"), rows, empty="No orders.")
    document = {"results": [shapes.result(one) for one in results]}
    return Reply(document, text, exits.code_of_results(results))


async def shop_names(services: Services) -> Mapping[str, str]:
    """Shop names by id."""
    return {view.id: view.name for view in await services.shops.list()}
