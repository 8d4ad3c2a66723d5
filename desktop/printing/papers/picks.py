"""The pick list: everything to take from the shelves, SKU by SKU, in the sequence it was given."""

from collections.abc import Callable, Sequence
from datetime import datetime

from desktop.domain.papers import PickLine, Template
from desktop.printing.papers import words
from desktop.printing.papers.page import ListPages
from desktop.printing.papers.sheet import Side
from desktop.printing.papers.table import Column, Table, Width
from desktop.printing.stock import Stock


def pick_list(lines: Sequence[PickLine], template: Template, stock: Stock, made_at: datetime | None) -> bytes:
    """One list for all lines, with its totals at the end."""
    columns, rows = _table(lines, template)
    with ListPages(template, stock, made_at, _texts(lines)) as pages:
        y = Table(pages.sheet, columns, rows, pages.pt).draw(pages.begin(), pages.begin, floor=pages.floor)
        if "total" in template.fields:
            pieces = sum(line.quantity for line in lines)
            y = pages.total(y, ((template.word("skus"), len(lines)), (template.word("pieces"), pieces)))
        pages.closing(y)
        return pages.finished()


def _texts(lines: Sequence[PickLine]) -> list[str]:
    return [text for line in lines for text in (line.sku, line.name, *(number for number, _ in line.orders))]


_Cells = tuple[Column, Callable[[PickLine], str]]


def _table(lines: Sequence[PickLine], template: Template) -> tuple[list[Column], list[list[str]]]:
    offered: dict[str, _Cells] = {
        "tick": (Column("", tick=True), lambda _line: ""),
        "sku": (Column(template.word("sku"), Width.SHARED, bold=True), lambda line: line.sku),
        "product": (Column(template.word("product"), Width.WIDE), lambda line: line.name),
        "quantity": (
            Column(template.word("quantity"), side=Side.END, bold=True),
            lambda line: words.count(line.quantity, template.language),
        ),
        "orders": (Column(template.word("orders"), Width.WIDE), _orders),
    }
    chosen = [offered[name] for name in template.fields if name in offered]
    return [column for column, _ in chosen], [[text(line) for _, text in chosen] for line in lines]


def _orders(line: PickLine) -> str:
    """``1001, 1002 ×3``."""
    return ", ".join(number if quantity == 1 else f"{number} ×{quantity}" for number, quantity in line.orders)
