"""What a name on the command line means: a shop, an order, a credential in a file or on standard input."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.cli.exits import UsageError
from desktop.domain.order_views import ActionResult
from desktop.services.build import Services
from desktop.services.shop_views import ShopView


@dataclass(frozen=True, slots=True)
class Named:
    """The orders that were meant, in the order named, and a result for each number that means none or several."""

    ids: tuple[int, ...]
    results: tuple[ActionResult, ...] = ()


async def shops_named(services: Services, name: str) -> tuple[ShopView, ...]:
    """The shop with this id or name, or all shops of the account with it.

    Raises ``UsageError``: ``unknown_shop``, ``many_shops`` (of different accounts).
    """
    views = await services.shops.list()
    for meant in (_is_shop, _is_account):
        found = tuple(view for view in views if meant(view, name))
        exact = tuple(view for view in found if name in {view.id, view.account_id})
        if len({view.account_id for view in exact or found}) == 1:
            return exact or found
        if found:
            raise UsageError("many_shops", shop=name)
    raise UsageError("unknown_shop", shop=name)


async def shop_ids(services: Services, name: str | None) -> tuple[str, ...]:
    """The ids of the shops that ``--shop`` means; without it none, which is all."""
    return tuple(view.id for view in await shops_named(services, name)) if name is not None else ()


def market_named(shops: Iterable[ShopView], name: str) -> str:
    """The code of the market with this code or name; what is typed itself where that means none, or several."""
    markets = [market for shop in shops for market in shop.markets]
    codes = {one.code for one in markets if one.code.casefold() == name.casefold()}
    codes = codes or {one.code for one in markets if one.name.casefold() == name.casefold()}
    return codes.pop() if len(codes) == 1 else name


async def target_named(services: Services, name: str) -> str:
    """What to pause, resume or leave: the id of one shop, or of its account where the name means more than one shop."""
    found = await shops_named(services, name)
    return found[0].id if len(found) == 1 else found[0].account_id


async def orders_named(services: Services, numbers: Sequence[str], shop: str | None) -> Named:
    """The orders with these numbers or remote ids, each once."""
    shops: Sequence[str | None] = await shop_ids(services, shop) or (None,)
    found: dict[str, set[int]] = {number: set() for number in numbers}
    for shop_id in shops:
        for number, ids in (await services.orders.find(tuple(found), shop_id)).items():
            found[number].update(ids)
    results = tuple(_not_one(number, len(ids)) for number, ids in found.items() if len(ids) != 1)
    return Named(tuple(min(ids) for ids in found.values() if len(ids) == 1), results)


def credentials(settings: Sequence[str]) -> dict[str, str]:
    """``key=value``, ``key=@file`` and ``key=-`` (all of standard input). No value is ever part of an error.

    Raises ``UsageError``: ``credential_form``, ``credential_file``.
    """
    pairs = [setting.partition("=") for setting in settings]
    if not all(key and equals for key, equals, _value in pairs):
        raise UsageError("credential_form")
    return {key: value_of(key, value) for key, _equals, value in pairs}


def value_of(key: str, value: str) -> str:
    """What is meant: the text itself, a file's after ``@``, or standard input for ``-``. Raises ``UsageError``."""
    if value == "-":
        return sys.stdin.read().strip()
    if not value.startswith("@"):
        return value
    try:
        return Path(value[1:]).expanduser().read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UsageError("credential_file", field=key, reason=reason or "") from error


def _is_shop(view: ShopView, name: str) -> bool:
    return name == view.id or name.casefold() == view.name.casefold()


def _is_account(view: ShopView, name: str) -> bool:
    return name == view.account_id or name.casefold() == view.account.casefold()


def _not_one(number: str, count: int) -> ActionResult:
    code = "many_orders" if count else "unknown_order"
    return ActionResult(0, number, "", ok=False, state="not_possible", code=code)
