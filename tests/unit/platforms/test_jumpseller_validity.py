"""Every request the connector sends is valid by the published contract of the generation the server speaks.

The judge is openapi-core with the contracts as published; a canary shows that it does find what is wrong.
"""

from typing import Any

import jumpseller_shop as shops
import pytest
from jumpseller_desk import Desk, at_work, promotion, wish
from jumpseller_shop import HAS_2026, WHY_NOT, Shop
from loopback import Seen

from desktop.domain.operations import OperationKind as Kind
from desktop.domain.operations import OperationState
from desktop.platforms.jumpseller.functions import table
from tests.fixtures import jumpseller_contracts as contracts

needs_2026 = pytest.mark.skipif(not HAS_2026, reason=WHY_NOT)
YEARS = [2021, pytest.param(2026, marks=needs_2026)]


async def everything(desk: Desk) -> None:
    """All that the connector does by itself."""
    shop, connector = desk.shop, desk.connector
    shop.records["orders"] = {number: shops.order(number) for number in range(1, 231)}
    shop.records["products"] = {11: shops.product(), 12: shops.tea()}
    shop.records["locations"] = {5: {"id": 5, "active": True, "main": True}} if shop.year == 2026 else {}
    await connector.test()
    await connector.discover()
    await desk.orders()
    await connector.read_items(["1", "2", "777"])
    variants = {one.remote_id: one async for page in connector.variant_pages() for one in page}
    assert set(variants) == {"11", "12/121", "12/122"}
    for operation in (
        wish(Kind.SHIP, "1", tracking_code="TRK-1", provider="other"),
        wish(Kind.SHIP, "2"),
        wish(Kind.COMPLETE, "1"),
        wish(Kind.CANCEL, "3"),
        wish(Kind.SET_STOCK, "11", quantity=4),
        wish(Kind.SET_STOCK, "12/122", quantity=9),
        wish(Kind.SET_PRICE, "11", price="5200.5"),
        wish(Kind.SET_PRICE, "12/121", price="1500"),
        wish(Kind.SET_STATUS, "12/121", status="inactive"),
        promotion(Kind.CREATE_PROMOTION, discount_amount_percent="10"),
        promotion(Kind.CREATE_PROMOTION, name="Code", kind="coupon", code="SPRING", discount_amount_fix="500.5"),
    ):
        sent = await connector.send([operation])
        assert [one.state for one in sent.outcomes] == [OperationState.DONE], operation
        found = await connector.verify([operation])
        assert [one.state for one in found.outcomes] == [OperationState.DONE], operation
    listed = [one async for page in connector.promotion_pages() for one in page]
    for kind, there in zip((Kind.END_PROMOTION, Kind.DELETE_PROMOTION), listed, strict=True):
        sent = await connector.send([promotion(kind, remote_id=there.remote_id)])
        assert [one.state for one in sent.outcomes] == [OperationState.DONE]


@pytest.mark.parametrize("year", YEARS)
def test_all_that_the_connector_asks_for_is_in_the_contract(year: int) -> None:
    shop = Shop(year)
    at_work(shop, everything)
    first = shop.faults.pop(0) if year == 2021 else ""
    assert shop.faults == []
    assert len(shop.seen) > 40
    assert ("login" in first) == (year == 2021)  # the first question, by which the generation is found out


@needs_2026
def test_a_store_with_a_sale_is_asked_validly() -> None:
    async def job(desk: Desk) -> None:
        desk.shop.records["products"] = {11: shops.product()}
        await desk.connector.send([wish(Kind.SET_PRICE, "11", price="5000", sale_price="4500")])
        assert desk.shop.records["products"][11]["compare_at_price"] == 5000

    shop = Shop(2026)
    at_work(shop, job)
    assert shop.faults == []


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("GET", "/orders.json?limit=100&page=1", b""),
        ("GET", "/orders.json?limit=500&page=1&login=a&authtoken=b", b""),
        ("PUT", "/products/11.json?login=a&authtoken=b", b'{"product": {"stock": 3}}'),
        ("PUT", "/orders/5.json?login=a&authtoken=b", b'{"order": {"status": "Shipped"}}'),
        ("PUT", "/orders/5.json?login=a&authtoken=b", b'{"order": {"state": "Paid"}}'),
        ("PUT", "/orders/five.json?login=a&authtoken=b", b'{"order": {"status": "Paid"}}'),
        ("POST", "/fulfillments.json?login=a&authtoken=b", b'{"fulfillment": {"type": "manual"}}'),
        ("GET", "/orders.json?since=1&login=a&authtoken=b", b""),
    ],
)
@pytest.mark.parametrize("year", YEARS)
def test_the_judge_sees_what_is_wrong(year: int, method: str, target: str, body: bytes) -> None:
    """The canary: each of these must be found."""
    seen = Seen(method, f"/v1{target}", {"content-type": "application/json"}, body)
    assert shops.fault_of(seen, year)


@pytest.mark.parametrize("year", YEARS)
def test_a_valid_request_is_not_complained_of(year: int) -> None:
    target, body = "/v1/orders/5.json?login=a&authtoken=b", b'{"order": {"status": "Paid"}}'
    assert shops.fault_of(Seen("PUT", target, {"content-type": "application/json"}, body), year) == ""


@needs_2026
def test_the_table_of_operations_is_what_the_contracts_say() -> None:
    written = contracts.TABLE.read_text("utf-8").partition('OPERATIONS = """\\\n')[2]
    assert written == contracts.table(contracts.contract(2021), contracts.contract(2026)) + '\n"""\n'


def test_every_operation_of_2021_is_in_the_table() -> None:
    """This half can always be told; the one of 2026 where its contract is at hand."""
    spec = contracts.contract_cached(2021)
    published = {
        (m.upper(), path) for path, methods in spec["paths"].items() for m in methods if m in contracts.METHODS
    }
    assert {(one.function.method, one.function.path) for one in table(2021).values()} == published
    assert len(table(2021)) == 142
    assert len(table(2026)) == 179


def example(kind: str) -> Any:
    return {"integer": 5, "number": 5, "boolean": True, "list": [1], "object": {}}.get(kind, "x")


@pytest.mark.parametrize("year", YEARS)
def test_any_operation_can_be_called_and_its_address_is_in_the_contract(year: int) -> None:
    """Bodies are the caller's own business; addresses, credentials and required names are ours."""

    async def job(desk: Desk) -> None:
        await desk.connector.test()
        desk.shop.hooks.append(lambda seen: shops.Reply(200, b"{}"))
        for name, entry in table(year).items():
            function = entry.function
            chosen = contracts.choices(contracts.contract_cached(year), function.path, function.method.lower())
            fields = {one.name: chosen.get(one.name, example(one.type)) for one in function.fields if one.required}
            for wrapper, inner in entry.inside.items():
                fields[wrapper] = dict.fromkeys(inner, 5)
            desk.shop.judging = not any(one.where == "body" for one in function.fields)
            reply = await desk.connector.call(name, fields)
            assert (reply.status, reply.content) == (200, b"{}")

    shop = Shop(year)
    at_work(shop, job)
    assert shop.faults[1 if year == 2021 else 0 :] == []
    assert len(shop.seen) == len(table(year)) + (2 if year == 2021 else 1)
