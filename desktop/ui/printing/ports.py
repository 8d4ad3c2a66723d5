"""What the print sheet asks of the label service, as it needs it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from desktop.services.labels import Printed, PrintPlan, Stock


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
    def plan(self) -> PrintPlan: ...
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

    async def plan(self, order_ids: Sequence[int], *, sequence: str = "given", reverse: bool = False) -> PrintPlan: ...
    async def sheets(self, plan: PrintPlan, stock: Stock) -> Sheets: ...
    async def pages(
        self, pdf: bytes, numbers: Sequence[int] | None = None, *, dpi: float = 96
    ) -> Sequence[PageImage]: ...
    async def printers(self) -> Sequence[Printer]: ...
    async def to_pdf(
        self, plan: PrintPlan, path: Path, stock: Stock, *, again: bool = False, who: str = ""
    ) -> Printed: ...
    async def to_printer(
        self, plan: PrintPlan, printer: str, stock: Stock, *, again: bool = False, who: str = ""
    ) -> Printed: ...
