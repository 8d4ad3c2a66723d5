"""The browser comes back to this computer with a code, or the seller pastes where he was sent; both end the same."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from small_platform import MANIFEST as SMALL

from desktop.domain.errors import NotPossible
from desktop.platforms.kit.manifest import LoginPage
from desktop.services.browser_login import BrowserLogin, listening


def answer(url: str, state: str) -> Mapping[str, str]:
    found = parse_qs(urlsplit(url).query)
    if found.get("state") != [state]:
        raise NotPossible("other_login")
    return {"code": found["code"][0]}


PAGE = LoginPage(
    lambda typed, back, state: f"https://login.invalid/?id={typed['key']}&to={back}&s={state}", answer, ("key",)
)
MANIFEST = replace(SMALL, login_page=PAGE)


def test_the_browser_brings_the_code_back_by_itself() -> None:
    async def story() -> dict[str, str]:
        async with listening() as (address, came):
            login = BrowserLogin(MANIFEST, {"key": "K"}, address)
            assert login.state in login.address()
            await asyncio.to_thread(_visit, f"{address}/favicon.ico")
            await asyncio.to_thread(_visit, f"{address}?code=C1&state={login.state}")
            return login.credentials(await came)

    assert asyncio.run(story()) == {"key": "K", "code": "C1"}


def _visit(address: str) -> None:
    with urlopen(address, timeout=5) as page:
        assert b"Backshop" in page.read()


def test_an_answer_to_another_attempt_is_not_taken() -> None:
    login = BrowserLogin(MANIFEST, {"key": "K"}, "https://shop.invalid/back")
    with pytest.raises(NotPossible) as told:
        login.credentials("https://shop.invalid/back?code=C1&state=somebody-else")
    assert told.value.code == "other_login"


def test_what_must_be_typed_first_is_named() -> None:
    with pytest.raises(NotPossible) as told:
        BrowserLogin(MANIFEST, {}, "https://shop.invalid/back").address()
    assert (told.value.code, told.value.params["field"]) == ("credential_missing", "key")


def test_a_platform_without_a_login_page_says_so() -> None:
    with pytest.raises(NotPossible) as told:
        BrowserLogin(SMALL, {}, "").address()
    assert told.value.code == "no_login_page"


def test_noise_on_the_port_ends_nothing() -> None:
    async def story() -> bool:
        async with listening() as (address, came):
            reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(address).port)
            writer.write(b"\x00\x01\r\n")
            await writer.drain()
            await reader.read()
            writer.close()
            return came.done()

    assert asyncio.run(story()) is False


def test_the_secret_of_an_attempt_is_not_in_its_text() -> None:
    login = BrowserLogin(MANIFEST, {"key": "K"}, "https://shop.invalid/back")
    assert login.state not in repr(login)
