"""The columns of the small grid of variants: how each value looks there and what a typed text makes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.domain.money import Money
from desktop.domain.products import CategoryAttribute, Choice, ProductVariant
from desktop.domain.typed_values import read_number, write_number
from desktop.services.draft_judgement import Manner


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductVariants", source)


class NotReadableError(Exception):
    """A typed text is no number."""


@dataclass(frozen=True, slots=True)
class VariantColumn:
    """``typed`` answers the variant with a text in it, or raises ``NotReadableError``."""

    key: str
    title: str
    shown: Callable[[ProductVariant], str]
    typed: Callable[[ProductVariant, str], ProductVariant]
    width: int = 110
    is_figure: bool = False
    of_grid: bool = False  # of a variant the platform knows it is set in the catalog's grid
    choices: tuple[Choice, ...] = ()
    takes_other: bool = True


def variant_columns(attributes: Sequence[CategoryAttribute], currency: str, how: Manner) -> tuple[VariantColumn, ...]:
    """SKU, barcode, figures, then what each variant tells of itself."""
    own = [_attribute(one) for one in sorted(attributes, key=lambda one: not one.makes_variants) if one.of_variant]
    return (
        VariantColumn("sku", f"{tr('SKU')} *", lambda one: one.sku, lambda one, text: replace(one, sku=text), 170),
        VariantColumn(
            "barcode", tr("Barcode"), lambda one: one.barcode, lambda one, text: replace(one, barcode=text), 130
        ),
        _amount("price", f"{tr('Price')} {currency} *", currency, how),
        _amount("sale_price", tr("Sale price"), currency, how),
        VariantColumn(
            "stock",
            tr("Stock"),
            lambda one: "" if one.stock is None else str(one.stock),
            lambda one, text: replace(one, stock=_whole(text, how)),
            74,
            is_figure=True,
            of_grid=True,
        ),
        *own,
    )


def _amount(key: str, title: str, currency: str, how: Manner) -> VariantColumn:
    def shown(one: ProductVariant) -> str:
        money: Money | None = getattr(one, key)
        return "" if money is None else write_number(money.amount, how.style)

    def typed(one: ProductVariant, text: str) -> ProductVariant:
        was: Money | None = getattr(one, key)
        fields: Mapping[str, Any] = {key: _money(text, was.currency if was else currency, how)}
        return replace(one, **fields)

    return VariantColumn(key, title, shown, typed, 116, is_figure=True, of_grid=True)


def _attribute(one: CategoryAttribute) -> VariantColumn:
    labels = {choice.value: choice.label for choice in one.choices}
    values = {choice.label.casefold(): choice.value for choice in one.choices}

    def shown(variant: ProductVariant) -> str:
        value = variant.attributes.get(one.key, "")
        return labels.get(value, value)

    def typed(variant: ProductVariant, text: str) -> ProductVariant:
        others = {key: value for key, value in variant.attributes.items() if key != one.key}
        value = values.get(text.casefold(), text)
        return replace(variant, attributes={**others, one.key: value} if value else others)

    title = f"{one.label} *" if one.is_mandatory else one.label
    return VariantColumn(one.key, title, shown, typed, 120, choices=one.choices, takes_other=one.takes_other)


def _number(text: str, how: Manner, *, whole: bool = False) -> Decimal | None:
    if not text:
        return None
    figure = read_number(text, how.style, whole=whole).value
    if figure is None or (whole and figure != figure.to_integral_value()):
        raise NotReadableError(text)
    return figure


def _money(text: str, currency: str, how: Manner) -> Money | None:
    figure = _number(text, how)
    return None if figure is None else Money(figure, currency)


def _whole(text: str, how: Manner) -> int | None:
    figure = _number(text, how, whole=True)
    return None if figure is None else int(figure)
