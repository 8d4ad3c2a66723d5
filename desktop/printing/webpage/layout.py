"""Boxes become one PDF page, as wide as a label and as high as what stands on it; texts and codes keep their size."""

from collections.abc import Iterator, Sequence

from desktop.domain.errors import LabelRefused
from desktop.domain.labels import LabelProblem
from desktop.printing.document import LARGEST_MM, SMALLEST_MM
from desktop.printing.papers.sheet import Sheet, Side, Type
from desktop.printing.stock import Stock
from desktop.printing.webpage import browserless, tree
from desktop.printing.webpage.boxes import Box, Cell, Picture, Rule, Table, Text
from desktop.printing.webpage.reading import boxes_of

_WIDTH_MM = 100.0
_MARGIN_MM = 3.0
_GAP = 0.8  # between boxes
_PAD = 0.8  # inside a cell


def as_pdf(content: bytes) -> bytes:
    """A label's web page as a PDF of one page, 100 mm wide.

    Nothing is run and nothing loaded. Raises ``LabelRefused``: ``needs_browser`` (with ``part``), ``not_a_document``,
    ``too_large``, ``odd_size`` (higher than any label).
    """
    page = tree.read(content)
    browserless.check(page)
    boxes = boxes_of(page)
    texts = [box.text for box in _every(boxes) if isinstance(box, Text)]
    with Sheet(Stock("page", _WIDTH_MM, LARGEST_MM, ""), texts) as sheet:
        layout, room = _Layout(sheet), _WIDTH_MM - 2 * _MARGIN_MM
        height = layout.height(boxes, room) + 2 * _MARGIN_MM
        if height > LARGEST_MM:
            raise LabelRefused(LabelProblem.ODD_SIZE, width_mm=f"{_WIDTH_MM:.0f}", height_mm=f"{height:.0f}")
        sheet.height = max(height, SMALLEST_MM + 1)
        sheet.add_page()
        layout.draw(boxes, _MARGIN_MM, _MARGIN_MM, room)
        return sheet.pdf()


def _every(boxes: Sequence[Box]) -> Iterator[Box]:
    for box in boxes:
        yield box
        if isinstance(box, Table):
            for cell in (cell for row in box.rows for cell in row):
                yield from _every(cell.boxes)


class _Layout:
    """Measures and draws. Heights are kept, for the box of a box of a box would be measured over and over."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._known: dict[tuple[int, float], float] = {}

    def height(self, boxes: Sequence[Box], width: float) -> float:
        return sum(self._box_height(box, width) + _GAP for box in boxes)

    def draw(self, boxes: Sequence[Box], x: float, y: float, width: float) -> None:
        for box in boxes:
            match box:
                case Text():
                    self._sheet.paragraph(box.text, x, y, width, Type(box.pt, box.bold), box.side)
                case Picture():
                    self._picture(box, x, y, width)
                case Rule():
                    self._sheet.rule(x, y + 0.5, width)
                case Table():
                    self._table(box, x, y, width)
            y += self._box_height(box, width) + _GAP

    def _box_height(self, box: Box, width: float) -> float:
        place = id(box), width
        if place not in self._known:
            self._known[place] = self._measured(box, width)
        return self._known[place]

    def _measured(self, box: Box, width: float) -> float:
        match box:
            case Text():
                kind = Type(box.pt, box.bold)
                return len(self._sheet.wrapped(box.text, width, kind)) * kind.line_mm
            case Picture():
                return _picture_size(box, width)[1]
            case Rule():
                return 1.0
            case Table():
                widths = _widths(box, width)
                return sum(self._row_height(row, widths) for row in box.rows)

    def _row_height(self, row: Sequence[Cell], widths: Sequence[float]) -> float:
        return max((self.height(cell.boxes, wide) for cell, wide, _x in _placed(row, widths)), default=0.0) + 2 * _PAD

    def _picture(self, picture: Picture, x: float, y: float, room: float) -> None:
        width, height = _picture_size(picture, room)
        drop = {Side.START: 0.0, Side.MIDDLE: (room - width) / 2, Side.END: room - width}[picture.side]
        self._sheet.exact_picture(picture.content, x + drop, y, width, height)

    def _table(self, table: Table, x: float, y: float, width: float) -> None:
        widths = _widths(table, width)
        for row in table.rows:
            tall = self._row_height(row, widths)
            for cell, room, left in _placed(row, widths):
                if table.bordered:
                    self._sheet.frame(x + left, y, room + 2 * _PAD, tall)
                self.draw(cell.boxes, x + left + _PAD, y + _PAD, room)
            y += tall


def _picture_size(picture: Picture, width: float) -> tuple[float, float]:
    """As large as the page says; smaller only where there is no room."""
    scale = min(1.0, width / picture.width_mm)
    return picture.width_mm * scale, picture.height_mm * scale


def _widths(table: Table, width: float) -> list[float]:
    return [width * share / sum(table.shares) for share in table.shares]


def _placed(row: Sequence[Cell], widths: Sequence[float]) -> Iterator[tuple[Cell, float, float]]:
    """Each cell with the room inside of it and where its column begins."""
    column, x = 0, 0.0
    for cell in row:
        wide = sum(widths[column : column + cell.span])
        yield cell, max(wide - 2 * _PAD, 1.0), x
        column, x = column + cell.span, x + wide
