"""Credentials are proved by a call, shops are discovered, and dead credentials say what to do."""

import pytest
from shop_floor import Floor, work

from desktop.domain.errors import AuthNeeded, Refused, TryLater

pytestmark = pytest.mark.platforms("jumia")  # its own paths, faults and words; every platform: test_every_*


def test_a_working_login_names_us(floor: Floor) -> None:
    identity = work(floor, lambda floor: floor.connector.test())
    assert identity
    assert identity == work(Floor(floor.manifest, floor.sandbox), lambda floor: floor.connector.test())


def test_every_shop_is_found_with_its_markets(floor: Floor) -> None:
    found = work(floor, lambda floor: floor.connector.discover())
    truth = {shop["id"]: shop for shop in floor.sandbox.truth()["shops"]}
    assert {shop.remote_id: shop.name for shop in found} == {key: shop["name"] for key, shop in truth.items()}
    assert all(market.code and market.country for shop in found for market in shop.markets)


def test_a_token_that_died_early_is_renewed_without_anybody_noticing(floor: Floor) -> None:
    async def job(floor: Floor) -> int:
        await floor.connector.test()
        floor.sandbox.happen("access_expired")
        return len(await floor.orders())

    assert work(floor, job) > 0


def test_a_used_up_login_asks_the_seller_and_is_not_tried_again(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        await floor.connector.test()
        floor.sandbox.happen("refresh_revoked")
        floor.sandbox.happen("access_expired")
        with pytest.raises(AuthNeeded):
            await floor.connector.test()

    work(floor, job)


def test_credentials_that_were_never_given_out_ask_the_seller(floor: Floor) -> None:
    secret = next(field.key for field in floor.manifest.credentials if field.secret)
    floor.safe.credentials[secret] = "never-given-out-by-anybody-1"
    with pytest.raises(AuthNeeded):
        work(floor, lambda floor: floor.connector.test())
    kinds = {violation["kind"] for violation in floor.sandbox.violations()}
    floor.sandbox.reset()
    assert kinds <= {"auth"}


def test_a_missing_permission_is_named(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.to_pack()
        floor.sandbox.arm("forbidden", "/orders/items")
        with pytest.raises(Refused) as told:
            await floor.connector.read_items([orders[0].order_remote_id])
        assert told.value.params["role"]

    work(floor, job)


def test_a_line_that_breaks_again_and_again_is_for_later(floor: Floor) -> None:
    floor.sandbox.arm("reset", count=None)
    with pytest.raises(TryLater):
        work(floor, lambda floor: floor.connector.test())
