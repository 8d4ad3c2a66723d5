"""What the window remembers between two starts: plain values in one small file, written whole or not at all."""

import json
import logging
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


class UiState:
    """Named values (JSON). Without a path: for this run only. A broken file is set aside, never an obstacle."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._values: dict[str, Any] = _read(path) if path is not None else {}
        self._saved = dict(self._values)

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        self._values[key] = value

    def save(self) -> None:
        """Write if something changed. A full disk costs the window's layout, nothing else: logged, not raised."""
        if self._path is None or self._values == self._saved:
            return
        new = self._path.with_suffix(".new")
        try:
            new.write_text(json.dumps(self._values, indent=1), "utf-8")
            new.replace(self._path)
            self._saved = dict(self._values)
        except OSError as error:
            log.warning("the window's layout could not be saved: %s", error.strerror)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        log.warning("the window's layout could not be read; starting with the usual one")
        return {}
    return found if isinstance(found, dict) else {}
