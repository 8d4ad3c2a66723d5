"""The product editor: a window of its own, kept as it is typed, so that closing it never has to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.operations import OperationState
from desktop.ui.catalog.product_attributes import ProductAttributes
from desktop.ui.catalog.product_banner import Banner
from desktop.ui.catalog.product_basics import ProductBasics
from desktop.ui.catalog.product_images import ProductImages
from desktop.ui.catalog.product_missing import ProductMissing
from desktop.ui.catalog.product_parts import PartList
from desktop.ui.catalog.product_places import ProductPart, sentence_of, tallies, title_of
from desktop.ui.catalog.product_quality import QualityBanner
from desktop.ui.catalog.product_thumbnails import Thumbnails
from desktop.ui.catalog.product_variants import ProductVariants
from desktop.ui.catalog.product_writing import ProductWriting
from desktop.ui.kit import dialogs, icons, reasons, tasks, text
from desktop.ui.kit.dialogs import plain_label, plain_tip
from desktop.ui.kit.format import counted
from desktop.ui.kit.theme import Tone, scaled, theme

if TYPE_CHECKING:
    from desktop.domain.product_drafts import ProductAbilities, ProductDraft
    from desktop.domain.products import ProductFinding
    from desktop.services.build import Services
    from desktop.services.draft_judgement import Manner
    from desktop.services.shop_views import ShopView


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductWindow", source)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a window opens with; ``missed`` is what a clone left behind."""

    draft: "ProductDraft"
    shop: "ShopView"
    abilities: "ProductAbilities"
    missed: Sequence["ProductFinding"] = ()


class ProductWindow(QWidget):
    """``notice`` is for the window below; ``clone_wanted`` and ``closed`` bring the id of the draft."""

    notice = Signal(str, str, str, object)
    clone_wanted = Signal(str)
    closed = Signal(str)

    def __init__(self, parent: QWidget, opened: Opened, services: "Services", how: "Manner") -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._owner = parent
        self._opened, self._services, self._is_closed = opened, services, False
        self._is_refusal_shown = False  # why it was not sent: until something is changed
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme().dress(self)
        products = services.products
        self.writing = writing = ProductWriting(self, products, opened.draft, opened.abilities)
        thumbnails = Thumbnails(services.pictures, opened.shop.account_id)
        self.basics = ProductBasics(writing, products)
        self.attributes = ProductAttributes(writing, products, services.settings, how)
        self.variants = ProductVariants(writing, how)
        self.images = ProductImages(writing, thumbnails)
        self.missing = ProductMissing(writing)
        self._pages: Mapping[ProductPart, QWidget] = dict(
            zip(ProductPart, (self.basics, self.attributes, self.variants, self.images, self.missing), strict=True)
        )
        self.heading, self.saved = plain_label(""), plain_label("", role="faint")
        self.quality = QualityBanner(services, opened.draft.variant_id)
        self.missed, self.state, self.trouble = Banner(), Banner(), Banner()
        self.parts, self.stack = PartList(), QStackedWidget()
        self.discard = QPushButton(tr("Discard draft") + "\N{HORIZONTAL ELLIPSIS}")
        self.clone = QPushButton(tr("Clone to") + "\N{HORIZONTAL ELLIPSIS}")
        self.close_button, self.send = QPushButton(tr("Close")), QPushButton(tr("Send"))
        self._lay_out()
        self._connect()
        self._show_all()

    # Building -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.resize(1120, 740)
        self.setMinimumSize(860, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 16)
        column.setSpacing(12)
        column.addLayout(self._head())
        for banner in (self.quality, self.missed, self.state, self.trouble):
            column.addWidget(banner)
        middle = QHBoxLayout()
        middle.setSpacing(24)
        middle.addWidget(self.parts)
        middle.addWidget(self.stack, 1)
        for part, page in self._pages.items():
            self.stack.addWidget(_scrolled(page, title_of(part)))
        column.addLayout(middle, 1)
        column.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        shop = self._opened.shop
        self.heading.setFont(scaled(self.font(), 1.3, self.font().Weight.DemiBold))
        where = plain_label(f"{shop.name}  \N{MIDDLE DOT}  {shop.platform_title}", role="muted")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.heading)
        words.addWidget(where)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(self.saved, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _foot(self) -> QHBoxLayout:
        self.send.setProperty("kind", "primary")
        self.discard.setProperty("kind", "danger")
        icons.put(self.clone, "copy")
        foot = QHBoxLayout()
        foot.addWidget(self.discard)
        foot.addWidget(self.clone)
        foot.addStretch()
        foot.addWidget(self.close_button)
        foot.addWidget(self.send)
        return foot

    def _connect(self) -> None:
        writing = self.writing
        writing.changed.connect(self._show_all)
        writing.saved.connect(self._show_saved)
        writing.judged.connect(self._show_tallies)
        writing.moved.connect(self._show_state)
        writing.troubled.connect(lambda words: self.trouble.say(words, Tone.WARNING))
        self.parts.chosen.connect(self.go_to)
        self.missing.wanted.connect(lambda part: self.go_to(ProductPart(part)))
        self.send.clicked.connect(lambda: tasks.run(self, self._send()))
        self.discard.clicked.connect(lambda: tasks.run(self, self._discard()))
        self.clone.clicked.connect(lambda: tasks.run(self, self._clone()))
        self.close_button.clicked.connect(self.close)
        icons.follow_theme(self)
        for keys, act in (("Ctrl+Return", self.send.click), ("Esc", self.close), ("Ctrl+W", self.close)):
            QShortcut(QKeySequence(keys), self, act)
        for at, part in enumerate(ProductPart, 1):
            QShortcut(QKeySequence(f"Alt+{at}"), self, lambda part=part: self.go_to(part))

    def start(self) -> None:
        """The loop runs: ask for what belongs to the category, judge, and listen how sending goes."""
        stop = self._services.changes.subscribe(self.writing.hear)
        self.destroyed.connect(stop)
        self.attributes.start()
        self.writing.start()
        self.quality.start()
        lines = [sentence_of(one) for one in self._opened.missed]
        self.missed.say("\n".join([tr("Not everything could be taken over:"), *lines]) if lines else "", Tone.WARNING)
        self._show_state()
        self.go_to(ProductPart.MISSING if lines else ProductPart.BASICS)

    # What is shown --------------------------------------------------------------------------------------------------

    def go_to(self, part: ProductPart) -> None:
        """Show a part and put the keyboard into it, unless it walks along the list of parts."""
        at = list(ProductPart).index(part)
        self.stack.setCurrentIndex(at)
        self.parts.show_part(part)
        focus = {
            ProductPart.BASICS: self.basics.name, ProductPart.CATEGORY: self.attributes.picker,
            ProductPart.VARIANTS: self.variants.table, ProductPart.IMAGES: self.images.list,
            ProductPart.MISSING: self.missing.list,
        }[part]  # fmt: skip
        if not self.parts.hasFocus():
            focus.setFocus()

    def _show_all(self) -> None:
        if self._is_refusal_shown:
            self._is_refusal_shown = False
            self.trouble.say("")
        product, is_new = self.writing.product, self.writing.draft.is_new
        name = product.name.strip() or (tr("New product") if is_new else tr("Product without a name"))
        self.heading.setText(self.heading.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 640))
        self.heading.setToolTip(plain_tip(name) if len(name) > 60 else "")
        self.setWindowTitle(name)
        self._show_saved()

    def _show_saved(self) -> None:
        if not self.writing.is_saved:
            words = tr("Being saved\N{HORIZONTAL ELLIPSIS}")
        elif self.writing.product == self._opened.draft.product:
            words = ""
        else:
            words = tr("Saved on this computer")
        self.saved.setText(words)

    def _show_tallies(self) -> None:
        writing = self.writing
        found = tallies(writing.findings, writing.product, writing.attributes)
        self.parts.show_tallies(found)
        errors = found[ProductPart.MISSING].errors
        words = counted(errors, tr("1 thing is missing"), tr("{n} things are missing")) if errors else ""
        self.send.setToolTip(words or tr("Put it into the outbox (Ctrl+Enter)"))

    def _show_state(self) -> None:
        draft = self.writing.draft
        words, tone = state_words(draft)
        self.state.say(words, tone)
        locked = self.writing.is_locked
        for page in (self.basics, self.attributes):
            page.setEnabled(not locked)
        self.variants.show_product()
        self.images.show_product()
        self.send.setEnabled(not locked)
        self.discard.setEnabled(not locked)

    # What is done ---------------------------------------------------------------------------------------------------

    async def _send(self) -> None:
        self.send.setEnabled(False)  # twice is never meant
        try:
            result = await self.writing.send()
        finally:
            self.send.setEnabled(not self.writing.is_locked)
        if result.state == "not_possible":
            self.go_to(ProductPart.MISSING)
            self._is_refusal_shown = True
            self.trouble.say(reasons.code_sentence(result.code, result.params), Tone.DANGER)
            self.writing.look()
            return
        self.notice.emit(tr("{name} is on its way").format(name=result.number), Tone.SUCCESS, "", None)

    async def _discard(self) -> None:
        agreed = await dialogs.confirm(
            self,
            tr("Discard this draft?"),
            tr("What was written here is forgotten. The marketplace keeps what it has."),
            tr("Discard"),
            danger=True,
        )
        if agreed:
            self._is_closed = True
            await self.writing.settled()
            await self._services.products.discard(self.writing.draft.id)
            self.close()
            self.closed.emit(self.writing.draft.id)
            self.deleteLater()

    async def _clone(self) -> None:
        await self.writing.settled()
        self.clone_wanted.emit(self.writing.draft.id)

    def closeEvent(self, event: QCloseEvent) -> None:
        """It is saved; should a letter be on its way to the file, the window goes when that has arrived."""
        event.accept()
        if not self._is_closed:
            self._is_closed = True
            self.closed.emit(self.writing.draft.id)
            tasks.run(self._owner, self._put_away())

    async def _put_away(self) -> None:
        await self.writing.settled()
        self.deleteLater()


def state_words(draft: "ProductDraft") -> tuple[str, Tone]:
    """How far what was sent of it got."""
    if draft.state not in set(OperationState):
        return "", Tone.INFO
    state = OperationState(draft.state)
    if state is OperationState.DONE:
        return tr("The marketplace has it. Open it from the catalog to change it again."), Tone.SUCCESS
    mark, told = text.state_mark(state), reasons.code_sentence(draft.code, draft.params)
    if state is OperationState.REFUSED:
        said = told or tr("No reason was given.")
        return tr("The marketplace refused it: {reason}").format(reason=said), Tone.DANGER
    if state.is_open:
        words = tr("It is in the outbox ({state}); it can be changed again when the answer is there.")
        return " ".join((words.format(state=mark.text), told)).strip(), Tone.WARNING if told else Tone.INFO
    return "", Tone.INFO


def _scrolled(page: QWidget, name: str) -> QScrollArea:
    area, inner = QScrollArea(), QWidget()
    area.setAccessibleName(name)
    inner.setObjectName("scrolled")
    column = QVBoxLayout(inner)
    column.setContentsMargins(2, 2, 14, 8)
    column.addWidget(page)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area
