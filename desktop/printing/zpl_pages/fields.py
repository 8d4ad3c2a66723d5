"""Reading a label's commands into fields: where each stands, how it is turned, what it shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image

from desktop.printing.papers import codes
from desktop.printing.papers.codes import Code
from desktop.printing.zpl_pages.commands import SETTINGS, Command, needs_printer
from desktop.printing.zpl_pages.graphics import dots

_IGNORED = SETTINGS | {"FX", "CI", "XB"}
# What else these can do changes the whole label; the first of each is what a printer does anyway.
_HARMLESS = {
    "PQ": ("1",), "LR": ("N",), "PM": ("N",), "FW": ("N",), "JM": ("A",), "LT": ("0", "00", "000"), "LS": ("0",),
}  # fmt: skip
_FONT_DOTS = {"0": 15, "A": 9, "B": 11, "C": 18, "D": 18, "E": 28, "F": 26, "G": 60, "H": 21}
_STARTS_AND_SHIFTS = re.compile(r">[9:;567]")
_HEX = re.compile(r"([0-9A-Fa-f]{2})")
_MOST_DOTS = 5_000


@dataclass(frozen=True, slots=True)
class Letters:
    """Height and width of a letter in dots; ``turn`` is clockwise in degrees."""

    height: int = 9
    width: int = 0
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """``^FB``: words broken into lines of a width."""

    width: int
    lines: int
    side: str


@dataclass(frozen=True, slots=True)
class TextField:
    text: str
    letters: Letters
    block: Block | None = None


@dataclass(frozen=True, slots=True)
class CodeField:
    """``height`` is None for a QR code; ``told`` is the text under (or over) the bars."""

    code: Code
    module: int
    turn: int
    height: int | None = None
    told: str = ""
    above: bool = False


@dataclass(frozen=True, slots=True)
class BoxField:
    width: int
    height: int
    thick: int
    white: bool


@dataclass(frozen=True, slots=True)
class Field:
    """What stands at a place; ``baseline``: the place is the lower left corner (``^FT``), else the upper left."""

    x: int
    y: int
    baseline: bool
    shown: TextField | CodeField | BoxField | Image.Image


def fields_of(commands: Sequence[Command]) -> list[Field]:
    """All fields of one label. Raises ``NotPossible`` (needs_zpl_printer) for any command that is not understood."""
    reader = _Reader()
    for command in commands:
        reader.take(command)
    return reader.fields


_TURNS = {"N": 0, "R": 90, "I": 180, "B": 270}


def _turn(letter: str) -> int:
    if letter.upper() not in _TURNS:
        raise needs_printer(f"turned {letter}")
    return _TURNS[letter.upper()]


class _Reader:
    def __init__(self) -> None:
        self.fields: list[Field] = []
        self._home = (0, 0)
        self._usual = Letters()
        self._module, self._bar_height = 2, 10
        self._clear()

    def _clear(self) -> None:
        self._place: tuple[int, int] | None = None
        self._baseline = False
        self._letters: Letters | None = None
        self._block: Block | None = None
        self._bars: Command | None = None
        self._escape, self._data = "", ""

    def take(self, command: Command) -> None:
        name = command.name
        if name in _IGNORED:
            return
        if name[0] == "A":
            self._letters = self._font(command, name[1], command.text)
            return
        steps = {
            "LH": self._set_home, "FO": self._set_place, "FT": self._set_place, "CF": self._set_usual,
            "BY": self._set_bars, "FB": self._set_block, "FH": self._set_escape, "FD": self._set_data,
            "BC": self._set_code, "BQ": self._set_code, "GB": self._box, "GF": self._picture, "FS": self._end,
        }  # fmt: skip
        if name in _HARMLESS:
            if command.parameter(0, _HARMLESS[name][0]).upper() not in _HARMLESS[name]:
                raise needs_printer(f"^{name}")
            return
        if name not in steps:
            raise needs_printer(f"^{name}")
        steps[name](command)

    # --- settings -----------------------------------------------------------------------------------------------------
    def _set_home(self, command: Command) -> None:
        self._home = command.number(0, 0), command.number(1, 0)

    def _set_place(self, command: Command) -> None:
        if command.name == "FT" and not command.parameter(1):
            raise needs_printer("^FT")  # behind the field before: only the printer knows where that ended
        self._place = self._home[0] + command.number(0, 0), self._home[1] + command.number(1, 0)
        self._baseline = command.name == "FT"
        if command.parameter(2, "0") != "0":
            raise needs_printer(f"^{command.name}")

    def _font(self, command: Command, font: str, text: str) -> Letters:
        if font.upper() not in _FONT_DOTS:
            raise needs_printer(f"^A{font}")
        told = Command(command.name, text[1:] if text[:1].upper() in _TURNS else text)
        turn = _turn(text[0]) if text[:1].upper() in _TURNS else 0
        shift = 1 if told.text.startswith(",") else 0
        height = told.number(shift, self._usual.height if shift else _FONT_DOTS[font.upper()])
        return Letters(min(max(height, 5), 500), min(told.number(shift + 1, 0), 500), turn)

    def _set_usual(self, command: Command) -> None:
        font = command.parameter(0, "A").upper()
        if font not in _FONT_DOTS:
            raise needs_printer(f"^CF{font}")
        self._usual = Letters(min(max(command.number(1, _FONT_DOTS[font]), 5), 500), min(command.number(2, 0), 500))

    def _set_bars(self, command: Command) -> None:
        self._module = min(max(command.number(0, self._module), 1), 10)
        self._bar_height = command.number(2, self._bar_height)

    def _set_block(self, command: Command) -> None:
        side = command.parameter(3, "L").upper()
        if side not in {"L", "C", "R", "J"} or command.number(2, 0) or command.number(4, 0):
            raise needs_printer("^FB")
        self._block = Block(command.number(0, 0), command.number(1, 1), side)

    def _set_escape(self, command: Command) -> None:
        self._escape = command.text[:1] or "_"

    def _set_data(self, command: Command) -> None:
        self._data = command.text

    def _set_code(self, command: Command) -> None:
        self._bars = command

    # --- fields -------------------------------------------------------------------------------------------------------
    def _add(self, shown: TextField | CodeField | BoxField | Image.Image) -> None:
        if self._place is None or not all(abs(at) <= _MOST_DOTS for at in self._place):
            raise needs_printer("^FO")
        self.fields.append(Field(*self._place, self._baseline, shown))

    def _box(self, command: Command) -> None:
        thick = max(command.number(2, 1), 1)
        width, height = max(command.number(0, thick), thick), max(command.number(1, thick), thick)
        if max(width, height) > _MOST_DOTS:
            raise needs_printer("^GB")
        self._add(BoxField(width, height, thick, command.parameter(3, "B").upper() == "W"))

    def _picture(self, command: Command) -> None:
        self._add(dots(command))

    def _end(self, _command: Command) -> None:
        data = self._unescaped()
        if data and self._bars is not None:
            self._add(self._code(self._bars, data))
        elif data.strip():
            self._add(TextField(data, self._letters or self._usual, self._block))
        self._clear()

    def _unescaped(self) -> str:
        """``_C3_A9`` is é, where ``^FH`` says so."""
        if not self._escape:
            return self._data
        first, *others = self._data.split(self._escape)
        packed = first.encode()
        for part in others:
            found = _HEX.match(part)
            if found is None:
                raise needs_printer("^FH")
            packed += bytes.fromhex(found[1]) + part[2:].encode()
        try:
            return packed.decode("utf-8")
        except UnicodeDecodeError as error:
            raise needs_printer("^FH") from error

    def _code(self, command: Command, data: str) -> CodeField:
        return self._qr(command, data) if command.name == "BQ" else self._code_128(command, data)

    def _code_128(self, command: Command, data: str) -> CodeField:
        if command.parameter(5, "N").upper() not in {"N", "A"} or command.parameter(4, "N").upper() != "N":
            raise needs_printer("^BC")
        text = _STARTS_AND_SHIFTS.sub("", data)
        code = codes.bars(text) if ">" not in text else None
        if code is None:
            raise needs_printer("^BC")
        told = text if command.parameter(2, "Y").upper() == "Y" else ""
        above = command.parameter(3, "N").upper() == "Y"
        height = min(max(command.number(1, self._bar_height), 1), _MOST_DOTS)
        return CodeField(replace(code, quiet=0), self._module, self._turn_of(command), height, told, above)

    def _qr(self, command: Command, data: str) -> CodeField:
        if not re.match(r"[HQML]A,", data):
            raise needs_printer("^BQ")
        code = codes.qr(data[3:], data[0])
        if code is None:
            raise needs_printer("^BQ")
        return CodeField(replace(code, quiet=0), min(max(command.number(2, 2), 1), 10), self._turn_of(command))

    def _turn_of(self, command: Command) -> int:
        return _turn(command.parameter(0, "N"))
