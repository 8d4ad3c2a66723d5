"""What is typed is checked before anything leaves the computer, and no value is ever part of an error."""

import pytest

from desktop.domain.errors import NotPossible
from desktop.services.login import checked_address, checked_credentials
from tests.unit.services.small_platform import MANIFEST

GOOD = {"user": "maria", "token": "0123456789abcdef", "country": ""}


def test_space_around_a_pasted_token_is_dropped_and_empty_choices_are_left_out() -> None:
    assert checked_credentials(MANIFEST, GOOD | {"token": "  0123456789abcdef\n"}) == {
        "user": "maria",
        "token": "0123456789abcdef",
    }


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"token": ""}, "credential_missing", "token"),
        ({"token": "short-s3cret"}, "credential_too_short", "token"),
        ({"country": "XX-s3cret"}, "credential_choice", "country"),
        ({"password": "s3cret"}, "unknown_credential", "password"),
    ],
)
def test_a_wrong_form_is_named_by_its_field(change: dict[str, str], code: str, field: str) -> None:
    with pytest.raises(NotPossible) as caught:
        checked_credentials(MANIFEST, GOOD | change)
    assert (caught.value.code, caught.value.params["field"]) == (code, field)
    assert "s3cret" not in str(caught.value)


def test_an_address_is_kept_without_its_last_slash() -> None:
    assert checked_address(" http://127.0.0.1:8080/shop/ ") == "http://127.0.0.1:8080/shop"


@pytest.mark.parametrize(
    "address",
    [
        "", "example.com", "ftp://example.com", "https://", "https://me:pw@example.com", "https://example.com?a=b",
        "https://example.com:99999",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(NotPossible) as caught:
        checked_address(address)
    assert caught.value.code == "bad_address"
