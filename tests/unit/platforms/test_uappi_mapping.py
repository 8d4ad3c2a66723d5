"""The hub's answers become offers to the cent, and nothing in an answer can break a page."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import BrokenAnswer
from desktop.domain.orders import ItemStatus
from desktop.platforms.uappi import assumed, mapping

READERS: list[Callable[[bytes], object]] = [
    mapping.shop,
    mapping.verdicts,
    mapping.held_back,
    lambda body: mapping.safety_stock(body, 0),
    lambda body: mapping.prices(body, 0),
    lambda body: assumed.orders_page(body, 0),
    assumed.one_order,
    lambda body: assumed.products_page(body, 0),
]
WORDS = st.sampled_from(
    [
        "canais",
        "id",
        "nome",
        "ativo",
        "produtosEstoqueSeguranca",
        "produtosPrecoPersonalizado",
        "skuProduto",
        "idCanalIntegracao",
        "info",
        "total",
        "precoDePersonalizado",
        "resultados",
        "sucessos",
        "erros",
        "pedidos",
        "pedido",
        "itens",
        "produtos",
        "atributosSimples",
        "precos",
        "sku",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=4), inner, max_size=5),
    max_leaves=25,
)


@pytest.mark.parametrize("reader", READERS)
@given(answer=JSON)
def test_any_json_is_read_or_called_broken(reader: Callable[[bytes], object], answer: Any) -> None:
    try:
        reader(json.dumps(answer).encode())
    except BrokenAnswer as error:
        assert error.code


@pytest.mark.parametrize(
    ("written", "amount"),
    [("100,00", "100.00"), ("1.234,56", "1234.56"), ("25.5", "25.5"), ("", None), ("x", None), ("NaN", None)],
)
def test_amounts_are_read_with_a_comma_or_a_dot(written: str, amount: str | None) -> None:
    assert mapping.amount(written) == (None if amount is None else Decimal(amount))


def test_rows_of_both_lists_become_one_variant_by_the_rows_own_channel() -> None:
    info = {"offset": "0", "limit": "2", "total": "14", "exibindo": 1}
    row = {"skuProduto": "T/1", "idCanalIntegracao": 177}
    held = {"produtosEstoqueSeguranca": {"A": [row | {"qtdEstoqueSeguranca": 10}]}, "info": info}
    priced = row | {"precoDePersonalizado": "100,00", "precoPorPersonalizado": "80,00"}
    prices = {"produtosPrecoPersonalizado": {"B": [priced]}, "info": info}
    offers = (*_page(mapping.safety_stock, held).offers, *_page(mapping.prices, prices).offers)
    (variant,) = mapping.variants(offers)
    (offer,) = variant.offers
    assert (variant.remote_id, offer.market, offer.safety_stock) == ("T/1", "177", 10)
    assert offer.price and offer.sale_price
    assert (offer.price.amount, offer.sale_price.amount) == (Decimal("100.00"), Decimal("80.00"))


def test_an_empty_map_may_come_as_a_list_and_ends_the_walk() -> None:
    page = _page(mapping.prices, {"produtosPrecoPersonalizado": [], "info": {"total": "14"}})
    assert page == mapping.Page((), more=False)


def test_an_unknown_situation_is_kept_as_it_is() -> None:
    body = {"pedido": {"id": 7, "situacao": "em limbo", "itens": [{"skuProduto": "x"}]}}
    (item,) = assumed.one_order(json.dumps(body).encode()).items
    assert (item.remote_id, item.status, item.platform_status) == ("7:0", ItemStatus.UNKNOWN, "em limbo")


def _page(read: Callable[[bytes, int], mapping.Page], body: object) -> mapping.Page:
    return read(json.dumps(body).encode(), 0)
