"""An invented order for previews: the seller sees the paper before there is anything to print."""

from datetime import UTC, datetime
from decimal import Decimal

from desktop.domain.money import Money
from desktop.domain.orders import Address
from desktop.domain.papers import DocumentKind, Facts, HandoverLine, OrderPaper, PaperLine, PickLine

SENDER = ("Northwind Corner Shop", "3 Market Street", "100001 Lagos")
_DAY = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
_LINES = (
    PaperLine("KET-BLU-17", "Electric kettle, 1.7 l, steel blue", 1, Money(Decimal("18500.00"), "NGN")),
    PaperLine("MUG-RED", "Mug, red", 4, Money(Decimal("1250.50"), "NGN")),
)


def lines(kind: DocumentKind, sender: tuple[str, ...] = SENDER) -> Facts:
    """What this kind of paper is made of, invented."""
    if kind is DocumentKind.PICK_LIST:
        return (
            PickLine("KET-BLU-17", "Electric kettle, 1.7 l, steel blue", 2, (("300000017", 1), ("300000042", 1))),
            PickLine("MUG-RED", "Mug, red", 5, (("300000017", 4), ("300000051", 1))),
            PickLine("SOAP-OLIVE", "Olive soap", 12, (("300000063", 12),)),
        )
    if kind is DocumentKind.HANDOVER:
        return (
            HandoverLine("300000017", "Lagos Home", "Northline", "NL000000017X", 5, _DAY),
            HandoverLine("300000042", "Lagos Home", "Northline", "NL000000042X", 1, _DAY),
            HandoverLine("300000051", "Nairobi Kitchen", "Rider Express", "RX-88-51", 1, None),
        )
    return (_order(sender),)


def _order(sender: tuple[str, ...]) -> OrderPaper:
    return OrderPaper(
        order_id=0,
        number="300000017",
        shop="Lagos Home",
        buyer="Amina Okafor",
        address=Address("Amina Okafor", ("14 Harbour Road",), "Lagos", "", "100001", "NG", "+000 000 000"),
        lines=_LINES,
        created_at=_DAY,
        total=Money(Decimal("23502.00"), "NGN"),
        tracking_number="NL000000017X",
        provider="Northline",
        note="Please call at the gate.",
        payment="Paid online",
        sender=sender,
    )
