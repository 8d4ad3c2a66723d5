"""POST /orders/print-labels: one PDF per package, before ready-to-ship another than after (sections 5.7, 12.11)."""

import base64
import hashlib
from collections import Counter
from typing import Any

from starlette.requests import Request

from desktop.sandbox import practice
from desktop.sandbox.answer import Answer
from desktop.sandbox.clock import iso
from desktop.sandbox.jumia.account import Account
from desktop.sandbox.jumia.rejects import SameRoute, check_packed, check_printable, each, parts, seller_item
from desktop.sandbox.jumia.shipping import item_ids
from desktop.sandbox.jumia.world import PENDING, Item, Order, Package, World
from desktop.sandbox.label_pdf import Label, label_page


async def print_labels(account: Account, request: Request) -> Answer:
    """Labels of packed items; changes nothing and may be asked again."""
    route = SameRoute(account)
    by_package: dict[str, list[str]] = {}

    def wanted(item_id: str) -> None:
        order, item = seller_item(account, item_id)
        check_packed(account, item)
        check_printable(item)
        route.check(order, item)
        by_package.setdefault(item.tracking_number, []).append(item_id)

    refused = each(await item_ids(request), wanted)
    entries = [_entry(account, account.world.packages[number], ids) for number, ids in by_package.items()]
    labels = [entry for entry in entries if entry is not None]
    return parts(account, 200, ("labels", labels), ("orderItems", refused))


def _entry(account: Account, package: Package, ids: list[str]) -> dict[str, Any] | None:
    """One label of the reply; None while it is late."""
    if package.late < account.quirks.label_late:
        package.late += 1
        return None
    page = label_page(label_of(account.world, package))
    _note(account, package, page)
    prefix = "data:application/pdf;base64," if account.quirks.label_data_url else ""
    text = prefix + base64.b64encode(page).decode()
    return {
        "orderItemIds": ids,
        "countryCode": package.country,
        "trackingNumber": package.tracking_number,
        "label": text,
    }


def _note(account: Account, package: Package, page: bytes) -> None:
    provisional = is_provisional(account.world, package)
    digest = hashlib.sha256(page).hexdigest()
    package.served.append({"at": iso(account.now()), "provisional": provisional, "sha256": digest})
    account.harness.dirty = True


def is_provisional(world: World, package: Package) -> bool:
    """Before ready-to-ship the parcel has no route yet: such a label must not travel."""
    return any(item.status == PENDING for _, item in _items(world, package))


def _items(world: World, package: Package) -> list[tuple[Order, Item]]:
    return [world.item_by_id[item_id] for item_id in package.item_ids]


def label_of(world: World, package: Package) -> Label:
    """What stands on a package's label now."""
    order = world.order_by_id[package.order_id]
    provisional = is_provisional(world, package)
    counted = Counter(item.sku for _, item in _items(world, package))
    station = next(one.name for one in world.providers if one.id == package.provider_id)
    return Label(
        tracking_number=package.tracking_number,
        order_number=order.number,
        carrier="JUMIA EXPRESS",
        routing="ROUTE PENDING" if provisional else f"{order.country}-{order.hub}-{int(order.number) % 40 + 1:02d}",
        station=station,
        name=order.latin_name,
        address=_address(order),
        contents=tuple(f"{count} x {sku}" for sku, count in counted.items()),
        payment="PREPAID" if order.prepaid else "CASH ON DELIVERY",
        provisional=provisional,
    )


def _address(order: Order) -> tuple[str, ...]:
    """The address in the letters that the label's fonts have; other scripts are left to the route."""
    lines = (order.street, f"{order.ward}, {order.city} {order.postal_code}", order.region)
    return (*(line for line in lines if _latin(line)), practice.country(order.country).name)


def _latin(text: str) -> bool:
    return text.encode("cp1252", "replace").decode("cp1252") == text
