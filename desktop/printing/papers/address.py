"""Our own address label, for platforms that have none: to whom, from whom, and the number as bars and as a QR code."""

from collections.abc import Sequence

from desktop.domain.errors import NotPossible
from desktop.domain.papers import OrderPaper, Template
from desktop.printing.papers import codes, words
from desktop.printing.papers.page import text_pt
from desktop.printing.papers.sheet import Block, Sheet, Side, Type
from desktop.printing.papers.slip import texts_of
from desktop.printing.stock import Stock

_GAP = 1.5  # mm between the parts
_WIDEST_QR = 4 * codes.DOT_MM  # a module; larger ones only take room from the address


def address_labels(orders: Sequence[OrderPaper], template: Template, stock: Stock) -> bytes:
    """One page per order. Raises ``NotPossible("paper_too_small")`` where an address or its code does not fit."""
    texts = [text for order in orders for text in texts_of(order)]
    texts += [*template.words.values(), template.extra]
    with Sheet(stock, texts, mirrored=template.right_to_left) as sheet:
        for order in orders:
            sheet.add_page()
            if not _Label(sheet, order, template).draw():
                raise NotPossible("paper_too_small", number=order.number, stock=stock.id)
        return sheet.pdf()


class _Label:
    """One page: bars at the foot, a QR code above them, the rest in the largest letters that fit."""

    def __init__(self, sheet: Sheet, order: OrderPaper, template: Template) -> None:
        self._sheet, self._order, self._template = sheet, order, template
        pt = text_pt(template)
        self._small, self._plain = Type(pt * 0.8, grey=True), Type(pt)
        self._under_bars = Type(min(pt, sheet.height * 0.14), bold=True)
        self._far, self._name = Type(pt * 1.4), Type(pt * 1.7, bold=True)  # read from afar, by the one who delivers

    def draw(self) -> bool:
        """False where something does not fit: then the page is of no use."""
        sheet, top = self._sheet, self._sender()
        foot = self._bars()
        side = self._qr(foot)
        if (self._shows("code") or self._shows("qr")) and foot == sheet.bottom and not side:
            return False
        if not side or not self._fits_beside(side):
            return self._text([*self._address(), *self._facts()], top, foot, sheet.room - side)
        beside = foot - side
        sheet.rule(sheet.margin, beside - _GAP / 2, sheet.room)
        return self._text(self._address(), top, beside - _GAP, sheet.room) and self._text(
            self._facts(), beside, foot, sheet.room - side
        )

    def _fits_beside(self, side: float) -> bool:
        """Whether the facts find room beside the QR code, so that the address can have the whole width."""
        sheet = self._sheet
        fits = sheet.fitting(self._facts(), sheet.room - side, side)
        return sheet.width <= sheet.height and fits is not None and fits > 0.75

    def _shows(self, field: str) -> bool:
        return field in self._template.fields

    @property
    def _number(self) -> str:
        return self._order.tracking_number or self._order.number

    def _bars(self) -> float:
        """Draw the bars over their number in plain letters; where they begin, or the foot of the page without them."""
        sheet = self._sheet
        code = codes.bars(self._number) if self._shows("code") else None
        module = code.module_mm(sheet.width) if code else None  # the margins are as white as the quiet zone must be
        if code is None or module is None:
            return sheet.bottom
        module, height = min(module, 4 * codes.DOT_MM), min(max(sheet.height * 0.13, 8.0), 18.0)
        below = sheet.bottom - self._under_bars.line_mm
        sheet.line(self._number, sheet.margin, below, sheet.room, self._under_bars, Side.MIDDLE)
        sheet.code(code, (sheet.width - code.columns * module) / 2, below - height - 0.5, module, height)
        return below - height - 0.5 - _GAP

    def _qr(self, foot: float) -> float:
        """Draw the QR code over the bars at the far side; how much room it takes each way, 0.0 without one."""
        sheet = self._sheet
        code = codes.qr(self._number) if self._shows("qr") else None
        room = min(sheet.room * 0.45, (foot - sheet.margin) * 0.6)
        module = code.module_mm(room) if code else None
        if code is None or module is None:
            return 0.0
        side = code.columns * min(module, _WIDEST_QR)
        sheet.code(code, sheet.margin + sheet.room - side, foot - side, side / code.columns)
        return side

    def _sender(self) -> float:
        """The logo and who sends it, small and apart: nobody shall deliver to the sender. Where they end."""
        sheet, y = self._sheet, self._sheet.margin
        if self._template.logo and self._shows("logo"):
            tall = sheet.picture(self._template.logo, sheet.margin, y, sheet.room * 0.5, sheet.height * 0.12)
            y += tall + _GAP / 2 if tall else 0.0
        if self._shows("sender") and self._order.sender:
            told = f"{self._template.word('sender')}: {', '.join(self._order.sender)}"
            y += sheet.line(told, sheet.margin, y, sheet.room, self._small.shrunk(min(1.0, sheet.height / 80)))
        if y == sheet.margin:
            return y
        sheet.rule(sheet.margin, y + _GAP / 2, sheet.room, grey=True)
        return y + _GAP

    def _address(self) -> list[Block]:
        order, word = self._order, self._template.word
        blocks: list[Block] = []
        if self._shows("ship_to"):
            blocks.append((word("ship_to"), self._small))
            blocks.append((order.address.name or order.buyer, self._name))
            blocks += [(line, self._far) for line in words.address_lines(order.address)]
        if self._shows("phone"):
            blocks.append((order.address.phone, self._far))
        return [block for block in blocks if block[0].strip()]

    def _facts(self) -> list[Block]:
        """In the template's own sequence."""
        order = self._order
        known = {
            "number": order.number,
            "shop": order.shop,
            "order_date": words.day(order.created_at),
            "payment": order.payment,
            "courier": order.provider,
            "note": order.note,
        }
        blocks: list[Block] = []
        for name in self._template.fields:
            if name == "lines":
                blocks += [(f"{line.quantity} × {line.name or line.sku}", self._plain) for line in order.lines]
            elif known.get(name):
                blocks.append((f"{self._template.word(name)}: {known[name]}", self._plain))
        if self._template.extra:
            blocks.append((self._template.extra, self._plain))
        return blocks

    def _text(self, blocks: Sequence[Block], top: float, foot: float, width: float) -> bool:
        """Paragraphs under each other, all smaller by the same factor where they would not fit otherwise."""
        sheet, y = self._sheet, top
        factor = sheet.fitting(blocks, width, foot - y)
        for text, kind in blocks if factor else ():
            y += sheet.paragraph(text, sheet.margin, y, width, kind.shrunk(factor or 1.0))
        return factor is not None
