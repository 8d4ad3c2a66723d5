"""Many one-label files become one document: pages are taken over as they are, not drawn or compressed again."""

import io
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
from pikepdf import Page, Pdf

from desktop.printing.document import opened


@dataclass(frozen=True, slots=True)
class Merged:
    """One PDF, and how many of its pages each source gave, in their order."""

    pdf: bytes
    pages: tuple[int, ...]


def merge(contents: Sequence[bytes]) -> Merged:
    """All pages of all PDFs in the order given. Raises ``LabelRefused`` for one that cannot be opened."""
    pages: list[int] = []
    with closing(pypdfium2.PdfDocument.new()) as target, io.BytesIO() as written:
        for content in contents:
            with opened(content) as source:
                target.import_pages(source)
                pages.append(len(source))
        target.save(written)
        return Merged(written.getvalue(), tuple(pages))


def split(content: bytes) -> tuple[bytes, ...]:
    """Each page of a PDF of ours as a document of its own."""
    with Pdf.open(io.BytesIO(content)) as source:
        return tuple(_alone(page) for page in source.pages)


def _alone(page: Page) -> bytes:
    with Pdf.new() as target, io.BytesIO() as written:
        target.pages.append(page)
        target.save(written, deterministic_id=True)
        return written.getvalue()
