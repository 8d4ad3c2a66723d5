"""From a terminal: parcels, a packing undone, an invoice number, the parcel's way, and buyers who asked to cancel."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from quick_till import quick_shop
from till import Till

from desktop.sandbox.running import RunningSandbox

SHOP = "Desk"


class Counter:
    """One account of one platform at a terminal."""

    def __init__(self, sandbox: RunningSandbox, till: Till) -> None:
        self.sandbox, self.till = sandbox, till

    def new_order(self, **event: Any) -> str:
        (made,) = self.sandbox.happen("new_order", **event)["orders"]
        self.till.json("sync")
        return str(made["number"])

    def do(self, *words: str, code: int = 0) -> dict[str, Any]:
        (result,) = self.till.json("orders", *words, code=code)["results"]
        return dict(result)

    def items(self, number: str) -> list[dict[str, Any]]:
        (order,) = [one for one in self.sandbox.truth()["orders"] if one["number"] == number]
        return list(order["items"])


@pytest.fixture
def counter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Counter]:
    with quick_shop(tmp_path, request.param, SHOP, orders=6, skus=12) as (sandbox, till):
        till.json("sync")
        yield Counter(sandbox, till)
        assert sandbox.violations() == []


@pytest.mark.parametrize("counter", ["lazada"], indirect=True)
def test_a_packing_is_undone_and_the_order_goes_out_in_two_parcels(counter: Counter) -> None:
    number = counter.new_order()
    while len(counter.items(number)) < 2:
        number = counter.new_order()
    assert counter.till.json("orders", "trace", number, code=1)["code"] == "no_parcel_yet"
    assert counter.do("invoice", number, "INV-7", code=1)["code"] == "wrong_state"
    assert counter.do("pack", number)["ok"]
    assert counter.do("repack", number)["ok"]
    assert {one["step"] for one in counter.items(number)} == {"to_pack"}
    first, *rest = [one["id"] for one in counter.items(number)]
    assert counter.do("pack", number, "--parcel", first, "--parcel", ",".join(rest))["ok"]
    tracked = {one["id"]: one["tracking_number"] for one in counter.items(number)}
    assert tracked[first] not in {tracked[one] for one in rest}
    assert counter.do("invoice", number, "INV-7")["ok"]
    assert {one["invoice_number"] for one in counter.items(number)} == {"INV-7"}
    assert counter.do("ready", number)["ok"]
    counter.sandbox.happen("courier_run")
    trace = counter.till.json("orders", "trace", number)
    assert {one["tracking_number"] for one in trace["parcels"]} == set(tracked.values())
    assert all(one["events"][0]["title"] for one in trace["parcels"])
    assert counter.do("repack", number, code=1)["code"] == "wrong_state"


@pytest.mark.parametrize("counter", ["sirclo"], indirect=True)
def test_a_buyers_wish_to_cancel_is_rejected_or_agreed_to(counter: Counter) -> None:
    kept, given_up = counter.new_order(channel="shpe"), counter.new_order(channel="shpe")
    for number in (kept, given_up):
        counter.sandbox.happen("cancel_requested", order=f"shpe:{number}")
    counter.till.json("sync")
    assert counter.do("reject-cancel", kept)["ok"]
    assert counter.do("cancel", given_up, "--reason", "shpe:OUT_OF_STOCK")["ok"]
    assert {one["step"] for one in counter.items(kept)} == {"to_accept"}
    assert {one["step"] for one in counter.items(given_up)} == {"cancelled"}


@pytest.mark.parametrize("counter", ["jumpseller"], indirect=True)
def test_what_a_platform_cannot_do_is_told_before_anything_is_sent(counter: Counter) -> None:
    number = counter.new_order()
    for words in (("repack", number), ("invoice", number, "INV-7"), ("reject-cancel", number)):
        assert counter.do(*words, code=1)["code"] == "not_supported"
    assert counter.till.json("orders", "trace", number, code=1)["code"] == "not_traced_here"
