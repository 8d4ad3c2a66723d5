"""Lazada's words, countries and error codes, each with its section of lazada.md."""

from collections.abc import Mapping

from desktop.domain.catalog import ListingStatus
from desktop.domain.orders import ItemStatus

# country -> (host, currency, hours ahead of UTC, name), section 1
COUNTRIES: Mapping[str, tuple[str, str, int, str]] = {
    "sg": ("api.lazada.sg", "SGD", 8, "Singapore"),
    "my": ("api.lazada.com.my", "MYR", 8, "Malaysia"),
    "th": ("api.lazada.co.th", "THB", 7, "Thailand"),
    "ph": ("api.lazada.com.ph", "PHP", 8, "Philippines"),
    "vn": ("api.lazada.vn", "VND", 7, "Vietnam"),
    "id": ("api.lazada.co.id", "IDR", 7, "Indonesia"),
}
CROSS_BORDER = "cb"  # one token for several countries
HOSTS = frozenset(host for host, *_rest in COUNTRIES.values())
AUTH_BASE = "https://auth.lazada.com/rest"
LABEL_HOSTS = (
    "lazada.com", "lazada.sg", "lazada.vn", "lazada.co.th", "lazada.co.id", "lazada.com.my", "lazada.com.ph",
)  # fmt: skip

_S = ItemStatus
STATUS: Mapping[str, ItemStatus] = {  # section 8.5
    "unpaid": _S.UNPAID,
    "pending": _S.TO_PACK,
    "repacked": _S.TO_PACK,
    "packed": _S.PACKED,
    "ready_to_ship_pending": _S.READY,
    "ready_to_ship": _S.READY,
    "shipped": _S.SHIPPED,
    "delivered": _S.DELIVERED,
    "confirmed": _S.DELIVERED,
    "canceled": _S.CANCELLED,
    "failed": _S.FAILED,
    "failed_delivery": _S.FAILED,
    "shipped_back": _S.FAILED,
    "shipped_back_success": _S.FAILED,
    "shipped_back_failed": _S.FAILED,
    "package_scrapped": _S.FAILED,
    "lost_by_3pl": _S.FAILED,
    "damaged_by_3pl": _S.FAILED,
    "returned": _S.RETURNED,
}
LISTING: Mapping[str, ListingStatus] = {  # section 10.1
    "active": ListingStatus.ACTIVE,
    "inactive": ListingStatus.INACTIVE,
    "deleted": ListingStatus.DELETED,
}

# Section 6: nothing was done, come back after this many seconds.
LIMITS: Mapping[str, float] = {
    "ApiCallLimit": 1.0, "SellerCallLimit": 1.3, "AppCallLimit": 60.0, "901": 1.0, "4154": 1.0,
}  # fmt: skip
NO_SUGGESTION = "701"  # section 11.3
CAMPAIGN, CAMPAIGN_S = "998", 3600.0  # a call that is switched off for hours: nothing was done (section 6.2)
LOCKED = frozenset({"700024", "4147"})  # somebody else was writing: nothing was done
TROUBLE = frozenset({
    "ServiceTimeout", "513", "6", "1000", "21", "40011", "506", "1002", "SystemError", "SystemBusy",
    "ServiceUnavailable", "UnknownRuntimeException",
})  # fmt: skip
LOGIN_REFUSED = frozenset({"IllegalAccessToken", "InvalidAccessToken", "AccessTokenExpired", "MissingAccessToken"})
NO_REFRESH = "AUTH_TYPE_UNSUPPORTED"  # the token lives as long as the app's subscription (section 4.5)
APP_REFUSED = frozenset({
    "IncompleteSignature", "InvalidAppKey", "APP_KEY_INVALID", "InvalidCode", "IllegalRefreshToken", NO_REFRESH,
    "AppNotSubscribed",
})  # fmt: skip
GONE = frozenset({"16", "37", "39", "207", "208", "600001", "EDIT_ITEM_NOT_BELONG_SELLER"})
# Codes that get a name of their own, because what to do next is known (section 6.2).
NAMED: Mapping[str, str] = {
    "Mp3SellerApiLimit": "not_for_ease_shops",
    "AppWhiteIpLimit": "address_not_listed",
    "InvalidApi": "role_missing",
    "SellerNotVerified": "shop_not_open",
    "SellerNotActive": "shop_not_open",
}
ROLES: Mapping[str, str] = {"InvalidApi": "the API group of this call, in the app's console"}
