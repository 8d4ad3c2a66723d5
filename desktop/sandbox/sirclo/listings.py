"""The practice brand's products on each channel, with identities as each marketplace gives them (section 5.2)."""

import random
from itertools import groupby
from typing import Any

from desktop.sandbox import practice
from desktop.sandbox.sirclo.channels import CHANNELS, main_warehouse
from desktop.sandbox.sirclo.world import Record, World

RUPIAH_PER_CENT = 163
CATEGORIES = {
    "home": ("2336", "Rumah Tangga > Dapur"),
    "tech": ("64", "Elektronik > Aksesoris"),
    "beauty": ("128", "Kecantikan > Perawatan"),
}
TEXT = "Barang praktik untuk latihan, dibuat dengan teliti dan dikirim dengan rapi."


def stock_up(world: World, rng: random.Random, skus: int) -> None:
    """Products on the channels in turn, some on two, until there are `skus` variants."""
    left = skus
    groups = [list(group) for _, group in groupby(practice.goods(skus), key=lambda one: one.name)]
    codes = list(CHANNELS)
    for number, goods in enumerate(groups):
        for code in _homes(codes, number):
            if left > 0:
                world.products.append(new_product(world, rng, code, goods[:left]))
                left -= len(goods)


def _homes(codes: list[str], number: int) -> list[str]:
    """The next channel; every second product is on one more."""
    first = number * 3 % len(codes)
    return [codes[first], codes[(first + 2) % len(codes)]] if number % 2 else [codes[first]]


def new_product(world: World, rng: random.Random, code: str, goods: list[practice.Goods]) -> Record:
    """One product with its variants on one channel."""
    number = world.number()
    category = CATEGORIES[goods[0].range]
    return {
        "channel": code,
        "number": number,
        "name": goods[0].name,
        "sku": goods[0].sku.rpartition("-")[0],
        "description": TEXT,
        "category": list(category),
        "sold": False,
        "variants": [_variant(world, rng, code, number, one) for one in goods],
    }


def _variant(world: World, rng: random.Random, code: str, product: int, one: practice.Goods) -> Record:
    price = max(1000, one.cents * RUPIAH_PER_CENT // 500 * 500)
    stock = {warehouse: 0 for warehouse, _ in CHANNELS[code].warehouses} | {main_warehouse(code): rng.randint(0, 60)}
    return listed(world, code, product, one.sku, f"{one.name} {one.variation}", one.variation, price, stock)


def listed(
    world: World, code: str, product: int, sku: str, name: str, option: str, price: int, stock: dict[str, int]
) -> Record:
    """A variant as it stands on a channel, both forms of its identity included."""
    number = world.number()
    return {
        "sku": sku,
        "name": name,
        "option": option,
        "price": price,
        "stocks": stock,
        "status": "active",
        "remote": remote_variant(code, product, number, sku),
        "remote_v2": remote_variant(code, product, number, sku, newer=True),
    }


def remote_variant(code: str, product: int, number: int, sku: str, newer: bool = False) -> dict[str, Any]:
    """What the marketplace calls a variant (section 5.2)."""
    if code == "bklp":
        return {"bklp_product_id": f"{product}prt", "remote_variant_id": number}
    if code == "blib":
        return {
            "gdn_sku": f"SAG-60061-{product % 100000:05d}-{number % 100000:05d}",
            "upload_id": "",
            "product_code": "",
        }
    if code == "lzda":
        return {"sku_id": number, "item_id": product, "shop_sku": f"{product}_ID-{number}", "seller_sku": sku}
    if code == "tkpd":
        plain = {"sku": sku, "upload_id": 0, "product_id": number}
        return {**plain, "variant_id": number, "product_sku": "", "err_message": ""} if newer else plain
    if code == "tktk":
        return {"product_id": str(product), "variant_id": str(number)}
    if code == "zlra":
        newest = {"product_set_id": product, "product_id": number}
        return newest if newer else {"shop_sku": f"{product}-{number}", "seller_sku": sku}
    return {"item_id": product, "variation_id": number}
