"""Only what is safe to repeat is repeated, and what is left is named by what to do next: seen over real HTTP."""

import asyncio
import socket
from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest
from loopback import Loopback, Reply
from small_session import session_for
from virtual_time import VirtualTime

from desktop.domain.errors import AuthNeeded, BrokenAnswer, TryLater, Unreachable, Unsure
from desktop.platforms.kit.http import client_of, line_of
from desktop.platforms.kit.retry import REPEATABLE, is_repeatable
from desktop.platforms.kit.wire import Whole

OK = Reply(200, b'{"fine": true}')


class Badge:
    """A signer that counts; ``more`` says whether there are other credentials."""

    def __init__(self, more: bool = True) -> None:
        self.more = more
        self.number = 0

    async def sign(self, request: httpx.Request) -> None:
        request.headers["Authorization"] = f"Badge {self.number}"

    async def renew(self, request: httpx.Request) -> bool:
        self.number += 1
        return self.more


def ask(
    *replies: Reply,
    method: str = "GET",
    time: VirtualTime | None = None,
    signer: Badge | None = None,
    mark: bool = False,
) -> tuple[httpx.Response, Loopback]:
    async def run() -> tuple[httpx.Response, Loopback]:
        async with Loopback(*replies) as server:
            seen.append(server)
            session = session_for(server.base_url, time=time)
            client = client_of(session, line_of(session), signer=signer)
            try:
                return await client.request(method, "/things", extensions=dict(REPEATABLE) if mark else {}), server
            finally:
                await client.aclose()

    seen.clear()
    return asyncio.run(run())


seen: list[Loopback] = []  # the server of the last ``ask``, also where it raised


@pytest.mark.parametrize(
    "trouble",
    [
        Reply(500),
        Reply(503),
        Reply(drop=True),
        Reply(200, b"{", short=9),
        Reply(200, b"<html>Maintenance</html>"),
        Reply(200, b'{"fine": tr'),
        Reply(200, b""),
    ],
)
def test_a_read_is_repeated_after_trouble(trouble: Reply) -> None:
    response, server = ask(trouble, trouble, OK)
    assert response.json() == {"fine": True}
    assert len(server.seen) == 3


@pytest.mark.parametrize(("trouble", "code"), [(Reply(502), "platform_trouble"), (Reply(drop=True), "no_answer")])
def test_a_read_is_given_up_after_three_tries(trouble: Reply, code: str) -> None:
    with pytest.raises(TryLater) as told:
        ask(trouble)
    assert told.value.code == code
    assert not isinstance(told.value, Unreachable)
    assert len(seen[0].seen) == 3


def test_a_read_that_stays_garbled_is_handed_on_and_a_write_at_once() -> None:
    for method, requests in (("GET", 3), ("POST", 1)):
        response, server = ask(Reply(200, b"<html>"), method=method)
        assert (response.text, len(server.seen)) == ("<html>", requests)


@pytest.mark.parametrize("trouble", [Reply(500), Reply(504), Reply(drop=True), Reply(200, b"{", short=9)])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_write_is_never_repeated_when_its_fate_is_unknown(trouble: Reply, method: str) -> None:
    with pytest.raises(Unsure):
        ask(trouble, OK, method=method)
    assert len(seen[0].seen) == 1


def test_a_post_that_changes_nothing_is_repeated_like_a_read() -> None:
    _, server = ask(Reply(500), OK, method="POST", mark=True)
    assert len(server.seen) == 2


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_over_the_limit_the_account_pauses_and_then_anything_is_repeated(method: str) -> None:
    time = VirtualTime()
    began = time.now()
    response, server = ask(Reply(429, headers={"Retry-After": "9"}), OK, method=method, time=time)
    assert response.status_code == 200
    assert len(server.seen) == 2
    assert time.now() - began >= 9


def test_a_retry_after_may_be_a_date() -> None:
    time = VirtualTime()
    began = time.now()
    date = format_datetime(time.wall() + timedelta(seconds=13), usegmt=True)
    ask(Reply(429, headers={"Retry-After": date}), OK, time=time)
    assert 12 <= time.now() - began <= 14


def test_without_a_hint_the_steps_grow_and_after_five_tries_it_is_for_later() -> None:
    time = VirtualTime()
    with pytest.raises(TryLater) as told:
        ask(Reply(429), time=time)
    assert told.value.code == "rate_limited"
    assert len(seen[0].seen) == 5
    assert sum(time.slept) >= 1 + 2 + 4 + 8


def test_a_nonsense_hint_is_no_hint() -> None:
    _, server = ask(Reply(429, headers={"Retry-After": "soon"}), OK)
    assert len(server.seen) == 2


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refused_login_is_renewed_once(method: str) -> None:
    _, server = ask(Reply(401, b""), OK, method=method, signer=Badge())
    assert [request.headers["authorization"] for request in server.seen] == ["Badge 0", "Badge 1"]


@pytest.mark.parametrize(("signer", "requests"), [(Badge(), 2), (Badge(more=False), 1)])
def test_a_login_refused_again_needs_the_seller(signer: Badge, requests: int) -> None:
    with pytest.raises(AuthNeeded):
        ask(Reply(401, b""), signer=signer)
    assert len(seen[0].seen) == requests


def test_a_platform_may_say_both_in_its_own_way() -> None:
    busy, expired = Reply(200, b'{"code": "busy"}'), Reply(200, b'{"code": "expired"}')

    async def run() -> list[str]:
        async with Loopback(busy, expired, OK) as server:
            session = session_for(server.base_url)
            async with client_of(
                session,
                line_of(session),
                signer=Badge(),
                limited=lambda answer: 1.0 if answer.json().get("code") == "busy" else None,
                login_refused=lambda answer: answer.json().get("code") == "expired",
            ) as client:
                await client.post("/things")
            return [request.headers["authorization"] for request in server.seen]

    assert asyncio.run(run()) == ["Badge 0", "Badge 0", "Badge 1"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_where_nobody_listens_nothing_was_sent(method: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"

    async def run() -> None:
        session = session_for(address)
        async with client_of(session, line_of(session)) as client:
            await client.request(method, "/things")

    with pytest.raises(Unreachable) as told:
        asyncio.run(run())
    assert told.value.code == "no_connection"


def test_a_redirect_is_handed_back_and_never_followed() -> None:
    response, server = ask(Reply(302, headers={"Location": "http://127.0.0.1:1/elsewhere"}), signer=Badge())
    assert response.status_code == 302
    assert len(server.seen) == 1


@pytest.mark.parametrize(("method", "error"), [("GET", TryLater), ("POST", Unsure)])
def test_an_answer_in_a_garbled_encoding_is_not_believed(method: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        ask(Reply(200, b"this is not gzip", headers={"Content-Encoding": "gzip"}), method=method)


@pytest.mark.parametrize(("method", "error"), [("GET", BrokenAnswer), ("POST", Unsure)])
def test_an_endless_answer_to_a_write_leaves_its_fate_unknown(
    method: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Whole.__init__, "__defaults__", (1000,))
    with pytest.raises(error):
        ask(Reply(200, b"x" * 2000), method=method)


@pytest.mark.parametrize(("method", "mark", "repeated"), [("GET", False, False), ("POST", True, True)])
def test_a_mark_goes_before_the_method(method: str, mark: bool, repeated: bool) -> None:
    """Some platforms change things by GET, and ask things by POST."""
    request = httpx.Request(method, "https://example.test/", extensions={"repeatable": mark})
    assert is_repeatable(request) is repeated
    assert is_repeatable(httpx.Request(method, "https://example.test/")) is not repeated
