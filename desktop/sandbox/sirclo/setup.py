"""Brands and features of a client key (section 3, setup; section 5, subscriptions)."""

from desktop.sandbox.sirclo.account import Account, subscription_name
from desktop.sandbox.sirclo.calls import Call, Method
from desktop.sandbox.sirclo.fields import checked, filled, texts
from desktop.sandbox.sirclo.world import Record

FEATURES = {
    "order-fetched": "ORDER_FETCHED",
    "product-fetched": "PRODUCT_FETCHED",
    "category-fetched": "CATEGORY_FETCHED",
    "category-fetched-v2": "CATEGORY_FETCHED_V2",
    "chat-fetched": "CHAT_FETCHED",
    "chat-fetched-group": "CHAT_FETCHED_GROUP",
    "feedback-accept-orders": "FEEDBACK_ACCEPT_ORDERS",
    "feedback-pack-orders": "FEEDBACK_PACK_ORDERS",
    "feedback-complete-orders": "FEEDBACK_COMPLETE_ORDERS",
    "feedback-cancel-orders": "FEEDBACK_CANCEL_ORDERS",
    "feedback-bulk-upsert-products": "FEEDBACK_BULK_UPSERT_PRODUCT",
    "feedback-bulk-delete-products": "FEEDBACK_BULK_DELETE_PRODUCT",
    "feedback-bulk-update-price": "FEEDBACK_BULK_UPDATE_PRICE",
    "feedback-update-inventory": "FEEDBACK_UPDATE_INVENTORY",
    "feedback-bulk-update-inventory-v4": "FEEDBACK_BULK_UPDATE_INVENTORY_V4",
    "feedback-product-fetched-manual": "FEEDBACK_PRODUCT_FETCHED_MANUAL",
    "feedback-connect-channel": "FEEDBACK_CONNECT_CHANNEL",
    "feedback-disconnect-channel": "FEEDBACK_DISCONNECT_CHANNEL",
    "feedback-create-discount": "FEEDBACK_BULK_UPSERT_DISCOUNT",
}
UNLISTED = {
    "feedback-ship-orders": "FEEDBACK_SHIP_ORDERS",
    "feedback-delete-discount": "FEEDBACK_BULK_DELETE_DISCOUNT",
}
"""Subscriptions that are documented while no feature for them is; behind a switch."""


async def add_brands(call: Call) -> Record:
    """AuthService.AddBrandIDToClient; a brand that is there already stays."""
    checked(call.params, "params", {"brands": list})
    for one in call.params["brands"]:
        checked(one, "brands", {"brand": str, "brand_id": str})
        filled(one, "brand", "brand_id")
    for one in call.params["brands"]:
        call.account.world.brands.setdefault(one["brand_id"], one["brand"])
    call.account.harness.dirty = True
    return {"brand_ids": [one["brand_id"] for one in call.params["brands"]]}


async def add_features(call: Call) -> Record:
    """ClientCredentialsService.AddFeatures: partly done where some are unknown; asked again, the same names."""
    checked(call.params, "params", {"feature_names": list})
    names, errors = texts(call.params["feature_names"], "feature_names"), dict[str, str]()
    listed: dict[str, str] = {}
    for name in names:
        subscription = subscribe(call.account, name)
        if subscription is None:
            errors[name] = f"Feature '{name}' doesn't exist"
        else:
            listed[name] = subscription
    return {"subscription_error": errors, "subscription_list": listed}


def subscribe(account: Account, feature: str) -> str | None:
    """The subscription of a feature, made where there was none; None for an unknown feature."""
    known = {**FEATURES, **UNLISTED} if account.quirks.unlisted_features else FEATURES
    if feature not in known:
        return None
    name = account.world.features.setdefault(feature, subscription_name(known[feature]))
    account.broker.open(name)
    account.harness.dirty = True
    return name


METHODS: dict[str, Method] = {
    "AuthService.AddBrandIDToClient": add_brands,
    "ClientCredentialsService.AddFeatures": add_features,
}
