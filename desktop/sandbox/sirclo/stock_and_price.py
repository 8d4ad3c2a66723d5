"""Stock and price, single and in bulk, with each marketplace's own pace (sections 3 to 6.5)."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from desktop.sandbox.rate import Window
from desktop.sandbox.sirclo import feedback
from desktop.sandbox.sirclo.account import Account, Refusal
from desktop.sandbox.sirclo.calls import Call, Method
from desktop.sandbox.sirclo.channels import CHANNELS, main_warehouse
from desktop.sandbox.sirclo.fields import FLOAT, Schema, checked, filled, wrong
from desktop.sandbox.sirclo.product_message import variant_id
from desktop.sandbox.sirclo.world import Record, canonical

V4_FEATURE = "feedback-bulk-update-inventory-v4"
V4_ENTRIES = 2000
LAZADA_PRICES, TOKOPEDIA_SKUS = 13, 100
ON_THE_WAY = "Your process is on progress, please check the feedback to check whether it is success or not"
DONE, QUEUED = "successfully updated", "awaiting queue"
PRICE: Schema = {"channel": str, "remote_variant": dict, "sale_price": int}
BULK_PRICE: Schema = {**PRICE, "sale_price": FLOAT}
STOCK: Schema = {"channel": str, "remote_variant": dict, "remote_warehouse_code": str, "qty": int}
V4_STOCK: Schema = {"channel": str, "remote_variant": dict, "qty": int}
WAREHOUSE: Schema = {"remote_warehouse_code": str}
Found = tuple[Record, Record]


def _entry(account: Account, given: Any, name: str, rows: str, row: Schema, optional: Schema) -> Record:
    """One SKU with its rows. Raises Refusal."""
    entry = checked(given, name, {"brand_id": str, "sku": str, rows: list})
    account.brand(entry["brand_id"])
    filled(entry, "sku", rows)
    for one in entry[rows]:
        checked(one, rows, row, optional)
    return entry


def _found(account: Account, entry: Record, row: Record) -> Found:
    """The variant of a row, and only of that SKU. Raises Refusal."""
    account.link(entry["brand_id"], row["channel"])
    found = account.world.variant(row["channel"], row["remote_variant"])
    if found is None or found[1]["sku"] != entry["sku"]:
        raise wrong("remote variant is not found", "id")
    return found


def _warehouse(row: Record) -> str:
    """The warehouse of a row; none named is the main one. Raises Refusal."""
    code, named = row["channel"], row.get("remote_warehouse_code", "")
    if named and named not in {id_ for id_, _ in CHANNELS[code].warehouses}:
        raise wrong(f"warehouse {named} is unknown", "id")
    return named or main_warehouse(code)


def _told(row: Record, message: str, success: bool, status: str = "") -> Record:
    """A row of an answer; `status` only where the single call has one."""
    plain = {"channel": row["channel"], "message": message, "success": success}
    names = {"remote_variant": row["remote_variant"], "remote_warehouse_code": row.get("remote_warehouse_code", "")}
    return {**plain, **({"status": status} if status else {}), **names}


def _blamed(account: Account, refusal: Refusal) -> str:
    """The message of a row that failed; a mistake is held against the client."""
    if refusal.kind:
        account.count(refusal.kind, refusal.message)
    return refusal.message


async def update_price(call: Call) -> Record:
    """ProductService.UpdatePrice."""
    entry = _entry(call.account, call.params, "params", "prices", PRICE, WAREHOUSE)
    slow = _too_fast(call.account, [entry])
    rows = [_price_row(call.account, entry, row, slow, number) for number, row in enumerate(entry["prices"], 1)]
    shown = [{**row, "status": "Finished" if row["success"] else "Failed"} for row in rows]
    return {"brand_id": entry["brand_id"], "sku": entry["sku"], "prices": shown}


def consume_prices(account: Account, id_: str, entries: list[Any]) -> None:
    """CNX_BULK_UPDATE_PRICE: one feedback per SKU."""
    good = _good(account, entries, "prices", BULK_PRICE, WAREHOUSE, id_, "feedback-bulk-update-price", "price")
    slow, number = _too_fast(account, good), Counter[str]()
    for entry in good:
        rows: list[Record] = []
        for row in entry["prices"]:
            number[row["channel"]] += 1
            rows.append(_price_row(account, entry, row, slow, number[row["channel"]]))
        result = {"brand_id": entry["brand_id"], "sku": entry["sku"], "prices": rows}
        feedback.send(account, "feedback-bulk-update-price", id_, "bulk_update_price", result)


def _price_row(account: Account, entry: Record, row: Record, slow: set[str], number: int) -> Record:
    try:
        product, one = _found(account, entry, row)
        _check_price(account, product, row, slow, number)
        _warehouse(row)
    except Refusal as refusal:
        return _told(row, _blamed(account, refusal), success=False)
    one["price"] = int(row["sale_price"])
    account.note("set_price", variant_id(account, product, one), one["price"])
    return _told(row, DONE, success=True)


def _check_price(account: Account, product: Record, row: Record, slow: set[str], number: int) -> None:
    """Positive, and no faster or larger than the marketplace takes it (section 6.5). Raises Refusal."""
    code = row["channel"]
    if row["sale_price"] <= 0 or row["sale_price"] != int(row["sale_price"]):
        raise wrong("sale_price must be a whole number above zero")
    if code in slow:
        raise wrong("too many requests to the marketplace", "rate")
    if code == "lzda" and number > LAZADA_PRICES:
        raise wrong(f"more than {LAZADA_PRICES} items in one request", "rate")
    if code == "tkpd" and number > TOKOPEDIA_SKUS:
        raise wrong(f"more than {TOKOPEDIA_SKUS} SKUs in one request", "rate")
    by_parent = Window(5, 3600.0, f"blib price {product['number']}")
    if code == "blib" and not account.harness.limiter.admit_all([by_parent]):
        raise wrong("5 requests per hour for one product", "rate")


def _too_fast(account: Account, entries: Iterable[Record]) -> set[str]:
    """The channels whose pace this request breaks: Tokopedia takes 8 requests a second."""
    named = {row["channel"] for entry in entries for row in entry["prices"]}
    if "tkpd" in named and not account.harness.limiter.admit_all([Window(8, 1.0, "tkpd price")]):
        return {"tkpd"}
    return set()


async def update_stock(call: Call) -> Record:
    """InventoryService.UpdateStock (V3); Queued: what came of it is told as feedback."""
    account, queued = call.account, call.account.quirks.stock_queued
    entry = _entry(account, call.params, "params", "stocks", STOCK, {})
    rows = [_stock_row(account, entry, row) for row in entry["stocks"]]
    result = {"brand_id": entry["brand_id"], "sku": entry["sku"]}
    if queued:
        feedback.send(
            account, "feedback-update-inventory", call.id, "bulk_update_inventory_V3", {**result, "stocks": rows}
        )
        return {**result, "stocks": [{**row, "message": QUEUED, "success": True, "status": "Queued"} for row in rows]}
    return {**result, "stocks": [{**row, "status": "Finished" if row["success"] else "Failed"} for row in rows]}


def consume_stocks(account: Account, id_: str, entries: list[Any]) -> None:
    """CNX_BULK_UPDATE_INVENTORY_V3: one feedback per SKU."""
    feature = "feedback-update-inventory"
    for entry in _good(account, entries, "stocks", STOCK, {}, id_, feature, "inventory_V3"):
        rows = [_stock_row(account, entry, row) for row in entry["stocks"]]
        result = {"brand_id": entry["brand_id"], "sku": entry["sku"], "stocks": rows}
        feedback.send(account, feature, id_, "bulk_update_inventory_V3", result)


def _good(
    account: Account, entries: list[Any], rows: str, row: Schema, optional: Schema, id_: str, feature: str, what: str
) -> list[Record]:
    """The entries that can be understood; the others are answered at once."""
    found: list[Record] = []
    for entry in entries:
        try:
            found.append(_entry(account, entry, "variants", rows, row, optional))
        except Refusal as refusal:
            message, told = _blamed(account, refusal), entry if isinstance(entry, dict) else {}
            given = told.get(rows)
            named = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
            blank: Record = {"channel": "", "remote_variant": {}, "remote_warehouse_code": ""}
            failed = [_told({**blank, **one}, message, success=False) for one in named or [blank]]
            result = {"brand_id": told.get("brand_id", ""), "sku": told.get("sku", ""), rows: failed}
            feedback.send(account, feature, id_, f"bulk_update_{what}", result)
    return found


def _stock_row(account: Account, entry: Record, row: Record) -> Record:
    try:
        product, one = _found(account, entry, row)
        set_stock(account, product, one, _warehouse(row), row["qty"])
    except Refusal as refusal:
        return _told(row, _blamed(account, refusal), success=False)
    return _told(row, DONE, success=True)


def set_stock(account: Account, product: Record, one: Record, warehouse: str, quantity: int) -> None:
    """A client sets the stock of one warehouse. Raises Refusal."""
    if quantity < 0:
        raise wrong("qty must not be below zero")
    one["stocks"][warehouse] = quantity
    account.note("set_stock", variant_id(account, product, one), quantity)


async def update_stock_v4(call: Call) -> str:
    """InventoryService.UpdateStockV4: a text at once; a newer update of the same thing overtakes one not yet done."""
    account = call.account
    if not account.quirks.v4_in_production or V4_FEATURE not in account.world.features:
        raise Refusal(400, f"feature {V4_FEATURE} is not enabled", "status")
    if not isinstance(call.params, list) or not 1 <= len(call.params) <= V4_ENTRIES:
        raise wrong(f"params must be a list of 1 to {V4_ENTRIES} entries")
    entries = [_entry(account, one, "params", "stocks", V4_STOCK, WAREHOUSE) for one in call.params]
    keys = [_key(entry, row) for entry in entries for row in entry["stocks"]]
    if len(set(keys)) < len(keys):
        raise wrong("duplicate payload data")
    for entry in entries:
        for row in entry["stocks"]:
            _overtake(account, _key(entry, row))
        account.later(account.quirks.feedback_after_s, "stock_v4", {"id": call.id, "entry": entry})
    return ON_THE_WAY


def _key(entry: Record, row: Record) -> str:
    place = row.get("remote_warehouse_code", "")
    return f"{entry['brand_id']} {row['channel']} {canonical(row['remote_variant'])} {place}"


def _overtake(account: Account, key: str) -> None:
    """Take a row that still waits out of its job; its feedback says so (section 5)."""
    for job in account.jobs:
        if job.name != "stock_v4":
            continue
        entry = job.what["entry"]
        late = [row for row in entry["stocks"] if _key(entry, row) == key]
        entry["stocks"] = [row for row in entry["stocks"] if row not in late]
        for row in late:
            message = f"unprocessed requests for sku {entry['sku']} with qty {row['qty']}, we will process your latest"
            _tell_v4(account, job.what["id"], entry, [_told(row, f"{message} update stock request", success=False)])


def run_stock_v4(account: Account, what: Record) -> None:
    """Work on one entry when its turn comes."""
    entry = what["entry"]
    if entry["stocks"]:
        _tell_v4(account, what["id"], entry, [_stock_row(account, entry, row) for row in entry["stocks"]])


def _tell_v4(account: Account, id_: str, entry: Record, rows: list[Record]) -> None:
    result = {"brand_id": entry["brand_id"], "sku": entry["sku"], "stocks": rows}
    feedback.send(account, V4_FEATURE, id_, "bulk_update_stock_v4", result, at_once=True)


METHODS: dict[str, Method] = {
    "ProductService.UpdatePrice": update_price,
    "InventoryService.UpdateStock": update_stock,
    "InventoryService.UpdateStockV4": update_stock_v4,
}
