"""Files that are there whole or not at all: written beside their later place, then moved."""

import asyncio
import os
import tempfile
from pathlib import Path

from desktop.domain.errors import NotPossible


class Draft:
    """A file on disk that does not have its name yet: ``publish`` gives it, ``drop`` forgets it."""

    def __init__(self, path: Path, draft: Path) -> None:
        self._path, self._draft = path, draft

    @classmethod
    async def write(cls, path: Path, content: bytes) -> "Draft":
        """Put the content safely on disk beside ``path``. Raises ``NotPossible("file_not_written")``."""
        return cls(path, await asyncio.to_thread(_write, path, content))

    async def publish(self) -> None:
        """Let it replace whatever was at its place. Raises ``NotPossible("file_not_written")``, the draft gone."""
        try:
            await asyncio.to_thread(os.replace, self._draft, self._path)
        except OSError as error:
            await self.drop()
            raise NotPossible("file_not_written", reason=error.strerror or "") from error

    async def drop(self) -> None:
        """Nobody wants it any more."""
        await asyncio.to_thread(self._draft.unlink, missing_ok=True)


def _write(path: Path, content: bytes) -> Path:
    draft = ""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            draft = file.name
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if draft:
            Path(draft).unlink(missing_ok=True)
        raise NotPossible("file_not_written", reason=error.strerror or "") from error
    return Path(draft)
