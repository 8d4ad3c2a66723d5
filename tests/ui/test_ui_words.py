"""Words and looks: every state has word, tone and icon; every reason a sentence; every colour enough contrast."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from back_room import NOW
from PySide6.QtGui import QColor

from desktop.domain.accounts import AccountState
from desktop.domain.errors import Refused
from desktop.domain.labels import LabelProblem, LabelState
from desktop.domain.money import Money
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.order_views import OrderEvent
from desktop.domain.orders import Bucket, ItemStatus
from desktop.ui.kit import format as words
from desktop.ui.kit import icons, reasons, text, timeline
from desktop.ui.kit.columns import Mark
from desktop.ui.kit.theme import DARK, LIGHT, Theme, Tokens

ROOT = Path(__file__).parents[2]
MARKS = [
    *(text.bucket_mark(bucket) for bucket in Bucket),
    *(text.item_mark(status) for status in ItemStatus),
    *(text.label_mark(state) for state in LabelState if state is not LabelState.NONE),
    *(text.account_mark(state) for state in AccountState),
    *(text.operation_mark(kind, state) for kind in OperationKind for state in OperationState),
]


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.text)
def test_a_state_is_a_word_with_an_icon_and_a_tone(mark: Mark, look: Theme) -> None:
    assert mark.text
    assert not icons.pixmap(mark.icon, mark.tone).isNull()


@pytest.mark.parametrize("problem", list(LabelProblem))
def test_every_label_problem_says_what_to_do(problem: LabelProblem) -> None:
    assert len(reasons.problem_sentence(problem).split()) > 5


def _raised_codes() -> set[str]:
    """Codes that services and printing hand to people, read from their source."""
    kinds = "NotPossible|StoreError|TryLater|Unreachable|Unsure|AuthNeeded"
    found: set[str] = set()
    for folder in ("services", "printing", "store"):
        for path in (ROOT / "desktop" / folder).rglob("*.py"):
            source = path.read_text("utf-8")
            found |= set(re.findall(rf'(?:{kinds})\(\s*"([a-z_]+)"', source))
            found |= set(re.findall(r'not_possible\([^()]*, "([a-z_]+)"\)', source))
    return found


def test_every_code_that_reaches_a_person_has_a_sentence() -> None:
    codes = _raised_codes()
    assert len(codes) > 20
    assert sorted(code for code in codes if not reasons.is_known(code)) == []


def test_an_unknown_code_is_shown_and_not_hidden() -> None:
    assert "brand_new" in reasons.code_sentence("brand_new")
    assert "brand_new" in reasons.error_sentence(Refused("brand_new"))
    assert reasons.code_sentence("brand_new", {"message": "Parcel is too heavy"}) == "Parcel is too heavy"


def test_no_sentence_has_an_internal_noun() -> None:
    sentences = [
        *reasons._CODES.values(),
        *(sentence for _, sentence in reasons._BY_KIND),
        *timeline._SENTENCES.values(),
    ]
    internal = re.compile(r"\b(feed|payload|endpoint|null|none|exception|http|json|api|token bucket)\b", re.IGNORECASE)
    assert [sentence for sentence in sentences if internal.search(sentence)] == []


@pytest.mark.parametrize(
    ("kind", "params", "sentence"),
    [
        ("pack_wished", {"operation": "pack"}, "Pack: put into the outbox"),
        (
            "item_status",
            {"from": "to_pack", "to": "packed", "skus": "MUG"},
            "To pack \N{RIGHTWARDS ARROW} Packed  (MUG)",
        ),
        ("printed", {"printer": "Zebra", "copy": "2"}, "Label printed on Zebra, copy 2"),
        ("printed", {}, "Label printed on \N{EN DASH}, copy \N{EN DASH}"),
        ("something_new", {"what": "1"}, "Something new 1"),
    ],
)
def test_the_timeline_speaks_in_sentences(kind: str, params: dict[str, str], sentence: str) -> None:
    assert timeline.event_sentence(OrderEvent(NOW, "seller", kind, params)) == sentence


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("1250.50", "1,250.50"), ("-0.05", "-0.05"), ("1234567", "1,234,567"), ("0.000", "0.000"), ("1E+3", "1,000")],
)
def test_money_is_shown_exactly(amount: str, shown: str) -> None:
    assert words.money(Money(Decimal(amount), "KES")) == f"KES\N{NO-BREAK SPACE}{shown}"


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (5, "in 5 min"),
        (185, "in 3 h 5 min"),
        (-61, "1 h 1 min late"),
        (60 * 24 * 2 + 60, "in 2 d 1 h"),
        (60 * 24 * 9, "in 9 d"),
    ],
)
def test_a_deadline_counts_down(minutes: int, shown: str) -> None:
    assert words.countdown(NOW + timedelta(minutes=minutes), NOW) == shown


def _luminance(color: str) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in QColor(color).getRgbF()[:3]
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


_ON = {
    "text": ("window", "surface", "raised", "row", "hover"),
    "muted": ("window", "surface", "row"),
    "on_accent": ("accent",),
    "accent_text": ("selected", "surface"),
    "success": ("success_soft", "surface"),
    "warning": ("warning_soft", "surface"),
    "danger": ("danger_soft", "surface"),
    "info": ("info_soft", "surface"),
    "neutral": ("neutral_soft",),
}


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_words_have_enough_contrast_on_their_ground(tokens: Tokens) -> None:
    weak = {
        f"{ink} on {ground}: {_contrast(tokens[ink], tokens[ground]):.2f}"
        for ink, grounds in _ON.items()
        for ground in grounds
        if _contrast(tokens[ink], tokens[ground]) < (3.9 if ink == "on_accent" else 4.5)
    }
    assert weak == set()


def test_light_and_dark_have_the_same_colours() -> None:
    assert set(LIGHT) == set(DARK)


def test_the_style_sheet_names_only_known_colours() -> None:
    sheet = (ROOT / "resources" / "styles" / "chrome.qss").read_text("utf-8")
    assert set(re.findall(r"@(\w+)", sheet)) - {"styles"} <= set(LIGHT)


def test_every_icon_named_in_the_code_exists() -> None:
    there = {path.stem for path in (ROOT / "icons").glob("*.svg")}
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "desktop").rglob("*.py"))
    asked = set(re.findall(r'(?:icons\.put\([\w.]+|Section\([^,]+|pixmap\(|icon\(), ?"?([a-z]+)"', source))
    assert len(asked) > 10
    assert asked <= there
