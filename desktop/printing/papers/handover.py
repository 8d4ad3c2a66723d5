"""The hand-over list: what each courier takes away at the end of the day, with a place to sign, a page set for each."""

from collections.abc import Callable, Sequence
from datetime import datetime

from desktop.domain.papers import HandoverLine, Template
from desktop.printing.papers import words
from desktop.printing.papers.page import ListPages
from desktop.printing.papers.sheet import Side, Type
from desktop.printing.papers.table import Column, Table, Width
from desktop.printing.stock import Stock

_SIGNING_MM = 26.0
_SIGNED_MM = _SIGNING_MM + 14.0  # with the totals above


def handover_list(lines: Sequence[HandoverLine], template: Template, stock: Stock, made_at: datetime | None) -> bytes:
    """The parcels courier by courier, in the sequence given; each courier begins a page of its own."""
    couriers = dict.fromkeys(line.provider for line in lines) or {"": None}
    with ListPages(template, stock, made_at, _texts(lines)) as pages:
        for courier in couriers:
            _courier(pages, courier, [line for line in lines if line.provider == courier], template)
        return pages.finished()


def _courier(pages: ListPages, courier: str, lines: Sequence[HandoverLine], template: Template) -> None:
    pages.part = courier or (template.word("no_courier") if lines else "")
    columns, rows = _table(lines, template)
    y = Table(pages.sheet, columns, rows, pages.pt).draw(pages.begin(), pages.begin, floor=pages.floor)
    if "signature" in template.fields:
        y = pages.room_for(_SIGNED_MM, y)  # whoever signs, signs for a number of parcels
    if "total" in template.fields:
        pieces = sum(line.pieces for line in lines)
        y = pages.total(y, ((template.word("parcels"), len(lines)), (template.word("pieces"), pieces)))
    y = pages.closing(y)
    if "signature" in template.fields:
        _signing(pages, y, template)


def _texts(lines: Sequence[HandoverLine]) -> list[str]:
    return [text for line in lines for text in (line.number, line.shop, line.provider, line.tracking_number)]


_Cells = tuple[Column, Callable[[HandoverLine], str]]


def _table(lines: Sequence[HandoverLine], template: Template) -> tuple[list[Column], list[list[str]]]:
    offered: dict[str, _Cells] = {
        "tick": (Column("", tick=True), lambda _line: ""),
        "number": (Column(template.word("number"), Width.SHARED, bold=True), lambda line: line.number),
        "shop": (Column(template.word("shop"), Width.SHARED), lambda line: line.shop),
        "tracking": (Column(template.word("tracking"), Width.WIDE), lambda line: line.tracking_number),
        "pieces": (
            Column(template.word("pieces"), side=Side.END),
            lambda line: words.count(line.pieces, template.language),
        ),
        "printed": (
            Column(template.word("printed")),
            lambda line: words.minute(line.printed_at) if line.printed_at else "",
        ),
    }
    chosen = [offered[name] for name in template.fields if name in offered]
    return [column for column, _ in chosen], [[text(line) for _, text in chosen] for line in lines]


def _signing(pages: ListPages, y: float, template: Template) -> None:
    """Two columns to be filled in by hand: who gives, who takes; under each a line for name, signature and time."""
    sheet, kind = pages.sheet, Type(pages.pt * 0.85, grey=True)
    y = pages.room_for(_SIGNING_MM, y + 4.0)
    width = (sheet.room - 6.0) / 2
    for column, who in enumerate(("handed_over_by", "received_by")):
        x = sheet.margin + column * (width + 6.0)
        sheet.line(template.word(who), x, y, width, Type(pages.pt, bold=True))
        for at, key in enumerate(("signature", "time")):
            line = y + 13.0 + at * 10.0
            sheet.rule(x, line, width, thick=0.2)
            sheet.line(template.word(key), x, line + 0.5, width, kind)
