"""At the strict Lazada of the sandbox: orders go their way and back, and every parcel gets its label."""

from collections.abc import Iterator

import pytest
from lazada_counter import Counter, at_work, step

from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing, LabelProblem
from desktop.domain.operations import OperationKind as Kind
from desktop.domain.operations import OperationState as State
from desktop.domain.orders import ItemStatus
from desktop.platforms.lazada.connector import LazadaConnector
from desktop.printing.proof import prove
from desktop.sandbox.running import RunningSandbox


@pytest.fixture(scope="module")
def served() -> Iterator[RunningSandbox]:
    with RunningSandbox("lazada", orders=130, skus=40) as sandbox:
        yield sandbox


@pytest.fixture
def shop(served: RunningSandbox) -> RunningSandbox:
    served.reset()
    return served


@pytest.mark.parametrize("keys", ["error_code", "errorCode"])
def test_an_order_goes_its_way_and_back(shop: RunningSandbox, keys: str) -> None:
    shop.quirks(error_keys=keys)

    async def job(counter: Counter) -> None:
        (order,) = await counter.new_orders()
        for kind, status in (
            (Kind.PACK, ItemStatus.PACKED),
            (Kind.REPACK, ItemStatus.TO_PACK),
            (Kind.PACK, ItemStatus.PACKED),
            (Kind.READY, ItemStatus.READY),
        ):
            wish = step(kind, order)
            sent = await counter.connector.send([wish])
            assert [one.state for one in sent.outcomes] == [State.DONE], sent
            assert {item.status for item in sent.items[0].items} == {status}
            (again,) = (await counter.connector.send([wish])).outcomes
            assert again.state is State.DONE  # known to be done: nothing is sent twice

    at_work(Counter(shop), job)


def test_what_somebody_packed_elsewhere_is_taken_over(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        (order,) = await counter.new_orders()
        shop.happen("packed_elsewhere", order=order.order_remote_id)
        sent = await counter.connector.send([step(Kind.PACK, order)])
        assert sent.outcomes[0].state is State.DONE
        assert sent.outcomes[0].remote_ref == counter.items(order.order_remote_id)[0]["tracking_number"]

    at_work(Counter(shop), job)


def test_one_that_cannot_be_packed_any_more_stops_no_other(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        first, second = await counter.new_orders(2)
        shop.happen("order_cancelled", order=first.order_remote_id)
        states = [
            one.state for one in (await counter.connector.send([step(Kind.PACK, o) for o in (first, second)])).outcomes
        ]
        assert states == [State.REFUSED, State.DONE]

    at_work(Counter(shop), job)


def test_the_platform_chooses_the_courier_of_local_sellers(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        (order,) = await counter.new_orders()
        options = await counter.connector.provider_options(order.items)
        assert set(options.values()) == {()}
        (outcome,) = (await counter.connector.send([step(Kind.PACK, order, provider="Ninja Van")])).outcomes
        assert (outcome.state, outcome.code) == (State.REFUSED, "provider_not_offered")

    at_work(Counter(shop), job)


def test_others_choose_by_id_or_name(shop: RunningSandbox) -> None:
    shop.quirks(platform_default=False)

    async def job(counter: Counter) -> None:
        first, second, third = await counter.new_orders(3)
        options = await counter.connector.provider_options(first.items)
        assert [[one.id for one in offered] for offered in options.values()] == [["FM49", "FM50"]] * len(first.items)
        found = await counter.do(
            [
                step(Kind.PACK, first, provider="FM50"),
                step(Kind.PACK, second, provider="lex sg"),
                step(Kind.PACK, third),
            ]
        )
        assert [(one.state, one.code) for one in found] == [
            (State.DONE, ""),
            (State.DONE, ""),
            (State.REFUSED, "provider_needed"),
        ]

    at_work(Counter(shop), job)


def test_couriers_of_an_order_that_was_never_read_here_are_offered_when_it_is_named(shop: RunningSandbox) -> None:
    shop.quirks(platform_default=False)

    async def job(counter: Counter) -> None:
        (order,) = await counter.new_orders()
        fresh = LazadaConnector(counter.session)
        assert set((await fresh.provider_options(order.items)).values()) == {()}
        named = await fresh.provider_options_of([order])
        assert {one.remote_id: [option.id for option in named[one.remote_id]] for one in order.items} == {
            one.remote_id: ["FM49", "FM50"] for one in order.items
        }
        await fresh.aclose()

    at_work(Counter(shop), job)


def test_cancelling_wants_one_of_the_platforms_reasons(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        first, second = await counter.new_orders(2)
        reasons = await counter.connector.cancel_reasons(first)
        assert [(one.id, one.name) for one in reasons] == [("15", "Out of stock"), ("21", "Wrong price")]
        found = await counter.do(
            [step(Kind.CANCEL, first, reason="15"), step(Kind.CANCEL, second), step(Kind.CANCEL, second, reason="mood")]
        )
        assert [one.code for one in found] == ["", "reason_needed", "reason_not_offered"]
        (named,) = await counter.do([step(Kind.CANCEL, second, reason="wrong price")])
        assert named.state is State.DONE

    at_work(Counter(shop), job)


def test_a_part_of_a_parcel_is_not_cancelled(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        order = next(one for one in await counter.new_orders(20) if len(one.items) > 1)
        await counter.connector.send([step(Kind.PACK, order)])
        (outcome,) = await counter.do([step(Kind.CANCEL, order, [order.items[0].remote_id], reason="15")])
        assert (outcome.state, outcome.code) == (State.REFUSED, "whole_parcel_only")
        (outcome,) = await counter.do([step(Kind.CANCEL, order, reason="15")])
        assert outcome.state is State.DONE

    at_work(Counter(shop), job)


def test_an_order_may_leave_in_several_parcels(shop: RunningSandbox) -> None:
    async def job(counter: Counter) -> None:
        order = next(one for one in await counter.new_orders(20) if len(one.items) > 1)
        first, *rest = [one.remote_id for one in order.items]
        await counter.do([step(Kind.PACK, order, [first])])
        (sent,) = (await counter.connector.send([step(Kind.PACK, order, rest)])).items
        assert len({one.tracking_number for one in sent.items}) == 2
        labels = await counter.connector.labels([sent])
        assert {type(one) for one in labels} == {LabelFile}
        assert len(labels) == 2

    at_work(Counter(shop), job)


@pytest.mark.parametrize("without_url", [False, True])
def test_every_packed_parcel_gets_its_own_label(shop: RunningSandbox, without_url: bool) -> None:
    shop.quirks(awb_without_url=without_url)

    async def job(counter: Counter) -> None:
        *packed, new = await counter.new_orders(4)
        sent = await counter.connector.send([step(Kind.PACK, one) for one in packed])
        *found, missing = await counter.connector.labels([*sent.items, new])
        assert isinstance(missing, LabelMissing) and missing.code == "not_packed"
        for one in found:
            assert isinstance(one, LabelFile) and one.format is LabelFormat.PDF
            assert prove(one.content, one.format, one.tracking_number).problem is None
        assert len({one.tracking_number for one in found}) == 3

    at_work(Counter(shop), job)


@pytest.mark.parametrize(
    ("awb", "older", "problem"),
    [
        ("static", "scripted", None),
        ("scripted", "static", None),
        ("scripted", "scripted", LabelProblem.NEEDS_BROWSER),
    ],
)
def test_a_label_that_is_a_page_is_proved_as_it_stands_or_refused(
    shop: RunningSandbox, awb: str, older: str, problem: LabelProblem | None
) -> None:
    shop.quirks(awb_page=awb, document_page=older)

    async def job(counter: Counter) -> None:
        (order,) = await counter.new_orders(1)
        sent = await counter.connector.send([step(Kind.PACK, order)])
        (found,) = await counter.connector.labels(sent.items)
        assert isinstance(found, LabelFile) and found.format is LabelFormat.HTML
        assert prove(found.content, found.format, found.tracking_number).problem is problem

    at_work(Counter(shop), job)
