"""From product messages to variants: one letter per variant, named by its channel and what it is called there (5.2)."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from desktop.domain.catalog import ListingStatus, Offer, Variant, WarehouseStock
from desktop.domain.money import Money
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.sirclo import catalog_shapes as shapes
from desktop.platforms.sirclo.codes import LISTING, currency_of
from desktop.platforms.sirclo.mapping import known, text
from desktop.platforms.sirclo.variant_names import name_of, names_of, product_key

Document = Mapping[str, Any]

_OF_PRODUCT = ("channel", "name", "merek", "img_urls", "remote_category")
_OF_HEAD = (*_OF_PRODUCT, "sku", "description", "attributes", "listing_platforms", "preorder")
_OF_VARIANT = (
    "variant_sku",
    "variant_name",
    "status",
    "currency_code",
    "price",
    "stock",
    "advance_stock",
    "img_urls",
    "options",
    "variant_infos",
    "remote_variant",
    "volume",
    "weight",
    "attributes",
)
PART = "/part"  # ends the key of what a message of single variants says of their product
WHOLE = "jsonrpc_product_fetched_manual"  # the action of a message that tells all variants of its product


def written(document: Document) -> bytes:
    """JSON, always the same for the same, whatever oddities it holds."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), default=str).encode()


def parted(message: Document) -> Iterator[tuple[str, bytes]]:
    """Each variant of a product message: our id of it, and a letter of its own with what it shares.

    A message may tell of one variant of many, so only variants can be told apart by their newest letter. What belongs
    to the product alone is in letters of its own (``heads``); the channel's raw answer is left out.
    """
    product = _product_in(message)
    channel, variants = product.get("channel"), product.get("variants")
    shared = {key: product[key] for key in _OF_PRODUCT if key in product}
    for one in variants if isinstance(variants, list) else ():
        named = one.get("remote_variant") if isinstance(one, dict) else None
        if isinstance(named, dict) and named and isinstance(channel, str) and channel:
            own = {key: one[key] for key in _OF_VARIANT if key in one}
            letter = {"brand_id": message.get("brand_id"), "product": shared, "variant": own}
            yield name_of(channel, named), written(letter)


def heads(message: Document) -> Iterator[tuple[str, bytes]]:
    """What a message says of the product itself and which variants it names: its letter, by ``product_key``.

    Only the answer to a fetch of all products is sure to name all variants; what others say is kept beside it.
    """
    names = [name for name, _ in parted(message)]
    product, end = _product_in(message), "" if message.get("action") == WHOLE else PART
    letter = {"product": {key: product[key] for key in _OF_HEAD if key in product}, "variants": names}
    for key in dict.fromkeys(product_key(name) for name in names):
        yield f"{key}{end}", written(letter)


def _product_in(message: Document) -> Document:
    product = message.get("product")
    return product if isinstance(product, dict) else {}


def variant_of(remote_id: str, content: bytes) -> Variant:
    """A variant from its letter. Raises ``BrokenAnswer``."""
    found = decode(content, shapes.VariantLetter)
    if found.product is None or found.variant is None:
        raise unexpected(content)
    product, raw, channel = found.product, found.variant, names_of(remote_id)[0]
    infos, images = raw.variant_infos or (), (*(raw.img_urls or ()), *(product.img_urls or ()))
    status, word = _status(raw)
    price = _price(raw, channel)
    options = {text(one.name): text(one.value) for one in raw.options or () if text(one.name)}
    return Variant(
        remote_id=remote_id,
        sku=text(raw.variant_sku),
        name=text(raw.variant_name) or text(product.name),
        product_remote_id=product_key(remote_id),
        product_name=text(product.name),
        shop_remote_id=found.brand_id or "",
        stock=_stock(raw),
        stocks=tuple(WarehouseStock(one.remote_warehouse_id, one.stock or 0) for one in infos if _is_placed(one)),  # type: ignore[arg-type]
        offers=(Offer(market=channel, price=price, status=status, platform_status=word),),
        status=status,
        platform_status=word,
        brand=text(product.merek),
        category=text((product.remote_category or shapes.Category()).remote_category_name),
        image_url=images[0] if images else "",
        options=options,
    )


def limits_of(content: bytes) -> dict[str, object]:
    """The live limits of a channel from the feedback of its connection: decimal text by name; empty: none are told."""
    found = decode(content, shapes.Connected).product_limitation
    told = found.response if found else None
    return {} if told is None else {key: limit for key, value in _fields(told) if (limit := _limit(value))}


def _fields(told: shapes.Limits) -> Iterator[tuple[str, shapes.Limit | None]]:
    for name in told.__struct_fields__:
        yield name, getattr(told, name)


def _limit(told: shapes.Limit | None) -> dict[str, str]:
    if told is None:
        return {}
    ends = {"min": told.min_limit, "max": told.max_limit}
    return {key: format(known(end), "f") for key, end in ends.items() if end is not None}


def _is_placed(info: shapes.Info) -> bool:
    return bool(info.remote_warehouse_id)


def _stock(raw: shapes.Variant) -> int | None:
    told = [one.stock for one in raw.variant_infos or () if one.stock is not None]
    if told:
        return sum(told)
    advance = raw.advance_stock.sellable if raw.advance_stock else None
    return raw.stock if raw.stock is not None else advance


def _price(raw: shapes.Variant, channel: str) -> Money | None:
    """Where prices differ by warehouse (Tokopedia, Blibli), that of the first."""
    infos = [one for one in raw.variant_infos or () if one.price is not None]
    amount: Decimal | None = infos[0].price if infos else raw.price
    told = infos[0].currency_code if infos else raw.currency_code
    return None if amount is None else Money(known(amount), told or raw.currency_code or currency_of(channel))


def _status(raw: shapes.Variant) -> tuple[ListingStatus, str]:
    """On sale where it is on sale in any warehouse."""
    told = [one.status for one in raw.variant_infos or () if one.status] or [raw.status or ""]
    found = [LISTING.get((one or "").strip().lower(), ListingStatus.UNKNOWN) for one in told]
    place = found.index(ListingStatus.ACTIVE) if ListingStatus.ACTIVE in found else 0
    return found[place], told[place] or ""
