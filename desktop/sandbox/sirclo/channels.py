"""The marketplaces behind the adapter: what each is called, wants for connecting, and can do (sections 2 to 8)."""

from dataclasses import dataclass
from typing import Any

Field = tuple[str, str, str]
"""Name, description, type of a credential."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One marketplace. `reasons`: (code, name) pairs for cancelling, empty: free text. `couriers` in its own words."""

    code: str
    name: str
    oauth: bool
    fields: tuple[Field, ...]
    prefix: str
    couriers: tuple[tuple[str, str], ...]
    warehouses: tuple[tuple[str, str], ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()


SHOP_ID: tuple[Field, ...] = (("shop_id", "Shop Id", "integer"),)
_OUT, _CLOSED, _AREA = ("Stok habis", "Toko tutup", "Alamat tidak terjangkau")

CHANNELS: dict[str, Channel] = {
    one.code: one
    for one in (
        Channel(
            "shpe", "Shopee", True, SHOP_ID, "SPX", (("SPX", "Standard"), ("Gosend", "Instant")),
            (("IDZ", "Gudang utama"),), (("OUT_OF_STOCK", _OUT), ("UNDELIVERABLE_AREA", _AREA)),
        ),
        Channel(
            "tkpd", "Tokopedia", False,
            (("fs_id", "FS ID", "integer"), ("client_id", "Client Id", "string"),
             ("client_secret", "Client Secret", "string"), *SHOP_ID),
            "TKP", (("AnterAja", "Reguler"), ("SiCepat", "Reguler")),
            (("11820045", "Gudang Tebet"), ("11820046", "Gudang Gubeng")), (("30", _OUT), ("8", _CLOSED)),
        ),
        Channel(
            "lzda", "Lazada", True, (), "LXID", (("LEX ID", "Standard"), ("J&T", "Cashless")),
            (("dropshipping", "Gudang utama"),), (("15", _OUT), ("21", _AREA)),
        ),
        Channel(
            "tktk", "Tiktok", True, (), "JX", (("J&T Express", "Standard"),),
            (("73347589009810", "Gudang penjualan"),), (("seller_cancel_reason_out_of_stock", _OUT),),
        ),
        Channel(
            "blib", "Bli-Bli", False,
            (("merchant_code", "Merchant Code", "string"), ("signature_key", "Signature key", "string"),
             ("api_seller_key", "Api Seller key", "string")),
            "BES", (("BES", "Reguler"),), (("PP-3000391", "Titik ambil Tebet"), ("PP-3000392", "Titik ambil Coblong")),
        ),
        Channel(
            "zlra", "Zalora", False,
            (("app_id", "Application ID", "string"), ("app_secret", "Application Secret", "string")),
            "ZLR", (("JNE", "Cashless"), ("J&T", "Cashless")), (), (("1", _OUT), ("3", _CLOSED)),
        ),
        Channel("bklp", "Bukalapak", True, (), "BKL", (("JNE", "REG"), ("SiCepat", "REG"))),
    )
}  # fmt: skip

OTHERS = {"lzda-sg": "Lazada SG", "shpe-sg": "Shopee SG"}
"""Documented channels that this practice brand does not sell on."""

OPEN_API = ("orami", "mncm", "ntnid", "sehatq", "tktklv", "ascs", "mope", "skfm", "mawp", "lcpd", "amore", "ahpi")

REJECT_REASONS = (
    ("reverse_reject_request_reason_5", "You have reached an agreement with the buyer"),
    ("seller_reject_apply_shipped", "Product is shipped and parcel cannot be recalled back from logistics."),
)
"""TikTok's reasons for turning a buyer's wish to cancel down: (code, name); the name is sent (section 3)."""

REJECTS_CANCELS = ("shpe", "tktk", "tkpd")
FETCHES_BY_SKU = ("lzda", "tkpd", "tktk", "shpe")
TELLS_WAREHOUSES = ("blib", "lzda", "tkpd", "tktk", "shpe")
TELLS_COURIERS = ("lzda", "zlra")
LABEL_BY_ORDER = ("tkpd", "blib", "lzda")
"""Labels are asked for without a waybill number."""

LISTING_PLATFORMS = {"tktk": ["TOKOPEDIA", "TIKTOK_SHOP"]}


def courier_names(code: str) -> list[str]:
    """What a seller may choose from."""
    return [f"{provider} {service}" for provider, service in CHANNELS[code].couriers]


def default_courier(code: str) -> str:
    """Taken where none is named; Zalora has none (section 3)."""
    return "" if code == "zlra" else courier_names(code)[0]


def main_warehouse(code: str) -> str:
    """Where stock goes that names no warehouse; "" on channels without any."""
    known = CHANNELS[code].warehouses
    return known[0][0] if known else ""


SHOPEE_LIMITS: dict[str, Any] = {
    "price_limit": (99, 150_000_000),
    "wholesale_price_threshold_percentage": (50, 100),
    "stock_limit": (0, 10_000_000),
    "item_name_length_limit": (5, 255),
    "item_image_count_limit": (1, 9),
    "item_description_length_limit": (20, 3000),
    "tier_variation_name_length_limit": (1, 14),
    "tier_variation_option_length_limit": (1, 20),
    "item_count_limit": (None, 100),
}
"""Section 6.4: lowest and highest."""
