"""How the seller prints: printer, paper, sequence. Remembered, so that tomorrow it is one key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.services.labels import PageOrder, Stock, stock_of

TO_PDF = ""  # no printer: a file
SETTING = "print.labels"


@dataclass(frozen=True, slots=True)
class PrintChoices:
    """``slot``: the first free place on a sheet that holds several labels, counted from 0."""

    printer: str = TO_PDF
    paper: str = "100x150"
    sequence: PageOrder = PageOrder.PICK
    reverse: bool = False
    slot: int = 0

    @property
    def stock(self) -> Stock:
        """The paper, begun at the first free place."""
        stock = stock_of(self.paper)
        return stock.starting_at(self.slot % stock.slots)

    def as_setting(self) -> dict[str, object]:
        """JSON values."""
        return {
            "printer": self.printer,
            "paper": self.paper,
            "sequence": self.sequence.value,
            "reverse": self.reverse,
            "slot": self.slot,
        }


def choices_from(setting: object) -> PrintChoices:
    """What was remembered; anything unreadable becomes the usual choice."""
    kept: Mapping[str, Any] = setting if isinstance(setting, Mapping) else {}
    usual = PrintChoices()
    known = {order.value for order in PageOrder}
    slot = kept.get("slot")
    return PrintChoices(
        printer=str(kept.get("printer", usual.printer)),
        paper=str(kept.get("paper", usual.paper)),
        sequence=PageOrder(kept["sequence"]) if kept.get("sequence") in known else usual.sequence,
        reverse=bool(kept.get("reverse", usual.reverse)),
        slot=slot if isinstance(slot, int) and 0 <= slot < 64 else 0,
    )
