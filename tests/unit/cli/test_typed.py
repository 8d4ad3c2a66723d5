"""What is typed reaches the right place: the window, a command, or a usage error with exit code 2."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.cli.arguments import command_at, parse
from desktop.cli.choices import credentials
from desktop.cli.exits import UsageError
from desktop.cli.main import main
from desktop.domain.profile import Profile

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("words", ["", "--practice", "--profile somewhere", "--tour out --verbose", "--profile=x"])
def test_without_a_command_the_window_is_meant(words: str) -> None:
    assert command_at(words.split()) is None


@pytest.mark.parametrize(("words", "place"), [("sync", 0), ("--profile d --json sync", 3), ("--help", 0)])
def test_a_command_is_found_behind_the_options(words: str, place: int) -> None:
    assert command_at(words.split()) == place


@pytest.mark.parametrize("words", ["--json orders list", "orders list --json"])
def test_json_is_understood_before_and_after_the_command(words: str) -> None:
    assert parse(words.split()).json


@pytest.mark.parametrize(
    "words",
    [
        "orders", "orders list --bucket nowhere", "orders list --limit 0", "labels print 1", "outbox resolve 1",
        "labels print 1 --pdf a --printer b", "shops connect", "dance",
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_a_usage_error(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError) as caught:
        parse(words.split())
    assert caught.value.code == "wrong_command"
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("usage: ")


def test_a_usage_error_is_one_document_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--json", "catalog", "list", "--limit", "0"], open_profile=_unopened, manifests=())
    told = json.loads(capsys.readouterr().out)
    assert (code, told["error"]["code"]) == (2, "wrong_command")
    assert "0 is not a whole number from 1" in told["error"]["message"]


def _unopened(folder: Path | None, verbose: bool) -> Profile:
    raise AssertionError("no profile is opened for what cannot be meant")


def test_credentials_come_from_the_line_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret=with=signs\n", encoding="utf-8")
    assert credentials(["user=maria", f"token=@{tmp_path / 'token'}"]) == {
        "user": "maria",
        "token": "s3cret=with=signs",
    }


@pytest.mark.parametrize("setting", ["s3cret", "=s3cret", "token=@/nowhere/s3cret"])
def test_a_bad_credential_is_told_without_its_value(setting: str) -> None:
    with pytest.raises(UsageError) as caught:
        credentials([setting])
    assert "s3cret" not in str(caught.value)


def test_the_terminal_never_loads_qt(tmp_path: Path) -> None:
    script = (
        "import sys; from desktop.__main__ import main; "
        f"code = main(['--profile', {str(tmp_path)!r}, '--json', 'shops', 'list']); "
        "loaded = [name for name in sys.modules if name.startswith(('PySide6', 'qasync'))]; "
        "sys.exit(code if not loaded else f'loaded {loaded}')"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, {"shops": []}, "")
