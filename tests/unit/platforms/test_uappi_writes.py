"""What the hub said of each price decides, what it did not say is read back, and a shared login is found out."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest
from loopback import Loopback, Reply, Seen
from small_session import MemoryVault, session_for

from desktop.domain.errors import AuthNeeded, Refused
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.platforms.uappi.connector import UappiConnector
from desktop.platforms.uappi.writes import batches_of

KEYS = {"api_key": "public-key-1", "secret_key": "private-key-1"}
PRICE, HELD = OperationKind.SET_PRICE, OperationKind.SET_SAFETY_STOCK


def wish(number: int, kind: OperationKind = PRICE, market: str = "708", **values: object) -> Operation:
    after = {"market": market, "sku": f"x-{number}", **(values or {"price": "25.50"})}
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Operation(
        f"op{number}", "set", "a", "s", kind, f"x-{number}", f"x-{number}", {}, after, OperationState.SENDING, now
    )


def at_hub(react: Callable[[Seen], Reply], job: Callable[[UappiConnector], Coroutine[Any, Any, Any]]) -> list[Seen]:
    def answer(seen: Seen) -> Reply:
        return Reply(201, b'{"token": "t"}') if seen.target.endswith("/auth") else react(seen)

    async def run() -> list[Seen]:
        async with Loopback(react=answer) as server:
            connector = UappiConnector(session_for(server.base_url, MemoryVault(KEYS)))
            await job(connector)
            await connector.aclose()
            return server.seen

    return asyncio.run(run())


def test_a_call_holds_a_hundred_prices_no_place_twice_and_no_ads_among_channels() -> None:
    many = [wish(number) for number in range(150)]
    assert [len(batch) for batch in batches_of(many)] == [100, 50]
    mixed = [wish(1), wish(1), wish(2, market="708/MLB"), wish(3, price=None), wish(4), wish(5, HELD, quantity=1)]
    assert [len(batch) for batch in batches_of(mixed)] == [1, 1, 1, 1, 1, 1]


def test_each_price_gets_the_hubs_own_word_and_a_silent_one_stays_in_doubt() -> None:
    said = {"skuProduto": "x-1", "sucessos": [{"idCanalIntegracao": 708, "precoDe": 25.5, "precoPor": 25.5}]}
    failed = {"skuProduto": "x-2", "erros": [{"idCanalIntegracao": 708, "mensagem": "Produto não encontrado"}]}

    def react(seen: Seen) -> Reply:
        if seen.method == "PUT":
            body = json.dumps({"resultados": [said, failed]}).encode()
            return Reply(200, body, {"Request-Id": "R1"})
        return Reply(200, b'{"produtosEstoqueSeguranca": [], "produtosPrecoPersonalizado": [], "info": {"total": 0}}')

    async def job(connector: UappiConnector) -> None:
        outcomes = {one.operation_id: one for one in (await connector.send([wish(1), wish(2), wish(3)])).outcomes}
        assert outcomes["op1"].state is OperationState.DONE
        assert outcomes["op2"].state is OperationState.REFUSED
        assert outcomes["op2"].params == {"message": "Produto não encontrado", "request_id": "R1"}
        assert outcomes["op3"].state is OperationState.UNSURE

    seen = at_hub(react, job)
    (put,) = [one for one in seen if one.method == "PUT"]
    assert json.loads(put.body)["precos"][0] == {
        "idCanalIntegracao": 708,
        "skuProduto": "x-1",
        "precoDe": 25.5,
        "precoPor": 25.5,
    }


def test_a_price_of_an_ad_can_never_be_read_back() -> None:
    async def job(connector: UappiConnector) -> None:
        (outcome,) = (await connector.verify([wish(1, market="708/MLB")])).outcomes
        assert (outcome.state, outcome.code) == (OperationState.UNSURE, "not_shown")

    assert at_hub(lambda _seen: Reply(500), job) == []


def test_a_sku_with_a_slash_stays_one_part_of_the_path() -> None:
    async def job(connector: UappiConnector) -> None:
        (outcome,) = (await connector.send([wish(1, sku="a/b ç", price=None)])).outcomes
        assert outcome.state is OperationState.DONE

    seen = at_hub(lambda _seen: Reply(204, b""), job)
    assert seen[-1].target == "/v1/erp/products/customized-prices/708/a%2Fb%20%C3%A7"


def test_a_login_that_never_lasts_is_used_elsewhere() -> None:
    async def job(connector: UappiConnector) -> None:
        with pytest.raises(AuthNeeded, match="keys_used_elsewhere"):
            await connector.discover()

    at_hub(lambda _seen: Reply(401, b'{"error": "Token"}'), job)


def test_the_wall_in_front_is_no_bad_password() -> None:
    async def job(connector: UappiConnector) -> None:
        with pytest.raises(Refused, match="blocked_by_platform"):
            await connector.discover()

    at_hub(lambda _seen: Reply(403, b"<html>blocked</html>"), job)
