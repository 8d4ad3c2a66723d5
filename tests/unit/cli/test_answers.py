"""What scripts and people read: exact money and times, one document, exit codes, no control characters."""

import io
import json
import string
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.cli import exits, messages, shapes
from desktop.cli.console import Console, Reply, plain, table
from desktop.domain.errors import (
    AuthNeeded,
    BackshopError,
    BrokenAnswer,
    NotPossible,
    Refused,
    StoreError,
    TryLater,
    Unreachable,
)
from desktop.domain.money import Money
from desktop.domain.order_views import ActionResult
from desktop.services.export.files import harmless
from desktop.services.sync.status import SyncResult


def test_money_is_written_out_in_full() -> None:
    assert shapes.money(Money(Decimal("12.50"), "KES")) == {"amount": "12.50", "currency": "KES"}
    assert shapes.money(Money(Decimal("1E+3"), "XOF")) == {"amount": "1000", "currency": "XOF"}


def test_times_are_utc_with_a_z() -> None:
    at = datetime(2026, 11, 20, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    assert shapes.moment(at) == "2026-11-20T08:00:00Z"
    assert shapes.moment(at.replace(microsecond=250_000)) == "2026-11-20T08:00:00Z"
    assert shapes.moment(None) is None


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_can_be_read_back(at: datetime) -> None:
    assert datetime.fromisoformat(str(shapes.moment(at))) == at.replace(microsecond=0)


def test_json_puts_one_document_on_stdout_and_nothing_else() -> None:
    out, err = io.StringIO(), io.StringIO()
    console = Console(as_json=True, out=out, err=err)
    console.say("for people")
    console.progress("1/3")
    console.answer(Reply({"orders": ["é"]}, "for people"))
    assert json.loads(out.getvalue()) == {"orders": ["é"]}
    assert err.getvalue() == "for people\n"


@given(st.text())
def test_nothing_a_platform_writes_can_drive_the_terminal(text: str) -> None:
    assert all(letter.isprintable() for letter in plain(text))


def test_a_table_has_even_columns() -> None:
    assert table(("A", "B"), [("long one", 1), ("x", 22)], empty="-") == "A         B\nlong one  1\nx         22"
    assert table(("A",), [], empty="nothing") == "nothing"


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-5", "@SUM(A1)", "\tx"])
def test_no_cell_of_an_export_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (exits.UsageError("unknown_shop"), 2),
        (NotPossible("unknown_platform"), 2),
        (NotPossible("printed_meanwhile"), 1),
        (Refused("no"), 1),
        (BrokenAnswer("not_json"), 1),
        (AuthNeeded("token_used_up"), 3),
        (Unreachable("no_connection"), 4),
        (TryLater("rate_limited"), 4),
        (StoreError("damaged"), 5),
        (StoreError("profile_in_use"), 5),
        (StoreError("keyring_locked"), 1),
    ],
)
def test_every_error_has_its_exit_code(error: BackshopError, code: int) -> None:
    assert exits.code_of_error(error) == code


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (["done", "done"], 0),
        (["done", "refused"], 1),
        (["refused", "needs_login"], 3),
        (["queued", "queued"], 4),
        (["done", "queued"], 1),
        (["unsure"], 1),
        ([], 0),
    ],
)
def test_results_come_to_one_exit_code(states: list[str], code: int) -> None:
    results = [ActionResult(1, "1", "shop", ok=state == "done", state=state) for state in states]
    assert exits.code_of_results(results) == code


def test_syncs_come_to_one_exit_code() -> None:
    good, away = SyncResult("a", ok=True), SyncResult("b", ok=False, error=Unreachable)
    login, full = SyncResult("c", ok=False, error=AuthNeeded), SyncResult("d", ok=False, error=StoreError)
    results = [[good], [away], [good, away], [away, login], [full], []]
    assert [exits.code_of_syncs(one) for one in results] == [0, 4, 1, 3, 5, 0]


@pytest.mark.parametrize("code", messages._SENTENCES)
def test_every_sentence_takes_its_facts_and_bears_their_absence(code: str) -> None:
    names = {name for _text, name, _spec, _conversion in string.Formatter().parse(messages._SENTENCES[code]) if name}
    told = messages.message(code, {name: f"<{name}>" for name in names})
    assert all(f"<{name}>" in told for name in names)
    assert messages.message(code, {}).endswith((".", "?"))


def test_a_code_without_a_sentence_is_told_with_the_platforms_own_words() -> None:
    assert messages.message("odd_thing", {"message": "Sorry"}) == "Odd thing: Sorry"
    assert messages.message("odd_thing", {}) == "Odd thing."
