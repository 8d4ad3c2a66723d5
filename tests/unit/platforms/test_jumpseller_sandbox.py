"""The connector at the practice store, in both generations: what it reads is true, and what it does is done once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from jumpseller_desk import promotion, wish
from small_session import MemoryVault

from desktop.domain.catalog import VariantRef
from desktop.domain.errors import AuthNeeded, PlatformError, TryLater, Unsure
from desktop.domain.operations import OperationKind as Kind
from desktop.domain.operations import OperationState as State
from desktop.domain.orders import Bucket, Order, bucket_of
from desktop.platforms.jumpseller.connector import JumpsellerConnector
from desktop.platforms.jumpseller.manifest import MANIFEST
from desktop.platforms.kit.contract import Window
from desktop.platforms.kit.ledger import MemoryLedger
from desktop.platforms.kit.ratelimit import RateLimiter
from desktop.platforms.kit.session import AccountSession
from desktop.sandbox.running import RunningSandbox

T = TypeVar("T")
YEARS = ["2021", "2026"]


class Counter:
    """A connector at the practice store; waiting moves the store's clock, not ours."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self.sandbox, self.skipped = sandbox, 0.0
        limiter = RateLimiter(MANIFEST.rates, MemoryLedger(), now=self.ticks, sleep=self.sleep)
        self.vault = MemoryVault(sandbox.fresh_credentials())
        session = AccountSession("account-1", sandbox.base_url, self.vault, limiter, self.wall, self.sleep)
        self.connector = JumpsellerConnector(session)

    def ticks(self) -> float:
        return time.monotonic() + self.skipped

    def wall(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.skipped)

    async def sleep(self, seconds: float) -> None:
        self.skipped += seconds
        await asyncio.to_thread(self.sandbox.advance, seconds)

    async def orders(self) -> dict[str, Order]:
        window = Window(self.wall() - timedelta(days=400), self.wall() + timedelta(hours=1))
        return {one.remote_id: one async for page in self.connector.order_pages(window) for one in page}

    async def a_new_order(self) -> str:
        made = await asyncio.to_thread(self.sandbox.happen, "new_order")
        return str(made["orders"][0]["id"])

    def step(self, order_id: str) -> dict[str, Any]:
        """How the store sees an order's first item."""
        found: dict[str, Any] = self.sandbox.truth(order_id)["orders"][0]["items"][0]
        return found

    async def settled(self, operation: Any) -> State:
        """Send, and where that leaves a doubt read back, as the outbox does."""
        for _ in range(4):
            try:
                state = (await self.connector.send([operation])).outcomes[0].state
            except Unsure:
                state = State.UNSURE
            except TryLater:
                continue
            if state is State.UNSURE:
                state = (await self.connector.verify([operation])).outcomes[0].state
            if state is not State.QUEUED:
                return state
        return State.QUEUED


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with RunningSandbox("jumpseller", orders=250) as running:
        yield running


@pytest.fixture(params=YEARS)
def store(sandbox: RunningSandbox, request: pytest.FixtureRequest) -> Iterator[RunningSandbox]:
    """A fresh store of one generation; whatever a test does, it must have no complaint."""
    sandbox.reset()
    sandbox.quirks(generation=request.param)
    yield sandbox
    assert sandbox.violations() == []


def at(store: RunningSandbox, job: Callable[[Counter], Awaitable[T]]) -> T:
    async def run() -> T:
        counter = Counter(store)
        try:
            return await job(counter)
        finally:
            await counter.connector.aclose()

    return asyncio.run(run())


def told(order: Order) -> dict[str, Any]:
    """An order in the words of the store's truth."""
    items = [
        {
            "id": item.remote_id,
            "sku": item.sku,
            "name": item.name,
            "quantity": item.quantity,
            "price": f"{item.price.amount:.2f}",
            "step": item.status.value,
            "tracking_number": item.tracking_number or None,
            "provider": item.provider or None,
        }
        for item in order.items
    ]
    return {
        "number": order.number,
        "country": order.country,
        "currency": order.total.currency,
        "total": f"{order.total.amount:.2f}",
        "created_at": f"{order.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "buyer": order.buyer,
        "items": items,
    }


def true(order: dict[str, Any]) -> dict[str, Any]:
    kept = {key: order[key] for key in ("number", "country", "currency", "total", "created_at", "buyer")}
    return kept | {"items": [{key: item[key] for key in item if key != "status"} for item in order["items"]]}


@pytest.mark.parametrize(
    "quirks",
    [
        {},
        {"newest_first": False},
        {"dates": "offset"},
        {"dates": "zulu"},
        {"discount_as_text": True},
    ],
    ids=lambda quirks: next(iter(quirks), "plain"),
)
def test_every_order_is_read_as_it_is(store: RunningSandbox, quirks: dict[str, Any]) -> None:
    store.quirks(**quirks)
    found = at(store, lambda counter: counter.orders())
    assert {key: told(order) for key, order in found.items()} == {
        order["id"]: true(order) for order in store.truth()["orders"]
    }


def test_every_order_says_where_it_goes(store: RunningSandbox) -> None:
    for order in at(store, lambda counter: counter.orders()).values():
        where = order.address
        assert where.lines and where.name and where.city and where.postal_code and where.country == "Kenya"
        assert order.country == "KE"


def test_translated_labels_are_read_by_their_codes_where_there_are_any(store: RunningSandbox) -> None:
    """The older generation tells labels only: what they say in another language is shown, and nothing is guessed."""
    store.quirks(labels_translated=True)
    found = at(store, lambda counter: counter.orders())
    steps = {order.remote_id: item.status.value for order in found.values() for item in order.items}
    truth = {order["id"]: item["step"] for order in store.truth()["orders"] for item in order["items"]}
    if store.quirks()["generation"] == "2026":
        assert steps == truth
    else:
        assert set(steps.values()) == {"unknown"}
    assert all(order.platform_status for order in found.values())


def test_single_orders_are_read_as_they_are(store: RunningSandbox) -> None:
    ids = [order["id"] for order in store.truth()["orders"][:12]]
    found = at(store, lambda counter: counter.connector.read_items(ids))
    assert [one.order_remote_id for one in found] == ids


def test_the_whole_catalog_is_read_as_it_is(store: RunningSandbox) -> None:
    async def job(counter: Counter) -> dict[str, tuple[Any, ...]]:
        return {
            one.remote_id: (
                one.sku,
                one.name,
                one.stock,
                one.status.value,
                f"{one.offers[0].price.amount:.2f}" if one.offers[0].price else None,
                f"{one.offers[0].sale_price.amount:.2f}" if one.offers[0].sale_price else None,
            )
            async for page in counter.connector.variant_pages()
            for one in page
        }

    expected = {
        one["id"]: (
            *(one["sku"], one["name"], one["stock"], one["status"]),
            *(one["offers"][0]["price"], one["offers"][0]["sale_price"]),
        )
        for one in store.truth()["variants"]
    }
    assert at(store, job) == expected


STEPS = [
    ((Kind.SHIP,), "shipped"),
    ((Kind.SHIP, Kind.COMPLETE), "delivered"),
    ((Kind.CANCEL,), "cancelled"),
]
FAULTS = ["lost_answer", "timeout_before", "timeout_after", "reset", "truncated", "html", "empty", "rate_limited"]


@pytest.mark.parametrize(("kinds", "step"), STEPS)
def test_an_order_goes_its_way(store: RunningSandbox, kinds: tuple[Kind, ...], step: str) -> None:
    async def job(counter: Counter) -> None:
        order_id = await counter.a_new_order()
        (read,) = await counter.connector.read_items([order_id])
        assert bucket_of(read.items) is Bucket.TO_PACK
        for kind in kinds:
            operation = wish(kind, order_id, tracking_code="TRK-7", provider="other")
            (outcome,) = (await counter.connector.send([operation])).outcomes
            assert (outcome.state, outcome.code) == (State.DONE, "")
        there = counter.step(order_id)
        assert there["step"] == step
        assert there["tracking_number"] == ("TRK-7" if Kind.SHIP in kinds else None)

    at(store, job)


@pytest.mark.parametrize(
    "quirk", [{"fulfillment_wrapper": "order_fulfillment"}, {"created_201": True}, {"tracking_read_only": True}]
)
def test_a_shipment_stands_what_the_sources_tell_differently(store: RunningSandbox, quirk: dict[str, Any]) -> None:
    async def job(counter: Counter) -> None:
        order_id = await counter.a_new_order()
        operation = wish(Kind.SHIP, order_id, tracking_code="TRK-7")
        (outcome,) = (await counter.connector.send([operation])).outcomes
        kept = counter.step(order_id)["tracking_number"] == "TRK-7"
        assert (outcome.state, outcome.code) == (State.DONE, "" if kept else "tracking_not_kept")
        assert kept == (store.quirks()["generation"] == "2026" or "tracking_read_only" not in quirk)
        assert counter.step(order_id)["step"] == "shipped"

    store.quirks(**quirk)
    at(store, job)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second of silence instead of thirty is enough here."""
    from desktop.platforms.kit import http

    monkeypatch.setattr(http, "TIMEOUT_S", 0.5)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", [Kind.SHIP, Kind.CANCEL])
@pytest.mark.usefixtures("impatient")
def test_no_fault_doubles_or_loses_a_step(store: RunningSandbox, fault: str, kind: Kind) -> None:
    async def job(counter: Counter) -> None:
        await counter.connector.test()
        order_id = await counter.a_new_order()
        method = "POST" if kind is Kind.SHIP and store.quirks()["generation"] == "2026" else "PUT"
        arm = {"seconds": 5} if "timeout" in fault else {}
        store.arm(fault, "/*", method, **arm)
        assert await counter.settled(wish(kind, order_id, tracking_code="TRK-7")) is State.DONE
        assert counter.step(order_id)["step"] == ("shipped" if kind is Kind.SHIP else "cancelled")

    at(store, job)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    ("kind", "after", "shown"),
    [
        (Kind.SET_STOCK, {"quantity": 17}, {"stock": 17}),
        (Kind.SET_PRICE, {"price": "1999.5"}, {"price": "1999.50"}),
        (Kind.SET_STATUS, {"status": "inactive"}, {"status": "inactive"}),
    ],
)
@pytest.mark.usefixtures("impatient")
def test_no_fault_doubles_or_loses_a_value(
    store: RunningSandbox, fault: str, kind: Kind, after: dict[str, Any], shown: dict[str, Any]
) -> None:
    async def job(counter: Counter) -> None:
        first = store.truth()["variants"][0]["id"]
        (before,) = await counter.connector.read_variants([VariantRef(first, "")])
        store.arm(fault, "/*", "PUT", **({"seconds": 5} if "timeout" in fault else {}))
        assert await counter.settled(wish(kind, before.remote_id, **after)) is State.DONE
        (there,) = (one for one in store.truth()["variants"] if one["id"] == first)
        assert there | {"price": there["offers"][0]["price"]} | shown == there | {"price": there["offers"][0]["price"]}

    at(store, job)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.usefixtures("impatient")
def test_no_fault_doubles_or_loses_a_promotion(store: RunningSandbox, fault: str) -> None:
    async def job(counter: Counter) -> None:
        await counter.connector.test()
        there = {one["id"] for one in store.truth()["promotions"]}
        store.arm(fault, "/*", "POST", **({"seconds": 5} if "timeout" in fault else {}))
        operation = promotion(Kind.CREATE_PROMOTION, discount_amount_percent="10")
        assert await counter.settled(operation) is State.DONE
        (made,) = (one["id"] for one in store.truth()["promotions"] if one["id"] not in there)
        assert await counter.settled(promotion(Kind.END_PROMOTION, remote_id=made)) is State.DONE
        assert await counter.settled(promotion(Kind.DELETE_PROMOTION, remote_id=made)) is State.DONE
        assert {one["id"] for one in store.truth()["promotions"]} == there

    at(store, job)


def test_a_sale_is_set_and_ended(sandbox: RunningSandbox) -> None:
    sandbox.reset()

    async def job(counter: Counter) -> None:
        first = sandbox.truth()["variants"][0]["id"]
        for after, price, sale in (
            ({"price": "2000", "sale_price": "1500"}, "2000.00", "1500.00"),
            ({"price": "2100"}, "2100.00", "1500.00"),
            ({"sale_price": None, "sale_from": None, "sale_to": None}, "2100.00", None),
        ):
            assert await counter.settled(wish(Kind.SET_PRICE, first, **after)) is State.DONE
            offer = sandbox.truth()["variants"][0]["offers"][0]
            assert (offer["price"], offer["sale_price"]) == (price, sale)

    at(sandbox, job)
    assert sandbox.violations() == []


def test_reading_at_full_speed_breaks_no_limit(store: RunningSandbox) -> None:
    """The practice store counts every request that comes too fast."""

    async def job(counter: Counter) -> None:
        ids = [order["id"] for order in store.truth()["orders"][:100]]
        began = counter.ticks()
        await counter.connector.read_items(ids)
        limit = 240 if store.quirks()["generation"] == "2021" else 800
        assert counter.ticks() - began <= 102 * 60 / limit * 1.05 + 3.0  # the first answers tell the limit

    at(store, job)


def test_a_token_that_was_reset_asks_for_a_login_and_the_new_one_is_taken_up(store: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        await counter.connector.test()
        await asyncio.to_thread(store.happen, "token_reset")
        with pytest.raises(AuthNeeded):
            await counter.orders()
        counter.vault.credentials |= store.fresh_credentials()
        assert await counter.orders()
        assert {one["kind"] for one in store.violations()} == {"auth"}  # the dead token, before anybody could know
        store.reset()

    at(store, job)


def test_what_others_do_meanwhile_is_told(store: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        for event, kind, state in (
            ("order_cancelled", Kind.SHIP, State.REFUSED),
            ("order_shipped", Kind.SHIP, State.DONE),
            ("order_shipped", Kind.CANCEL, State.REFUSED),
            ("order_cancelled", Kind.CANCEL, State.DONE),
        ):
            order_id = await counter.a_new_order()
            await asyncio.to_thread(store.happen, event, order=order_id)
            assert await counter.settled(wish(kind, order_id)) is state

    at(store, job)


def test_errors_are_those_of_the_contract(store: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        await counter.connector.test()
        for fault in ("forbidden", "html", "truncated", "empty", "reset", "lost_answer"):
            store.arm(fault, "/*", "GET", count=None)
            with pytest.raises(PlatformError):
                await counter.orders()
            store.disarm()

    at(store, job)
