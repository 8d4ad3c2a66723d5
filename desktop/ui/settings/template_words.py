"""What the fields and languages of a paper are called in the template editor."""

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication


def tr(source: str) -> str:
    return QCoreApplication.translate("TemplateWords", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("TemplateWords", source))


_FIELDS: Mapping[str, str] = {
    "logo": _("Logo"),
    "sender": _("Sender"),
    "ship_to": _("Address of the buyer"),
    "phone": _("Phone of the buyer"),
    "number": _("Order number"),
    "shop": _("Shop"),
    "order_date": _("Day of the order"),
    "payment": _("Payment"),
    "courier": _("Courier"),
    "tracking": _("Tracking number"),
    "code": _("Barcode"),
    "qr": _("QR code"),
    "lines": _("What is inside"),
    "tick": _("Box to tick"),
    "sku": _("SKU"),
    "product": _("Product"),
    "quantity": _("Quantity"),
    "price": _("Price of one"),
    "amount": _("Amount"),
    "total": _("Total"),
    "note": _("Note of the buyer"),
    "made": _("When it was printed"),
    "orders": _("For which orders"),
    "pieces": _("Pieces"),
    "printed": _("When the label was printed"),
    "signature": _("Place to sign"),
}
# In their own language, so that each is found by who speaks it.
LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "fr": "Fran\N{LATIN SMALL LETTER C WITH CEDILLA}ais",
    "es": "Espa\N{LATIN SMALL LETTER N WITH TILDE}ol",
    "pt": "Portugu\N{LATIN SMALL LETTER E WITH CIRCUMFLEX}s",
    "id": "Bahasa Indonesia",
    "ar": "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
}


def field_word(key: str) -> str:
    """A field as the seller calls it; one we have no name for keeps its own."""
    return tr(_FIELDS[key]) if key in _FIELDS else key.replace("_", " ").capitalize()
