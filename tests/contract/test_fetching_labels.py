"""Labels come as exact bytes, each for its own parcel, and never before the parcel is ready to ship."""

import pytest
from shop_floor import Floor, work

from desktop.domain.errors import BrokenAnswer
from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing
from desktop.domain.operations import OperationKind
from desktop.printing.proof import prove

pytestmark = pytest.mark.platforms("jumia")  # its own paths, faults and words; every platform: test_every_*


def test_every_ready_parcel_gets_its_own_label(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.ready(20)
        found = await floor.connector.labels(orders)
        assert all(isinstance(entry, LabelFile) and entry.format is LabelFormat.PDF for entry in found)
        wanted = {item.remote_id for order in orders for item in order.items}
        assert {item_id for entry in found for item_id in entry.item_ids} == wanted
        for entry in found:
            assert prove(entry.content, entry.format, entry.tracking_number).problem is None

    work(floor, job)


def test_parcels_of_several_countries_and_providers_are_never_mixed_in_a_call(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.ready(40)
        another = floor.manifest.make(floor.session)  # one that did not pack them and knows no provider
        found = await another.labels(orders)
        await another.aclose()
        assert {type(entry) for entry in found} == {LabelFile}

    work(floor, job)


def test_no_label_is_asked_for_before_ready_to_ship(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        unpacked, *others = await floor.to_pack(3)
        packed = (await floor.do(OperationKind.PACK, others)).items
        found = await floor.connector.labels([unpacked, *packed])
        assert [entry.code for entry in found] == ["not_packed", *["not_ready"] * (len(found) - 1)]
        assert [request for request in floor.sandbox.requests() if request["path"] == "/orders/print-labels"] == []

    work(floor, job)


def test_a_label_that_is_not_there_yet_may_be_asked_for_again(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.ready()
        floor.sandbox.quirks(label_late=1)
        first = await floor.connector.labels(orders)
        assert all(isinstance(entry, LabelMissing) and entry.retry_after_s for entry in first)
        assert all(isinstance(entry, LabelFile) for entry in await floor.connector.labels(orders))

    work(floor, job)


@pytest.mark.parametrize("fault", ["lost_answer", "reset", "cut_short", "html", "truncated", "empty"])
def test_fetching_labels_changes_nothing_and_is_tried_again(floor: Floor, fault: str) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.ready()
        floor.sandbox.arm(fault, "/orders/print-labels")
        assert {type(entry) for entry in await floor.connector.labels(orders)} == {LabelFile}

    work(floor, job)


@pytest.mark.parametrize("fault", ["html", "truncated", "empty"])
def test_an_unreadable_answer_gives_no_label(floor: Floor, fault: str) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.ready()
        floor.sandbox.arm(fault, "/orders/print-labels", count=None)
        with pytest.raises(BrokenAnswer):
            await floor.connector.labels(orders)

    work(floor, job)


@pytest.mark.parametrize("fault", ["label_not_pdf", "label_blank", "label_other_order", "label_undecodable"])
def test_a_bad_label_arrives_as_it_is_and_fails_its_proof(floor: Floor, fault: str) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.ready()
        floor.sandbox.arm(fault, "/orders/print-labels")
        (label,) = await floor.connector.labels(orders)
        assert prove(label.content, label.format, label.tracking_number).problem is not None

    work(floor, job)


def test_labels_as_data_addresses_are_the_same_labels(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.ready()
        (plain,) = await floor.connector.labels(orders)
        floor.sandbox.quirks(label_data_url=True)
        (dressed,) = await floor.connector.labels(orders)
        assert plain.content == dressed.content

    work(floor, job)
