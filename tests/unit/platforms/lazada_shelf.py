"""A shelf for tests: a product of some SKUs at a stall that does what it is told, and says so."""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import lazada_records as records
from lazada_stall import Stall, good

from desktop.domain.catalog import Variant
from desktop.platforms.lazada import catalog_mapping
from desktop.platforms.lazada.mapping import Seller
from desktop.platforms.lazada.sites import Site

STOCK, PRICE = "/product/stock/sellable/update", "/product/price_quantity/update"
UPDATE, DEACTIVATE = "/product/update", "/product/deactivate"
WAREHOUSES = [
    {"warehouseCode": "dropshipping", "sellableQuantity": 5},
    {"warehouseCode": "north", "sellableQuantity": 6},
]


def variant(sku_id: int = 1, *, ease: bool = False, item: int = 9, prefix: str = "", **changes: Any) -> Variant:
    seller = Seller(Site("sg", prefix), "5", "Mug shop", "", "", is_ease=ease)
    raw = records.product(item, [records.sku(sku_id, SellerSku=f"S{sku_id}", special_price=0, **changes)])
    body = json.dumps({"data": {"products": [raw]}}).encode()
    return catalog_mapping.products_page(body, seller).variants[0]


def shelf(*skus: dict[str, Any], ease: bool = False) -> Stall:
    """A stall with one product of these SKUs; a call that sets something does it, and says so."""
    stall = Stall()
    stall.seller["marketplaceEaseMode"] = ease
    stall.products["9"] = records.product(9, list(skus))
    for path in (STOCK, PRICE):
        stall.on(path, lambda given: obey(stall, skus_of(given["payload"])))
    stall.on(UPDATE, lambda given: obey(stall, json.loads(given["payload"])["Request"]["Product"]["Skus"]["Sku"]))
    stall.on(DEACTIVATE, lambda given: obey(stall, list(_down(given["apiRequestBody"]))))
    return stall


def skus_of(payload: str) -> list[dict[str, Any]]:
    found = ElementTree.fromstring(payload).findall("./Product/Skus/Sku")
    return [{one.tag: one.text for one in sku} for sku in found]


def _down(body: str) -> Iterator[dict[str, Any]]:
    for one in ElementTree.fromstring(body).findall("./Product/Skus/SkuId"):
        yield {"SkuId": one.text, "Status": "inactive"}


WIRE = {"SellableQuantity": "quantity", "Price": "price", "SalePrice": "special_price", "Status": "Status"}
WIRE |= {"SaleStartDate": "special_from_date", "SaleEndDate": "special_to_date", "quantity": "quantity"}


def obey(stall: Stall, told: list[dict[str, Any]]) -> Any:
    held = {str(one["SkuId"]): one for product in stall.products.values() for one in product["skus"]}
    for one in told:
        for name in [key for key in ("special_from_time", "special_to_time") if "SalePrice" in one]:
            held[one["SkuId"]].pop(name, None)
        held[one["SkuId"]].update({WIRE[key]: field for key, field in one.items() if key in WIRE})
    return good({})


def sku(sku_id: int, **changes: Any) -> dict[str, Any]:
    return records.sku(sku_id, **{"SellerSku": f"S{sku_id}", "special_price": 0, **changes})
