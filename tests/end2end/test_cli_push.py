"""A push from a terminal: what was refused goes again, what changed there is decided, all of it is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from quick_till import quick_shop
from till import Till

from desktop.domain.operations import OperationKind
from desktop.sandbox.running import RunningSandbox
from tests.contract.scenes import where

PLATFORM, SHOP = "jumpseller", "Desk"


class Desk:
    """One shop, and the SKUs of it that are worked on."""

    def __init__(self, sandbox: RunningSandbox, till: Till) -> None:
        self.sandbox, self.till = sandbox, till
        found = [one for one in sandbox.truth()["variants"] if one["stock"] is not None and one["status"] == "active"]
        by_product = (
            {one["product"]: one for one in found} if "product" in found[0] else {one["id"]: one for one in found}
        )
        self.skus = list(by_product.values())[:3]

    def stocks(self) -> list[int]:
        held = {one["id"]: one["stock"] for one in self.sandbox.truth()["variants"]}
        return [held[one["id"]] for one in self.skus]

    def push(self, value: int, *, code: int = 0) -> Any:
        pairs = [f"{one['sku']}={value}" for one in self.skus]
        return self.till.json("stock", "set", *pairs, "--shop", SHOP, "--push", code=code)

    def told(self, document: Any) -> list[tuple[bool, str, str | None]]:
        by_sku = {one["sku"]: (one["ok"], one["state"], one["code"]) for one in document["results"]}
        return [by_sku[one["sku"]] for one in self.skus]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with quick_shop(tmp_path_factory.mktemp("push"), PLATFORM, SHOP, orders=0, skus=12) as (sandbox, till):
        till.json("sync")
        yield Desk(sandbox, till)
        assert sandbox.violations() == []


def test_a_push_is_tried_again_decided_and_taken_back(desk: Desk) -> None:
    before = desk.stocks()
    method, path = where(PLATFORM, OperationKind.SET_STOCK)
    desk.sandbox.arm("status", path, method, status=400)
    desk.sandbox.happen("stock_changed", variant=desk.skus[2]["id"], quantity=2)
    done = desk.push(71, code=1)
    assert [state for _ok, state, _code in desk.told(done)] == ["refused", "done", "conflict"]
    assert desk.stocks() == [before[0], 71, 2]

    listed = desk.till.json("outbox", "list", "--all")["operations"]
    by_state = {one["state"]: one["id"] for one in listed}
    desk.till.json("outbox", "resolve", by_state["conflict"], "--keep", "theirs")
    assert desk.till.json("outbox", "retry", by_state["refused"])["retried"] == 1
    assert desk.stocks() == [71, 71, 2]

    desk.sandbox.happen("stock_changed", variant=desk.skus[1]["id"], quantity=5)
    undone = desk.till.json("outbox", "undo", done["change_set"], code=1)
    assert desk.told(undone) == [
        (True, "done", None), (False, "done", "changed_since"), (True, "cancelled", "kept_theirs"),
    ]  # fmt: skip
    assert desk.stocks() == [before[0], 5, 2]

    again = desk.till.json("outbox", "undo", undone["change_set"])
    assert [one["state"] for one in again["results"]] == ["done"]
    assert desk.stocks() == [71, 5, 2]


def test_a_run_in_which_something_is_refused_says_so(desk: Desk) -> None:
    method, path = where(PLATFORM, OperationKind.SET_STOCK)
    pairs = [f"{one['sku']}=33" for one in desk.skus]
    queued = desk.till.json("stock", "set", *pairs, "--shop", SHOP)
    assert {one["state"] for one in queued["results"]} == {"queued"}
    desk.sandbox.arm("status", path, method, status=400)
    (refused,) = desk.till.json("outbox", "run", code=1)["operations"]
    assert (refused["state"], refused["after"]["quantity"]) == ("refused", 33)
    desk.sandbox.arm("status", path, method, status=400)
    again = desk.till.json("outbox", "retry", refused["id"], code=1)
    assert (again["retried"], [one["id"] for one in again["operations"]]) == (1, [refused["id"]])
    given_up = desk.till.json("outbox", "discard", refused["id"])
    assert [(one["ok"], one["sku"]) for one in given_up["results"]] == [(True, refused["subject"])]
    gone = desk.till.json("outbox", "discard", desk.till.json("outbox", "list", "--all")["operations"][0]["id"], code=1)
    assert (gone["discarded"], gone["results"][0]["code"]) == (0, "not_waiting")


def test_mine_is_kept_where_it_was_changed_there(desk: Desk) -> None:
    desk.sandbox.happen("stock_changed", variant=desk.skus[0]["id"], quantity=2)
    desk.push(64, code=1)
    (open_,) = desk.till.json("outbox", "list")["operations"]
    assert desk.till.json("outbox", "resolve", open_["id"], "--keep", "mine")["operations"] == []
    assert desk.stocks() == [64, 64, 64]


def test_undo_of_a_change_set_that_is_not_there_is_said(desk: Desk) -> None:
    told = desk.till.json("outbox", "undo", "no-such-change", code=2)
    assert told["error"]["code"] == "unknown_change_set"
