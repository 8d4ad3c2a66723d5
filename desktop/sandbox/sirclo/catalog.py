"""The JSON-RPC methods that have products and categories sent (section 3)."""

import asyncio

from desktop.sandbox.sirclo import feedback, product_message
from desktop.sandbox.sirclo.account import Account
from desktop.sandbox.sirclo.calls import Call, Method
from desktop.sandbox.sirclo.channels import CHANNELS, FETCHES_BY_SKU
from desktop.sandbox.sirclo.fields import checked, texts, wrong
from desktop.sandbox.sirclo.world import Record

MANUAL = "jsonrpc_product_fetched_manual"
MOST_SKUS, AT_ONCE = 10, 200


async def fetch_products(call: Call) -> Record:
    """ProductService.ProductFetchedManual: all products of the channels, then a feedback that counts them."""
    checked(call.params, "params", {"brand_id": str, "channels": list})
    account, brand = call.account, call.account.brand(call.params["brand_id"])
    wanted = texts(call.params["channels"], "channels")
    for code in wanted:
        account.link(brand, code)
    connected = [code for code, link in account.world.links.items() if link["connected"] and link["brand_id"] == brand]
    rows = [await _fetch(account, code, call.id) for code in wanted or connected]
    feedback.send(account, "feedback-product-fetched-manual", call.id, MANUAL, {"brand_id": brand, "channels": rows})
    return {"message": "OK", "success": True}


async def _fetch(account: Account, code: str, id_: str) -> Record:
    found = [one for one in account.world.products if one["channel"] == code]
    for number, product in enumerate(found):
        product_message.publish(account, product, MANUAL, id_)
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
    return {"channel": code, "total_fetched": len(found), "message": "Successfully fetched products", "success": True}


async def fetch_variants(call: Call) -> list[Record]:
    """ProductService.FetchVariantsBySku: above ten SKUs only the first ten are taken, without a word."""
    checked(call.params, "params", {"brand_id": str, "channel": str, "skus": list})
    account, code = call.account, call.params["channel"]
    account.link(call.params["brand_id"], code)
    if code not in FETCHES_BY_SKU:
        raise wrong(f"channel {code} does not tell single variants", "id")
    skus = texts(call.params["skus"], "skus", at_least=1)
    return [_fetch_sku(account, code, sku, call.id) for sku in skus[:MOST_SKUS]]


def _fetch_sku(account: Account, code: str, sku: str, id_: str) -> Record:
    found = [(p, one) for p, one in account.world.variants() if p["channel"] == code and one["sku"] == sku]
    for product, one in found:
        product_message.publish(account, product, "jsonrpc_fetch_variants_by_sku", id_, only=one)
    message = "Success Get Current Sku's Variant" if found else f"sku {sku} is not found"
    return {"message": message, "sku": sku, "success": bool(found)}


async def categories(call: Call) -> Record | list[Record]:
    """CategoryService.GetCategory: one category or a list (the documents show one); all of them are published too."""
    checked(call.params, "params", {}, {"channels": list})
    wanted = texts(call.params.get("channels", []), "channels")
    account, action, found = call.account, "jsonrpc_get_category", list[Record]()
    for code in wanted or [code for code in CHANNELS if account.world.links[code]["connected"]]:
        if code not in account.world.links or code not in CHANNELS:
            raise wrong(f"channel {code} is unknown", "id")
        published = product_message.publish_categories(account, code, action, call.id)
        found += [{"id": call.id, "action": action, "category": one} for one in published]
    if not found:
        raise wrong("no channel is connected", "status")
    return found if account.quirks.category_list else found[0]


METHODS: dict[str, Method] = {
    "ProductService.ProductFetchedManual": fetch_products,
    "ProductService.FetchVariantsBySku": fetch_variants,
    "CategoryService.GetCategory": categories,
}
