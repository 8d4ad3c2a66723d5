"""Why a value is what it is, what held at a past moment, and how that comes back as drafts."""

import asyncio
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from stocked_shop import ACCOUNT, CUP, NOON, POT, Stocked, offer, stocked, tell

from desktop.cli import arguments
from desktop.cli import value_history as terminal
from desktop.cli.console import Console
from desktop.cli.exits import UsageError
from desktop.domain.catalog import ListingStatus, Variant, WarehouseStock
from desktop.domain.catalog_grid import Field, Place
from desktop.domain.errors import NotPossible
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.domain.typed_values import STYLES
from desktop.domain.value_history import Cause, Link, LinkKind, Sale, ValueChange, chain
from desktop.services import history
from desktop.services.draft_judgement import Manner
from desktop.services.history import KEPT_FOR, MOST_LINES, History, Story
from desktop.services.restoring import NOT_KNOWN, Restored
from desktop.services.variant_wishes import Edit
from desktop.store import catalog_ingest, drafts, order_ingest, outbox_moves, value_history
from desktop.store.outbox_moves import Verdict

WHOLE = Place()
HOUR = timedelta(hours=1)


async def read(shop: Stocked, at: datetime, *variants: Variant) -> None:
    """A sync reads these."""
    await shop.services.db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, variants, at=at))


async def story(shop: Stocked, sku: str, of: Field = Field.STOCK, place: Place = WHOLE) -> Story:
    found = await shop.services.history.story((await shop.stored(sku)).id, place, of)
    assert found is not None
    return found


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


def told(links: Sequence[Link]) -> list[tuple[object, ...]]:
    """What a test compares of a chain: kind, and what it is about."""
    found: list[tuple[object, ...]] = []
    for one in links:
        if one.kind is LinkKind.SALE and one.sale:
            found.append(("sale", one.sale.number, one.sale.quantity))
        elif one.kind is LinkKind.CHANGE:
            found.append(("change", one.before, one.value, one.sent.title if one.sent else "", one.unexplained))
        elif one.kind is LinkKind.PUSH and one.sent:
            found.append(("push", one.before, one.value, one.sent.operation.state.value))
        else:
            found.append((one.kind.value, one.value))
    return found


# --- the chain --------------------------------------------------------------------------------------------------------
def test_a_value_that_never_changed_has_its_first_reading(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        found = await story(shop, "CUP")
        assert (found.present, told(found.links)) == ("5", [("start", "5")])
        assert found.links[0].at == NOON
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
        assert told(found.links) == [
            ("draft", "12"),
            ("change", "7", "2", "", -4),
            ("sale", "3002", 1),
            ("change", "3", "7", "Typed in the grid", None),
            ("change", "5", "3", "", None),
            ("sale", "3001", 2),
            ("start", "5"),
        ]
        assert [one.sold for one in found.links if one.kind is LinkKind.CHANGE] == [1, 0, 2]
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
        assert told(found.links) == [("push", "5", "9", "refused"), ("start", "5")]
        sent = found.links[0].sent
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
        assert told((await story(shop, "CUP")).links) == [("sale", "3005", 1), ("start", "5")]
        assert told((await story(shop, "CUP", Field.STATUS)).links) == [("start", "active")]

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_prices_and_warehouses_have_chains_of_their_own(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        dearer = replace(POT, offers=(POT.offers[0], offer("ug", "950", "UGX", "800")))
        await read(shop, NOON + HOUR, replace(dearer, stocks=(WarehouseStock("north", 1), POT.stocks[1]), stock=3))
        ug = await story(shop, "POT", Field.PRICE, Place(market="ug"))
        assert told(ug.links) == [("change", "900", "950", "", None), ("start", "900")]
        assert (ug.place_name, ug.currency) == ("Uganda", "UGX")
        assert told((await story(shop, "POT", Field.PRICE, Place(market="ke"))).links) == [("start", "20.50")]
        north = await story(shop, "POT", Field.STOCK, Place(warehouse="north"))
        assert told(north.links) == [("change", "3", "1", "", None), ("start", "3")]

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
    start = Link(LinkKind.START, NOON, value="5")
    (found, *_) = chain(Field.STOCK, [change], [], sales, whole=True, start=start)
    assert (found.value, found.unexplained) == (after, rest)


def test_a_fall_without_any_order_is_not_explained() -> None:
    change = ValueChange(1, ("", "", Field.STOCK), "5", "3", Cause.READ, NOON + HOUR)
    start = Link(LinkKind.START, NOON, value="5")
    (found, _start) = chain(Field.STOCK, [change], [], [], whole=True, start=start)
    assert found.unexplained == -2
    (found, _start) = chain(Field.STOCK, [change], [], [], whole=False, start=start)
    assert found.unexplained is None  # orders do not tell which warehouse they take from


def test_nothing_is_reckoned_for_a_time_whose_orders_are_not_all_listed() -> None:
    spot = ("", "", Field.STOCK)
    changes = [ValueChange(1, spot, f"{9 - at}", f"{8 - at}", Cause.READ, NOON + at * HOUR) for at in (2, 4, 6)]
    sales = [Sale(at, f"{at}", 1, ItemStatus.TO_PACK, NOON + at * HOUR) for at in (3, 5)]
    start = Link(LinkKind.START, NOON, value="7")
    links = chain(Field.STOCK, changes, [], sales, whole=True, start=start, sales_from=NOON + 3 * HOUR)
    told = [(one.sold, one.unexplained) for one in links if one.kind is LinkKind.CHANGE]
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
        links = found.pop("links")
        assert found == {
            "sku": "CUP", "shop": "Amina's Pots", "field": "stock", "market": None, "warehouse": None, "value": 7,
            "draft": None,
        }  # fmt: skip
        nothing = dict.fromkeys(("before", "value", "sold", "unexplained", "order", "push"))
        of_push = {
            "operation": sent.id, "change_set": sent.change_set_id, "title": "Typed in the grid", "state": "done",
            "code": None, "message": None,
        }  # fmt: skip
        assert links == [
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
async def no_sleep(_seconds: float) -> None:
    return None


def test_changes_are_kept_for_a_year_and_a_month(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_AT_ONCE", 2)

    async def happens(shop: Stocked) -> None:
        for at in range(1, 8):
            await read(shop, NOON + at * HOUR, replace(CUP, stock=5 + at))
        later = History(
            shop.services.db,
            shop.services.connections,
            clock=lambda: NOON + KEPT_FOR + timedelta(hours=5, minutes=30),
            sleep=no_sleep,
        )
        await later.prune()
        found = await later.story((await shop.stored("CUP")).id, WHOLE, Field.STOCK)
        assert found is not None
        assert told(found.links) == [
            ("change", "11", "12", "", 1),
            ("change", "10", "11", "", 1),
            ("start", "10"),
        ]
        assert found.links[-1].is_cut and found.links[-1].at == NOON + timedelta(hours=5, minutes=30)

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_the_routine_begins_after_a_while_and_goes_on_the_next_day(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        await read(shop, NOON + HOUR, replace(CUP, stock=4))
        rested: list[float] = []
        a_day_later = asyncio.Event()

        async def sleep(seconds: float) -> None:
            rested.append(seconds)
            if len(rested) == 2:
                a_day_later.set()
                await asyncio.Event().wait()

        services = shop.services
        service = History(services.db, services.connections, clock=lambda: NOON + 2 * KEPT_FOR, sleep=sleep)
        service.start()
        await asyncio.wait_for(a_day_later.wait(), 10)
        await service.stop()
        assert rested == [120.0, 86_400.0]
        assert await services.db.read(lambda c: c.execute("SELECT count(*) FROM value_history").fetchone()) == (0,)

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_a_value_that_moves_all_the_time_loses_its_oldest_lines_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_LINES", 3)
    assert MOST_LINES == 1_000

    async def happens(shop: Stocked) -> None:
        for at in range(1, 7):
            await read(shop, NOON + at * HOUR, replace(CUP, stock=5 + at))
        service = History(shop.services.db, shop.services.connections, clock=lambda: NOON, sleep=no_sleep)
        await service.prune()
        found = await story(shop, "CUP")
        assert told(found.links) == [
            ("change", "10", "11", "", 1),
            ("change", "9", "10", "", 1),
            ("start", "9"),
        ]
        assert found.links[-1].is_cut
        plan = await shop.services.restoring.plan(
            NOON + 90 * timedelta(minutes=1), [Restored.STOCK], shop_ids=[shop.shop_id]
        )
        assert [(one.then, one.code) for one in plan.lines] == [("", NOT_KNOWN)]

    with stocked(tmp_path) as shop:
        tell(shop, happens)


# --- a past moment ----------------------------------------------------------------------------------------------------
def test_a_past_moment_becomes_drafts_and_is_taken_back_as_one_step(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        dearer = replace(CUP, offers=(offer("", "12.50", sale="9"),), stock=2, status=ListingStatus.INACTIVE)
        await read(shop, NOON + HOUR, replace(CUP, stock=4))
        await read(shop, NOON + 2 * HOUR, dearer)
        plan = await shop.services.restoring.plan(NOON + 1.5 * HOUR, list(Restored), shop_ids=[shop.shop_id])
        assert {(one.stored.variant.sku, one.of, one.now, one.then) for one in plan.lines} == {
            ("CUP", Field.STOCK, "2", "4"),
            ("CUP", Field.PRICE, "12.50", "10.00"),
            ("CUP", Field.SALE_PRICE, "9", ""),
            ("CUP", Field.STATUS, "inactive", "active"),
        }
        assert (plan.unchanged, plan.unknown, plan.possible) == (2, (), plan.lines)
        for style in ("en", "es", "ar"):  # whatever language the seller writes
            taken = await shop.services.restoring.put(plan, Manner(STYLES[style]))
            typed = await shop.services.db.read(drafts.all_drafts)
            assert {(one.address.field, one.value, one.code) for one in typed.values()} == {
                (Field.STOCK, "4", ""),
                (Field.PRICE, "10.00", ""),
                (Field.SALE_PRICE, "", ""),
                (Field.STATUS, "active", ""),
            }
            assert await shop.operations() == ()
            await shop.services.drafts.put(taken.before, Manner())
            assert (await shop.services.drafts.counts()).changed == 0

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_a_moment_before_the_first_reading_is_not_known(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        late = replace(CUP, remote_id="9", sku="NEW", stock=1)
        await read(shop, NOON + HOUR, late, replace(CUP, stock=4))
        await read(shop, NOON + 2 * HOUR, replace(late, stock=8))
        plan = await shop.services.restoring.plan(NOON + 0.5 * HOUR, [Restored.STOCK], shop_ids=[shop.shop_id])
        assert [(one.stored.variant.sku, one.then) for one in plan.lines] == [("CUP", "5")]
        assert [one.variant.sku for one in plan.unknown] == ["NEW"]
        assert plan.unchanged == 2
        new, cup = (await shop.stored("NEW")).id, (await shop.stored("CUP")).id
        one = await shop.services.restoring.plan(NOON + 1.5 * HOUR, [Restored.STOCK], variant_ids=[new])
        assert [(line.now, line.then) for line in one.lines] == [("8", "1")]
        both = await shop.services.restoring.plan(NOON + 0.5 * HOUR, [Restored.STOCK], variant_ids=[new, cup])
        assert ([line.stored.id for line in both.lines], [line.id for line in both.unknown]) == ([cup], [new])

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_each_value_comes_back_in_the_row_where_it_is_edited(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        stocks = (WarehouseStock("north", 1), WarehouseStock("south", 1))
        offers = (offer("ke", "20.50"), offer("ug", "950", "UGX", "800"))
        await read(shop, NOON + HOUR, replace(POT, stocks=stocks, offers=offers, stock=2))
        plan = await shop.services.restoring.plan(NOON, [Restored.STOCK, Restored.PRICE], shop_ids=[shop.shop_id])
        assert {(one.place, one.of, one.then) for one in plan.possible} == {
            (Place(warehouse="north"), Field.STOCK, "3"),
            (Place(warehouse="south"), Field.STOCK, "2"),
            (Place(market="ug"), Field.PRICE, "900"),
        }
        assert plan.possible == plan.lines  # the stock of the whole comes back with its warehouses

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_a_moment_longer_ago_than_history_is_kept_is_refused(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        with pytest.raises(NotPossible) as refused:
            await shop.services.restoring.plan(NOON - KEPT_FOR - HOUR, list(Restored), shop_ids=[shop.shop_id])
        assert (refused.value.code, dict(refused.value.params)) == ("history_not_kept", {"days": "400"})

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_what_is_gone_or_came_back_the_same_is_left_alone(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        await read(shop, NOON + HOUR, replace(CUP, stock=4), replace(POT, status=ListingStatus.INACTIVE))
        await read(shop, NOON + 2 * HOUR, CUP)
        db = shop.services.db
        gone = await db.write(
            lambda c: catalog_ingest.mark_gone(c, ACCOUNT, walked_from=NOON + 1.9 * HOUR, at=NOON + 3 * HOUR)
        )
        assert len(gone) == 2
        plan = await shop.services.restoring.plan(NOON, list(Restored), shop_ids=[shop.shop_id])
        assert (plan.lines, plan.unchanged) == ((), 1)
        shop_id = shop.shop_id
        changed = await db.read(lambda c: value_history.changed_variants(c, NOON, [shop_id], [Field.STOCK]))
        assert changed == ((await shop.stored("CUP")).id,)

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_prices_in_another_currency_begin_anew_and_are_never_brought_back(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        await read(shop, NOON + HOUR, replace(CUP, offers=(offer("", "12.50"),)))
        await read(shop, NOON + 2 * HOUR, replace(CUP, offers=(offer("", "12.50", "USD"),), stock=4))
        found = await story(shop, "CUP", Field.PRICE)
        assert (told(found.links), found.links[-1].is_cut, found.currency) == ([("start", "12.50")], True, "USD")
        assert told((await story(shop, "CUP")).links)[0] == ("change", "5", "4", "", -1)
        plan = await shop.services.restoring.plan(NOON + 0.5 * HOUR, [Restored.PRICE], shop_ids=[shop.shop_id])
        assert [(one.of, one.now, one.code) for one in plan.lines] == [(Field.PRICE, "12.50", NOT_KNOWN)]
        await read(shop, NOON + 3 * HOUR, replace(CUP, offers=(offer("", "13", "USD"),)))
        changed = told((await story(shop, "CUP", Field.PRICE)).links)
        assert changed == [("change", "12.50", "13", "", None), ("start", "12.50")]

    with stocked(tmp_path) as shop:
        tell(shop, happens)
