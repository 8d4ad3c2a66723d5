"""The arrows of the house point downwards only; each rule is a sentence."""

from pathlib import Path

import pytest
from pytest_archon import archrule

import desktop

PLATFORMS = sorted(
    folder.name
    for folder in (Path(__file__).parents[2] / "desktop" / "platforms").iterdir()
    if folder.is_dir() and folder.name not in {"kit", "__pycache__"}
)
LAYERS = ("app", "cli", "ui", "services", "printing", "platforms", "store", "domain", "sandbox")


def _others(*allowed: str) -> list[str]:
    return [f"desktop.{layer}*" for layer in LAYERS if layer not in allowed]


@pytest.mark.parametrize(
    ("layer", "may_reach"),
    [
        ("domain", ("domain",)),
        ("store", ("store", "domain")),
        ("printing", ("printing", "domain")),
        ("sandbox", ("sandbox",)),
        ("platforms", ("platforms", "domain")),
        ("services", ("services", "store", "platforms", "printing", "domain")),
        ("ui", ("ui", "services", "domain")),
        ("cli", ("cli", "services", "platforms", "printing", "store", "domain", "sandbox")),
    ],
)
def test_a_layer_imports_only_what_lies_below_it(layer: str, may_reach: tuple[str, ...]) -> None:
    (
        archrule(f"{layer} reaches {', '.join(may_reach)} and nothing else of ours")
        .match(f"desktop.{layer}", f"desktop.{layer}.*")
        .should_not_import(*_others(*may_reach))
        .check(desktop, only_direct_imports=True)
    )


def test_services_know_the_contract_and_no_platform() -> None:
    (
        archrule("services reach the platforms through the kit")
        .match("desktop.services*", "desktop.ui*")
        .may_import("desktop.platforms.kit*")
        .should_not_import("desktop.platforms*")
        .check(desktop, only_direct_imports=True)
    )


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platforms_are_islands(platform: str) -> None:
    (
        archrule(f"{platform} stands alone")
        .match(f"desktop.platforms.{platform}*")
        .may_import("desktop.domain*", "desktop.platforms.kit*", f"desktop.platforms.{platform}*")
        .should_not_import("desktop*")
        .check(desktop)
    )


def test_the_kit_knows_no_platform() -> None:
    (
        archrule("the kit knows no platform")
        .match("desktop.platforms.kit*")
        .may_import("desktop.platforms.kit*", "desktop.domain*")
        .should_not_import("desktop*")
        .check(desktop)
    )


@pytest.mark.parametrize(
    ("library", "owners"),
    [
        ("PySide6*", ("ui", "app")),
        ("qasync*", ("ui", "app")),
        ("httpx*", ("platforms",)),
        ("sqlalchemy*", ("store",)),
        ("sqlite3*", ("store",)),
        ("keyring*", ("store",)),
    ],
)
def test_a_library_has_one_owner(library: str, owners: tuple[str, ...]) -> None:
    strangers = [
        pattern for layer in LAYERS if layer not in owners for pattern in (f"desktop.{layer}", f"desktop.{layer}.*")
    ]
    (
        archrule(f"{library} belongs to {' and '.join(owners)}")
        .match(*strangers)
        .should_not_import(library)
        .check(desktop, only_direct_imports=True, skip_type_checking=True)
    )


def test_the_terminal_never_imports_qt() -> None:
    archrule("no Qt behind the terminal").match("desktop.cli*").should_not_import("PySide6*", "desktop.ui*").check(
        desktop
    )
