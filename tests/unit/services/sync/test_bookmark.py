"""The bookmark finds its place again after a stop, and does not believe a wrong clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desktop.platforms.kit.manifest import OrderSync
from desktop.services.sync.bookmark import OrderBookmark

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
RULE = OrderSync(window=60 * DAY, overlap=DAY, oldest=NOW - 200 * DAY, interval=timedelta(minutes=5), items_per_read=25)


def test_it_survives_being_written_down() -> None:
    mark = replace(OrderBookmark.begin(NOW, RULE), page=NOW - DAY, finished_at=NOW)
    assert OrderBookmark.from_state(mark.to_state()) == mark


def test_an_import_goes_on_from_its_last_page() -> None:
    begun = OrderBookmark.begin(NOW, RULE)
    whole = begun.history(RULE)
    assert whole is not None
    stopped = replace(begun, page=whole.start + DAY)
    resumed = stopped.history(RULE)
    assert resumed is not None
    assert (resumed.start, resumed.end) == (whole.start + DAY, whole.end)
    assert stopped.after_history(RULE).until == whole.start
    assert stopped.after_history(RULE).page is None


def test_an_import_ends_at_the_oldest_time_and_full_ends_with_it() -> None:
    mark = OrderBookmark.begin(NOW, RULE).again(NOW, RULE)
    rounds = 0
    while mark.history(RULE) is not None:
        assert mark.full
        mark, rounds = mark.after_history(RULE), rounds + 1
    assert mark.until == RULE.oldest
    assert not mark.full
    assert rounds < 10


def test_news_start_at_the_last_change_the_platform_showed() -> None:
    mark = replace(OrderBookmark.begin(NOW, RULE), seen=NOW - 2 * DAY)
    assert mark.news_from(NOW, RULE) == NOW - 3 * DAY
    assert mark.news_until(NOW, RULE) == NOW + DAY


def test_a_quiet_shop_does_not_cost_more_every_day() -> None:
    mark = replace(OrderBookmark.begin(NOW, RULE), seen=RULE.oldest)
    assert mark.news_from(NOW + DAY, RULE) == NOW - 60 * DAY - DAY


def test_after_a_clock_a_year_ahead_nothing_is_skipped() -> None:
    seen = NOW - timedelta(hours=1)
    mark = replace(OrderBookmark.begin(NOW, RULE), live=NOW + 365 * DAY, seen=seen)
    assert mark.news_from(NOW + DAY, RULE) == seen - DAY


def test_with_a_clock_behind_the_platform_news_still_arrive() -> None:
    seen = NOW
    mark = replace(OrderBookmark.begin(NOW, RULE), seen=seen)
    assert mark.news_until(NOW - 3 * DAY, RULE) == seen + DAY
