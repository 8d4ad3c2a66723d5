"""The schedule is fair, patient with a failing account, and notices that the computer slept."""

from datetime import UTC, datetime, timedelta

from desktop.services.sync.schedule import FIRST_RETRY, LONGEST_RETRY, SPREAD, TICK, Schedule

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
INTERVAL = timedelta(minutes=5)


def test_accounts_start_a_little_apart() -> None:
    schedule = Schedule()
    assert schedule.due(NOW, ["a", "b"]) == ("a",)
    assert schedule.next_at("b") == NOW + SPREAD


def test_a_good_run_is_followed_after_the_interval() -> None:
    schedule = Schedule()
    schedule.due(NOW, ["a"])
    schedule.succeeded("a", NOW, INTERVAL)
    assert schedule.due(NOW + TICK, ["a"]) == ()
    assert schedule.next_at("a") == NOW + INTERVAL


def test_failures_wait_longer_each_time_but_never_too_long() -> None:
    schedule, pauses = Schedule(), []
    for _ in range(12):
        schedule.failed("a", NOW, timedelta(0))
        next_at = schedule.next_at("a")
        assert next_at is not None
        pauses.append(next_at - NOW)
    assert pauses[0] == FIRST_RETRY
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_RETRY


def test_the_platforms_own_pause_is_kept() -> None:
    schedule = Schedule()
    schedule.failed("a", NOW, timedelta(hours=1))
    assert schedule.next_at("a") == NOW + timedelta(hours=1)


def test_a_success_forgets_the_failures() -> None:
    schedule = Schedule()
    schedule.failed("a", NOW, timedelta(0))
    schedule.succeeded("a", NOW, INTERVAL)
    schedule.failed("a", NOW, timedelta(0))
    assert schedule.next_at("a") == NOW + FIRST_RETRY


def test_after_a_sleep_everybody_is_due_again() -> None:
    schedule = Schedule()
    schedule.due(NOW, ["a"])
    schedule.succeeded("a", NOW, timedelta(hours=12))
    assert schedule.due(NOW + timedelta(hours=1), ["a"]) == ("a",)


def test_a_clock_put_back_does_not_leave_an_account_waiting_for_the_old_time() -> None:
    schedule = Schedule()
    schedule.due(NOW, ["a"])
    schedule.succeeded("a", NOW, INTERVAL)
    assert schedule.due(NOW - timedelta(days=300), ["a"]) == ("a",)
