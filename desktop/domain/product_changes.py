"""What differs between two tellings of one product, field by field: for conflicts, and for reading back a change."""

from collections.abc import Mapping

from desktop.domain.products import Brand, Product, ProductImage, ProductVariant


def changed(before: Product, now: Product) -> tuple[str, ...]:
    """The names of the fields that differ: ``name``, ``description``, ``category``, ``brand``, ``images``, an
    attribute's key, and of variants ``variants`` (others than before), or ``SKU: attribute``.

    Prices and stocks are none of a product's own fields: they move by themselves. An empty value is an absent one.
    """
    found = [name for name in ("name", "description") if _text(getattr(before, name)) != _text(getattr(now, name))]
    if (before.category.id if before.category else "") != (now.category.id if now.category else ""):
        found.append("category")
    if _is_other_brand(before.brand, now.brand):
        found.append("brand")
    if _addresses(before.images) != _addresses(now.images):
        found.append("images")
    found += _differing(dict(before.attributes), dict(now.attributes))
    return (*found, *_variants(before, now))


def _variants(before: Product, now: Product) -> list[str]:
    known = {one.sku: one.remote_id for one in (*now.variants, *before.variants) if one.remote_id}
    old, new = {_key(one, known): one for one in before.variants}, {_key(one, known): one for one in now.variants}
    found = ["variants"] if old.keys() != new.keys() else []
    for key in old.keys() & new.keys():
        mine, theirs = old[key], new[key]
        found += [f"{mine.sku}: {name}" for name in _differing(dict(mine.attributes), dict(theirs.attributes))]
        if mine.barcode != theirs.barcode:
            found.append(f"{mine.sku}: barcode")
        if mine.sku != theirs.sku:
            found.append(f"{mine.sku}: sku")
        if _addresses(mine.images) != _addresses(theirs.images):
            found.append(f"{mine.sku}: images")
    return found


def _key(one: ProductVariant, known: Mapping[str, str]) -> str:
    """A variant that has no id yet is, once it has one, the one with its SKU."""
    return one.remote_id or known.get(one.sku, one.sku)


def _differing(before: dict[str, str], now: dict[str, str]) -> list[str]:
    return [key for key in {**before, **now} if _text(before.get(key, "")) != _text(now.get(key, ""))]


def _is_other_brand(before: Brand | None, now: Brand | None) -> bool:
    """By id where both have one; platforms do not tell it everywhere."""
    if before is None or now is None:
        return before is not now
    if before.id and now.id:
        return before.id != now.id
    return before.name.casefold() != now.name.casefold()


def _addresses(images: tuple[ProductImage, ...]) -> list[str]:
    return [one.remote or one.source for one in images]


def _text(value: object) -> str:
    return " ".join(str(value).split())
