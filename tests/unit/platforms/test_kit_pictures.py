"""Pictures come from anywhere, so nothing of ours goes there and nothing but a picture comes back."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from loopback import Loopback, Reply, Seen

from desktop.domain.errors import BackshopError, BrokenAnswer, Gone, NotPossible, TryLater, Unreachable
from desktop.platforms.kit import pictures
from desktop.platforms.kit.pictures import PictureFetcher
from desktop.sandbox.pictures import drawn

PNG = drawn("KET-01")
HOME = "http://127.0.0.1:1"


def asked(
    *replies: Reply, react: Callable[[Seen], Reply] | None = None, path: str = "/a.png"
) -> tuple[bytes, Loopback]:
    """What comes of one picture."""

    async def ask() -> tuple[bytes, Loopback]:
        async with Loopback(*replies, react=react) as server:
            fetcher = PictureFetcher(longest_s=5)
            try:
                return await fetcher.fetch(server.base_url + path, HOME), server
            finally:
                await fetcher.aclose()

    return asyncio.run(ask())


def refused(work: Awaitable[bytes]) -> BackshopError:
    async def wait() -> bytes:
        return await work

    with pytest.raises(BackshopError) as why:
        asyncio.run(wait())
    return why.value


def test_a_picture_comes_and_nothing_of_ours_goes() -> None:
    content, server = asked(Reply(body=PNG, headers={"content-type": "image/png", "set-cookie": "who=me"}))
    assert content == PNG
    (seen,) = server.seen
    assert not {"authorization", "cookie", "referer"} & set(seen.headers)


def test_a_redirect_is_followed_without_cookies() -> None:
    def react(seen: Seen) -> Reply:
        if seen.target == "/a.png":
            return Reply(302, headers={"location": "/b.png", "set-cookie": "who=me"})
        return Reply(body=PNG)

    content, server = asked(react=react)
    assert content == PNG
    assert [seen.target for seen in server.seen] == ["/a.png", "/b.png"]
    assert "cookie" not in server.seen[1].headers


@pytest.mark.parametrize(
    "target", ["file:///etc/hosts", "ftp://127.0.0.1/a.png", "data:image/png;base64,AA", "//u:p@x/"]
)
def test_a_redirect_to_anything_else_is_not(target: str) -> None:
    with pytest.raises((NotPossible, TryLater)):
        asked(Reply(302, headers={"location": target}))


def test_redirects_without_end_and_answers_that_are_no_pictures() -> None:
    for reply, kind in (
        (Reply(302, headers={"location": "/a.png"}), BrokenAnswer),
        (Reply(body=b"<svg onload='x'/>", headers={"content-type": "image/png"}), BrokenAnswer),
        (Reply(404), Gone), (Reply(503), TryLater), (Reply(drop=True), TryLater), (Reply(body=PNG, short=9), TryLater),
    ):  # fmt: skip
        with pytest.raises(kind):
            asked(reply)


def test_a_picture_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LARGEST", 1000)
    with pytest.raises(BrokenAnswer) as why:
        asked(Reply(body=PNG + b"\0" * 2000))
    assert why.value.code == "too_large"


@pytest.mark.parametrize(
    "address",
    [
        "", "kettle.png", "file:///etc/hosts", "javascript:1", "http://", "http://a:b@shop.example/x.png",
        "http://127.0.0.1/x.png", "http://localhost:8080/x", "http://[::1]/x", "http://10.0.0.7/x", "http://2130706433/x",
        "http://0x7f.1/x", "http://169.254.169.254/latest", "http://router.local/x", "https://x.example/" + "a" * 3000,
        "http://[::ffff:127.0.0.1]/x", "http://127.1/x", "http://printer.internal./x",
    ],
)  # fmt: skip
def test_addresses_that_are_never_asked(address: str) -> None:
    why = refused(PictureFetcher().fetch(address, "https://api.shop.example"))
    assert (type(why), why.code) == (NotPossible, "bad_address")


def test_nobody_there_is_told_as_such() -> None:
    async def closed_port() -> int:
        async with Loopback() as server:
            return server.port

    why = refused(PictureFetcher().fetch(f"http://127.0.0.1:{asyncio.run(closed_port())}/x.png", HOME))
    assert isinstance(why, Unreachable)


@pytest.mark.parametrize(
    ("behind", "code"),
    [(("93.184.216.34",), ""), (("192.168.1.1",), "bad_address"), (("93.184.216.34", "::1"), "bad_address"),
     (("fe80::1%eth0",), "bad_address"), ((), "no_connection")],
)  # fmt: skip
def test_a_name_that_leads_into_this_network_is_not_asked(behind: tuple[str, ...], code: str) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if request.url.host == "shop.example":
            return httpx.Response(302, headers={"location": "https://cdn.example/a.png"})
        return httpx.Response(200, content=PNG)

    async def resolve(host: str) -> tuple[str, ...]:
        if host == "cdn.example" and not behind:
            raise OSError
        return ("93.184.216.34",) if host == "shop.example" else behind

    async def fetch() -> str:
        fetcher = PictureFetcher(httpx.MockTransport(answer), resolve=resolve)
        try:
            return "" if await fetcher.fetch("https://shop.example/a.png", "https://api.example") == PNG else "other"
        except BackshopError as why:
            return why.code

    assert asyncio.run(fetch()) == code
    assert asked == ["shop.example", *([] if code else ["cdn.example"])]
