"""The rate limit over sliding windows, on a clock that only moves when told; and bans."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from seller_client import HeldClock, Seller, kinds

from desktop.sandbox.rate import Limiter, Window
from desktop.sandbox.running import RunningSandbox


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(datetime(2026, 11, 20, 9, tzinfo=UTC))


@pytest.fixture
def slow(clock: HeldClock) -> Iterator[Seller]:
    """A seller on a sandbox with Jumia's limits."""
    with RunningSandbox(orders=20, clock=clock) as sandbox:
        seller = Seller(sandbox)
        seller.refresh()
        yield seller
        seller.http.close()


def test_the_fifth_request_of_a_second_is_refused(slow: Seller, clock: HeldClock) -> None:
    assert [slow.get("/shops").status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    assert kinds(slow.sandbox) == ["rate"]
    clock.seconds += 0.999
    refused = slow.get("/shops")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert refused.json() == {"message": "API rate limit exceeded"}
    clock.seconds += 0.001
    assert slow.get("/shops").status_code == 200


def test_the_window_slides(slow: Seller, clock: HeldClock) -> None:
    answers = []
    for _ in range(12):
        answers.append(slow.get("/shops").status_code)
        clock.seconds += 0.25
    assert answers == [200] * 12


def test_two_hundred_a_minute(slow: Seller, clock: HeldClock) -> None:
    for _ in range(200):
        assert slow.get("/shops").status_code == 200
        clock.seconds += 0.25
    assert slow.get("/shops").status_code == 429
    clock.seconds += 60 - 200 * 0.25
    assert slow.get("/shops").status_code == 200
    assert slow.get("/shops").status_code == 429


def test_the_token_endpoint_does_not_count(slow: Seller) -> None:
    assert [slow.refresh().status_code for _ in range(8)] == [200] * 8
    assert [slow.get("/shops").status_code for _ in range(4)] == [200] * 4
    assert kinds(slow.sandbox) == []


def test_the_control_api_does_not_count(slow: Seller) -> None:
    for _ in range(10):
        slow.sandbox.violations()
    assert slow.get("/shops").status_code == 200
    assert len(slow.sandbox.requests()) == 2


def test_a_429_can_come_without_a_hint(slow: Seller) -> None:
    slow.sandbox.quirks(retry_after=False)
    answers = [slow.get("/shops") for _ in range(5)]
    assert answers[-1].status_code == 429
    assert "Retry-After" not in answers[-1].headers


def test_moving_the_clock_on_empties_the_windows(slow: Seller) -> None:
    for _ in range(4):
        slow.get("/shops")
    slow.sandbox.advance(1)
    assert slow.get("/shops").status_code == 200
    slow.sandbox.advance(-3000)
    assert slow.get("/shops").status_code == 200


def test_a_ban_holds_and_impatience_is_counted(slow: Seller, clock: HeldClock) -> None:
    slow.sandbox.arm("ban", seconds=30)
    assert slow.get("/shops").headers["Retry-After"] == "30"
    assert slow.get("/shops").status_code == 429
    assert kinds(slow.sandbox) == []
    clock.seconds += 5
    assert slow.get("/shops").headers["Retry-After"] == "25"
    assert kinds(slow.sandbox) == ["rate"]
    clock.seconds += 25
    assert slow.get("/shops").status_code == 200


def test_a_ban_without_a_hint_blames_nobody(slow: Seller, clock: HeldClock) -> None:
    slow.sandbox.arm("ban", seconds=30, retry_after=False)
    assert "Retry-After" not in slow.get("/shops").headers
    clock.seconds += 5
    assert slow.get("/shops").status_code == 429
    assert kinds(slow.sandbox) == []
    slow.sandbox.disarm()
    assert slow.get("/shops").status_code == 200


def test_windows_are_counted_apart_for_each_key() -> None:
    limiter = Limiter(lambda: 0.0)
    assert limiter.admit("a", [Window(1, 1.0)])
    assert not limiter.admit("a", [Window(1, 1.0)])
    assert limiter.admit("b", [Window(1, 1.0)])
