"""Where each platform takes each write: the only thing about paths that the shared suite must know."""

from desktop.domain.operations import OperationKind as Kind

# (method, path pattern) by platform and kind of write, from the platforms' own documents.
WHERE: dict[str, dict[Kind, tuple[str, str]]] = {
    "jumia": {
        Kind.PACK: ("POST", "/v2/orders/pack"),
        Kind.READY: ("POST", "/orders/ready-to-ship"),
        Kind.CANCEL: ("PUT", "/orders/cancel"),
        Kind.SET_STOCK: ("POST", "/feeds/products/stock"),
        Kind.SET_PRICE: ("POST", "/feeds/products/price"),
        Kind.SET_STATUS: ("POST", "/feeds/products/status"),
        Kind.CREATE_PRODUCT: ("POST", "/feeds/products/create"),
    },
    "lazada": {
        Kind.PACK: ("POST", "/rest/order/fulfill/pack"),
        Kind.READY: ("POST", "/rest/order/package/rts"),
        Kind.CANCEL: ("GET", "/rest/order/reverse/cancel/create"),
        Kind.REPACK: ("POST", "/rest/order/package/repack"),
        Kind.CREATE_PRODUCT: ("POST", "/rest/product/create"),
        Kind.SET_INVOICE: ("POST", "/rest/order/invoice_number/set"),
        Kind.SET_STOCK: ("POST", "/rest/product/stock/sellable/update"),
        Kind.SET_PRICE: ("POST", "/rest/product/price_quantity/update"),
        Kind.SET_STATUS: ("POST", "/rest/product/*"),
    },
    "uappi": {
        Kind.SET_SAFETY_STOCK: ("PUT", "/omni-api/v1/erp/products/security-stock"),
        Kind.SET_PRICE: ("PUT", "/omni-api/v1/erp/products/customized-prices"),
    },
    "jumpseller": {
        Kind.SHIP: ("POST", "/v1/fulfillments.json"),
        Kind.COMPLETE: ("PUT", "/v1/*"),
        Kind.CANCEL: ("PUT", "/v1/orders/*"),
        Kind.SET_STOCK: ("PUT", "/v1/products/*"),
        Kind.SET_PRICE: ("PUT", "/v1/products/*"),
        Kind.SET_STATUS: ("PUT", "/v1/products/*"),
        Kind.CREATE_PRODUCT: ("POST", "/v1/products.json"),
    },
}


# Where all calls take one path: the text in the request's body that tells them apart.
CONTAINING: dict[str, dict[Kind, str]] = {
    "sirclo": {
        Kind.ACCEPT: "OrderService.AcceptOrder",
        Kind.PACK: "OrderService.PackOrder",
        Kind.SHIP: "OrderService.ShipOrder",
        Kind.COMPLETE: "OrderService.CompleteOrder",
        Kind.CANCEL: "OrderService.CancelOrder",
        Kind.REJECT_CANCEL: "OrderService.RejectCancelOrderRequest",
        Kind.SET_STOCK: "InventoryService.UpdateStock",
        Kind.SET_PRICE: "ProductService.UpdatePrice",
    },
}
WHERE["sirclo"] = dict.fromkeys(CONTAINING["sirclo"], ("POST", "/v1/jsonrpc"))
for _kind in (Kind.CREATE_PRODUCT, Kind.SET_STATUS):
    WHERE["sirclo"][_kind] = ("POST", "/v1/projects/*/topics/CNX_BULK_UPSERT_PRODUCT:publish")


# What an order must be like for this write to be possible.
_NEW_ORDER: dict[tuple[str, Kind], dict[str, object]] = {("sirclo", Kind.REJECT_CANCEL): {"channel": "shpe"}}


def new_order_event(platform: str, kind: Kind) -> dict[str, object]:
    """The settings of the event that makes such an order."""
    return _NEW_ORDER.get((platform, kind), {})


def containing(platform: str, kind: Kind) -> dict[str, str]:
    """The part of a fault's rule that finds this write among others on its path."""
    found = CONTAINING.get(platform, {}).get(kind)
    return {"containing": found} if found else {}


def where(platform: str, kind: Kind) -> tuple[str, str]:
    """Method and path pattern. A platform that is missing here fails: add it."""
    assert platform in WHERE, f"tests/contract/scenes.py does not know where {platform} takes its writes"
    assert kind in WHERE[platform], f"tests/contract/scenes.py does not know where {platform} takes {kind}"
    return WHERE[platform][kind]
