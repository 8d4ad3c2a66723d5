"""Makes variants of every combination of sizes, colours and the like, and asks for the values first."""

from collections.abc import Mapping, Sequence
from itertools import product as every_combination
from math import prod

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.products import CategoryAttribute, ProductVariant
from desktop.ui.catalog.product_field import FieldRow
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.format import counted, number

MOST = 200  # no marketplace takes more variants of one product

Values = Mapping[str, Sequence[str]]


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductCombining", source)


def listed(text: str, attribute: CategoryAttribute) -> tuple[str, ...]:
    """The values in a text like ``Red, Blue``, each once, as the platform writes them where it offers them."""
    offered = {one.label.casefold(): one.value for one in attribute.choices}
    parts = (part.strip() for part in text.replace(";", ",").replace("\n", ",").split(","))
    return tuple(dict.fromkeys(offered.get(part.casefold(), part) for part in parts if part))


def combined(variants: Sequence[ProductVariant], values: Values, start: str) -> tuple[ProductVariant, ...]:
    """The variants and one more for each combination that none of them has; SKUs begin with ``start``.

    A variant in which nothing was written yet makes room.
    """
    kept = [one for one in variants if one != ProductVariant("")]
    keys = list(values)
    known = {tuple(one.attributes.get(key, "") for key in keys) for one in kept}
    model = kept[0] if kept else ProductVariant("")
    new = (parts for parts in every_combination(*values.values()) if parts not in known)
    return (*kept, *(_variant(model, dict(zip(keys, parts, strict=True)), start) for parts in new))


def _variant(model: ProductVariant, attributes: Mapping[str, str], start: str) -> ProductVariant:
    """New ones cost what the first one costs."""
    sku = "-".join([start, *(_short(part) for part in attributes.values())]) if start else ""
    return ProductVariant(sku, price=model.price, sale_price=model.sale_price, attributes=attributes)


def _short(part: str) -> str:
    return "".join(one for one in part if one.isalnum())[:12].upper()


class CombiningSheet(Sheet):
    """``values`` and ``start`` hold what was typed when it is accepted."""

    def __init__(
        self, parent: QWidget, attributes: Sequence[CategoryAttribute], variants: Sequence[ProductVariant]
    ) -> None:
        sentence = tr("Write the values of each, with commas between them. Variants that are there stay as they are.")
        super().__init__(parent, tr("Make variants"), sentence, action=tr("Make"))
        self.setMinimumWidth(520)
        self._attributes, self._variants = tuple(attributes), tuple(variants)
        self._lines = {one.key: QLineEdit(self._known(one)) for one in attributes}
        self._start = QLineEdit(next((one.sku for one in variants if one.sku), ""))
        self.summary = plain_label("", role="muted", wrap=True)
        for one in attributes:
            offered = ", ".join(choice.label for choice in one.choices[:8])
            self.body.addWidget(FieldRow(one.label, self._lines[one.key], help_=offered))
        self.body.addWidget(FieldRow(tr("SKUs begin with"), self._start))
        self.body.addWidget(self.summary)
        for line in (*self._lines.values(), self._start):
            line.textChanged.connect(lambda _text: self.look())
        self.look()

    @property
    def values(self) -> Values:
        """The values of each attribute for which some were written."""
        found = {one.key: listed(self._lines[one.key].text(), one) for one in self._attributes}
        return {key: values for key, values in found.items() if values}

    @property
    def start(self) -> str:
        return self._start.text().strip()

    def look(self) -> None:
        """Say what it would make."""
        count = prod(len(one) for one in self.values.values()) if self.values else 0
        too_many = count > MOST
        made = [] if too_many or not count else combined(self._variants, self.values, self.start)
        new = max(len(made) - sum(one != ProductVariant("") for one in self._variants), 0)
        self.action.setEnabled(new > 0)
        self.action.setText(counted(new, tr("Make 1 variant"), tr("Make {n} variants")))
        words = ", ".join(one.sku or tr("no SKU") for one in made[-new:][:6]) if new else tr("Nothing new yet.")
        too_much = tr("{n} combinations are more than {most}.").format(n=number(count), most=number(MOST))
        self.summary.setText(too_much if too_many else words)

    def _known(self, attribute: CategoryAttribute) -> str:
        labels = {one.value: one.label for one in attribute.choices}
        values = dict.fromkeys(one.attributes.get(attribute.key, "") for one in self._variants)
        return ", ".join(labels.get(one, one) for one in values if one)
