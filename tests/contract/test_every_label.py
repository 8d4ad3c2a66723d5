"""Every platform with labels: exact bytes for each parcel, its tracking number on the page, plain words where none."""

from contextlib import closing

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from shop_floor import Floor, work
from wishing import done, new_orders, order_wishes, steps_of

from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing
from desktop.domain.operations import OperationKind
from desktop.domain.orders import OrderItems
from desktop.platforms.kit.manifest import Can

pytestmark = pytest.mark.needs(Can.LABELS)


@pytest.fixture
def floor(floor: Floor) -> Floor:
    """What a platform offers by a switch is switched on."""
    floor.offer_all()
    return floor


async def at_the_end(floor: Floor, count: int) -> list[OrderItems]:
    """Orders at the end of the platform's own way, or, where it has no steps, any that have labels."""
    steps = steps_of(floor.manifest)
    if not steps:
        truth = floor.sandbox.truth()["orders"]
        return [OrderItems(one["id"], ()) for one in truth if one["items"][0]["step"] not in ("unpaid", "cancelled")]
    orders = await new_orders(floor, count)
    for step in steps:
        await done(floor, await order_wishes(floor, step, orders))
        orders = list(await floor.connector.read_items([one.order_remote_id for one in orders]))
    return orders


def codes(label: LabelFile) -> set[str]:
    """The barcodes of a PDF or a picture."""
    with closing(pypdfium2.PdfDocument(label.content)) as document:
        pages = [page.render(scale=300 / 72).to_pil() for page in document]
    return {found.text for page in pages for found in _read(page)}


def _read(page: Image.Image) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(page))


def test_labels_are_those_of_the_parcels_asked_for(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        orders = await at_the_end(floor, 3)
        found = await floor.connector.labels(orders)
        files = [one for one in found if isinstance(one, LabelFile)]
        assert files
        assert all(one.content for one in files)
        if steps_of(floor.manifest):
            assert {one.order_remote_id for one in files} == {one.order_remote_id for one in orders}
            numbers = {one.order_remote_id: {i.tracking_number for i in one.items} for one in orders}
            for one in files:
                assert one.tracking_number in numbers[one.order_remote_id]
        for one in [one for one in files if one.format is LabelFormat.PDF][:3]:
            assert codes(one) & {one.tracking_number} or not steps_of(floor.manifest)
            assert codes(one)

    work(floor, job)


def test_before_its_time_a_label_is_missing_with_a_reason(floor: Floor) -> None:
    if OperationKind.PACK not in steps_of(floor.manifest):
        pytest.skip("this platform has no step before a label")

    async def job(floor: Floor) -> None:
        orders = await new_orders(floor, 2)
        found = await floor.connector.labels(orders)
        assert {one.order_remote_id for one in found} == {one.order_remote_id for one in orders}
        assert all(isinstance(one, LabelMissing) and one.code for one in found)

    work(floor, job)
