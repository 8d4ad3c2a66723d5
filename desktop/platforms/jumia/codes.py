"""Code tables: what Jumia's words mean for us (jumia.md 5.3, 2.2)."""

from desktop.domain.orders import ItemStatus

# There is no word for packed: it is PENDING with a tracking number (jumia.md 5.3).
ITEM_STATUS: dict[str, ItemStatus] = {
    "PENDING": ItemStatus.TO_PACK,
    "READY_TO_SHIP": ItemStatus.READY,
    "SHIPPED": ItemStatus.SHIPPED,
    "DELIVERED": ItemStatus.DELIVERED,
    "FAILED": ItemStatus.FAILED,
    "RETURNED": ItemStatus.RETURNED,
    "CANCELED": ItemStatus.CANCELLED,
    "CANCELLED": ItemStatus.CANCELLED,
}

# Amounts without "Local" in their name are in this currency (jumia.md 5.1, 5.2).
GLOBAL_CURRENCY = "USD"

# What a market's country trades in (jumia.md 4); an order's own currency always comes with the order.
CURRENCY: dict[str, str] = {
    "CI": "XOF",
    "DZ": "DZD",
    "EG": "EGP",
    "GH": "GHS",
    "KE": "KES",
    "MA": "MAD",
    "NG": "NGN",
    "SN": "XOF",
    "TN": "TND",
    "UG": "UGX",
    "ZA": "ZAR",
}

# Errors of the token endpoint that only a new login can cure, and what to tell the seller (jumia.md 1.3).
TOKEN_ERROR: dict[str, str] = {
    "invalid_grant": "token_used_up",
    "invalid_client": "not_self_authorization",
    "unauthorized_client": "not_self_authorization",
}

# The role an application needs for everything on the order side (jumia.md 1.2).
ROLE = "VC - Order Manager"
