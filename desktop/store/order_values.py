"""What is stored of an order: its own facts, and what a row shows of its items, derived once when they arrive."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from desktop.domain.orders import Address, Order, OrderItem, bucket_of, parcels_of
from desktop.store.bulk import Values
from desktop.store.search import search_text
from desktop.store.values import BUCKET_CODE, deadline_ms, json_object, plain, sort_key, to_json, to_ms

LONGEST_SUMMARY = 160


def own_values(order: Order, shop_no: int, ship_by: datetime | None) -> Values:
    """The columns of ``orders`` that the order itself tells."""
    return {
        "shop_no": shop_no,
        "remote_id": plain(order.remote_id),
        "number": plain(order.number),
        "platform_status": plain(order.platform_status),
        "buyer": plain(order.buyer),
        "total": str(order.total.amount),
        "total_sort": sort_key(order.total.amount),
        "currency": plain(order.total.currency),
        "created_at": to_ms(order.created_at),
        "updated_at": to_ms(order.updated_at),
        "ship_by": deadline_ms(ship_by),
        "country": plain(order.country),
    }


def shown_of_items(items: Sequence[OrderItem]) -> Values:
    """The columns of ``orders`` that say what its items are and how far they got."""
    parcels = parcels_of(items)
    return {
        "bucket": BUCKET_CODE[bucket_of(items)],
        "items": items_summary(items),
        "item_count": min(sum(item.quantity for item in items), 1 << 53),
        "provider": _listed(parcel.provider for parcel in parcels) or _listed(item.provider for item in items),
        "tracking": _listed(parcel.tracking_number for parcel in parcels),
    }


def text_values(order: Order) -> Values:
    """The columns of ``order_texts`` that are not searched."""
    known = order.address
    address = {name: getattr(known, name) for name in Address.__dataclass_fields__ if getattr(known, name)}
    return {
        "address": plain(to_json(address)) if address else "",
        "note": plain(order.note),
        "payment": plain(order.payment),
    }


def searched(
    row: Mapping[str, object], items: Sequence[OrderItem], texts: Mapping[str, object], own: Sequence[str] = ()
) -> str:
    """What is found by searching: number, buyer, items, courier, address, the buyer's note, and the seller's own words.

    Of each item SKU, name and tracking number; ``own`` are the private note and the tags.
    """
    fields = [str(row["number"]), str(row["buyer"])]
    for item in items:
        fields += (item.sku, item.name, item.tracking_number)
    return plain(search_text([*fields, str(row["provider"]), *_address_words(texts), str(texts["note"]), *own]))


def _address_words(texts: Mapping[str, object]) -> Iterator[str]:
    """Name, lines, city, phone...: every part of the address by itself."""
    for part in json_object(str(texts["address"])).values():
        yield from map(str, part) if isinstance(part, list) else (str(part),)


def items_summary(items: Sequence[OrderItem]) -> str:
    """``2 x KET-BLU, MUG-RED``: each SKU once, with its number where there are several."""
    counted: dict[str, int] = {}
    for item in items:
        sku = item.sku or item.name
        counted[sku] = counted.get(sku, 0) + item.quantity
    text = ", ".join(sku if count == 1 else f"{count} x {sku}" for sku, count in counted.items())
    return plain(text if len(text) <= LONGEST_SUMMARY else text[: LONGEST_SUMMARY - 1] + "…")


def _listed(words: Iterable[str]) -> str:
    return plain(", ".join(dict.fromkeys(word for word in words if word)))
