"""Stock, price and status go out absolutely, in calls that Lazada takes, and are judged by what the catalog shows."""

import json
from typing import Any

import pytest
from lazada_counter import value
from lazada_shelf import DEACTIVATE, PRICE, STOCK, UPDATE, WAREHOUSES, obey, shelf, sku, skus_of, variant
from lazada_stall import at_stall, bad, good, sent
from loopback import Reply

from desktop.domain.errors import Unsure
from desktop.domain.operations import Operation
from desktop.domain.operations import OperationKind as Kind
from desktop.domain.operations import OperationState as State
from desktop.platforms.lazada import payloads
from desktop.platforms.lazada.batching import batches_of


# --- what is sent -----------------------------------------------------------------------------------------------------
def test_stock_of_several_skus_is_one_call_and_absolute() -> None:
    stall = shelf(sku(1), sku(2))
    wishes = [value(Kind.SET_STOCK, variant(1), quantity=7), value(Kind.SET_STOCK, variant(2), quantity=0)]
    found = sent(stall, *wishes)
    assert {one.state for one in found.outcomes} == {State.DONE}
    assert {one.remote_id: one.stock for one in found.variants} == {"1": 7, "2": 0}
    (given,) = stall.given(STOCK)
    assert given["payload"] == (
        "<Request><Product><Skus>"
        "<Sku><ItemId>9</ItemId><SkuId>1</SkuId><SellableQuantity>7</SellableQuantity></Sku>"
        "<Sku><ItemId>9</ItemId><SkuId>2</SkuId><SellableQuantity>0</SellableQuantity></Sku>"
        "</Skus></Product></Request>"
    )


def test_a_shop_with_several_warehouses_wants_one_named() -> None:
    stall = shelf(sku(1, multiWarehouseInventories=WAREHOUSES))
    (outcome,) = sent(stall, value(Kind.SET_STOCK, variant(1), quantity=7)).outcomes
    assert (outcome.state, outcome.code) == (State.REFUSED, "several_warehouses")
    (outcome,) = sent(stall, value(Kind.SET_STOCK, variant(1), quantity=7, warehouse="south")).outcomes
    assert (outcome.state, outcome.code) == (State.REFUSED, "unknown_warehouse")
    assert stall.given(STOCK) == []
    stall.on(STOCK, good({}))
    sent(stall, value(Kind.SET_STOCK, variant(1), quantity=6, warehouse="north"))
    assert (
        "<MultiWarehouseInventory><WarehouseCode>north</WarehouseCode><SellableQuantity>6</SellableQuantity>"
        in (stall.given(STOCK)[0]["payload"])
    )


def test_a_sale_has_its_days_where_the_shop_is() -> None:
    stall = shelf(sku(1))
    wish = value(
        Kind.SET_PRICE,
        variant(1),
        price="90.50",
        sale_price="80",
        sale_from="2026-11-19T16:00:00Z",
        sale_to="2026-11-25T16:00:00Z",
    )
    assert sent(stall, wish).outcomes[0].state is State.DONE
    (told,) = skus_of(stall.given(PRICE)[0]["payload"])
    assert told == {
        "ItemId": "9",
        "SkuId": "1",
        "Price": "90.50",
        "SalePrice": "80",
        "SaleStartDate": "2026-11-20",
        "SaleEndDate": "2026-11-26",
    }


def test_a_running_sale_ends_yesterday_and_one_that_is_not_there_needs_no_call() -> None:
    over = {"sale_price": None, "sale_from": None, "sale_to": None}
    stall = shelf(sku(1, special_price=50))
    assert sent(stall, value(Kind.SET_PRICE, variant(1), **over)).outcomes[0].state is State.DONE
    (told,) = skus_of(stall.given(PRICE)[0]["payload"])
    assert (told["SalePrice"], told["SaleStartDate"], told["SaleEndDate"]) == ("50", "2022-07-11", "2026-11-19")
    stall = shelf(sku(2))
    assert sent(stall, value(Kind.SET_PRICE, variant(2), **over)).outcomes[0].state is State.DONE
    assert stall.given(PRICE) == []


def test_status_is_taken_down_and_up_by_the_call_for_it() -> None:
    stall = shelf(sku(1), sku(2))
    down = [value(Kind.SET_STATUS, variant(at), status="inactive") for at in (1, 2)]
    assert {one.state for one in sent(stall, *down).outcomes} == {State.DONE}
    assert stall.given(DEACTIVATE)[0]["apiRequestBody"] == (
        "<Request><Product><ItemId>9</ItemId><Skus><SkuId>1</SkuId><SkuId>2</SkuId></Skus></Product></Request>"
    )
    (outcome,) = sent(stall, value(Kind.SET_STATUS, variant(1), status="active")).outcomes
    assert outcome.state is State.DONE
    product = json.loads(stall.given(UPDATE)[0]["payload"])["Request"]["Product"]
    assert product == {"ItemId": "9", "Attributes": {}, "Skus": {"Sku": [{"SkuId": "1", "Status": "active"}]}}


def test_ease_shops_are_served_by_the_product_call_alone() -> None:
    stall = shelf(sku(1, supply_price="4"), ease=True)
    mine = variant(1, ease=True)
    assert sent(stall, value(Kind.SET_STOCK, mine, quantity=3)).outcomes[0].state is State.DONE
    stall.on(UPDATE, lambda given: stall.products["9"]["skus"][0].update(supply_price="5.50") or good({}))
    assert sent(stall, value(Kind.SET_PRICE, mine, price="5.50")).outcomes[0].state is State.DONE
    told = [json.loads(one["payload"])["Request"]["Product"]["Skus"]["Sku"] for one in stall.given(UPDATE)]
    assert told == [[{"SkuId": "1", "quantity": "3"}], [{"SkuId": "1", "supply_price": "5.50"}]]
    assert stall.given(STOCK) == stall.given(PRICE) == []


def test_a_supply_price_that_is_never_shown_is_believed_when_it_was_taken_and_only_then() -> None:
    stall = shelf(sku(1), ease=True)
    stall.on(UPDATE, good({}))
    wish = value(Kind.SET_PRICE, variant(1, ease=True), price="5.50")
    assert sent(stall, wish).outcomes[0].state is State.DONE
    (found,) = at_stall(stall, lambda connector: connector.verify([wish])).outcomes
    assert (found.state, found.code) == (State.UNSURE, "not_shown")


def test_text_cannot_break_out_of_a_payload() -> None:
    assert payloads.xml("A", {"B": '1 < 2 & "3" \x00\ud800', "C": ["x", "y"]}) == (
        "<A><B>1 &lt; 2 &amp; &quot;3&quot; </B><C>x</C><C>y</C></A>"
    )


# --- what comes back --------------------------------------------------------------------------------------------------
def test_a_partial_failure_is_told_apart_by_the_skus_it_names_and_by_what_is_shown() -> None:
    stall = shelf(sku(1), sku(2), sku(3))

    def part(given: dict[str, str]) -> Any:
        obey(stall, [one for one in skus_of(given["payload"]) if one["SkuId"] == "1"])
        return bad("501", "E501: update failed", detail=[{"sku": "S2", "code": "4170", "message": "campaign"}])

    stall.on(STOCK, part)
    wishes = [value(Kind.SET_STOCK, variant(at), quantity=1) for at in (1, 2, 3)]
    found = sent(stall, *wishes).outcomes
    assert [(one.state, one.code) for one in found] == [
        (State.DONE, ""),
        (State.REFUSED, "refused_by_platform"),
        (State.QUEUED, "refused_together"),
    ]
    assert found[1].params["message"] == "campaign"


def test_alone_it_is_told_in_the_platforms_words() -> None:
    stall = shelf(sku(1))
    stall.on(STOCK, bad("501", "E501", detail=[{"sku": "1", "message": "negative sellable on channel inventory"}]))
    (outcome,) = sent(stall, value(Kind.SET_STOCK, variant(1), quantity=1)).outcomes
    assert outcome.state is State.REFUSED
    assert outcome.params["message"] == "E501; negative sellable on channel inventory"


def test_already_inactive_is_as_good_as_done() -> None:
    stall = shelf(sku(1, Status="inactive"))
    stall.on(DEACTIVATE, bad("E0004", "already inactive"))
    assert sent(stall, value(Kind.SET_STATUS, variant(1), status="inactive")).outcomes[0].state is State.DONE


@pytest.mark.parametrize("answer", [Reply(drop=True), Reply(502, b"<html>"), Reply(200, b"{"), bad("ServiceTimeout")])
def test_a_lost_answer_is_read_back_and_nothing_is_sent_twice(answer: Any) -> None:
    stall = shelf(sku(1))

    def lost(given: dict[str, str]) -> Any:
        obey(stall, skus_of(given["payload"]))
        return answer

    stall.on(STOCK, lost)
    wish = value(Kind.SET_STOCK, variant(1), quantity=1)
    with pytest.raises(Unsure):
        sent(stall, wish)
    (found,) = at_stall(stall, lambda connector: connector.verify([wish])).outcomes
    assert found.state is State.DONE
    assert len(stall.given(STOCK)) == 1


def test_what_cannot_be_read_back_is_unsure_and_what_is_gone_is_refused() -> None:
    stall = shelf(sku(1))
    answers = iter([stall.pages["/products/get"], lambda _: Reply(503), lambda _: Reply(503), lambda _: Reply(503)])
    stall.pages["/products/get"] = lambda given: next(answers)(given)
    with pytest.raises(Unsure) as told:
        sent(stall, value(Kind.SET_STOCK, variant(1), quantity=1))
    assert told.value.code == "not_read_back"
    stall = shelf()
    stall.on("/product/item/get", bad("208", "not found"))
    (outcome,) = sent(stall, value(Kind.SET_STOCK, variant(1), quantity=1)).outcomes
    assert (outcome.state, outcome.code) == (State.REFUSED, "gone")


# --- batches ----------------------------------------------------------------------------------------------------------
def sizes(operations: list[Operation]) -> list[int]:
    return [len(one) for one in batches_of(operations)]


def test_a_batch_is_what_one_call_may_carry() -> None:
    def stock(at: int, **of: Any) -> Operation:
        return value(Kind.SET_STOCK, variant(at, **of), quantity=1)

    def status(at: int, word: str, item: int) -> Operation:
        return value(Kind.SET_STATUS, variant(at, item=item), status=word)

    assert sizes([stock(at) for at in range(1, 46)]) == [20, 20, 5]
    assert sizes([stock(at, prefix=f"{site}:") for site in ("sg", "my") for at in (1, 2, 3)]) == [3, 3]
    assert sizes([stock(at, item=at // 2, ease=True) for at in (2, 3, 4, 5)]) == [2, 2]
    downs = [status(1, "inactive", 9), status(2, "inactive", 9), status(3, "active", 9), status(4, "active", 8)]
    assert sizes(downs) == [2, 1, 1]
    refused = [Operation(**{**_fields(stock(at)), "code": "refused_together" if at == 2 else ""}) for at in (1, 2, 3)]
    assert sizes(refused) == [1, 1, 1]


def _fields(operation: Operation) -> dict[str, Any]:
    return {name: getattr(operation, name) for name in operation.__dataclass_fields__}


# --- reading ----------------------------------------------------------------------------------------------------------


# --- logins -----------------------------------------------------------------------------------------------------------


# --- rules ------------------------------------------------------------------------------------------------------------
