"""The catalog as Jumia shows it: brands, categories, attribute sets, products and stock (section 6)."""

import base64
from collections import defaultdict
from typing import Any

from starlette.requests import Request

from desktop.sandbox import practice
from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.jumia.account import Account
from desktop.sandbox.jumia.checks import check_query, check_uuid, several, single
from desktop.sandbox.jumia.listings import GENERIC, Listing, Sale, Storefront, client_of
from desktop.sandbox.jumia.product_feeds import ATTRIBUTE_SET, BRANDS, CATEGORIES, attribute_rows, category_name
from desktop.sandbox.jumia.refusals import Refusal, wrong
from desktop.sandbox.jumia.rendering import Renderer, amount
from desktop.sandbox.pictures import picture_address

PAGE = 100
PRODUCT_QUERY = (
    *("token", "size", "sids", "sellerSku", "shopId", "categoryCode", "createdAtFrom", "createdAtTo", "status"),
    *("qcStatus", "visible", "latestFirst"),
)


async def brands(account: Account, request: Request) -> Answer:
    """GET /catalog/brands."""
    check_query(request, ("page", "name", "criteria"))
    wanted = (single(request, "name") or "").casefold()
    found = [one for one in BRANDS if not wanted or str(one["name"]).casefold() == wanted]
    return json_answer({"brands": [_coded(account, one) for one in found], "page": {"current": 1, "totalOfPages": 1}})


async def categories(account: Account, request: Request) -> Answer:
    """GET /catalog/categories; the attribute set is named by `sid`, or by `id` in older answers."""
    check_query(request, ("page", "size", "attributeSetName"))
    key = "id" if account.quirks.attribute_set_id else "sid"
    rows = [
        {
            **_coded(account, {"code": code, "name": name}),
            "completePath": path,
            "hasChildren": is_parent,
            "attributeSet": {key: ATTRIBUTE_SET, "name": name},
        }
        for code, name, path, is_parent in CATEGORIES
    ]
    return json_answer({"categories": rows, "page": {"current": 1, "totalOfPages": 1}})


def _coded(account: Account, thing: dict[str, Any]) -> dict[str, Any]:
    """Codes are numbers in the schema and texts on the live API (section 6.4)."""
    return {**thing, "code": str(thing["code"]) if account.quirks.codes_as_strings else thing["code"]}


async def attributes(account: Account, request: Request) -> Answer:
    """GET /catalog/attribute-sets/{id}."""
    check_query(request, ())
    if request.path_params["set_id"] != ATTRIBUTE_SET:
        raise Refusal(404, "attribute set not found", code="NOT_FOUND")
    return json_answer({"attributes": attribute_rows(account)})


def _paged(request: Request, found: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    """A page by an opaque token, and what names the next one (section 3). Raises Refusal."""
    try:
        size = int(single(request, "size") or 10)
        token = single(request, "token")
        start = int(base64.urlsafe_b64decode(token.encode())) if token else 0
    except ValueError as error:
        raise wrong("parameter", "size or token is invalid") from error
    if not 1 <= size <= PAGE:
        raise wrong("parameter", "size must be 1 to 100")
    is_last = start + size >= len(found)
    following = None if is_last else base64.urlsafe_b64encode(str(start + size).encode()).decode()
    return found[start : start + size], {"nextToken": following, "isLastPage": is_last}


async def products(account: Account, request: Request) -> Answer:
    """GET /catalog/products: sets with their variations."""
    check_query(request, PRODUCT_QUERY)
    if single(request, "status") == "INACTIVE":
        raise wrong("parameter", "status=INACTIVE never answers on the live API")
    shop_id, sids = account.shop_filter(single(request, "shopId")), set(several(request, "sids"))
    sku = single(request, "sellerSku")
    sets: dict[str, list[Listing]] = defaultdict(list)
    for one in account.shelf.listings.values():
        sets[one.set_id].append(one)
    chosen = [
        variations
        for set_id, variations in sets.items()
        if shop_id in (None, variations[0].shop_id)
        and (not sids or set_id in sids)
        and (sku is None or any(one.sku == sku for one in variations))
    ]
    page, following = _paged(request, chosen)
    return json_answer({"products": [_set(account, one) for one in page], **following})


async def stock(account: Account, request: Request) -> Answer:
    """GET /catalog/stock: one number for all countries (section 6.5)."""
    check_query(request, ("size", "token", "productSids"))
    asked = [check_uuid(one, "productSids") for one in several(request, "productSids")]
    if len(asked) > 50:
        raise wrong("parameter", "at most 50 productSids")
    listings = account.shelf.listings
    found = [listings[sid] for sid in asked if sid in listings] if asked else list(listings.values())
    page, following = _paged(request, found)
    renderer = Renderer(account.quirks, account.now())
    rows = [
        {
            "id": one.sid,
            "sellerSku": one.sku,
            "globalStock": one.stock,
            "lastStockUpdatedAt": renderer.time(one.updated_at),
        }
        for one in page
    ]
    return json_answer({"products": rows, **following})


def _set(account: Account, variations: list[Listing]) -> dict[str, Any]:
    first, renderer = variations[0], Renderer(account.quirks, account.now())
    name: Any = {"value": first.name, "translations": []} if account.quirks.names_as_objects else first.name
    return {
        "id": first.set_id,
        "name": name,
        "description": first.content.get("description", ""),
        "parentSku": first.parent_sku,
        "shop": {"id": first.shop_id},
        "brand": _coded(account, first.content.get("brand", GENERIC)),
        "category": _coded(account, {"code": first.category, "name": category_name(first.category)}),
        "attributeSetId": ATTRIBUTE_SET,
        "attributes": [
            {"id": name, "name": name, "value": value, "translations": []}
            for name, value in first.content.get("attributes", {}).items()
        ],
        "images": first.content.get("images") or [{"url": picture_address(first.parent_sku), "primary": True}],
        "createdAt": renderer.time(first.created_at),
        "updatedAt": renderer.time(max(one.updated_at for one in variations)),
        "variations": [_variation(renderer, one) for one in variations],
    }


def _variation(renderer: Renderer, one: Listing) -> dict[str, Any]:
    return {
        "id": one.sid,
        "sellerSku": one.sku,
        "barcodeEan": one.content.get("barcode") or None,
        "variation": one.variation,
        "globalPrice": {
            "currency": "USD",
            "value": renderer.money(one.price, 100),
            "salePrice": _sale(renderer, one.sale, 100),
            "updateAt": renderer.time(one.updated_at),
        },
        "attributes": [],
        "businessClients": [_front(renderer, one, front) for front in one.storefronts],
    }


def _front(renderer: Renderer, one: Listing, front: Storefront) -> dict[str, Any]:
    country, at = practice.country(front.country), renderer.time(one.updated_at)
    unit = country.unit
    reason = front.reason or None
    qc = {
        "status": front.qc,
        "updatedAt": at,
        "lastApprovedAt": at,
        "rejectionReason": reason,
        "rejectionComment": None,
    }
    value = None if front.price is None else renderer.money(front.price, unit)
    sale = None
    if front.sale is not None:
        sale = {"value": None, "localValue": amount(front.sale.value, unit), **_ends(front.sale)}
    return {
        "code": client_of(front.country),
        "name": "Jumia",
        "countryCode": front.country,
        "countryName": country.name,
        "sku": front.jumia_sku,
        "visible": front.status == "ACTIVE",
        "visibleUpdatedAt": at,
        "status": front.status,
        "statusUpdatedAt": at,
        "qc": qc,
        "price": {
            "currency": "USD",
            "value": renderer.money(one.price, 100),
            "localCurrency": country.currency,
            "localValue": value,
            "salePrice": sale,
            "updatedAt": at,
        },
    }


def _sale(renderer: Renderer, sale: Sale | None, unit: int) -> dict[str, Any] | None:
    return None if sale is None else {"value": renderer.money(sale.value, unit), **_ends(sale)}


def _ends(sale: Sale) -> dict[str, str]:
    return {"startAt": f"{sale.start[:10]}T00:00:00Z", "endAt": f"{sale.end[:10]}T00:00:00Z"}
