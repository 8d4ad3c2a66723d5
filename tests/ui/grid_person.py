"""A person at the grid, seeded: chooses cells by mouse and keys, keeps a model beside it, and compares both."""

import random
from collections.abc import Mapping

from conftest import until
from grid_hand import GridHand, K, M, Spot
from grid_model import FIELDS, Cell, Chosen, GridModel, Words
from grid_words import Vocabulary

CTRL, SHIFT = M.ControlModifier, M.ShiftModifier


class GridPerson:
    """What was done stands in ``log``."""

    def __init__(self, hand: GridHand, model: GridModel, seed: int) -> None:
        self.hand, self.model, self.rng = hand, model, random.Random(seed)
        self.words = Vocabulary(model.locale, model.zone, self.rng)
        self.log: list[str] = []
        self.expected: Chosen | None = None  # what must be chosen when all is done
        self.is_unseen = False  # something that is not shown before it is saved
        self.current: Spot = (0, 0)
        self.blocks: list[tuple[Spot, Spot]] = [((0, 0), (0, 0))]

    async def check(self) -> None:
        """Compare what is chosen, seen and on disk."""
        hand, model = self.hand, self.model
        await hand.settle()
        assert hand.sheet() is None, "asked out of turn"
        kept, wanted = hand.on_disk(), {cell: (one.text, one.value) for cell, one in model.drafts.items()}
        differ = {
            cell: (kept.get(cell), wanted.get(cell)) for cell in kept | wanted if kept.get(cell) != wanted.get(cell)
        }
        assert not differ, f"kept and expected: {differ}"
        await until(lambda: all(hand.page.model.row_at(row) is not None for row in hand.page.grid.seen_rows()))
        wrong = {cell: (seen, model.shows(cell)) for cell, seen in hand.seen().items() if seen != model.shows(cell)}
        assert not wrong, f"seen and expected: {wrong}"
        if self.expected is not None:
            self._check_chosen(*self.expected)
        drafting = hand.page.drafting
        assert (bool(drafting.undo_title), bool(drafting.redo_title)) == (bool(model.done), bool(model.undone))

    def _check_chosen(self, current: Cell, cells: tuple[Cell, ...]) -> None:
        """The same cells, as far as their rows are shown and lie below each other as they did."""
        rows = self.hand.rows()
        if current[0] not in rows:
            return
        found = self.hand.chosen()
        assert found[0] == current, f"current is {found[0]} and should be {current}"
        places = [rows.index(row) for row in dict.fromkeys(row for row, _ in cells) if row in rows]
        if places == list(range(places[0], places[0] + len({row for row, _ in cells}))):
            assert found[1] == frozenset(cells), f"{sorted(found[1])} are chosen instead of {sorted(cells)}"

    # Choosing ---------------------------------------------------------------------------------------------------------

    def choose(self, fields: tuple[str, ...] = FIELDS, *, many: bool = False, most: int = 6) -> None:
        """A cell, a block or several, by mouse or with Shift and arrows; ``fields`` are those of the first column."""
        one = self._somewhere(fields)
        self.expected = None
        self.hand.focus()
        self.hand.click(one)
        self.current, self.blocks = one, [(one, one)]
        if many and self.rng.random() < 0.8:
            self._grow(one, most)
            if self.rng.random() < 0.2:
                self.current = self._somewhere(fields)
                self.hand.click(self.current, CTRL)
                self.blocks.append((self.current, self.current))
        current, cells = self._chosen()
        assert self.hand.chosen() == (current, frozenset(cells)), "something else is chosen"

    def _grow(self, one: Spot, most: int) -> None:
        editable = [at for at, key in enumerate(self.hand.columns()) if key in FIELDS]
        down = min(one[0] + self.rng.randrange(most), len(self.hand.rows()) - 1)
        further = min(one[1] + self.rng.choice((0, 0, 1, 2)), editable[-1])
        way = self.rng.randrange(3)
        if way == 0:
            self.hand.click((down, further), SHIFT)
        elif way == 1:
            self.hand.drag(one, (down, further))
        else:
            for _ in range(down - one[0]):
                self.hand.key(K.Key_Down, SHIFT)
            for _ in range(further - one[1]):
                self.hand.key(K.Key_Right, SHIFT)
        self.blocks = [(one, (down, further))]

    def _chosen(self) -> Chosen:
        return self.hand.cell(self.current), tuple(self.hand.cell(spot) for spot in self._spots())

    def _spots(self) -> list[Spot]:
        return [spot for block in self.blocks for spot in within(*block)]

    def _cells(self) -> list[Cell]:
        """The chosen cells in columns that can be edited."""
        return [cell for spot in self._spots() if (cell := self.hand.cell(spot))[1] in FIELDS]

    def _somewhere(self, fields: tuple[str, ...]) -> Spot:
        rows, columns = len(self.hand.rows()), self.hand.columns()
        near = min(max(0, self.current[0] - 8) + self.rng.randrange(16), rows - 1)
        row = self.rng.randrange(rows) if self.rng.random() < 0.3 else near
        return row, columns.index(self.rng.choice(fields))

    def _did(self, cells: Mapping[Cell, Words | None], chosen: Chosen | None = None) -> None:
        self.log.append(f"    {dict(cells)}")
        if cells:
            self.model.put(cells, chosen or self._chosen())


def within(first: Spot, last: Spot) -> list[Spot]:
    return [(row, at) for row in range(first[0], last[0] + 1) for at in range(first[1], last[1] + 1)]
