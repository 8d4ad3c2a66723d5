"""Keeps a product that is being written: saved as it is typed, judged after a moment, followed once it is sent."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import BackshopError, NotPossible
from desktop.domain.operations import OperationState
from desktop.ui.kit import reasons, tasks

if TYPE_CHECKING:
    from desktop.domain.order_views import ActionResult
    from desktop.domain.product_drafts import ProductAbilities, ProductDraft
    from desktop.domain.products import Category, CategoryAttribute, Product, ProductFinding
    from desktop.services.products import Products

_REST_MS = 250
_OPEN = frozenset(one.value for one in OperationState if one.is_open)


class ProductWriting(QObject):
    """What the parts of the editor write to. ``attributes`` are those of the present category."""

    changed = Signal()  # something was written
    saved = Signal()  # the file has it as it stands
    judged = Signal()
    described = Signal()  # other attributes belong to the product now
    moved = Signal()  # what was sent got further
    troubled = Signal(str)  # why it could not be kept or judged; empty when that is over

    def __init__(
        self, parent: QObject, products: "Products", draft: "ProductDraft", abilities: "ProductAbilities"
    ) -> None:
        super().__init__(parent)
        self._products, self.draft, self.abilities = products, draft, abilities
        self.findings: tuple[ProductFinding, ...] = ()
        self.attributes: tuple[CategoryAttribute, ...] = ()
        self._unsaved = self._saving = self._is_troubled = False
        self._one_save = asyncio.Lock()
        self._newest = 0  # of the judgements: a late answer about an older text is dropped
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(lambda: tasks.run(self, self._judge(), failed=self._fail))

    @property
    def product(self) -> "Product":
        return self.draft.product

    @property
    def is_saved(self) -> bool:
        return not self._unsaved and not self._saving

    @property
    def is_locked(self) -> bool:
        """Nothing is written while it is on its way, and nothing after it arrived."""
        return self.draft.state in _OPEN or self.draft.state == OperationState.DONE

    def start(self) -> None:
        """Ask what belongs to its category, and judge it."""
        tasks.run(self, self._describe(self.product.category), failed=self._fail)

    def put(self, **fields: Any) -> None:
        """Write some fields of the product."""
        product = replace(self.product, **fields)
        if product == self.product or self.is_locked:
            return
        is_moved = product.category != self.product.category
        self.draft = replace(self.draft, product=product)
        self._unsaved = True
        self.changed.emit()
        if not self._saving:
            self._saving = True
            tasks.run(self, self._save(), failed=self._fail, keeps=True)
        if is_moved:
            tasks.run(self, self._describe(product.category), failed=self._fail)
        self._rest.start()

    def look(self) -> None:
        """Judge it now."""
        self._rest.start(0)

    async def settled(self) -> None:
        """Everything that was written is in the file. Raises ``StoreError``."""
        async with self._one_save:
            while self._unsaved:
                self._unsaved = False
                try:
                    await self._products.save(self.draft)
                except BackshopError:
                    self._unsaved = True
                    raise

    async def send(self) -> "ActionResult":
        """Put it into the outbox as it stands. Raises as ``Products.send`` does."""
        await self.settled()
        result = await self._products.send(self.draft.id)
        await self._follow()
        return result

    def hear(self, changes: Changes) -> None:
        """The outbox moved: how far did this one get?"""
        if changes.kind is ChangeKind.OUTBOX and self.draft.change_set_id:
            tasks.run(self, self._follow(), failed=self._fail)

    async def _follow(self) -> None:
        try:
            known = await self._products.draft(self.draft.id)
        except NotPossible:  # the list of drafts has let it go: what arrived is no draft any more
            known = replace(self.draft, state=OperationState.DONE.value, code="", params={})
        self.draft = replace(known, product=self.product)
        self.moved.emit()

    async def _save(self) -> None:
        try:
            await self.settled()
        finally:
            self._saving = False
        self.saved.emit()

    async def _describe(self, category: "Category | None") -> None:
        found = () if category is None else await self._products.attributes(self.draft.shop_id, category)
        if category == self.product.category:
            self.attributes = found
            self.described.emit()
            self.look()

    async def _judge(self) -> None:
        self._newest += 1
        mine, draft = self._newest, self.draft
        findings = await self._products.judge(draft)
        if mine == self._newest and draft.product == self.product:
            self.findings = findings
            if self._is_troubled:
                self._is_troubled = False
                self.troubled.emit("")
            self.judged.emit()

    def _fail(self, error: BaseException) -> None:
        """Without a line nothing can be judged: that is said, and what was written stays written."""
        if isinstance(error, BackshopError):
            self._is_troubled = True
            self.troubled.emit(reasons.error_sentence(error))
        else:
            tasks.present(error)
