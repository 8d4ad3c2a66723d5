"""A web page as a tree of elements, read without running, loading or believing anything; bounded in size and depth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from desktop.domain.errors import LabelRefused
from desktop.domain.labels import LabelProblem
from desktop.printing.document import MAX_BYTES

_MOST_ELEMENTS, _MOST_LETTERS, _DEEPEST = 20_000, 100_000, 60
_VOID = frozenset((
    "area", "base", "br", "col", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
))  # fmt: skip
_IN_HEAD = frozenset(("base", "link", "meta", "noscript", "script", "style", "template", "title"))
# An end nobody writes: what a start tag closes, if it is open inside of what holds both.
_CLOSES = {
    "td": (("td", "th"), "tr"), "th": (("td", "th"), "tr"), "tr": (("tr",), "table"), "li": (("li",), "ul"),
    "p": (("p",), ""), "div": (("p",), ""), "table": (("p",), ""), "tbody": (("thead", "tbody", "tr"), "table"),
}  # fmt: skip
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)


@dataclass
class Element:
    """A tag with its attributes; ``children`` are elements and texts."""

    tag: str
    attributes: dict[str, str]
    children: "list[Element | str]" = field(default_factory=list)

    def all(self) -> "Iterator[Element]":
        """This element and all inside of it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.all()

    def elements(self, *tags: str) -> "list[Element]":
        """The direct children of these kinds."""
        return [child for child in self.children if isinstance(child, Element) and child.tag in tags]

    @property
    def text(self) -> str:
        """The texts inside, put together."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


def read(content: bytes) -> Element:
    """The page. Raises ``LabelRefused``: ``too_large``, or ``not_a_document`` where it is none."""
    if len(content) > MAX_BYTES:
        raise LabelRefused(LabelProblem.TOO_LARGE, bytes=str(len(content)))
    reader = _Reader()
    reader.feed(_decoded(content))
    reader.close()
    if not any(isinstance(child, Element) for child in reader.root.children):
        raise LabelRefused(LabelProblem.NOT_A_DOCUMENT, why="broken")
    return reader.root


def _decoded(content: bytes) -> str:
    told = _CHARSET.search(content[:2048])
    for name in ("utf-8-sig", told[1].decode("ascii") if told else "", "cp1252"):
        try:
            return content.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("latin-1")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]
        self._count = self._letters = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _CLOSES:
            self._close_implied(*_CLOSES[tag])
        if self._open[-1].tag == "head" and tag not in _IN_HEAD:
            self._open.pop()
        self._count += 1
        if self._count > _MOST_ELEMENTS or len(self._open) > _DEEPEST:
            raise LabelRefused(LabelProblem.TOO_LARGE, elements=str(self._count))
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        self._letters += len(data)
        if self._letters > _MOST_LETTERS:
            raise LabelRefused(LabelProblem.TOO_LARGE, letters=str(self._letters))
        self._open[-1].children.append(data)

    def _close_implied(self, closed: tuple[str, ...], until: str) -> None:
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == until:
                return
            if self._open[at].tag in closed:
                del self._open[at:]
                return
