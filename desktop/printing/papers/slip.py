"""The packing slip: what is in the parcel and for whom, on paper of any size."""

from collections.abc import Callable, Sequence

from desktop.domain.money import Money
from desktop.domain.papers import OrderPaper, PaperLine, Template
from desktop.printing.papers import codes, words
from desktop.printing.papers.page import number_pages, text_pt
from desktop.printing.papers.sheet import Block, Sheet, Side, Type
from desktop.printing.papers.table import Column, Table, Width
from desktop.printing.stock import Stock

_BARS_MM = 9.0
_NARROW_MM = 130.0  # below, blocks stand under each other instead of side by side


def packing_slips(orders: Sequence[OrderPaper], template: Template, stock: Stock) -> bytes:
    """One slip after the other, each on pages of its own that are numbered by themselves."""
    texts = [text for order in orders for text in texts_of(order)]
    texts += [*template.words.values(), template.title, template.extra]
    with Sheet(stock, texts, mirrored=template.right_to_left) as sheet:
        for order in orders:
            first = sheet.pages + 1
            _Slip(sheet, order, template).draw()
            number_pages(sheet, template, first, sheet.pages)
        return sheet.pdf()


def texts_of(order: OrderPaper) -> list[str]:
    """All letters an order may bring along."""
    address = order.address
    lines = [text for line in order.lines for text in (line.sku, line.name)]
    known = (order.number, order.shop, order.buyer, order.tracking_number, order.provider, order.note, order.payment)
    return [*known, address.name, address.phone, *words.address_lines(address), *order.sender, *lines]


class _Slip:
    """One order on its pages."""

    def __init__(self, sheet: Sheet, order: OrderPaper, template: Template) -> None:
        self._sheet, self._order, self._template = sheet, order, template
        pt = text_pt(template)
        self._plain, self._bold = Type(pt), Type(pt, bold=True)
        self._small, self._title = Type(pt * 0.85, grey=True), Type(pt * 1.6, bold=True)
        self._narrow = sheet.width < _NARROW_MM

    def draw(self) -> None:
        y = self._blocks(self._heading())
        columns, rows = _table(self._order, self._template)
        y = Table(self._sheet, columns, rows, self._plain.pt).draw(y, self._next_page, floor=self._floor)
        y = self._total(y)
        y = self._text_below(y, self._template.word("note"), self._order.note if self._shows("note") else "")
        self._text_below(y, "", self._template.extra)

    @property
    def _floor(self) -> float:
        return self._sheet.bottom - self._small.line_mm - 1.0

    def _shows(self, field: str) -> bool:
        return field in self._template.fields

    def _heading(self) -> float:
        """Who sends it where reading begins; what it is, with its barcode, opposite. Where both have ended."""
        self._sheet.add_page()
        sheet, x, top = self._sheet, self._sheet.margin, self._sheet.margin
        half = (sheet.room - 4.0) / 2
        left = top
        if self._shows("logo") and self._template.logo:
            tall = sheet.picture(self._template.logo, x, left, half, min(16.0, sheet.height * 0.12))
            left += tall + 1.5 if tall else 0.0
        left = self._sender(x, left, half)
        other = x + half + 4.0
        right = top + sheet.line(self._template.title, other, top, half, self._title, Side.END)
        if self._shows("number"):
            right += sheet.line(self._order.number, other, right, half, self._bold, Side.END)
        right = self._bars(other, right, half)
        return max(left, right) + 3.0

    def _sender(self, x: float, y: float, width: float) -> float:
        """Never more than a part of the page, however much was typed."""
        told = self._order.sender if self._shows("sender") else ()
        blocks = [(line, self._plain if at else self._bold) for at, line in enumerate(told)]
        factor = self._sheet.fitting(blocks, width, self._sheet.height * 0.25)
        small = [(text, kind.shrunk(factor)) for text, kind in blocks] if factor else blocks
        return self._stacked(small, x, y, width, turn=False)

    def _bars(self, x: float, y: float, width: float) -> float:
        """The order's number for the scanner, where it fits."""
        code = codes.bars(self._order.number) if self._shows("code") else None
        module = code.module_mm(width) if code else None
        if code is None or module is None:
            return y
        module = min(module, 3 * codes.DOT_MM)
        quiet = code.quiet * module
        self._sheet.code(code, x + width - code.columns * module + quiet, y + 1.0, module, _BARS_MM)
        return y + _BARS_MM + 2.0

    def _next_page(self) -> float:
        """A further page of the same slip says so in one line."""
        self._sheet.add_page()
        y = self._sheet.margin
        told = " · ".join(part for part in (self._template.title, self._order.number) if part)
        return y + self._sheet.line(told, self._sheet.margin, y, self._sheet.room, self._bold) + 2.0

    def _blocks(self, y: float) -> float:
        """To whom it goes, and the facts of the order: side by side where there is room, else one after the other."""
        sheet, to, facts = self._sheet, self._ship_to(), self._facts()
        half = (sheet.room - 6.0) / 2
        lines = (len(sheet.wrapped(text, half, kind)) for text, kind in to)
        tall = max(sum(lines), sum(len(sheet.wrapped(value, half / 2, self._plain)) for _name, value in facts))
        if self._narrow or y + tall * self._bold.line_mm > self._floor:
            y = self._stacked(to, sheet.margin, y, sheet.room, turn=True) + 1.5
            return self._rows(facts, sheet.margin, y, sheet.room, turn=True) + 3.0
        left = self._stacked(to, sheet.margin, y, half, turn=False)
        return max(left, self._rows(facts, sheet.margin + half + 6.0, y, half, turn=False)) + 5.0

    def _stacked(self, blocks: Sequence[Block], x: float, y: float, width: float, *, turn: bool) -> float:
        """Paragraphs under each other; ``turn``: on a further page where this one is full."""
        for text, kind in blocks:
            for line in self._sheet.wrapped(text, width, kind):
                y = self._room_for(kind.line_mm, y) if turn else y
                self._sheet.line(line, x, y, width, kind)
                y += kind.line_mm
        return y

    def _ship_to(self) -> list[Block]:
        if not self._shows("ship_to"):
            return []
        address, order = self._order.address, self._order
        lines = [*words.address_lines(address), address.phone if self._shows("phone") else ""]
        heading = [(self._template.word("ship_to"), self._small), (address.name or order.buyer, self._bold)]
        return [*heading, *((line, self._plain) for line in lines if line.strip())]

    def _facts(self) -> list[tuple[str, str]]:
        """Name and value, in the template's own sequence."""
        order = self._order
        known = {
            "shop": order.shop,
            "order_date": words.day(order.created_at),
            "payment": order.payment,
            "courier": order.provider,
            "tracking": order.tracking_number,
        }
        return [(self._template.word(name), known[name]) for name in self._template.fields if known.get(name)]

    def _rows(self, facts: Sequence[tuple[str, str]], x: float, y: float, width: float, *, turn: bool) -> float:
        """Facts in two columns."""
        sheet = self._sheet
        widest = max((sheet.width_of(name, self._small) for name, _value in facts), default=0.0)
        names = min(widest + 2.0, width * 0.45)
        for name, value in facts:
            for at, line in enumerate(sheet.wrapped(value, width - names, self._plain)):
                y = self._room_for(self._plain.line_mm, y) if turn else y
                if at == 0:
                    sheet.line(name, x, y, names - 1.0, self._small)
                sheet.line(line, x + names, y, width - names, self._plain)
                y += self._plain.line_mm
        return y

    def _total(self, y: float) -> float:
        if not self._shows("total") or self._order.total is None:
            return y
        y = self._room_for(self._bold.line_mm, y + 1.5)
        total = words.amount(self._order.total, self._template.language)
        told = f"{self._template.word('total')}  {total}"
        return y + self._sheet.line(told, self._sheet.margin, y, self._sheet.room, self._bold, Side.END)

    def _text_below(self, y: float, name: str, text: str) -> float:
        """A text of the buyer's or the seller's, on further pages where it is long."""
        if not text.strip():
            return y
        kinds = [(name, self._small)] if name else []
        kinds += [(line, self._plain) for line in self._sheet.wrapped(text, self._sheet.room, self._plain)]
        y += 2.5
        for line, kind in kinds:
            y = self._room_for(kind.line_mm, y)
            self._sheet.write(line, self._sheet.margin, y, self._sheet.room, kind)
            y += kind.line_mm
        return y

    def _room_for(self, height: float, y: float) -> float:
        return y if y + height <= self._floor else self._next_page()


_Cells = tuple[Column, Callable[[PaperLine], str]]


def _table(order: OrderPaper, template: Template) -> tuple[list[Column], list[list[str]]]:
    offered: dict[str, _Cells] = {
        "tick": (Column("", tick=True), lambda _line: ""),
        "sku": (Column(template.word("sku"), Width.SHARED), lambda line: line.sku),
        "product": (Column(template.word("product"), Width.WIDE), lambda line: line.name),
        "quantity": (
            Column(template.word("quantity"), side=Side.END, bold=True),
            lambda line: words.count(line.quantity, template.language),
        ),
    }
    if any(line.price for line in order.lines):  # no empty columns where the platform tells no prices
        offered["price"] = (
            Column(template.word("price"), side=Side.END),
            lambda line: _money(line.price, 1, template.language),
        )
        offered["amount"] = (
            Column(template.word("amount"), side=Side.END),
            lambda line: _money(line.price, line.quantity, template.language),
        )
    chosen = [offered[name] for name in template.fields if name in offered]
    return [column for column, _ in chosen], [[text(line) for _, text in chosen] for line in order.lines]


def _money(price: Money | None, times: int, language: str) -> str:
    return words.amount(price.times(times), language) if price else ""
