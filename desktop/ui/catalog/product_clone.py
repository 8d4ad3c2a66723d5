"""Makes a clone of a product, with a sheet that says how far a long tree of categories is read for it."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import tasks
from desktop.ui.kit.progress_sheet import ProgressSheet

if TYPE_CHECKING:
    from desktop.domain.product_drafts import ProductDraft
    from desktop.domain.products import ProductFinding
    from desktop.services.products import Products


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductClone", source)


class Cloning:
    """One clone. The sheet comes only where more than one page has to be read."""

    def __init__(self, parent: QWidget, products: "Products") -> None:
        self._parent, self._products = parent, products
        self._sheet: ProgressSheet | None = None
        self._work: asyncio.Task[tuple[ProductDraft, Sequence[ProductFinding]]] | None = None

    async def run(self, source: str | int, shop_id: str) -> "tuple[ProductDraft, Sequence[ProductFinding]] | None":
        """The draft and what is missing in it; None where it was stopped: what was read is kept for the next time."""
        self._work = asyncio.ensure_future(self._products.clone(source, shop_id, self._show))
        try:
            await asyncio.wait({self._work})
            return None if self._work.cancelled() else self._work.result()
        finally:
            self._work.cancel()
            if self._sheet is not None and tasks.alive(self._sheet):
                self._sheet.done(0)
                self._sheet.deleteLater()

    def _show(self, done: int, total: int) -> None:
        if self._sheet is None and total > 1:
            words = tr("Its categories are read: {done} of {total} pages")
            self._sheet = ProgressSheet(self._parent, tr("Clone to another shop"), words, total)
            self._sheet.finished.connect(self._stop)
            self._sheet.open()
        if self._sheet is not None:
            self._sheet.show_done(done, total)

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
