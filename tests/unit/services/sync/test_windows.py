"""Windows never exceed what a platform allows, leave no gap, and end."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.services.sync.windows import FIRST_WINDOW, history_window, news_windows

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
LONGEST = timedelta(days=60)


def test_the_first_window_is_short_so_that_today_is_there_at_once() -> None:
    window = history_window(NOW, NOW, longest=LONGEST, oldest=NOW - timedelta(days=900))
    assert window is not None
    assert (window.start, window.end, window.by_update) == (NOW - FIRST_WINDOW, NOW, False)


@given(st.integers(1, 400), st.integers(1, 5000))
def test_history_windows_touch_each_other_and_arrive(longest_days: int, age_days: int) -> None:
    oldest, until, count = NOW - timedelta(days=age_days), NOW, 0
    while window := history_window(NOW, until, longest=timedelta(days=longest_days), oldest=oldest):
        assert window.end == until
        assert timedelta(0) < window.end - window.start <= timedelta(days=longest_days)
        until, count = window.start, count + 1
    assert until == oldest
    assert count <= age_days / longest_days + 12


@given(st.integers(1, 10_000), st.integers(1, 2_000))
def test_update_windows_cover_the_range_without_a_gap(hours: int, longest_hours: int) -> None:
    end = NOW + timedelta(hours=hours)
    windows = list(news_windows(NOW, end, timedelta(hours=longest_hours), by_update=True))
    assert windows[0].start == NOW
    assert windows[-1].end == end
    assert all(before.end == after.start for before, after in itertools.pairwise(windows))
    assert all(one.by_update and one.end - one.start <= timedelta(hours=longest_hours) for one in windows)


def test_an_empty_range_asks_for_nothing() -> None:
    assert list(news_windows(NOW, NOW, LONGEST, by_update=True)) == []
    assert list(news_windows(NOW, NOW - timedelta(days=1), LONGEST, by_update=True)) == []
