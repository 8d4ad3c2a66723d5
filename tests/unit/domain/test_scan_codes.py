"""Scanner codes: whatever a scanner and a keyboard layout make of a number, it is read as the number it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.keyboard_layouts import slips
from desktop.domain.scan_codes import read_code, zeros_aside


@pytest.mark.parametrize(
    ("typed", "text", "count"),
    [
        ("KET-BLU", "KET-BLU", 1),
        ("  KET-BLU \r\n", "KET-BLU", 1),
        ("]C0KET-BLU", "KET-BLU", 1),
        ("]E05901234123457\t", "5901234123457", 1),
        ("3*KET-BLU", "KET-BLU", 3),
        ("3 * KET-BLU", "KET-BLU", 3),
        ("12*", "", 12),
        ("0*MUG", "MUG", 1),
        ("]C", "]C", 1),
        ("\ufeffMUG", "MUG", 1),
    ],
)
def test_what_a_scanner_puts_around_a_code_is_taken_off(typed: str, text: str, count: int) -> None:
    code = read_code(typed)
    assert (code.text, code.count) == (text, count)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("ket-blu", "KET-BLU"),
        ("&é\"'(-", "123456"),  # a French keyboard
        ("KET)BLU", "KET-BLU"),
        ("KETßBLU", "KET-BLU"),  # a German one
        ("zesß1", "YES-1"),
        ("KET'BLU", "KET-BLU"),  # a Spanish one
        ("٣٠٠٠١", "30001"),  # Arabic digits
        ("٣٠٠-ABC", "300-ABC"),
        ("３００", "300"),
        ("0005901234123457", "5901234123457"),
        ("036000291452", "0036000291452"),  # the twelve digits of a UPC as thirteen
        ("]C10109501101530003\x1d17261130", "09501101530003"),  # the article number inside a GS1 code
        ("https://track.invalid/p/NL000123X?lang=en", "NL000123X"),
    ],
)
def test_a_garbled_code_is_still_the_number(typed: str, number: str) -> None:
    assert read_code(typed).rank([number]) is not None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("NL000123X-2", "NL000123X"),  # another piece
        ("1NL000123X", "NL000123X"),
        ("https://track.invalid/NL000123X_1", "NL000123X"),
        ("KET-BLU-17", "KET-BLU"),
        ("", "KET"),
        ("0", "000"),
    ],
)
def test_a_number_that_only_contains_ours_is_another(typed: str, number: str) -> None:
    code = read_code(typed)
    assert not code.carries(number)
    assert code.rank([number]) is None


def test_the_exact_code_comes_before_one_with_other_zeros() -> None:
    code = read_code("007")
    exact, near = code.rank(["007"]), code.rank(["7"])
    assert exact is not None and near is not None and exact < near


def test_article_numbers_are_looked_for_in_every_length() -> None:
    assert set(zeros_aside("036000291452")) == {"036000291452", "36000291452", "0036000291452", "00036000291452"}
    assert zeros_aside("KET-BLU") == ("KET-BLU",)
    assert zeros_aside("000") == ("000",)


def test_an_arabic_keyboard_is_read_back() -> None:
    assert "abc-d" in set(slips("شلاؤ-ي"))


@given(st.text(max_size=60))
def test_reading_never_fails_and_never_invents(typed: str) -> None:
    code = read_code(typed)
    assert 1 <= code.count <= 999
    assert bool(code.readings) == bool(code.text)
    assert not code.text or code.rank([code.text]) == 0 or not code.text.strip()
