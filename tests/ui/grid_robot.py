"""A random person at the grid: what it does by mouse and keys is done to the model too, then both are compared."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal

from back_room import NOW
from catalog_room import variant
from conftest import until
from grid_hand import K
from grid_model import Cell, Chosen, Words
from grid_person import CTRL, SHIFT
from grid_typist import GridTypist

from desktop.domain.changes import ChangeKind, Changes
from desktop.store import catalog_ingest
from desktop.ui.catalog.adjust_sheet import CHANGES, AdjustSheet, Change
from desktop.ui.catalog.replace_sheet import ReplaceSheet

TITLES = {"stock": "Stok", "price": "Pre\u00e7o (R$)", "sale_price": "Sale price"}
Act = Callable[[], Awaitable[None]]


class GridRobot(GridTypist):
    """``act`` does one thing of everything that can be done."""

    async def act(self) -> None:
        at_once: dict[Act, int] = {
            self.type_into_one: 8, self.type_into_many: 3, self.edit: 2, self.empty: 2, self.clear: 3, self.paste: 8,
            self.copy_and_paste: 3, self.fill_down: 4, self.fill_right: 3, self.fill_with_current: 3,
            self.drag_the_handle: 4, self.undo: 8, self.redo: 4, self.give_up: 1, self.reopen: 2,
        }  # fmt: skip
        alone: dict[Act, int] = {  # all is done before and after them
            self.paste_by_headings: 2, self.adjust: 2, self.reckon: 1, self.find_and_replace: 2, self.sort: 2,
            self.search: 2, self.open_rows: 2, self.change_tab: 1, self.news: 2, self.discard: 1,
        }  # fmt: skip
        what = self.rng.choices([*at_once, *alone], [*at_once.values(), *alone.values()])[0]
        if what in alone:
            await self.check()
        self.log.append(what.__name__)
        self.is_unseen = self.is_unseen and self.hand.is_busy()
        await what()
        self.is_unseen = self.is_unseen or what not in (self.type_into_one, self.type_into_many, self.paste)
        if what in alone:
            await self.check()
        else:
            await self.hand.let_run(self.rng.choice((0, 0, 1, 3, 10)))

    # Back and forth ---------------------------------------------------------------------------------------------------

    async def undo(self) -> None:
        self.hand.focus()
        for _ in range(self.rng.choice((1, 1, 2, 4))):
            self.hand.key(K.Key_Z, CTRL)
            self._moved(self.model.undo())

    async def redo(self) -> None:
        self.hand.focus()
        for _ in range(self.rng.choice((1, 1, 2))):
            self.hand.key(*self.rng.choice(((K.Key_Z, CTRL | SHIFT), (K.Key_Y, CTRL))))
            self._moved(self.model.redo())

    def _moved(self, chosen: Chosen | None) -> None:
        self.log.append(f"    {chosen}")
        self.expected = chosen  # where there was nothing more, the hand has clicked elsewhere since

    async def discard(self) -> None:
        if self.model.drafts:
            self.choose()
            self.hand.page.actions_of_page.by_key["discard"].trigger()
            await self.hand.agree()
            await until(lambda: self.hand.page.drafting.undo_title == "Discard all changes")
            self._did(dict.fromkeys(self.model.drafts))

    # Sheets -----------------------------------------------------------------------------------------------------------

    async def paste_by_headings(self) -> None:
        self.choose(most=1)
        fields = self.rng.sample(list(TITLES), 2)
        rows = self.hand.rows()[self.current[0] :][: self.rng.randint(1, 5)]
        table = [[self.words.text(of) for of in fields] for _ in rows]
        table[0] = [str(self.rng.randint(1, 99)) for _ in fields]
        heading = [TITLES[of] for of in fields]
        above = [["Our shop", ""]] if self.rng.random() < 0.5 else []
        await self.hand.take("\n".join("\t".join(line) for line in [*above, heading, *table]))
        self.hand.key(K.Key_V, CTRL)
        await self.hand.agree()
        self._did({
            (row, of): self.words.words(text, of)
            for row, line in zip(rows, table, strict=True)
            for of, text in zip(fields, line, strict=True)
        })  # fmt: skip

    async def adjust(self) -> None:
        """Raise the prices by so many per cent, to two decimals."""
        share = self.rng.randint(1, 30)
        await self._adjusted(Change.RAISE_PERCENT, str(share), lambda price, _stock: price * (100 + share) / 100)

    async def reckon(self) -> None:
        """A formula over two columns."""
        await self._adjusted(Change.FORMULA, "price + stock * 2", lambda price, stock: price + stock * 2)

    async def _adjusted(self, change: Change, text: str, new: Callable[[Decimal, Decimal], Decimal]) -> None:
        self.choose(("price",), most=1)
        self.hand.click((min(self.current[0] + 4, len(self.hand.rows()) - 1), self.current[1]), SHIFT)
        self.blocks = [(self.current, (min(self.current[0] + 4, len(self.hand.rows()) - 1), self.current[1]))]
        cells: dict[Cell, Words | None] = {}
        for cell in self._cells():
            figures = [self._figure((cell[0], of)) for of in ("price", "stock")]
            needed = figures if change is Change.FORMULA else figures[:1]
            if self.model.takes(cell) and None not in needed:
                after = new(figures[0] or Decimal(0), figures[1] or Decimal(0))
                if after != figures[0]:
                    cells[cell] = Words(str(after), str(after))
        self.hand.key(K.Key_A, CTRL | SHIFT)
        await until(lambda: self.hand.sheet() is not None or not self.hand.is_busy())
        sheet = self.hand.sheet()
        if sheet is None:
            return
        assert isinstance(sheet, AdjustSheet)
        sheet.change.setCurrentIndex(list(CHANGES).index(change))
        (sheet.formula if change is Change.FORMULA else sheet.amount).setText(text)
        sheet.look()
        assert {(one.line.row.id) for one in sheet.found.outcomes} == {self.hand.key_of(cell[0]) for cell in cells}
        if not cells:
            sheet.reject()
            return
        places = {one.line.row.id: one.after for one in sheet.found.outcomes}
        for cell, words in tuple(cells.items()):
            shown = places[self.hand.key_of(cell[0])]
            assert words is not None
            exact = Decimal(words.value)
            exponent = shown.as_tuple().exponent
            assert isinstance(exponent, int), cell  # a number, no infinity
            assert abs(shown - exact) <= Decimal("0.5").scaleb(min(exponent, 0)), cell
            text_ = self.model.written(shown)
            cells[cell] = self.words.words(text_, "price")
        await self.hand.agree()
        self._did(cells)

    def _figure(self, cell: Cell) -> Decimal | None:
        draft = self.model.drafts.get(cell)
        value = self.model.there(cell) if draft is None else draft.value
        return Decimal(value) if value else None

    async def find_and_replace(self) -> None:
        """One digit for another in the chosen block."""
        self.choose(("stock", "price"), many=True)
        if len(self._spots()) == 1 or len(self.blocks) > 1:
            return
        one, other = self.rng.sample("123456789", 2)
        found = {cell: self.model.bare(cell).text for cell in self._cells() if self.model.takes(cell)}
        cells: dict[Cell, Words | None] = {
            cell: self.words.words(text.replace(one, other), cell[1]) for cell, text in found.items() if one in text
        }
        if any(text in self.words.figures for text in found.values()):
            return
        self.hand.key(K.Key_H, CTRL)
        await until(lambda: self.hand.sheet() is not None)
        sheet = self.hand.sheet()
        assert isinstance(sheet, ReplaceSheet)
        sheet.wanted.setText(one)
        sheet.instead.setText(other)
        assert set(sheet.found) == {(self.hand.key_of(row), of) for row, of in cells}
        if cells:
            await self.hand.agree()
            self._did(cells)
        else:
            sheet.reject()

    # The view ---------------------------------------------------------------------------------------------------------

    async def sort(self) -> None:
        self.hand.click_heading(self.rng.choice(("sku", "sku", "stock", "price", "name")))
        await self._looked_elsewhere()

    async def search(self) -> None:
        words = self.rng.choice(("", "", "SKU-0000", "number 1", "SKU-0002"))
        self.hand.window.top.search.setText(words)
        await until(lambda: self.hand.page.listing.query.search == words)
        await self._looked_elsewhere()

    async def open_rows(self) -> None:
        self.hand.focus()
        self.hand.key(K.Key_E, CTRL | SHIFT)
        self.expected = None
        await self.hand.settle()

    async def _looked_elsewhere(self) -> None:
        await self.hand.settle()
        self.current, self.expected = (0, 0), None

    async def change_tab(self) -> None:
        self.hand.key(K.Key_1, CTRL)
        await self.hand.let_run(3)
        self.hand.key(K.Key_2, CTRL)

    async def news(self) -> None:
        """A sync brings another stock of some SKUs."""
        moved = {at: self.rng.randint(0, 99) for at in self.rng.sample(sorted(self.hand.skus.values()), 3) if at % 10}
        self.model.moved |= moved
        found = [replace(variant(at), stock=stock) for at, stock in moved.items()]
        services = self.hand.services
        saved = services.db.write(lambda c: catalog_ingest.save_variants(c, "account-1", found, at=NOW))
        await saved
        services.changes.publish(Changes(ChangeKind.CATALOG))

    async def reopen(self) -> None:
        """End the program, sometimes with a cell half written, and start it again."""
        if self.rng.random() < 0.5:
            self.choose(("stock", "price"))
            cell = self.hand.cell(self.current)
            text = self.words.text(cell[1], typed=True)
            self.hand.write(text)
            self._did({cell: self.words.words(text, cell[1])})
        await self.hand.quit()
        self.model.forget_steps()
        await self.hand.open()
        self.current, self.expected = (0, 0), None
