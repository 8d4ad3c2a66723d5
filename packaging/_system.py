"""What the operating system must bring along, found by trying, and fetched with apt where that is allowed."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from _terminal import HaltError, last_lines, quietly, step

APT = ("apt-get", "-o", "DPkg::Lock::Timeout=180")  # a fresh machine is often still updating itself
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing from the system: the Debian and Ubuntu package, why it is needed, and how to see that it is there."""

    package: str
    why: str
    present: Callable[[], bool]


def loads(soname: str) -> bool:
    """True where the dynamic linker finds the library: the only answer that counts."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def on_path(program: str) -> bool:
    """True where the program can be started; the folders of the administrator count too."""
    return shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])) is not None


def any_font() -> bool:
    """True where at least one outline font lies in a usual folder: without one Qt paints no text at all."""
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(path.suffix in {".ttf", ".otf", ".ttc"} for folder in folders for path in folder.rglob("*"))


def starts_print_server() -> bool:
    """True where cupsd is there, and for all but root: only root may start one, so those tests skip themselves."""
    return on_path("cupsd") or os.geteuid() != 0


def makes_environments() -> bool:
    """True where this Python brings ensurepip; Debian's keeps it in a package of its own."""
    return importlib.util.find_spec("ensurepip") is not None


def _library(soname: str, package: str, why: str) -> Need:
    return Need(package, why, partial(loads, soname))


def _program(name: str, package: str, why: str) -> Need:
    return Need(package, why, partial(on_path, name))


PYTHON = (Need(f"python3.{sys.version_info.minor}-venv", "makes the .venv with pip in it", makes_environments),)

# Read from the wheel with ldd: what Qt's Gui, Widgets and PrintSupport, its xcb and offscreen platforms link to.
WINDOW = (
    _library("libEGL.so.1", "libegl1", "QtGui"),
    _library("libGL.so.1", "libgl1", "QtGui"),
    _library("libX11.so.6", "libx11-6", "QtGui"),
    _library("libfontconfig.so.1", "libfontconfig1", "finds fonts"),
    _library("libfreetype.so.6", "libfreetype6", "draws fonts"),
    _library("libglib-2.0.so.0", "libglib2.0-0", "QtCore's event loop"),
    _library("libdbus-1.so.3", "libdbus-1-3", "accessibility, keyring, file dialogs"),
    _library("libxkbcommon.so.0", "libxkbcommon0", "keyboard"),
    _library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "keyboard on X"),
    _library("libX11-xcb.so.1", "libx11-xcb1", "windows on X"),
    _library("libxcb-cursor.so.0", "libxcb-cursor0", "windows on X"),
    _library("libxcb-icccm.so.4", "libxcb-icccm4", "windows on X"),
    _library("libxcb-image.so.0", "libxcb-image0", "windows on X"),
    _library("libxcb-keysyms.so.1", "libxcb-keysyms1", "windows on X"),
    _library("libxcb-randr.so.0", "libxcb-randr0", "windows on X"),
    _library("libxcb-render-util.so.0", "libxcb-render-util0", "windows on X"),
    _library("libxcb-shape.so.0", "libxcb-shape0", "windows on X"),
    _library("libxcb-shm.so.0", "libxcb-shm0", "windows on X"),
    _library("libxcb-sync.so.1", "libxcb-sync1", "windows on X"),
    _library("libxcb-xfixes.so.0", "libxcb-xfixes0", "windows on X"),
    _library("libxcb-xkb.so.1", "libxcb-xkb1", "windows on X"),
    _library("libcups.so.2", "libcups2", "the list of printers"),
    _program("lp", "cups-client", "hands labels to printers"),
    Need("fonts-noto-core", "names in most scripts", any_font),
    Need("fonts-droid-fallback", "names in Chinese, Japanese and Korean", any_font),
    Need("fonts-inter", "figures of one width", any_font),
)

TESTS = (
    _program("dbus-run-session", "dbus", "a message bus of the tests' own"),
    _program("gnome-keyring-daemon", "gnome-keyring", "a real keyring to keep secrets in"),
    Need("cups", "a print server of the tests' own", starts_print_server),
)


def missing(needs: Iterable[Need], platform: str = sys.platform) -> list[Need]:
    """Those that are not there. Windows and macOS bring all of it along."""
    return [need for need in needs if not need.present()] if platform.startswith("linux") else []


def install_command(packages: Iterable[str], admin: str) -> str:
    """The one command a person types to get the packages. `admin` is what makes them root: sudo, su or nothing."""
    names = " ".join(sorted(packages))
    update, install = "apt-get update", f"apt-get install -y --no-install-recommends {names}"
    if admin == "su":
        return f"su -c {shlex.quote(f'{update} && {install}')}"
    prefix = f"{admin} " if admin else ""
    return f"{prefix}{update} && {prefix}{install}"


def ensure(needs: Iterable[Need]) -> None:
    """Install with apt what is missing. Raises HaltError with the one command to type where that is not allowed."""
    lacking = missing(needs)
    if not lacking:
        return
    packages = sorted({need.package for need in lacking})
    if not on_path("apt-get"):
        print("  This system has no apt. If the window does not open, install what Debian calls: " + " ".join(packages))
        return
    prefix = _rights()
    if prefix is None:
        admin = "sudo" if on_path("sudo") else "su"
        raise HaltError(
            f"{_named(lacking)} missing, and only an administrator can install.", install_command(packages, admin)
        )
    _install(packages, prefix)
    if still := missing(lacking):
        raise HaltError(f"{_named(still)} still missing after the installation.", install_command(packages, ""))


def _named(needs: list[Need]) -> str:
    names = [f"{need.package} ({need.why})" for need in needs[:3]]
    more = f" and {len(needs) - 3} more" if len(needs) > 3 else ""
    return ", ".join(names) + more + (" is" if len(needs) == 1 else " are")


def _rights() -> list[str] | None:
    """What to put before apt: nothing as root, sudo where it asks for no password, None where neither holds."""
    if os.geteuid() == 0:
        return []
    allowed = (
        on_path("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    )
    return ["sudo", "-n"] if allowed else None


def _install(packages: list[str], prefix: list[str]) -> None:
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *APT]
    try:
        with step("list of system packages"):
            quietly([*apt, "update"])
    except subprocess.CalledProcessError as error:  # one broken extra source must not stop the rest: the list may do
        print(last_lines(error.output, 3))
    try:
        with step(f"{len(packages)} system packages ({', '.join(packages[:4])} ...)"):
            quietly([*apt, "install", "-y", "--no-install-recommends", *packages])
    except subprocess.CalledProcessError as error:
        command = install_command(packages, "sudo" if prefix else "")
        raise HaltError(f"apt could not install them:\n{last_lines(error.output)}", command) from error
