"""What the print screens ask of the services, as they need it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from desktop.domain.papers import DocumentKind, Placement
from desktop.services.labels import Printed, PrintPlan, Stock
from desktop.services.papers import DocumentSetup, PaperPlan
from desktop.services.papers.printing import PaperPrinted, PaperSheets
from desktop.services.window_printers import PrintTarget


class PageImage(Protocol):
    """A page in 8-bit grey."""

    @property
    def number(self) -> int: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def stride(self) -> int: ...
    @property
    def pixels(self) -> bytes: ...


class Sheets(Protocol):
    """A plan on its stock."""

    @property
    def plan(self) -> PrintPlan | PaperPlan: ...
    @property
    def pdf(self) -> bytes: ...
    @property
    def count(self) -> int: ...
    @property
    def scale(self) -> float: ...


class Printer(Protocol):
    """A queue of this computer."""

    @property
    def name(self) -> str: ...
    @property
    def default(self) -> bool: ...


class Labels(Protocol):
    """The label service."""

    async def draw_own(self, order_ids: Sequence[int]) -> None: ...
    async def plan(
        self, order_ids: Sequence[int], *, sequence: str = "given", reverse: bool = False, separators: bool = False
    ) -> PrintPlan: ...
    async def sheets(self, plan: PrintPlan, stock: Stock, printer: str = "") -> Sheets: ...
    async def to_pdf(
        self, plan: PrintPlan, path: Path, stock: Stock, *, again: bool = False, who: str = ""
    ) -> Printed: ...
    async def to_printer(
        self,
        plan: PrintPlan,
        printer: str | PrintTarget,
        stock: Stock,
        *,
        again: bool = False,
        who: str = "",
        placement: Placement = ...,
    ) -> Printed: ...


class Papers(Protocol):
    """The paper service."""

    async def plan(self, kind: DocumentKind, order_ids: Sequence[int], setup: DocumentSetup) -> PaperPlan: ...
    async def handover_plan(self, setup: DocumentSetup) -> PaperPlan: ...
    async def sheets(self, plan: PaperPlan, setup: DocumentSetup) -> PaperSheets: ...
    async def pages(
        self, pdf: bytes, numbers: Sequence[int] | None = None, *, dpi: float = 96
    ) -> Sequence[PageImage]: ...
    async def printers(self) -> Sequence[Printer]: ...
    async def to_pdf(
        self, plan: PaperPlan, path: Path, setup: DocumentSetup, *, again: bool = False, who: str = ""
    ) -> PaperPrinted: ...
    async def to_printer(
        self,
        plan: PaperPlan,
        setup: DocumentSetup,
        *,
        target: PrintTarget | None = None,
        again: bool = False,
        who: str = "",
    ) -> PaperPrinted: ...


class Preview(Protocol):
    """Who turns pages into pixels and knows the printers."""

    async def pages(
        self, pdf: bytes, numbers: Sequence[int] | None = None, *, dpi: float = 96
    ) -> Sequence[PageImage]: ...
    async def printers(self) -> Sequence[Printer]: ...
