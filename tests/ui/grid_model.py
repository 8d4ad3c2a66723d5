"""What the grid must show and keep, said a second time and simply: a dict of typed words and two piles of steps.

Nothing of the program is used here. Values are those that ``catalog_room.variant`` gives to its SKUs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal

COUNTS, AMOUNTS, DAYS = ("stock", "safety_stock"), ("price", "sale_price"), ("sale_from", "sale_to")
FIELDS = (*COUNTS, *AMOUNTS, *DAYS, "status")
CLEARABLE = ("sale_price", *DAYS)
PLACES = ("", "ke", "ug", "north", "south")
ARABIC = str.maketrans("0123456789", "".join(chr(0x660 + at) for at in range(10)))
SIGNS = {  # before decimals, between thousands
    "en_US": (".", ","), "fr_FR": (",", "\u202f"), "ar_EG": ("\u066b", "\u066c"),
    "es_ES": (",", "."), "pt_BR": (",", "."), "id_ID": (",", "."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What is typed, and the value that is meant: an exact figure, a moment in UTC, a status; empty: none."""

    text: str
    value: str
    doubtful: bool = False  # can be read in two ways, so that it is kept even where it changes nothing

    @property
    def is_readable(self) -> bool:
        return bool(self.value) or not self.text.strip()


Row = tuple[int, str]  # the SKU's number and one of PLACES
Cell = tuple[Row, str]
Chosen = tuple[Cell, tuple[Cell, ...]]  # the current cell, and all that are chosen


@dataclass(frozen=True, slots=True)
class Step:
    before: Mapping[Cell, Words | None]
    after: Mapping[Cell, Words | None]
    chosen: Chosen


class GridModel:
    """The drafts, and what can be undone."""

    def __init__(self, locale: str, zone: tzinfo) -> None:
        self.locale, self.zone = locale, zone
        self.drafts: dict[Cell, Words] = {}
        self.done: list[Step] = []
        self.undone: list[Step] = []
        self.moved: dict[int, int] = {}  # stock that the marketplace reported since, by SKU

    # What the marketplace has -----------------------------------------------------------------------------------------

    def there(self, cell: Cell) -> str:
        (at, place), of = cell
        if of == "stock":
            return "3" if place == "north" else str(self.moved.get(at, at % 90))
        if of == "price":
            return {"": f"{100 + at}.50", "ke": f"{100 + at}.50", "ug": "9000"}.get(place, "")
        return "active" if of == "status" and place != "ug" else ""

    @staticmethod
    def takes(cell: Cell) -> bool:
        """Whether the cell can be edited: each value where it belongs, and this shop has no safety stock."""
        (at, place), of = cell
        if of == "safety_stock":
            return False
        if place in ("north", "south"):
            return of == "stock"
        return of != "stock" or (not place and at % 10 != 0)

    # What is done -----------------------------------------------------------------------------------------------------

    def put(self, cells: Mapping[Cell, Words | None], chosen: Chosen) -> None:
        """One thing that was done; None takes back what was typed."""
        mine = {cell: words for cell, words in cells.items() if words is None or self.takes(cell)}
        before = {cell: self.drafts.get(cell) for cell in mine}
        self._keep(mine)
        after = {cell: self.drafts.get(cell) for cell in mine}
        if any(_text(before[cell]) != _text(after[cell]) for cell in mine):
            self.done = [*self.done, Step(before, after, chosen)][-200:]
            self.undone = []

    def undo(self) -> Chosen | None:
        return self._move(self.done, self.undone, "before")

    def redo(self) -> Chosen | None:
        return self._move(self.undone, self.done, "after")

    def forget_steps(self) -> None:
        self.done, self.undone = [], []

    def _move(self, source: list[Step], target: list[Step], side: str) -> Chosen | None:
        if not source:
            return None
        step = source.pop()
        target.append(step)
        self._keep(getattr(step, side))
        return step.chosen

    def _keep(self, cells: Mapping[Cell, Words | None]) -> None:
        for cell, words in cells.items():
            if words is None or self._wishes_nothing(cell, words):
                self.drafts.pop(cell, None)
            else:
                self.drafts[cell] = words

    def _wishes_nothing(self, cell: Cell, words: Words) -> bool:
        of, there = cell[1], self.there(cell)
        if not words.text.strip():
            return of not in CLEARABLE or not there
        if not words.value or words.doubtful:
            return False
        is_figure = of in COUNTS + AMOUNTS and there
        return Decimal(words.value) == Decimal(there) if is_figure else words.value == there

    # What is seen -----------------------------------------------------------------------------------------------------

    def shows(self, cell: Cell) -> str:
        """The words in the cell."""
        draft, of = self.drafts.get(cell), cell[1]
        if draft is not None and not draft.is_readable:
            return draft.text
        value = self.there(cell) if draft is None else draft.value
        if not value:
            return "none" if draft is not None else ""
        if of in AMOUNTS:
            figure = amount(Decimal(value), self.locale)
            return f"{'UGX' if cell[0][1] == 'ug' else 'KES'}\u00a0{figure}"
        return self.bare(cell).text

    def written(self, figure: object) -> str:
        """An amount as it is typed: no groups, the language's own sign, and three decimals never like thousands."""
        whole, _, rest = str(figure).partition(".")
        rest = rest + "0" if len(rest) == 3 and len(whole) <= 3 else rest
        return whole + (SIGNS[self.locale][0] + rest if rest else "")

    def bare(self, cell: Cell) -> Words:
        """What stands in the cell's editor, and is filled elsewhere."""
        draft, of = self.drafts.get(cell), cell[1]
        if draft is not None and not draft.is_readable:
            return draft
        value = self.there(cell) if draft is None else draft.value
        if of in AMOUNTS:
            return Words(self.written(value), value)
        if of in DAYS and value:
            local = datetime.fromisoformat(value).astimezone(self.zone)
            return Words(f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}", value)
        return Words(value.capitalize() if of == "status" else value, value)


def amount(value: Decimal, locale: str) -> str:
    """A figure as this language writes it, with its thousands in groups and one decimal alone as two."""
    decimal, group = SIGNS[locale]
    whole, _, rest = format(value, ",f").partition(".")
    rest = rest + "0" if len(rest) == 1 else rest
    text = whole.replace(",", group) + (decimal + rest if rest else "")
    return text.translate(ARABIC) if locale == "ar_EG" else text


def moment(text: str, zone: tzinfo) -> str:
    """A day and time here, as the moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC).isoformat().replace("+00:00", "Z")


def _text(words: Words | None) -> str | None:
    return None if words is None else words.text
