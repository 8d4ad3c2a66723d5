"""Whatever comes in whatever order and how often: a shelf is its counts, less its sales, and what came back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.catalog import Offer, Variant, WarehouseStock
from desktop.domain.catalog_grid import Field, Place
from desktop.domain.guard_titles import Moved, moves_told, title_of
from desktop.domain.linking import (
    Candidate,
    Doubt,
    LinkMove,
    MoveKind,
    Since,
    counts,
    doubts_of,
    gathered,
    moves_of,
    offered,
    pairs,
    settings_of,
    spread,
    total_of,
)
from desktop.domain.orders import ItemStatus

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
_S = ItemStatus
GONE = (_S.SHIPPED, _S.DELIVERED, _S.FAILED, _S.RETURNED)
OPEN = tuple(one for one in ItemStatus if one not in (*GONE, _S.CANCELLED))


@dataclass
class Shelf:
    """The rules with a memory, as the store has one."""

    stock: int = 0
    counted: int = 0
    taken: dict[int, int] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)

    def see(self, item: int, units: int, status: ItemStatus) -> None:
        found = moves_of(status, units, self.taken.get(item), has_left=item in self.left, is_new=True)
        for kind, change in found:
            if kind is MoveKind.LEFT:
                self.left.add(item)
            else:
                self.taken[item] = self.taken.get(item, 0) - change
            self.stock += change

    def count(self, units: int) -> None:
        self.counted += units - self.stock
        self.stock = units


# An event: an item is seen in a status, or (item None) the shelf is counted.
_seen = st.tuples(st.integers(0, 4), st.tuples(st.sampled_from(ItemStatus), st.integers(1, 8)))
_events = st.lists(st.one_of(_seen, st.tuples(st.none(), st.integers(0, 50))), max_size=60)


@given(_events, st.lists(st.integers(0, 59), max_size=30))
def test_a_shelf_is_its_counts_less_sales_plus_returns_however_often_each_is_told(
    events: Sequence[tuple[int | None, object]], repeats: Sequence[int]
) -> None:
    shelf = Shelf()
    told: dict[int, list[tuple[ItemStatus, int]]] = {}
    for at, (item, what) in enumerate(events):
        for _ in range(1 + repeats.count(at)):  # overlapping syncs bring the same thing again
            if item is None:
                assert isinstance(what, int)
                shelf.count(what)
            else:
                assert isinstance(what, tuple)
                status, units = what
                shelf.see(item, units, status)
                told.setdefault(item, []).append((status, units))
    assert shelf.stock == shelf.counted - sum(_taken(said) for said in told.values())


def _taken(said: Sequence[tuple[ItemStatus, int]]) -> int:
    """The same in other words: as last told before it left the house; cancelled it is nothing, until it is open."""
    found, was_alive = 0, False
    for status, units in said:
        if status is _S.CANCELLED:
            found = 0
        elif found or not was_alive or status in set(OPEN) - {_S.UNKNOWN}:
            found, was_alive = units, True
        if found and status in GONE:
            break
    return found


@given(st.integers(-50, 500), st.integers(0, 100))
def test_no_shop_ever_offers_less_than_nothing_or_more_than_the_shelf(shelf: int, buffer: int) -> None:
    assert 0 <= offered(shelf, buffer) <= max(0, shelf)
    assert offered(shelf, 0) == max(0, shelf)


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(0, 40), min_size=1, max_size=5), st.integers(0, 300))
def test_units_are_spread_over_warehouses_to_the_last_one(there: dict[str, int], wanted: int) -> None:
    found = spread(wanted, there)
    assert sum(found.values()) == wanted
    assert min(found.values()) >= 0
    assert found.keys() == there.keys()
    if wanted == sum(there.values()):
        assert found == there


@pytest.mark.parametrize("status", ItemStatus)
def test_what_was_known_at_the_count_is_not_taken_again(status: ItemStatus) -> None:
    since = Since(100, NOW)
    assert not counts(100, NOW + timedelta(hours=1), status, since)
    assert counts(101, NOW, status, since), "ordered after the count"
    before = counts(101, NOW - timedelta(days=2), status, since)
    assert before == (status in OPEN), "ordered before it: only what still lay on the shelf"


def test_a_shop_is_set_by_stock_by_warehouse_or_by_what_is_held_back() -> None:
    plain = Variant("1", "A", "", stock=9)
    assert settings_of(plain, 4, {"set_stock"}, Place("ke")) == ((Place("ke"), Field.STOCK, 4),)
    stocks = (WarehouseStock("north", 3), WarehouseStock("south", 6))
    several = Variant("1", "A", "", stock=9, stocks=stocks)
    found = settings_of(several, 4, {"set_stock"}, Place())
    assert found == ((Place("", "north"), Field.STOCK, 3), (Place("", "south"), Field.STOCK, 1))
    hub = Variant("1", "A", "", stock=9, offers=(Offer(), Offer("708"), Offer("177")))
    held = settings_of(hub, 4, {"set_safety_stock"}, Place())
    assert held == ((Place("708"), Field.SAFETY_STOCK, 5), (Place("177"), Field.SAFETY_STOCK, 5))
    assert settings_of(Variant("1", "A", ""), 4, {"set_safety_stock"}, Place()) == ()
    assert settings_of(plain, 4, {"set_price"}, Place()) == ()
    assert total_of(several, {"north": 10}) == 16
    assert total_of(several, {"north": 10, "south": 1}) == 11
    assert total_of(several, {"": 5}) == total_of(plain, {"": 5}) == total_of(plain, {"north": 5}) == 5


def test_a_change_set_is_called_after_its_cause() -> None:
    def move(kind: MoveKind, label: str, units: int) -> LinkMove:
        return LinkMove(kind, label, units, NOW)

    sold, back = move(MoveKind.SOLD, "3001", -2), move(MoveKind.BACK, "9", 1)
    assert moves_told(title_of([sold])) == (Moved(MoveKind.SOLD, 2, 1, ("3001",)),)
    assert moves_told(title_of([sold, move(MoveKind.SOLD, "7", -1)])) == (Moved(MoveKind.SOLD, 3, 2, ("3001", "7")),)
    assert moves_told(title_of([move(MoveKind.SOLD, str(at), -1) for at in range(5)])) == (Moved(MoveKind.SOLD, 5, 5),)
    assert moves_told(title_of([back, sold])) == (
        Moved(MoveKind.SOLD, 2, 1, ("3001",)), Moved(MoveKind.BACK, 1, 1, ("9",)),
    )  # fmt: skip
    assert moves_told(title_of([move(MoveKind.COUNT, "", 4)])) == (Moved(MoveKind.COUNT, 4),)
    assert moves_told(title_of([])) == ()
    assert moves_told("Changes in the catalog") is None
    assert moves_told("guard: the door") is None


def test_skus_are_gathered_over_all_their_keys_and_declined_pairs_do_not_hold() -> None:
    assert gathered([(1, 2), (2, 3), (7, 8)], ()) == [[1, 2, 3], [7, 8]]
    assert gathered([(1, 2, 3)], pairs([1, 2, 3])) == []
    assert gathered([(1, 2), (3, 1)], [(1, 2)]) == [[1, 3]]


def test_doubts_are_told() -> None:
    one = Candidate(1, "s1", "North", "A-1", "Electric kettle", "111", 4)
    other = Candidate(2, "s2", "South", "a-1", "Kettle, electric", "", 4)
    assert doubts_of([one, other]) == (), "no barcode is no other barcode"
    assert doubts_of([one, Candidate(3, "s3", "West", "A-1", "Curtain pair", "222", 1, "g2")]) == (
        Doubt.OTHER_BARCODE,
        Doubt.OTHER_NAME,
    )
    assert doubts_of([one, Candidate(4, "s1", "North", "A-1", "Electric kettle", "111", 1)]) == (Doubt.SAME_SHOP,)
