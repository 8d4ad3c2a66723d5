"""Answers are read to the cent where they are as documented, and as far as possible where they are not."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import BrokenAnswer
from desktop.platforms.kit.answers import decode


class Price(msgspec.Struct):
    value: Decimal | None = None
    currency: str = ""


class Thing(msgspec.Struct):
    id: str | int | None = None
    count: int = 0
    open: bool = False
    price: Price | None = None


class Things(msgspec.Struct):
    things: tuple[Thing, ...] | None = None


def test_amounts_are_read_digit_by_digit() -> None:
    found = decode(b'{"value": 19500.10, "currency": "NGN"}', Price)
    assert str(found.value) == "19500.10"
    assert str(decode(b'{"value": 0.1}', Price).value) == "0.1"
    assert str(decode(b'{"value": "9007199254740993.07", "currency": 5}', Price).value) == "9007199254740993.07"


def test_one_odd_field_costs_only_that_field() -> None:
    body = (
        b'{"things": [{"id": 7, "count": "3", "open": "yes"}, {"id": [], "count": 2.0, "price": {"value": "12.50"}}]}'
    )
    assert decode(body, Things) == Things((Thing("7", 3, True), Thing(None, 2, False, Price(Decimal("12.50")))))


def test_leading_zeros_survive_where_a_number_would_do() -> None:
    found = decode(b'{"id": "00100", "count": "odd"}', Thing)
    assert (found.id, found.count) == ("00100", 0)


def test_entries_that_are_no_records_are_left_out() -> None:
    assert decode(b'{"things": [5, null, {"id": "a"}, "x"]}', Things) == Things((Thing("a"),))


def test_a_single_record_counts_as_a_list_of_one() -> None:
    assert decode(b'{"id": "a"}', tuple[Thing, ...]) == (Thing("a"),)


@pytest.mark.parametrize("digits", [b"1e999999999999999999999", b"9" * 5000, b"-1e400", b"NaN", b"Infinity"])
def test_absurd_numbers_are_not_known(digits: bytes) -> None:
    found = decode(b'{"id": {}, "count": ' + digits + b', "price": {"value": ' + digits + b"}}", Thing)
    assert found.count == 0
    assert found.price is not None
    assert found.price.value is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_answer"),
        (b" \n", "empty_answer"),
        (b'{"things": [{"id": "a"', "not_json"),
        (b"<html>Bad Gateway</html>", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"5", "unexpected_answer"),
        (b'"text"', "unexpected_answer"),
        (b"[]", "unexpected_answer"),
    ],
)
def test_what_is_no_answer_is_said_to_be_none(body: bytes, code: str) -> None:
    with pytest.raises(BrokenAnswer) as told:
        decode(body, Things)
    assert told.value.code == code


def test_lone_surrogates_and_stray_bytes_do_no_harm() -> None:
    for body in (b'{"id": "a\\ud800b"}', b'{"id": "a\xffb"}', b'\xef\xbb\xbf{"id": "ab"}'):
        str(decode(body, Thing).id).encode("utf-8")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["things", "id", "count", "open", "price", "value", "currency", "x"]), inner)
    ),
    max_leaves=25,
)


@given(JSON)
def test_any_json_gives_a_struct_or_a_broken_answer(document: object) -> None:
    try:
        found = decode(msgspec.json.encode(document), Things)
    except BrokenAnswer:
        assert not isinstance(document, dict)
    else:
        assert isinstance(found, Things)


class _Keyed(msgspec.Struct):
    rows: dict[str, tuple[int, ...]] | None = None


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (b'{"rows": {"a": [1, 2]}}', {"a": (1, 2)}),
        (b'{"rows": []}', {}),
        (b'{"rows": {"a": ["1", "x"], "b": {}}}', {"a": (1,)}),
        (b'{"rows": "none"}', None),
    ],
)
def test_an_object_with_keys_of_its_own_is_read_entry_by_entry(body: bytes, rows: object) -> None:
    """PHP writes an empty one as a list."""
    assert decode(body, _Keyed).rows == rows
