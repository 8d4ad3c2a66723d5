"""Safety stock and prices of channels and of Mercado Livre ads (section 7)."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.uappi.account import Account, Refusal, checked, document
from desktop.sandbox.uappi.world import Record

LOWEST, HIGHEST = 0.01, 999_999.99
PRICE = {"idCanalIntegracao": int, "skuProduto": str, "precoDe": (int, float), "precoPor": (int, float)}


async def set_safety(account: Account, request: Request) -> Answer:
    """PUT /v1/erp/products/security-stock: one SKU and one channel; a product's SKU means all of its variations."""
    body = await document(request, {"idCanalIntegracao": int, "sku": str, "estoqueSeguranca": int})
    if body["estoqueSeguranca"] < 0 or not 1 <= len(body["sku"]) <= 255:
        raise Refusal(400, "Requisição rejeitada.", "body", ("estoqueSeguranca ou sku inválido",))
    _channel(account, body["idCanalIntegracao"])
    meant = account.world.skus_of(body["sku"])
    if not meant:
        raise Refusal(404, "Produto não encontrado")
    rows = [_safety_row(account, body, *one) for one in meant]
    return json_answer({"ProdutoEstoqueSeguranca": rows})


def _safety_row(account: Account, body: Record, product: Record, one: Record) -> Record:
    key = f"{body['idCanalIntegracao']}|{one['sku']}"
    if account.world.safety.get(key) != body["estoqueSeguranca"]:
        account.note("set_safety_stock", one["sku"], body["estoqueSeguranca"])
    account.world.safety[key] = body["estoqueSeguranca"]
    at = datetime.fromtimestamp(account.now(), UTC).strftime("%Y-%m-%d %H:%M:%S")
    return {
        "idProduto": product["id"],
        "idAtributoSimples": one["id"],
        "idCanalIntegracao": body["idCanalIntegracao"],
        "idIntegracao": 3,
        "estoqueSeguranca": body["estoqueSeguranca"],
        "dataCadastro": at,
        "dataAtualizacao": at,
    }


def _channel(account: Account, id_: int) -> Record:
    found = next((one for one in account.world.channels if one["id"] == id_), None)
    if found is None:
        raise Refusal(404, "Canal não encontrado", "id")
    return found


async def set_prices(account: Account, request: Request) -> Answer:
    """PUT /v1/erp/products/customized-prices: 1 to 100 entries; 200 also where entries fail (section 7.4)."""
    return await _batch(account, request, PRICE, _set_price)


async def set_ad_prices(account: Account, request: Request) -> Answer:
    """PUT /v1/erp/mercadolivre/items/customized-prices (section 7.6)."""
    return await _batch(account, request, {**PRICE, "prefixoCanalIntegracao": str}, _set_ad_price)


async def _batch(account: Account, request: Request, fields: dict[str, Any], write: Any) -> Answer:
    entries = (await document(request, {"precos": list}))["precos"]
    if not 1 <= len(entries) <= 100:
        raise Refusal(400, "Requisição rejeitada.", "body", ("precos: 1 a 100",))
    checked_entries = [checked(one, fields) for one in entries]
    pairs = [(one["skuProduto"], one["idCanalIntegracao"], one.get("prefixoCanalIntegracao")) for one in entries]
    if len(set(pairs)) < len(pairs):
        account.count("body", "the same pair twice in one batch")
    results: dict[str, Record] = {}
    for entry in sorted(checked_entries, key=lambda one: one["skuProduto"]):  # grouped by SKU, not as asked
        if entry["skuProduto"] == account.quirks.silent_pair:
            continue
        rows = results.setdefault(entry["skuProduto"], {"skuProduto": entry["skuProduto"], "sucessos": [], "erros": []})
        problem, row = write(account, entry)
        names = ("idCanalIntegracao", "prefixoCanalIntegracao")
        key = {name: entry[name] for name in names if name in entry}
        rows["erros" if problem else "sucessos"].append({**key, "mensagem": problem} if problem else {**key, **row})
    return json_answer({"resultados": list(results.values())})


def _problem(account: Account, entry: Record) -> str:
    if entry["skuProduto"] == account.quirks.unknown_sku or not account.world.skus_of(entry["skuProduto"]):
        return "Produto não encontrado"
    if not any(one["id"] == entry["idCanalIntegracao"] for one in account.world.channels):
        return "Canal não encontrado"
    if not all(LOWEST <= entry[name] <= HIGHEST for name in ("precoDe", "precoPor")):
        account.count("body", "a price outside its bounds")
        return "Preço inválido"
    return ""


def _set_price(account: Account, entry: Record) -> tuple[str, Record]:
    if problem := _problem(account, entry):
        return problem, {}
    listed, sold = round(entry["precoDe"] * 100), round(entry["precoPor"] * 100)
    for _product, one in account.world.skus_of(entry["skuProduto"]):
        key = f"{entry['idCanalIntegracao']}|{one['sku']}"
        if account.world.prices.get(key) != [listed, sold]:
            account.note("set_price", one["sku"], [listed, sold])
        account.world.prices[key] = [listed, sold]
    return "", {"precoDe": entry["precoDe"], "precoPor": entry["precoPor"]}


def _set_ad_price(account: Account, entry: Record) -> tuple[str, Record]:
    prefix = entry["prefixoCanalIntegracao"]
    if not 1 <= len(prefix) <= 10:
        account.count("body", "a prefix of 1 to 10 characters")
        return "Prefixo inválido", {}
    if problem := _problem(account, entry):
        return problem, {}
    key = f"{entry['idCanalIntegracao']}|{prefix}|{entry['skuProduto']}"
    account.world.ad_prices[key] = [round(entry["precoDe"] * 100), round(entry["precoPor"] * 100)]
    account.note("set_price", entry["skuProduto"], [prefix, entry["precoDe"], entry["precoPor"]])
    prices = {"precoDe": entry["precoDe"], "precoPor": entry["precoPor"]}
    return "", {**prices, "codigoMlb": f"MLB{abs(hash(key)) % 10**10:010d}"}


async def delete_price(account: Account, request: Request) -> Answer:
    """DELETE of a channel's own price: 204 without a body, 404 where there is none."""
    params = request.path_params
    key = f"{params['channel']}|{params['sku']}"
    return _delete(account, account.world.prices, key, params["sku"])


async def delete_ad_price(account: Account, request: Request) -> Answer:
    """DELETE of an ad's own price."""
    params = request.path_params
    key = f"{params['channel']}|{params['prefix']}|{params['sku']}"
    return _delete(account, account.world.ad_prices, key, params["sku"])


def _delete(account: Account, prices: dict[str, list[int]], key: str, sku: str) -> Answer:
    if prices.pop(key, None) is None:
        raise Refusal(404, "Preço não encontrado")
    account.note("delete_price", sku, key)
    return Answer(204, b"", ())
