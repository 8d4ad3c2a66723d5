"""How values of the grid look on screen, in a cell being edited and on the clipboard, in the seller's own manner."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from desktop.domain.catalog import ListingStatus
from desktop.domain.catalog_grid import AMOUNTS, Field, GridCell
from desktop.domain.typed_values import STYLES, Style, write_number
from desktop.services.draft_judgement import Manner, written

MINUS = "\N{HYPHEN-MINUS}"


def tr(source: str) -> str:
    return QCoreApplication.translate("CatalogValues", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("CatalogValues", source))


STATUS_WORDS: Mapping[ListingStatus, str] = {
    ListingStatus.ACTIVE: _("Active"),
    ListingStatus.INACTIVE: _("Inactive"),
    ListingStatus.DELETED: _("Deleted"),
    ListingStatus.UNKNOWN: _("Unknown"),
}
FIELD_WORDS: Mapping[Field, str] = {
    Field.STOCK: _("Stock"),
    Field.SAFETY_STOCK: _("Safety stock"),
    Field.PRICE: _("Price"),
    Field.SALE_PRICE: _("Sale price"),
    Field.SALE_FROM: _("Sale from"),
    Field.SALE_TO: _("Sale to"),
    Field.STATUS: _("Status"),
}


def manner(locale: QLocale | None = None) -> Manner:
    """How the person before this screen writes numbers and days."""
    locale = locale or QLocale()
    known = STYLES.get(QLocale.languageToCode(locale.language()), STYLES["en"])
    is_plain = locale.language() is QLocale.Language.C
    style = (
        known
        if is_plain
        else Style(locale.decimalPoint(), locale.groupSeparator(), locale.zeroDigit(), day_first(locale))
    )
    words = {tr(STATUS_WORDS[one]).casefold(): one for one in (ListingStatus.ACTIVE, ListingStatus.INACTIVE)}
    return Manner(style, datetime.now().astimezone().tzinfo or UTC, words)


def day_first(locale: QLocale) -> bool:
    """Whether the day stands before the month."""
    form = locale.dateFormat(QLocale.FormatType.ShortFormat)
    return form.find("d") < form.find("M")


def shown(of: Field, value: str, currency: str, how: Manner) -> str:
    """A value as the cell shows it: amounts with their currency."""
    if not value:
        return ""
    if of in AMOUNTS:
        amount = write_number(_with_cents(Decimal(value)), how.style)
        return f"{currency}\N{NO-BREAK SPACE}{amount}" if currency else amount
    return bare(of, value, how)


def bare(of: Field, value: str, how: Manner) -> str:
    """A value as it is typed or copied: no currency; figures without groups, so that any spreadsheet takes them."""
    if of is Field.STATUS and value in set(ListingStatus):
        return tr(STATUS_WORDS[ListingStatus(value)])
    return written(of, value, how)


def typed(cell: GridCell, of: Field, how: Manner) -> str:
    """What stands in the cell's editor: an unreadable text as it was typed."""
    if cell.draft is not None and not cell.draft.is_readable:
        return cell.draft.typed
    return bare(of, cell.value, how)


def _with_cents(amount: Decimal) -> Decimal:
    """One decimal alone gets its nought: 12.5 is shown as 12.50."""
    exponent = amount.as_tuple().exponent
    return amount.quantize(Decimal("0.01")) if exponent == -1 else amount
