"""Mapping of products: each variant is a SKU of ours, and so is a product that has none (jumpseller.md 8)."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.catalog import ListingStatus, Offer, Variant
from desktop.domain.money import Money
from desktop.platforms.jumpseller import shapes
from desktop.platforms.jumpseller.codes import LISTING
from desktop.platforms.jumpseller.mapping import count_lost, moment, money, rows_of, text
from desktop.platforms.kit.answers import decode, unexpected

LARGEST_STOCK = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Store:
    """What products do not say themselves: whose they are, what they cost in, and which contract told of them."""

    shop: str
    currency: str
    year: int


@dataclass(frozen=True, slots=True)
class ProductsPage:
    """``rows`` counts what came, readable or not."""

    products: tuple[shapes.Product, ...]
    rows: int


def products_page(body: bytes) -> ProductsPage:
    """The products of a page, as they are written."""
    rows = rows_of(body, shapes.ProductEnvelope)
    found = tuple(raw for raw in (row.product or row for row in rows) if raw.id is not None)
    count_lost("products", len(rows) - len(found))
    return ProductsPage(found, len(rows))


def one_product(body: bytes) -> shapes.Product:
    """A single product. Raises ``BrokenAnswer`` for an answer that is none."""
    found = products_page(body).products
    if len(found) != 1:
        raise unexpected(body)
    return found[0]


def one_variant(body: bytes) -> shapes.Variant:
    """A single variant, as its own PUT answers."""
    found = decode(body, shapes.VariantEnvelope)
    variant = found.variant or found
    if variant.id is None:
        raise unexpected(body)
    return variant


def count(body: bytes) -> int | None:
    """What a count endpoint says."""
    return decode(body, shapes.Count).count


def split(remote_id: str) -> tuple[str, str]:
    """Product id and variant id of a variant of ours; the second is empty for a product without variants."""
    product_id, _, variant_id = remote_id.partition("/")
    return product_id, variant_id


def variants_of(product: shapes.Product, store: Store) -> tuple[Variant, ...]:
    """What can be sold of a product."""
    found = [one.variant or one for one in product.variants or ()]
    known = [one for one in found if one.id is not None]
    if not known:
        return (_variant(product, product, str(product.id), store, {}),)
    return tuple(_variant(product, one, f"{product.id}/{one.id}", store, options_of(one)) for one in known)


def _variant(
    product: shapes.Product,
    sold: shapes.Product | shapes.Variant,
    remote_id: str,
    store: Store,
    options: Mapping[str, str],
) -> Variant:
    name, status = text(product.name), text(product.status)
    own_image = sold.image.url if isinstance(sold, shapes.Variant) and sold.image else None
    return Variant(
        remote_id=remote_id,
        sku=text(sold.sku) or text(product.sku),
        name=name,
        product_remote_id=str(product.id),
        product_name=name,
        shop_remote_id=store.shop,
        stock=None if sold.stock_unlimited else _stock(sold.stock),
        offers=(_offer(sold, product, store),),
        status=LISTING.get(status.lower(), ListingStatus.UNKNOWN),
        platform_status=status,
        barcode=text(sold.barcode) or text(product.barcode),
        brand=text(product.brand),
        category=text(product.categories[0].name) if product.categories else "",
        image_url=text(own_image) or _first_image(product.images or ()),
        options=options,
        updated_at=moment(product.updated_at),
        extra={"contract": store.year, "unlimited": bool(sold.stock_unlimited)},
    )


def _offer(sold: shapes.Product | shapes.Variant, product: shapes.Product, store: Store) -> Offer:
    """A higher price to compare with makes the price a sale price; a variant without a price has its product's."""
    price, listed = price_of(sold, product, store.currency)
    status = text(product.status)
    return Offer(
        price=listed or price,
        sale_price=price if listed else None,
        status=LISTING.get(status.lower(), ListingStatus.UNKNOWN),
        platform_status=status,
    )


def price_of(
    sold: shapes.Product | shapes.Variant, product: shapes.Product, currency: str
) -> tuple[Money | None, Money | None]:
    """What buyers pay, and the higher price struck out beside it, if any."""
    price = money(sold.price if sold.price is not None else product.price, currency)
    listed = money(sold.compare_at_price, currency)
    return price, listed if price and listed and listed.amount > price.amount else None


def options_of(variant: shapes.Variant) -> dict[str, str]:
    """What tells a variant from the others of its product."""
    found = {text(one.name): text(one.value) or text(one.custom) for one in variant.options or ()}
    return {name: value for name, value in found.items() if value}


def _stock(stock: int | None) -> int | None:
    return None if stock is None or abs(stock) > LARGEST_STOCK else stock


def _first_image(images: tuple[shapes.Image, ...]) -> str:
    found = sorted((one for one in images if one.url), key=lambda one: (one.position is None, one.position or 0))
    return text(found[0].url) if found else ""
