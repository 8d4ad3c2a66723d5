"""Papers of our own: what stands on a packing slip, a pick list, a hand-over list or an address label, and how.

The platforms' own labels are bytes (``labels.py``); these are facts that ``printing`` lays out by a template.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desktop.domain.money import Money
from desktop.domain.orders import Address


class DocumentKind(StrEnum):
    """Everything that is printed; printer, stock and placement are remembered for each."""

    LABEL = "label"  # the platform's own
    ADDRESS_LABEL = "address_label"  # ours, where a platform has none
    PACKING_SLIP = "packing_slip"
    PICK_LIST = "pick_list"
    HANDOVER = "handover"  # the end-of-day list a courier signs


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One SKU of an order; ``price`` is for one piece."""

    sku: str
    name: str
    quantity: int
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class OrderPaper:
    """What a packing slip or an address label says of one order (one parcel of it, where ``tracking_number`` is set).

    ``sender`` is the shop's own name and address as the seller typed them. Times are printed in the zone they carry.
    """

    order_id: int
    number: str
    shop: str
    buyer: str
    address: Address
    lines: tuple[PaperLine, ...]
    created_at: datetime
    total: Money | None = None
    tracking_number: str = ""
    provider: str = ""
    note: str = ""
    payment: str = ""
    sender: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PickLine:
    """One SKU to take from the shelf: how many in all, and for which orders (number, quantity)."""

    sku: str
    name: str
    quantity: int
    orders: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One parcel that is given to a courier."""

    number: str
    shop: str
    provider: str
    tracking_number: str
    pieces: int
    printed_at: datetime | None = None


Facts = Sequence[OrderPaper] | Sequence[PickLine] | Sequence[HandoverLine]  # what a paper of one kind is made from


@dataclass(frozen=True, slots=True)
class Template:
    """How a paper looks: data that the seller can change, never code.

    ``fields`` are what is shown, the columns of a table in this order; ``words`` are the texts by key in ``language``
    (``en`` as a rule; ``ar`` reads from the right); ``logo`` is a PNG or JPEG, empty for none. ``extra`` are free lines
    at the bottom.
    """

    kind: DocumentKind
    language: str = "en"
    fields: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    extra: str = ""
    logo: bytes = b""
    text_pt: float = 9.0

    def word(self, key: str) -> str:
        """The text for a key; empty where the template has none."""
        return self.words.get(key, "")

    @property
    def right_to_left(self) -> bool:
        """Whether the paper is mirrored."""
        return self.language == "ar"


@dataclass(frozen=True, slots=True)
class Placement:
    """How a printer wants its pages: turned clockwise, moved (millimetres; right and down are positive), darker.

    The finished sheet is turned as a whole and stays in true size: at 90 and 270 its width and height change places.
    ``darkness`` is ZPL's ``^MD`` (-30 to 30); None leaves the printer as it is.
    """

    turn: int = 0  # 0, 90, 180, 270
    right_mm: float = 0.0
    down_mm: float = 0.0
    darkness: int | None = None
