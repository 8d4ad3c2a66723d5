"""Every platform: credentials are proved, shops are found, and dead credentials ask the seller."""

import pytest
from shop_floor import Floor, work

from desktop.domain.errors import AuthNeeded, TryLater


def test_a_working_login_names_us_always_the_same(floor: Floor) -> None:
    identity = work(floor, lambda floor: floor.connector.test())
    assert identity
    again = Floor(floor.manifest, floor.sandbox)
    assert identity == work(again, lambda floor: floor.connector.test())


def test_every_shop_is_found(floor: Floor) -> None:
    found = work(floor, lambda floor: floor.connector.discover())
    assert {shop.remote_id: shop.name for shop in found} == {
        str(shop["id"]): shop["name"] for shop in floor.sandbox.truth()["shops"]
    }


@pytest.mark.parametrize("event", ["access_expired"])
def test_a_token_that_died_early_is_renewed_without_anybody_noticing(floor: Floor, event: str) -> None:
    async def job(floor: Floor) -> str:
        await floor.connector.test()
        if floor.has_event(event):
            floor.sandbox.happen(event)
        return str(await floor.connector.test())

    assert work(floor, job)


def test_credentials_that_were_never_given_out_ask_the_seller(floor: Floor) -> None:
    for field in floor.manifest.credentials:
        if field.key in floor.safe.credentials and field.secret and field.required:
            floor.safe.credentials[field.key] = floor.wrong(field.key)
    with pytest.raises(AuthNeeded):
        work(floor, lambda floor: floor.connector.test())
    kinds = {violation["kind"] for violation in floor.sandbox.violations()}
    floor.sandbox.reset()
    assert kinds <= {"auth", "signature"}, kinds


def test_a_line_that_breaks_again_and_again_is_for_later(floor: Floor) -> None:
    floor.sandbox.arm("reset", "*", count=None)
    with pytest.raises(TryLater):
        work(floor, lambda floor: floor.connector.test())


@pytest.mark.parametrize("status", [500, 503])
def test_trouble_at_the_platform_is_for_later(floor: Floor, status: int) -> None:
    floor.sandbox.arm("status", "*", status=status, count=None)
    with pytest.raises(TryLater):
        work(floor, lambda floor: floor.connector.test())
