"""The Uappi simulator: one living token, commas out and numbers in, limits for each endpoint."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from sandbox_caller import Caller, one_sandbox
from seller_client import kinds

from desktop.sandbox.running import RunningSandbox

PRICES, SAFETY = "/v1/erp/products/customized-prices", "/v1/erp/products/security-stock"
PAGE = {"offset": 0, "limit": 20}


class Client(Caller):
    """A seller's program with the hub's keys."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        super().__init__(sandbox)
        self.http.headers["App-Token"] = self.given["app_token"]
        self.login()

    def login(self) -> None:
        """A new token; the former one is dead."""
        keys = {"apiKey": self.given["api_key"], "secretKey": self.given["secret_key"]}
        answer = self.http.post("/v1/logistic/auth", json=keys)
        self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    def variant(self) -> dict[str, Any]:
        """The first SKU of the truth."""
        first: dict[str, Any] = self.sandbox.truth()["variants"][0]
        return first


served = one_sandbox("uappi")


@pytest.fixture
def client(sandbox: RunningSandbox) -> Iterator[Client]:
    """A seller who is logged in, at a fresh hub without limits."""
    with Client(sandbox) as client:
        yield client


def test_a_second_login_ends_the_first(client: Client) -> None:
    old = client.http.headers["Authorization"]
    client.login()
    assert client.http.get("/v1/erp/channels", headers={"Authorization": old}).status_code == 401
    assert client.http.get("/v1/erp/channels").status_code == 200
    assert kinds(client.sandbox) == []


def test_a_token_lives_half_an_hour(client: Client) -> None:
    client.sandbox.advance(1801)
    assert client.http.get("/v1/erp/channels").status_code == 401
    client.login()
    assert client.http.get("/v1/erp/channels").status_code == 200


@pytest.mark.parametrize("headers", [{"App-Token": "other"}, {"Authorization": "Basic x"}])
def test_wrong_headers_are_refused_and_counted(client: Client, headers: dict[str, str]) -> None:
    assert client.http.get("/v1/erp/channels", headers=headers).status_code == 401
    assert kinds(client.sandbox) == ["auth"]


def test_assumed_lists_are_not_there_until_switched_on(client: Client) -> None:
    assert client.http.get("/v1/erp/orders", params=PAGE).status_code == 404
    client.sandbox.quirks(assumed_reads=True)
    assert client.http.get("/v1/erp/orders", params=PAGE).status_code == 200


def test_numbers_are_wanted_where_texts_with_commas_are_told(client: Client) -> None:
    offer = client.variant()["offers"][0]
    row = {"sku": client.variant()["sku"], "idCanalIntegracao": int(offer["market"])}
    assert client.http.put(PRICES, json=[{**row, "precoDe": "10,50", "precoPor": "9,50"}]).status_code >= 400
    assert kinds(client.sandbox) == ["body"]


def test_labels_are_one_of_four_formats_and_unknown_orders_have_none(client: Client) -> None:
    orders = [one for one in client.sandbox.truth()["orders"] if one["items"][0]["step"] not in ("unpaid", "cancelled")]
    starts = set()
    for order in orders:
        answer = client.http.get(f"/v1/logistic/orders/{order['number']}/shipment_labels", params=PAGE)
        assert answer.status_code == 200, answer.text
        starts |= {base64.b64decode(one["conteudo"])[:3] for one in answer.json()["etiquetas"]}
    assert starts == {b"%PDF"[:3], b"^XA", b"\x89PN", b"\xff\xd8\xff"}
    assert client.http.get("/v1/logistic/orders/1/shipment_labels", params=PAGE).status_code == 404


def test_each_endpoint_has_its_own_limit(served: RunningSandbox) -> None:
    served.reset()
    client = Client(served)
    told = [client.http.get("/v1/erp/channels").status_code for _ in range(11)]
    assert told == [200] * 10 + [429]
    assert client.http.get(SAFETY, params=PAGE).status_code == 200
    client.http.close()
    served.unlimited()
