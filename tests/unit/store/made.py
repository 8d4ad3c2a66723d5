"""Orders and accounts made up for the store's tests, with a fixed clock."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.store import accounts
from desktop.store.db import Database

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ACCOUNT = "account-1"


def item(number: int = 1, status: ItemStatus = ItemStatus.TO_PACK, /, **more: Any) -> OrderItem:
    values: dict[str, Any] = {
        "remote_id": f"item-{number}",
        "sku": f"KET-{number:03d}",
        "name": "Kettle",
        "quantity": 1,
        "price": Money(Decimal("12.50"), "KES"),
        "status": status,
        "platform_status": status.value.upper(),
    }
    return OrderItem(**{**values, **more})


def order(number: int = 1, /, *items: OrderItem, **more: Any) -> Order:
    values: dict[str, Any] = {
        "remote_id": f"order-{number}",
        "number": f"33{number:04d}",
        "platform_status": "PENDING",
        "total": Money(Decimal("12.50"), "KES"),
        "created_at": NOW - timedelta(hours=number),
        "updated_at": NOW - timedelta(hours=number),
        "buyer": f"Buyer {number}",
        "shop_remote_ids": ("shop-1",),
        "items": items or (item(number),),
    }
    return Order(**{**values, **more})


async def with_account(db: Database, account_id: str = ACCOUNT, shops: Sequence[str] = ("shop-1", "shop-2")) -> None:
    """An account with its shops, as connecting leaves it."""
    account = Account(account_id, "jumia", "Shop of Amina", "http://127.0.0.1:1", identity=f"client of {account_id}")
    await db.write(lambda c: accounts.add_account(c, account, NOW))
    found = [DiscoveredShop(shop, shop.title()) for shop in shops]
    await db.write(lambda c: accounts.save_shops(c, account_id, found, NOW))
