"""Find and replace: parts or whole cells, capitals or not, and nothing else."""

import pytest

from desktop.domain.replacing import Replacement, replaced


@pytest.mark.parametrize(
    ("text", "how", "expected"),
    [
        ("19.90", Replacement(".90", ".99"), "19.99"),
        ("Active", Replacement("active", "Inactive"), "Inactive"),
        ("Active", Replacement("active", "Inactive", match_case=True), None),
        ("10", Replacement("1", "2"), "20"),
        ("10", Replacement("1", "2", whole=True), None),
        ("0", Replacement("0", "5", whole=True), "5"),
        ("", Replacement("", "5", whole=True), "5"),
        ("abc", Replacement("", "5"), None),
        ("a.c", Replacement(".", r"\1"), r"a\1c"),
    ],
)
def test_replacing(text: str, how: Replacement, expected: str | None) -> None:
    assert replaced(text, how) == expected
