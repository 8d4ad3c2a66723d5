"""The Jumpseller simulator: two generations, bodies as the published contracts say, limits told in headers."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sandbox_caller import one_sandbox
from seller_client import kinds

from desktop.sandbox.running import RunningSandbox

served = one_sandbox("jumpseller")


@pytest.fixture
def store(sandbox: RunningSandbox) -> Iterator[httpx.Client]:
    """A seller who is logged in, at a fresh store without limits."""
    with logged_in(sandbox) as http:
        yield http


def logged_in(sandbox: RunningSandbox) -> httpx.Client:
    """By login and token, as Basic."""
    given = sandbox.fresh_credentials()
    return httpx.Client(base_url=sandbox.base_url, auth=(given["login"], given["authtoken"]), timeout=20)


def simple(sandbox: RunningSandbox) -> dict[str, Any]:
    """A product without variants."""
    return next(one for one in sandbox.truth()["variants"] if "/" not in one["id"])


def test_the_wrong_pair_is_refused(sandbox: RunningSandbox, store: httpx.Client) -> None:
    assert store.get("/store/info.json", auth=("other", "pair")).status_code in (401, 403)
    assert kinds(sandbox) == ["auth"]


def test_a_body_that_breaks_the_contract_is_refused(sandbox: RunningSandbox, store: httpx.Client) -> None:
    one = simple(sandbox)
    id_, whole = one["id"], {"name": one["name"], "price": float(one["offers"][0]["price"])}
    for wrong in ({"stock": 4}, {**whole, "stock": "many"}):
        assert store.put(f"/products/{id_}.json", json={"product": wrong}).status_code == 422
    assert kinds(sandbox) == ["body", "body"]
    assert store.put(f"/products/{id_}.json", json={"product": {**whole, "stock": 4}}).status_code == 200
    assert next(one for one in sandbox.truth()["variants"] if one["id"] == id_)["stock"] == 4


def test_a_query_that_is_not_in_the_contract_is_counted(sandbox: RunningSandbox, store: httpx.Client) -> None:
    assert store.get("/orders.json", params={"colour": "red"}).status_code == 422
    assert kinds(sandbox) == ["parameter"]


def test_pages_end(sandbox: RunningSandbox, store: httpx.Client) -> None:
    seen: list[int] = []
    for page in range(1, 9):
        rows = store.get("/orders.json", params={"page": page, "limit": 50}).json()
        if not rows:
            break
        seen += [one["order"]["id"] for one in rows]
    assert len(seen) == len(set(seen)) == len(sandbox.truth()["orders"])


def test_too_fast_is_another_status_in_each_generation(served: RunningSandbox) -> None:
    for generation, status, per_second in (("2026", 429, 20), ("2021", 403, 8)):
        served.reset()
        served.quirks(generation=generation)
        served.control("POST", "/limits", {"lifted": False})
        with logged_in(served) as http:
            pair = served.fresh_credentials() if generation == "2021" else {}
            answers = [http.get("/store/info.json", params=pair) for _ in range(per_second + 12)]
        assert status in [one.status_code for one in answers]
        assert any(name.startswith("jumpseller-") for name in answers[0].headers)
    served.unlimited()


def test_what_one_generation_knows_the_other_does_not(sandbox: RunningSandbox, store: httpx.Client) -> None:
    sandbox.quirks(generation="2021")
    pair = sandbox.fresh_credentials()
    old = store.get("/locations.json", params=pair).status_code
    sandbox.quirks(generation="2026")
    new = store.get("/locations.json").status_code
    assert sorted((old, new)) == [200, 404]
