"""Everything else of the documents: seller, warehouses, categories, images, size charts, messages, money, vouchers."""

from collections.abc import Callable
from typing import Any

from desktop.sandbox.answer import Answer
from desktop.sandbox.lazada import product_content
from desktop.sandbox.lazada.account import Account, Params, Refusal, needed, structured

Handler = Callable[[Account, Params], Answer]
PICTURE = {"url": "https://sg-live.slatic.net/p/1.jpg", "hash_code": "abc"}


def seller(account: Account, _params: Params) -> Answer:
    """GET /seller/get."""
    world = account.world
    shown = {
        "seller_id": world.seller_id, "name": "Practice shop", "short_code": "SG1", "email": "seller@example.test",
        "location": "Singapore", "status": "ACTIVE", "verified": True, "cb": False,
        "marketplaceEaseMode": account.quirks.ease_mode,
    }  # fmt: skip
    return account.answer(data=shown)


def warehouses(account: Account, _params: Params) -> Answer:
    """GET /rc/warehouse/get and detail."""
    one = {
        "warehouse_code": "dropshipping",
        "name": "Main",
        "status": "ACTIVE",
        "default_address": True,
        "country": "SG",
    }
    return account.answer(result={"success": True, "module": one})


def suggestion(account: Account, params: Params) -> Answer:
    """GET /product/category/suggestion/get."""
    words = needed(params, "product_name").casefold()
    rows = [
        {"categoryId": id_, "categoryName": name, "categoryPath": f"Home > {name}"}
        for id_, name in product_content.LEAVES.items()
        if name.casefold().removesuffix("s") in words
    ]
    if not rows:
        raise Refusal("701", "no category is suggested")
    return account.answer(data={"categorySuggestions": rows})


def suggestions(account: Account, params: Params) -> Answer:
    """GET /product/category/suggestion/get/batch."""
    row = {"categoryId": 8707, "categoryName": "Kettles", "categoryPath": "Home > Kettles"}
    return account.answer(
        data={"categorySuggestionMap": {name: [row] for name in structured(params, "product_name_list")}}
    )


def qc_alerts(account: Account, params: Params) -> Answer:
    """GET /product/qc/alert/list."""
    needed(params, "offset"), needed(params, "limit")
    return account.answer(data=[])


def upload(account: Account, params: Params) -> Answer:
    """POST /image/upload: the picture itself is not signed."""
    return account.answer(data={"image": product_content.hosted(account.request_id())})


def migrate_many(account: Account, params: Params) -> Answer:
    """POST /images/migrate: a batch id at the top level."""
    needed(params, "payload")
    batch = f"batch-{len(account.world.batches) + 1}"
    account.world.batches[batch] = [PICTURE]
    return account.answer(batch_id=batch)


def migrated(account: Account, params: Params) -> Answer:
    """GET /image/response/get."""
    found = account.world.batches.get(needed(params, "batch_id"))
    if found is None:
        raise Refusal("202", "unknown batch", "id")
    return account.answer(data={"images": found, "errors": []})


def size_charts(account: Account, params: Params) -> Answer:
    """GET /size/chart/template/get."""
    needed(params, "page_no"), needed(params, "page_size")
    return account.answer(data={"total": 0, "totalPage": 0, "pageNo": 1, "pageSize": 10, "sizeChartResponses": []})


def invoice(account: Account, params: Params) -> Answer:
    """POST /order/invoice_number/set."""
    found = account.world.item(needed(params, "order_item_id"))
    if found is None:
        raise Refusal("20", "Invalid Order Item ID", "id")
    if found[1]["status"] in ("pending", "canceled"):
        raise Refusal("34", "Order Item must be packed", "status")
    order, item = found
    item["invoice"], order["updated_at"] = needed(params, "invoice_number"), account.now()
    account.note("set_invoice", item["id"], item["invoice"])
    names = ("order_item_id", "invoice_number")
    return account.answer(data={name: params[name] for name in names})


def _empty(*required: str, data: Any = None, **parts: Any) -> Handler:
    """An answer with nothing in it, where these parameters are given."""

    def handler(account: Account, params: Params) -> Answer:
        for name in required:
            needed(params, name)
        return account.answer(**({"data": [] if data is None else data} | parts))

    return handler


SESSIONS = {"has_more": False, "next_start_time": 0, "last_session_id": "", "session_list": []}
MESSAGES = {"has_more": False, "next_start_time": 0, "last_message_id": "", "message_list": []}
PAGED = {"total": 0, "current": 1, "page_size": 10, "data_list": []}
OTHERS: dict[str, tuple[str, Handler]] = {
    "/seller/get": ("GET", seller),
    "/rc/warehouse/get": ("ANY", warehouses),
    "/rc/warehouse/detail/get": ("ANY", warehouses),
    "/seller/warehouse/get": ("GET", warehouses),
    "/category/tree/get": ("GET", product_content.tree),
    "/category/attributes/get": ("GET", product_content.attributes),
    "/product/category/suggestion/get": ("GET", suggestion),
    "/product/category/suggestion/get/batch": ("GET", suggestions),
    "/category/brands/query": ("ANY", product_content.brands),
    "/product/qc/alert/list": ("GET", qc_alerts),
    "/image/upload": ("POST", upload),
    "/image/migrate": ("POST", product_content.migrate),
    "/images/migrate": ("POST", migrate_many),
    "/image/response/get": ("GET", migrated),
    "/size/chart/template/get": ("GET", size_charts),
    "/size/chart/batch/update": ("POST", _empty("payload", data={})),
    "/order/invoice_number/set": ("POST", invoice),
    "/product/sku/remove": ("POST", _empty("payload", data={})),
    "/finance/payout/status/get": ("GET", _empty("created_after")),
    "/finance/transaction/details/get": ("GET", _empty("start_time", "end_time")),
    "/finance/transaction/accountTransactions/query": (
        "POST",
        _empty(
            "start_time", "end_time", "page_num", "page_size", data={"page_info": {}, "transactions": []}, success=True
        ),
    ),
    "/lbs/slb/queryLogisticsFeeDetail": ("ANY", _empty("seller_id", "request_type", success=True)),
    "/im/session/list": ("GET", _empty("start_time", "page_size", data=SESSIONS)),
    "/im/session/get": ("GET", _empty("session_id", data={})),
    "/im/session/open": ("POST", _empty("order_id", data={}, session_id="100_2_101_1_103")),
    "/im/session/read": ("POST", _empty("session_id", "last_read_message_id", data={})),
    "/im/message/list": ("GET", _empty("session_id", "start_time", "page_size", data=MESSAGES)),
    "/im/message/send": ("POST", _empty("session_id", "template_id", data={"message_id": "1"})),
    "/im/message/recall": ("POST", _empty("session_id", "message_id", data={})),
}
# Promotions are for ordinary sellers only (section 17).
_VOUCHER = ("voucher_type",)
PROMOTIONS: dict[str, tuple[str, Handler]] = {
    "/promotion/vouchers/get": ("GET", _empty(*_VOUCHER, data=PAGED, success=True)),
    "/promotion/voucher/get": ("GET", _empty(*_VOUCHER, "id", data={}, success=True)),
    "/promotion/voucher/create": ("POST", _empty(*_VOUCHER, "voucher_name", data="1", success=True)),
    "/promotion/voucher/update": ("POST", _empty(*_VOUCHER, "id", data={}, success=True)),
    "/promotion/voucher/activate": ("POST", _empty(*_VOUCHER, "id", data={}, success=True)),
    "/promotion/voucher/deactivate": ("POST", _empty(*_VOUCHER, "id", data={}, success=True)),
    "/promotion/voucher/products/get": ("GET", _empty(*_VOUCHER, "id", data=PAGED, success=True)),
    "/promotion/voucher/product/sku/add": ("POST", _empty(*_VOUCHER, "id", "sku_ids", data={}, success=True)),
    "/promotion/voucher/product/sku/remove": ("POST", _empty(*_VOUCHER, "id", "sku_ids", data={}, success=True)),
    "/promotion/flexicombo/list": ("GET", _empty(data=PAGED, success=True)),
    "/promotion/flexicombo/details": ("GET", _empty("id", data={}, success=True)),
    "/promotion/flexicombo/create": ("POST", _empty("name", data="1", success=True)),
    "/promotion/flexicombo/update": ("POST", _empty("id", data={}, success=True)),
    "/promotion/flexicombo/activate": ("POST", _empty("id", data={}, success=True)),
    "/promotion/flexicombo/deactivate": ("POST", _empty("id", data={}, success=True)),
    "/promotion/flexicombo/products/list": ("GET", _empty("id", data=PAGED, success=True)),
    "/promotion/flexicombo/products/add": ("POST", _empty("id", "sku_ids", data={}, success=True)),
    "/promotion/flexicombo/products/delete": ("POST", _empty("id", "sku_ids", data={}, success=True)),
    "/promotion/freeshippings/get": ("GET", _empty(data=PAGED, success=True)),
    "/promotion/freeshipping/get": ("GET", _empty("id", data={}, success=True)),
    "/promotion/freeshipping/create": ("POST", _empty("promotion_name", data="1", success=True)),
    "/promotion/freeshipping/update": ("POST", _empty("id", data={}, success=True)),
    "/promotion/freeshipping/activate": ("POST", _empty("id", data={}, success=True)),
    "/promotion/freeshipping/deactivate": ("POST", _empty("id", data={}, success=True)),
    "/promotion/freeshipping/deliveryoptions/get": ("GET", _empty(success=True)),
    "/promotion/freeshipping/regions/get": ("GET", _empty(success=True)),
    "/promotion/freeshipping/products/get": ("GET", _empty("id", data=PAGED, success=True)),
    "/promotion/freeshipping/product/sku/add": ("POST", _empty("id", "sku_ids", data={}, success=True)),
    "/promotion/freeshipping/product/sku/remove": ("POST", _empty("id", "sku_ids", data={}, success=True)),
}
