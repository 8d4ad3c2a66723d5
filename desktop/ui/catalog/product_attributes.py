"""The part of the product editor with its category and what products of that category tell."""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.domain.errors import BackshopError
from desktop.domain.products import Category, CategoryAttribute
from desktop.ui.catalog.product_category import CategoryIndex, CategoryPicker
from desktop.ui.catalog.product_controls import Control, control_of
from desktop.ui.catalog.product_field import FieldRow
from desktop.ui.catalog.product_writing import ProductWriting
from desktop.ui.kit import cards, reasons, tasks
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import number

if TYPE_CHECKING:
    from desktop.services.draft_judgement import Manner
    from desktop.services.products import Products
    from desktop.services.settings import Settings

log = logging.getLogger(__name__)
_RECENT = "products.recent_categories.{shop}"
_MOST_RECENT = 8


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductAttributes", source)


class ProductAttributes(QWidget):
    """Mandatory attributes first; the others lie behind a button until one of them is filled or wanted."""

    def __init__(self, writing: ProductWriting, products: "Products", settings: "Settings", how: "Manner") -> None:
        super().__init__()
        self._writing, self._products, self._settings, self._how = writing, products, settings, how
        self._recent: list[str] = []
        self._suggested_for = ""
        self.picker = CategoryPicker()
        self.category_row = FieldRow(tr("Category"), self.picker, mandatory=True)
        self.rows: dict[str, FieldRow] = {}
        self._asked: tuple[CategoryAttribute, ...] = ()
        self.needed, self.optional = QVBoxLayout(), QVBoxLayout()
        self.further, self.words = QPushButton(), plain_label("", role="muted", wrap=True)
        self._lay_out()
        self.picker.chosen.connect(self._choose)
        self.picker.stopped.connect(self._stop_reading)
        self.picker.continued.connect(self.start)
        writing.described.connect(self.show_attributes)
        writing.judged.connect(self.look)
        writing.judged.connect(self._suggest)
        self.picker.show_category(writing.product.category)
        self.show_attributes()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self._box = QWidget()
        self._box.setLayout(self.optional)
        for layout in (self.needed, self.optional):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(14)
        self.further.setProperty("kind", "link")
        self.further.clicked.connect(lambda: self._open(not self._box.isVisibleTo(self)))
        column.addWidget(self.category_row)
        column.addWidget(cards.rule())
        column.addWidget(self.words)
        column.addLayout(self.needed)
        column.addWidget(self.further, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._box)
        column.addStretch()

    def start(self) -> None:
        """Ask for the tree, from where it was stopped."""
        self.picker.say_loading()
        self._reading = tasks.run(self, self._read_tree(), failed=self._fail)

    def _stop_reading(self) -> None:
        self._reading.cancel()
        self.picker.say_stopped()

    async def _read_tree(self) -> None:
        shop = self._writing.draft.shop_id
        index = CategoryIndex(await self._products.categories(shop, self.picker.show_read))
        kept = await self._settings.get(_RECENT.format(shop=shop))
        self._recent = [str(one) for one in kept] if isinstance(kept, list) else []
        by_id = {one.id: one for one in index.leaves}
        self.picker.show_tree(index, [by_id[one] for one in self._recent if one in by_id])

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, BackshopError):
            self.picker.say_stopped(reasons.error_sentence(error))
        else:
            tasks.present(error)

    def _suggest(self) -> None:
        """The name rests: what would the marketplace make of it?"""
        name = self._writing.product.name.strip()
        is_wanted = self._writing.abilities.suggests and self._writing.product.category is None and name
        if is_wanted and name != self._suggested_for:
            self._suggested_for = name
            tasks.run(self, self._read_suggestions(name), failed=_without_suggestions)

    async def _read_suggestions(self, name: str) -> None:
        found = await self._products.suggested_categories(self._writing.draft.shop_id, name)
        if name == self._suggested_for:
            self.picker.show_suggested(found)

    def _choose(self, category: Category) -> None:
        self._writing.put(category=category)
        self.picker.show_category(category)
        if category != self._writing.product.category:
            return
        self.words.setText(tr("What this category asks is being read\N{HORIZONTAL ELLIPSIS}"))
        self._recent = [category.id, *(one for one in self._recent if one != category.id)][:_MOST_RECENT]
        key = _RECENT.format(shop=self._writing.draft.shop_id)
        tasks.run(self, self._settings.put(key, self._recent))

    # The attributes -------------------------------------------------------------------------------------------------

    def show_attributes(self) -> None:
        """Build what the category asks; fields that stay keep what stands in them."""
        asked = tuple(one for one in self._writing.attributes if not one.of_variant)
        self._say(asked)
        if asked == self._asked and self.rows:
            return
        self._asked = asked
        for layout in (self.needed, self.optional):
            cards.clear(layout)
        self.rows = {one.key: self._row(one) for one in asked}
        is_open = False
        for one in asked:
            (self.needed if one.is_mandatory else self.optional).addWidget(self.rows[one.key])
            is_open = is_open or (not one.is_mandatory and one.key in self._writing.product.attributes)
        self._open(is_open)
        self.look()

    def _say(self, asked: tuple[CategoryAttribute, ...]) -> None:
        words = ""
        if self._writing.product.category is None:
            words = tr("Choose a category: it says what the marketplace asks of the product.")
        elif not asked:
            words = tr("This category asks nothing more of the product as a whole.")
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def _row(self, one: CategoryAttribute) -> FieldRow:
        control = control_of(one, self._how)
        control.show_value(self._writing.product.attributes.get(one.key, ""))
        control.edited.connect(lambda value, key=one.key: self._put(key, value))
        row = FieldRow(one.label, control, mandatory=one.is_mandatory, help_=one.help)
        control.inner.setAccessibleName(control.accessibleName())
        return row

    def control(self, key: str) -> Control:
        """The control of an attribute."""
        found = self.rows[key].field
        assert isinstance(found, Control)
        return found

    def _open(self, wanted: bool) -> None:
        count = sum(not one.is_mandatory for one in self._asked)
        self._box.setVisible(wanted and count > 0)
        self.further.setVisible(count > 0)
        title = tr("Hide the {n} that may stay empty") if wanted else tr("Show {n} more that may stay empty")
        self.further.setText(title.format(n=number(count)))

    def _put(self, key: str, value: str) -> None:
        self._writing.put(attributes=with_value(self._writing.product.attributes, key, value))

    def look(self) -> None:
        """Show what is wrong beside the field it is about."""
        findings = self._writing.findings
        self.category_row.show_findings([one for one in findings if one.where == "category"])
        for key, row in self.rows.items():
            about = [one for one in findings if one.where == key]
            row.show_findings(about)
            if about and not row.isVisibleTo(self) and any(one.is_error for one in about):
                self._open(wanted=True)


def with_value(values: Mapping[str, str], key: str, value: str) -> dict[str, str]:
    """The values with one of them set; an empty one is no value."""
    others = {name: one for name, one in values.items() if name != key}
    return {**others, key: value} if value.strip() else others


def _without_suggestions(error: BaseException) -> None:
    """One can be chosen all the same, and the next name asks anew."""
    if isinstance(error, BackshopError):
        log.info("no category was suggested: %s", error.code)
    else:
        tasks.present(error)
