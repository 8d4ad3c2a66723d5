"""The part of the product editor that says what it is: name, brand and description."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.ui.catalog.product_brand import BrandLine
from desktop.ui.catalog.product_field import FieldRow
from desktop.ui.catalog.product_writing import ProductWriting
from desktop.ui.kit.format import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.domain.products import Brand
    from desktop.services.products import Products


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductBasics", source)


class ProductBasics(QWidget):
    """Writes to the product as one types."""

    def __init__(self, writing: ProductWriting, products: "Products") -> None:
        super().__init__()
        self._writing, self._products = writing, products
        self.name, self.description = QLineEdit(), QPlainTextEdit()
        self.name.setPlaceholderText(tr("What buyers read first"))
        self.description.setTabChangesFocus(True)
        self.description.setMinimumHeight(220)
        self.brand = BrandLine(self._brands)
        self.rows = {
            "name": FieldRow(tr("Name"), self.name, mandatory=True),
            "brand": FieldRow(tr("Brand"), self.brand),
            "description": FieldRow(tr("Description"), self.description),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for row in self.rows.values():
            column.addWidget(row)
        column.addStretch()
        self.show_product()
        self.name.textChanged.connect(lambda text: self._put(name=text))
        self.brand.chosen.connect(lambda brand: self._put(brand=brand))
        self.brand.troubled.connect(lambda words: self.rows["brand"].say(words))
        self.description.textChanged.connect(lambda: self._put(description=self.description.toPlainText()))
        writing.judged.connect(self.look)

    def show_product(self) -> None:
        """Show what stands in the product."""
        product = self._writing.product
        self.name.setText(product.name)
        self.brand.show_brand(product.brand)
        self.description.setPlainText(product.description)
        self._count()

    def look(self) -> None:
        """Show what is wrong beside the field it is about."""
        for where, row in self.rows.items():
            row.show_findings([one for one in self._writing.findings if one.where == where])

    def _put(self, **fields: object) -> None:
        self._writing.put(**fields)
        self._count()

    def _count(self) -> None:
        for key in ("name", "description"):
            length = len(getattr(self._writing.product, key))
            self.rows[key].note.setText(tr("{n} characters").format(n=number(length)) if length else "")

    async def _brands(self, words: str) -> "Sequence[Brand]":
        return await self._products.brands(self._writing.draft.shop_id, words)
