"""Discounts, single and in bulk, with what each channel can do (section 7)."""

from datetime import datetime, timedelta, timezone
from typing import Any

from desktop.sandbox.rate import Window
from desktop.sandbox.sirclo import feedback
from desktop.sandbox.sirclo.account import Account, Refusal
from desktop.sandbox.sirclo.calls import Call, Method
from desktop.sandbox.sirclo.fields import Schema, checked, filled, wrong
from desktop.sandbox.sirclo.product_message import variant_id
from desktop.sandbox.sirclo.world import Record

JAKARTA = timezone(timedelta(hours=7))
HALF_HOUR, BLIBLI_SKUS = 1800, 100
NOT_DELETABLE, NO_PERCENTAGE = ("lzda",), ("lzda",)
DISCOUNT: Schema = {
    "brand_id": str,
    "discount_name": str,
    "start_time": str,
    "end_time": str,
    "discount_products": dict,
}
ROW: Schema = {
    "remote_variant": dict, "base_price": int, "discount_type": str, "discount_value": int, "max_order": int,
    "promo_stock": int,
}  # fmt: skip
ROW_OPTIONAL: Schema = {"sku": str, "remote_warehouse_code": str}


async def create(call: Call) -> Record:
    """PromotionService.CreateDiscount."""
    return _create(call.account, call.params)


async def delete(call: Call) -> Record:
    """PromotionService.DeleteDiscount."""
    return _delete(call.account, call.params)


def consume_upserts(account: Account, id_: str, entries: list[Any]) -> None:
    """CNX_BULK_UPSERT_DISCOUNT."""
    rows = [_softly(account, _create, one) for one in entries]
    feedback.send(account, "feedback-create-discount", id_, "bulk_upsert_discount", rows)


def consume_deletes(account: Account, id_: str, entries: list[Any]) -> None:
    """CNX_BULK_DELETE_DISCOUNT."""
    rows = [_softly(account, _delete, one) for one in entries]
    feedback.send(account, "feedback-delete-discount", id_, "bulk_delete_discount", rows)


def _softly(account: Account, do: Any, entry: Any) -> Record:
    """An entry that is none gets a row that says so."""
    try:
        found: Record = do(account, entry)
    except Refusal as refusal:
        if refusal.kind:
            account.count(refusal.kind, refusal.message)
        told = entry if isinstance(entry, dict) else {}
        names = {"brand_id": told.get("brand_id", ""), "discount_name": told.get("discount_name", "")}
        return {**names, "discount_products": {}, "message": refusal.message, "success": False}
    return found


def _create(account: Account, given: Any) -> Record:
    """Every variant for itself; those that succeed make one promotion."""
    entry = checked(given, "discount", DISCOUNT)
    brand = account.brand(entry["brand_id"])
    filled(entry, "discount_name", "discount_products")
    start, end = _moment(entry["start_time"]), _moment(entry["end_time"])
    if end <= start:
        raise wrong("end_time must be after start_time")
    promotion: Record = {
        "id": f"P{account.world.number()}",
        "brand_id": brand,
        "name": entry["discount_name"],
        "start": start,
        "end": end,
        "lines": [],
    }
    told = {code: _channel(account, promotion, code, rows) for code, rows in entry["discount_products"].items()}
    if promotion["lines"]:
        account.world.promotions.append(promotion)
        account.note("create_promotion", promotion["id"], promotion["name"])
    return {"brand_id": brand, "discount_name": promotion["name"], "discount_products": told}


def _moment(text: str) -> float:
    """A time without a zone, which is Jakarta's. Raises Refusal."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise wrong("start_time and end_time are like 2021-09-21T09:53:00") from None
    if moment.tzinfo is not None:
        raise wrong("start_time and end_time come without a zone")
    return moment.replace(tzinfo=JAKARTA).timestamp()


def _channel(account: Account, promotion: Record, code: str, rows: Any) -> list[Record]:
    if not isinstance(rows, list) or not rows:
        raise wrong("discount_products maps a channel to a list")
    account.link(promotion["brand_id"], code)
    for row in rows:
        checked(row, code, ROW, ROW_OPTIONAL)
    slow = _too_fast(account, code, rows)
    return [_row(account, promotion, code, row, slow, number) for number, row in enumerate(rows, start=1)]


def _too_fast(account: Account, code: str, rows: list[Record]) -> bool:
    """Tokopedia 2 requests a second; Blibli 25 a minute by price, 10 by percentage."""
    windows = []
    if code == "tkpd":
        windows = [Window(2, 1.0, "tkpd discount")]
    elif code == "blib":
        kinds = {row["discount_type"] for row in rows}
        windows = [Window(25 if kind == "price" else 10, 60.0, f"blib discount {kind}") for kind in sorted(kinds)]
    return bool(windows) and not account.harness.limiter.admit_all(windows)


def _row(account: Account, promotion: Record, code: str, row: Record, slow: bool, number: int) -> Record:
    told = {
        "remote_variant": row["remote_variant"],
        "sku": row.get("sku", ""),
        "remote_warehouse_code": row.get("remote_warehouse_code", ""),
    }
    try:
        if slow or (code == "blib" and number > BLIBLI_SKUS):
            raise wrong("too many requests or SKUs for the marketplace", "rate")
        id_ = _discount(account, promotion, code, row)
    except Refusal as refusal:
        if refusal.kind:
            account.count(refusal.kind, refusal.message)
        return {**told, "success": False, "message": refusal.message, "discount_id": ""}
    return {**told, "success": True, "message": "", "discount_id": id_}


def _discount(account: Account, promotion: Record, code: str, row: Record) -> str:
    """One variant's discount, or the end of one where this is how it is ended. Gives its id. Raises Refusal."""
    found = account.world.variant(code, row["remote_variant"])
    if found is None or row.get("sku", found[1]["sku"]) != found[1]["sku"]:
        raise wrong("remote variant is not found", "id")
    _check_kind(account, promotion, code, row)
    id_, running = variant_id(account, *found), _running(account, code, variant_id(account, *found))
    if _undoes(account, promotion, code, row):
        for line in running:
            line["ended"] = True
        account.note("end_promotion", id_)
        return ""
    same = [line for line in running if line["name"] == promotion["name"] and line["start"] == promotion["start"]]
    if running and code not in ("lzda", "blib"):
        raise wrong("this product is in a discount already", "double" if same else "status")
    for line in running:  # a slash price gives way to the next one
        line["ended"] = True
    price = row["discount_value"]
    if row["discount_type"] == "percentage":
        price = row["base_price"] * (100 - row["discount_value"]) // 100
    line = {
        "discount_id": f"D{account.world.number()}",
        "variant": id_,
        "sku": found[1]["sku"],
        "market": code,
        "price": price,
        "type": row["discount_type"],
        "value": row["discount_value"],
        "max_order": row["max_order"],
        "promo_stock": row["promo_stock"],
        "name": promotion["name"],
        "start": promotion["start"],
        "end": promotion["end"],
        "ended": False,
    }
    promotion["lines"].append(line)
    return str(line["discount_id"])


def _running(account: Account, code: str, id_: str) -> list[Record]:
    """A variant's discounts that are not over."""
    lines = (line for promotion in account.world.promotions for line in promotion["lines"])
    mine = (line for line in lines if line["market"] == code and line["variant"] == id_)
    return [line for line in mine if not line["ended"] and line["end"] > account.now()]


def _undoes(account: Account, promotion: Record, code: str, row: Record) -> bool:
    """Lazada: a window in the past; Blibli: a price equal to the original."""
    if code == "lzda":
        return bool(promotion["end"] < account.now())
    return bool(code == "blib" and row["discount_type"] == "price" and row["discount_value"] == row["base_price"])


def _check_kind(account: Account, promotion: Record, code: str, row: Record) -> None:
    """What the channel takes. Raises Refusal."""
    kind, value = row["discount_type"], row["discount_value"]
    if kind not in ("price", "percentage"):
        raise wrong("discount_type is price or percentage")
    if kind == "percentage" and (code in NO_PERCENTAGE or not 0 < value < 100):
        raise wrong("this percentage is not taken")
    if kind == "price" and not 0 < value < row["base_price"] and not _undoes(account, promotion, code, row):
        raise wrong("a price lies between zero and the base price")
    if code != "lzda" and promotion["end"] <= account.now():
        raise wrong("the discount is over before it begins")
    if code == "tktk" and not (row["max_order"] == -1 or 1 <= row["max_order"] <= 99):
        raise wrong("max_order is 1 to 99, or -1")
    if code == "tktk" and not (row["promo_stock"] == -1 or row["promo_stock"] > 0):
        raise wrong("promo_stock is above 0, or -1")
    if code == "blib" and kind == "percentage":
        halves = promotion["start"] % HALF_HOUR or promotion["end"] % HALF_HOUR
        if halves or promotion["start"] < account.now():
            raise wrong("start and end are multiples of 30 minutes, and start is not past")


def _delete(account: Account, given: Any) -> Record:
    """Every variant for itself."""
    entry = checked(given, "discount", {"brand_id": str, "discount_products": dict})
    brand = account.brand(entry["brand_id"])
    told: dict[str, list[Record]] = {}
    for code, rows in entry["discount_products"].items():
        account.link(brand, code)
        if not isinstance(rows, list) or not rows:
            raise wrong("discount_products maps a channel to a list")
        told[code] = [_deleted(account, code, row) for row in rows]
    return {"brand_id": brand, "discount_products": told}


def _deleted(account: Account, code: str, row: Any) -> Record:
    checked(row, code, {"remote_variant": dict, "discount_id": str}, {"sku": str})
    told = {"remote_variant": row["remote_variant"], "sku": row.get("sku", "")}
    try:
        line = _line(account, code, row)
    except Refusal as refusal:
        if refusal.kind:
            account.count(refusal.kind, refusal.message)
        return {**told, "success": False, "message": refusal.message}
    line["ended"] = line["deleted"] = True
    account.note("delete_promotion", line["discount_id"])
    return {**told, "success": True, "message": ""}


def _line(account: Account, code: str, row: Record) -> Record:
    """The discount meant. Raises Refusal."""
    if code in NOT_DELETABLE:
        raise wrong(f"discounts of {code} cannot be deleted")
    found = account.world.variant(code, row["remote_variant"])
    lines = (line for promotion in account.world.promotions for line in promotion["lines"])
    line: Record | None = next((one for one in lines if one["discount_id"] == row["discount_id"]), None)
    if found is None or line is None or line["variant"] != variant_id(account, *found):
        raise wrong("discount is not found", "id")
    if line["ended"]:
        raise wrong("discount is over already", "double" if line.get("deleted") else "status")
    return line


METHODS: dict[str, Method] = {
    "PromotionService.CreateDiscount": create,
    "PromotionService.DeleteDiscount": delete,
}
