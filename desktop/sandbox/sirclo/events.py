"""What can happen at the marketplaces, at the operator's, or by other hands on the same key."""

from typing import Any

from desktop.sandbox.sirclo import channel_methods, odd_messages, order_message, product_message
from desktop.sandbox.sirclo import world as words
from desktop.sandbox.sirclo.account import Account
from desktop.sandbox.sirclo.channels import REJECTS_CANCELS, main_warehouse
from desktop.sandbox.sirclo.order_steps import move
from desktop.sandbox.sirclo.seeding import DAY, HOUR, OrderMaker, give_waybill
from desktop.sandbox.sirclo.world import Record, order_id
from desktop.sandbox.stage import Event

Happened = dict[str, Any]
CRON = "import_variant_consumer_cron"


def new_order(account: Account, event: Happened) -> Happened:
    """`count` buyers order and pay (`channel`, `items`; `status`; `seller_waybill`, `pickup`, `by_marketplace`)."""
    maker, made = OrderMaker(account.world, account.rng), []
    for _ in range(int(event.get("count", 1))):
        pickup = bool(event.get("pickup"))
        order = maker.new_order(account.now(), "blib" if pickup else event.get("channel"), event.get("items"))
        order["awb_by_channel"] = not event.get("seller_waybill", False)
        order["by_marketplace"] = bool(event.get("by_marketplace"))
        if pickup:
            _click_and_collect(account, order)
        _to(account, order, str(event.get("status", words.PENDING)))
        made.append({"id": order_id(order), "number": order["number"], "settlement_code": order["settlement_code"]})
    return {"orders": made}


def _click_and_collect(account: Account, order: Record) -> None:
    """Blibli: accepted by itself after an hour (section 5.1)."""
    number = f"{account.rng.getrandbits(64):016X}"
    order["settlement_code"] = "-".join(number[at : at + 4] for at in range(0, 16, 4))
    order["pickup_deadline"] = account.now() + 7 * DAY
    account.later(HOUR, "accept_pickup", {"order": order_id(order)})


def _to(account: Account, order: Record, status: str) -> None:
    """Somebody other than the client moves an order."""
    order["elsewhere"] = True
    if status == words.PACKED and not order["awb"]:
        give_waybill(account.world, order, account.now())
    if status == words.CANCELLED:
        order["cancelled"] = account.now()
        order["cancel_reason"] = order["cancel_reason"] or "Pembeli berubah pikiran"
    move(account, order, status)


def _moved(account: Account, event: Happened, starts: tuple[str, ...], status: str) -> Happened:
    order = account.world.order(str(event.get("order", "")))
    if order["status"] not in starts:
        raise ValueError(f"an order that is {order['status']} cannot become {status}")
    _to(account, order, status)
    return {"order": order_id(order), "status": status}


def order_moves(account: Account, event: Happened) -> Happened:
    """An `order` gets any status `to`, known or not."""
    _to(account, account.world.order(str(event.get("order", ""))), str(event["to"]))
    return {}


def order_cancelled(account: Account, event: Happened) -> Happened:
    """The buyer calls an `order` off before it is shipped."""
    before = (words.UNPAID, words.PENDING, words.ACCEPTED, words.PACKED, words.PACK_FAILED, words.REQUEST_CANCEL)
    return _moved(account, event, before, words.CANCELLED)


def cancel_requested(account: Account, event: Happened) -> Happened:
    """The buyer asks to cancel an `order`; granted after `seconds` (two days) where nobody answers."""
    order = account.world.order(str(event.get("order", "")))
    if order["channel"] not in (*REJECTS_CANCELS, "lzda", "blib"):
        raise ValueError("buyers of this channel do not ask, they cancel")
    wait = float(event.get("seconds", 2 * DAY))
    order["before"], order["cancel_deadline"] = order["status"], account.now() + wait
    told = _moved(account, event, (words.PENDING, words.ACCEPTED, words.PACKED), words.REQUEST_CANCEL)
    account.later(wait, "cancel_deadline", {"order": order_id(order)})
    return told


def accepted_elsewhere(account: Account, event: Happened) -> Happened:
    """Somebody accepts an `order` at the marketplace itself."""
    return _moved(account, event, (words.PENDING,), words.ACCEPTED)


def packed_elsewhere(account: Account, event: Happened) -> Happened:
    """Somebody packs an `order` at the marketplace itself."""
    return _moved(account, event, (words.ACCEPTED, words.PACK_FAILED), words.PACKED)


def pack_fails(account: Account, event: Happened) -> Happened:
    """Shopee could not arrange the shipping of an `order` after all."""
    order = account.world.order(str(event.get("order", "")))
    if order["channel"] != "shpe":
        raise ValueError("only Shopee's packings fail so")
    told = _moved(account, event, (words.ACCEPTED, words.PACKED), words.PACK_FAILED)
    order["awb"], order["awb_at"] = "", None
    order["done"] = [verb for verb in order["done"] if verb != "pack"]
    return told


def courier_takes(account: Account, event: Happened) -> Happened:
    """The courier takes a packed `order`, or all of them."""
    if "order" in event:
        return _moved(account, event, (words.PACKED,), words.SHIPPED)
    taken = [one for one in account.world.orders.values() if one["status"] == words.PACKED]
    for one in taken:
        _to(account, one, words.SHIPPED)
    return {"orders": len(taken)}


def delivered(account: Account, event: Happened) -> Happened:
    """The buyer has a shipped `order`."""
    return _moved(account, event, (words.SHIPPED,), words.COMPLETED)


def order_published(account: Account, event: Happened) -> Happened:
    """An `order` is told once more, or as if it had another `status`."""
    order_message.publish(account, account.world.order(str(event.get("order", ""))), status=event.get("status"))
    return {}


def stock_changed(account: Account, event: Happened) -> Happened:
    """`variant` has `quantity` pieces now (in `warehouse`); told only when products are fetched."""
    product, one = account.world.variant_named(str(event.get("variant")))
    place = str(event.get("warehouse", main_warehouse(product["channel"])))
    if place not in one["stocks"]:
        raise ValueError(f"there is no warehouse {place!r} here")
    if "warehouse" not in event:
        one["stocks"] = dict.fromkeys(one["stocks"], 0)
    one["stocks"][place] = int(event["quantity"])
    account.read_back(str(event["variant"]))
    return {}


def price_changed(account: Account, event: Happened) -> Happened:
    """`variant` costs `price` now; told only when products are fetched."""
    account.world.variant_named(str(event.get("variant")))[1]["price"] = int(float(event["price"]))
    account.read_back(str(event["variant"]))
    return {}


def status_changed(account: Account, event: Happened) -> Happened:
    """`variant` is `status` (active or inactive) now; told only when products are fetched."""
    account.world.variant_named(str(event.get("variant")))[1]["status"] = str(event["status"])
    account.read_back(str(event["variant"]))
    return {}


def product_sold(account: Account, event: Happened) -> Happened:
    """The product of `variant` has its first transaction; Tokopedia minds (section 6.3)."""
    account.world.variant_named(str(event.get("variant")))[0]["sold"] = True
    return {}


def products_published(account: Account, event: Happened) -> Happened:
    """The adapter tells all products (of `channel`) by itself."""
    wanted = event.get("channel")
    found = [one for one in account.world.products if wanted in (None, one["channel"])]
    for product in found:
        product_message.publish(account, product, CRON, account.activity())
    return {"products": len(found)}


def categories_published(account: Account, event: Happened) -> Happened:
    """The adapter tells the categories of `channel` by itself."""
    code = str(event.get("channel", "shpe"))
    product_message.publish_categories(account, code, "refresh_collection_consumer_cron", account.activity())
    return {}


def channel_disconnected(account: Account, event: Happened) -> Happened:
    """A `channel` loses its connection (its token ended)."""
    _link(account, event)["connected"] = False
    return {}


def channel_connected(account: Account, event: Happened) -> Happened:
    """A `channel` is connected at the operator's; `limits` false: Shopee names none."""
    _link(account, event)["connected"] = True
    limited = bool(event.get("limits", True))
    channel_methods.announce(account, str(event.get("channel")), account.activity(), limited)
    return {}


def _link(account: Account, event: Happened) -> Record:
    found = account.world.links.get(str(event.get("channel")))
    if found is None:
        raise ValueError(f"there is no channel {event.get('channel')!r}")
    return found


def message(account: Account, event: Happened) -> Happened:
    """A message that is not as it should be: `odd` names how, or `data` (base64) is it; in the `feature`'s place."""
    name = account.world.features.get(str(event.get("feature", "order-fetched")))
    if name is None:
        raise ValueError("nobody has subscribed to this feature")
    if "odd" in event:
        return {"messageId": odd_messages.put(account, str(event["odd"]), name)}
    return {"messageId": account.put(name, str(event["data"]))}


def messages_again(account: Account, event: Happened) -> Happened:
    """The last `count` acknowledged messages of a `feature` come again, under their messageIds."""
    name = account.world.features.get(str(event.get("feature", "order-fetched")))
    if name is None:
        raise ValueError("nobody has subscribed to this feature")
    return {"messages": account.broker.again(name, int(event.get("count", 1)), account.harness.clock.ticks())}


def other_consumer(account: Account, event: Happened) -> Happened:
    """A second install pulls and acknowledges what waits for a `feature`: it is lost to us (section 9.1)."""
    name = account.world.features.get(str(event.get("feature", "order-fetched")))
    if name is None:
        raise ValueError("nobody has subscribed to this feature")
    tick = account.harness.clock.ticks()
    taken = account.broker.pull(name, int(event.get("count", 1000)), account.now(), tick, 60.0, 0)
    for one in taken:
        account.broker.acknowledge(name, one)
    return {"messages": len(taken)}


def key_revoked(account: Account, event: Happened) -> Happened:
    """The operator takes the client key and the service account back."""
    account.world.revoked = True
    return {}


EVENTS: dict[str, Event[Account]] = {
    event.__name__: event
    for event in (
        new_order, order_moves, order_cancelled, cancel_requested, accepted_elsewhere, packed_elsewhere, pack_fails,
        courier_takes, delivered, order_published, stock_changed, price_changed, status_changed, product_sold,
        products_published, categories_published, channel_disconnected, channel_connected, message, messages_again,
        other_consumer, key_revoked,
    )
}  # fmt: skip
