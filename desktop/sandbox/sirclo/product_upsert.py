"""CNX_BULK_UPSERT_PRODUCT: making and changing products, one channel's share at a time (section 6)."""

from typing import Any

from desktop.sandbox.sirclo import feedback
from desktop.sandbox.sirclo.account import Account, Refusal
from desktop.sandbox.sirclo.channels import CHANNELS, main_warehouse
from desktop.sandbox.sirclo.fields import FLOAT, Schema, checked, filled, wrong
from desktop.sandbox.sirclo.listings import CATEGORIES, listed
from desktop.sandbox.sirclo.product_message import remote, variant_id
from desktop.sandbox.sirclo.product_rules import Draft, problems
from desktop.sandbox.sirclo.world import Record

PRODUCT: Schema = {
    "brand_id": str, "name": str, "parent_sku": (str, list), "description": str, "image_urls": list,
    "dimension_unit": str, "width": FLOAT, "height": FLOAT, "length": FLOAT, "weight_unit": str, "weight": FLOAT,
    "has_variant": bool, "channel_products": list,
}  # fmt: skip
SHARE: Schema = {"channel": str, "channel_category_id": str, "attributes": list, "channel_variants": list}
SHARE_OPTIONAL: Schema = {"listing_platforms": list, "channel_product_status": str, "preorder": (dict, type(None))}
VARIANT: Schema = {"remote_variant": dict, "sku": str, "image_urls": list, "variant_name": str, "attributes": list}
OLDER: Schema = {"price": FLOAT, "active": bool}
OLDER_OPTIONAL: Schema = {
    "action": str, "stock": (int, type(None)), "variant_remote_warehouse": list, "currency_code": str,
}  # fmt: skip
INFO: Schema = {"remote_warehouse_id": (str, type(None)), "price": FLOAT, "active": bool}
INFO_OPTIONAL: Schema = {"stock": (int, type(None)), "currency_code": str, "pickup_in_store": bool}
ATTRIBUTE: Schema = {"name": str, "value": str}
ATTRIBUTE_OPTIONAL: Schema = {"listing_platforms": list, "is_customized": bool}
ACTIONS = ("", "ADD", "UPDATE", "DELETE")
STOCK_BY_UPDATE = ("tktk", "tkpd", "lzda", "bklp")
"""Elsewhere a stock in an update has no effect (section 6.3); in the newer form only TikTok heeds it."""


def consume(account: Account, id_: str, entries: list[Any]) -> None:
    """Every product, every channel; one feedback."""
    rows = [row for entry in entries for row in _product(account, entry)]
    feedback.send(account, "feedback-bulk-upsert-products", id_, "bulk_upsert_product", {"products": rows})


def _product(account: Account, entry: Any) -> list[Record]:
    try:
        product = checked(entry, "products", PRODUCT)
        account.brand(product["brand_id"])
        filled(product, "name", "parent_sku", "channel_products")
    except Refusal as refusal:
        _blame(account, refusal)
        return [_failed(entry if isinstance(entry, dict) else {}, "", refusal.message)]
    return [_share(account, product, share) for share in product["channel_products"]]


def _blame(account: Account, refusal: Refusal) -> None:
    if refusal.kind:
        account.count(refusal.kind, refusal.message)


def _failed(product: Record, code: str, message: str) -> Record:
    names = {"brand_id": product.get("brand_id", ""), "channel": code, "parent_sku": product.get("parent_sku", "")}
    return {**names, "message": message, "status": "failed", "success": False, "variants": []}


def _share(account: Account, product: Record, share: Any) -> Record:
    """One channel's share; a share that breaks a rule does nothing at all."""
    code = share.get("channel", "") if isinstance(share, dict) else ""
    try:
        _check(account, product, share)
        known = [account.world.variant(code, one["remote_variant"]) for one in share["channel_variants"]]
        creates = not any(one["remote_variant"] for one in share["channel_variants"])
        against = problems(Draft(product, share, account.quirks.products_v2, creates))
        if against:
            raise Refusal(400, "; ".join(against))
        rows = _create(account, product, share) if creates else _update(account, product, share, known)
    except Refusal as refusal:
        _blame(account, refusal)
        return _failed(product, code, refusal.message)
    names = {"brand_id": product["brand_id"], "channel": code, "parent_sku": product["parent_sku"]}
    return {**names, "message": "Successfully updated", "status": "success", "success": True, "variants": rows}


def _check(account: Account, product: Record, share: Any) -> None:
    """Fields and their types. Raises Refusal."""
    checked(share, "channel_products", SHARE, SHARE_OPTIONAL)
    account.link(product["brand_id"], share["channel"])
    if share.get("channel_product_status", "active") not in ("active", "inactive"):
        raise wrong("channel_product_status is active or inactive")
    for said in (share, *share["channel_variants"]):
        for one in said.get("attributes", ()) if isinstance(said, dict) else ():
            checked(one, "attributes", ATTRIBUTE, ATTRIBUTE_OPTIONAL)
    for one in share["channel_variants"]:
        if account.quirks.products_v2:
            checked(one, "channel_variants", {**VARIANT, "variant_infos": list}, {"action": str})
            for info in one["variant_infos"]:
                checked(info, "variant_infos", INFO, INFO_OPTIONAL)
        else:
            checked(one, "channel_variants", {**VARIANT, **OLDER}, OLDER_OPTIONAL)
        if one.get("action", "") not in ACTIONS:
            raise wrong("action is ADD, UPDATE or DELETE")
        filled(one, "sku", "variant_name")


def _create(account: Account, product: Record, share: Record) -> list[Record]:
    """A new product. Raises Refusal where its SKUs are there already."""
    world, code = account.world, share["channel"]
    taken = {one["sku"]: listed for listed, one in world.variants() if listed["channel"] == code}
    again = [one["sku"] for one in share["channel_variants"] if one["sku"] in taken]
    if again:
        mine = all(taken[sku].get("by_client") for sku in again)
        raise Refusal(400, f"SKU {again[0]} exists already", "double" if mine else None)
    number = world.number()
    parent = product["parent_sku"]
    made: Record = {
        "channel": code,
        "number": number,
        "name": product["name"],
        "sku": parent if isinstance(parent, str) else parent[0],
        "description": product["description"],
        "sold": False,
        "by_client": True,
        "variants": [],
        **_content(product, share),
    }
    world.products.append(made)
    for one in share["channel_variants"]:
        _add(account, made, one, share)
    account.note("create_product", f"{code}:{made['sku']}", number)
    return [row for one in made["variants"] for row in _rows(account, one, "Successfully created")]


def _content(product: Record, share: Record) -> Record:
    """What a product says beside its name, as it is kept."""
    order = share.get("preorder")
    code = share["channel_category_id"]
    return {
        "category": [code, next(name for known, name in CATEGORIES.values() if known == code)],
        "images": product["image_urls"],
        "attributes": [{"name": one["name"], "value": one["value"]} for one in share["attributes"]],
        "size": {name: product[name] for name in ("width", "height", "length", "weight")},
        "preorder": {name: order[name] for name in ("value", "type")} if order and order.get("is_active") else None,
    }


def _said(sent: Record) -> Record:
    """What a variant says beside its numbers, as it is kept."""
    said = [{"name": one["name"], "value": one["value"]} for one in sent["attributes"]]
    return {"name": sent["variant_name"], "images": sent["image_urls"], "attributes": said}


def _add(account: Account, product: Record, sent: Record, share: Record) -> Record:
    draft = Draft({}, share, account.quirks.products_v2, creates=True)
    code, infos = share["channel"], draft.infos(sent)
    stocks = {id_: 0 for id_, _ in CHANNELS[code].warehouses} | {main_warehouse(code): 0}
    stocks |= {info["remote_warehouse_id"] or main_warehouse(code): info.get("stock") or 0 for info in infos}
    option = sent["attributes"][0].get("value", "") if sent["attributes"] else ""
    one = listed(
        account.world,
        code,
        product["number"],
        sent["sku"],
        sent["variant_name"],
        option,
        int(infos[0]["price"]),
        stocks,
    )
    one["status"] = "active" if any(info["active"] for info in infos) else "inactive"
    one |= _said(sent)
    product["variants"].append(one)
    account.world.index_product(product)
    return one


def _update(account: Account, product: Record, share: Record, known: list[Any]) -> list[Record]:
    """An existing product. Raises Refusal where a variant is not known, or not of one product."""
    pairs = list(zip(share["channel_variants"], known, strict=True))
    products = [found[0] for _, found in pairs if found]
    if any(sent["remote_variant"] and not found for sent, found in pairs) or not products:
        raise wrong("remote variant is not found", "id")
    held = products[0]
    if any(one is not held for one in products):
        raise wrong("variants of different products", "mixed")
    _check_tokopedia(account, held, product["name"])
    _check_complete(account, held, share)
    held |= {"name": product["name"], "description": product["description"], **_content(product, share)}
    account.note("update_product", f"{held['channel']}:{held['sku']}", held["number"])
    rows: list[Record] = []
    for sent, found in pairs:
        rows += _changed(account, held, sent, found[1] if found else None, share)
    return rows


def _check_complete(account: Account, held: Record, share: Record) -> None:
    """Variants that stay as they are want an UPDATE as well (section 6.1). Raises Refusal."""
    sent = [one["remote_variant"] for one in share["channel_variants"]]
    left = [one["sku"] for one in held["variants"] if remote(account, one) not in sent]
    if left:
        raise wrong(f"variant {left[0]} of this product is not named")


def _check_tokopedia(account: Account, held: Record, name: str) -> None:
    """What was sold there stays as it is; in the newer form only its name does (section 6.3). Raises Refusal."""
    if held["channel"] != "tkpd":
        return
    newer, renamed = account.quirks.products_v2, name != held["name"]
    if held["sold"] and (renamed or not newer):
        raise Refusal(400, "a product with a transaction cannot be updated")
    if renamed and not newer and len(held["variants"]) > 1:
        raise Refusal(400, "the name of a product with variants cannot be changed")


def _changed(account: Account, held: Record, sent: Record, one: Record | None, share: Record) -> list[Record]:
    """One variant added, deleted or brought to what was sent."""
    if one is None:
        return _rows(account, _add(account, held, sent, share), "Successfully created")
    if sent.get("action") == "DELETE":
        held["variants"].remove(one)
        account.world.forget_variant(held["channel"], one)
        account.note("delete_variant", variant_id(account, held, one))
        return _rows(account, one, "Successfully deleted")
    one |= _said(sent)
    draft = Draft({}, share, account.quirks.products_v2, creates=False)
    infos, id_ = draft.infos(sent), variant_id(account, held, one)
    status = "active" if any(info["active"] for info in infos) or held["channel"] == "tktk" else "inactive"
    if one["status"] != status:
        one["status"] = status
        account.note("set_status", id_, status)
    if one["price"] != int(infos[0]["price"]):
        one["price"] = int(infos[0]["price"])
        account.note("set_price", id_, one["price"])
    _restock(account, held, one, infos)
    return _rows(account, one, "Successfully updated")


def _restock(account: Account, held: Record, one: Record, infos: list[Record]) -> None:
    heeds = ("tktk",) if account.quirks.products_v2 else STOCK_BY_UPDATE
    for info in infos:
        place = info["remote_warehouse_id"] or main_warehouse(held["channel"])
        stock = info.get("stock")
        if held["channel"] in heeds and stock is not None and one["stocks"].get(place) != stock:
            one["stocks"][place] = stock
            account.note("set_stock", variant_id(account, held, one), stock)


def _rows(account: Account, one: Record, message: str) -> list[Record]:
    """The rows of a variant: one, or in the newer form one for each warehouse."""
    row = {
        "sku": one["sku"],
        "remote_variant": remote(account, one),
        "status": one["status"],
        "message": message,
        "success": True,
    }
    if not account.quirks.products_v2:
        return [row]
    return [{**row, "remote_warehouse_id": place} for place in one["stocks"]]
