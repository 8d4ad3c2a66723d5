"""Which module draws which paper."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from desktop.domain.errors import NotPossible
from desktop.domain.papers import DocumentKind, Facts, HandoverLine, OrderPaper, PickLine, Template
from desktop.printing.papers.address import address_labels
from desktop.printing.papers.handover import handover_list
from desktop.printing.papers.picks import pick_list
from desktop.printing.papers.slip import packing_slips
from desktop.printing.stock import Stock


def draw(kind: DocumentKind, facts: Facts, template: Template, stock: Stock, made_at: datetime | None) -> bytes:
    """A paper as PDF in the size of ``stock``. ``facts`` are what ``kind`` is made from (``domain.papers``).

    ``made_at`` stands on lists, in the zone it carries; without it they tell no time. Raises ``NotPossible``:
    ``paper_too_small`` (with ``number``: an address label whose address or code does not fit), ``no_template`` (for the
    platform's own label).
    """
    match kind:
        case DocumentKind.PACKING_SLIP:
            return packing_slips(cast("Sequence[OrderPaper]", facts), template, stock)
        case DocumentKind.ADDRESS_LABEL:
            return address_labels(cast("Sequence[OrderPaper]", facts), template, stock)
        case DocumentKind.PICK_LIST:
            return pick_list(cast("Sequence[PickLine]", facts), template, stock, made_at)
        case DocumentKind.HANDOVER:
            return handover_list(cast("Sequence[HandoverLine]", facts), template, stock, made_at)
        case DocumentKind.LABEL:
            raise NotPossible("no_template", kind=kind.value)
