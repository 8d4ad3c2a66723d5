"""Pages as pixels: for the proof at print resolution, for the preview and for printers that take rasters."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

import pypdfium2

from desktop.printing.document import check_size, opened, page_size_mm

POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page in 8-bit grey: ``stride`` bytes a row, 255 is paper white."""

    number: int  # from 0
    width: int
    height: int
    stride: int
    pixels: bytes

    @property
    def blank(self) -> bool:
        """Whether next to nothing is on the page: less than one pixel in two thousand is darker than light grey."""
        dark = sum(len(row) - row.count(255) for row in self.rows())
        return dark * 2000 < self.width * self.height

    def rows(self) -> Iterator[bytes]:
        """The pixels row by row, without the padding behind them."""
        starts = range(0, self.height * self.stride, self.stride)
        return (self.pixels[start : start + self.width] for start in starts)


@contextmanager
def grey(page: pypdfium2.PdfPage, dpi: float) -> Iterator[pypdfium2.PdfBitmap]:
    """The page drawn straight at the device's resolution: a bitmap scaled afterwards loses its barcodes."""
    with closing(page.render(scale=dpi / POINTS_PER_INCH, grayscale=True)) as bitmap:
        yield bitmap


def page_image(document: pypdfium2.PdfDocument, number: int, dpi: float) -> PageImage:
    """One page of an open document. Raises ``LabelRefused`` (odd_size) for pages too large to draw."""
    check_size(*page_size_mm(document, number))
    with closing(document[number]) as page, grey(page, dpi) as bitmap:
        return PageImage(number, bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))


def page_images(content: bytes, dpi: float, numbers: Sequence[int] | None = None) -> tuple[PageImage, ...]:
    """Chosen pages (from 0; all when none are named) of a PDF. Raises ``LabelRefused`` as ``opened`` does."""
    with opened(content) as document:
        wanted = range(len(document)) if numbers is None else numbers
        return tuple(page_image(document, number, dpi) for number in wanted if number < len(document))


def page_count(content: bytes) -> int:
    """How many pages a PDF has."""
    with opened(content) as document:
        return len(document)
