"""Tags: words of the seller's own on orders, each in a colour."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_TAG = 40


class TagColour(StrEnum):
    GREY = "grey"
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    TEAL = "teal"
    BLUE = "blue"
    PURPLE = "purple"
    PINK = "pink"


@dataclass(frozen=True, slots=True)
class Tag:
    """``orders``: how many orders have it. Two names that differ in case are the same tag."""

    name: str
    colour: TagColour = TagColour.GREY
    orders: int = 0


@dataclass(frozen=True, slots=True)
class TagChange:
    """Which orders got or lost which tags: ``pairs`` of order id and tag, enough to turn it around."""

    added: tuple[tuple[int, str], ...] = ()
    removed: tuple[tuple[int, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    @property
    def order_ids(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(order_id for order_id, _ in (*self.added, *self.removed)))

    def turned_around(self) -> "TagChange":
        return TagChange(self.removed, self.added)


def tag_name(typed: str) -> str:
    """What was typed as the name of a tag: in one line, not too long; empty when there is nothing in it."""
    return " ".join(typed.replace(",", " ").split())[:LONGEST_TAG].rstrip()
