"""What is typed and pasted becomes the exact value meant, in six languages, and a doubt is never kept quiet."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.catalog import ListingStatus
from desktop.domain.typed_values import STYLES, read_moment, read_number, read_status, write_moment, write_number

LANGUAGES = sorted(STYLES)
CURRENCIES = ("", "KES ", "Rp ", "R$ ", "\N{EURO SIGN}", "\N{NAIRA SIGN}\N{NO-BREAK SPACE}", "S/. ", "د.م. ")
AMOUNTS = st.decimals(min_value=Decimal("-999999999999"), max_value=Decimal("999999999999"), places=2)
WHOLE = st.integers(min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize("language", LANGUAGES)
@given(amount=AMOUNTS | st.decimals(-99999, 99999, places=3) | st.decimals(-99999, 99999, places=1))
def test_an_amount_written_is_read_back_exactly(language: str, amount: Decimal) -> None:
    style = STYLES[language]
    for grouped in (True, False):
        assert read_number(write_number(amount, style, grouped=grouped), style).value == amount


@pytest.mark.parametrize("language", LANGUAGES)
@given(count=WHOLE)
def test_a_count_written_is_read_back_exactly_and_without_doubt(language: str, count: int) -> None:
    style = STYLES[language]
    for grouped in (True, False):
        read = read_number(write_number(Decimal(count), style, grouped=grouped), style, whole=True)
        assert (read.value, read.code) == (count, "")


@pytest.mark.parametrize("language", LANGUAGES)
@given(amount=AMOUNTS, currency=st.sampled_from(CURRENCIES), spaces=st.sampled_from(("", " ", "\N{NO-BREAK SPACE}")))
def test_currencies_and_spaces_around_it_change_nothing(
    language: str, amount: Decimal, currency: str, spaces: str
) -> None:
    style = STYLES[language]
    written = write_number(amount, style)
    assert read_number(f"{spaces}{currency}{written}{spaces}", style).value == amount
    if currency:
        assert read_number(f"{written} {currency}", style).value == amount


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("1 234,50", "1234.50"), ("1'234.50", "1234.50"),
        ("1,23,456.00", "123456.00"), ("Rp. 1.250.000", "1250000"), ("١٬٢٣٤٫٥٠", "1234.50"), ("(12)", "-12"),
        ("5-", "-5"), ("\N{MINUS SIGN}5", "-5"), ("12,-", "12"), (".5", "0.5"), ("'0042", "42"), ("0.500", "0.500"),
        ("\N{LEFT-TO-RIGHT MARK}7\N{ZERO WIDTH SPACE}", "7"), ("１２", "12"), ("-$5.25", "-5.25"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_these_ways_mean_the_same_everywhere(language: str, text: str, value: str) -> None:
    assert read_number(text, STYLES[language]).value == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "1.2.3", "12 34", "=1+1", "1e999", "NaN", "inf", "1,2,3", "--5", "1-2"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_number_is_not_guessed_at(language: str, text: str) -> None:
    read = read_number(text, STYLES[language])
    assert (read.value, read.code) == (None, "not_a_number")


def test_one_separator_and_three_digits_are_told_as_doubtful() -> None:
    assert read_number("1.234", STYLES["en"]) == read_number("1,234", STYLES["fr"])
    assert read_number("1.234", STYLES["en"]).code == "ambiguous_number"
    assert read_number("1,234", STYLES["en"]).code == ""
    assert read_number("1.234", STYLES["es"]).code == ""
    foreign = read_number("1.234", STYLES["fr"])
    assert (foreign.value, foreign.code) == (1234, "ambiguous_number")


def test_of_whole_things_three_digits_are_thousands() -> None:
    read = read_number("1.234", STYLES["en"], whole=True)
    assert (read.value, read.code) == (1234, "ambiguous_number")


def test_a_percentage_is_told_as_one() -> None:
    assert read_number("12,5 %", STYLES["fr"]).percent
    assert not read_number("12,5", STYLES["fr"]).percent


def test_a_spreadsheets_short_form_is_told() -> None:
    assert read_number("1.5E+05") == read_number("1,5E+05")
    assert read_number("1.5E+05").code == "spreadsheet_exponent"


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    for style in STYLES.values():
        read_number(text, style)
        read_moment(text, UTC, style)
    read_status(text)


ZONES = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2090, 1, 1), timezones=st.just(UTC))


@given(moment=MOMENTS, zone=ZONES)
def test_a_moment_written_is_read_back(moment: datetime, zone: timezone) -> None:
    moment = moment.replace(microsecond=0)
    for style in STYLES.values():
        assert read_moment(write_moment(moment, zone), zone, style).value == moment


def test_a_bare_day_is_its_first_or_its_last_moment_in_the_zone_of_the_shop() -> None:
    zone = timezone(timedelta(hours=3))
    assert read_moment("2026-03-10", zone).value == datetime(2026, 3, 9, 21, tzinfo=UTC)
    assert read_moment("2026-03-10", zone, last=True).value == datetime(2026, 3, 10, 20, 59, 59, tzinfo=UTC)


def test_day_and_month_that_could_change_places_are_told() -> None:
    english, french = read_moment("03/10/2026", UTC, STYLES["en"]), read_moment("03/10/2026", UTC, STYLES["fr"])
    assert english.value == datetime(2026, 3, 10, tzinfo=UTC)
    assert french.value == datetime(2026, 10, 3, tzinfo=UTC)
    assert english.code == french.code == "ambiguous_date"
    assert read_moment("31/10/2026", UTC, STYLES["en"]).code == ""


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "2026-02-30", "31/31/2026", "10", "2026-03-10 25:00"])
def test_what_is_no_day_is_said_so(text: str) -> None:
    assert read_moment(text, UTC).code == "not_a_date"


@pytest.mark.parametrize("word", ["Active", "ACTIF", "ya", "1", "نشط"])
def test_a_status_in_every_language(word: str) -> None:
    assert read_status(word) is ListingStatus.ACTIVE


def test_the_screens_own_words_are_known() -> None:
    assert read_status("  for sale ", {"for sale": ListingStatus.ACTIVE}) is ListingStatus.ACTIVE
    assert read_status("perhaps") is None
