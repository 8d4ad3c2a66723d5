"""Labels in ZPL become a PDF: bars, boxes and pictures at their very dots, letters in a font of ours."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PIL import Image

from desktop.printing.document import LARGEST_MM, SMALLEST_MM
from desktop.printing.papers.sheet import Sheet, Type
from desktop.printing.stock import Stock
from desktop.printing.zpl_pages.commands import Command, labels, needs_printer
from desktop.printing.zpl_pages.fields import BoxField, CodeField, Field, Letters, TextField, fields_of

_MM_PER_INCH, _POINTS_PER_INCH = 25.4, 72
_USUAL_DPI, _FINE_DPI = 203, 300
_FINE_FROM = 1100  # dots across: no label printer of 203 dpi is so wide
_USUAL_SIZE = (812, 1218)  # four by six inches
_LETTER_WIDTH = 0.56  # of its height: the printer's own font is narrow


def as_pdf(content: bytes) -> bytes:
    """A page per label that has fields. Raises ``NotPossible`` (needs_zpl_printer, with ``part``)."""
    found = [(commands, fields) for commands in labels(content) if (fields := fields_of(commands))]
    if not found:
        raise needs_printer("^XA")
    sizes = [_size(commands) for commands, _fields in found]
    dpi = _FINE_DPI if sizes[0][0] >= _FINE_FROM else _USUAL_DPI
    texts = [one.shown.text for _commands, fields in found for one in fields if isinstance(one.shown, TextField)]
    texts += [one.shown.told for _commands, fields in found for one in fields if isinstance(one.shown, CodeField)]
    with Sheet(_stock(sizes[0], dpi), texts) as sheet:
        for (_commands, fields), size in zip(found, sizes, strict=True):
            stock = _stock(size, dpi)
            sheet.width, sheet.height = stock.width_mm, stock.height_mm
            sheet.add_page()
            for field in fields:
                _Pen(sheet, dpi).draw(field)
        return sheet.pdf()


def _size(commands: Sequence[Command]) -> tuple[int, int]:
    told = {command.name: command.number(0, 0) for command in commands if command.name in {"PW", "LL"}}
    width = told.get("PW") or _USUAL_SIZE[0]
    return width, told.get("LL") or _USUAL_SIZE[1]


def _stock(size: tuple[int, int], dpi: int) -> Stock:
    width, height = (side / dpi * _MM_PER_INCH for side in size)
    if not all(SMALLEST_MM <= side <= LARGEST_MM for side in (width, height)):
        raise needs_printer("^PW")
    return Stock("label", width, height, "")


class _Pen:
    """Draws fields; lengths come in dots."""

    def __init__(self, sheet: Sheet, dpi: int) -> None:
        self._sheet, self._dpi = sheet, dpi

    def draw(self, field: Field) -> None:
        shown = field.shown
        match shown:
            case BoxField():
                self._box(field, shown)
            case Image.Image():
                top = field.y - shown.height if field.baseline else field.y
                self._sheet.dots(shown, *map(self._mm, (field.x, top, shown.width, shown.height)))
            case CodeField():
                self._code(field, shown)
            case TextField():
                self._text(field, shown)

    def _mm(self, dots: float) -> float:
        return dots / self._dpi * _MM_PER_INCH

    def _box(self, field: Field, box: BoxField) -> None:
        x, y, width, height = field.x, field.y, box.width, box.height
        if field.baseline:
            y -= height
        sides = [(x, y, width, height)]
        if 2 * box.thick < min(width, height):
            sides = [
                (x, y, width, box.thick), (x, y + height - box.thick, width, box.thick),
                (x, y, box.thick, height), (x + width - box.thick, y, box.thick, height),
            ]  # fmt: skip
        for side in sides:
            self._sheet.fill(*map(self._mm, side), white=box.white)

    def _code(self, field: Field, shown: CodeField) -> None:
        module, code = shown.module, shown.code
        width = code.columns * module
        height = shown.height if shown.height is not None else len(code.rows) * module
        letters = Letters(max(9 * module, 18))
        with self._turned(field, shown.turn, width, height) as (x, y):
            bar = None if shown.height is None else self._mm(height)
            self._sheet.exact_code(code, self._mm(x), self._mm(y), self._mm(module), bar)
            if shown.told:
                top = y - letters.height - module if shown.above else y + height + module
                left = x + max(0.0, (width - self._width(shown.told, letters)) / 2)
                self._line(shown.told, left, top, letters)

    def _text(self, field: Field, shown: TextField) -> None:
        letters, lines = shown.letters, [shown.text]
        if shown.block:
            lines = self._broken(shown.text, shown.block.width, letters)
            if len(lines) > max(shown.block.lines, 1):
                raise needs_printer("^FB")  # what does not fit is printed over: nobody should see that
        widths = [self._width(line, letters) for line in lines]
        wide = shown.block.width if shown.block else max(widths)
        with self._turned(field, letters.turn, wide, letters.height * len(lines)) as (x, y):
            for at, (line, width) in enumerate(zip(lines, widths, strict=True)):
                side = shown.block.side if shown.block else "L"
                drop = {"C": (wide - width) / 2, "R": wide - width}.get(side, 0.0)
                self._line(line, x + drop, y + at * letters.height, letters)

    def _broken(self, text: str, width: int, letters: Letters) -> list[str]:
        found: list[str] = []
        for paragraph in text.split("\\&"):
            line = ""
            for word in paragraph.split():
                longer = f"{line} {word}".strip()
                if line and self._width(longer, letters) > width:
                    found.append(line)
                    longer = word
                line = longer
            found.append(line)
        return found

    @contextmanager
    def _turned(self, field: Field, turn: int, width: float, height: float) -> Iterator[tuple[float, float]]:
        """Draw upright from the place that is given: turned, a field's box begins where the label says."""
        x, y = float(field.x), float(field.y)
        corner = {0: (x, y), 90: (x + height, y), 180: (x + width, y + height), 270: (x, y + width)}[turn]
        pivot, start = ((x, y), (x, y - height)) if field.baseline else (corner, corner)
        with self._sheet.turned(turn, self._mm(pivot[0]), self._mm(pivot[1])):
            yield start

    def _type(self, letters: Letters) -> Type:
        return Type(letters.height * 0.8 / self._dpi * _POINTS_PER_INCH, bold=True)

    def _width(self, text: str, letters: Letters) -> float:
        """In dots: as wide as our letters are, but no wider than the printer's would be."""
        ours = self._sheet.width_of(text, self._type(letters)) / _MM_PER_INCH * self._dpi
        return min(ours, len(text) * (letters.width or letters.height) * _LETTER_WIDTH)

    def _line(self, text: str, x: float, y: float, letters: Letters) -> None:
        width = self._mm(self._width(text, letters))
        self._sheet.squeezed(text, self._mm(x), self._mm(y), width, self._mm(letters.height), self._type(letters))
