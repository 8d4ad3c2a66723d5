"""What the columns of catalog files are called, how texts are written, and who the seller is to a file."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.domain.column_manners import Days, Numbers
from desktop.domain.file_columns import FIELD, FileColumn
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.values import FIELD_WORDS, STATUS_WORDS
from desktop.ui.catalog.values import tr as value_words

_C = FileColumn


def tr(source: str) -> str:
    return QCoreApplication.translate("CatalogFiles", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("CatalogFiles", source))


_COLUMNS: Mapping[FileColumn, str] = {
    _C.SKU: _("SKU"), _C.ID: _("Marketplace's id"), _C.BARCODE: _("Barcode"), _C.SHOP: _("Shop"),
    _C.MARKET: _("Market"), _C.WAREHOUSE: _("Warehouse"), _C.CURRENCY: _("Currency"), _C.NAME: _("Name"),
    _C.PRODUCT: _("Product"), _C.PLATFORM: _("Platform"), _C.BRAND: _("Brand"), _C.CATEGORY: _("Category"),
    _C.QC: _("Quality check"), _C.QC_REASON: _("Quality check reason"),
}  # fmt: skip
NUMBERS: Mapping[Numbers, str] = {Numbers.POINT: _("1,234.50"), Numbers.COMMA: _("1.234,50")}
DAYS: Mapping[Days, str] = {Days.DAY: _("day/month/year"), Days.MONTH: _("month/day/year")}
ENCODINGS: Mapping[str, str] = {
    "utf-8": _("Unicode (UTF-8)"), "utf-16": _("Unicode (UTF-16)"), "cp1252": _("Western Windows"),
    "cp1250": _("Central European Windows"), "cp1256": _("Arabic Windows"),
}  # fmt: skip
SEPARATORS: Mapping[str, str] = {",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Upright stroke")}


def column_word(of: FileColumn) -> str:
    """What a column is called, on screen and in the headings of an export."""
    return value_words(FIELD_WORDS[FIELD[of]]) if of in FIELD else tr(_COLUMNS[of])


def reading_manner(how: Manner) -> Manner:
    """The seller's manner with every word a status has on this screen: an export in her language comes in again."""
    words = {value_words(text).casefold(): status for status, text in STATUS_WORDS.items()}
    return replace(how, words={**words, **how.words})
