"""A SKU that is a product of its own on each of several markets is shown, changed and deleted on the one named."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from desktop.cli.exits import UsageError
from desktop.cli.products import _sku
from desktop.domain.catalog import Offer, Variant
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.errors import NotPossible
from desktop.services.build import Services


def listed(*markets: str) -> Services:
    rows = [
        StoredVariant(number, "a", "s", "shop", "p", Variant(f"{market}:1", "CUP", "Cup", offers=(Offer(market),)))
        for number, market in enumerate(markets)
    ]

    async def find(_skus: list[str], _shops: list[str]) -> dict[str, Any]:
        return {"CUP": tuple(rows)} if rows else {}

    return cast(Services, SimpleNamespace(catalog=SimpleNamespace(find=find)))


def chosen(services: Services, market: str | None = None) -> int:
    return asyncio.run(_sku(services, "s", "CUP", market)).id


def test_one_product_needs_no_market() -> None:
    assert chosen(listed("shpe")) == 0
    assert chosen(listed("shpe"), "shpe") == 0


def test_of_several_the_market_tells_which() -> None:
    assert chosen(listed("shpe", "tkpd"), "tkpd") == 1
    with pytest.raises(UsageError) as told:
        chosen(listed("shpe", "tkpd"))
    assert (told.value.code, told.value.params) == ("many_products", {"sku": "CUP", "markets": "shpe, tkpd"})


@pytest.mark.parametrize("services", [listed(), listed("shpe")])
def test_what_is_not_there_is_not_guessed(services: Services) -> None:
    with pytest.raises(NotPossible):
        chosen(services, "tkpd")
