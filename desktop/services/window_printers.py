"""For printers that the window brings itself: a job's pages as pixels at the very resolution of their heads."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from desktop.domain.labels import LabelFormat
from desktop.printing import press
from desktop.printing.stock import Stock
from desktop.printing.targets import PrintJob, PrintTarget, laid

if TYPE_CHECKING:
    from desktop.printing.render import PageImage

__all__ = ["LabelFormat", "PrintJob", "PrintTarget", "Stock", "pages_of", "placed"]


async def placed(job: PrintJob, target: PrintTarget) -> PrintJob:
    """The job as this printer wants its pages: turned and moved."""
    return await laid(job, target)


async def pages_of(job: PrintJob, dpi: int) -> "AsyncIterator[PageImage]":
    """One page after the other in 8-bit grey, drawn at ``dpi``: a picture scaled afterwards loses its barcodes."""
    for number in range(await press.page_count(job.content)):
        for page in await press.page_images(job.content, dpi, [number]):
            yield page
