"""Small pictures kept as files, so that they show without a line; the oldest go when there are too many."""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

LARGEST = 48 * 1024 * 1024  # bytes of all of them
_AFTER_CLEARING = 0.8  # of it is left, so that not every new one clears again
_ENDING = ".thumb"


class PictureFiles:
    """A folder of small pictures by their address. Its methods block: one thread at a time. Raises ``OSError``."""

    def __init__(self, folder: Path, largest: int = LARGEST) -> None:
        self._folder, self._largest = folder, largest
        self._held = -1  # bytes; counted when first written

    def read(self, address: str) -> bytes | None:
        """The picture of this address; it counts as used just now."""
        path = self._path(address)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        with suppress(OSError):  # a disk that cannot be written still shows its pictures
            os.utime(path)
        return content

    def write(self, address: str, content: bytes) -> None:
        """Keep it, whole or not at all."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._held < 0:
            self._held = sum(size for _, size, _ in self._files())
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", delete=False) as file:
            file.write(content)
        Path(file.name).replace(self._path(address))
        self._held += len(content)
        if self._held > self._largest:
            self._clear()

    def _clear(self) -> None:
        """What was not looked at for longest goes first."""
        files = sorted(self._files())
        held = sum(size for _, size, _ in files)
        for _, size, path in files:
            if held <= self._largest * _AFTER_CLEARING:
                break
            path.unlink(missing_ok=True)
            held -= size
        self._held = held

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another window clears, too
                about = path.stat()
                found.append((about.st_mtime, about.st_size, path))
        return found

    def _path(self, address: str) -> Path:
        return self._folder / (hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest() + _ENDING)
