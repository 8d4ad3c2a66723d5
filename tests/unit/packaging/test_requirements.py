"""The pinned lists can be trusted anywhere: every line pinned and hashed, no registry's address, no unsafe Qt."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[3]
LISTS = ("requirements.txt", "requirements-app.txt")
ADDRESS = re.compile(
    r"\w+://|--(?:extra-)?index-url|--find-links|--trusted-host|^-[if]\b|(?:^|\s)/\w|[A-Z]:\\", re.MULTILINE
)


def pinned(name: str) -> dict[str, tuple[Requirement, list[str]]]:
    """The requirement and its hashes, by canonical name, of one list."""
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    parts = [[part.strip() for part in line.split("--hash=")] for line in lines]
    return {canonicalize_name(Requirement(first).name): (Requirement(first), hashes) for first, *hashes in parts}


def version(requirement: Requirement) -> Version:
    """The one version that is allowed. Fails where there is none or more than one."""
    (only,) = requirement.specifier
    assert only.operator == "=="
    return Version(only.version)


@pytest.mark.parametrize("name", LISTS)
def test_every_requirement_is_pinned_to_one_version_and_hashed(name: str) -> None:
    found = pinned(name)
    assert len(found) > 20
    for requirement, hashes in found.values():
        assert str(version(requirement)) in str(requirement)
        assert hashes, f"{requirement} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes)


@pytest.mark.parametrize("name", [*LISTS, "requirements.in", "requirements-app.in"])
def test_no_list_names_a_registry_or_a_folder_of_some_machine(name: str) -> None:
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    assert ADDRESS.search(text) is None


@pytest.mark.parametrize(
    "leak", ["--index-url https://host/simple", "--find-links /opt/wheels", "-f /opt", "a @ file:///x"]
)
def test_such_an_address_would_be_seen(leak: str) -> None:
    assert ADDRESS.search(f"httpx==1\n{leak}\n")


@pytest.mark.parametrize("name", LISTS)
def test_qt_stays_below_the_version_that_loses_references(name: str) -> None:
    found = pinned(name)
    for package in ("pyside6-essentials", "shiboken6"):
        assert version(found[canonicalize_name(package)][0]) < Version("6.12")
    assert not {"pyside6", "pyside6-addons"} & set(found), "the add-ons triple the size of what a seller downloads"


def test_the_program_runs_on_the_versions_that_were_tested() -> None:
    tested, shipped = pinned("requirements.txt"), pinned("requirements-app.txt")
    assert {name: version(one) for name, (one, _) in shipped.items()} == {
        name: version(tested[name][0]) for name in shipped
    }
    assert {"pytest", "ruff", "mypy"} & set(shipped) == set(), "tools of ours do not belong on a seller's machine"


def test_what_the_project_declares_is_what_is_pinned() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    shipped = pinned("requirements-app.txt")
    for requirement in map(Requirement, declared):
        found = version(shipped[canonicalize_name(requirement.name)][0])
        assert requirement.specifier.contains(found), f"{requirement} is declared, {found} is pinned"
