"""Why orders are cancelled: the reasons each platform takes, asked once for the orders of a shop."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.errors import PlatformError, StoreError
from desktop.domain.operations import OperationKind
from desktop.domain.order_steps import eligible
from desktop.domain.orders import CancelReason, OrderItems
from desktop.platforms.kit.contract import OffersReasons
from desktop.services.connections import Connections
from desktop.services.order_wishes import OrderFacts
from desktop.services.orders import OrderService


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Orders of one shop and country with the reasons they may have; none: the platform wants none, or any text.

    ``code`` says why the reasons could not be asked.
    """

    order_ids: tuple[int, ...]
    shop: str
    country: str
    reasons: tuple[CancelReason, ...] = ()
    code: str = ""


class Cancelling:
    """Asks; the wish itself is ``OrderService.cancel``."""

    def __init__(self, orders: OrderService, connections: Connections) -> None:
        self._orders, self._connections = orders, connections

    async def reasons(self, order_ids: Sequence[int]) -> tuple[ReasonGroup, ...]:
        """The orders in groups of one shop and country, in the order given. Raises ``StoreError``.

        Reasons are asked for the first order of each group only: platforms tell them by country or channel.
        """
        groups: dict[tuple[str, str], list[OrderFacts]] = {}
        for facts in await self._orders.facts(order_ids):
            groups.setdefault((facts.row.shop_id, facts.row.country), []).append(facts)
        return tuple([await self._asked(group) for group in groups.values()])

    async def _asked(self, group: Sequence[OrderFacts]) -> ReasonGroup:
        first = group[0].row
        found = ReasonGroup(tuple(facts.row.id for facts in group), first.shop, first.country)
        try:
            connector = await self._connections.connector(first.account_id)
            if not isinstance(connector, OffersReasons):
                return found
            items = eligible(OperationKind.CANCEL, group[0].items)
            reasons = await connector.cancel_reasons(OrderItems(first.remote_id, items)) if items else ()
        except (PlatformError, StoreError) as error:
            return ReasonGroup(found.order_ids, found.shop, found.country, (), error.code or "try_later")
        return ReasonGroup(found.order_ids, found.shop, found.country, reasons)
