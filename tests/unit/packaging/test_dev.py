"""The two commands decide rightly before they touch the machine: what is missing, what to type, what to make anew."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import _system
import _terminal
import _venv
import dev
import pytest

THERE = _system.Need("libthere1", "it is there", lambda: True)
GONE = _system.Need("libgone1", "it is gone", lambda: False)


@pytest.mark.parametrize(
    ("env", "platform", "seen"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"DISPLAY": ""}, "linux", False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "minimal:enable_fonts"}, "linux", False),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, "linux", True),
        ({}, "win32", True),
        ({}, "darwin", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "win32", False),
    ],
)
def test_a_screen_is_there_when_a_window_can_be_seen(env: dict[str, str], platform: str, seen: bool) -> None:
    assert dev.has_screen(env, platform) is seen


def test_what_follows_the_command_is_handed_on_untouched() -> None:
    chosen = dev.parse(["test", "tests/unit", "-x", "--skip-system", "-k", "a or b"])
    assert chosen.command == "test"
    assert chosen.args == ["tests/unit", "-x", "--skip-system", "-k", "a or b"]
    assert chosen.skip_system is False


def test_an_option_before_the_command_is_for_dev_itself() -> None:
    chosen = dev.parse(["--skip-system", "run"])
    assert (chosen.command, chosen.args, chosen.skip_system) == ("run", [], True)


@pytest.mark.parametrize("argv", [[], ["launch"], ["--no-such-option", "run"]])
def test_a_wrong_word_ends_with_two(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        dev.parse(argv)
    assert ended.value.code == 2
    assert "usage: dev.py" in capsys.readouterr().err


def test_help_names_every_command_with_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        dev.parse(["--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    for name, command in dev.COMMANDS.items():
        assert name in shown
        assert str(command.do.__doc__) in shown


def test_run_asks_the_system_for_less_than_the_tests_do() -> None:
    window = {need.package for need in dev.COMMANDS["run"].needs}
    tests = {need.package for need in dev.COMMANDS["test"].needs}
    assert window < tests
    assert {"libegl1", "libgl1", "libxcb-cursor0", "libxkbcommon-x11-0", "libdbus-1-3", "libfontconfig1"} <= window
    assert tests - window == {"dbus", "gnome-keyring", "cups"}


def test_only_what_is_not_there_is_missing_and_only_on_linux() -> None:
    assert _system.missing([THERE, GONE], "linux") == [GONE]
    assert _system.missing([THERE, GONE], "win32") == []
    assert _system.missing([THERE, GONE], "darwin") == []


def test_a_library_is_tried_by_loading_it() -> None:
    assert _system.loads("libno-such-thing.so.9") is False
    if sys.platform == "linux":
        assert _system.loads("libc.so.6") is True


def test_a_folder_full_of_text_files_has_no_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_system, "FONT_FOLDERS", (str(tmp_path), str(tmp_path / "not there")))
    (tmp_path / "readme.txt").touch()
    assert _system.any_font() is False
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "Sans.ttf").touch()
    assert _system.any_font() is True


@pytest.mark.parametrize(
    ("admin", "typed"),
    [
        ("", "apt-get update && apt-get install -y --no-install-recommends liba libb"),
        ("sudo", "sudo apt-get update && sudo apt-get install -y --no-install-recommends liba libb"),
        ("su", "su -c 'apt-get update && apt-get install -y --no-install-recommends liba libb'"),
    ],
)
def test_the_one_command_to_type(admin: str, typed: str) -> None:
    assert _system.install_command(["libb", "liba"], admin) == typed


def test_who_may_not_install_is_told_the_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_system, "on_path", lambda program: program == "apt-get")
    monkeypatch.setattr(_system, "_rights", lambda: None)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(_terminal.HaltError) as halted:
        _system.ensure([GONE, THERE])
    assert "libgone1 (it is gone)" in halted.value.what
    assert halted.value.command.endswith("libgone1'")
    assert "libthere1" not in halted.value.command


def test_an_environment_is_known_by_its_list_its_python_and_its_place() -> None:
    known = _venv.stamp(b"httpx==1", "3.11", Path("/a"))
    assert known == _venv.stamp(b"httpx==1", "3.11", Path("/a"))
    others = {
        _venv.stamp(b"httpx==2", "3.11", Path("/a")),
        _venv.stamp(b"httpx==1", "3.12", Path("/a")),
        _venv.stamp(b"httpx==1", "3.11", Path("/b")),
    }
    assert len(others) == 3
    assert known not in others


def test_an_environment_is_finished_only_with_its_stamp_and_its_python(tmp_path: Path) -> None:
    assert _venv.is_finished(tmp_path, "abc") is False
    (tmp_path / _venv.STAMP).write_text("abc")
    assert _venv.is_finished(tmp_path, "abc") is False, "the Python in it is gone"
    interpreter = Path(_venv.python(tmp_path))
    interpreter.parent.mkdir()
    interpreter.touch()
    assert _venv.is_finished(tmp_path, "abc") is True
    assert _venv.is_finished(tmp_path, "other") is False


def test_the_tests_home_is_nobodys_but_theirs(tmp_path: Path) -> None:
    moved = dev.private_home(tmp_path)
    assert {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "BACKSHOP_PROFILE"} <= set(moved)
    assert all(Path(folder).is_relative_to(tmp_path) for folder in moved.values())
    if sys.platform != "win32":  # which has no such bits
        assert Path(moved["XDG_RUNTIME_DIR"]).stat().st_mode & 0o077 == 0, "sockets are nobody else's"


def test_the_exit_code_is_the_childs(tmp_path: Path) -> None:
    assert _terminal.start([sys.executable, "-c", "raise SystemExit(7)"], tmp_path) == 7
    assert _terminal.start([sys.executable, "-c", ""], tmp_path) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without signals")
def test_a_child_ended_by_a_signal_counts_as_in_a_shell(tmp_path: Path) -> None:
    kill_itself = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert _terminal.start([sys.executable, "-c", kill_itself], tmp_path) == 128 + signal.SIGKILL


def test_where_it_cannot_go_on_it_says_the_next_command_and_ends_with_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(needs: object) -> None:
        raise _terminal.HaltError("It is missing.", "sudo get-it")

    monkeypatch.setattr(_system, "ensure", refuse)
    assert dev.main(["run"]) == 2
    shown = capsys.readouterr().err
    assert "It is missing." in shown
    assert "sudo get-it" in shown


def test_a_failing_installer_shows_its_last_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(command: list[str], env: object = None) -> str:
        raise subprocess.CalledProcessError(1, command, output="fetching\nno route to host\n")

    monkeypatch.setattr(_venv, "quietly", fail)
    with pytest.raises(_terminal.HaltError) as halted:
        _venv._make()
    assert "no route to host" in halted.value.what
    assert halted.value.command.startswith("python3 packaging/dev.py")
