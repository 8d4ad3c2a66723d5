"""The console: one answer on stdout, as JSON or as text for people; all else on stderr, progress on a terminal only."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

CLEAR_LINE = "\r\x1b[K"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command answers: ``document`` for ``--json``, ``text`` for people, and the exit code of the process."""

    document: Mapping[str, object]
    text: str
    exit_code: int = 0


class Console:
    """Where a command speaks. ``progress`` lines replace each other and are silent in a pipe."""

    def __init__(self, *, as_json: bool, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.as_json = as_json
        self._out, self._err = out or sys.stdout, err or sys.stderr
        self._shown = False

    def answer(self, reply: Reply) -> None:
        """The one thing that goes to stdout."""
        self._clear()
        text = json.dumps(reply.document, ensure_ascii=False, indent=2) if self.as_json else reply.text
        if text:
            print(text, file=self._out)

    def say(self, text: str) -> None:
        """A line for people."""
        self._clear()
        print(plain(text), file=self._err)

    def progress(self, text: str) -> None:
        """How far the work is."""
        if self._err.isatty():
            print(f"{CLEAR_LINE}{plain(text)}", end="", file=self._err, flush=True)
            self._shown = True

    def _clear(self) -> None:
        if self._shown:
            print(CLEAR_LINE, end="", file=self._err, flush=True)
            self._shown = False


def plain(text: str) -> str:
    """Text from platforms without control characters, which could drive the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> str:
    """Columns as wide as their content; ``empty`` where there is no row."""
    cells = [[plain(str(value)) for value in row] for row in rows]
    if not cells:
        return empty
    widths = [max(len(row[column]) for row in [list(headings), *cells]) for column in range(len(headings))]
    return "\n".join(_line(row, widths) for row in [list(headings), *cells])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
