"""Channels, labels, safety stock and custom prices; and, behind a switch, orders and products (sections 5 to 8)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.uappi.account import Account, Refusal
from desktop.sandbox.uappi.labels import label_of
from desktop.sandbox.uappi.world import Record

BRAZIL = timedelta(hours=-3)


async def channels(account: Account, request: Request) -> Answer:
    """GET /v1/erp/channels: not paged."""
    _known(request, ())
    found = account.world.channels
    return json_answer({"canais": found, "info": {"total": len(found)}})


async def labels(account: Account, request: Request) -> Answer:
    """GET /v1/logistic/orders/{id}/shipment_labels: an order without labels has an empty list."""
    _known(request, ("offset", "limit"))
    order = next((one for one in account.world.orders if str(one["id"]) == request.path_params["number"]), None)
    if order is None:
        raise Refusal(404, "Pedido não encontrado")
    count = order["label_count"] if order["labels"] else 0
    found, info = _page(
        account, request, [label_of(account.world, order, number) for number in range(count)], as_text=False
    )
    return json_answer({"etiquetas": found, "info": info})


async def safety(account: Account, request: Request) -> Answer:
    """GET /v1/erp/products/security-stock: an object keyed by channel name."""
    rows = [_safety_row(account, key, held) for key, held in account.world.safety.items()]
    return _by_channel(account, request, "produtosEstoqueSeguranca", rows, as_text=False)


async def prices(account: Account, request: Request) -> Answer:
    """GET /v1/erp/products/customized-prices: texts with a decimal comma."""
    rows = [_price_row(account, key, *pair) for key, pair in account.world.prices.items()]
    return _by_channel(account, request, "produtosPrecoPersonalizado", rows, as_text=account.quirks.paging_as_text)


def _safety_row(account: Account, key: str, held: int) -> Record:
    channel, sku = key.split("|", 1)
    return {**_product(account, sku), "idCanalIntegracao": int(channel), "qtdEstoqueSeguranca": held}


def _price_row(account: Account, key: str, listed: int, sold: int) -> Record:
    channel, sku = key.split("|", 1)
    shown = {"precoDePersonalizado": _comma(account, listed), "precoPorPersonalizado": _comma(account, sold)}
    return {**_product(account, sku), "idCanalIntegracao": int(channel), **shown}


def _product(account: Account, sku: str) -> Record:
    product = next(p for p, one in account.world.variations() if one["sku"] == sku)
    return {"idProduto": product["id"], "skuProduto": sku}


def _comma(account: Account, cents: int) -> str:
    whole = f"{cents // 100:,}".replace(",", "." if account.quirks.thousands_dot else "")
    return f"{whole},{cents % 100:02d}"


def _by_channel(account: Account, request: Request, name: str, rows: list[Record], *, as_text: bool) -> Answer:
    _known(request, ("offset", "limit", "idCanalIntegracao", "sku"))
    channels, skus = _several(request, "idCanalIntegracao"), _several(request, "sku")
    wanted = [
        row
        for row in rows
        if (not channels or str(row["idCanalIntegracao"]) in channels) and (not skus or row["skuProduto"] in skus)
    ]
    found, info = _page(account, request, wanted, as_text=as_text)
    names = {one["id"]: one["nome"] for one in account.world.channels}
    grouped: dict[str, list[Record]] = {}
    for row in found:
        grouped.setdefault(names[row["idCanalIntegracao"]], []).append(row)
    empty: Any = [] if account.quirks.empty_map_as_list else {}
    return json_answer({name: grouped or empty, "info": info})


def _known(request: Request, names: Sequence[str]) -> None:
    """No parameter that the reference does not name. Raises Refusal."""
    if unknown := set(request.query_params) - set(names):
        raise Refusal(400, "Requisição rejeitada.", "parameter", tuple(sorted(unknown)))


def _several(request: Request, name: str) -> list[str]:
    """A pipe-separated list."""
    return [part for part in request.query_params.get(name, "").split("|") if part]


def _page(account: Account, request: Request, found: list[Any], *, as_text: bool) -> tuple[list[Any], Record]:
    """The part asked for; offset and limit are mandatory, limit goes to 100 (section 3). Raises Refusal."""
    try:
        offset, limit = int(request.query_params["offset"]), int(request.query_params["limit"])
    except (KeyError, ValueError) as error:
        raise Refusal(400, "Requisição rejeitada.", "parameter", ("offset e limit são obrigatórios",)) from error
    if offset < 0 or not 1 <= limit <= 100:
        raise Refusal(400, "Requisição rejeitada.", "parameter", ("limit: 1 a 100",))
    part = found[offset : offset + limit]
    filters: Any = {"list": [], "object": {}, "null": None}[account.quirks.filters_as]
    word: Any = str if as_text else int
    numbers = {"offset": word(offset), "limit": word(limit), "total": word(len(found))}
    links = {"prev": "", "self": "http://localhost/v1/self", "next": "" if offset + limit >= len(found) else "/v1/next"}
    return part, {"filtros": filters, **links, **numbers, "exibindo": len(part)}


async def orders(account: Account, request: Request) -> Answer:
    """GET /v1/erp/orders, as assumed in section 8."""
    _assumed(account)
    _known(request, ("offset", "limit", "idCanalIntegracao", "situacao", "dataAtualizacaoDe", "dataAtualizacaoAte"))
    start, end = (_moment(request.query_params.get(name)) for name in ("dataAtualizacaoDe", "dataAtualizacaoAte"))
    channels, situations = _several(request, "idCanalIntegracao"), _several(request, "situacao")
    wanted = [
        one
        for one in account.world.orders
        if (start is None or int(one["updated_at"]) >= start)
        and (end is None or int(one["updated_at"]) <= end)
        and (not channels or str(one["channel"]) in channels)
        and (not situations or one["situation"] in situations)
    ]
    found, info = _page(account, request, wanted, as_text=False)
    return json_answer({"pedidos": [_order(account, one) for one in found], "info": info})


async def order(account: Account, request: Request) -> Answer:
    """GET /v1/erp/orders/{id}, as assumed in section 8."""
    _assumed(account)
    found = next((one for one in account.world.orders if str(one["id"]) == request.path_params["number"]), None)
    if found is None:
        raise Refusal(404, "Pedido não encontrado")
    return json_answer({"pedido": _order(account, found)})


async def products(account: Account, request: Request) -> Answer:
    """GET /v1/erp/products, as assumed in section 8."""
    _assumed(account)
    _known(request, ("offset", "limit", "sku"))
    skus = _several(request, "sku")
    wanted = [
        one
        for one in account.world.products
        if not skus or one["sku"] in skus or any(v["sku"] in skus for v in one["variations"])
    ]
    found, info = _page(account, request, wanted, as_text=False)
    return json_answer({"produtos": [_shown_product(one) for one in found], "info": info})


def _assumed(account: Account) -> None:
    if not account.quirks.assumed_reads:
        raise Refusal(404, "Recurso não encontrado")


def _moment(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return (datetime.strptime(text, "%Y-%m-%d %H:%M:%S") - BRAZIL).replace(tzinfo=UTC).timestamp()
    except ValueError as error:
        raise Refusal(400, "Requisição rejeitada.", "parameter", ("data inválida",)) from error


def _time(seconds: float) -> str:
    """Without zone, in Brazil's time (section 3)."""
    return (datetime.fromtimestamp(int(seconds), UTC) + BRAZIL).strftime("%Y-%m-%d %H:%M:%S")


def _order(account: Account, one: Record) -> Record:
    goods = sum(line["price"] * line["quantity"] for line in one["lines"])
    return {
        "id": one["id"],
        "idPedidoCanal": one["channel_number"],
        "idCanalIntegracao": one["channel"],
        "canal": next(c["nome"] for c in account.world.channels if c["id"] == one["channel"]),
        "situacao": one["situation"],
        "dataPedido": _time(one["at"]),
        "dataAtualizacao": _time(one["updated_at"]),
        "valorProdutos": goods / 100,
        "valorDesconto": 0.0,
        "valorFrete": one["freight"] / 100,
        "valorTotal": (goods + one["freight"]) / 100,
        "cliente": {"nome": one["buyer"], "documento": "", "email": "buyer@example.test", "telefone": ""},
        "enderecoEntrega": {
            "destinatario": one["buyer"],
            "cep": "01000-000",
            "logradouro": "Rua das Palmeiras",
            "uf": "SP",
        },
        "entrega": {"transportadora": "Hub courier", "codigoRastreio": one["tracking"], "dataLimiteEnvio": None},
        "itens": [
            {
                "idProduto": 9,
                "skuProduto": line["sku"],
                "nome": line["name"],
                "quantidade": line["quantity"],
                "precoDe": line["price"] / 100,
                "precoPor": line["price"] / 100,
            }
            for line in one["lines"]
        ],
    }


def _shown_product(one: Record) -> Record:
    first = one["variations"][0]
    return {
        "id": one["id"],
        "sku": one["sku"],
        "nome": one["name"],
        "ativo": True,
        "ean": first["ean"],
        "marca": "Harmattan",
        "precos": {"precoDe": first["price"] / 100, "precoPor": first["price"] / 100},
        "estoque": sum(v["stock"] for v in one["variations"]),
        "atributosSimples": [
            {
                "id": v["id"],
                "sku": v["sku"],
                "ean": v["ean"],
                "precos": {"precoDe": v["price"] / 100, "precoPor": v["price"] / 100},
                "estoque": v["stock"],
            }
            for v in one["variations"]
        ],
    }
