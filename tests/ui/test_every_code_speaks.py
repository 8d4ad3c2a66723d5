"""No code without a sentence: what any layer raises, finds or reports is told in words, in the window and terminal."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.cli import messages
from desktop.ui.kit import reasons

DESKTOP = Path(__file__).parents[2] / "desktop"
# The place of the code among the arguments of what carries it.
PLACES = {
    **dict.fromkeys(("NotPossible", "StoreError", "TryLater", "Unreachable", "Unsure", "AuthNeeded"), 0),
    **dict.fromkeys(("Refused", "Gone", "BrokenAnswer", "LabelRefused", "ProductFinding"), 0),
    **dict.fromkeys(("missing", "give_up"), 0),
    **dict.fromkeys(("Finding", "not_possible"), 1),
    **dict.fromkeys(("Outcome", "LabelMissing"), 2),
}
# What the terminal or the window alone raises, or what always comes with the platform's own words.
ITS_OWN_WORDS = {"refused"}


def codes_in(path: Path) -> Iterator[str]:
    """Every code written out in a call that carries one."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        place = PLACES.get(name)
        if place is None or len(node.args) <= place:
            continue
        told = node.args[place]
        if isinstance(told, ast.Constant) and isinstance(told.value, str) and told.value:
            yield told.value


FOLDERS = ("platforms", "services", "printing", "store", "domain")
CODES = {code for folder in FOLDERS for path in (DESKTOP / folder).rglob("*.py") for code in codes_in(path)}


def test_there_are_codes_to_look_at() -> None:
    assert len(CODES) > 100


@pytest.mark.parametrize("code", sorted(CODES - ITS_OWN_WORDS))
def test_the_window_has_a_sentence(code: str) -> None:
    assert reasons.is_known(code)


@pytest.mark.parametrize("code", sorted(CODES - ITS_OWN_WORDS))
def test_the_terminal_has_a_sentence(code: str) -> None:
    assert code in messages._SENTENCES
