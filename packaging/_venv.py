"""The project's own Python in .venv: made from the pinned and hashed list, and anew whenever it is not exactly that."""

from __future__ import annotations

import compileall
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from _terminal import HaltError, last_lines, quietly, step

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / ".venv.lock"
REQUIREMENTS = ROOT / "packaging" / "requirements.txt"
BASE: str = getattr(
    sys, "_base_executable", sys.executable
)  # dev.py may itself run on the .venv that is to be replaced
STAMP = "backshop-stamp"  # written last: a folder without it was never finished
# Wheels only: building from source would fetch build tools that no hash vouches for.
PIP_OPTIONS = (
    "--require-hashes",
    "--only-binary=:all:",
    "--no-input",
    "--disable-pip-version-check",
    "--progress-bar=off",
)
UV = "uv==0.13.8"  # the resolver behind `dev.py lock`; fetched for that minute only
HEADER = (
    "# Made by: python3 packaging/dev.py lock (from {source}). For Python 3.11 to 3.13 on Linux, macOS and Windows.\n"
)


def python(venv: Path = VENV, platform: str = sys.platform) -> str:
    """The interpreter inside an environment."""
    return str(venv / ("Scripts/python.exe" if platform == "win32" else "bin/python"))


def stamp(requirements: bytes, version: str, place: Path) -> str:
    """What a finished environment is known by: another list, Python or folder (its scripts name it) makes another."""
    return hashlib.sha256(b"\0".join([requirements, version.encode(), os.fsencode(place)])).hexdigest()


def is_finished(venv: Path, expected: str) -> bool:
    """True where an earlier run finished exactly this environment and its Python is still there."""
    try:
        return (venv / STAMP).read_text() == expected and Path(python(venv)).exists()
    except OSError:
        return False


def ensure() -> None:
    """Make the environment unless it stands finished, then compile the program's sources that changed.

    Raises HaltError where it cannot be made (no network, no disk space...).
    """
    expected = stamp(REQUIREMENTS.read_bytes(), f"{sys.version_info.major}.{sys.version_info.minor}", VENV)
    if not is_finished(VENV, expected):
        with _alone():
            if not is_finished(VENV, expected):  # another dev.py may have made it while this one waited
                _make()
                (VENV / STAMP).write_text(expected)
    compileall.compile_dir(ROOT / "desktop", quiet=2)  # leaves alone what is compiled already


@contextmanager
def _alone() -> Iterator[None]:
    """One dev.py at a time makes the environment; the system lets go of the lock however that one ends."""
    with LOCK.open("w") as held:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _make() -> None:
    """From nothing: pip takes a package whose installation was cut off for a whole one."""
    try:
        with step("environment .venv"):
            quietly([BASE, "-m", "venv", "--clear", str(VENV)])
        with step("Python packages (about 150 MB the first time)"):
            quietly([python(), "-m", "pip", "install", *PIP_OPTIONS, "-r", str(REQUIREMENTS)])
    except subprocess.CalledProcessError as error:
        again = f"python3 packaging/dev.py {' '.join(sys.argv[1:])}".rstrip()
        raise HaltError(f"That failed (is the network there?):\n{last_lines(error.output)}", again) from error


def lock() -> None:
    """Pin and hash both lists anew from their .in files: first the whole one, then the program's own."""
    with tempfile.TemporaryDirectory() as folder:
        with step(f"resolver {UV}"):
            quietly([BASE, "-m", "venv", folder])
            quietly([python(Path(folder)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV])
        for name, constraint in (("requirements", ()), ("requirements-app", ("-c", "requirements.txt"))):
            with step(f"packaging/{name}.txt"):
                _pin(python(Path(folder)), name, constraint)


def _pin(interpreter: str, name: str, constraint: tuple[str, ...]) -> None:
    options = ("--universal", "--generate-hashes", "--python-version=3.11", "--no-header", "--no-emit-index-url")
    command = [
        interpreter,
        "-m",
        "uv",
        "pip",
        "compile",
        "--no-config",
        "--system-certs",
        "--upgrade",
        *options,
        *constraint,
    ]
    pinned = subprocess.run(
        [*command, f"{name}.in"],
        cwd=REQUIREMENTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if pinned.returncode:
        raise HaltError(f"The list cannot be resolved:\n{last_lines(pinned.stderr)}")
    (REQUIREMENTS.parent / f"{name}.txt").write_text(
        HEADER.format(source=f"{name}.in") + pinned.stdout, encoding="utf-8"
    )
