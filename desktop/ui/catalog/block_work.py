"""What can be done with chosen blocks: copy, paste, fill, clear; each becomes one step of texts typed into cells."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication

from desktop.domain.catalog_grid import CLEARABLE, Field, GridRow
from desktop.ui.catalog.clipboard import Fit, Table, fit, read_table, write_table
from desktop.ui.catalog.columns import copied
from desktop.ui.catalog.drafting import Drafting
from desktop.ui.catalog.grid import Grid
from desktop.ui.catalog.pasted_headings import Headings, headings_of
from desktop.ui.catalog.selection import Block, Chosen, Spot, kept_in
from desktop.ui.catalog.under_way import UnderWay
from desktop.ui.catalog.values import typed
from desktop.ui.kit import dialogs
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
    import asyncio
    from array import array

    from desktop.services.catalog import Catalog
    from desktop.services.draft_judgement import Manner

MOST_CELLS = 200_000  # at once
_CHUNK = 2_000  # rows read at once
Cells = dict[tuple[int, Field], str | None]


class BlockWork(UnderWay):
    """Works on the grid's chosen blocks."""

    def __init__(self, grid: Grid, drafting: Drafting, how: "Manner") -> None:
        super().__init__(grid)
        self._grid, self._drafting, self._how = grid, drafting, how
        grid.typed.connect(self.type)
        grid.fill_wanted.connect(lambda source, target: self._fill([(source, target)], self.tr("Fill")))
        self._copying: asyncio.Task[Any] | None = None

    def start(self, catalog: "Catalog") -> None:
        """The loop runs."""
        self._catalog = catalog

    # Typing and clearing ----------------------------------------------------------------------------------------------

    def type(self, ids: "array[int]", blocks: Sequence[Block], text: str) -> None:
        """One text into all cells of these blocks, which were chosen in the list ``ids``."""
        if not self._is_too_much(blocks):
            self._drafting.type(self._everywhere(ids, blocks, text), self.tr("Typing"))

    def clear(self) -> None:
        """Take the drafts of the chosen cells back."""
        blocks = self._grid.chosen.blocks
        if not self._is_too_much(blocks):
            self._drafting.type(self._everywhere(self._grid.paged.ids, blocks, None), self.tr("Clear changes"))

    def _everywhere(self, ids: "array[int]", blocks: Sequence[Block], text: str | None) -> Cells:
        """Every cell of these blocks that can hold anything."""
        return {
            (key, of): text
            for block in blocks
            for key in ids[block.top : block.bottom + 1]
            for place in range(block.left, block.right + 1)
            if (of := self._grid.field_at(place))
        }

    def _is_too_much(self, blocks: Sequence[Block]) -> bool:
        return self.refuses(sum(block.height * self._width(block) for block in blocks))

    def refuses(self, count: int) -> bool:
        """Whether so many cells are too many at once, which is said then."""
        if count > MOST_CELLS:
            words = self.tr("{n} cells are too many at once: choose at most {most}.")
            self.notice.emit(words.format(n=number(count), most=number(MOST_CELLS)), Tone.WARNING, "", None)
        return count > MOST_CELLS

    def _width(self, block: Block) -> int:
        return sum(self._grid.field_at(place) is not None for place in range(block.left, block.right + 1))

    # Copy and paste ---------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """The last block as text for a spreadsheet."""
        block = self._grid.chosen.last
        self._copying = self.run(self._copy(self._grid.paged.ids[block.top : block.bottom + 1], block))

    async def _copy(self, keys: Sequence[int], block: Block) -> None:
        columns = [self._grid.paged.columns[self._grid.order[at]] for at in range(block.left, block.right + 1)]
        await self._drafting.settled()
        rows = await self._read(keys)
        lines = [[copied(row, column, self._how) for column in columns] for row in rows]
        QGuiApplication.clipboard().setText(write_table(lines))
        if len(rows) > 1:
            self.notice.emit(self.tr("{n} rows copied").format(n=number(len(rows))), Tone.NEUTRAL, "", None)

    def paste(self) -> None:
        """The clipboard's block from the current cell on, or over the chosen block."""
        ids, chosen = self._grid.paged.ids, self._grid.chosen
        if self._copying is None or self._copying.done():
            self._paste(ids, chosen)
        else:
            self.run(self._paste_after(self._copying, ids, chosen))

    async def _paste_after(self, copying: "asyncio.Task[Any]", ids: "array[int]", chosen: Chosen) -> None:
        """What was copied a moment ago comes to the clipboard when what was typed before is saved."""
        await copying
        self._paste(ids, chosen)

    def _paste(self, ids: "array[int]", chosen: Chosen) -> None:
        """At once where nothing is to be asked: what is done after it comes after it."""
        table = read_table(QGuiApplication.clipboard().text())
        if not table:
            return
        headings = headings_of(table, self._titles())
        found = self._fit(table, ids, chosen.last)
        if headings is not None:
            self.run(self._paste_by_name(table[headings.rows :], headings, ids, chosen.last))
        elif found.is_larger or found.loses or self._may_be_heading(table, chosen.last):
            self.run(self._paste_if_agreed(table, ids, chosen))
        else:
            self._put_down(table, found, ids, chosen)

    async def _paste_if_agreed(self, table: Table, ids: "array[int]", chosen: Chosen) -> None:
        if self._may_be_heading(table, chosen.last) and await self._is_heading(table):
            table = table[1:]
        found = self._fit(table, ids, chosen.last)
        if not (found.is_larger or found.loses) or await self._agrees(table, chosen.last, found):
            self._put_down(table, found, ids, chosen)

    def _fit(self, table: Table, ids: "array[int]", block: Block) -> Fit:
        room = len(ids) - block.top, len(self._grid.order) - block.left
        return fit(table, (block.height, block.width), room)

    def _put_down(self, table: Table, found: Fit, ids: "array[int]", chosen: Chosen) -> None:
        grid, top, left = self._grid, chosen.last.top, chosen.last.left
        pasted = chosen.at(Spot(top, left)).reaching(Spot(top + found.height - 1, left + found.width - 1))
        if self._is_too_much((pasted.last,)):
            return
        cells = self._pasted(table, ids, pasted.last)
        if not cells:
            words = self.tr("Nothing was pasted: none of these columns can be edited.")
            self.notice.emit(words, Tone.WARNING, "", None)
            return
        if grid.paged.ids is ids and grid.chosen == chosen:  # else something else was chosen since
            grid.choose(pasted)
        self._tell_left_out(table, pasted.last)
        self._drafting.type(cells, self.tr("Paste"), kept_in(ids, pasted))

    def _tell_left_out(self, table: Table, target: Block) -> None:
        """Columns that cannot be edited took nothing of what was copied."""
        grid = self._grid
        titles = [
            grid.paged.columns[grid.order[place]].title
            for at, place in enumerate(range(target.left, target.right + 1))
            if grid.field_at(place) is None and any(line[at % len(table[0])].strip() for line in table)
        ]
        if titles:
            words = self.tr("Not pasted, because they cannot be edited: {columns}.").format(columns=", ".join(titles))
            self.notice.emit(words, Tone.WARNING, "", None)

    def _pasted(self, table: Table, ids: "array[int]", target: Block) -> Cells:
        """The texts cell by cell; an empty cell of the copied block wishes nothing."""
        fields = [self._grid.field_at(at) for at in range(target.left, target.right + 1)]
        height, width = len(table), len(table[0])
        cells: Cells = {}
        for down in range(target.height):
            line, key = table[down % height], ids[target.top + down]
            for further, of in enumerate(fields):
                text = line[further % width]
                if of is not None and text.strip():
                    cells[key, of] = text
        return cells

    def _titles(self) -> dict[Field, str]:
        """The columns shown that can be edited, as the screen calls them."""
        grid = self._grid
        places = ((grid.field_at(place), column) for place, column in enumerate(grid.order))
        return {of: grid.paged.columns[column].title for of, column in places if of is not None}

    async def _paste_by_name(self, table: Table, headings: Headings, ids: "array[int]", block: Block) -> None:
        """Each column to the one its heading names, from the chosen row on; all that does not fit is told before."""
        keys = ids[block.top : block.top + len(table)]
        cells: Cells = {
            (key, of): text
            for key, line in zip(keys, table, strict=False)
            for of, text in zip(headings.fields, line, strict=True)
            if of is not None and text.strip()
        }
        if not self.refuses(len(cells)) and await self._agrees_by_name(table, headings, block, keys):
            self._drafting.type(cells, self.tr("Paste"))

    async def _agrees_by_name(self, table: Table, headings: Headings, block: Block, keys: Sequence[int]) -> bool:
        titles, rows = self._titles(), len(keys)
        names = ", ".join(titles[of] for of in headings.fields if of is not None)
        one = self.tr("1 row goes into {columns}: the chosen one.")
        many = self.tr("{n} rows go into {columns}, from the chosen row on.")
        said = [counted(rows, one, many, columns=names)]
        if headings.left_out:
            words = self.tr("Not pasted, because no column here can take them: {columns}.")
            said.append(words.format(columns=", ".join(headings.left_out)[:200]))
        if rows > block.height > 1:
            said.append(self.tr("Only {n} rows are chosen.").format(n=number(block.height)))
        if len(table) > rows:
            one = self.tr("1 row lies beyond the end of the table and cannot be pasted.")
            many = self.tr("{n} rows lie beyond the end of the table and cannot be pasted.")
            said.append(counted(len(table) - rows, one, many))
        if others := await self._other_skus(table, headings, keys):
            one = self.tr("1 row would get values of another SKU: sort both alike, or import a file instead.")
            many = self.tr("{n} rows would get values of another SKU: sort both alike, or import a file instead.")
            said.append(counted(others, one, many))
        title = self.tr("Some rows are of other SKUs") if others else self.tr("Paste by the headings?")
        action = self.tr("Paste all the same") if others else self.tr("Paste")
        return await dialogs.confirm(self._grid, title, " ".join(said), action, danger=bool(others))

    async def _other_skus(self, table: Table, headings: Headings, keys: Sequence[int]) -> int:
        """How many rows have another SKU than the copied row that would be pasted into them."""
        if headings.sku_at is None:
            return 0
        rows = await self._read(keys)
        named = (line[headings.sku_at].strip().casefold() for line in table)
        return sum(
            bool(sku) and sku != row.stored.variant.sku.casefold() for row, sku in zip(rows, named, strict=False)
        )

    def _may_be_heading(self, table: Table, block: Block) -> bool:
        """Whether the first row has only words over columns of figures."""
        figures = [
            at for at in range(len(table[0])) if self._grid.field_at(block.left + at) not in (None, Field.STATUS)
        ]
        is_heading = len(table) > 1 and bool(figures) and all(not _has_digit(table[0][at]) for at in figures)
        return is_heading and any(_has_digit(table[1][at]) for at in figures)

    async def _is_heading(self, table: Table) -> bool:
        words = self.tr("The first copied row has words where figures are expected: {row}")
        return await dialogs.confirm(
            self._grid,
            self.tr("Is the first row a heading?"),
            words.format(row=" | ".join(cell for cell in table[0] if cell)[:120]),
            self.tr("Leave the first row out"),
        )

    async def _agrees(self, table: Table, block: Block, found: Fit) -> bool:
        said = [self.tr("Copied: {size}.").format(size=self._size(len(table), len(table[0])))]
        if found.is_larger:
            said.append(self.tr("Chosen: {size}.").format(size=self._size(block.height, block.width)))
        if found.loses:
            words = self.tr("Beyond the end of the table, and not pasted: {size}.")
            said.append(words.format(size=self._size(found.lost_rows, found.lost_columns)))
        title = self.tr("Part of it does not fit") if found.loses else self.tr("More was copied than chosen")
        action = self.tr("Paste what fits") if found.loses else self.tr("Paste all of it")
        return await dialogs.confirm(self._grid, title, " ".join(said), action)

    def _size(self, rows: int, columns: int) -> str:
        """``3 rows and 1 column``; what there is none of is not named."""
        lines = counted(rows, self.tr("1 row"), self.tr("{n} rows"))
        places = counted(columns, self.tr("1 column"), self.tr("{n} columns"))
        both = self.tr("{rows} and {columns}").format(rows=lines, columns=places)
        return both if rows and columns else lines if rows else places

    # Fill -------------------------------------------------------------------------------------------------------------

    def fill_down(self) -> None:
        """The first row of each block into the rows below it; a single row takes the row above."""
        self._fill_blocks(down=True)

    def fill_right(self) -> None:
        """The first column of each block into the columns beside it."""
        self._fill_blocks(down=False)

    def fill_with_current(self) -> None:
        """The current cell's value into all chosen cells."""
        row, column = self._grid.chosen.current
        source = Block(row, column, row, column)
        self._fill([(source, block) for block in self._grid.chosen.blocks], self.tr("Fill"))

    def _fill_blocks(self, *, down: bool) -> None:
        pairs = []
        for block in self._grid.chosen.blocks:
            top, left = block.top, block.left
            if down:
                top = max(top - 1, 0) if block.height == 1 else top
                source = Block(top, left, top, block.right)
            else:
                left = max(left - 1, 0) if block.width == 1 else left
                source = Block(top, left, block.bottom, left)
            pairs.append((source, Block(top, left, block.bottom, block.right)))
        self._fill(pairs, self.tr("Fill down") if down else self.tr("Fill right"))

    def _fill(self, pairs: Sequence[tuple[Block, Block]], title: str) -> None:
        """Repeat the first block of each pair over its second; all of it is one step."""
        if self._is_too_much([target for _source, target in pairs]):
            return
        ids, fields = self._grid.paged.ids, [self._grid.field_at(at) for at in range(len(self._grid.order))]

        async def cells() -> Cells:
            found: Cells = {}
            for source, target in pairs:
                rows = await self._read(ids[source.top : source.bottom + 1])
                found |= self._repeated(rows, source, target, ids, fields)
            return found

        self._drafting.work_out(cells, title)

    def _repeated(
        self, rows: Sequence[GridRow], source: Block, target: Block, ids: "array[int]", fields: Sequence[Field | None]
    ) -> Cells:
        """Cell by cell; an empty cell is repeated only where its emptiness was typed and means something."""
        from_ = fields[source.left : source.right + 1]
        texts = [[_text(row, of, self._how) for of in from_] for row in rows]
        cells: Cells = {}
        for row, place in target.spots():
            of = fields[place]
            text = texts[(row - source.top) % len(texts)][(place - source.left) % len(from_)]
            if of is not None and text is not None and (text or of in CLEARABLE) and not source.holds(row, place):
                cells[ids[row], of] = text
        return cells

    # Rows -------------------------------------------------------------------------------------------------------------

    async def rows(self, keys: Sequence[int]) -> list[GridRow]:
        """These rows with all that was typed so far, read in parts so that others read in between."""
        await self._drafting.settled()
        return await self._read(keys)

    async def current(self) -> GridRow | None:
        """The row of the current cell."""
        row = self._grid.chosen.current.row
        found = await self.rows(self._grid.paged.ids[row : row + 1])
        return found[0] if found else None

    async def _read(self, keys: Sequence[int]) -> list[GridRow]:
        found: list[GridRow] = []
        for at in range(0, len(keys), _CHUNK):
            found += await self._catalog.grid_rows(keys[at : at + _CHUNK])
        return found


def _text(row: GridRow, of: Field | None, how: "Manner") -> str | None:
    """What is repeated of a cell; None where there is nothing, and nothing was typed."""
    if of is None or of not in row.cells:
        return None
    return typed(row.cells[of], of, how) or (None if row.cells[of].draft is None else "")


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
