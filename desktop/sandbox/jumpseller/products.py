"""Products and their variants: what stock, price and status hang on (section 8)."""

from typing import Any

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.jumpseller import records
from desktop.sandbox.jumpseller.account import Account, Refusal
from desktop.sandbox.jumpseller.contract import Operation
from desktop.sandbox.jumpseller.world import Record

STATUSES = ("available", "not-available", "disabled")
MONEY = ("price", "compare_at_price", "cost_per_item")


def change(account: Account, _operation: Operation, values: list[str], _query: dict[str, str], body: Any) -> Answer:
    """PUT /products/{id}.json; without name and price the contract refuses it before it comes here."""
    product, fields = records.found(account, "products", int(values[0])), body["product"]
    if "status" in fields:
        _set_status(account, product, fields.pop("status"))
    _set(account, str(product["id"]), product, fields)
    product["updated_at"] = account.now()
    return json_answer(records.shown(account, "products", product))


def change_variant(
    account: Account, _operation: Operation, values: list[str], _query: dict[str, str], body: Any
) -> Answer:
    """PUT /products/{id}/variants/{variant_id}.json: nothing is required, so stock alone is legal."""
    product = records.found(account, "products", int(values[0]))
    collection = f"products/{values[0]}/variants"
    variant = records.found(account, collection, int(values[1]))
    _set(account, f"{values[0]}/{values[1]}", variant, body["variant"])
    product["updated_at"] = account.now()
    return json_answer(records.shown(account, collection, variant))


def create(account: Account, _operation: Operation, _values: list[str], _query: dict[str, str], body: Any) -> Answer:
    """POST /products.json: stock is 100 where it is not sent (section 8)."""
    fields = body["product"]
    thing = {"sku": "", "stock": 100, "stock_unlimited": False, "status": "available", "compare_at_price": None}
    product = account.world.add("products", {**thing, "updated_at": account.now(), "price": 0, "name": ""})
    _write(product, fields)
    account.note("create_product", product["id"], product["name"])
    return json_answer(records.shown(account, "products", product), 201 if account.quirks.created_201 else 200)


def create_variant(
    account: Account, _operation: Operation, values: list[str], _query: dict[str, str], body: Any
) -> Answer:
    """POST /products/{id}/variants.json."""
    product = records.found(account, "products", int(values[0]))
    thing = {"sku": "", "stock": 100, "stock_unlimited": False, "price": product["price"], "options": []}
    collection = f"products/{product['id']}/variants"
    variant = account.world.add(collection, thing)
    _write(variant, body["variant"])
    account.note("create_variant", variant["id"], variant["sku"])
    return json_answer(records.shown(account, collection, variant), 201 if account.quirks.created_201 else 200)


def searched(account: Account, _operation: Operation, _values: list[str], query: dict[str, str], _body: Any) -> Answer:
    """GET /products/search.json?query=: name or SKU."""
    word = query["query"].casefold()
    found = [one for one in records.listed(account, "products") if word in f"{one['name']} {one['sku']}".casefold()]
    return json_answer([records.shown(account, "products", one) for one in found])


def by_status(account: Account, operation: Operation, values: list[str], _query: dict[str, str], _body: Any) -> Answer:
    """GET /products/status/{status}.json and its count."""
    if values[0] not in STATUSES:
        raise Refusal(404, "Status is invalid", "parameter")
    return _some(account, operation, [one for one in _all(account) if one["status"] == values[0]])


def by_category(
    account: Account, operation: Operation, values: list[str], _query: dict[str, str], _body: Any
) -> Answer:
    """GET /products/category/{category_id}.json and its count."""
    category = records.found(account, "categories", int(values[0]) if values[0].isdigit() else -1)
    return _some(account, operation, [one for one in _all(account) if category["id"] in one.get("categories", [])])


def after(account: Account, operation: Operation, values: list[str], _query: dict[str, str], _body: Any) -> Answer:
    """GET /products/after/{id}.json: those with a larger id."""
    return _some(
        account, operation, [one for one in account.world.of("products").values() if one["id"] > int(values[0])]
    )


def _all(account: Account) -> list[Record]:
    return records.listed(account, "products")


def _some(account: Account, operation: Operation, found: list[Record]) -> Answer:
    if operation.path.endswith("/count.json"):
        return json_answer({"count": len(found)})
    return json_answer([records.shown(account, "products", one) for one in found])


def _set_status(account: Account, product: Record, status: str) -> None:
    if status not in STATUSES:
        raise Refusal(400, "Status is invalid", "body")
    if product["status"] != status:
        for id_, owner, _thing in account.world.sellable():
            if owner is product:
                account.note("set_status", id_, status)
    product["status"] = status


def _set(account: Account, id_: str, thing: Record, fields: Record) -> None:
    """Write fields; a value that really changes is an effect."""
    before = {name: thing.get(name) for name in ("stock", "price")}
    _write(thing, fields)
    for name, old in before.items():
        if thing.get(name) != old:
            account.note(f"set_{name}", id_, thing[name])


def _write(thing: Record, fields: Record) -> None:
    for name, value in fields.items():
        if name in MONEY:
            thing[name] = None if value is None else round(value * 100)
        elif name == "stock" and isinstance(value, int) and value < 0:
            raise Refusal(400, "Stock is invalid", "body")
        elif name == "categories":
            thing[name] = [one["id"] for one in value if isinstance(one, dict) and "id" in one]
        elif name != "variants":
            thing[name] = value


def stock_at(account: Account, operation: Operation, _values: list[str], query: dict[str, str], body: Any) -> Answer:
    """GET and PUT /products_locations: one location holds everything there is (section 8)."""
    if operation.method == "PUT":
        id_ = f"{body['product_id']}/{body['variant_id']}" if body.get("variant_id") else str(body["product_id"])
        thing = _sellable(account, id_)
        _set(account, id_, thing, {"stock": body["stock"], "stock_unlimited": body["stock_unlimited"]})
        return json_answer(body)
    asked = {part for part in query["product_ids"].split(",") if part}
    locations = [part for part in query["location_ids"].split(",") if part]
    if len(asked) > 50 or len(locations) > 50:
        raise Refusal(400, "at most 50 ids", "parameter")
    return json_answer([_at(locations[0], *one) for one in account.world.sellable() if str(one[1]["id"]) in asked])


def _at(location: str, _id: str, product: Record, thing: Record) -> Record:
    own = {} if thing is product else {"variant_id": thing["id"]}
    return {"location_id": int(location), "product_id": product["id"], **own, "stock": thing["stock"]}


def _sellable(account: Account, id_: str) -> Record:
    try:
        return account.world.one_sellable(id_)
    except ValueError as error:
        raise Refusal(404, "Product not found") from error
