"""What a person types, pastes and fills in the grid, done to the model too."""

from grid_hand import K, Spot
from grid_model import CLEARABLE, FIELDS, Cell, Words
from grid_person import CTRL, GridPerson, within
from PySide6.QtWidgets import QLineEdit


class GridTypist(GridPerson):
    """Each act is over when its keys are pressed; what comes of it is compared later."""

    # Typing -----------------------------------------------------------------------------------------------------------

    async def type_into_one(self) -> None:
        self.choose()
        cell, chosen = self.hand.cell(self.current), self._chosen()
        text = self.words.text(cell[1], typed=True)
        self.hand.write(text)
        assert self._is_open() is self.model.takes(cell)
        if self._is_open() and self.rng.random() < 0.2:  # a click elsewhere ends it too
            self.log.append("    and clicks elsewhere")
            self.hand.click(self._somewhere(FIELDS))
        else:
            self.hand.key(self.rng.choice((K.Key_Return, K.Key_Tab, K.Key_Down, K.Key_Up)))
        self._did({cell: self.words.words(text, cell[1])}, chosen)

    async def type_into_many(self) -> None:
        self.choose(many=True)
        cell = self.hand.cell(self.current)
        if self.model.takes(cell):
            text = self.words.text(cell[1], typed=True)
            self.hand.write(text)
            self.hand.key(K.Key_Return, CTRL)
            self._did({cell: self.words.words(text, cell[1]) for cell in self._cells()})

    async def edit(self) -> None:
        """F2, one digit more."""
        if self.is_unseen:  # what was undone or filled a moment ago is not on screen yet
            await self.hand.settle()
        self.choose(("stock", "price", "sale_price"))
        cell, chosen = self.hand.cell(self.current), self._chosen()
        text = self.model.bare(cell).text + "1"
        self.hand.key(K.Key_F2)
        assert self._is_open() is self.model.takes(cell)
        if self._is_open() and self.words.words(text, cell[1]).is_readable:
            self.hand.key(K.Key_End)
            self.hand.write("1")
            self.hand.key(K.Key_Return)
            self._did({cell: self.words.words(text, cell[1])}, chosen)
        elif self._is_open():
            self.hand.key(K.Key_Escape)

    async def empty(self) -> None:
        self.choose()
        cell, chosen = self.hand.cell(self.current), self._chosen()
        self.hand.key(K.Key_Backspace)
        self.hand.key(K.Key_Return)
        self._did({cell: Words("", "")}, chosen)

    async def give_up(self) -> None:
        self.choose()
        self.hand.write("7")
        if self._is_open():  # else it would end the search
            self.hand.key(K.Key_Escape)

    async def clear(self) -> None:
        self.choose(many=True)
        self.hand.key(K.Key_Delete)
        self._did(dict.fromkeys(self._cells()))

    def _is_open(self) -> bool:
        return isinstance(self.hand.target(), QLineEdit)

    # Blocks -----------------------------------------------------------------------------------------------------------

    async def paste(self) -> None:
        """A block of another program over a cell or a block: larger, smaller, repeated, or over the end."""
        self.choose(many=True)
        columns = self.hand.columns()
        left = self.blocks[-1][0][1]
        height, width = self.rng.randint(1, 6), self.rng.randint(1, 3)
        fields = (columns + [""] * width)[left : left + width]
        table = [[self._pasted(of, is_first=not row) for of in fields] for row in range(height)]
        await self.hand.take("\r\n".join("\t".join(line) for line in table) + "\r\n")
        await self._paste(table)

    def _pasted(self, of: str, *, is_first: bool) -> str:
        if self.rng.random() < 0.1 and not is_first:
            return ""
        text = self.words.text(of if of in FIELDS else "stock")
        while is_first and not any(letter.isdigit() for letter in text) and of != "status":
            text = self.words.text(of if of in FIELDS else "stock")  # words there would be a heading
        return text

    async def _paste(self, table: list[list[str]]) -> None:
        """Press the keys; where it does not fit it must be asked before."""
        first, last = self.blocks[-1]
        chosen = last[0] - first[0] + 1, last[1] - first[1] + 1
        room = len(self.hand.rows()) - first[0], len(self.hand.columns()) - first[1]
        wanted = tuple(
            size if whole == 1 == other or whole % size else whole
            for size, whole, other in zip((len(table), len(table[0])), chosen, chosen[::-1], strict=True)
        )
        size = min(wanted[0], room[0]), min(wanted[1], room[1])
        target = first, (first[0] + size[0] - 1, first[1] + size[1] - 1)
        is_larger = chosen != (1, 1) and (len(table) > chosen[0] or len(table[0]) > chosen[1])
        cells: dict[Cell, Words | None] = {}
        for row, at in within(*target):
            cell = self.hand.cell((row, at))
            text = table[(row - first[0]) % len(table)][(at - first[1]) % len(table[0])]
            if cell[1] in FIELDS and text.strip():
                cells[cell] = self.words.words(text, cell[1])
        self.hand.key(K.Key_V, CTRL)
        self.log.append(f"    {table} at {first}")
        if is_larger or wanted != size:
            await self.hand.agree()
        if cells:
            self.current, self.blocks = first, [target]
            self._did(cells)

    async def copy_and_paste(self) -> None:
        self.choose(many=True, most=4)
        first, last = self.blocks[-1]
        self.blocks = [(first, last)]
        table = [
            [self._copied((row, at)) for at in range(first[1], last[1] + 1)] for row in range(first[0], last[0] + 1)
        ]
        self.hand.key(K.Key_C, CTRL)
        await self.hand.let_run(self.rng.choice((0, 1, 30)))
        here = self._somewhere(FIELDS)
        self.hand.click(here)
        self.current, self.blocks = here, [(here, here)]
        if self._is_heading(table):
            await self.hand.settle()
            return
        await self._paste(table)
        await self.hand.settle()  # a copy waits for what is being saved, and the paste for it

    def _copied(self, spot: Spot) -> str:
        cell = self.hand.cell(spot)
        return self.model.bare(cell).text if cell[1] in FIELDS else ""

    def _is_heading(self, table: list[list[str]]) -> bool:
        """Words over figures are asked about; that is another story."""
        return not any(letter.isdigit() for text in table[0] for letter in text)

    async def fill_down(self) -> None:
        self._fill(K.Key_D, down=1, aside=0)

    async def fill_right(self) -> None:
        self._fill(K.Key_R, down=0, aside=1)

    def _fill(self, key: K, *, down: int, aside: int) -> None:
        self.choose(many=True)
        self.hand.key(key, CTRL)
        cells: dict[Cell, Words | None] = {}
        for first, last in self.blocks:
            size = (last[0] - first[0] + 1) if down else (last[1] - first[1] + 1)
            start = first
            if size == 1:
                start = max(first[0] - down, 0), max(first[1] - aside, 0)
            source = start, (last[0] if aside else start[0], last[1] if down else start[1])
            cells |= self._repeated(source, (start, last))
        self._did(cells)

    def _repeated(self, source: tuple[Spot, Spot], target: tuple[Spot, Spot]) -> dict[Cell, Words | None]:
        """The source again and again over the target; an empty cell only where its emptiness was typed."""
        inside = set(within(*source))
        height, width = (source[1][at] - source[0][at] + 1 for at in (0, 1))
        cells: dict[Cell, Words | None] = {}
        for spot in within(*target):
            cell = self.hand.cell(spot)
            from_ = source[0][0] + (spot[0] - source[0][0]) % height, source[0][1] + (spot[1] - source[0][1]) % width
            told = self.hand.cell(from_)
            text = self.model.bare(told).text if told[1] in FIELDS else ""
            ends = told in self.model.drafts and cell[1] in CLEARABLE
            if spot not in inside and {told[1], cell[1]} <= set(FIELDS) and (text or ends):
                cells[cell] = self.words.words(text, cell[1])
        return cells

    async def fill_with_current(self) -> None:
        self.choose(many=True)
        self.hand.key(K.Key_Return, CTRL)
        cells: dict[Cell, Words | None] = {}
        for block in self.blocks:
            cells |= self._repeated((self.current, self.current), block)
        self._did(cells)

    async def drag_the_handle(self) -> None:
        self.choose(many=True, most=3)
        if len(self.blocks) > 1 or any(self.hand.cell(spot)[1] not in FIELDS for spot in self._spots()):
            return
        first, last = self.blocks[0]
        rows = len(self.hand.rows())
        if self.rng.random() < 0.6:
            to = min(last[0] + self.rng.randint(1, 5), rows - 1), last[1]
        elif self.rng.random() < 0.5:
            to = max(first[0] - self.rng.randint(1, 3), 0), last[1]
        else:
            to = last[0], min(last[1] + 1, len(self.hand.columns()) - 1)
        self.hand.drag_handle(last, to)
        target = (min(first[0], to[0]), first[1]), (max(last[0], to[0]), max(last[1], to[1]))
        if target != (first, last):
            self.blocks = [target]
            self._did(self._repeated((first, last), target))
