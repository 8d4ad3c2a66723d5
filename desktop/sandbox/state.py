"""The state file: practice shops keep their orders and rotated tokens from one run to the next."""

import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

VERSION = 2


class StateFile:
    """One JSON document, replaced as a whole, so that a power cut leaves the old one or the new one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, Any]:
        """What was saved, per platform; empty where there is none. A damaged file is put aside, not overwritten."""
        try:
            document = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except ValueError:
            self._put_aside("is damaged")
            return {}
        if not isinstance(document, dict) or document.get("version") != VERSION:
            self._put_aside("is of another version")
            return {}
        platforms: dict[str, Any] = document["platforms"]
        return platforms

    def _put_aside(self, why: str) -> None:
        aside = self._path.with_suffix(self._path.suffix + ".old")
        log.warning("the practice state %s; it is kept as %s", why, aside.name)
        self._path.replace(aside)

    def write(self, platforms: dict[str, Any]) -> None:
        """Save. Raises OSError where the disk refuses."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(json.dumps({"version": VERSION, "platforms": platforms}, separators=(",", ":")).encode())
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        finally:
            Path(name).unlink(missing_ok=True)  # only where it was not moved into place
