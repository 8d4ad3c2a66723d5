"""The five feeds: taken at once, worked on over some polls, with a result for each item (section 7)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request

from desktop.sandbox import practice
from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.clock import iso
from desktop.sandbox.jumia import product_feeds
from desktop.sandbox.jumia.account import Account
from desktop.sandbox.jumia.checks import check_fields, check_query, json_object
from desktop.sandbox.jumia.listings import ACTIVE, INACTIVE, Listing, Sale
from desktop.sandbox.jumia.refusals import Refusal, wrong

MOST = 1000
TYPES = {
    "create": "PRODUCT_CREATION",
    "update": "PRODUCT_UPDATE",
    "stock": "STOCK_UPDATE",
    "price": "PRICE_UPDATE",
    "status": "PRODUCT_STATUS_UPDATE",
}
ITEM_FIELDS: dict[str, tuple[set[str], set[str]]] = {
    "stock": ({"id", "sellerSku", "stock"}, set()),
    "price": ({"id", "sellerSku", "price"}, {"category", "businessClients"}),
    "status": ({"id", "sellerSku", "businessClients"}, {"createdAt"}),
    "update": ({"id", "sellerSku"}, {
        *("name", "description", "parentSku", "variation", "barcodeEan", "gtinBarcode", "brand", "category", "images"),
        *("attributes", "additionalCategories"),
    }),
    "create": (
        {"name", "description", "sellerSku", "brand", "category", "images", "price", "stock"},
        {
            *("parentSku", "variation", "barcodeEan", "gtinBarcode", "attributes", "businessClients"),
            "additionalCategories",
        },
    ),
}  # fmt: skip

Work = Callable[[Account, dict[str, Any]], str]
"""Do one item; the message of its failure, or the empty text."""


async def take(account: Account, request: Request) -> Answer:
    """POST /feeds/products/{kind}: a feed id, and nothing is changed yet."""
    kind = request.path_params["kind"]
    if kind not in TYPES:
        raise wrong("path", "no such feed", 404)
    needs = {"shopId", "products"} if kind == "create" else {"products"}
    body = await json_object(request, needs, {"shopId"} if kind == "update" else ())
    items = body["products"]
    if not isinstance(items, list) or not 1 <= len(items) <= MOST:
        raise wrong("body", f"products must hold 1 to {MOST} entries")
    for item in items:
        check_fields(item, "product", *ITEM_FIELDS[kind])
    if "shopId" in body:
        account.shop_filter(body["shopId"])
    feed_id = practice.uuid(account.rng)
    account.shelf.feeds[feed_id] = {
        "kind": kind, "shop": body.get("shopId"), "items": items, "polls": 0, "results": None, "at": account.now()
    }  # fmt: skip
    account.harness.dirty = True
    return json_answer({"feedId": feed_id}, 201)


async def show(account: Account, request: Request) -> Answer:
    """GET /feeds/{id}: PENDING, IN_PROGRESS, then COMPLETED, also where items failed."""
    check_query(request, ())
    feed_id = request.path_params["feed_id"]
    feed = account.shelf.feeds.get(feed_id)
    if feed is None:
        raise Refusal(404, "feed not found", "id")
    feed["polls"] += 1
    life = account.quirks.feed_polls
    if feed["polls"] >= life and feed["results"] is None:
        finish(account, feed)
    status = "COMPLETED" if feed["results"] is not None else "PENDING" if feed["polls"] == 1 else "IN_PROGRESS"
    return json_answer(_shown(account, feed_id, feed, status))


def finish(account: Account, feed: dict[str, Any]) -> None:
    """The work itself: only now do stock, price and status move (section 12.9)."""
    feed["results"] = [WORK[feed["kind"]](account, {**item, "shopId": feed["shop"]}) for item in feed["items"]]
    account.harness.dirty = True


def _shown(account: Account, feed_id: str, feed: dict[str, Any], status: str) -> dict[str, Any]:
    results = feed["results"] or []
    failed = sum(bool(one) for one in results)
    return {
        "feedSid": feed_id,
        "status": status,
        "feedType": TYPES[feed["kind"]],
        "feedSource": "API",
        "total": len(feed["items"]),
        "completed": len(results) - failed,
        "failed": failed,
        "createdBy": {"sid": "user", "name": "Owner", "email": "owner@example.com"},
        "reportUrl": None,
        "errorMessage": "",
        "feedItems": [_item(account, feed, *one) for one in zip(feed["items"], results, strict=True)]
        if results
        else [],
    }


def _item(account: Account, feed: dict[str, Any], item: dict[str, Any], problem: str) -> dict[str, Any]:
    sid = item.get("id") or _made(account, feed, item)
    if problem and account.quirks.sentence_as_sid:
        sid = "Product could not be created"
    at = iso(feed["at"])
    shown = {"status": "FAILED" if problem else "COMPLETED", "productSid": sid, "sellerSKU": item["sellerSku"]}
    errors = {"errors": {"globalMessages": [problem], "businessClients": []}} if problem else {}
    return {**shown, "createdAt": at, "updatedAt": at, "errorMessage": problem, **errors}


def _made(account: Account, feed: dict[str, Any], item: dict[str, Any]) -> str:
    """The sid of what a create made."""
    mine = (one for one in account.shelf.listings.values() if one.shop_id == feed["shop"])
    return next((one.sid for one in mine if one.sku == item["sellerSku"]), "")


def _listing(account: Account, item: dict[str, Any]) -> Listing | str:
    listing = account.shelf.listings.get(str(item["id"]))
    if listing is None:
        return f"Product by Sid [{item['id']}] not found."
    return listing if listing.was_approved else "Product was never approved."


def _stock(account: Account, item: dict[str, Any]) -> str:
    listing = _listing(account, item)
    if isinstance(listing, str):
        return listing
    if not isinstance(item["stock"], int) or item["stock"] < 0:
        return "Attribute [stock] with invalid value."
    listing.stock = item["stock"]
    return _changed(account, listing, "set_stock", item["stock"])


def _changed(account: Account, listing: Listing, kind: str, value: Any) -> str:
    listing.updated_at = account.now()
    account.note(kind, listing.sid, value)
    return ""


def _price(account: Account, item: dict[str, Any]) -> str:
    """Without `businessClients` the global price overwrites the country prices (section 7.4)."""
    listing = _listing(account, item)
    if isinstance(listing, str):
        return listing
    clients = item.get("businessClients") or []
    if problem := _bad_price(item["price"], "USD") or next(filter(None, map(_bad_client_price(listing), clients)), ""):
        return problem
    listing.price = _cents(item["price"]["value"], 100)
    listing.sale = _sale_after(listing.sale, item["price"], 100)
    if not clients:
        for front in listing.storefronts:
            front.price = front.sale = None
    for client in clients:
        _set_front_price(listing, client)
    return _changed(account, listing, "set_price", str(item["price"]["value"]))


def _bad_client_price(listing: Listing) -> Callable[[dict[str, Any]], str]:
    def check(client: dict[str, Any]) -> str:
        front = listing.storefront(str(client.get("businessClientCode")))
        if front is None:
            return f"Business client [{client.get('businessClientCode')}] is not yours."
        return _bad_price(client.get("price"), practice.country(front.country).currency)

    return check


def _bad_price(price: Any, currency: str) -> str:
    if not isinstance(price, dict) or not isinstance(price.get("value"), int | float) or price["value"] <= 0:
        return "Attribute [price] with invalid value."
    if price.get("currency") != currency:
        return f"Currency [{price.get('currency')}] is not the shop's [{currency}]."
    sale = price.get("salePrice")
    if not sale or sale.get("value") is None:
        return ""
    if not sale.get("startAt") or not sale.get("endAt"):
        return "Sale price needs both dates."
    if not 0 < sale["value"] < price["value"]:
        return "Sale price must be lower than the price."
    return "" if _day(sale["startAt"]) <= _day(sale["endAt"]) else "Sale must end after it starts."


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _sale_after(now: Sale | None, price: dict[str, Any], unit: int) -> Sale | None:
    """Absent leaves it, three nulls end it (section 7.4)."""
    if "salePrice" not in price:
        return now
    sale = price["salePrice"]
    if sale is None or sale["value"] is None:
        return None
    return Sale(_cents(sale["value"], unit), sale["startAt"], sale["endAt"])


def _cents(value: float, unit: int) -> int:
    return round(value * unit)


def _set_front_price(listing: Listing, client: dict[str, Any]) -> None:
    front = listing.storefront(client["businessClientCode"])
    if front is not None:
        unit = practice.country(front.country).unit
        front.price = _cents(client["price"]["value"], unit)
        front.sale = _sale_after(front.sale, client["price"], unit)


def _status(account: Account, item: dict[str, Any]) -> str:
    listing = _listing(account, item)
    if isinstance(listing, str):
        return listing
    fronts = [
        (listing.storefront(str(one.get("businessClientCode"))), one.get("status")) for one in item["businessClients"]
    ]
    if not fronts or any(front is None or status not in (ACTIVE, INACTIVE) for front, status in fronts):
        return "Attribute [status] with invalid value."
    for front, status in fronts:
        if front is not None:
            front.status = str(status)
    return _changed(account, listing, "set_status", [status for _, status in fronts])


def _update(account: Account, item: dict[str, Any]) -> str:
    listing = _listing(account, item)
    if isinstance(listing, str):
        return listing
    return product_feeds.update(account, item, listing)


WORK: dict[str, Work] = {
    "stock": _stock,
    "price": _price,
    "status": _status,
    "update": _update,
    "create": product_feeds.create,
}
