"""From elements to boxes: words, pictures and tables of a page in the sizes it gives them."""

import base64
import binascii
import io
import re
from dataclasses import dataclass, replace
from itertools import chain
from urllib.parse import unquote_to_bytes

from PIL import Image, UnidentifiedImageError

from desktop.domain.errors import LabelRefused
from desktop.domain.labels import LabelProblem
from desktop.printing.papers.sheet import Side
from desktop.printing.webpage.boxes import Box, Cell, Picture, Rule, Table, Text
from desktop.printing.webpage.tree import Element

_MM = {"px": 25.4 / 96, "pt": 25.4 / 72, "mm": 1.0, "cm": 10.0, "in": 25.4, "": 25.4 / 96}
_LENGTH = re.compile(r"\s*(\d{1,5}(?:\.\d{1,4})?)\s*(px|pt|mm|cm|in|)\s*(?:!important)?\s*", re.IGNORECASE)
_SHARE = re.compile(r"\s*(\d{1,3}(?:\.\d{1,4})?)\s*%\s*")
_SILENT = frozenset(["head", "script", "style", "title", "meta", "link", "noscript", "input"])
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "label", "mark", "nobr", "q", "s",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr",
))  # fmt: skip
_BOLD = frozenset(("b", "strong", "th", "h1", "h2", "h3", "h4"))
_SIZES = {"h1": 16.0, "h2": 13.0, "h3": 11.0, "small": 7.0, "big": 11.0}
_SIDES = {"center": Side.MIDDLE, "middle": Side.MIDDLE, "right": Side.END, "left": Side.START}
_MOST_PIXELS = 25_000_000
_USUAL_PT, _SMALLEST_PT, _LARGEST_PT = 9.0, 5.0, 36.0


@dataclass(frozen=True, slots=True)
class _Letters:
    pt: float = _USUAL_PT
    bold: bool = False
    side: Side = Side.START


def boxes_of(page: Element) -> tuple[Box, ...]:
    """All that is to be seen. Raises ``LabelRefused`` (not_a_document) for a picture that cannot be read."""
    return _Flow(_Letters()).over(page).finished()


class _Flow:
    """Collects boxes; words go on in one paragraph until something ends it."""

    def __init__(self, letters: _Letters) -> None:
        self._boxes: list[Box] = []
        self._words: list[str] = []
        self._letters = self._paragraph = letters

    def over(self, element: Element) -> "_Flow":
        for child in element.children:
            if isinstance(child, str):
                self._say(child)
            elif child.tag not in _SILENT:
                self._element(child)
        return self

    def finished(self) -> tuple[Box, ...]:
        self._end()
        return tuple(self._boxes)

    def _say(self, text: str) -> None:
        if text.strip():
            letters = self._letters if not any(word.strip() for word in self._words) else self._paragraph
            self._paragraph = replace(letters, pt=max(letters.pt, self._letters.pt))  # a sort code is the largest
        self._words.append(text)

    def _end(self) -> None:
        text = " ".join("".join(self._words).split())
        self._words = []
        if text:
            letters = self._paragraph
            self._boxes.append(Text(text, letters.pt, letters.bold, letters.side))

    def _element(self, element: Element) -> None:
        if element.tag == "wbr":
            return
        if element.tag not in _INLINE:
            self._end()
        before, self._letters = self._letters, _letters(element, self._letters)
        match element.tag:
            case "img":
                self._boxes.append(_picture(element, self._letters.side))
            case "hr":
                self._boxes.append(Rule())
            case "table":
                self._boxes += _table(element, self._letters)
            case _:
                self.over(element)
        if element.tag not in _INLINE:
            self._end()
        self._letters = before


def _style(element: Element) -> dict[str, str]:
    parts = (part.partition(":") for part in element.attributes.get("style", "").split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in parts}


def _letters(element: Element, outer: _Letters) -> _Letters:
    style = _style(element)
    side = _SIDES.get(style.get("text-align") or element.attributes.get("align", "").lower(), outer.side)
    if element.tag == "center":
        side = Side.MIDDLE
    size = _mm(style.get("font-size", ""))
    pt = size / _MM["pt"] if size else _SIZES.get(element.tag, outer.pt)
    weight = style.get("font-weight", "")
    bold = (outer.bold or element.tag in _BOLD or weight in {"bold", "bolder", "600", "700", "800", "900"}) and (
        weight not in {"normal", "400"}
    )
    return replace(outer, pt=min(max(pt, _SMALLEST_PT), _LARGEST_PT), bold=bold, side=side)


def _mm(text: str) -> float:
    """A length in millimetres; 0.0 for none, or one in relation to something else."""
    found = _LENGTH.fullmatch(text)
    return float(found[1]) * _MM[found[2].lower()] if found else 0.0


def _picture(element: Element, side: Side) -> Picture:
    content = _data(element.attributes.get("src", ""))
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF")) as image:
            width, height = image.size
            if width * height > _MOST_PIXELS:
                raise LabelRefused(LabelProblem.TOO_LARGE, pixels=str(width * height))
            image.load()
    except Image.DecompressionBombError as error:
        raise LabelRefused(LabelProblem.TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise LabelRefused(LabelProblem.NOT_A_DOCUMENT, why="picture") from error
    style = _style(element)
    wide = _mm(style.get("width") or element.attributes.get("width", ""))
    tall = _mm(style.get("height") or element.attributes.get("height", ""))
    wide = wide or (tall * width / height if tall else width * _MM["px"])
    return Picture(content, wide, tall or wide * height / width, side)


def _data(address: str) -> bytes:
    """What a ``data:`` address holds; nothing where it is broken."""
    kind, _, written = address.partition(",")
    if not kind.lower().rstrip().endswith(";base64"):
        return unquote_to_bytes(written)
    try:
        return base64.b64decode("".join(unquote_to_bytes(written).decode("ascii", "ignore").split()), validate=False)
    except (binascii.Error, ValueError):
        return b""


def _table(element: Element, letters: _Letters) -> list[Box]:
    """The table; before it what was written between its rows, as browsers show it."""
    rows, strays = _rows(element)
    cells = [row.elements("td", "th") for row in rows]
    before = list(_Flow(letters).over(Element("div", {}, strays)).finished())
    count = max((sum(_span(cell) for cell in row) for row in cells), default=0)
    if count == 0:
        return before
    read = tuple(
        tuple(Cell(_Flow(_cell_letters(cell, row, letters)).over(cell).finished(), _span(cell)) for cell in line)
        for row, line in zip(rows, cells, strict=True)
    )
    return [*before, Table(read, _shares(cells, count), _bordered(element, cells))]


def _rows(table: Element) -> tuple[list[Element], list[Element | str]]:
    """The rows, and whatever else stands in a table."""
    rows: list[Element] = []
    strays: list[Element | str] = []
    for child in table.children:
        if isinstance(child, str) or child.tag not in {"tr", "thead", "tbody", "tfoot"}:
            strays.append(child)
        elif child.tag == "tr":
            rows.append(child)
            strays += [inner for inner in child.children if isinstance(inner, str) or inner.tag not in {"td", "th"}]
        else:
            inner_rows, inner_strays = _rows(child)
            rows, strays = rows + inner_rows, strays + inner_strays
    return rows, strays


def _cell_letters(cell: Element, row: Element, letters: _Letters) -> _Letters:
    return _letters(cell, _letters(row, letters))


def _span(cell: Element) -> int:
    told = cell.attributes.get("colspan", "1").strip()
    return min(max(int(told), 1), 50) if told.isdecimal() and len(told) < 4 else 1


def _shares(rows: list[list[Element]], count: int) -> tuple[float, ...]:
    """From the first row that tells the width of every column; else all are as wide."""
    for row in rows:
        if len(row) == count:
            told = [_style(cell).get("width") or cell.attributes.get("width", "") for cell in row]
            shares = [float(found[1]) if (found := _SHARE.fullmatch(width)) else _mm(width) for width in told]
            if all(share > 0 for share in shares):
                return tuple(shares)
    return (1.0,) * count


def _bordered(table: Element, rows: list[list[Element]]) -> bool:
    told = table.attributes.get("border", "0").strip() not in {"", "0"}
    return told or any("border" in name for one in chain([table], *rows) for name in _style(one))
