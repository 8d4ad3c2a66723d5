"""One door to the project on any machine with Python 3.11+: makes what is missing, then does what was asked.

Standard library only. Each command first sees to the system libraries, the .venv and the pinned packages.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this line is for whoever has an older one
    sys.exit(
        f"Backshop needs Python 3.11 or newer; this is {sys.version.split()[0]}. Type: python3.11 packaging/dev.py run"
    )

import argparse
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import _scaffold
import _system
import _venv
from _terminal import HaltError, start

ROOT = _venv.ROOT
HIDDEN_SCREENS = {"offscreen", "minimal", "vnc"}
# A keyring of the tests' own, unlocked with an empty password on a bus of their own; the tests then take its place.
IN_KEYRING = 'echo | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"'


def has_screen(env: Mapping[str, str], platform: str) -> bool:
    """True where a window can be seen: always on Windows and macOS, elsewhere with X or Wayland; Qt's own wish wins."""
    if wish := env.get("QT_QPA_PLATFORM", ""):
        return wish.split(":")[0] not in HIDDEN_SCREENS
    return platform in {"win32", "darwin"} or bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def offscreen(env: Mapping[str, str]) -> dict[str, str]:
    """The same environment with Qt painting into memory."""
    return {**env, "QT_QPA_PLATFORM": "offscreen"}


def run(args: Sequence[str]) -> int:
    """Start the program on practice shops; without a screen it takes the tour by itself and leaves demo-output/."""
    program = [_venv.python(), "-m", "desktop"]
    if has_screen(os.environ, sys.platform):
        return start([*program, "--profile", str(ROOT / ".practice"), "--practice", *args], ROOT)
    print("  No screen here: the program takes the tour by itself and leaves its pictures in demo-output/", flush=True)
    with tempfile.TemporaryDirectory(prefix="backshop-tour-") as profile:
        command = [*program, "--profile", profile, "--practice", "--tour", str(ROOT / "demo-output"), *args]
        return start(command, ROOT, offscreen(os.environ))


def test(args: Sequence[str]) -> int:
    """All tests, or what pytest's own arguments choose; on Linux with a message bus and a keyring of their own."""
    # A file stays in one process, and the files keep the order that the tests give them.
    everything = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "--timeout", "300")
    pytest = [_venv.python(), "-m", "pytest", *(args or everything)]
    if not all(map(_system.on_path, ("dbus-run-session", "gnome-keyring-daemon"))):
        return start(pytest, ROOT, offscreen(os.environ))
    with tempfile.TemporaryDirectory(prefix="backshop-test-") as home:
        bus = ["dbus-run-session", "--", "sh", "-c", IN_KEYRING, "sh", *pytest]
        return start(bus, ROOT, {**offscreen(os.environ), **private_home(Path(home))})


def private_home(home: Path) -> dict[str, str]:
    """Variables that move data, settings and sockets away from the person's own, so that no test touches a real one."""
    folders = {f"XDG_{kind}": home / kind.lower() for kind in ("DATA_HOME", "CONFIG_HOME", "STATE_HOME", "RUNTIME_DIR")}
    for folder in folders.values():
        folder.mkdir(mode=0o700)
    own = {"HOME": home, "BACKSHOP_PROFILE": home / "profile", **folders}
    return {name: str(folder) for name, folder in own.items()}


def check(args: Sequence[str]) -> int:
    """Lint, format, types and the arrows between the layers."""
    failed = []
    for tool in CHECKS:
        print(f"\n  {' '.join(tool)}", flush=True)
        if start([_venv.python(), "-m", *tool], ROOT, offscreen(os.environ)):
            failed.append(" ".join(tool))
    print("\n  Failed: " + "; ".join(failed) if failed else "\n  All checks passed.")
    return 1 if failed else 0


CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("mypy", "packaging"),
    ("pytest", "-q", "tests/architecture"),
)


def bench(args: Sequence[str]) -> int:
    """The benchmarks: ratios against floors measured in the same run."""
    env = os.environ if has_screen(os.environ, sys.platform) else offscreen(os.environ)
    return start([_venv.python(), "-m", "tests.benchmarks", *args], ROOT, env)


def shell(args: Sequence[str]) -> int:
    """A shell in which `python` is the project's own; leave it with exit."""
    own = os.environ.get("COMSPEC", "cmd.exe") if sys.platform == "win32" else os.environ.get("SHELL", "/bin/sh")
    path = os.pathsep.join([str(Path(_venv.python()).parent), os.environ.get("PATH", "")])
    return start([own, *args], Path.cwd(), {**os.environ, "VIRTUAL_ENV": str(_venv.VENV), "PATH": path})


def new_platform(args: Sequence[str]) -> int:
    """Lay out a platform: dev.py new-platform NAME makes connector, simulator and tests that fail until written."""
    if len(args) != 1:
        raise HaltError("Name the platform.", "python3 packaging/dev.py new-platform NAME")
    written = _scaffold.new_platform(args[0], ROOT)
    print("\n".join(str(path.relative_to(ROOT)) for path in written))
    print(f"\nNow fail, then write: python3 packaging/dev.py test tests/contract -k {args[0]}")
    ruff = [_venv.python(), "-m", "ruff"]
    sorted_ = start([*ruff, "check", "-q", "--fix", "--select", "I", *map(str, written)], ROOT)
    return sorted_ or start([*ruff, "format", "-q", *map(str, written)], ROOT)


def lock(args: Sequence[str]) -> int:
    """Pin and hash packaging/requirements*.txt anew from their .in files."""
    _venv.lock()
    return 0


@dataclass(frozen=True, slots=True)
class Command:
    """What a word on the command line does, what it needs from the system, and whether it needs the .venv."""

    do: Callable[[Sequence[str]], int]
    needs: tuple[_system.Need, ...]
    environment: bool = True


COMMANDS = {
    "run": Command(run, _system.PYTHON + _system.WINDOW),
    "test": Command(test, _system.PYTHON + _system.WINDOW + _system.TESTS),
    "check": Command(check, _system.PYTHON + _system.WINDOW),
    "bench": Command(bench, _system.PYTHON + _system.WINDOW),
    "new-platform": Command(new_platform, _system.PYTHON),
    "shell": Command(shell, _system.PYTHON),
    "lock": Command(lock, _system.PYTHON, environment=False),
}


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """`command`, `args` (handed on untouched) and `skip_system`. Wrong words end with exit code 2 and the list."""
    words = "\n".join(f"  {name:12} {command.do.__doc__}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Makes what is missing (system libraries, .venv, pinned packages), then does what was asked.",
        epilog=f"commands:\n{words}\n\nWhat follows the command is handed on, as in: dev.py test tests/unit -x",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--skip-system", action="store_true", help="do not look for system libraries")
    parser.add_argument("command", choices=COMMANDS, metavar="command", help="one of the words below")
    parser.add_argument("args", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    """The exit code of what was asked; 2 where a person has to type something first, 130 after Ctrl+C."""
    chosen = parse(argv)
    command = COMMANDS[chosen.command]
    try:
        if not chosen.skip_system:
            _system.ensure(command.needs)
        if command.environment:
            _venv.ensure()
        return command.do(chosen.args)
    except HaltError as halt:
        print(
            f"\n{halt.what}" + (f"\nType this, then start again:\n\n  {halt.command}\n" if halt.command else ""),
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
