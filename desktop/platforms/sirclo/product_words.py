"""Which attributes say what a product has fields of its own for; plain data for mapping, payloads and rules (6.1)."""

from desktop.domain.products import AttributeKind, CategoryAttribute

BRAND = frozenset({"brand", "merek"})
OF_PRODUCT = frozenset({*BRAND, "name", "description"})
OF_VARIANT = frozenset({"sellersku", "price", "quantity"})

WEIGHT, SIDES = "weight_g", {"length_cm": "length", "width_cm": "width", "height_cm": "height"}
# Every product tells them, whatever its category asks for. Their keys name the unit, so that no clone mistakes it.
MEASURES = (
    CategoryAttribute(WEIGHT, "Weight (g)", AttributeKind.NUMBER, is_mandatory=True),
    CategoryAttribute("length_cm", "Length (cm)", AttributeKind.NUMBER, is_mandatory=True),
    CategoryAttribute("width_cm", "Width (cm)", AttributeKind.NUMBER, is_mandatory=True),
    CategoryAttribute("height_cm", "Height (cm)", AttributeKind.NUMBER, is_mandatory=True),
)


def plain(name: str) -> str:
    """An attribute's name, however a marketplace writes it."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
