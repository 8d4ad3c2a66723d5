"""The limiter never lets more through than the platform documents, and hardly less."""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest
from virtual_time import VirtualTime

from desktop.domain.errors import TryLater
from desktop.platforms.kit.ledger import Entries, FileLedger, MemoryLedger
from desktop.platforms.kit.manifest import RateRule
from desktop.platforms.kit.ratelimit import MARGIN, PATIENCE_S, RateLimiter

T = TypeVar("T")

JUMIA = (RateRule(200, 60), RateRule(4, 1))


def starts_of(count: int, time: VirtualTime, limiter: RateLimiter) -> list[float]:
    async def run() -> list[float]:
        starts = []
        for _ in range(count):
            await limiter.turn()
            starts.append(time.now())
        return starts

    return asyncio.run(run())


def most_in(seconds: float, starts: list[float]) -> int:
    ordered = sorted(starts)
    return max(sum(1 for at in ordered[first:] if at - begin < seconds) for first, begin in enumerate(ordered))


@pytest.mark.parametrize("late_s", [0.0, 0.015])
def test_a_thousand_requests_keep_both_rules_and_take_at_most_a_twentieth_longer(late_s: float) -> None:
    time = VirtualTime(late_s)
    starts = starts_of(1000, time, RateLimiter(JUMIA, now=time.now, sleep=time.sleep))
    assert most_in(1, starts) <= 4
    assert most_in(60, starts) <= 200
    assert starts[-1] - starts[0] <= 999 * 60 / 200 * 1.05


def test_the_rules_hold_at_the_server_too_when_the_line_jitters() -> None:
    time, line = VirtualTime(late_s=0.015), random.Random(2)
    starts = starts_of(600, time, RateLimiter(JUMIA, now=time.now, sleep=time.sleep))
    arrivals = [at + line.uniform(0.05, 0.2) for at in starts]
    assert most_in(1, arrivals) <= 4
    assert most_in(60, arrivals) <= 200


@pytest.mark.parametrize("users", [1, 3])
def test_the_rules_hold_at_the_server_when_requests_are_held_up_on_their_way(users: int) -> None:
    """Every tenth request reaches the server up to a second late; each user waits for his answer before he goes on."""
    time, line = VirtualTime(), random.Random(3)
    arrivals: list[float] = []
    under_way: list[tuple[float, float]] = []  # (its answer comes, it started)

    async def sleep(seconds: float) -> None:
        """Answers that come meanwhile are told at their moment."""
        until = time.now() + seconds
        while under_way and min(under_way)[0] <= until:
            await answer()
        time.elapsed = max(time.elapsed, until)

    async def answer() -> None:
        ended, started = min(under_way)
        under_way.remove((ended, started))
        time.elapsed = max(time.elapsed, ended)
        await limiter.done(started)

    async def run() -> None:
        for number in range(400):
            if len(under_way) == users:
                await answer()
            started = await limiter.turn()
            late_s = line.uniform(0.2, 1.0) if number % 10 == 5 else 0.0
            arrivals.append(started + 0.02 + late_s)
            under_way.append((started + 0.04 + late_s, started))

    limiter = RateLimiter(JUMIA, now=time.now, sleep=sleep)
    asyncio.run(run())
    assert most_in(1, arrivals) <= 4
    assert most_in(60, arrivals) <= 200


def test_a_first_request_that_had_to_make_its_connection_counts_from_its_end() -> None:
    time = VirtualTime()
    limiter = RateLimiter([RateRule(5, 1)], now=time.now, sleep=time.sleep)

    async def run() -> float:
        started = await limiter.turn()
        await time.sleep(0.5)
        await limiter.done(started)
        return await limiter.turn() - started

    assert asyncio.run(run()) == pytest.approx(0.5 + 0.2 * MARGIN)


def test_a_limiter_that_rested_does_not_catch_up() -> None:
    time = VirtualTime()
    limiter = RateLimiter(JUMIA, now=time.now, sleep=time.sleep)
    starts_of(2, time, limiter)
    time.elapsed += 600
    assert most_in(1, starts_of(10, time, limiter)) <= 4


def test_a_bucket_obeys_its_own_rule_and_the_accounts() -> None:
    time = VirtualTime()
    rules = (RateRule(10, 1), RateRule(1, 1, bucket="labels"))
    limiter = RateLimiter(rules, now=time.now, sleep=time.sleep)

    async def run() -> list[float]:
        began = time.now()
        for bucket in ("labels", "orders", "labels"):
            await limiter.turn(bucket)
        return [began, time.now()]

    began, ended = asyncio.run(run())
    assert ended - began == pytest.approx(2 * MARGIN, abs=0.01)


def test_a_pause_holds_the_whole_account_and_the_slow_down_fades() -> None:
    time = VirtualTime()
    limiter = RateLimiter(JUMIA, now=time.now, sleep=time.sleep)
    starts_of(1, time, limiter)
    before = time.now()
    asyncio.run(limiter.pause(7))
    after = starts_of(2, time, limiter)
    assert after[0] - before >= 7
    assert after[1] - after[0] > 0.306 * 1.3
    time.elapsed += 600
    recovered = starts_of(3, time, limiter)
    assert recovered[2] - recovered[1] == pytest.approx(0.306, abs=0.005)


def test_a_long_pause_is_told_instead_of_waited_for() -> None:
    time = VirtualTime()
    limiter = RateLimiter(JUMIA, now=time.now, sleep=time.sleep)

    async def run() -> None:
        await limiter.pause(600)
        await limiter.turn()

    with pytest.raises(TryLater) as told:
        asyncio.run(run())
    assert told.value.after_s > PATIENCE_S
    assert time.slept == []


def test_starts_from_before_a_reboot_are_forgotten() -> None:
    time = VirtualTime()
    ledger = MemoryLedger()
    ledger.entries = {"*": time.now() + 80_000, "pause": time.now() + 90_000}
    starts_of(1, time, RateLimiter(JUMIA, ledger, now=time.now, sleep=time.sleep))
    assert time.slept == [pytest.approx(0.306)]


def test_the_first_request_keeps_its_distance_from_what_nobody_remembers() -> None:
    time = VirtualTime()
    login = starts_of(4, time, RateLimiter(JUMIA, now=time.now, sleep=time.sleep))
    account = starts_of(4, time, RateLimiter(JUMIA, now=time.now, sleep=time.sleep))
    assert most_in(1, login + account) <= 4


def test_a_second_limiter_on_the_same_file_goes_on_where_the_first_stopped(tmp_path: Path) -> None:
    time = VirtualTime()
    first, second = (
        RateLimiter(JUMIA, FileLedger(tmp_path / "rates" / "a.json"), now=time.now, sleep=time.sleep) for _ in range(2)
    )
    starts = starts_of(1, time, first) + starts_of(1, time, second) + starts_of(1, time, first)
    assert [later - earlier for earlier, later in pairwise(starts)] == pytest.approx([0.306] * 2)


@pytest.mark.parametrize("written", ["", "{", "[1]", '{"*": "soon"}', '{"*": null}'])
def test_a_damaged_file_stops_nobody(tmp_path: Path, written: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(written)
    time = VirtualTime()
    assert starts_of(2, time, RateLimiter(JUMIA, FileLedger(path), now=time.now, sleep=time.sleep))
    assert json.loads(path.read_text())["*"] == pytest.approx(time.now())


def test_a_file_that_cannot_be_used_still_keeps_this_process_in_step(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "rates").write_text("a file where the folder should be")
    time = VirtualTime()
    starts = starts_of(
        4, time, RateLimiter(JUMIA, FileLedger(tmp_path / "rates" / "a.json"), now=time.now, sleep=time.sleep)
    )
    assert starts[-1] - starts[0] >= 3 * 0.3
    assert len(caplog.records) == 1


def spans(starts: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(starts)]


def test_what_a_platform_tells_of_its_limits_takes_the_place_of_the_rules(tmp_path: Path) -> None:
    """Also for other processes, and for those that begin later; and back again when it changes its mind."""
    time, path = VirtualTime(), tmp_path / "a.json"

    def limiter() -> RateLimiter:
        return RateLimiter(JUMIA, FileLedger(path), now=time.now, sleep=time.sleep)

    first, second = limiter(), limiter()
    starts_of(2, time, second)
    asyncio.run(first.learn((RateRule(600, 60), RateRule(20, 1))))
    assert spans(starts_of(3, time, first)) == pytest.approx([0.102] * 2)
    assert spans(starts_of(3, time, second)) == pytest.approx([0.102] * 2)
    assert spans(starts_of(3, time, limiter())) == pytest.approx([0.102] * 2)
    asyncio.run(second.learn((RateRule(60, 60), RateRule(2, 1))))
    assert spans(starts_of(3, time, first)) == pytest.approx([1.02] * 2)


def test_to_tell_the_same_again_writes_nothing() -> None:
    class Counting(MemoryLedger):
        changes = 0

        async def change(self, fn: Callable[[Entries], T]) -> T:
            self.changes += 1
            return await super().change(fn)

    ledger = Counting()
    limiter = RateLimiter(JUMIA, ledger)
    for _ in range(3):
        asyncio.run(limiter.learn((RateRule(600, 60),)))
    assert ledger.changes == 1


@pytest.mark.parametrize("spacing", [1e30, -1.0, float("nan")])
def test_an_absurd_spacing_in_the_file_is_not_believed(spacing: float) -> None:
    time, ledger = VirtualTime(), MemoryLedger()
    ledger.entries["spacing *"] = spacing
    assert spans(starts_of(3, time, RateLimiter(JUMIA, ledger, now=time.now, sleep=time.sleep))) == pytest.approx(
        [0.306] * 2
    )


PROCESS = """
import asyncio, sys, time
from pathlib import Path
from desktop.platforms.kit.ledger import FileLedger
from desktop.platforms.kit.manifest import RateRule
from desktop.platforms.kit.ratelimit import RateLimiter

async def run():
    limiter = RateLimiter((RateRule(20, 1),), FileLedger(Path(sys.argv[1])))
    for _ in range(6):
        await limiter.turn()
        print(time.monotonic())

asyncio.run(run())
"""


def test_two_processes_share_one_rate(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROCESS, str(tmp_path / "a.json")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    starts = sorted(float(line) for process in running for line in process.communicate(timeout=60)[0].split())
    assert [process.returncode for process in running] == [0, 0]
    assert len(starts) == 12
    assert starts[-1] - starts[0] >= 11 * 0.05 * 0.99
    assert most_in(0.5, starts) <= 11
