"""The part of the product editor with its variants: a small grid in which each is one line."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.products import ProductVariant
from desktop.ui.catalog.product_combining import CombiningSheet, combined
from desktop.ui.catalog.product_controls import finding
from desktop.ui.catalog.product_places import ProductPart, part_of, sentence_of
from desktop.ui.catalog.product_variant_columns import NotReadableError, VariantColumn, tr, variant_columns
from desktop.ui.catalog.product_writing import ProductWriting
from desktop.ui.kit import dialogs, icons, reasons, tasks
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.theme import color

if TYPE_CHECKING:
    from desktop.services.draft_judgement import Manner

_ROW, _LEAST_ROWS = 30, 6


class _Cells(QStyledItemDelegate):
    """Where a column offers choices, typing finds them."""

    def __init__(self, table: "VariantTable") -> None:
        super().__init__(table)
        self._table = table

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        column = self._table.columns[index.column()]
        line = QLineEdit(parent)
        line.setAccessibleName(column.title)
        if column.choices:
            line.setCompleter(finding(QCompleter([one.label for one in column.choices], line), column.title))
        return line


class VariantTable(QTableWidget):
    """``typed`` brings row, column and text."""

    typed = Signal(int, int, str)

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[VariantColumn, ...] = ()
        self.setObjectName("variants")
        self.setAccessibleName(tr("Variants"))
        self.setItemDelegate(_Cells(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(True)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().hide()
        self.horizontalHeader().setObjectName("variants_head")
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setStretchLastSection(True)
        self.itemChanged.connect(lambda item: self.typed.emit(item.row(), item.column(), item.text()))

    def shape(self, columns: tuple[VariantColumn, ...]) -> None:
        """Other columns; nothing happens where they are the same."""
        if [one.key for one in columns] != [one.key for one in self.columns]:
            self.setColumnCount(len(columns))
            for at, one in enumerate(columns):
                self.setColumnWidth(at, one.width)
        self.columns = columns
        self.setHorizontalHeaderLabels([one.title for one in columns])
        for at, one in enumerate(columns):
            if one.is_figure and (head := self.horizontalHeaderItem(at)) is not None:
                head.setTextAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def chosen_rows(self) -> list[int]:
        """Rows with a chosen cell, the current one at least."""
        rows = {index.row() for index in self.selectedIndexes()} or {self.currentRow()}
        return sorted(row for row in rows if row >= 0)


class ProductVariants(QWidget):
    """Every cell is written as it is left; what is no number stays in its cell, in red."""

    def __init__(self, writing: ProductWriting, how: "Manner") -> None:
        super().__init__()
        self._writing, self._how = writing, how
        self._unread: dict[tuple[int, str], str] = {}  # row, column -> what was typed and is no number
        self._loading = False
        self.table = VariantTable()
        self.add, self.copy, self.remove, self.combine = (
            icons.button(tr("Add"), "plus"), icons.button(tr("Duplicate"), "copy"), icons.button(tr("Remove"), "trash"),
            icons.button(tr("Make variants") + "\N{HORIZONTAL ELLIPSIS}", "columns"),
        )  # fmt: skip
        self.problem = plain_label("", role="danger", wrap=True)
        self.hint = plain_label("", role="faint", wrap=True)
        self._lay_out()
        self.table.typed.connect(self._type)
        self.table.itemSelectionChanged.connect(self._judge_buttons)
        self.add.clicked.connect(lambda: self._write((*self._variants, ProductVariant("")), last=True))
        self.copy.clicked.connect(self._duplicate)
        self.remove.clicked.connect(self._remove)
        self.combine.clicked.connect(lambda: tasks.run(self, self._combine()))
        writing.described.connect(self.show_product)
        writing.judged.connect(self.look)
        self.show_product()

    @property
    def _variants(self) -> tuple[ProductVariant, ...]:
        return self._writing.product.variants

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        for button in (self.add, self.copy, self.remove, self.combine):
            bar.addWidget(button)
        bar.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(bar)
        column.addWidget(self.problem)
        column.addWidget(self.table, 1)
        column.addWidget(self.hint)
        self.table.setMinimumHeight(_ROW * (_LEAST_ROWS + 1))

    # What is shown --------------------------------------------------------------------------------------------------

    def show_product(self) -> None:
        """Show the variants as they stand in the product."""
        currency = self._writing.abilities.currency
        self.table.shape(variant_columns(self._writing.attributes, currency, self._how))
        self._loading = True
        self.table.setRowCount(len(self._variants))
        for row, variant in enumerate(self._variants):
            for at, column in enumerate(self.table.columns):
                self._show(row, at, variant, column)
        self._loading = False
        is_any_known = any(one.remote_id for one in self._variants)
        words = tr("Prices and stock of variants that are for sale already are changed in the catalog's grid.")
        self.hint.setText(words if is_any_known else "")
        self.hint.setVisible(is_any_known)
        self.combine.setVisible(any(one.makes_variants for one in self._writing.attributes))
        self._judge_buttons()
        self.look()

    def _show(self, row: int, at: int, variant: ProductVariant, column: VariantColumn) -> None:
        item = self.table.item(row, at)
        if item is None:
            item = QTableWidgetItem()
            self.table.setItem(row, at, item)
        item.setText(self._unread.get((row, column.key), column.shown(variant)))
        is_closed = (column.of_grid and bool(variant.remote_id)) or self._writing.is_locked
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(flags if is_closed else flags | Qt.ItemFlag.ItemIsEditable)
        side = Qt.AlignmentFlag.AlignTrailing if column.is_figure else Qt.AlignmentFlag.AlignLeading
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{column.title}: {item.text()}")

    def look(self) -> None:
        """Colour what is wrong, and say it below."""
        findings = [
            one
            for one in self._writing.findings
            if part_of(one, self._writing.product, self._writing.attributes) is ProductPart.VARIANTS
        ]
        wrong = {(one.where, one.params.get("sku", "")) for one in findings if one.is_error}
        self._loading = True
        for row, variant in enumerate(self._variants):
            for at, column in enumerate(self.table.columns):
                self._colour(row, at, is_wrong=self._is_wrong(row, column, variant, wrong))
        self._loading = False
        said = [reasons.code_sentence("not_a_number")] if self._unread else []
        self.problem.setText("\n".join(dict.fromkeys([*said, *(sentence_of(one) for one in findings)])))
        self.problem.setVisible(bool(self.problem.text()))

    def _is_wrong(self, row: int, column: VariantColumn, variant: ProductVariant, wrong: set[tuple[str, str]]) -> bool:
        if (row, column.key) in self._unread:
            return True
        if column.key == "sku":
            return (variant.sku, variant.sku) in wrong or (not variant.sku and ("sku", "") in wrong)
        return (column.key, variant.sku) in wrong

    def _colour(self, row: int, at: int, *, is_wrong: bool) -> None:
        item = self.table.item(row, at)
        if item is None:
            return
        is_closed = not item.flags() & Qt.ItemFlag.ItemIsEditable
        item.setForeground(QBrush(color("danger" if is_wrong else "muted" if is_closed else "text")))
        item.setBackground(QBrush(color("danger_soft")) if is_wrong else QBrush())

    def _judge_buttons(self) -> None:
        rows = self.table.chosen_rows()
        is_open = not self._writing.is_locked
        self.add.setEnabled(is_open)
        self.combine.setEnabled(is_open)
        self.copy.setEnabled(is_open and bool(rows))
        self.remove.setEnabled(is_open and bool(rows) and len(self._variants) > len(rows))

    # What is written ------------------------------------------------------------------------------------------------

    def _type(self, row: int, at: int, text: str) -> None:
        if self._loading:
            return
        column, variants = self.table.columns[at], list(self._variants)
        try:
            variants[row] = column.typed(variants[row], text.strip())
            self._unread.pop((row, column.key), None)
        except NotReadableError:
            self._unread[row, column.key] = text
        self._write(tuple(variants))

    def _write(self, variants: tuple[ProductVariant, ...], *, last: bool = False) -> None:
        self._writing.put(variants=variants)
        self.show_product()
        if last:
            self.table.setCurrentCell(len(variants) - 1, 0)
            self.table.setFocus()

    def _duplicate(self) -> None:
        """Everything but what names one single thing."""
        copies = [
            ProductVariant("", price=one.price, sale_price=one.sale_price, attributes=one.attributes, images=one.images)
            for one in (self._variants[row] for row in self.table.chosen_rows())
        ]
        self._write((*self._variants, *copies), last=True)

    def _remove(self) -> None:
        rows = self.table.chosen_rows()
        self._unread.clear()
        self._write(tuple(one for at, one in enumerate(self._variants) if at not in rows))

    async def _combine(self) -> None:
        attributes = [one for one in self._writing.attributes if one.makes_variants]
        sheet = CombiningSheet(self.window(), attributes, self._variants)
        answer = await dialogs.ask(sheet, lambda: (sheet.values, sheet.start))
        if answer is not None:
            self._write(combined(self._variants, *answer), last=True)
