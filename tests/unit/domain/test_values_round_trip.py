"""What the grid shows and copies is read back as the very same value, in six locales; a doubt is always told."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QLocale

from desktop.domain.catalog import ListingStatus
from desktop.domain.catalog_grid import AMOUNTS, COUNTS, DAYS, Address, Draft, Field, Place, same_value
from desktop.domain.typed_values import read_moment, read_number, write_moment, write_number
from desktop.domain.wishes import as_text
from desktop.services.draft_judgement import Manner, read
from desktop.ui.catalog.clipboard import read_table, write_table
from desktop.ui.catalog.values import bare, manner, shown

LOCALES = ("en_US", "id_ID", "pt_BR", "es_CL", "fr_FR", "ar_EG")
ZONES = ("America/New_York", "Asia/Jakarta", "America/Sao_Paulo", "America/Santiago", "Europe/Paris", "Africa/Cairo")
MANNERS = {
    name: Manner(found.style, ZoneInfo(zone), found.words)
    for name, zone in zip(LOCALES, ZONES, strict=True)
    if (found := manner(QLocale(name)))
}
CURRENCIES = ("", "USD", "IDR", "BRL", "CLP", "EUR", "EGP", "S/", "Rp")
IN_EACH = pytest.mark.parametrize("name", LOCALES)
FEW = settings(max_examples=30)
FEWER = settings(max_examples=10)  # of thirty-six pairs each

amounts = st.decimals(0, 10**10, places=2) | st.decimals(0, 10**7, places=0) | st.decimals(0, 99_999, places=3)
counts = st.integers(-999, 10**9)
moments = st.datetimes(
    datetime(2001, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)
).map(lambda at: at.replace(microsecond=0))  # fmt: skip


def typed_back(of: Field, text: str, how: Manner) -> Draft:
    draft = read(Address(1, Place(), of), text, how)
    assert draft is not None, text
    return draft


@IN_EACH
@FEW
@given(amount=amounts, currency=st.sampled_from(CURRENCIES), of=st.sampled_from(sorted(AMOUNTS)))
@example(amount=Decimal("1.234"), currency="IDR", of=Field.PRICE)
@example(amount=Decimal("0.500"), currency="", of=Field.SALE_PRICE)
def test_an_amount_on_screen_or_clipboard_is_read_back(name: str, amount: Decimal, currency: str, of: Field) -> None:
    how, value = MANNERS[name], format(amount, "f")
    for text in (shown(of, value, currency, how), bare(of, value, how)):
        draft = typed_back(of, text, how)
        assert same_value(of, draft.value, value), text
        assert draft.code in ("", "ambiguous_number")


@IN_EACH
@FEW
@given(count=counts, of=st.sampled_from(sorted(COUNTS)))
def test_a_count_is_read_back_without_doubt(name: str, count: int, of: Field) -> None:
    how = MANNERS[name]
    for text in (shown(of, str(count), "", how), bare(of, str(count), how), write_number(Decimal(count), how.style)):
        draft = typed_back(of, text, how)
        assert (draft.value, draft.code) == (str(count), ""), text


@IN_EACH
@FEW
@given(at=moments, of=st.sampled_from(sorted(DAYS)))
@example(at=datetime(2026, 11, 1, 6, 30, tzinfo=UTC), of=Field.SALE_FROM)  # twice 01:30 in New York that night
@example(at=datetime(2026, 4, 5, 3, 30, tzinfo=UTC), of=Field.SALE_TO)  # and twice 23:30 in Santiago
@example(at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC), of=Field.SALE_TO)  # and 02:30 in Paris
def test_a_moment_is_read_back_without_doubt(name: str, at: datetime, of: Field) -> None:
    how, value = MANNERS[name], as_text(at)
    assert value is not None
    for text in (shown(of, value, "", how), bare(of, value, how)):
        draft = typed_back(of, text, how)
        assert draft.code == "", text
        assert same_value(of, draft.value, value), text


@FEW
@given(at=moments, zone=st.sampled_from(ZONES))
def test_a_moment_of_any_zone_survives_the_hour_that_comes_twice(at: datetime, zone: str) -> None:
    assert read_moment(write_moment(at, ZoneInfo(zone)), ZoneInfo(zone)).value == at


@IN_EACH
@FEW
@given(day=st.dates(datetime(2001, 1, 1).date(), datetime(2098, 12, 31).date()))
def test_a_day_as_that_language_writes_it_is_that_day_or_told_as_doubtful(name: str, day: object) -> None:
    how = MANNERS[name]
    assert hasattr(day, "year")
    written = QLocale(name).toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)  # type: ignore[attr-defined]
    found = read_moment(written, UTC, how.style)
    assert found.value is not None, written
    assert (found.value.year, found.value.month, found.value.day) == (day.year, day.month, day.day), written  # type: ignore[attr-defined]
    could_swap = day.day <= 12 and day.month <= 12 and day.day != day.month  # type: ignore[attr-defined]
    year_first = written.strip("\u200f\u200e")[:4].isdecimal()
    assert (found.code == "ambiguous_date") is (could_swap and not year_first), written


@pytest.mark.parametrize("reader", LOCALES)
@pytest.mark.parametrize("writer", LOCALES)
@FEWER
@given(amount=st.decimals(0, 10**9, places=2))
def test_cents_written_in_one_locale_are_never_misread_in_another(writer: str, reader: str, amount: Decimal) -> None:
    """Two decimals leave no doubt anywhere, grouped or not: a sheet from abroad pastes right."""
    for grouped in (True, False):
        text = write_number(amount, MANNERS[writer].style, grouped=grouped)
        found = read_number(text, MANNERS[reader].style)
        assert (found.value, found.code) == (amount, ""), text


@pytest.mark.parametrize("reader", LOCALES)
@FEW
@given(thousands=st.integers(1, 999), rest=st.integers(0, 999), point=st.sampled_from(".,"))
def test_three_figures_behind_one_separator_are_doubtful_unless_they_are_the_readers_own_groups(
    reader: str, thousands: int, rest: int, point: str
) -> None:
    style = MANNERS[reader].style
    found = read_number(f"{thousands}{point}{rest:03}", style)
    whole, parts = Decimal(thousands * 1000 + rest), Decimal(f"{thousands}.{rest:03}")
    assert found.value in (whole, parts)
    assert found.code == "ambiguous_number" or (found.value == whole and point == style.group)


@IN_EACH
@pytest.mark.parametrize("status", [ListingStatus.ACTIVE, ListingStatus.INACTIVE])
def test_a_status_is_read_back(name: str, status: ListingStatus) -> None:
    how = MANNERS[name]
    draft = typed_back(Field.STATUS, bare(Field.STATUS, status.value, how), how)
    assert (draft.value, draft.code) == (status.value, "")


rows = st.tuples(
    st.none() | counts.map(str), st.none() | amounts.map(lambda one: format(one, "f")),
    st.none() | moments.map(as_text), st.sampled_from([None, "active", "inactive"]),
)  # fmt: skip
COLUMNS = (Field.STOCK, Field.PRICE, Field.SALE_FROM, Field.STATUS)


@IN_EACH
@FEW
@given(block=st.lists(rows, min_size=1, max_size=6))
def test_a_block_copied_and_pasted_changes_nothing(name: str, block: list[tuple[str | None, ...]]) -> None:
    how = MANNERS[name]
    copied = [[bare(of, value or "", how) for of, value in zip(COLUMNS, row, strict=True)] for row in block]
    pasted = read_table(write_table(copied))
    for row, texts in zip(block, pasted, strict=False):
        for of, value, text in zip(COLUMNS, row, texts, strict=True):
            assert bool(text) is bool(value)
            assert not text or same_value(of, typed_back(of, text, how).value, value or ""), text


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).filter(
    lambda text: text[:1] not in ("=", "@", "+", "-", "'")  # those are made harmless on purpose
)


@settings(max_examples=100)
@given(
    table=st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1))
)
@example(table=[['3" pipe', "a\tb"], ["two\nlines", '"quoted"']])
@example(table=[["", ""], ["", "end"]])
@example(table=[["\r"], ["a\r\nb"]])
def test_any_texts_come_through_the_clipboard(table: list[list[str]]) -> None:
    found = [list(row) for row in read_table(write_table(table))]
    while table and not any(table[-1]):  # what is empty at the end says nothing
        table = table[:-1]
    while found and not any(found[-1]):
        found.pop()
    assert found == table


def test_all_six_are_different_manners() -> None:
    assert (
        len({(how.style.decimal, how.style.group, how.style.zero, how.style.day_first) for how in MANNERS.values()})
        >= 4
    )
    assert MANNERS["ar_EG"].style.zero == "\N{ARABIC-INDIC DIGIT ZERO}"
    assert not MANNERS["en_US"].style.day_first
    assert MANNERS["fr_FR"].zone.utcoffset(datetime(2026, 1, 1)) == timedelta(hours=1)
