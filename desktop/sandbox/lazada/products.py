"""Products and SKUs: reading, price, stock, status, taking down (sections 10 and 13)."""

import json
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from desktop.sandbox.answer import Answer
from desktop.sandbox.lazada import product_content
from desktop.sandbox.lazada.account import Account, Params, Refusal, needed, number, structured
from desktop.sandbox.lazada.orders import asked_moment
from desktop.sandbox.lazada.world import Record
from desktop.sandbox.pictures import picture_address

MOST_SKUS = 50


def get_products(account: Account, params: Params) -> Answer:
    """GET /products/get: filter is always to be sent; limit goes to 50."""
    wanted = needed(params, "filter")
    if wanted not in ("all", "live", "inactive", "deleted", "pending", "rejected", "sold-out"):
        raise Refusal("36", "Invalid status filter", "parameter")
    limit, offset = number(params, "limit", 20, MOST_SKUS), number(params, "offset", 0, 10_000)
    after = asked_moment(params, "update_after") or 0.0
    found = [one for one in account.world.products if one["at"] >= after]
    if params.get("sku_seller_list"):
        skus = structured(params, "sku_seller_list")
        found = [one for one in found if any(sku["sku"] in skus for sku in one["skus"])]
    page = [shown(one) for one in found[offset : offset + limit]]
    return account.answer(data={"total_products": len(found), "products": page} if page else {})


def get_item(account: Account, params: Params) -> Answer:
    """GET /product/item/get."""
    item_id = needed(params, "item_id")
    found = next((one for one in account.world.products if str(one["item_id"]) == item_id), None)
    if found is None:
        was_there = item_id in map(str, account.world.removed)
        raise Refusal("208", "Item not found", None if was_there else "id")
    return account.answer(data=shown(found))


def shown(product: Record) -> Record:
    """A product as 10.1 shows it."""
    return {
        "item_id": product["item_id"],
        "status": product["status"],
        "subStatus": "Reject" if product.get("violation") else None,
        "rejectReason": [{"suggestion": "", "violationDetail": product["violation"]}]
        if product.get("violation")
        else [],
        "created_time": str(int(product["at"] * 1000)),
        "updated_time": str(int(product["at"] * 1000)),
        **product_content.shown(product, picture_address(product["skus"][0]["sku"] if product["skus"] else "")),
        "skus": [_sku(one) for one in product["skus"]],
    }


def _sku(one: Record) -> Record:
    special = one["special"]
    reduced: Record = {"special_price": 0.0}
    if special:
        start, end = special["from"], special["to"]
        reduced = {
            "special_price": special["price"] / 100, "special_from_time": f"{start} 00:00",
            "special_to_time": f"{end} 00:00", "special_from_date": start, "special_to_date": end,
        }  # fmt: skip
    stock = {"warehouseCode": "dropshipping", "sellableQuantity": one["quantity"], "totalQuantity": one["quantity"]}
    return {
        "SkuId": one["sku_id"],
        "SellerSku": one["sku"],
        "ShopSku": f"shop-{one['sku_id']}",
        "Status": one["status"],
        "quantity": one["quantity"],
        "Available": one["quantity"],
        "price": one["price"] / 100,
        **reduced,
        "saleProp": one["props"] if "props" in one else {"variation": one["variation"]},
        **one.get("told", product_content.PARCEL),
        "Images": [*(one["images"] if "images" in one else [picture_address(one["sku"])]), ""],
        "multiWarehouseInventories": [
            {**stock, "quantity": one["quantity"], "occupyQuantity": 0, "withholdQuantity": 0}
        ],
        "fblWarehouseInventories": [],
        "channelInventories": [],
    }


# --- payloads ---------------------------------------------------------------------------------------------------------
def _payload(params: Params, name: str = "payload") -> Any:
    """XML or JSON under Request/Product, as plain dicts and lists (section 13). Raises Refusal."""
    text = needed(params, name)
    try:
        if text.lstrip().startswith("<"):
            if "<!DOCTYPE" in text or "<!ENTITY" in text:
                raise Refusal("5", "no such XML", "body")
            document = _plain(ElementTree.fromstring(text))  # noqa: S314 - entities are refused above
        else:
            document = json.loads(text)["Request"]
        return document["Product"]
    except (ValueError, KeyError, TypeError, ElementTree.ParseError) as error:
        raise Refusal("5", "Invalid Request Format", "body") from error


def _plain(element: ElementTree.Element) -> Any:
    children = list(element)
    if not children:
        return element.text or ""
    found: dict[str, Any] = {}
    for child in children:
        value = _plain(child)
        if child.tag in found:
            known = found[child.tag]
            found[child.tag] = [*known, value] if isinstance(known, list) else [known, value]
        else:
            found[child.tag] = value
    return found


def _rows(product: Any) -> list[Record]:
    skus = product.get("Skus") if isinstance(product, dict) else None
    rows = skus.get("Sku") if isinstance(skus, dict) else None
    rows = rows if isinstance(rows, list) else [rows] if isinstance(rows, dict) else []
    if not 1 <= len(rows) <= MOST_SKUS:
        raise Refusal("5", f"1 to {MOST_SKUS} SKUs", "body")
    return rows


def _each(account: Account, rows: list[Record], write: Any) -> Answer:
    """Partial failure is code 501 with the SKUs in `detail` (section 13.3)."""
    failed = []
    for row in rows:
        found = account.world.sku(row.get("SkuId"))
        problem = ("EDIT_ITEM_NOT_BELONG_SELLER", "unknown SKU") if found is None else write(account, *found, row)
        if problem:
            failed.append({"sku": str(row.get("SkuId")), "code": problem[0], "message": problem[1]})
    if failed:
        raise Refusal("501", "E501: Update product failed", detail=tuple(failed), type_="ISP")
    return account.answer(data={})


def set_stock(account: Account, params: Params) -> Answer:
    """POST /product/stock/sellable/update: absolute."""
    return _each(account, _rows(_payload(params)), _set_stock)


def adjust_stock(account: Account, params: Params) -> Answer:
    """POST /product/stock/sellable/adjust: relative."""
    return _each(account, _rows(_payload(params)), _adjust_stock)


def _set_stock(account: Account, product: Record, sku: Record, row: Record) -> tuple[str, str] | None:
    quantity = _whole(row.get("SellableQuantity", row.get("Quantity")))
    if quantity is None or quantity < 0:
        account.count("body", "a quantity below zero or none")
        return "212", "quantity is invalid"
    _stocked(account, product, sku, quantity)
    return None


def _adjust_stock(account: Account, product: Record, sku: Record, row: Record) -> tuple[str, str] | None:
    change = _whole(row.get("SellableQuantity"))
    if change is None or sku["quantity"] + change < 0:
        return "212", "quantity is invalid"
    _stocked(account, product, sku, sku["quantity"] + change)
    return None


def _stocked(account: Account, product: Record, sku: Record, quantity: int) -> None:
    if sku["quantity"] != quantity:
        account.note("set_stock", sku["sku_id"], quantity)
    sku["quantity"], product["at"] = quantity, account.now()


def _whole(value: Any) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None


def set_price(account: Account, params: Params) -> Answer:
    """POST /product/price_quantity/update."""
    if account.quirks.ease_mode:
        raise Refusal("Mp3SellerApiLimit", "not for Ease sellers")
    return _each(account, _rows(_payload(params)), _set_price)


def _set_price(account: Account, product: Record, sku: Record, row: Record) -> tuple[str, str] | None:
    try:
        price = round(float(row["Price"]) * 100) if row.get("Price") not in (None, "") else sku["price"]
        special = _special(sku["special"], row, price)
    except (ValueError, KeyError) as error:
        account.count("body", f"price or dates: {error}")
        return "4157", "special price out of range"
    if price <= 0:
        return "4118", "price 0"
    if (sku["price"], sku["special"]) != (price, special):
        account.note("set_price", sku["sku_id"], [price, special])
    sku["price"], sku["special"], product["at"] = price, special, account.now()
    if row.get("Quantity") not in (None, ""):
        return _set_stock(account, product, sku, {"Quantity": row["Quantity"]})
    return None


def _special(now: Any, row: Record, price: int) -> Any:
    """Absent leaves it; an empty or zero sale price ends it. Raises ValueError, KeyError."""
    if "SalePrice" not in row:
        return now
    if row["SalePrice"] in (None, "", "0", "0.00", 0):
        return None
    special, start, end = round(float(row["SalePrice"]) * 100), row["SaleStartDate"], row["SaleEndDate"]
    if not 0 < special < price or datetime.fromisoformat(start) > datetime.fromisoformat(end):
        raise ValueError("sale price or dates")
    return {"price": special, "from": start[:10], "to": end[:10]}


def deactivate(account: Account, params: Params) -> Answer:
    """POST /product/deactivate: whole product or SKUs; already inactive is E0004 (section 13.4)."""
    product = _payload(params, "apiRequestBody")
    ids = (product.get("Skus") or {}).get("SkuId") if isinstance(product, dict) else None
    ids = ids if isinstance(ids, list) else [ids] if ids else []
    found = [one for one in (account.world.sku(id_) for id_ in ids) if one] if ids else _of_item(account, product)
    if not found:
        raise Refusal("E0002", "unknown product", "id")
    changed = [sku for _, sku in found if sku["status"] == "active"]
    if not changed:
        raise Refusal("E0004", "already inactive")
    for product_, sku in found:
        _set_status(account, product_, sku, "inactive")
    return account.answer(data={})


def _of_item(account: Account, product: Any) -> list[tuple[Record, Record]]:
    return [(p, s) for p, s in account.world.skus() if str(p["item_id"]) == str(product.get("ItemId"))]


def _set_status(account: Account, product: Record, sku: Record, status: str) -> None:
    if sku["status"] != status:
        account.note("set_status", sku["sku_id"], status)
    sku["status"], product["at"] = status, account.now()


def update(account: Account, params: Params) -> Answer:
    """POST /product/update: everything optional but SkuId; all SKUs of one item (section 13.2)."""
    wish = _payload(params)
    rows = _rows(wish)
    items = {found[0]["item_id"]: found[0] for row in rows if (found := account.world.sku(row.get("SkuId")))}
    if len(items) > 1:
        raise Refusal("501", "SKUs of several items", "mixed")
    for product in items.values():
        product_content.change(account, product, wish, rows)
    return _each(account, rows, _update)


def _update(account: Account, product: Record, sku: Record, row: Record) -> tuple[str, str] | None:
    if row.get("Status") in ("active", "inactive", "deleted"):
        _set_status(account, product, sku, row["Status"])
    if account.quirks.ease_mode and row.keys() & {"price", "special_price"}:
        return "Mp3SellerApiLimit", "send supply_price"
    price = row.get("supply_price") or row.get("price")
    if price:
        problem = _set_price(account, product, sku, {"Price": price})
        if problem:
            return problem
    return _set_stock(account, product, sku, {"Quantity": row["quantity"]}) if "quantity" in row else None


def create(account: Account, params: Params) -> Answer:
    """POST /product/create."""
    product = _payload(params)
    names = {sku["sku"] for _, sku in account.world.skus()}
    rows = _rows(product)
    if any(not row.get("SellerSku") for row in rows):
        raise Refusal("4108", "missing mandatory", "body")
    if any(row["SellerSku"] in names for row in rows):
        raise Refusal("4105", "SellerSku used")
    if product.get("AssociatedSku"):
        return account.answer(data=product_content.add_skus(account, product, rows))
    new = product_content.new_product(account, product, rows)
    item_id, name, skus = new["item_id"], new["name"], new["skus"]
    account.world.products.append(new)
    account.note("create_product", item_id, name)
    listed = [{"seller_sku": one["sku"], "shop_sku": "", "sku_id": one["sku_id"]} for one in skus]
    return account.answer(data={"item_id": item_id, "item_status": "Pending QC", "sku_list": listed})


def remove(account: Account, params: Params) -> Answer:
    """POST /product/remove: `SkuId_{item_id}_{sku_id}`, at most 50."""
    ids = [str(one).rsplit("_", 1)[-1] for one in structured(params, "sku_id_list")]
    if not 1 <= len(ids) <= MOST_SKUS:
        raise Refusal("503", "1 to 50", "parameter")
    for product in account.world.products:
        product["skus"] = [one for one in product["skus"] if str(one["sku_id"]) not in ids]
    account.world.removed += [one["item_id"] for one in account.world.products if not one["skus"]]
    account.world.products = [one for one in account.world.products if one["skus"]]  # the last one takes it along
    account.note("remove_product", ",".join(ids))
    return account.answer(data={})
