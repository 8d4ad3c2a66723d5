"""The log file can be given to a stranger."""

import logging
from pathlib import Path

import pytest

from desktop.app.logs import RedactingFormatter, redacted, start_logging

SECRETS = [
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    'refresh_token="AbCdEf0123456789"',
    "Authorization: Bearer abc.def-ghi_jkl",
    "client_secret=topsecret99",
    "buyer.name+tag@example.com",
    '{"access_token": "0123456789abcdef"}',
]
MARKS = ["c2lnbmF0dXJl", "AbCdEf0123456789", "abc.def", "topsecret99", "buyer.name", "0123456789abcdef"]


@pytest.mark.parametrize(("text", "mark"), list(zip(SECRETS, MARKS, strict=True)))
def test_secrets_are_taken_out(text: str, mark: str) -> None:
    assert mark not in redacted(f"before {text} after")


def test_facts_that_support_needs_stay() -> None:
    line = "pack account=01h order=338997922 status=201 took_ms=35 code=provider_needed"
    assert redacted(line) == line


def test_a_traceback_is_redacted_too() -> None:
    try:
        raise ValueError(SECRETS[1])
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), (type(error), error, error.__traceback__))
    assert MARKS[1] not in RedactingFormatter().format(record)


def test_the_file_lies_in_the_profile_and_rotates(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = list(root.handlers), root.level
    path = start_logging(tmp_path / "logs")
    try:
        for number in range(12_000):
            logging.getLogger("test").info("line %d %s", number, "x" * 120)
        assert path.stat().st_size <= 1024 * 1024
        assert path.with_name("backshop.log.1").exists()
    finally:
        for handler in set(root.handlers) - set(before[0]):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(before[1])
