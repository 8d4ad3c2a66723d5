"""The Jumpseller simulator: two generations, bodies as the published contracts say, limits told in headers."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from seller_client import kinds

from desktop.sandbox.running import RunningSandbox


@pytest.fixture(scope="module")
def jumpseller() -> Iterator[RunningSandbox]:
    """One sandbox for all tests of this module."""
    with RunningSandbox("jumpseller") as sandbox:
        yield sandbox


@pytest.fixture
def store(jumpseller: RunningSandbox) -> Iterator[httpx.Client]:
    """A seller who is logged in, at a fresh store without limits."""
    jumpseller.reset()
    jumpseller.unlimited()
    with logged_in(jumpseller) as http:
        yield http


def logged_in(sandbox: RunningSandbox) -> httpx.Client:
    """By login and token, as Basic."""
    given = sandbox.fresh_credentials()
    return httpx.Client(base_url=sandbox.base_url, auth=(given["login"], given["authtoken"]), timeout=20)


def simple(sandbox: RunningSandbox) -> dict[str, Any]:
    """A product without variants."""
    return next(one for one in sandbox.truth()["variants"] if "/" not in one["id"])


def test_the_wrong_pair_is_refused(jumpseller: RunningSandbox, store: httpx.Client) -> None:
    assert store.get("/store/info.json", auth=("other", "pair")).status_code in (401, 403)
    assert kinds(jumpseller) == ["auth"]


def test_a_body_that_breaks_the_contract_is_refused(jumpseller: RunningSandbox, store: httpx.Client) -> None:
    one = simple(jumpseller)
    id_, whole = one["id"], {"name": one["name"], "price": float(one["offers"][0]["price"])}
    for wrong in ({"stock": 4}, {**whole, "stock": "many"}):
        assert store.put(f"/products/{id_}.json", json={"product": wrong}).status_code == 422
    assert kinds(jumpseller) == ["body", "body"]
    assert store.put(f"/products/{id_}.json", json={"product": {**whole, "stock": 4}}).status_code == 200
    assert next(one for one in jumpseller.truth()["variants"] if one["id"] == id_)["stock"] == 4


def test_a_query_that_is_not_in_the_contract_is_counted(jumpseller: RunningSandbox, store: httpx.Client) -> None:
    assert store.get("/orders.json", params={"colour": "red"}).status_code == 422
    assert kinds(jumpseller) == ["parameter"]


def test_pages_end(jumpseller: RunningSandbox, store: httpx.Client) -> None:
    seen: list[int] = []
    for page in range(1, 9):
        rows = store.get("/orders.json", params={"page": page, "limit": 50}).json()
        if not rows:
            break
        seen += [one["order"]["id"] for one in rows]
    assert len(seen) == len(set(seen)) == len(jumpseller.truth()["orders"])


def test_too_fast_is_another_status_in_each_generation(jumpseller: RunningSandbox) -> None:
    for generation, status, per_second in (("2026", 429, 20), ("2021", 403, 8)):
        jumpseller.reset()
        jumpseller.quirks(generation=generation)
        jumpseller.control("POST", "/limits", {"lifted": False})
        with logged_in(jumpseller) as http:
            pair = jumpseller.fresh_credentials() if generation == "2021" else {}
            answers = [http.get("/store/info.json", params=pair) for _ in range(per_second + 12)]
        assert status in [one.status_code for one in answers]
        assert any(name.startswith("jumpseller-") for name in answers[0].headers)
    jumpseller.unlimited()


def test_what_one_generation_knows_the_other_does_not(jumpseller: RunningSandbox, store: httpx.Client) -> None:
    jumpseller.quirks(generation="2021")
    pair = jumpseller.fresh_credentials()
    old = store.get("/locations.json", params=pair).status_code
    jumpseller.quirks(generation="2026")
    new = store.get("/locations.json").status_code
    assert sorted((old, new)) == [200, 404]
