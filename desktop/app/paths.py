"""Where things lie: the profile of the seller, and the resources and icons that come with the program. No Qt here."""

import os
import sys
from pathlib import Path

from desktop.domain.profile import Profile

PROFILE_VARIABLE = "BACKSHOP_PROFILE"


def open_profile(folder: Path | None = None) -> Profile:
    """The profile in ``folder``, or in the seller's own data folder; the folder is created, readable by its owner only.

    Raises ``OSError`` where it cannot be created.
    """
    profile = Profile((folder or default_profile_folder()).expanduser().absolute())
    profile.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return profile


def default_profile_folder() -> Path:
    """``BACKSHOP_PROFILE`` if set, else this system's place for a user's data (Windows: not the roaming one)."""
    if chosen := os.environ.get(PROFILE_VARIABLE):
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("Backshop", appauthor=False, roaming=False)


def resources() -> Path:
    """The folder ``resources`` of this program."""
    return _shipped("resources")


def icons() -> Path:
    """The folder ``icons`` of this program."""
    return _shipped("icons")


def _shipped(name: str) -> Path:
    """A top-level folder: unpacked by a frozen program, in the checkout, or in a wheel's data."""
    checkout = Path(__file__).resolve().parents[2]
    bundle = getattr(sys, "_MEIPASS", None)
    homes = [Path(bundle)] if bundle else [checkout, Path(sys.prefix) / "share" / "backshop"]
    return next((home / name for home in homes if (home / name).is_dir()), homes[0] / name)
