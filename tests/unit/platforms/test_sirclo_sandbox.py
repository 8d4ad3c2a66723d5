"""The connector at the practice adapter: whatever its answers and messages look like, what is read is true."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from sirclo_records import MemoryInbox
from small_session import MemoryVault

from desktop.domain.catalog import Variant
from desktop.domain.errors import AuthNeeded, Refused
from desktop.domain.labels import LabelFile, LabelMissing
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.orders import Order
from desktop.domain.promotions import Promotion, PromotionKind, PromotionLine
from desktop.domain.wishes import as_json
from desktop.platforms.kit.contract import Window
from desktop.platforms.kit.ledger import MemoryLedger
from desktop.platforms.kit.ratelimit import RateLimiter
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo.connector import SircloConnector
from desktop.platforms.sirclo.manifest import MANIFEST
from desktop.sandbox.running import RunningSandbox

T = TypeVar("T")
DONE = OperationState.DONE


class Counter:
    """A connector at the practice adapter; waiting moves its clock, not ours."""

    def __init__(self, sandbox: RunningSandbox, **credentials: str) -> None:
        self.sandbox, self.skipped = sandbox, 0.0
        self.vault = MemoryVault({**sandbox.fresh_credentials(), **credentials})
        self.inbox = MemoryInbox()
        limiter = RateLimiter(MANIFEST.rates, MemoryLedger(), now=self.ticks, sleep=self.sleep)
        session = AccountSession(
            "account-1", sandbox.base_url, self.vault, limiter, self.wall, self.sleep, inbox=self.inbox
        )
        self.connector = SircloConnector(session)

    def ticks(self) -> float:
        return time.monotonic() + self.skipped

    def wall(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.skipped)

    async def sleep(self, seconds: float) -> None:
        self.skipped += seconds
        await asyncio.to_thread(self.sandbox.advance, seconds)

    async def orders(self, *, by_update: bool = False) -> dict[str, Order]:
        window = Window(self.wall() - timedelta(days=200), self.wall() + timedelta(hours=1), by_update)
        return {one.remote_id: one async for page in self.connector.order_pages(window) for one in page}

    async def variants(self) -> dict[str, Variant]:
        return {one.remote_id: one async for page in self.connector.variant_pages() for one in page}

    def truth(self, what: str) -> dict[str, Any]:
        return {one["id"]: one for one in self.sandbox.truth()[what]}

    def wish(self, kind: OperationKind, subject: str, **after: object) -> Operation:
        id_ = f"op-{self.skipped}-{kind}-{subject}"[:60]
        return Operation(id_, "c", "a", "s", kind, subject, subject, {}, after, OperationState.SENDING, self.wall())

    async def settled(self, operation: Operation) -> Outcome:
        """Send, and ask after what the adapter is at work on."""
        (outcome,) = (await self.connector.send([operation])).outcomes
        for _ in range(10):
            if outcome.state is not OperationState.WORKING:
                break
            await self.sleep(5)
            asked = replace(operation, state=outcome.state, remote_ref=outcome.remote_ref)
            (outcome,) = (await self.connector.verify([asked])).outcomes
        return outcome

    async def packed(self) -> str:
        """A new order, accepted and packed."""
        made = await asyncio.to_thread(self.sandbox.happen, "new_order")
        order_id = str(made["orders"][0]["id"])
        await self.orders(by_update=True)
        for kind in (OperationKind.ACCEPT, OperationKind.PACK):
            (order,) = await self.connector.read_items([order_id])
            items = [item.remote_id for item in order.items]
            options = (await self.connector.provider_options(order.items))[items[0]]
            details = {"provider": options[0].id} if options and kind is OperationKind.PACK else {}
            assert (await self.settled(self.wish(kind, order_id, items=items, **details))).state is DONE
        return order_id


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with RunningSandbox("sirclo", orders=12, skus=6) as running:
        yield running


def at_practice(
    sandbox: RunningSandbox, job: Callable[[Counter], Awaitable[T]], *, reset: bool = True, **credentials: str
) -> T:
    async def run() -> T:
        counter = Counter(sandbox, **credentials)
        try:
            return await job(counter)
        finally:
            await counter.connector.aclose()

    return asyncio.run(run())


def assert_orders_true(counter: Counter, orders: dict[str, Order]) -> None:
    truth = counter.truth("orders")
    assert orders.keys() == truth.keys()
    for key, true in truth.items():
        assert {one.remote_id: one.status.value for one in orders[key].items} == {
            one["id"]: one["step"] for one in true["items"]
        }
        assert orders[key].total.amount == Decimal(true["total"])
        assert abs(orders[key].created_at - datetime.fromisoformat(true["created_at"])) < timedelta(seconds=1)


QUIRKS: list[dict[str, Any]] = [
    {},
    {"errors_at_200": True, "capital_id": True},
    {"label_url_bare": True},
    {"zip_names_opaque": True},
    {"stock_queued": True},
    {"products_v2": True},
    {"delivery_twice": True},
    {"line_items_beside": True, "line_number_text": True},
    {"slash_dates": True},
    {"transaction_date_empty": True},
    {"feedback_parts": 3},
    {"feedback_own_id": True},
    {"fetch_after_s": 3.0},
    {"fetch_by_update": True},
    {"awb_after_s": 5.0},
    {"late_ack_counts": True},
    {"pubsub_needs_token": True},
    {"self_signed_refused": True},
]


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda one: "+".join(one) or "none")
def test_a_known_oddity_changes_nothing(sandbox: RunningSandbox, quirk: dict[str, Any]) -> None:
    async def job(counter: Counter) -> None:
        assert_orders_true(counter, await counter.orders())
        found, truth = await counter.variants(), counter.truth("variants")
        assert found.keys() == truth.keys()
        assert all(
            (found[key].stock, {one.warehouse: one.quantity for one in found[key].stocks})
            == (true["stock"], {one["warehouse"]: one["quantity"] for one in true["stocks"]})
            for key, true in truth.items()
        )
        order_id = await counter.packed()
        labels = await labelled(counter, order_id)
        assert [type(one) for one in labels] == [LabelFile]
        await write_values(counter, next(iter(found.values())))

    sandbox.reset()
    sandbox.quirks(**quirk)
    at_practice(sandbox, job)
    assert sandbox.violations() == []


async def labelled(counter: Counter, order_id: str) -> tuple[LabelFile | LabelMissing, ...]:
    """Asked again as long as it is only late."""
    labels: tuple[LabelFile | LabelMissing, ...] = ()
    for _ in range(3):
        labels = await counter.connector.labels(await counter.connector.read_items([order_id]))
        if not any(isinstance(one, LabelMissing) and one.retry_after_s for one in labels):
            break
        await counter.sleep(20)
    return labels


async def write_values(counter: Counter, variant: Variant) -> None:
    """A stock and a price, each done and there."""
    warehouse = variant.stocks[0].warehouse if variant.stocks else ""
    place = {"sku": variant.sku, "shop": variant.shop_remote_id, "warehouse": warehouse}
    outcome = await counter.settled(counter.wish(OperationKind.SET_STOCK, variant.remote_id, quantity=77, **place))
    assert outcome.state is DONE
    true = counter.truth("variants")[variant.remote_id]
    held = {one["warehouse"]: one["quantity"] for one in true["stocks"]}
    assert (held[warehouse] if warehouse else true["stock"]) == 77
    offer = variant.offers[0]
    assert offer.price is not None
    wanted = offer.price.amount + 500
    price = {"price": str(wanted), "market": offer.market, "sku": variant.sku, "shop": variant.shop_remote_id}
    assert (await counter.settled(counter.wish(OperationKind.SET_PRICE, variant.remote_id, **price))).state is DONE
    assert Decimal(counter.truth("variants")[variant.remote_id]["offers"][0]["price"]) == wanted


@pytest.mark.parametrize(
    "fault",
    [
        "message_bad_json",
        "message_bad_base64",
        "message_not_an_object",
        "message_other_brand",
        "message_stale",
        "message_again",
        "duplicated_messages",
        "reordered_messages",
        "absurd_numbers",
        "extra_fields",
    ],
)
def test_odd_messages_hide_nobody(sandbox: RunningSandbox, fault: str) -> None:
    async def job(counter: Counter) -> None:
        await counter.orders()
        sandbox.arm(fault, count=3)
        order_id = await counter.packed()
        sandbox.disarm()
        await counter.sleep(700)
        await counter.orders(by_update=True)
        true = counter.truth("orders")[order_id]
        (order,) = await counter.connector.read_items([order_id])
        assert {one.status.value for one in order.items} == {one["step"] for one in true["items"]}

    sandbox.reset()
    at_practice(sandbox, job)
    assert sandbox.violations() == []


def test_many_stocks_at_once_where_that_is_switched_on(sandbox: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        await counter.orders()
        found = list((await counter.variants()).values())
        operations = [
            replace(
                counter.wish(
                    OperationKind.SET_STOCK,
                    one.remote_id,
                    quantity=31 + n,
                    sku=one.sku,
                    shop=one.shop_remote_id,
                    warehouse=one.stocks[0].warehouse if one.stocks else "",
                ),
                id=f"op-{n}",
            )
            for n, one in enumerate(found)
        ]
        (batch,) = counter.connector.batches(operations)
        outcomes = (await counter.connector.send(batch)).outcomes
        assert {one.state for one in outcomes} == {OperationState.WORKING}
        await counter.sleep(5)
        asked = [replace(one, state=OperationState.WORKING, remote_ref=outcomes[0].remote_ref) for one in batch]
        told = (await counter.connector.verify(asked)).outcomes
        assert {one.state for one in told} == {DONE}
        truth = counter.truth("variants")
        held = [truth[one.remote_id] for one in found]
        assert [one["stocks"][0]["quantity"] if one["stocks"] else one["stock"] for one in held] == [
            31 + n for n in range(len(found))
        ]

    sandbox.reset()
    sandbox.quirks(feedback_parts=2)
    at_practice(sandbox, job, stock_calls="v4")
    assert sandbox.violations() == []


def test_a_discount_is_made_and_taken_back(sandbox: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        await counter.orders()
        variants = [one for one in (await counter.variants()).values() if not one.remote_id.startswith("zlra")]
        start = counter.wall().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
        lines = tuple(
            PromotionLine(one.sku, one.remote_id, one.offers[0].market, lower(one.offers[0].price)) for one in variants
        )
        made = Promotion(
            "", PromotionKind.DISCOUNT, "Weekend", starts_at=start, ends_at=start + timedelta(days=1), lines=lines
        )
        made = replace(made, shop_remote_id=variants[0].shop_remote_id)
        outcome = await counter.settled(counter.wish(OperationKind.CREATE_PROMOTION, "mine", promotion=as_json(made)))
        told = outcome.ack["lines"]
        assert isinstance(told, list)
        assert {one["state"] for one in told} == {"done"}, told
        assert len(counter.sandbox.truth()["promotions"]) > 0
        ended = replace(
            made,
            lines=tuple(
                replace(line, state=row["state"], remote_ref=row["remote_ref"])
                for line, row in zip(lines, told, strict=True)
            ),
        )
        outcome = await counter.settled(counter.wish(OperationKind.DELETE_PROMOTION, "mine", promotion=as_json(ended)))
        told = outcome.ack["lines"]
        assert isinstance(told, list)
        assert {one["state"] for one in told} == {"done"}, told

    sandbox.reset()
    at_practice(sandbox, job)
    assert sandbox.violations() == []


def lower(price: Money | None) -> Money:
    assert price is not None
    return Money(price.amount - 1000, price.currency)


def test_a_key_that_was_withdrawn_asks_the_seller(sandbox: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        await counter.orders()
        sandbox.happen("key_revoked")
        with pytest.raises(AuthNeeded):
            await counter.connector.test()

    sandbox.reset()
    at_practice(sandbox, job)


def test_several_labels_come_together(sandbox: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        await counter.orders()
        ids = [await counter.packed() for _ in range(3)]
        before = len(calls(sandbox))
        labels = await counter.connector.labels(await counter.connector.read_items(ids))
        assert [type(one) for one in labels] == [LabelFile] * 3
        assert len(calls(sandbox)) - before == 1

    sandbox.reset()
    at_practice(sandbox, job)


def calls(sandbox: RunningSandbox) -> list[Any]:
    return [one for one in sandbox.requests() if one["path"] == "/v1/jsonrpc"]


def test_every_call_by_name_reaches_the_adapter(sandbox: RunningSandbox) -> None:
    """Those that only look, with what there is."""

    async def job(counter: Counter) -> None:
        (shop,) = await counter.connector.discover()
        brand, market = shop.remote_id, "lzda"
        for name, fields in (
            ("CredentialsService.GetConnectedSalesChannels", {"channel_codes": []}),
            (
                "CredentialsService.GetCredentials",
                {
                    "brand_id": brand,
                    "callback_success": "https://x.example/1",
                    "callback_failure": "https://x.example/2",
                },
            ),
            ("WarehouseService.Get", {"brand_id": brand, "sales_channel": market}),
            ("CourierSourceService.GetShipmentProviderServices", {"brand_id": brand, "channel": market}),
            ("OrderService.ListCancelReason", {"brand_id": brand, "channels": [market]}),
            ("CategoryService.GetCategory", {"channels": [market]}),
        ):
            reply = await counter.connector.call(name, fields)
            assert (reply.status, reply.content[:1]) == (200, b"{"), name
        with pytest.raises(Refused):
            await counter.connector.call("WarehouseService.Get", {"brand_id": "nobody", "sales_channel": market})

    sandbox.reset()
    at_practice(sandbox, job)
