"""The views of orders that every seller has, beside those of his own."""

from datetime import timedelta
from enum import StrEnum

from desktop.domain.labels import LabelState
from desktop.domain.order_filters import OrderFilters, OutboxFilter
from desktop.domain.order_views import OrderQuery, OrderSort, SortKey


class UsualView(StrEnum):
    BREACH = "breach"
    REFUSED = "refused"
    TO_PRINT = "to_print"


def usual_query(view: UsualView, warn_hours: int) -> OrderQuery:
    """What a view asks for; ``warn_hours`` before its deadline an order is about to breach."""
    if view is UsualView.BREACH:
        near = OrderFilters(breach_within=timedelta(hours=warn_hours))
        return OrderQuery(sort=(SortKey(OrderSort.RISK, descending=True), SortKey(OrderSort.SHIP_BY)), filters=near)
    if view is UsualView.REFUSED:
        refused = OrderFilters(outbox=OutboxFilter.REFUSED)
        return OrderQuery(sort=(SortKey(OrderSort.UPDATED, descending=True),), filters=refused)
    ready = OrderFilters(open=True, labels=(LabelState.READY,), printed=False)
    return OrderQuery(sort=(SortKey(OrderSort.SHIP_BY), SortKey(OrderSort.CREATED)), filters=ready)
