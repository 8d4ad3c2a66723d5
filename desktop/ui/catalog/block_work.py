"""What can be done with chosen blocks: copy, paste, fill, clear; each becomes one step of texts typed into cells."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from desktop.domain.catalog_grid import Field, GridRow
from desktop.ui.catalog.clipboard import Fit, Table, fit, read_table, write_table
from desktop.ui.catalog.columns import copied
from desktop.ui.catalog.drafting import Drafting
from desktop.ui.catalog.grid import Grid
from desktop.ui.catalog.pasted_headings import Headings, headings_of
from desktop.ui.catalog.selection import Block, Spot
from desktop.ui.catalog.under_way import UnderWay
from desktop.ui.catalog.values import typed
from desktop.ui.kit import dialogs
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
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
        grid.fill_wanted.connect(lambda source, target: self.run(self._fill(source, target, self.tr("Fill"))))

    def start(self, catalog: "Catalog") -> None:
        """The loop runs."""
        self._catalog = catalog

    # Typing and clearing ----------------------------------------------------------------------------------------------

    def type(self, blocks: Sequence[Block], text: str) -> None:
        """One text into all cells of these blocks."""
        if self._is_too_much(blocks):
            return
        cells: Cells = {(key, of): text for block in blocks for key, of in self._cells(block)}
        self._drafting.type(cells, self.tr("Typing"))

    def clear(self) -> None:
        """Take the drafts of the chosen cells back."""
        blocks = self._grid.chosen.blocks
        if self._is_too_much(blocks):
            return
        cells: Cells = {(key, of): None for block in blocks for key, of in self._cells(block)}
        self._drafting.type(cells, self.tr("Clear changes"))

    def _cells(self, block: Block) -> Iterator[tuple[int, Field]]:
        """The cells of a block that can hold anything, row by row."""
        fields = [of for place in range(block.left, block.right + 1) if (of := self._grid.field_at(place))]
        ids = self._grid.paged.ids
        for row in range(block.top, min(block.bottom + 1, len(ids))):
            for of in fields:
                yield ids[row], of

    def _is_too_much(self, blocks: Sequence[Block]) -> bool:
        count = sum(block.height * self._width(block) for block in blocks)
        if count > MOST_CELLS:
            self._tell_too_many(count)
        return count > MOST_CELLS

    def _tell_too_many(self, count: int) -> None:
        words = self.tr("{n} cells are too many at once: choose at most {most}.")
        self.notice.emit(words.format(n=number(count), most=number(MOST_CELLS)), Tone.WARNING, "", None)

    def _width(self, block: Block) -> int:
        return sum(self._grid.field_at(place) is not None for place in range(block.left, block.right + 1))

    # Copy and paste ---------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """The last block as text for a spreadsheet."""
        self.run(self._copy(self._grid.chosen.last))

    async def _copy(self, block: Block) -> None:
        rows = await self.rows(range(block.top, block.bottom + 1))
        columns = [self._grid.paged.columns[self._grid.order[at]] for at in range(block.left, block.right + 1)]
        lines = [[copied(row, column, self._how) for column in columns] for row in rows]
        QGuiApplication.clipboard().setText(write_table(lines))
        if len(rows) > 1:
            self.notice.emit(self.tr("{n} rows copied").format(n=number(len(rows))), Tone.NEUTRAL, "", None)

    def paste(self) -> None:
        """The clipboard's block from the current cell on, or over the chosen block."""
        table = read_table(QGuiApplication.clipboard().text())
        if table:
            self.run(self._paste(table))

    async def _paste(self, table: Table) -> None:
        grid, block = self._grid, self._grid.chosen.last
        headings = headings_of(table, self._titles())
        if headings is not None:
            await self._paste_by_name(table[headings.rows :], headings, block)
            return
        table = await self._without_heading(table, block)
        room = len(grid.paged.ids) - block.top, len(grid.order) - block.left
        found = fit(table, (block.height, block.width), room)
        if (found.is_larger or found.loses) and not await self._agrees(table, block, found):
            return
        target = Block(block.top, block.left, block.top + found.height - 1, block.left + found.width - 1)
        if self._is_too_much((target,)):
            return
        cells = self._pasted(table, target)
        if not cells:
            words = self.tr("Nothing was pasted: none of these columns can be edited.")
            self.notice.emit(words, Tone.WARNING, "", None)
            return
        grid.choose(grid.chosen.at(Spot(target.top, target.left)).reaching(Spot(target.bottom, target.right)))
        self._tell_left_out(table, target)
        self._drafting.type(cells, self.tr("Paste"))

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

    def _pasted(self, table: Table, target: Block) -> Cells:
        """The texts cell by cell; an empty cell of the copied block wishes nothing."""
        ids, fields = self._grid.paged.ids, [self._grid.field_at(at) for at in range(target.left, target.right + 1)]
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

    async def _paste_by_name(self, table: Table, headings: Headings, block: Block) -> None:
        """Each column to the one its heading names, from the chosen row on; all that does not fit is told before."""
        keys = self._grid.paged.ids[block.top : block.top + len(table)]
        cells: Cells = {
            (key, of): text
            for key, line in zip(keys, table, strict=False)
            for of, text in zip(headings.fields, line, strict=True)
            if of is not None and text.strip()
        }
        if len(cells) > MOST_CELLS:
            self._tell_too_many(len(cells))
        elif await self._agrees_by_name(table, headings, block, len(keys)):
            self._drafting.type(cells, self.tr("Paste"))

    async def _agrees_by_name(self, table: Table, headings: Headings, block: Block, rows: int) -> bool:
        titles = self._titles()
        names = ", ".join(titles[of] for of in headings.fields if of is not None)
        said = [
            self.tr("{rows} rows go into {columns}, from the chosen row on.").format(rows=number(rows), columns=names)
        ]
        if headings.left_out:
            words = self.tr("Not pasted, because no column here can take them: {columns}.")
            said.append(words.format(columns=", ".join(headings.left_out)[:200]))
        if rows > block.height > 1:
            said.append(self.tr("Only {n} rows are chosen.").format(n=number(block.height)))
        if len(table) > rows:
            words = self.tr("{n} rows lie beyond the end of the table and cannot be pasted.")
            said.append(words.format(n=number(len(table) - rows)))
        if others := await self._other_skus(table, headings, range(block.top, block.top + rows)):
            words = self.tr("{n} rows would get values of another SKU: sort both alike, or import a file instead.")
            said.append(words.format(n=number(others)))
        title = self.tr("Some rows are of other SKUs") if others else self.tr("Paste by the headings?")
        action = self.tr("Paste all the same") if others else self.tr("Paste")
        return await dialogs.confirm(self._grid, title, " ".join(said), action, danger=bool(others))

    async def _other_skus(self, table: Table, headings: Headings, places: range) -> int:
        """How many rows have another SKU than the copied row that would be pasted into them."""
        if headings.sku_at is None:
            return 0
        rows = await self.rows(places)
        named = (line[headings.sku_at].strip().casefold() for line in table)
        return sum(
            bool(sku) and sku != row.stored.variant.sku.casefold() for row, sku in zip(rows, named, strict=False)
        )

    async def _without_heading(self, table: Table, block: Block) -> Table:
        """A first row of words over columns of figures is the other sheet's heading: asked once."""
        figures = [
            at for at in range(len(table[0])) if self._grid.field_at(block.left + at) not in (None, Field.STATUS)
        ]
        is_heading = len(table) > 1 and bool(figures) and all(not _has_digit(table[0][at]) for at in figures)
        if not is_heading or not any(_has_digit(table[1][at]) for at in figures):
            return table
        leave_out = await dialogs.confirm(
            self._grid,
            self.tr("Is the first row a heading?"),
            self.tr("The first copied row has words where figures are expected: {row}").format(
                row=" | ".join(cell for cell in table[0] if cell)[:120]
            ),
            self.tr("Leave the first row out"),
        )
        return table[1:] if leave_out else table

    async def _agrees(self, table: Table, block: Block, found: Fit) -> bool:
        said = [
            self.tr("Copied: {rows} rows and {columns} columns.").format(
                rows=number(len(table)), columns=number(len(table[0]))
            )
        ]
        if found.is_larger:
            said.append(
                self.tr("Chosen: {rows} rows and {columns} columns.").format(
                    rows=number(block.height), columns=number(block.width)
                )
            )
        if found.loses:
            said.append(
                self.tr(
                    "{rows} rows and {columns} columns lie beyond the end of the table and cannot be pasted."
                ).format(rows=number(found.lost_rows), columns=number(found.lost_columns))
            )
        title = self.tr("Part of it does not fit") if found.loses else self.tr("More was copied than chosen")
        action = self.tr("Paste what fits") if found.loses else self.tr("Paste all of it")
        return await dialogs.confirm(self._grid, title, " ".join(said), action)

    # Fill -------------------------------------------------------------------------------------------------------------

    def fill_down(self) -> None:
        """The first row of each block into the rows below it; a single row takes the row above."""
        self._fill_blocks(down=True)

    def fill_right(self) -> None:
        """The first column of each block into the columns beside it."""
        self._fill_blocks(down=False)

    def fill_with_current(self) -> None:
        """The current cell's value into all chosen cells."""
        spot = self._grid.chosen.current
        source = Block(spot.row, spot.column, spot.row, spot.column)
        for block in self._grid.chosen.blocks:
            self.run(self._fill(source, block, self.tr("Fill")))

    def _fill_blocks(self, *, down: bool) -> None:
        for block in self._grid.chosen.blocks:
            top, left = block.top, block.left
            if down:
                top = max(top - 1, 0) if block.height == 1 else top
                source = Block(top, left, top, block.right)
            else:
                left = max(left - 1, 0) if block.width == 1 else left
                source = Block(top, left, block.bottom, left)
            target = Block(top, left, block.bottom, block.right)
            self.run(self._fill(source, target, self.tr("Fill down") if down else self.tr("Fill right")))

    async def _fill(self, source: Block, target: Block, title: str) -> None:
        """Repeat ``source`` over ``target``."""
        if self._is_too_much((target,)):
            return
        rows = await self.rows(range(source.top, source.bottom + 1))
        fields = [self._grid.field_at(place) for place in range(source.left, source.right + 1)]
        texts = [[_text(row, of, self._how) for of in fields] for row in rows]
        ids = self._grid.paged.ids
        cells: Cells = {}
        for row in range(target.top, target.bottom + 1):
            for place in range(target.left, target.right + 1):
                of = self._grid.field_at(place)
                text = texts[(row - source.top) % len(texts)][(place - source.left) % len(fields)]
                if of is not None and text and not source.holds(row, place):
                    cells[ids[row], of] = text
        self._drafting.type(cells, title)

    # Rows -------------------------------------------------------------------------------------------------------------

    async def rows(self, places: range) -> list[GridRow]:
        """The rows at these places with all that was typed so far, read in parts so that others read in between."""
        await self._drafting.settled()
        keys = self._grid.paged.ids[places.start : places.stop]
        found: list[GridRow] = []
        for at in range(0, len(keys), _CHUNK):
            found += await self._catalog.grid_rows(keys[at : at + _CHUNK])
        return found


def _text(row: GridRow, of: Field | None, how: "Manner") -> str:
    return typed(row.cells[of], of, how) if of is not None and of in row.cells else ""


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
