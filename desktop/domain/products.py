"""What a listing says about a product before it can be sold: category, attributes, brand, images and variants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.domain.money import Money


class AttributeKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"  # several of the options, joined by a line break each


@dataclass(frozen=True, slots=True)
class Category:
    """A place in the platform's tree. ``path`` names it from the root, itself last; products go into leaves.

    ``market`` is set where products of this category are sold on that market of the shop only.
    """

    id: str
    path: tuple[str, ...]
    is_leaf: bool = True
    extra: Mapping[str, object] = field(default_factory=dict)  # the connector's own: JSON values
    market: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of an attribute: ``value`` is sent, ``label`` is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class CategoryAttribute:
    """What products of a category tell. ``of_variant``: each variant tells its own; ``makes_variants``: they differ
    by it (size, colour)."""

    key: str
    label: str
    kind: AttributeKind = AttributeKind.TEXT
    is_mandatory: bool = False
    of_variant: bool = False
    makes_variants: bool = False
    choices: tuple[Choice, ...] = ()
    takes_other: bool = True  # also a value that is not among the choices
    longest: int = 0  # characters; 0: nobody says
    help: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ProductImage:
    """``source`` is a web address, or a path on this computer; ``remote`` the platform's own address once it has it."""

    source: str
    remote: str = ""


@dataclass(frozen=True, slots=True)
class ProductVariant:
    """One SKU of a product as it is written. ``remote_id`` is empty while the platform does not know it."""

    sku: str
    remote_id: str = ""
    barcode: str = ""
    price: Money | None = None
    sale_price: Money | None = None
    stock: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    images: tuple[ProductImage, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Product:
    """A product as the seller writes it and as its platform tells it back. ``remote_id`` is empty while it is new."""

    name: str = ""
    remote_id: str = ""
    description: str = ""
    category: Category | None = None
    brand: Brand | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    images: tuple[ProductImage, ...] = ()
    variants: tuple[ProductVariant, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What a platform takes as a picture. Sides are pixels; 0: nobody says."""

    formats: tuple[str, ...] = ("JPEG", "PNG")
    most_bytes: int = 0
    least_side: int = 0
    most_side: int = 0
    most_images: int = 8
    takes_files: bool = False  # without it only web addresses will do


@dataclass(frozen=True, slots=True)
class ProductFinding:
    """What is wrong with a product before it is sent. ``where`` is a field's name, an attribute's key or a SKU."""

    code: str
    where: str = ""
    is_error: bool = True
    params: Mapping[str, str] = field(default_factory=dict)
