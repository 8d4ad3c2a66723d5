"""Why orders are cancelled, or are not although buyers wish it: each platform's reasons, asked once for a shop."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from desktop.domain.errors import PlatformError, StoreError
from desktop.domain.operations import OperationKind
from desktop.domain.order_steps import eligible
from desktop.domain.orders import CancelReason, OrderItems
from desktop.platforms.kit.contract import Connector, OffersReasons, OffersRejectReasons
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


Ask = Callable[[Connector, OrderItems], Awaitable[tuple[CancelReason, ...]]]


class Cancelling:
    """Asks; the wishes themselves are ``OrderService.cancel`` and ``OrderService.reject_cancel``."""

    def __init__(self, orders: OrderService, connections: Connections) -> None:
        self._orders, self._connections = orders, connections

    async def reasons(self, order_ids: Sequence[int]) -> tuple[ReasonGroup, ...]:
        """The orders in groups of one shop and country, in the order given. Raises ``StoreError``.

        Reasons are asked for the first order of each group only: platforms tell them by country or channel.
        """
        return await self._grouped(order_ids, OperationKind.CANCEL, _cancel_reasons)

    async def reject_reasons(self, order_ids: Sequence[int]) -> tuple[ReasonGroup, ...]:
        """The same for turning down a buyer's wish to cancel. A group has no reasons where none is wanted."""
        return await self._grouped(order_ids, OperationKind.REJECT_CANCEL, _reject_reasons)

    async def _grouped(self, order_ids: Sequence[int], kind: OperationKind, ask: Ask) -> tuple[ReasonGroup, ...]:
        groups: dict[tuple[str, str], list[OrderFacts]] = {}
        for facts in await self._orders.facts(order_ids):
            groups.setdefault((facts.row.shop_id, facts.row.country), []).append(facts)
        return tuple([await self._asked(group, kind, ask) for group in groups.values()])

    async def _asked(self, group: Sequence[OrderFacts], kind: OperationKind, ask: Ask) -> ReasonGroup:
        first, ids = group[0].row, tuple(facts.row.id for facts in group)
        items = eligible(kind, group[0].items)
        try:
            connector = await self._connections.connector(first.account_id)
            reasons = await ask(connector, OrderItems(first.remote_id, items)) if items else ()
        except (PlatformError, StoreError) as error:
            return ReasonGroup(ids, first.shop, first.country, (), error.code or "try_later")
        return ReasonGroup(ids, first.shop, first.country, reasons)


async def _cancel_reasons(connector: Connector, order: OrderItems) -> tuple[CancelReason, ...]:
    return await connector.cancel_reasons(order) if isinstance(connector, OffersReasons) else ()


async def _reject_reasons(connector: Connector, order: OrderItems) -> tuple[CancelReason, ...]:
    return await connector.reject_reasons(order) if isinstance(connector, OffersRejectReasons) else ()
