"""Labels: valid PDFs of the right size whose barcodes decode at 203 dpi, another before ready-to-ship than after."""

import base64
import hashlib

import pypdfium2
import zxingcpp
from seller_client import Seller, ids_of, kinds, to_pack

from desktop.sandbox.label_pdf import Label, label_page
from desktop.sandbox.running import RunningSandbox

DPI = 203


def page_of(label: bytes) -> tuple[tuple[float, float], list[tuple[str, str]], str]:
    """Size in mm, (symbology, text) of every barcode, and the words on the only page."""
    document = pypdfium2.PdfDocument(label)
    try:
        assert len(document) == 1
        page = document[0]
        bitmap = page.render(scale=DPI / 72, grayscale=True)
        pixels = memoryview(bytes(bitmap.buffer)).cast("B", shape=[bitmap.height, bitmap.stride])
        codes = [(str(code.format), code.text) for code in zxingcpp.read_barcodes(pixels)]
        width, height = page.get_size()
        text_page = page.get_textpage()
        words = text_page.get_text_bounded()
        text_page.close()
        page.close()
    finally:
        document.close()
    return (round(width / 72 * 25.4, 1), round(height / 72 * 25.4, 1)), codes, words


def labels(seller: Seller, *ids: str) -> list[tuple[str, bytes]]:
    """Tracking number and PDF of each label."""
    answer = seller.labels(*ids)
    assert answer.status_code == 200
    return [(one["trackingNumber"], base64.b64decode(one["label"])) for one in answer.json()["success"]["labels"]]


def test_a_label_decodes_to_its_tracking_number(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox, size=2)[0]
    seller.pack(*ids_of(order))
    seller.ready(*ids_of(order))
    ((number, pdf),) = labels(seller, *ids_of(order))
    size, codes, words = page_of(pdf)
    assert size == (100.0, 150.0)
    assert sorted(codes) == [("Code 128", number), ("QR Code", number)]
    assert order["number"] in words and number in words
    assert all(item["sku"] in words for item in order["items"])
    assert "PROVISIONAL" not in words
    assert kinds(sandbox) == []


def test_an_early_label_is_another_one(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    seller.pack(*ids_of(order))
    ((early_number, early),) = labels(seller, *ids_of(order))
    seller.ready(*ids_of(order))
    ((number, final),) = labels(seller, *ids_of(order))
    assert early_number == number
    assert "PROVISIONAL" in page_of(early)[2] and "PROVISIONAL" not in page_of(final)[2]
    (package,) = sandbox.truth(order["number"])["packages"]
    assert [(one["provisional"], one["sha256"]) for one in package["labels_served"]] == [
        (True, hashlib.sha256(early).hexdigest()),
        (False, hashlib.sha256(final).hexdigest()),
    ]


def test_the_same_label_is_the_same_bytes(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    seller.pack(*ids_of(order))
    seller.ready(*ids_of(order))
    assert labels(seller, *ids_of(order)) == labels(seller, *ids_of(order))


def test_twenty_orders_give_twenty_different_labels(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.happen("new_order", count=60, country="GH", items=1)
    orders = to_pack(sandbox, country="GH")[:20]
    assert len(orders) == 20
    ids = [ids_of(order)[0] for order in orders]
    for item_id in ids:
        seller.pack(item_id)
    seller.ready(*ids)
    found = labels(seller, *ids)
    known = {order["items"][0]["tracking_number"] for order in sandbox.truth()["orders"]}
    assert len(found) == 20
    for number, pdf in found:
        assert number in known
        assert page_of(pdf)[1][0][1] == number
    assert kinds(sandbox) == []


def test_unpacked_items_have_no_label(seller: Seller, sandbox: RunningSandbox) -> None:
    answer = seller.labels(*ids_of(to_pack(sandbox)[0])).json()
    assert answer["success"] == {"labels": [], "total": 0}
    assert answer["error"]["orderItems"][0]["response"]["code"] == "NOT_PACKED"
    assert kinds(sandbox) == ["status"]


def test_a_label_can_come_late(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    sandbox.quirks(label_late=2)
    seller.pack(*ids_of(order))
    seller.ready(*ids_of(order))
    assert [len(labels(seller, *ids_of(order))) for _ in range(3)] == [0, 0, 1]


def test_a_label_can_be_a_data_url(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    sandbox.quirks(label_data_url=True)
    seller.pack(*ids_of(order))
    text = seller.labels(*ids_of(order)).json()["success"]["labels"][0]["label"]
    assert text.startswith("data:application/pdf;base64,JVBERi")


def test_spoiled_labels(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    seller.pack(*ids_of(order))
    seller.ready(*ids_of(order))
    ((number, good),) = labels(seller, *ids_of(order))

    def spoiled(kind: str) -> list[tuple[str, bytes]]:
        sandbox.arm(kind, "/orders/print-labels")
        return labels(seller, *ids_of(order))

    assert not spoiled("label_not_pdf")[0][1].startswith(b"%PDF")
    assert page_of(spoiled("label_blank")[0][1])[1:] == ([], "")
    other = page_of(spoiled("label_other_order")[0][1])[1]
    assert other and all(text != number for _, text in other)
    _, codes, words = page_of(spoiled("label_undecodable")[0][1])
    assert codes == [] and number in words
    assert spoiled("label_missing") == []
    assert labels(seller, *ids_of(order)) == [(number, good)]


def test_any_code_a_seller_brings_fits_on_the_page() -> None:
    for number in ("A", "OWN-77", "x" * 40, "0123456789" * 3):
        label = Label(number, "1", "C", "R", "S", "N (a\\b)", ("é ß",), ("1 x A",), "P")
        codes = page_of(label_page(label))[1]
        assert ("Code 128", number) in codes
