"""Working time: weekends, holidays, cut-offs and clock changes, in examples and for any time there is."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from deadline_rules import LAGOS, rule, utc
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.deadlines import DeadlineRule, Unit
from desktop.domain.working_time import WorkingTime

BERLIN = WorkingTime("Europe/Berlin", frozenset({6}))
ZONES = ("UTC", "Africa/Lagos", "Africa/Cairo", "Asia/Jakarta", "America/Santiago", "Europe/Berlin", "Asia/Kolkata")


def local(place: WorkingTime, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(place.zone)).astimezone(UTC)


def test_hours_of_a_weekend_do_not_count() -> None:
    # Friday 17:00: seven hours are left of Friday, the other seventeen are Monday's.
    assert LAGOS.after_hours(local(LAGOS, "2026-11-20T17:00"), 24) == local(LAGOS, "2026-11-23T17:00")


def test_what_comes_on_a_weekend_waits_for_monday() -> None:
    assert rule().deadline(local(LAGOS, "2026-11-21T10:00")) == local(LAGOS, "2026-11-24T00:00")


def test_what_comes_after_the_cut_off_waits_for_the_next_working_day() -> None:
    cut = rule(cut_off=time(14))
    assert cut.deadline(local(LAGOS, "2026-11-19T13:59")) == local(LAGOS, "2026-11-20T13:59")
    assert cut.deadline(local(LAGOS, "2026-11-19T14:00")) == local(LAGOS, "2026-11-21T00:00")  # Friday's end
    assert cut.deadline(local(LAGOS, "2026-11-20T14:00")) == local(LAGOS, "2026-11-24T00:00")


def test_days_end_at_their_hour() -> None:
    days = rule(within=2, unit=Unit.DAYS, until=time(12))
    assert days.deadline(local(LAGOS, "2026-11-20T17:00")) == local(LAGOS, "2026-11-24T12:00")  # Friday -> Tuesday


def test_no_day_at_all_means_today_or_where_that_is_over_tomorrow() -> None:
    today = rule(within=0, unit=Unit.DAYS, until=time(12))
    assert today.deadline(local(LAGOS, "2026-11-19T11:59")) == local(LAGOS, "2026-11-19T12:00")
    assert today.deadline(local(LAGOS, "2026-11-19T12:01")) == local(LAGOS, "2026-11-20T12:00")


def test_hours_may_end_when_the_marketplace_looks() -> None:
    swept = rule(within=48, until=time(23), place=WorkingTime("Africa/Accra"))
    assert swept.deadline(utc("2026-11-18T10:00")) == utc("2026-11-20T23:00")
    assert swept.deadline(utc("2026-11-18T23:30")) == utc("2026-11-21T23:00")


def test_holidays_are_days_of_one_year_or_of_every_year() -> None:
    place = WorkingTime("UTC", frozenset(), frozenset({"12-25", "2026-11-19"}))
    assert place.after_hours(utc("2026-11-18T12:00"), 24) == utc("2026-11-20T12:00")
    assert place.after_hours(utc("2027-12-24T12:00"), 24) == utc("2027-12-26T12:00")
    assert place.after_hours(utc("2027-11-18T12:00"), 24) == utc("2027-11-19T12:00")


def test_hours_are_real_hours_when_the_clocks_change() -> None:
    # In the night to 25 October 2026 Berlin's clocks go back; the Sunday itself does not count here.
    everyday = WorkingTime("Europe/Berlin")
    assert everyday.after_hours(local(everyday, "2026-10-24T12:00"), 24) == local(everyday, "2026-10-25T11:00")
    assert BERLIN.after_hours(local(BERLIN, "2026-10-24T12:00"), 24) == local(BERLIN, "2026-10-26T12:00")


def test_a_midnight_that_does_not_exist_is_no_trap() -> None:
    # Santiago leaps from midnight to one o'clock on 6 September 2026.
    place = WorkingTime("America/Santiago", frozenset({6}))
    assert place.after_days(local(place, "2026-09-04T10:00"), 1, None) == local(place, "2026-09-06T01:00")


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
PLACES = st.builds(
    WorkingTime,
    st.sampled_from(ZONES),
    st.frozensets(st.integers(0, 6), max_size=6),
    st.frozensets(st.sampled_from(("12-25", "01-01", "05-01", "2026-09-07")), max_size=4),
)
CLOCKS = st.none() | st.times().map(lambda one: one.replace(second=0, microsecond=0, tzinfo=None))


@st.composite
def rules(draw: st.DrawFn) -> DeadlineRule:
    unit = draw(st.sampled_from(Unit))
    within = draw(st.integers(0, 200 if unit is Unit.HOURS else 10))
    return rule(within=within, unit=unit, place=draw(PLACES), cut_off=draw(CLOCKS), until=draw(CLOCKS))


@given(rules(), MOMENTS)
def test_a_deadline_is_never_before_its_order(one: DeadlineRule, placed: datetime) -> None:
    assert one.deadline(placed) >= placed


@given(rules(), MOMENTS, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_a_later_order_never_has_the_earlier_deadline(one: DeadlineRule, placed: datetime, later: timedelta) -> None:
    assert one.deadline(placed) <= one.deadline(placed + later)


@given(rules(), MOMENTS)
def test_a_day_that_does_not_count_is_never_counted(one: DeadlineRule, placed: datetime) -> None:
    """The deadline lies in a working day (or is its very end), and the counted hours are really between."""
    ends = one.deadline(placed)
    days = {one.place.local(moment).date() for moment in (ends, ends - timedelta(microseconds=1))}
    assert any(one.place.counts(day) for day in days)
    if one.unit is Unit.HOURS:
        assert counted(one.place, placed, ends) >= timedelta(hours=one.within)
        if one.until is None and one.cut_off is None:
            assert counted(one.place, placed, ends) == timedelta(hours=one.within)


def counted(place: WorkingTime, start: datetime, end: datetime) -> timedelta:
    """The time between two moments that lies on working days, day by day."""
    total, day = timedelta(0), place.local(start).date()
    while place.at(day) < end:
        opens, closes = max(place.at(day), start), min(place.at(day + timedelta(days=1)), end)
        if place.counts(day) and closes > opens:
            total += closes - opens
        day += timedelta(days=1)
    return total
