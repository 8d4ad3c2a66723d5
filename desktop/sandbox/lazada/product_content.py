"""What products of the practice shop must tell, and what creating or changing one does (sections 11 to 13)."""

import hashlib
import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from desktop.sandbox.answer import Answer
from desktop.sandbox.lazada.account import Account, Params, Refusal, needed, number
from desktop.sandbox.lazada.world import Record
from desktop.sandbox.pictures import PICTURES

LEAVES = {8707: "Kettles", 8708: "Pans"}
BRANDS = ((30768, "No Brand"), (40112, "Harmattan"), (40113, "Sahel Home"))
FORBIDDEN = re.compile(r'["*^~<>/|\\]')
MOST_IMAGES = 8
OWN_HOST = ".slatic.net"


def _row(id_: int, name: str, kind: str, *options: str, of_sku: bool = False, must: int = 0, sale: int = 0) -> Record:
    return {
        "id": id_, "name": name, "label": name.replace("_", " ").title(), "input_type": kind,
        "attribute_type": "sku" if of_sku else "normal", "is_mandatory": must, "is_sale_prop": sale,
        "options": [{"id": at, "name": one, "en_name": one} for at, one in enumerate(options, 1)],
    }  # fmt: skip


ATTRIBUTES = (
    _row(1, "name", "text", must=1),
    _row(2, "brand", "singleSelect", must=1),
    _row(3, "description", "richText"),
    _row(4, "short_description", "richText"),
    _row(5, "kettle_material", "singleSelect", "Steel", "Glass", "Copper", must=1),
    _row(6, "features", "multiSelect", "Whistle", "Thermometer", "Lid lock"),
    _row(7, "warranty", "text"),
    _row(8, "color_family", "enumInput", "Black", "Blue", "Red", of_sku=True, sale=1),
    _row(9, "SellerSku", "text", of_sku=True, must=1),
    _row(10, "price", "numeric", of_sku=True, must=1),
    _row(11, "special_price", "numeric", of_sku=True),
    _row(12, "quantity", "numeric", of_sku=True),
    *(
        _row(20 + at, f"package_{one}", "numeric", of_sku=True, must=1)
        for at, one in enumerate(("weight", "length", "width", "height"))
    ),
    _row(30, "__images__", "img", of_sku=True),
)
# The parcel of what was there from the beginning.
PARCEL = {"package_weight": "0.5", "package_length": "30", "package_width": "20", "package_height": "10"}
BY_NAME = {one["name"]: one for one in ATTRIBUTES}
IN_SKU = {"SkuId", "ItemId", "Status", "saleProp", "Images", "supply_price", "special_from_date", "special_to_date"}


def tree(account: Account, _params: Params) -> Answer:
    """GET /category/tree/get."""
    leaves = [{"category_id": id_, "name": name, "leaf": True, "var": True} for id_, name in LEAVES.items()]
    return account.answer(data=[{"category_id": 8000, "name": "Home", "leaf": False, "var": False, "children": leaves}])


def attributes(account: Account, params: Params) -> Answer:
    """GET /category/attributes/get."""
    if needed(params, "primary_category_id") not in map(str, LEAVES):
        raise Refusal("4227", "category unknown")
    return account.answer(data=list(ATTRIBUTES))


def brands(account: Account, params: Params) -> Answer:
    """GET /category/brands/query: pages without any filter by name."""
    size, start = number(params, "pageSize", 40, 200), number(params, "startRow", 0, 10**9)
    rows = [
        {"brand_id": id_, "name": name, "name_en": name, "global_identifier": name.lower().replace(" ", "_")}
        for id_, name in BRANDS[start : start + size]
    ]
    paging = {"start_row": start, "page_index": 1, "page_size": size, "total_record": len(BRANDS), "total_page": 1}
    return account.answer(success=True, data={**paging, "module": rows})


def migrate(account: Account, params: Params) -> Answer:
    """POST /image/migrate: from an address that others can reach (section 12)."""
    try:
        url = ElementTree.fromstring(needed(params, "payload")).findtext("Image/Url") or ""  # noqa: S314 - our client
    except ElementTree.ParseError as error:
        raise Refusal("5", "Invalid Request Format", "body") from error
    parts = urlsplit(url)
    practice = parts.path.startswith(PICTURES)  # of any practice platform: they are served on any port
    if not practice and (
        parts.scheme not in ("http", "https") or not parts.hostname or parts.port not in (None, 80, 443)
    ):
        raise Refusal("301", "the image cannot be downloaded")
    return account.answer(data={"image": hosted(url)})


def hosted(source: str) -> Record:
    """A picture at Lazada's own host."""
    name = hashlib.sha256(source.encode()).hexdigest()[:24]
    return {"url": f"https://sg-live.slatic.net/p/{name}.jpg", "hash_code": name}


# --- writing ----------------------------------------------------------------------------------------------------------
def new_product(account: Account, product: Record, rows: list[Record]) -> Record:
    """What a create makes of its payload. Raises Refusal with the codes of section 13.1."""
    _lists(product, rows)
    category = str(product.get("PrimaryCategory") or "")
    if category not in map(str, LEAVES):
        raise Refusal("4134", "not a leaf category", "body")
    told = dict(product.get("Attributes") or {})
    told = _branded(told)
    images = _images(product)
    if not images:
        raise Refusal("4139", "no image")
    _check(told, [one for one in ATTRIBUTES if one["attribute_type"] == "normal"], must=True)
    item_id = max((one["item_id"] for one in account.world.products), default=1) + 1
    skus = [_new_sku(account, item_id * 10 + place, row) for place, row in enumerate(rows)]
    props = [str(sorted(one["props"].items())) for one in skus]
    if len(skus) > 1 and (len(set(props)) < len(props) or not all(one["props"] for one in skus)):
        raise Refusal("4112", "duplicate variant values")
    return {
        "item_id": item_id, "name": told["name"], "status": "Pending QC", "skus": skus, "at": account.now(),
        "category": int(category), "told": told, "images": images,
    }  # fmt: skip


def add_skus(account: Account, product: Record, rows: list[Record]) -> Record:
    """New SKUs for the item of `AssociatedSku` (section 13.1). Raises Refusal."""
    _lists(product, rows)
    found = account.world.sku(product["AssociatedSku"])
    if found is None:
        raise Refusal("208", "Item not found", "id")
    item = found[0]
    first = max(one["sku_id"] for _, one in account.world.skus()) + 1
    skus = [_new_sku(account, first + place, row) for place, row in enumerate(rows)]
    props = [sorted(one.get("props", {"variation": one["variation"]}).items()) for one in (*item["skus"], *skus)]
    if any(props.count(one) > 1 for one in props):
        raise Refusal("4112", "duplicate variant values")
    item["skus"] += skus
    item["at"] = account.now()
    account.note("create_product", item["item_id"], [one["sku"] for one in skus])
    listed = [{"seller_sku": one["sku"], "shop_sku": "", "sku_id": one["sku_id"]} for one in skus]
    return {"item_id": item["item_id"], "item_status": item["status"], "sku_list": listed}


def _new_sku(account: Account, sku_id: int, row: Record) -> Record:
    ease = account.quirks.ease_mode
    if ease and row.keys() & {"price", "special_price"}:
        raise Refusal("Mp3SellerApiLimit", "send supply_price")
    if FORBIDDEN.search(row["SellerSku"]):
        raise Refusal("4103", "SellerSku holds a forbidden character")
    rules = [one for one in ATTRIBUTES if one["attribute_type"] == "sku" and not (ease and one["name"] == "price")]
    _check(row, rules, must=True)
    _parcel(row)
    price = round(float(row.get("supply_price" if ease else "price") or 0) * 100)
    if price <= 0:
        raise Refusal("4118", "price 0")
    props = dict(row.get("saleProp") or {})
    return {
        "sku_id": sku_id, "sku": row["SellerSku"], "variation": next(iter(props.values()), "..."), "special": None,
        "price": price, "quantity": int(row.get("quantity") or 0), "status": row.get("Status", "active"),
        "props": props, "told": _own(row), "images": _images(row),
    }  # fmt: skip


def change(account: Account, product: Record, wish: Record, rows: list[Record]) -> None:
    """Texts, pictures and attributes of an update; everything is optional, absent is unchanged (section 13.2)."""
    _lists(wish, rows)
    told = wish.get("Attributes") or {}
    normal = [one for one in ATTRIBUTES if one["attribute_type"] == "normal"]
    _check(told, normal, must=False)
    changed = bool(told)
    if told:
        product["told"] = _branded({**told_of(product), **told})
        product["name"] = product["told"]["name"]
    if images := _images(wish):
        product["images"], changed = images, True
    for row in rows:
        found = account.world.sku(row.get("SkuId"))
        own = _own(row)
        if found is None or not (own or "Images" in row):
            continue
        _check(own, [one for one in ATTRIBUTES if one["attribute_type"] == "sku"], must=False)
        found[1]["told"] = {**found[1].get("told", PARCEL), **own}
        if images := _images(row):
            found[1]["images"] = images
        changed = True
    if changed:
        product["at"] = account.now()
        account.note("update_product", product["item_id"], sorted(told))


def told_of(product: Record) -> Record:
    """The attributes of a product, also of those that were there from the beginning."""
    return dict(product.get("told") or {"name": product["name"], "brand": "No Brand", "kettle_material": "Steel"})


def _own(row: Record) -> Record:
    return {name: value for name, value in row.items() if name in BY_NAME and BY_NAME[name]["id"] >= 20}


def _lists(product: Record, rows: list[Record]) -> None:
    """Lists also where there is one only (code 1001), and every value a text."""
    if not isinstance((product.get("Skus") or {}).get("Sku"), list):
        raise Refusal("1001", "Skus.Sku must be a list", "body")
    texts = [*(product.get("Attributes") or {}).values(), *(v for row in rows for k, v in row.items() if k in BY_NAME)]
    if any(not isinstance(one, str) for one in texts):
        raise Refusal("1001", "values are texts", "body")


def _images(holder: Record) -> list[str]:
    found = (holder.get("Images") or {}).get("Image", [])
    if not isinstance(found, list):
        raise Refusal("1001", "Images.Image must be a list", "body")
    if len(found) > MOST_IMAGES or len(set(found)) < len(found):
        raise Refusal("4116", "duplicate main image or too many")
    if any(not (urlsplit(str(one)).hostname or "").endswith(OWN_HOST) for one in found):
        raise Refusal("4138", "foreign image")
    return [str(one) for one in found]


def _branded(told: Record) -> Record:
    """The brand by its id or its name; read back it is a name."""
    id_, name = told.pop("brand_id", None), told.get("brand")
    found = next((known for key, known in BRANDS if str(key) == id_ or known == name), None)
    if found is None:
        raise Refusal("4142", "brand unknown here")
    return {**told, "brand": found}


def _check(told: Record, rules: list[Record], *, must: bool) -> None:
    missing = [one["name"] for one in rules if must and one["is_mandatory"] and not told.get(one["name"])]
    if missing:
        detail = tuple({"field": name, "message": f"{name} is mandatory"} for name in missing)
        raise Refusal("4108", "missing mandatory", detail=detail)
    by_name = {one["name"]: one for one in rules}
    known = by_name.keys() | IN_SKU | {"brand_id"}
    for name, value in told.items():
        if name not in known:
            raise Refusal("4110", f"{name} is no attribute of this category", "body")
        rule = by_name.get(name, {"input_type": "text", "options": []})
        kind, options = rule["input_type"], [one["name"] for one in rule["options"]]
        chosen = value.split(",") if kind == "multiSelect" and value else [value] if value else []
        if kind in ("singleSelect", "multiSelect") and options and any(one not in options for one in chosen):
            raise Refusal("4115", f"option not allowed: {name}")


def _parcel(row: Record) -> None:
    try:
        sides = [float(row[f"package_{one}"]) for one in ("length", "width", "height")]
        weight = float(row["package_weight"])
    except ValueError as error:
        raise Refusal("4164", "package is no number") from error
    if weight > 40 or sum(sides) > 300:
        raise Refusal("4165", "package too large")


def shown(product: Record, picture: Any) -> Record:
    """The parts of a product that were written here, as 10.1 shows them."""
    told = told_of(product)
    return {
        "primary_category": product.get("category", 8707),
        "images": product.get("images") or [picture],
        "attributes": told,
    }
