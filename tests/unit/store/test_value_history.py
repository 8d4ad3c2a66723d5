"""The history of values: a line for each change and none for a reading, its cause, and what is given up in time."""

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from made import ACCOUNT, NOW

from desktop.domain.catalog import ListingStatus, Offer, Variant, WarehouseStock
from desktop.domain.catalog_grid import Field, Place
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.value_history import Cause, Spot, ValueChange, spot_of, spots_of
from desktop.store import catalog_ingest, outbox_moves, value_history
from desktop.store.connect import connect
from desktop.store.db import Database
from desktop.store.migrate import migrate
from desktop.store.migrations import STEPS
from desktop.store.outbox_moves import Verdict

KES = "KES"
STOCK: Spot = ("", "", Field.STOCK)
PRICE: Spot = ("ke", "", Field.PRICE)
MUG = Variant(
    "v-1",
    "MUG-1",
    "Mug",
    shop_remote_id="shop-1",
    stock=7,
    stocks=(WarehouseStock("north", 4), WarehouseStock("south", 3)),
    offers=(Offer("ke", Money(Decimal("12.50"), KES), status=ListingStatus.ACTIVE), Offer("ug")),
    status=ListingStatus.ACTIVE,
)


def minutes(count: int) -> datetime:
    return NOW + timedelta(minutes=count)


def save(db: Database, variant: Variant, at: datetime = NOW) -> None:
    asyncio.run(db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, [variant], at=at)))


def lines(db: Database, spot: Spot = STOCK) -> tuple[ValueChange, ...]:
    return db.read_now(lambda c: value_history.changes_of(c, 1, spot))


def count(db: Database) -> int:
    return int(db.read_now(lambda c: c.execute("SELECT count(*) FROM value_history").fetchone()[0]))


def wish(db: Database, id_: str, state: OperationState, kind: OperationKind, **after: object) -> Operation:
    """One that the seller wished and that has come this far."""
    one = Operation(id_, f"set-{id_}", ACCOUNT, "", kind, "v-1", "MUG-1", {}, after, OperationState.QUEUED, NOW)
    asyncio.run(db.write(lambda c: outbox_moves.add_change_set(c, one.change_set_id, "Typed", [one], NOW)))
    if state is not OperationState.QUEUED:
        verdict = Verdict(id_, OperationState.QUEUED, state)
        asyncio.run(db.write(lambda c: outbox_moves.apply(c, verdict, NOW)))
    return replace(one, state=state)


def test_a_first_reading_and_an_unchanged_one_write_no_line(shop_db: Database) -> None:
    save(shop_db, MUG)
    save(shop_db, MUG, minutes(5))
    save(shop_db, replace(MUG, name="Mug, red", extra={"seen": 2}), minutes(10))
    assert count(shop_db) == 0
    assert shop_db.read_now(lambda c: value_history.known_from(c, [1])) == {1: NOW}


def test_each_value_that_changes_gets_its_own_line(shop_db: Database) -> None:
    save(shop_db, MUG)
    uganda = Offer("ug", None, Money(Decimal(9), KES), NOW, minutes(60), status=ListingStatus.INACTIVE)
    changed = replace(
        MUG,
        stock=6,
        safety_stock=1,
        stocks=(WarehouseStock("north", 3), MUG.stocks[1]),
        offers=(MUG.offers[0], uganda),
        status=ListingStatus.INACTIVE,
    )
    save(shop_db, changed, minutes(5))
    found = shop_db.read_now(lambda c: value_history.first_after(c, NOW, [1], tuple(Field)))[1]
    assert {spot: (one.before, one.value) for spot, one in found.items()} == {
        STOCK: ("7", "6"),
        ("", "north", Field.STOCK): ("4", "3"),
        ("", "", Field.SAFETY_STOCK): ("", "1"),
        ("", "", Field.STATUS): ("active", "inactive"),
        ("ug", "", Field.SALE_PRICE): ("", "9"),
        ("ug", "", Field.SALE_FROM): ("", "2026-11-20T08:00:00Z"),
        ("ug", "", Field.SALE_TO): ("", "2026-11-20T09:00:00Z"),
        ("ug", "", Field.STATUS): ("", "inactive"),
    }
    assert {(one.cause, one.operation_id, one.at) for one in found.values()} == {(Cause.READ, "", minutes(5))}


def test_an_amount_written_otherwise_is_no_change(shop_db: Database) -> None:
    save(shop_db, MUG)
    offer = replace(MUG.offers[0], price=Money(Decimal("12.500"), KES))
    save(shop_db, replace(MUG, offers=(offer, MUG.offers[1])), minutes(5))
    assert count(shop_db) == 0


def test_what_is_gone_and_comes_back_is_compared_with_what_it_was(shop_db: Database) -> None:
    save(shop_db, MUG)
    asyncio.run(shop_db.write(lambda c: catalog_ingest.mark_gone(c, ACCOUNT, walked_from=minutes(1), at=minutes(1))))
    save(shop_db, replace(MUG, stock=2), minutes(5))
    (line,) = lines(shop_db)
    assert (line.before, line.value) == ("7", "2")
    assert shop_db.read_now(lambda c: value_history.known_from(c, [1])) == {1: NOW}


@pytest.mark.parametrize("state", [OperationState.SENDING, OperationState.WORKING, OperationState.UNSURE])
def test_what_an_operation_at_work_wished_is_its_doing(shop_db: Database, state: OperationState) -> None:
    save(shop_db, MUG)
    wish(shop_db, "op-1", state, OperationKind.SET_STOCK, quantity=9)
    save(shop_db, replace(MUG, stock=9), minutes(5))
    (line,) = lines(shop_db)
    assert (line.cause, line.operation_id) == (Cause.OPERATION, "op-1")


@pytest.mark.parametrize(
    ("state", "stock"), [(OperationState.QUEUED, 9), (OperationState.REFUSED, 9), (OperationState.SENDING, 8)]
)
def test_what_was_not_sent_or_is_another_value_is_not_its_doing(
    shop_db: Database, state: OperationState, stock: int
) -> None:
    save(shop_db, MUG)
    wish(shop_db, "op-1", state, OperationKind.SET_STOCK, quantity=9)
    save(shop_db, replace(MUG, stock=stock), minutes(5))
    (line,) = lines(shop_db)
    assert (line.cause, line.operation_id) == (Cause.READ, "")


def test_an_acknowledged_wish_is_shown_and_told_in_one_transaction(shop_db: Database) -> None:
    save(shop_db, MUG)
    wish(shop_db, "op-1", OperationState.SENDING, OperationKind.SET_PRICE, price="15", market="ke")
    done = Verdict("op-1", OperationState.SENDING, OperationState.DONE)
    asyncio.run(shop_db.write(lambda c: outbox_moves.record(c, ACCOUNT, [done], (), minutes(5))))
    (line,) = lines(shop_db, PRICE)
    assert (line.before, line.value, line.operation_id, line.at) == ("12.50", "15", "op-1", minutes(5))


def test_the_stock_of_the_sku_moves_with_its_warehouse(shop_db: Database) -> None:
    save(shop_db, MUG)
    wish(shop_db, "op-1", OperationState.SENDING, OperationKind.SET_STOCK, quantity=9, warehouse="north")
    done = Verdict("op-1", OperationState.SENDING, OperationState.DONE)
    asyncio.run(shop_db.write(lambda c: outbox_moves.record(c, ACCOUNT, [done], (), minutes(5))))
    (whole,), (north,) = lines(shop_db), lines(shop_db, ("", "north", Field.STOCK))
    assert (whole.before, whole.value, whole.operation_id) == ("7", "12", "op-1")
    assert (north.before, north.value, north.operation_id) == ("4", "9", "op-1")


def test_a_failing_transaction_leaves_neither_value_nor_line(shop_db: Database) -> None:
    save(shop_db, MUG)

    def fail(c: object) -> None:
        catalog_ingest.save_variants(c, ACCOUNT, [replace(MUG, stock=1)], at=minutes(5))  # type: ignore[arg-type]
        raise RuntimeError("the power fails")

    with pytest.raises(RuntimeError):
        asyncio.run(shop_db.write(fail))
    assert count(shop_db) == 0


def test_the_first_change_after_a_moment_says_what_held_then(shop_db: Database) -> None:
    for at, stock in enumerate((7, 6, 5, 4)):
        save(shop_db, replace(MUG, stock=stock), minutes(10 * at))
    after = shop_db.read_now(lambda c: value_history.first_after(c, minutes(15), [1], [Field.STOCK]))
    assert after[1][STOCK].before == "6"
    assert shop_db.read_now(lambda c: value_history.first_after(c, minutes(30), [1], [Field.STOCK])) == {}


def test_where_a_cell_finds_its_value() -> None:
    one_market = replace(MUG, offers=MUG.offers[:1])
    assert spot_of(one_market, Place(), Field.PRICE) == PRICE
    assert spot_of(one_market, Place(market="ke"), Field.STOCK) == STOCK
    assert spot_of(MUG, Place(market="ug"), Field.STATUS) == ("ug", "", Field.STATUS)
    assert spot_of(MUG, Place(market="tz"), Field.STATUS) == ("", "", Field.STATUS)
    assert spot_of(MUG, Place(warehouse="south"), Field.STOCK) == ("", "south", Field.STOCK)
    assert {spot_of(MUG, Place(), of) for of in (Field.STOCK, Field.STATUS)} <= spots_of(MUG).keys()


def test_old_lines_are_given_up_in_small_steps(shop_db: Database) -> None:
    for at in range(7):
        save(shop_db, replace(MUG, stock=20 - at, stocks=()), minutes(at))
    before = count(shop_db)
    asked = [asyncio.run(shop_db.write(lambda c: value_history.forget_older(c, minutes(5), 3))) for _ in range(3)]
    assert (before, asked) == (6, [True, False, False])
    assert [one.before for one in lines(shop_db)] == ["15", "16"]


def test_a_value_that_changes_all_the_time_keeps_its_newest_lines(shop_db: Database) -> None:
    for at in range(9):
        save(shop_db, replace(MUG, stock=20 - at), minutes(at))
    assert shop_db.read_now(lambda c: value_history.too_long(c, 8)) == ()
    assert shop_db.read_now(lambda c: value_history.too_long(c, 5)) == ((1, STOCK),)
    asyncio.run(shop_db.write(lambda c: value_history.cut(c, 1, STOCK, 5)))
    found = lines(shop_db)
    assert [one.value for one in found] == ["12", "13", "14", "15", "16"]
    assert [one.cause for one in found] == [*[Cause.READ] * 4, Cause.CUT]


def test_variants_of_an_older_file_are_known_from_their_last_reading(tmp_path: Path) -> None:
    path = tmp_path / "older.db"
    with closing(connect(path, reader=False)) as c:
        migrate(c, path, NOW, STEPS[:4])
        c.execute("PRAGMA foreign_keys = OFF")
        c.execute("INSERT INTO variants (id, account_no, shop_no, remote_id, read_at) VALUES (1, 1, 1, 'v-1', 4711)")
        migrate(c, path, NOW, STEPS[:5])
        assert c.execute("SELECT known_from FROM variants").fetchall() == [(4711,)]
