"""Labels come from a zip or one by one; nothing in a zip is trusted, and our key goes nowhere else."""

import io
import zipfile
from typing import Any

import pytest
from loopback import Loopback, Reply
from sirclo_records import Adapter, Desk, at_adapter, error, order_message, told

from desktop.domain.errors import BrokenAnswer
from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing
from desktop.domain.orders import OrderItems
from desktop.platforms.sirclo.codes import ORDERS
from desktop.platforms.sirclo.labels import LARGEST_LABEL, MOST_ENTRIES, unpacked

PDF = b"%PDF-1.7 label "


def packed(adapter: Adapter, *numbers: str, channel: str = "tkpd", **changes: Any) -> None:
    for number in numbers:
        message = order_message(number, "packed", airwaybill_number=f"AWB{number}", channel_code=channel, **changes)
        adapter.send(ORDERS, message)


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


async def asked(desk: Desk, *numbers: str, channel: str = "tkpd") -> list[LabelFile | LabelMissing]:
    found = await desk.connector.read_items([f"{channel}:{number}" for number in numbers])
    return list(await desk.connector.labels(found))


def test_a_label_is_fetched_by_its_address_without_our_key() -> None:
    async def job(desk: Desk) -> None:
        async with Loopback(Reply(200, PDF)) as store:
            adapter.rpc["OrderService.ShippingLabelURL"] = lambda order: told(
                order, shipping_label_url=f"{store.base_url}/labels/secret-name.pdf"
            )
            (label,) = await asked(desk, "1")
            assert isinstance(label, LabelFile)
            assert (label.tracking_number, label.format, label.content) == ("AWB1", LabelFormat.PDF, PDF)
            assert label.item_ids == ("1-1",)
            (seen,) = store.seen
            assert "authorization" not in seen.headers
        assert adapter.asked("OrderService.ShippingLabelURL")[0]["airwaybill_number"] == ""  # not wanted at Tokopedia

    adapter = Adapter()
    packed(adapter, "1")
    at_adapter(adapter, job)


@pytest.mark.parametrize(
    "address", ["http://labels.example/a.pdf", "ftp://labels.example/a", "https://user:pw@x.example/"]
)
def test_a_label_is_not_fetched_in_clear_text_over_the_line(address: str) -> None:
    adapter = Adapter(OrderService__ShippingLabelURL=lambda order: told(order, shipping_label_url=address))
    packed(adapter, "1")

    async def job(desk: Desk) -> None:
        (label,) = await asked(desk, "1")
        assert isinstance(label, LabelMissing)
        assert label.code == "label_refused"

    at_adapter(adapter, job)


def test_several_come_in_one_zip_and_what_it_lacks_comes_alone() -> None:
    async def job(desk: Desk) -> None:
        async with Loopback(Reply(200, PDF + b"3")) as store:
            adapter.rpc["OrderService.ShippingLabelURL"] = lambda order: told(
                order, shipping_label_url=f"{store.base_url}/3"
            )
            labels = await asked(desk, "1", "2", "3")
        assert [one.content for one in labels if isinstance(one, LabelFile)] == [PDF + b"1", PDF + b"2", PDF + b"3"]
        assert len(adapter.asked("OrderService.ShippingLabelURL")) == 1
        (entries,) = adapter.asked("OrderService.BulkShippingLabelURL")
        assert [one["client_brand_id"] for one in entries] == ["toko-1"] * 3

    content = zipped(**{"labels/1.pdf": PDF + b"1", "AWB2_label.pdf": PDF + b"2", "33.pdf": PDF, "../3.pdf": b"evil"})
    adapter = Adapter(OrderService__BulkShippingLabelURL=Reply(200, content, {"Content-Type": "application/zip"}))
    packed(adapter, "1", "2", "3")
    at_adapter(adapter, job)


def test_a_zip_that_is_refused_leaves_each_to_its_own() -> None:
    adapter = Adapter(
        OrderService__BulkShippingLabelURL=error(400, "one of them is bad"),
        OrderService__ShippingLabelURL={"success": False, "message": "not ready yet"},
    )
    packed(adapter, "1", "2")

    async def job(desk: Desk) -> None:
        labels = await asked(desk, "1", "2")
        assert [(one.code, one.message) for one in labels if isinstance(one, LabelMissing)] == [
            ("label_refused", "not ready yet")
        ] * 2

    at_adapter(adapter, job)


def test_what_is_not_packed_is_not_asked_for() -> None:
    adapter = Adapter()
    adapter.send(ORDERS, order_message("1", "accepted"))
    packed(adapter, "2", channel="shpe")
    adapter.send(ORDERS, order_message("3", "packed", channel_code="shpe"))

    async def job(desk: Desk) -> None:
        (first,) = await asked(desk, "1")
        (third,) = await asked(desk, "3", channel="shpe")
        (none,) = await desk.connector.labels([OrderItems("tkpd:nobody", ())])
        codes = [one.code for one in (first, third, none) if isinstance(one, LabelMissing)]
        assert codes == ["not_packed", "label_not_there_yet", "gone"]
        assert adapter.asked("OrderService.ShippingLabelURL") == []

    at_adapter(adapter, job)


def test_a_zip_is_read_within_limits() -> None:
    assert unpacked(zipped(a=PDF)) == [("a", PDF)]
    for bad in (b"PK nonsense", zipped(**{str(n): b"x" for n in range(MOST_ENTRIES + 1)})):
        with pytest.raises(BrokenAnswer):
            unpacked(bad)
    outside = {
        "/etc/1.pdf": PDF,
        "C:\\1.pdf": PDF,
        "a/../../1.pdf": PDF,
        "empty": b"",
        "huge": b"0" * (LARGEST_LABEL + 1),
    }
    assert unpacked(zipped(**outside)) == []
    bomb = zipped(**{str(n): b"\0" * (LARGEST_LABEL - 1) for n in range(14)})
    assert len(bomb) < 1_000_000
    with pytest.raises(BrokenAnswer):
        unpacked(bomb)
