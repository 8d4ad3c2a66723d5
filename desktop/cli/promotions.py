"""The commands about promotions: list, create from a file, end, delete."""

import asyncio
from argparse import Namespace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop.cli import choices, shapes
from desktop.cli.console import Console, Reply, table
from desktop.cli.exits import UsageError
from desktop.cli.json_files import read_json
from desktop.cli.values import of_operations, pushed, reply
from desktop.domain.money import Money
from desktop.domain.promotions import Promotion, PromotionKind, PromotionLine, StoredPromotion
from desktop.services.build import Services
from desktop.services.orders import Queued


async def list_(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Every promotion as it stands."""
    found = await services.promotions.list(await choices.shop_ids(services, arguments.shop))
    rows = [
        (one.id, one.shop, one.promotion.kind.value, one.promotion.name, one.promotion.state.value) for one in found
    ]
    text = table(("ID", "SHOP", "KIND", "NAME", "STATE"), rows, empty="No promotions.")
    return Reply({"promotions": [shape(one) for one in found]}, text)


async def create(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Make one from a file and send it; a result per line."""
    shop_ids = await choices.shop_ids(services, arguments.shop)
    if len(shop_ids) != 1:
        raise UsageError("many_shops", shop=arguments.shop)
    promotion = typed(await asyncio.to_thread(read_json, arguments.fields, "promotion_file"))
    return await _sent(services, console, await services.promotions.create(promotion, shop_ids[0]))


async def end(services: Services, arguments: Namespace, console: Console) -> Reply:
    """End one now."""
    return await _sent(services, console, await services.promotions.end(arguments.id))


async def delete(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Take one back."""
    return await _sent(services, console, await services.promotions.delete(arguments.id))


async def _sent(services: Services, console: Console, queued: Queued) -> Reply:
    operations = await pushed(services, console, queued.change_set_id, send=True)
    results = await of_operations(services, operations, sent=True)
    return reply([*queued.results, *results], (), queued.change_set_id)


def shape(one: StoredPromotion) -> shapes.Shape:
    """One promotion as the contract wants it."""
    promotion = one.promotion
    return {
        "id": one.id,
        "remote_id": promotion.remote_id or None,
        "shop": one.shop,
        "kind": promotion.kind.value,
        "name": promotion.name,
        "state": promotion.state.value,
        "starts_at": shapes.moment(promotion.starts_at),
        "ends_at": shapes.moment(promotion.ends_at),
        "lines": [_line(line) for line in promotion.lines],
    }


def _line(line: PromotionLine) -> shapes.Shape:
    return {
        "sku": line.sku or None,
        "market": line.market or None,
        "price": shapes.money(line.price) if line.price else None,
        "discount": line.discount or None,
        "max_order": line.max_order,
        "promo_stock": line.promo_stock,
        "state": line.state or None,
        "message": line.message or None,
    }


def typed(document: Any) -> Promotion:
    """A promotion from a file of the shape that ``promotions list`` prints; ids and states in it are ignored.

    Amounts may be plain (``"12.50"``) or with their currency; anything under ``fields`` goes to the platform as it is.
    Raises ``UsageError("promotion_file", what=...)``.
    """
    if not isinstance(document, dict):
        raise UsageError("promotion_file", what="an object")
    lines = document.get("lines") or []
    try:
        return Promotion(
            remote_id="",
            kind=PromotionKind(str(document.get("kind"))),
            name=str(document.get("name") or ""),
            starts_at=_moment(document.get("starts_at")),
            ends_at=_moment(document.get("ends_at")),
            lines=tuple(_typed_line(line) for line in lines),
            fields=dict(document.get("fields") or {}),
        )
    except (ValueError, TypeError, AttributeError, KeyError, InvalidOperation) as error:
        raise UsageError("promotion_file", what=str(error)) from error


def _typed_line(line: Any) -> PromotionLine:
    return PromotionLine(
        sku=str(line["sku"] or ""),
        market=str(line.get("market") or ""),
        price=_price(line.get("price")),
        discount="" if line.get("discount") is None else format(Decimal(str(line["discount"]).rstrip("% ")), "f"),
        max_order=_count(line.get("max_order")),
        promo_stock=_count(line.get("promo_stock")),
    )


def _price(value: Any) -> Money | None:
    if value is None:
        return None
    amount, currency = (value["amount"], value.get("currency", "")) if isinstance(value, dict) else (value, "")
    return Money(Decimal(str(amount)), currency)


def _count(value: Any) -> int | None:
    return None if value is None else int(value)


def _moment(text: Any) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
