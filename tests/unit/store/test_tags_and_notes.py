"""What the seller writes beside an order: tags, notes, saved views; found by the search at once, undone whole."""

import asyncio
from datetime import timedelta

import pytest
from made import ACCOUNT, NOW, item, order

from desktop.domain.labels import LabelState
from desktop.domain.order_filters import OrderFilters
from desktop.domain.order_views import OrderQuery, OrderSort, SortKey
from desktop.domain.orders import Address, Bucket
from desktop.domain.saved_views import ColumnShown, SavedView
from desktop.domain.tags import TagChange, TagColour, tag_name
from desktop.store import annotations, orders, saved_views, search_upkeep, settings, tags
from desktop.store.db import Database
from desktop.store.order_ingest import save_items, save_orders

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def three(shop_db: Database) -> Database:
    """Orders 1 to 3."""
    found = [
        order(
            number,
            item(number, tracking_number=f"TRK{number}", provider="Speedaf"),
            address=Address("Ben", ("5 Acacia Road",), "Kisumu", phone="+254 711 000"),
            note="Ring twice",
        )
        for number in (1, 2, 3)
    ]
    asyncio.run(shop_db.write(lambda c: save_orders(c, ACCOUNT, found, at=NOW)))
    return shop_db


def found(db: Database, words: str) -> list[int]:
    return sorted(db.read_now(lambda c: orders.order_ids(c, OrderQuery(search=words))))


def change(db: Database, wanted: TagChange) -> TagChange:
    return asyncio.run(db.write(lambda c: tags.change(c, wanted, LATER)))


def events(db: Database, order_id: int) -> list[str]:
    detail = db.read_now(lambda c: orders.order_detail(c, order_id))
    assert detail is not None
    return [event.kind for event in detail.events]


@pytest.mark.parametrize("words", ["kisumu", "acacia road", "711", "speedaf", "ring twice", "ben", "trk"])
def test_the_search_knows_address_courier_and_note(three: Database, words: str) -> None:
    assert found(three, words) == [1, 2, 3]
    assert found(three, "true") == [], "names of fields are not searched"


def test_tags_are_put_on_and_off_many_orders_and_back(three: Database) -> None:
    first = change(three, TagChange(added=((1, "Fragile"), (2, "fragile"), (2, "gift"), (99, "gift"))))
    assert sorted(first.added) == [(1, "Fragile"), (2, "Fragile"), (2, "gift")]
    assert change(three, TagChange(added=((1, "FRAGILE"),))) == TagChange()
    rows = three.read_now(lambda c: orders.order_rows(c, (1, 2, 3)))
    assert [sorted(row.tags) for row in rows] == [["Fragile"], ["Fragile", "gift"], []]
    known = three.read_now(tags.tags)
    assert [(tag.name, tag.orders) for tag in known] == [("Fragile", 2), ("gift", 1)]
    assert known[0].colour is not known[1].colour
    assert three.read_now(lambda c: tags.tags_on(c, (1, 2, 3))) == {"Fragile": 2, "gift": 1}
    back = change(three, first.turned_around())
    assert sorted(back.removed) == sorted(first.added)
    assert three.read_now(lambda c: tags.tags_on(c, (1, 2, 3))) == {}
    assert events(three, 2)[-2:] == ["tag_added", "tag_removed"]


def test_tags_and_notes_are_searched_as_soon_as_they_are_written(three: Database) -> None:
    change(three, TagChange(added=((1, "Fragile"),)))
    asyncio.run(three.write(lambda c: annotations.set_private_note(c, 2, "fragile handle", LATER)))
    assert found(three, "fragile") == [1, 2]
    read = [order(1, item(1, tracking_number="NEW1"), updated_at=LATER), order(2, updated_at=LATER)]
    asyncio.run(three.write(lambda c: save_orders(c, ACCOUNT, read, at=LATER)))
    asyncio.run(three.write(lambda c: save_items(c, ACCOUNT, (), at=LATER)))
    assert found(three, "fragile") == [1, 2], "a newer reading keeps the seller's own words"
    assert found(three, "new1") == [1]
    change(three, TagChange(removed=((1, "fragile"),)))
    asyncio.run(three.write(lambda c: annotations.set_private_note(c, 2, " ", LATER)))
    assert found(three, "fragile") == []


def test_a_deleted_tag_comes_back_as_it_was(three: Database) -> None:
    change(three, TagChange(added=((1, "gift"), (3, "gift"))))
    asyncio.run(three.write(lambda c: tags.put_tag(c, "gift", TagColour.PINK)))
    gone = asyncio.run(three.write(lambda c: tags.forget_tag(c, "GIFT", LATER)))
    assert three.read_now(tags.tags) == ()
    asyncio.run(three.write(lambda c: tags.put_tag(c, "gift", TagColour.PINK)))
    change(three, gone.turned_around())
    (tag,) = three.read_now(tags.tags)
    assert (tag.name, tag.colour, tag.orders) == ("gift", TagColour.PINK, 2)


def test_one_writing_is_one_line_on_the_timeline(three: Database) -> None:
    def write(note: str, minutes: int) -> bool:
        at = NOW + timedelta(minutes=minutes)
        return asyncio.run(three.write(lambda c: annotations.set_private_note(c, 1, note, at)))

    assert [write("call", 0), write("call first", 1), write("call first", 2)] == [True, True, False]
    assert events(three, 1)[1:] == ["note_changed"]
    write("", 60)
    assert events(three, 1)[1:] == ["note_changed", "note_removed"]
    assert not three.read_now(lambda c: orders.order_rows(c, (1,)))[0].has_note


def test_an_older_file_is_made_searchable_bit_by_bit(three: Database) -> None:
    def grow_old(c) -> None:  # type: ignore[no-untyped-def]
        c.connection.driver_connection.execute("UPDATE order_texts SET search_text = 'old'")
        settings.put(c, "search.renew_after", 0)

    asyncio.run(three.write(grow_old))
    assert found(three, "kisumu") == [] and three.read_now(search_upkeep.is_old)
    more = [asyncio.run(three.write(lambda c: search_upkeep.renew_some(c, 2))) for _ in range(4)]
    assert more == [True, True, False, False]
    assert found(three, "kisumu") == [1, 2, 3] and not three.read_now(search_upkeep.is_old)


def test_a_name_of_a_tag_is_one_short_line() -> None:
    assert tag_name("  call\n first, please ") == "call first please"
    assert len(tag_name("x" * 99)) == 40
    assert tag_name(" , ") == ""


def test_saved_views_keep_everything_and_their_sequence(db: Database) -> None:
    query = OrderQuery(
        Bucket.SHIPPED, ("s1",), "kettle", (SortKey(OrderSort.TOTAL, True),), OrderFilters(labels=(LabelState.READY,))
    )
    first = SavedView(0, "Kettles", query, (ColumnShown("number", 150), ColumnShown("buyer", 99, True)))
    ids = [asyncio.run(db.write(lambda c, name=name: saved_views.save(c, SavedView(0, name, query)))) for name in "ABC"]  # type: ignore[misc]
    kettles = asyncio.run(db.write(lambda c: saved_views.save(c, first)))
    asyncio.run(db.write(lambda c: saved_views.arrange(c, [kettles, *reversed(ids)])))
    assert [view.name for view in db.read_now(saved_views.views)] == ["Kettles", "C", "B", "A"]
    kept = db.read_now(saved_views.views)[0]
    assert (kept.query, kept.columns) == (first.query, first.columns)
    asyncio.run(db.write(lambda c: saved_views.delete(c, kettles)))
    asyncio.run(db.write(lambda c: saved_views.save(c, kept)))
    assert db.read_now(saved_views.views)[-1] == kept, "undo brings it back under its own id"
