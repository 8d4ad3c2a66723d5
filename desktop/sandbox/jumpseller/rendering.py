"""Records as the API shows them, in the generation and with the oddities that are switched on."""

from datetime import UTC, datetime
from typing import Any

from desktop.sandbox.jumpseller.quirks import Quirks
from desktop.sandbox.jumpseller.world import Record, World

LABELS = {"paid": "Paid", "pending_payment": "Pending Payment", "canceled": "Canceled", "abandoned": "Abandoned"}
SHIPMENTS = {
    "unfulfilled": "Unfulfilled",
    "requested": "Requested",
    "in_transit": "In Transit",
    "delivered": "Delivered",
    "failed": "Failed",
    "pickup_available": "Pickup Available",
}
TRANSLATED = {
    "Paid": "Pagado",
    "Pending Payment": "Pago pendiente",
    "Canceled": "Cancelado",
    "Unfulfilled": "No enviado",
    "In Transit": "En camino",
    "Delivered": "Entregado",
}


def moment(seconds: float, quirks: Quirks) -> str:
    """A time in one of the three spellings (section 6)."""
    at = datetime.fromtimestamp(int(seconds), UTC)
    if quirks.dates == "spaced":
        return at.strftime("%Y-%m-%d %H:%M:%S UTC")
    return at.isoformat() if quirks.dates == "offset" else at.strftime("%Y-%m-%dT%H:%M:%SZ")


def amount(cents: int) -> float:
    """A JSON number, as the schemas declare money (section 6)."""
    return cents / 100


def _label(word: str, words: dict[str, str], quirks: Quirks) -> str:
    label = words.get(word, word)
    return TRANSLATED.get(label, label) if quirks.labels_translated else label


def total(order: Record) -> int:
    """What the buyer pays, in cents."""
    goods = sum(line["price"] * line["qty"] for line in order["lines"])
    return int(goods + order["shipping"] - order["discount"])


def order(world: World, record: Record, quirks: Quirks) -> Record:
    """An order without its wrapper (section 6)."""
    goods = sum(line["price"] * line["qty"] for line in record["lines"])
    shown = {
        "id": record["id"],
        "created_at": moment(record["created_at"], quirks),
        "currency": world.currency,
        "status": _label(record["status"], LABELS, quirks),
        "subtotal": amount(goods),
        "tax": 0.0,
        "shipping": amount(record["shipping"]),
        "shipping_required": True,
        "discount": amount(record["discount"]),
        "total": amount(total(record)),
        "payment_method_name": "Card",
        "shipping_option": "delivery",
        "tracking_number": record["tracking_number"],
        "tracking_company": record["tracking_company"],
        "tracking_url": record["tracking_url"],
        "additional_information": record["additional_information"],
        "coupons": None,
        "products": [_line(line) for line in record["lines"]],
        "additional_fields": [],
    }
    return {**shown, **(_of_2021(record) if quirks.generation == "2021" else _of_2026(record, quirks))}


def _line(line: Record) -> Record:
    return {**line, "price": amount(line["price"]), "discount": 0.0, "taxes": [], "image": None, "weight": 0.5}


def _of_2021(record: Record) -> Record:
    """Codes for the shipment, a customer twice wrapped, the country as a code."""
    address = {**record["address"], "country": "KE", "country_name": "Kenya"}
    shipment = record["shipment"]
    return {
        "shipment_status": None if shipment == "unfulfilled" else shipment,
        "customer": {"customer": record["customer"]},
        "shipping_address": address,
        "billing_address": address,
    }


def _of_2026(record: Record, quirks: Quirks) -> Record:
    """Labels beside `*_enum` codes, a flat customer, the country as a name."""
    address = {**record["address"], "country": "Kenya", "country_code": "KE"}
    return {
        "status_name": _label(record["status"], LABELS, quirks),
        "status_enum": record["status"],
        "shipment_status": _label(record["shipment"], SHIPMENTS, quirks),
        "shipment_status_enum": record["shipment"],
        "fulfillment_status": None,
        "completed_at": None,
        "customer": record["customer"],
        "shipping_address": address,
        "billing_address": address,
        "promotions": [],
        "source": {"created_from": "checkout"},
    }


def thing(record: Record, quirks: Quirks) -> Record:
    """What product and variant have in common."""
    shown = {
        "id": record["id"],
        "sku": record["sku"],
        "price": amount(record["price"]),
        "stock": record["stock"],
        "stock_unlimited": record["stock_unlimited"],
    }
    if quirks.generation == "2026":
        compare = record.get("compare_at_price")
        shown |= {"barcode": record.get("barcode"), "compare_at_price": None if compare is None else amount(compare)}
    return shown


def variant(record: Record, quirks: Quirks) -> Record:
    """A variant without its wrapper (section 8)."""
    return {**thing(record, quirks), "options": record.get("options", []), "image": None}


def product(world: World, record: Record, quirks: Quirks) -> Record:
    """A product without its wrapper; its own variants, images and categories stand in it unwrapped (section 8)."""
    home = f"products/{record['id']}"
    known = world.of("categories")
    shown = {
        **thing(record, quirks),
        "name": record["name"],
        "description": record.get("description", ""),
        "status": record["status"],
        "barcode": record.get("barcode"),
        **{name: record.get(name) for name in ("weight", "length", "width", "height")},
        "discount": "0.0" if quirks.discount_as_text else 0.0,
        "currency": world.currency,
        "images": list(world.of(f"{home}/images").values()),
        "variants": [variant(one, quirks) for one in world.of(f"{home}/variants").values()],
        "categories": [known[id_] for id_ in record.get("categories", []) if id_ in known],
        "created_at": moment(record.get("updated_at", 0), quirks),
    }
    return shown | ({"updated_at": moment(record["updated_at"], quirks)} if quirks.generation == "2026" else {})


def promotion(record: Record, quirks: Quirks, now: float) -> Record:
    """A promotion without its wrapper; the selector fields are written only, never read (section 9)."""
    shown: dict[str, Any] = {key: value for key, value in record.items() if key not in HIDDEN}
    for key in ("begins_at", "expires_at"):
        shown[key] = None if record.get(key) is None else moment(record[key], quirks)
    over = record.get("expires_at") is not None and record["expires_at"] <= now
    shown["status"] = "expired" if over else "active"
    if quirks.generation == "2021":
        shown.pop("coupons", None)
        shown["code"] = next((one["code"] for one in record.get("coupons", [])), None)
    return shown


HIDDEN = ("type", "buys_at_least", "customers")
