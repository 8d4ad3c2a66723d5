"""How each kind of document is printed - printer, paper, placement, sequence - remembered, so that it is one key."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from desktop.domain.errors import NotPossible
from desktop.domain.papers import DocumentKind, Placement
from desktop.printing.sequence import PageOrder
from desktop.printing.stock import Stock, stock_of

TO_PDF = ""  # no printer: a file
TURNS = (0, 90, 180, 270)
MOST_OFFSET_MM = 50.0
MOST_DARKNESS = 30
_MOST_PLACES = 64
_AS_IT_COMES = Placement()
_USUAL_PAPER: Mapping[DocumentKind, str] = {
    DocumentKind.LABEL: "100x150",
    DocumentKind.ADDRESS_LABEL: "100x150",
    DocumentKind.PACKING_SLIP: "a6",
    DocumentKind.PICK_LIST: "a4",
    DocumentKind.HANDOVER: "a4",
}


class Settings(Protocol):
    """Where the choices are remembered."""

    async def get(self, key: str) -> object | None: ...
    async def put(self, key: str, value: object | None) -> None: ...


@dataclass(frozen=True, slots=True)
class DocumentSetup:
    """``printer``: as ``targets.target_of`` takes it, ``TO_PDF`` for a file. ``paper``: as ``stock_of`` takes it.

    ``used``: the places of a sheet begun another day that are gone, counted from 0. ``separators``: a page with the SKU
    before each run of parcels that hold that SKU alone.
    """

    printer: str = TO_PDF
    paper: str = "100x150"
    placement: Placement = _AS_IT_COMES
    used: tuple[int, ...] = ()
    sequence: PageOrder = PageOrder.PICK
    reverse: bool = False
    separators: bool = False

    @property
    def stock(self) -> Stock:
        """The paper with its free places. Raises ``NotPossible("unknown_stock")``."""
        stock = stock_of(self.paper)
        return stock.with_used(self.used) if stock.slots > 1 else stock

    def after(self, count: int) -> "DocumentSetup":
        """The same once ``count`` pages were laid on its sheets: tomorrow goes on at the next free place."""
        stock = self.stock
        if stock.slots == 1 or count == 0:
            return self
        free = [place for place in range(stock.slots) if place not in self.used]
        if count < len(free):
            return replace(self, used=tuple(sorted({*self.used, *free[:count]})))
        on_last = (count - len(free)) % stock.slots
        return replace(self, used=tuple(range(on_last)))

    def as_setting(self) -> dict[str, object]:
        """JSON values."""
        return {
            "printer": self.printer,
            "paper": self.paper,
            "turn": self.placement.turn,
            "right_mm": self.placement.right_mm,
            "down_mm": self.placement.down_mm,
            "darkness": self.placement.darkness,
            "used": list(self.used),
            "sequence": self.sequence.value,
            "reverse": self.reverse,
            "separators": self.separators,
        }


class PrintSetups:
    """What was chosen for each kind of document."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def get(self, kind: DocumentKind) -> DocumentSetup:
        """What was chosen, or what is usual."""
        return setup_from(kind, await self._settings.get(_key(kind)))

    async def put(self, kind: DocumentKind, setup: DocumentSetup) -> None:
        """Remember it."""
        await self._settings.put(_key(kind), setup.as_setting())

    async def all(self) -> dict[DocumentKind, DocumentSetup]:
        """Every kind of document with its setup."""
        return {kind: await self.get(kind) for kind in DocumentKind}


def usual_setup(kind: DocumentKind) -> DocumentSetup:
    """Before anything was chosen."""
    return DocumentSetup(paper=_USUAL_PAPER[kind])


def setup_from(kind: DocumentKind, setting: object) -> DocumentSetup:
    """What was remembered; anything unreadable becomes the usual choice, part by part."""
    kept: Mapping[str, Any] = setting if isinstance(setting, Mapping) else {}
    usual = usual_setup(kind)
    known = {order.value for order in PageOrder}
    return DocumentSetup(
        printer=str(kept.get("printer", usual.printer)),
        paper=_paper(kept.get("paper"), usual.paper),
        placement=_placement(kept),
        used=_used(kept),
        sequence=PageOrder(kept["sequence"]) if kept.get("sequence") in known else usual.sequence,
        reverse=bool(kept.get("reverse", usual.reverse)),
        separators=bool(kept.get("separators", usual.separators)),
    )


def _key(kind: DocumentKind) -> str:
    """Labels keep the key they have always had."""
    return "print.labels" if kind is DocumentKind.LABEL else f"print.{kind.value}"


def _paper(name: object, usual: str) -> str:
    try:
        return stock_of(str(name)).id
    except NotPossible:
        return usual


def _placement(kept: Mapping[str, Any]) -> Placement:
    darkness = kept.get("darkness")
    return Placement(
        turn=kept["turn"] if kept.get("turn") in TURNS else 0,
        right_mm=_mm(kept.get("right_mm")),
        down_mm=_mm(kept.get("down_mm")),
        darkness=darkness if isinstance(darkness, int) and abs(darkness) <= MOST_DARKNESS else None,
    )


def _mm(value: object) -> float:
    try:
        length = Decimal(str(value))
    except InvalidOperation:
        return 0.0
    return float(length) if length.is_finite() and abs(length) <= Decimal(str(MOST_OFFSET_MM)) else 0.0


def _used(kept: Mapping[str, Any]) -> tuple[int, ...]:
    """Old choices only knew where a sheet begins."""
    used, slot = kept.get("used"), kept.get("slot")
    if isinstance(used, list):
        return tuple(sorted({at for at in used if isinstance(at, int) and 0 <= at < _MOST_PLACES}))
    return tuple(range(slot)) if isinstance(slot, int) and 0 <= slot < _MOST_PLACES else ()
