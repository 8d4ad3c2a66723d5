"""Operations and lines for the tests about packing, judging and labels."""

from datetime import UTC, datetime
from decimal import Decimal

from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.orders import ItemStatus, OrderItem
from desktop.platforms.jumia.mapping import Line


def line(item_id: str, status: ItemStatus = ItemStatus.TO_PACK, tracking: str = "", **changes: object) -> Line:
    """A line of order ``o``; ``country``, ``method``, ``shop`` and ``by_platform`` may be changed."""
    item = OrderItem(
        remote_id=item_id,
        sku="MUG",
        name="Mug",
        quantity=1,
        price=Money(Decimal(5), "KES"),
        status=status,
        platform_status=status.value.upper(),
        tracking_number=tracking,
        shop_remote_id=str(changes.get("shop", "s-1")),
        shipment_method=str(changes.get("method", "Economy")),
        by_platform=bool(changes.get("by_platform")),
    )
    return Line("o", item, str(changes.get("country", "KE")))


def wish(kind: OperationKind, *items: str, code: str = "", subject: str = "o", **after: object) -> Operation:
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    wanted = {"items": list(items), **after}
    state = OperationState.SENDING
    return Operation(f"{kind}-{subject}", "c", "a", "s", kind, subject, "100", {}, wanted, state, at, code=code)
