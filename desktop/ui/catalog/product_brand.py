"""A line for the brand that asks the platform while one types; answers to an earlier text are dropped."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QStringListModel, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit

from desktop.domain.errors import BackshopError
from desktop.domain.products import Brand
from desktop.ui.catalog.product_controls import finding
from desktop.ui.kit import reasons, tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

_REST_MS = 250
Search = Callable[[str], Awaitable["Sequence[Brand]"]]


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductBrand", source)


class BrandLine(QLineEdit):
    """``chosen`` brings a ``Brand``, or None; one without an id is only what was typed."""

    chosen = Signal(object)
    troubled = Signal(str)

    def __init__(self, search: Search) -> None:
        super().__init__()
        self.setAccessibleName(tr("Brand"))
        self.setPlaceholderText(tr("Type a few letters of it"))
        self._search, self._newest = search, 0
        self._known: dict[str, Brand] = {}
        self._names = QStringListModel(self)
        completer = finding(QCompleter(self._names, self), tr("Brands"))
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated.connect(self._take)
        self.setCompleter(completer)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._ask)
        self.textChanged.connect(self._type)

    def show_brand(self, brand: Brand | None) -> None:
        """Show it without telling anybody."""
        self._keep((brand,) if brand is not None and brand.id else ())
        if self.text() != (words := brand.name if brand else ""):
            self.blockSignals(True)
            self.setText(words)
            self.blockSignals(False)

    def _keep(self, brands: "Sequence[Brand]") -> None:
        self._known |= {one.name.casefold(): one for one in brands}

    def _type(self, text: str) -> None:
        self._newest += 1
        self._take(text)
        self._rest.start()

    def _take(self, text: str) -> None:
        name = text.strip()
        self.chosen.emit(self._known.get(name.casefold(), Brand("", name)) if name else None)

    def _ask(self) -> None:
        words = self.text().strip()
        if len(words) > 1:
            tasks.run(self, self._find(words, self._newest), failed=self._fail)

    async def _find(self, words: str, mine: int) -> None:
        found = await self._search(words)
        if mine != self._newest:
            return
        self._keep(found)
        self._names.setStringList([one.name for one in found])
        if words.casefold() in self._known:
            self._take(words)
        if found and self.hasFocus() and [one.name for one in found] != [self.text()]:
            self.completer().complete()

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, BackshopError):
            self.troubled.emit(reasons.error_sentence(error))
        else:
            tasks.present(error)
