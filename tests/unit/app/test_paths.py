"""Where the program finds its folders."""

import stat
import sys
from pathlib import Path

import pytest

from desktop.app import paths


def test_a_profile_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    profile = paths.open_profile(tmp_path / "new" / "profile")
    assert profile.database == tmp_path / "new" / "profile" / "backshop.db"
    if sys.platform != "win32":
        assert stat.S_IMODE(profile.folder.stat().st_mode) == 0o700


def test_a_relative_folder_is_meant_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.open_profile(Path("here")).folder == tmp_path / "here"


def test_the_variable_names_the_default_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path / "mine"))
    assert paths.open_profile().folder == tmp_path / "mine"


def test_a_frozen_program_finds_what_it_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.icons() == tmp_path / "icons"


def test_a_checkout_has_its_folders_beside_the_package() -> None:
    assert paths.resources() == Path(paths.__file__).parents[2] / "resources"
