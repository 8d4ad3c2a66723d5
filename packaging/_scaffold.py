"""Lays out a new platform: connector, simulator and tests that fail until they are written, all of them registered."""

from __future__ import annotations

import re
from pathlib import Path

from _terminal import HaltError

TEMPLATES = Path(__file__).resolve().parent / "new_platform"
REGISTRY = Path("desktop/platforms/registry.py")
HOSTING = Path("desktop/sandbox/hosting.py")


def new_platform(name: str, root: Path) -> list[Path]:
    """Make the folders of platform `name` under `root`; gives the files written. Raises HaltError."""
    if not re.fullmatch(r"[a-z][a-z0-9]{1,30}", name):
        raise HaltError("A platform's name is short: small letters and digits, beginning with a letter.")
    targets = {template: root / place for template, place in places(name).items()}
    taken = [str(path.relative_to(root)) for path in targets.values() if path.exists()]
    if taken:
        raise HaltError(f"There is one already: {', '.join(taken)}")
    for template, path in targets.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled(template.read_text(encoding="utf-8"), name), encoding="utf-8")
    register(root / REGISTRY, *_in_registry(name))
    register(root / HOSTING, *_in_hosting(name))
    return [*targets.values(), root / REGISTRY, root / HOSTING]


def places(name: str) -> dict[Path, Path]:
    """Where each template goes, below the root."""
    homes = {"platform": Path("desktop/platforms") / name, "sandbox": Path("desktop/sandbox") / name}
    found = {
        template: homes[folder] / template.name.removesuffix(".txt")
        for folder in homes
        for template in sorted((TEMPLATES / folder).iterdir())
    }
    unit = Path("tests/unit/platforms")
    found[TEMPLATES / "tests" / "records.py.txt"] = unit / f"{name}_records.py"
    found[TEMPLATES / "tests" / "mapping.py.txt"] = unit / f"test_{name}_mapping.py"
    return found


def filled(template: str, name: str) -> str:
    """A template with the platform's name in its three forms."""
    return template.replace("@name@", name).replace("@Class@", name.capitalize()).replace("@Title@", name.capitalize())


def register(path: Path, import_line: str, opening: str, entry: str) -> None:
    """Add an import beside its likes, and an entry at the end of the tuple or dict that `opening` begins."""
    text = path.read_text(encoding="utf-8")
    module = import_line.split(" import ")[0].rsplit(".", 1)[-1]
    likes = [match for match in re.finditer(r"^from desktop\.\S+ import .*$", text, re.M) if f".{module} " in match[0]]
    if not likes or opening not in text:
        raise HaltError(f"{path.name} is not as it was: add {entry} to it by hand.")
    start = text.index(opening) + len(opening)
    end = start + re.search(r"[)}]$", text[start:], re.M).start()  # type: ignore[union-attr]
    inside = text[start:end].rstrip()
    listed = f"{inside}{'' if inside.endswith(',') or not inside else ','} {entry}".replace("\n ", "\n    ")
    text = text[:start] + listed.lstrip() + text[end:]
    text = text[: likes[-1].end()] + "\n" + import_line + text[likes[-1].end() :]
    path.write_text(text, encoding="utf-8")


def _in_registry(name: str) -> tuple[str, str, str]:
    line = f"from desktop.platforms.{name}.manifest import MANIFEST as {name.upper()}"
    return line, "MANIFESTS: tuple[Manifest, ...] = (", f"{name.upper()},"


def _in_hosting(name: str) -> tuple[str, str, str]:
    line = f"from desktop.sandbox.{name}.platform import {name.capitalize()}"
    return line, "SIMULATORS: dict[str, Callable[[Harness, Size], Simulator]] = {", f'"{name}": {name.capitalize()},'
