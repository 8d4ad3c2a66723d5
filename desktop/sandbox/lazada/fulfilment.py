"""Providers, pack, documents, ready to ship, repack, trace and cancellation (section 9)."""

import base64
from typing import Any

from desktop.sandbox.answer import Answer
from desktop.sandbox.label_pdf import Label, label_page
from desktop.sandbox.lazada.account import Account, Params, Refusal, needed, structured
from desktop.sandbox.lazada.label_page import scripted_page, static_page
from desktop.sandbox.lazada.world import Record

MOST = 20
TO_PACK = ("pending", "repacked")
CANCELABLE = ("unpaid", "pending", "packed", "repacked", "ready_to_ship")


def _list(document: Any, name: str) -> list[Any]:
    """A list of 1 to 20 under a name. Raises Refusal."""
    found = document.get(name) if isinstance(document, dict) else None
    if not isinstance(found, list) or not 1 <= len(found) <= MOST:
        raise Refusal("700018", f"{name} must hold 1 to {MOST}", "body")
    return found


def providers(account: Account, params: Params) -> Answer:
    """POST /order/shipment/providers/get."""
    for order in _list(structured(params, "getShipmentProvidersReq"), "orders"):
        if account.world.order(order.get("order_id")) is None:
            raise Refusal("700021", "order not found", "id")
    offered = [{"name": "LEX SG", "provider_code": "FM49"}, {"name": "Ninja Van", "provider_code": "FM50"}]
    chooses = int(account.quirks.platform_default)
    allocate = "TFS" if account.quirks.platform_default else "NTFS"
    return account.result(
        {"platform_default": chooses, "shipment_providers": offered, "shipping_allocate_type": allocate}
    )


def pack(account: Account, params: Params) -> Answer:
    """POST /order/fulfill/pack: one package for each order named; a row per item."""
    request = structured(params, "packReq")
    orders = _list(request, "pack_order_list")
    if request.get("delivery_type") != "dropship" or request.get("shipping_allocate_type") not in ("TFS", "NTFS"):
        raise Refusal("700004", "delivery_type or shipping_allocate_type", "body")
    if request.get("shipping_allocate_type") == "TFS" and request.get("shipment_provider_code"):
        account.count("body", "a provider where the platform chooses it")
    return account.result({"pack_order_list": [_packed(account, one) for one in orders]})


def _packed(account: Account, asked: Record) -> Record:
    found = [account.world.item(one) for one in asked.get("order_item_list", [])]
    good = [one for one in found if one is not None and one[1]["status"] in TO_PACK]
    package, tracking = account.world.new_package() if good else ("", "")
    rows = []
    for id_, one in zip(asked.get("order_item_list", []), found, strict=True):
        rows.append(_pack_row(account, id_, one, package, tracking))
    return {"order_id": asked.get("order_id"), "order_item_list": rows}


def _pack_row(account: Account, id_: Any, found: tuple[Record, Record] | None, package: str, tracking: str) -> Record:
    if found is None:
        account.count("id", f"unknown item {id_}")
        return {"order_item_id": id_, "item_err_code": "700025", "msg": "item not found", "retry": False}
    order, item = found
    if item["status"] not in TO_PACK:
        if "pack" in item["done"]:
            account.count("double", f"item {id_} was packed already")
        return {"order_item_id": id_, "item_err_code": "700026", "msg": f"status {item['status']}", "retry": False}
    item |= {"status": "packed", "package_id": package, "tracking": tracking, "provider": "LEX SG"}
    _done(account, order, item, "pack", tracking)
    return {
        "order_item_id": item["id"], "item_err_code": "0", "msg": "success", "tracking_number": tracking,
        "shipment_provider": "LEX SG", "package_id": package, "retry": False,
    }  # fmt: skip


def _done(account: Account, order: Record, item: Record, verb: str, value: object) -> None:
    item["done"].append(verb)
    order["updated_at"] = account.now()
    account.note(verb, item["id"], value)


def ready(account: Account, params: Params) -> Answer:
    """POST /order/package/rts: the courier is called."""
    return _packages(account, structured(params, "readyToShipReq"), _ready_row)


def repack(account: Account, params: Params) -> Answer:
    """POST /order/package/repack: the package is dissolved."""
    return _packages(account, structured(params, "rePackReq"), _repack_row)


def _packages(account: Account, request: Any, row: Any) -> Answer:
    rows = [row(account, one.get("package_id")) for one in _list(request, "packages")]
    return account.result({"packages": rows})


def _row(package: Any, code: str, message: str) -> Record:
    return {"package_id": package, "item_err_code": code, "msg": message, "retry": "false"}


def _ready_row(account: Account, package: Any) -> Record:
    found = account.world.package(package)
    if not found:
        account.count("id", f"unknown package {package}")
        return _row(package, "600001", "package not found")
    if any(item["status"] != "packed" for _, item in found):
        if any("ready" in item["done"] for _, item in found):
            account.count("double", f"package {package} was ready to ship already")
        return _row(package, "700000", "status forbids it")
    for order, item in found:
        item["status"] = "ready_to_ship"
        _done(account, order, item, "ready", package)
    return _row(package, "0", "success")


def _repack_row(account: Account, package: Any) -> Record:
    found = account.world.package(package)
    if str(package) in account.world.dissolved:
        account.count("double", f"package {package} was dissolved already")
    if not found or any(item["status"] != "packed" for _, item in found):
        return _row(package, "600001", "package not found")
    account.world.dissolved.append(str(package))
    for order, item in found:
        item |= {"status": "repacked", "package_id": "", "tracking": "", "provider": ""}
        _done(account, order, item, "repack", package)
    return _row(package, "0", "success")


def awb(account: Account, params: Params) -> Answer:
    """POST /order/package/document/get: `file` is a frame around the PDF, `pdf_url` the PDF itself (section 9.3)."""
    request = structured(params, "getDocumentReq")
    ids = [one.get("package_id") for one in _list(request, "packages")]
    if request.get("doc_type") not in ("PDF", "HTML"):
        raise Refusal("32", "Document type is not valid", "body")
    for one in ids:
        if not account.world.package(one):
            raise Refusal("34", "Order Item must be packed", "status")
    if account.quirks.awb_page:
        page = _page(account.quirks.awb_page, account.world.package(ids[0]))
        return account.result({"doc_type": request["doc_type"], "file": page})
    path = "/oss/proxy/" + ".".join(str(one) for one in ids)
    frame = f'<html><body><iframe src="{path}"></iframe></body></html>'.encode()
    data: Record = {"doc_type": request["doc_type"], "file": base64.b64encode(frame).decode()}
    if request["doc_type"] == "PDF" and not account.quirks.awb_without_url:
        data["pdf_url"] = f"{{root}}{path}"  # the root is the simulator's own address, put in when it answers
    return account.result(data)


def label_pdf(account: Account, packages: str) -> bytes:
    """The PDF behind `pdf_url`; one package to a document."""
    found = account.world.package(packages.split(".")[0])
    if not found:
        raise Refusal("35", "Document not found", "id")
    return label_page(_label(found))


def _label(found: list[tuple[Record, Record]]) -> Label:
    """What stands on the label of a package."""
    order, item = found[0]
    return Label(
        item["tracking"],
        str(order["id"]),
        "LEX SG",
        "SIN",
        "Hub 3",
        order["buyer"].encode("ascii", "replace").decode(),
        (order["street"], "Singapore"),
        tuple(f"1 x {one['sku']}" for _, one in found),
        "COD",
    )


def _page(kind: str, found: list[tuple[Record, Record]]) -> str:
    """A label as a web page, in base64."""
    label = _label(found)
    return base64.b64encode(static_page(label) if kind == "static" else scripted_page(label.tracking_number)).decode()


def document(account: Account, params: Params) -> Answer:
    """GET /order/document/get: base64 of HTML (section 8.7)."""
    ids = structured(params, "order_item_ids")
    if needed(params, "doc_type") not in ("invoice", "shippingLabel", "carrierManifest"):
        raise Refusal("32", "Document type is not valid", "parameter")
    items = [account.world.item(one) for one in ids] if isinstance(ids, list) else []
    if not items or not all(items):
        raise Refusal("20", "Invalid Order Item ID", "id")
    page, kind = base64.b64encode(b"<html><body>Document</body></html>").decode(), params["doc_type"]
    if kind == "shippingLabel":
        package = account.world.package(items[0][1]["package_id"]) if items[0] else []
        if not package:
            raise Refusal("34", "Order Item must be packed", "status")
        page = _page(account.quirks.document_page, package)
    return account.answer(data={"document": {"file": page, "mime_type": "text/html", "document_type": kind}})


def trace(account: Account, params: Params) -> Answer:
    """GET /logistic/order/trace."""
    order = account.world.order(needed(params, "order_id"))
    if order is None:
        raise Refusal("LD_INVOKE_DOWNSTREAM_RESPONSE_BLANK", "order not found", "id")
    asked = structured(params, "ofcPackageIdList") if "ofcPackageIdList" in params else []
    packages = {item["package_id"]: item for item in order["items"] if item["package_id"]}
    rows = [_journey(order, item) for id_, item in packages.items() if not asked or id_ in asked]
    module = [{"ofc_order_id": order["id"], "package_detail_info_list": rows}]
    return account.answer(result={"success": True, "module": module})


# What is told once a package stands there, and all that stands before it (section 9.6: only after ready_to_ship).
JOURNEY = (
    ("ready_to_ship", "Parcel ready", "The seller has handed the parcel over for collection", "Singapore"),
    ("shipped", "Collected", "The courier has collected the parcel", "Hub 3"),
    ("shipped", "On its way", "The parcel has left the sorting centre", "Hub 3"),
    ("delivered", "Delivered", "The parcel was handed to the buyer", "Singapore"),
)
_WAY = ("ready_to_ship", "shipped", "delivered")


def _journey(order: Record, item: Record) -> Record:
    come = _WAY[: _WAY.index(item["status"]) + 1] if item["status"] in _WAY else ()
    stations = [one for one in JOURNEY if one[0] in come]
    last = order["updated_at"]
    told = [
        {
            "title": title, "description": words, "package_location_name": place, "status_code": code,
            "detail_type": "package", "event_time": round((last - 3600.0 * behind) * 1000), "proof_images": [],
        }
        for behind, (code, title, words, place) in enumerate(reversed(stations))
    ]  # fmt: skip
    names = {"ofc_package_id": item["package_id"], "tracking_number": item["tracking"]}
    return {**names, "logistic_detail_info_list": told}


def validate_cancel(account: Account, params: Params) -> Answer:
    """GET /order/reverse/cancel/validate."""
    _items(account, params)
    reasons = [{"reason_id": 15, "reason_name": "Out of stock"}, {"reason_id": 21, "reason_name": "Wrong price"}]
    return account.answer(data={"reason_options": reasons, "tip_type": "", "tip_content": ""})


def cancel(account: Account, params: Params) -> Answer:
    """/order/reverse/cancel/create."""
    if needed(params, "reason_id") not in ("15", "21"):
        raise Refusal("6", "unknown reason", "parameter")
    for order, item in _items(account, params):
        if item["status"] == "canceled":
            account.count("double", f"item {item['id']} was canceled already")
        item |= {"status": "canceled", "asks_cancel": False}
        _done(account, order, item, "cancel", params["reason_id"])
    return account.answer(data={})


def _items(account: Account, params: Params) -> list[tuple[Record, Record]]:
    ids = structured(params, "order_item_id_list")
    found = [account.world.item(one) for one in ids] if isinstance(ids, list) else []
    good = [one for one in found if one is not None]
    if not good or len(good) < len(found):
        raise Refusal("20", "Invalid Order Item ID", "id")
    if any(item["status"] not in (*CANCELABLE, "canceled") for _, item in good):
        raise Refusal("6", "status forbids cancellation", "status")
    return good
