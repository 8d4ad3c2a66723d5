"""Wishes before they are sent: what can be wished of an order, what cannot and why, and the choice of couriers."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from conftest import CAN, House, manifest
from strict_platform import item, order

from desktop.domain.errors import NotPossible, StoreError
from desktop.domain.operations import OperationKind
from desktop.domain.order_views import OrderQuery
from desktop.domain.orders import Bucket, ItemStatus, OrderItems, ProviderOption
from desktop.platforms.kit.manifest import Can
from desktop.services.couriers import in_common
from desktop.services.order_wishes import Wish

STATION, COURIER = ProviderOption("p1", "Station 4"), ProviderOption("p2", "Courier", needs_tracking_code=True)


@pytest.mark.parametrize(
    ("items", "action", "code"),
    [
        ([item("1", ItemStatus.SHIPPED)], "pack", "wrong_state"),
        ([item("1")], "ready", "wrong_state"),
        ([item("1")], "accept", "not_supported"),
        ([item("1")], "complete", "not_supported"),
        ([item("1", ItemStatus.DELIVERED)], "cancel", "wrong_state"),
        ([replace(item("1"), by_platform=True)], "pack", "wrong_state"),
    ],
)
def test_what_cannot_be_done_says_why_and_queues_nothing(
    house: House, items: list[object], action: str, code: str
) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1", *items))  # type: ignore[arg-type]
        queued = await getattr(house.orders, action)(ids)
        assert (queued.change_set_id, queued.order_ids) == ("", ())
        assert [(one.state, one.code, one.number) for one in queued.results] == [("not_possible", code, "1")]
        assert await house.operations() == ()

    asyncio.run(story())


def test_orders_nobody_knows_and_items_nobody_read_are_told_apart(house: House) -> None:
    async def story() -> None:
        (unread,) = await house.add_orders(replace(order("1"), items=(), items_known=False))
        queued = await house.orders.pack([unread, 4711])
        assert {one.order_id: one.code for one in queued.results} == {unread: "items_unknown", 4711: "unknown_order"}

    asyncio.run(story())


def test_chosen_items_travel_in_a_parcel_of_their_own(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1", item("a"), item("b"), item("c")))
        await house.orders.pack(ids, item_ids=["a"])
        await house.orders.pack(ids, item_ids=["b", "c"])
        assert [one.after["items"] for one in await house.operations()] == [["a"], ["b", "c"]]
        (again,) = (await house.orders.pack(ids, item_ids=["a"])).results
        assert again.code == "already_pending"
        (unknown,) = (await house.orders.pack(ids, item_ids=["z"])).results
        assert unknown.code == "unknown_item"
        assert await house.outbox.run_until_idle() == ()
        assert [kind.value for kind, _ in house.platform.sends] == ["pack", "pack"]

    asyncio.run(story())


def test_details_go_only_with_the_step_that_knows_them(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        details = {"provider": "Station 4", "tracking_code": "T-1", "reason": "none"}
        await house.orders.wish(ids, Wish((OperationKind.PACK, OperationKind.READY), details=details))
        pack, ready = await house.operations()
        assert pack.after == {"items": ["1-1"], "provider": "Station 4", "tracking_code": "T-1"}
        assert ready.after == {"items": ["1-1"]}
        assert pack.before == {"items": {"1-1": "to_pack"}}
        assert pack.id < ready.id

    asyncio.run(story())


def test_an_order_goes_in_two_parcels_each_packed_by_itself(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1", item("a"), item("b"), item("c"), item("d")))
        await house.orders.pack(ids, parcels=[["a", "c"], ["b"]], provider="p1")
        made = await house.operations()
        assert [(one.kind.value, one.after["items"]) for one in made] == [("pack", ["a", "c"]), ("pack", ["b"])]
        assert {one.after["provider"] for one in made} == {"p1"}
        queued = await house.orders.ready(ids)  # d stays behind
        assert queued.order_ids == tuple(ids)
        assert (await house.operations())[-1].after["items"] == ["a", "b", "c"]

    asyncio.run(story())


def test_where_a_platform_moves_whole_orders_a_part_is_not_wished(house: House) -> None:
    async def story() -> None:
        house.manifests["strict"] = manifest(CAN - {Can.SPLIT_PARCELS})
        ids = await house.add_orders(order("1", item("a"), item("b")))
        for asked in ({"item_ids": ["a"]}, {"parcels": [["a"], ["b"]]}):
            queued = await house.orders.pack(ids, **asked)  # type: ignore[arg-type]
            assert [one.code for one in queued.results] == ["whole_order_only"]
        assert (await house.orders.pack(ids, item_ids=["a", "b"])).order_ids == tuple(ids)

    asyncio.run(story())


def test_each_order_takes_its_own_tracking_code(house: House) -> None:
    async def story() -> None:
        one, two = await house.add_orders(order("1"), order("2"))
        await house.orders.pack([one, two], tracking_code={one: "T-1", two: "T-2"})
        assert [made.after["tracking_code"] for made in await house.operations()] == ["T-1", "T-2"]

    asyncio.run(story())


def test_one_tracking_code_is_for_one_order(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"), order("2"))
        with pytest.raises(NotPossible, match="one_order_only"):
            await house.orders.pack(ids, tracking_code="T-1")

    asyncio.run(story())


def test_couriers_in_common_and_the_one_taken_last(house: House) -> None:
    async def story() -> None:
        house.platform.options = (STATION, COURIER)
        ids = await house.add_orders(order("1"), order("2"))
        choices = await house.orders.provider_options(ids)
        assert (choices.options, choices.remembered, choices.code) == ((STATION, COURIER), "", "")
        await house.orders.pack(ids[:1], provider="p2")
        assert (await house.orders.provider_options(ids)).remembered == "p2"

    asyncio.run(story())


def test_a_platform_that_must_know_the_order_is_told_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        asked: list[OrderItems] = []

        async def by_order(orders: Sequence[OrderItems]) -> dict[str, tuple[ProviderOption, ...]]:
            asked.extend(orders)
            return {item.remote_id: (COURIER,) for one in orders for item in one.items}

        monkeypatch.setattr(house.platform, "provider_options_of", by_order, raising=False)
        ids = await house.add_orders(order("1"), order("2"))
        assert (await house.orders.provider_options(ids)).options == (COURIER,)
        assert [one.order_remote_id for one in asked] == ["remote-1", "remote-2"]
        assert all(one.items for one in asked)

    asyncio.run(story())


def test_orders_of_several_shops_choose_in_groups(house: House) -> None:
    async def story() -> None:
        await house.add_account("B")
        elsewhere = (ProviderOption("x9", "Bicycle"),)
        house.platform.options, house.platforms["B"].options = (STATION, COURIER), elsewhere
        mine = await house.add_orders(order("1"), order("2"))
        theirs = await house.add_orders(order("3"), account_id="B")
        choices = await house.orders.provider_options([*mine, *theirs])
        assert choices.options == ()
        assert [(group.order_ids, group.options) for group in choices.groups] == [
            (tuple(mine), (STATION, COURIER)),
            (tuple(theirs), elsewhere),
        ]
        await house.orders.pack([*mine, *theirs], provider={mine[0]: "p1", theirs[0]: "x9"})
        assert [one.after.get("provider") for one in await house.operations()] == ["p1", None, "x9"]
        again = await house.orders.provider_options(theirs)
        assert (again.remembered, again.groups[0].remembered) == ("x9", "x9")

    asyncio.run(story())


def test_nothing_offered_is_nothing_in_common() -> None:
    assert in_common([]) == ()
    assert in_common([(STATION,), ()]) == ()


def test_without_the_line_the_remembered_courier_is_left(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        await house.orders.pack(ids, provider="Station 4")

        async def locked(_: object) -> object:
            raise StoreError("keyring_locked")

        monkeypatch.setattr(house.platform, "provider_options", locked)
        choices = await house.orders.provider_options(ids)
        assert (choices.options, choices.remembered, choices.code) == ((), "Station 4", "keyring_locked")

    asyncio.run(story())


def test_a_platform_without_a_capability_is_not_asked_for_it(house: House) -> None:
    async def story() -> None:
        house.manifests["strict"] = manifest(CAN - {Can.PACK, Can.CHOOSE_PROVIDER})
        ids = await house.add_orders(order("1"))
        assert (await house.orders.pack(ids)).results[0].code == "not_supported"
        assert (await house.orders.provider_options(ids)).options == ()

    asyncio.run(story())


def test_the_first_page_is_read_at_once_and_the_rest_behind(house: House) -> None:
    async def story() -> None:
        await house.add_orders(*(order(str(n)) for n in range(1, 201)))
        query = OrderQuery(Bucket.TO_PACK)
        ids, rows = house.orders.first_page(query)
        assert len(ids) == len(rows) == 128
        assert len(await house.orders.ids(query)) == 200
        assert (await house.orders.counts(query))[Bucket.TO_SHIP] == 200

    asyncio.run(story())


def test_a_private_note_stays_on_the_order(house: House) -> None:
    async def story() -> None:
        (order_id,) = await house.add_orders(order("1"))
        await house.orders.set_private_note(order_id, "gift wrap")
        detail = await house.orders.detail(order_id)
        assert detail is not None and detail.private_note == "gift wrap"

    asyncio.run(story())
