"""Fetches pictures of products from wherever a marketplace keeps them: plain files, bounded, with nothing of ours sent.

Such addresses come from outside, so they are not trusted: only http and https, never into this computer or its network,
unless the account itself lives there, as practice shops do, be it by a name whose numbers lead there; and no redirect
may lead where an address could not.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable

import httpx

from desktop.domain.errors import BrokenAnswer, Gone, NotPossible, TryLater, Unreachable
from desktop.platforms.kit.wire import Network, Whole

LARGEST = 8 * 1024 * 1024  # bytes of a picture
LONGEST_S = 20.0  # for one picture, redirects included
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 2_000
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM")
_FIGURE = re.compile(r"0x[0-9a-f]*|\d+")
Resolve = Callable[[str], Awaitable[tuple[str, ...]]]
"""The addresses behind a name; raises ``OSError`` where there are none."""


async def resolve(host: str) -> tuple[str, ...]:
    """As the system knows them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(str(address[0]) for *_rest, address in found)


class PictureFetcher:
    """One line for all pictures, without cookies, credentials or the addresses they were found on."""

    def __init__(
        self,
        wire: httpx.AsyncBaseTransport | None = None,
        *,
        longest_s: float = LONGEST_S,
        resolve: Resolve = resolve,
    ) -> None:
        self._longest_s, self._resolve = longest_s, resolve
        self._client = httpx.AsyncClient(
            transport=Whole(wire or Network(), LARGEST),
            timeout=longest_s,
            headers={"Accept": "image/*", "User-Agent": "Backshop"},
            follow_redirects=False,
            trust_env=False,
        )

    async def fetch(self, address: str, home: str = "") -> bytes:
        """The bytes of a JPEG, PNG, GIF, BMP or WebP picture; ``home`` is the base URL of the account it belongs to.

        Raises:
            NotPossible: ``bad_address``, nothing was asked: it is no address we would ask.
            Gone: ``picture_gone``.
            TryLater: ``picture_later``; ``Unreachable`` where no connection could be made.
            BrokenAnswer: ``too_large``; ``not_a_picture``, or redirected without end.
        """
        url, is_at_home = _checked(address, home), _is_inside(_host_of(home))
        try:
            async with asyncio.timeout(self._longest_s):
                for _ in range(MOST_REDIRECTS + 1):
                    if not is_at_home:
                        await self._look_up(url.host)
                    answer = await self._ask(url)
                    if answer.next_request is None:
                        return _picture(answer)
                    url = _checked(str(answer.next_request.url), home, before=url)
        except TimeoutError as error:
            raise TryLater("picture_later") from error
        raise BrokenAnswer("not_a_picture")

    async def _look_up(self, host: str) -> None:
        try:
            found = await self._resolve(host)
        except OSError as error:
            raise Unreachable("no_connection") from error
        if any(_is_inside(address.partition("%")[0]) for address in found):
            raise NotPossible("bad_address")

    async def _ask(self, url: httpx.URL) -> httpx.Response:
        self._client.cookies.clear()
        try:
            return await self._client.get(url)
        except httpx.ConnectError as error:
            raise Unreachable("no_connection") from error
        except httpx.InvalidURL as error:  # of a redirect
            raise NotPossible("bad_address") from error
        except httpx.HTTPError as error:
            raise TryLater("picture_later") from error

    async def aclose(self) -> None:
        """Close the line."""
        await self._client.aclose()


def _checked(address: str, home: str, before: httpx.URL | None = None) -> httpx.URL:
    try:
        url = httpx.URL(address[: LONGEST_ADDRESS + 1])
    except httpx.InvalidURL as error:
        raise NotPossible("bad_address") from error
    is_weaker = before is not None and before.scheme == "https" and url.scheme != "https"
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or is_weaker:
        raise NotPossible("bad_address")
    if len(address) > LONGEST_ADDRESS or (_is_inside(url.host) and not _is_inside(_host_of(home))):
        raise NotPossible("bad_address")
    return url


def _is_inside(host: str) -> bool:
    """Whether a host is this computer, or of a network that nobody outside can reach."""
    name = host.rstrip(".").casefold()
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        # Systems read 0x7f.1 and 2130706433 as addresses, too; no name of the net ends in a figure.
        is_odd = bool(_FIGURE.fullmatch(name.rpartition(".")[2]))
        return is_odd or name == "localhost" or name.endswith((".localhost", ".local", ".internal", ".home.arpa"))


def _host_of(home: str) -> str:
    try:
        return httpx.URL(home).host or "unknown"
    except httpx.InvalidURL:
        return "unknown"


def _picture(answer: httpx.Response) -> bytes:
    if answer.status_code == 429 or answer.status_code >= 500:
        raise TryLater("picture_later")
    if answer.status_code != 200:
        raise Gone("picture_gone")
    content = answer.content
    if not content.startswith(_MAGIC) and not (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        raise BrokenAnswer("not_a_picture")  # whatever its header calls it
    return content
