"""Every documented operation can be called by name; what is missing, strange or of another version is told at once."""

from typing import Any
from urllib.parse import urlsplit

import jumpseller_shop as shops
import pytest
from jumpseller_desk import Desk, at_work
from jumpseller_shop import Shop

from desktop.domain.errors import Gone, Refused
from desktop.platforms.jumpseller.functions import functions, table


def test_names_are_unique_and_complete() -> None:
    names = [one.name for one in functions()]
    assert len(names) == len(set(names)) == 184
    assert set(names) == table(2021).keys() | table(2026).keys()
    assert all(one.writes == (one.method != "GET") for one in functions())


def test_what_only_one_contract_requires_is_not_marked_as_required() -> None:
    by_name = {one.name: {field.name: field for field in one.fields} for one in functions()}
    assert by_name["products.putProductsIdJson"]["product"].required
    assert by_name["orders.getOrdersJson"].keys() >= {"limit", "page", "dateFilter"}


def refusal(year: int, name: str, **fields: Any) -> tuple[str, dict[str, str]]:
    shop = Shop(year)

    async def job(desk: Desk) -> tuple[str, dict[str, str]]:
        with pytest.raises(Refused) as told:
            await desk.connector.call(name, fields)
        return told.value.code, dict(told.value.params)

    found = at_work(shop, job)
    assert set(shop.paths()) <= {"/store/info.json"}
    return found


@pytest.mark.parametrize(
    ("year", "name", "fields", "code", "what"),
    [
        (2026, "orders.fly", {}, "unknown_function", {"name": "orders.fly"}),
        (2021, "pickupLocations.getLocationsJson", {}, "unknown_function", {"version": "2021"}),
        (2026, "partners.getPartnersStoresJson", {}, "unknown_function", {"version": "2026"}),
        (2026, "orders.getOrdersIdJson", {}, "missing_field", {"field": "id"}),
        (2026, "orders.getOrdersIdJson", {"id": "five"}, "wrong_type", {"field": "id"}),
        (2026, "orders.getOrdersIdJson", {"id": 5, "colour": 1}, "unknown_field", {"field": "colour"}),
        (2021, "orders.getOrdersJson", {"dateFilter": "today"}, "unknown_field", {"field": "dateFilter"}),
        (2026, "products.putProductsIdJson", {"id": 5}, "missing_field", {"field": "product"}),
        (2026, "products.putProductsIdJson", {"id": 5, "product": "x"}, "wrong_type", {"field": "product"}),
        (
            2026,
            "products.putProductsIdJson",
            {"id": 5, "product": {"price": 1}},
            "missing_field",
            {"field": "product.name"},
        ),
        (2026, "productsLocations.putProductsLocations", {"location_id": True}, "wrong_type", {"field": "location_id"}),
    ],
)
def test_a_call_is_checked_before_it_is_sent(
    year: int, name: str, fields: dict[str, Any], code: str, what: dict[str, str]
) -> None:
    found, params = refusal(year, name, **fields)
    assert found == code
    assert params.items() >= what.items()


@pytest.mark.parametrize("year", [2021, 2026])
def test_a_call_answers_what_the_store_answers(year: int) -> None:
    shop = Shop(year)
    shop.records["orders"] = {5: shops.order(5)}

    async def job(desk: Desk) -> None:
        reply = await desk.connector.call("orders.getOrdersIdJson", {"id": "5"})
        assert (reply.status, reply.content_type) == (200, "application/json")
        assert b'"order"' in reply.content
        with pytest.raises(Gone):
            await desk.connector.call("orders.getOrdersIdJson", {"id": 6})

    at_work(shop, job)


def test_paths_and_lists_are_written_as_the_contract_says() -> None:
    shop = Shop(2026)

    async def job(desk: Desk) -> None:
        desk.shop.hooks.append(lambda seen: shops.Reply(200, b"[]"))
        await desk.connector.call("customers.getCustomersEmailEmailJson", {"email": "a/b+c@x.test"})
        lists = {"location_ids": [1, 2], "product_ids": [3]}
        await desk.connector.call("productsLocations.getProductsLocations", lists)
        await desk.connector.call("orders.getOrdersJson", {"status_filters[]": ["paid"], "limit": 3})

    at_work(shop, job)
    targets = [urlsplit(one.target) for one in shop.seen[-3:]]
    assert targets[0].path == "/v1/customers/email/a%2Fb%2Bc%40x.test.json"
    assert targets[1].query == "location_ids=1%2C2&product_ids=3"
    assert targets[2].query == "status_filters%5B%5D=paid&limit=3"
