"""Files of JSON that are named on the command line: bounded, and where they are none, said so."""

import json
from pathlib import Path
from typing import Any

from desktop.cli.exits import UsageError
from desktop.domain.errors import NotPossible

LARGEST = 10_000_000  # bytes


def read_json(path: Path, code: str) -> Any:
    """What is in the file. Raises ``NotPossible("file_not_read")``, and ``UsageError(code)`` for what is no JSON."""
    try:
        if path.stat().st_size > LARGEST:
            raise NotPossible("file_not_read", reason="it is too large")
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise NotPossible("file_not_read", reason=error.strerror or "") from error
    except ValueError as error:
        raise UsageError(code, what="JSON") from error
