"""A profile is one seller's folder: the database, logs and locks of a program that keeps everything at home."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Profile:
    """The places inside ``folder``; nothing is created by asking."""

    folder: Path

    @property
    def database(self) -> Path:
        """The one SQLite file; copies made before migrations lie beside it."""
        return self.folder / "backshop.db"

    @property
    def logs(self) -> Path:
        """Rotating logs, free of secrets and buyer data."""
        return self.folder / "logs"

    @property
    def locks(self) -> Path:
        """Lock files shared by the windows and terminals that use this profile."""
        return self.folder / "locks"

    @property
    def rates(self) -> Path:
        """One small file per account that spaces the requests of all processes."""
        return self.folder / "rates"

    @property
    def pictures(self) -> Path:
        """Small pictures of products, seen before; can be deleted at any time."""
        return self.folder / "pictures"

    @property
    def practice(self) -> Path:
        """What the practice shops remember between two starts."""
        return self.folder / "practice-shops.json"
