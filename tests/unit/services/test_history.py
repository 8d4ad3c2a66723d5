"""Why a value is what it is: its chain of readings, orders and pushes, in words and in the terminal."""

from argparse import Namespace
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from history_told import HOUR, WHOLE, read, story, told
from stocked_shop import ACCOUNT, CUP, NOON, POT, Stocked, offer, stocked, tell

from desktop.cli import arguments
from desktop.cli import value_history as terminal
from desktop.cli.console import Console
from desktop.cli.exits import UsageError
from desktop.domain.catalog import WarehouseStock
from desktop.domain.catalog_grid import Field, Place
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.domain.value_history import Cause, Entry, EntryKind, Sale, ValueChange, chain
from desktop.services.draft_judgement import Manner
from desktop.services.variant_wishes import Edit
from desktop.store import order_ingest, outbox_moves
from desktop.store.outbox_moves import Verdict


async def push(shop: Stocked, sku: str, quantity: int, place: Place = WHOLE) -> Operation:
    """The seller types a stock and sends it: it is on the wire."""
    edit = Edit(await shop.stored(sku), OperationKind.SET_STOCK, {"quantity": quantity}, place.market, place.warehouse)
    queued = await shop.services.catalog_work.wish([edit], "Typed in the grid")
    (one,) = await shop.services.outbox.of_change_set(queued.change_set_id)
    await answer(shop, one, OperationState.QUEUED, OperationState.SENDING)
    return one


async def answer(
    shop: Stocked, one: Operation, was: OperationState, state: OperationState, code: str = "", at: datetime = NOON
) -> None:
    verdict = Verdict(one.id, was, state, code)
    await shop.services.db.write(lambda c: outbox_moves.record(c, ACCOUNT, [verdict], (), at))


async def order(shop: Stocked, number: str, at: datetime, sku: str = "CUP", quantity: int = 1, **item: object) -> None:
    """A buyer has ordered."""
    values: dict[str, object] = {"status": ItemStatus.TO_PACK, "shop_remote_id": "shop-1", **item}
    line = OrderItem(f"i-{number}", sku, "A cup", quantity, Money(Decimal(10), "KES"), platform_status="", **values)  # type: ignore[arg-type]
    found = Order(
        f"o-{number}", number, "", Money(Decimal(10), "KES"), at, at, shop_remote_ids=("shop-1",), items=(line,)
    )
    await shop.services.db.write(lambda c: order_ingest.save_orders(c, ACCOUNT, [found], at=at))


# --- the chain --------------------------------------------------------------------------------------------------------
def test_a_value_that_never_changed_has_its_first_reading(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        found = await story(shop, "CUP")
        assert (found.present, told(found.entries)) == ("5", [("start", "5")])
        assert found.entries[0].at == NOON
        assert await shop.services.history.story(999, WHOLE, Field.STOCK) is None

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_orders_pushes_readings_and_drafts_stand_in_one_chain(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        await order(shop, "3001", NOON + HOUR, quantity=2)
        await read(shop, NOON + 2 * HOUR, replace(CUP, stock=3))
        sent = await push(shop, "CUP", 7)
        await answer(shop, sent, OperationState.SENDING, OperationState.DONE, at=NOON + 3 * HOUR)
        await order(shop, "3002", NOON + 4 * HOUR)
        await read(shop, NOON + 5 * HOUR, replace(CUP, stock=2))
        (cup,) = (await shop.services.catalog.find(["CUP"]))["CUP"]
        await shop.services.drafts.type({(cup.id * 128, Field.STOCK): "12"}, Manner())
        found = await story(shop, "CUP")
        assert told(found.entries) == [
            ("draft", "12"),
            ("change", "7", "2", "", -4),
            ("sale", "3002", 1),
            ("change", "3", "7", "Typed in the grid", None),
            ("change", "5", "3", "", None),
            ("sale", "3001", 2),
            ("start", "5"),
        ]
        assert [one.sold for one in found.entries if one.kind is EntryKind.CHANGE] == [1, 0, 2]
        assert found.draft is not None and found.present == "2"

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_a_refused_push_is_told_with_the_answer_and_a_replaced_one_is_not(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        stored = await shop.stored("CUP")
        for quantity in (8, 9):
            await shop.services.catalog_work.wish([Edit(stored, OperationKind.SET_STOCK, {"quantity": quantity})], "x")
        await shop.answered(OperationState.REFUSED, "sku_blocked")
        found = await story(shop, "CUP")
        assert told(found.entries) == [("push", "5", "9", "refused"), ("start", "5")]
        sent = found.entries[0].sent
        assert sent is not None and sent.operation.code == "sku_blocked"

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_an_order_of_another_shop_or_sku_or_sent_by_the_platform_is_no_cause(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        await order(shop, "3001", NOON + HOUR, sku="CUP-2")
        await order(shop, "3002", NOON + HOUR, shop_remote_id="shop-9")
        await order(shop, "3003", NOON + HOUR, by_platform=True)
        await order(shop, "3004", NOON - HOUR)  # before the first reading: the stock read then knows of it
        await order(shop, "3005", NOON + HOUR, sku="cup")
        assert told((await story(shop, "CUP")).entries) == [("sale", "3005", 1), ("start", "5")]
        assert told((await story(shop, "CUP", Field.STATUS)).entries) == [("start", "active")]

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_prices_and_warehouses_have_chains_of_their_own(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        dearer = replace(POT, offers=(POT.offers[0], offer("ug", "950", "UGX", "800")))
        await read(shop, NOON + HOUR, replace(dearer, stocks=(WarehouseStock("north", 1), POT.stocks[1]), stock=3))
        ug = await story(shop, "POT", Field.PRICE, Place(market="ug"))
        assert told(ug.entries) == [("change", "900", "950", "", None), ("start", "900")]
        assert (ug.place_name, ug.currency) == ("Uganda", "UGX")
        assert told((await story(shop, "POT", Field.PRICE, Place(market="ke"))).entries) == [("start", "20.50")]
        north = await story(shop, "POT", Field.STOCK, Place(warehouse="north"))
        assert told(north.entries) == [("change", "3", "1", "", None), ("start", "3")]

    with stocked(tmp_path) as shop:
        tell(shop, happens)


@pytest.mark.parametrize(
    ("after", "statuses", "rest"),
    [
        ("3", ["to_pack", "to_pack"], None),  # both orders account for it
        ("4", ["to_pack", "cancelled"], None),  # the cancelled one gave its unit back
        ("3", ["to_pack", "cancelled"], None),  # or not yet
        ("9", ["to_pack", "to_pack"], 6),
        ("1", ["to_pack", "cancelled"], -3),
    ],
)
def test_what_no_order_accounts_for_is_said(after: str, statuses: list[str], rest: int | None) -> None:
    sales = [Sale(at, f"{at}", 1, ItemStatus(one), NOON + HOUR) for at, one in enumerate(statuses)]
    change = ValueChange(1, ("", "", Field.STOCK), "5", after, Cause.READ, NOON + 2 * HOUR)
    start = Entry(EntryKind.START, NOON, value="5")
    (found, *_) = chain(Field.STOCK, [change], [], sales, whole=True, start=start)
    assert (found.value, found.unexplained) == (after, rest)


def test_a_fall_without_any_order_is_not_explained() -> None:
    change = ValueChange(1, ("", "", Field.STOCK), "5", "3", Cause.READ, NOON + HOUR)
    start = Entry(EntryKind.START, NOON, value="5")
    (found, _start) = chain(Field.STOCK, [change], [], [], whole=True, start=start)
    assert found.unexplained == -2
    (found, _start) = chain(Field.STOCK, [change], [], [], whole=False, start=start)
    assert found.unexplained is None  # orders do not tell which warehouse they take from


def test_nothing_is_reckoned_for_a_time_whose_orders_are_not_all_listed() -> None:
    spot = ("", "", Field.STOCK)
    changes = [ValueChange(1, spot, f"{9 - at}", f"{8 - at}", Cause.READ, NOON + at * HOUR) for at in (2, 4, 6)]
    sales = [Sale(at, f"{at}", 1, ItemStatus.TO_PACK, NOON + at * HOUR) for at in (3, 5)]
    start = Entry(EntryKind.START, NOON, value="7")
    entries = chain(Field.STOCK, changes, [], sales, whole=True, start=start, sales_from=NOON + 3 * HOUR)
    told = [(one.sold, one.unexplained) for one in entries if one.kind is EntryKind.CHANGE]
    assert told == [(1, None), (0, None), (0, None)]


# --- in the terminal --------------------------------------------------------------------------------------------------
async def asked(shop: Stocked, *words: str) -> tuple[list[dict[str, object]], str]:
    """What ``catalog history`` answers: the document's histories, and the text."""
    typed: Namespace = arguments.parse(["catalog", "history", *words, "--shop", "Amina's Pots"])
    reply = await terminal.history(shop.services, typed, Console(as_json=True))
    histories = reply.document["histories"]
    assert isinstance(histories, list)
    return histories, reply.text


def test_the_terminal_tells_the_chain(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        await order(shop, "3001", NOON + HOUR, quantity=2)
        await read(shop, NOON + 2 * HOUR, replace(CUP, stock=9))
        sent = await push(shop, "CUP", 7)
        await answer(shop, sent, OperationState.SENDING, OperationState.DONE, at=NOON + 3 * HOUR)
        (found,), text = await asked(shop, "CUP")
        entries = found.pop("entries")
        assert found == {
            "sku": "CUP", "shop": "Amina's Pots", "field": "stock", "market": None, "warehouse": None, "value": 7,
            "draft": None,
        }  # fmt: skip
        nothing = dict.fromkeys(("before", "value", "sold", "unexplained", "order", "push"))
        of_push = {
            "operation": sent.id, "change_set": sent.change_set_id, "title": "Typed in the grid", "state": "done",
            "code": None, "message": None,
        }  # fmt: skip
        assert entries == [
            {**nothing, "kind": "change", "at": "2026-11-20T15:00:00Z", "before": 9, "value": 7, "sold": 0,
             "push": of_push},
            {**nothing, "kind": "change", "at": "2026-11-20T14:00:00Z", "before": 5, "value": 9, "sold": 2,
             "unexplained": 6},
            {**nothing, "kind": "order", "at": "2026-11-20T13:00:00Z",
             "order": {"number": "3001", "quantity": 2, "status": "to_pack"}},
            {**nothing, "kind": "start", "at": "2026-11-20T12:00:00Z", "value": 5},
        ]  # fmt: skip
        assert text.splitlines() == [
            "CUP in Amina's Pots: stock 7",
            "WHEN                  WHAT",
            "2026-11-20T15:00:00Z  pushed: 9 -> 7 accepted (Typed in the grid)",
            "2026-11-20T14:00:00Z  read at sync: 5 -> 9, orders took 2, something else changed +6",
            "2026-11-20T13:00:00Z  order 3001: 2 (to pack)",
            "2026-11-20T12:00:00Z  first reading: 5",
        ]

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_the_terminal_tells_each_market_and_what_is_not_there(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        found, _text = await asked(shop, "POT", "--field", "price")
        assert [(one["market"], one["value"]) for one in found] == [
            ("ke", {"amount": "20.50", "currency": "KES"}),
            ("ug", {"amount": "900", "currency": "UGX"}),
        ]
        (only,), _text = await asked(shop, "POT", "--field", "status", "--market", "ug")
        assert (only["market"], only["value"]) == ("ug", "active")
        (north,), _text = await asked(shop, "POT", "--warehouse", "north")
        assert (north["warehouse"], north["value"]) == ("north", 3)
        for words, code in (
            (("NONE",), "unknown_sku"),
            (("POT", "--field", "price", "--market", "tz"), "unknown_market"),
            (("CUP", "--warehouse", "north"), "unknown_warehouse"),
        ):
            with pytest.raises(UsageError) as refused:
                await asked(shop, *words)
            assert refused.value.code == code

    with stocked(tmp_path) as shop:
        tell(shop, happens)


# --- not for ever -----------------------------------------------------------------------------------------------------


# --- a past moment ----------------------------------------------------------------------------------------------------
