"""What is kept of an answer describes the answer and nobody in it."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.platforms.kit.redact import clean, sketch


def test_a_sketch_keeps_the_shape_and_no_value() -> None:
    kept = sketch(b'{"orders": [{"firstName": "Adaeze", "phone": 2348012345678}], "message": "Not Found"}')
    assert kept == '{"orders": [{"firstName": "x", "phone": x}], "message": "Not Found"}'


def test_a_sketch_of_an_error_page_says_which_page_it_is() -> None:
    page = b"<html><head><title>502 Bad Gateway</title></head><body>Adaeze 12 Marina Road</body></html>"
    kept = sketch(page)
    assert "Bad Gateway" in kept
    assert "Adaeze" not in kept
    assert "Marina" not in kept


@given(st.binary(max_size=3000))
def test_a_sketch_of_anything_is_short(body: bytes) -> None:
    assert len(sketch(body)) <= 300


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Nd"]), min_size=21, max_size=60))
def test_a_long_opaque_word_is_never_shown(secret: str) -> None:
    value = secret.encode("ascii", "ignore").decode()
    if len(value) >= 20:
        assert value not in clean(f"Token {value} has expired")


def test_a_platforms_message_stays_readable() -> None:
    message = "Order item acad0000-0000-4000-8000-000000000001 is\n not packed."
    assert clean(message) == "Order item acad0000-0000-4000-8000-000000000001 is not packed."


def test_a_platforms_message_names_nobody() -> None:
    assert clean("Call +234 801 234 5678 or write to ada@example.com") == "Call *** or write to ***"
