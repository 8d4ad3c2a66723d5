"""The press is the one thread that touches PDFium and pikepdf; whoever needs a document asks it and awaits.

PDFium is not thread-safe and lives once per process, so the press does, too. The libraries are imported on its thread
at the first job: nothing the window needs for its first paint pays for them.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from desktop.domain.labels import LabelFormat, Proof
from desktop.domain.papers import DocumentKind, Facts, Placement, Template
from desktop.printing.stock import Stock

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.printing.impose import Imposed
    from desktop.printing.merge import Merged
    from desktop.printing.render import PageImage
    from desktop.printing.run_proof import RunProof

T = TypeVar("T")

_thread = ThreadPoolExecutor(1, thread_name_prefix="press")


async def on_press(job: Callable[[], T]) -> T:
    """Run ``job`` on the press; jobs are done one after the other."""
    return await asyncio.get_running_loop().run_in_executor(_thread, job)


async def prove(content: bytes, kind: LabelFormat, number: str | None) -> Proof:
    """See ``proof.prove``."""

    def job() -> Proof:
        from desktop.printing import proof

        return proof.prove(content, kind, number)

    return await on_press(job)


async def merge(labels: Sequence[tuple[bytes, LabelFormat]]) -> "Merged":
    """All labels as one PDF, pictures turned into pages. See ``merge.merge``."""

    def job() -> "Merged":
        from desktop.printing import merge, picture

        return merge.merge([picture.as_pdf(content, kind) for content, kind in labels])

    return await on_press(job)


async def impose(content: bytes, stock: Stock) -> "Imposed":
    """See ``impose.impose``."""

    def job() -> "Imposed":
        from desktop.printing import impose

        return impose.impose(content, stock)

    return await on_press(job)


async def papers(
    kind: DocumentKind, facts: Facts, template: Template, stock: Stock, made_at: "datetime | None" = None
) -> bytes:
    """See ``papers.drawing.draw``."""

    def job() -> bytes:
        from desktop.printing.papers import drawing

        return drawing.draw(kind, facts, template, stock, made_at)

    return await on_press(job)


async def calibration(stock: Stock, placement: Placement, language: str = "en") -> bytes:
    """See ``papers.calibration.calibration_page``."""

    def job() -> bytes:
        from desktop.printing.papers import calibration

        return calibration.calibration_page(stock, placement, language)

    return await on_press(job)


async def page_images(content: bytes, dpi: float, numbers: Sequence[int] | None = None) -> "tuple[PageImage, ...]":
    """See ``render.page_images``; ask for a few pages at a time, so that others get their turn."""

    def job() -> "tuple[PageImage, ...]":
        from desktop.printing import render

        return render.page_images(content, dpi, numbers)

    return await on_press(job)


async def place(content: bytes, placement: Placement) -> bytes:
    """See ``placing.place``."""

    def job() -> bytes:
        from desktop.printing import placing

        return placing.place(content, placement)

    return await on_press(job)


async def as_zpl(content: bytes, kind: LabelFormat, placement: Placement, dpi: int) -> bytes:
    """A document for a ZPL printer, placed: pages are drawn at its head's resolution, ZPL keeps its bytes.

    Raises as ``zpl.placed``.
    """

    def job() -> bytes:
        from desktop.printing import placing, zpl

        if kind is LabelFormat.ZPL:
            return zpl.placed(content, placement, dpi)
        pixels = zpl.pdf_to_zpl(placing.place(content, placement), dpi)
        return zpl.placed(pixels, Placement(darkness=placement.darkness), dpi)

    return await on_press(job)


async def zpl_pages(content: bytes, number: str) -> bytes:
    """A ZPL label as PDF for a printer that takes none, proved to carry its parcel's number.

    Raises ``NotPossible`` (needs_zpl_printer, with ``part``) where only such a printer can know what it looks like.
    """

    def job() -> bytes:
        from desktop.printing import proof
        from desktop.printing.zpl_pages import pages
        from desktop.printing.zpl_pages.commands import needs_printer

        pdf = pages.as_pdf(content)
        if problem := proof.prove(pdf, LabelFormat.PDF, number).problem:
            raise needs_printer(problem.value)
        return pdf

    return await on_press(job)


async def pdf_to_zpl(content: bytes, dpi: int) -> bytes:
    """See ``zpl.pdf_to_zpl``."""

    def job() -> bytes:
        from desktop.printing import zpl

        return zpl.pdf_to_zpl(content, dpi)

    return await on_press(job)


async def prove_run(content: bytes, numbers: Sequence[str], stock: Stock, dpis: Sequence[int]) -> "RunProof":
    """See ``run_proof.prove_run``."""

    def job() -> "RunProof":
        from desktop.printing import run_proof

        return run_proof.prove_run(content, numbers, stock, dpis)

    return await on_press(job)


async def page_count(content: bytes) -> int:
    """See ``render.page_count``."""

    def job() -> int:
        from desktop.printing import render

        return render.page_count(content)

    return await on_press(job)


async def check_logo(content: bytes) -> None:
    """See ``logo.check_logo``."""

    def job() -> None:
        from desktop.printing import logo

        logo.check_logo(content)

    await on_press(job)


async def split(content: bytes) -> tuple[bytes, ...]:
    """See ``merge.split``."""

    def job() -> tuple[bytes, ...]:
        from desktop.printing import merge

        return merge.split(content)

    return await on_press(job)
