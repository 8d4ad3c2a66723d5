"""The inbox: letters and what follows from them are one transaction; a letter kept before changes nothing."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from stocked_shop import ACCOUNT, CUP, NOON, Stocked, stocked, tell

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import NotPossible
from desktop.domain.letters import Letter
from desktop.domain.money import Money
from desktop.domain.operations import OperationKind, OperationState, Outcome
from desktop.domain.order_views import OrderQuery
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.platforms.kit.inbox import Delivery
from desktop.services.inbox import StoredInbox
from desktop.services.variant_wishes import Edit
from desktop.store.locks import account_lock


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Stocked]:
    with stocked(tmp_path) as found:
        yield found


def inbox_of(shop: Stocked, account_id: str = ACCOUNT) -> StoredInbox:
    services = shop.services
    turn = lambda: account_lock(services.profile.folder, account_id, "inbox")  # noqa: E731
    return StoredInbox(services.db, services.changes, account_id, turn, lambda: shop.now)


def letter(id_: str, key: str = "1001", minutes: int = 0, *, problem: str = "", kind: str = "order") -> Letter:
    return Letter("orders", id_, kind, key, NOON + timedelta(minutes=minutes), f"<{id_}>".encode(), problem)


def order(number: str, status: ItemStatus = ItemStatus.TO_PACK) -> Order:
    price = Money(Decimal("12.50"), "KES")
    item = OrderItem(f"item of {number}", "CUP", "Cup", 1, price, status, status.value)
    return Order(number, number, "new", price, NOON, NOON, shop_remote_ids=("shop-1",), items=(item,))


async def numbers(shop: Stocked) -> list[str]:
    orders = shop.services.orders
    return [row.number for row in await orders.rows(list(await orders.ids(OrderQuery())))]


def test_what_came_together_is_all_there(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        inbox, heard = inbox_of(shop), list[Changes]()
        shop.services.changes.subscribe(heard.append)
        await inbox.keep(Delivery((letter("a"),), (order("1001"),), (replace(CUP, stock=1),)))
        assert await numbers(shop) == ["1001"]
        assert (await shop.stored("CUP")).variant.stock == 1
        assert [(one.kind, one.account_id) for one in heard] == [
            (ChangeKind.ORDERS, ACCOUNT),
            (ChangeKind.CATALOG, ACCOUNT),
        ]
        assert len(heard[0].ids) == 1

    tell(shop, story)


def test_how_an_operation_ended_is_written_with_the_letter_that_tells(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        edit = Edit(await shop.stored("CUP"), OperationKind.SET_STOCK, {"quantity": 9})
        await shop.services.catalog_work.wish([edit], "s")
        await shop.answered(OperationState.WORKING, remote_ref="job-1")
        (waiting,) = await shop.operations()
        outcome = Outcome(waiting.id, OperationState.REFUSED, "too_many", {"message": "No."}, {"line": 1}, "job-2")
        await inbox_of(shop).keep(Delivery((letter("a", kind="feedback"),), outcomes=(outcome,)))
        (ended,) = await shop.operations()
        assert (ended.state, ended.code, ended.params, ended.ack, ended.remote_ref) == (
            OperationState.REFUSED,
            "too_many",
            {"message": "No."},
            {"line": 1},
            "job-2",
        )

    tell(shop, story)


def test_a_value_told_as_done_by_letter_is_shown(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        edit = Edit(await shop.stored("CUP"), OperationKind.SET_STOCK, {"quantity": 9})
        await shop.services.catalog_work.wish([edit], "s")
        (waiting,) = await shop.operations()
        await inbox_of(shop).keep(Delivery((letter("a"),), outcomes=(Outcome(waiting.id, OperationState.DONE),)))
        assert (await shop.stored("CUP")).variant.stock == 9

    tell(shop, story)


def test_an_outcome_of_nobodys_operation_changes_nothing(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        await inbox_of(shop).keep(Delivery((letter("a"),), outcomes=(Outcome("never", OperationState.DONE),)))
        assert await shop.operations() == ()

    tell(shop, story)


def test_where_a_part_cannot_be_written_nothing_is(shop: Stocked) -> None:
    """The platform may only forget what is kept whole."""

    async def story(shop: Stocked) -> None:
        stranger = inbox_of(shop, "nobody")
        with pytest.raises(NotPossible, match="unknown_account"):
            await stranger.keep(Delivery((letter("a"),), (order("1001"),)))
        assert await numbers(shop) == []
        assert await inbox_of(shop).every("order") == ()

    tell(shop, story)


def test_the_newest_understood_letter_about_each_thing_is_found(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        inbox = inbox_of(shop)
        late, early = letter("b", minutes=5), letter("a", minutes=1)
        broken = letter("c", minutes=9, problem="not_json")
        other, product = letter("d", "1002"), letter("e", "1001", kind="product")
        await inbox.keep(Delivery((late, broken)))
        await inbox.keep(Delivery((early, other, product)))
        assert await inbox.latest("order", ["1001", "1009"]) == {"1001": late}
        assert {one.id for one in await inbox.every("order")} == {"b", "d"}

    tell(shop, story)


def test_a_letter_that_comes_again_is_kept_once_as_it_came_first(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        inbox, again = inbox_of(shop), replace(letter("a"), content=b"other words")
        await inbox.keep(Delivery((letter("a"),)))
        await inbox.keep(Delivery((again,)))
        (kept,) = await inbox.every("order")
        assert kept.content == b"<a>"

    tell(shop, story)


def test_when_a_source_was_empty_last_is_remembered(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        inbox = inbox_of(shop)
        assert await inbox.emptied_at("orders") is None
        for moment in (NOON, NOON + timedelta(hours=1)):
            await inbox.emptied("orders", moment)
            assert await inbox.emptied_at("orders") == moment
        assert await inbox.emptied_at("products") is None

    tell(shop, story)


def test_one_at_a_time_empties_the_sources(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        order_of_events: list[str] = []

        async def empty(name: str, inside: asyncio.Event, leave: asyncio.Event) -> None:
            async with inbox_of(shop).exclusive():
                order_of_events.append(name)
                inside.set()
                await leave.wait()

        first_in, second_in, go = asyncio.Event(), asyncio.Event(), asyncio.Event()
        first = asyncio.create_task(empty("first", first_in, go))
        await first_in.wait()
        second = asyncio.create_task(empty("second", second_in, go))
        await asyncio.wait([second], timeout=0.12)
        assert order_of_events == ["first"]
        go.set()
        await asyncio.gather(first, second)
        assert order_of_events == ["first", "second"]

    tell(shop, story)


def test_what_newer_letters_replaced_a_month_ago_is_forgotten(shop: Stocked) -> None:
    """The newest about each thing stays for ever, and so does what nobody understood."""

    async def story(shop: Stocked) -> None:
        inbox = inbox_of(shop)
        old = (letter("a"), letter("b", minutes=1), letter("odd", minutes=2, problem="not_json"), letter("c", "1002"))
        await inbox.keep(Delivery(old))
        await inbox.emptied("orders", NOON + timedelta(days=29))
        shop.now = NOON + timedelta(days=40)
        await inbox.keep(Delivery((letter("d", minutes=3),)))
        await inbox.emptied("orders", shop.now)
        kept = await shop.services.db.read(
            lambda c: [row[0] for row in c.execute("SELECT id FROM letters ORDER BY id")]
        )
        assert kept == ["c", "d", "odd"]

    tell(shop, story)
