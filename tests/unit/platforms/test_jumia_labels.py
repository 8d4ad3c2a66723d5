"""A label is given to the parcel it names, and its bytes are handed on as they came."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jumia_wishes import line

from desktop.domain.errors import BrokenAnswer
from desktop.domain.labels import LabelFormat
from desktop.domain.orders import ItemStatus
from desktop.platforms.jumia.labels import Asked, asked_of, content_of, matched

PDF = b"%PDF-1.4 a label"
READY = ItemStatus.READY


def parcels() -> tuple[Asked, ...]:
    return asked_of("o", [line("1", READY, "JG-1"), line("2", READY, "JG-1"), line("3", READY, "JG-2")])


def body(*labels: dict[str, Any], errors: list[dict[str, Any]] | None = None) -> bytes:
    error = {"orderItems": errors or [], "total": 0}
    return json.dumps({"success": {"labels": list(labels), "total": len(labels)}, "error": error}).encode()


def label(*items: str, tracking: str | None = "JG-1", **changes: Any) -> dict[str, Any]:
    written = base64.b64encode(PDF).decode()
    return {"orderItemIds": list(items), "trackingNumber": tracking, "countryCode": "NG", "label": written, **changes}


def test_items_of_one_tracking_number_are_one_parcel() -> None:
    assert [(parcel.tracking_number, parcel.item_ids) for parcel in parcels()] == [
        ("JG-1", ("1", "2")),
        ("JG-2", ("3",)),
    ]
    assert asked_of("o", [line("1"), line("2", READY, "JG-1", by_platform=True)]) == ()


def test_a_parcel_is_ready_when_all_its_items_are() -> None:
    both = asked_of("o", [line("1", READY, "A"), line("2", ItemStatus.PACKED, "A"), line("3", ItemStatus.SHIPPED, "B")])
    assert [parcel.is_ready for parcel in both] == [False, True]


@pytest.mark.parametrize(
    "given_label",
    [
        label("1", "2"),
        label("1"),
        label(tracking="JG-1"),
        label("2", "1", tracking=None),
        label(orderItems="1"),
        label(orderItems=["1", "2"]),
    ],
)
def test_a_label_belongs_to_the_parcel_it_names(given_label: dict[str, Any]) -> None:
    found, missing = matched(body(given_label), parcels())
    assert [parcel.tracking_number for parcel, _ in found] == ["JG-1"]
    assert [(entry.item_ids, entry.code) for entry in missing] == [(("3",), "label_not_there_yet")]


@pytest.mark.parametrize(
    "given_label",
    [
        label("1", "2", tracking="JG-9"),
        label("1", "3"),
        label("9"),
        label(tracking=None),
        label("1", label=None),
        label("1", label=""),
    ],
)
def test_a_label_that_names_another_parcel_is_given_to_nobody(given_label: dict[str, Any]) -> None:
    found, missing = matched(body(given_label), parcels())
    assert found == []
    assert len(missing) == 2


def test_jumias_reason_for_a_missing_label_is_kept() -> None:
    errors = [{"id": "3", "response": {"code": "X", "message": "Order item is not packed."}}]
    _, missing = matched(body(label("1", "2"), errors=errors), parcels())
    assert (missing[0].code, missing[0].message) == ("label_refused", "Order item is not packed.")
    assert missing[0].retry_after_s


def test_an_answer_about_something_else_is_broken() -> None:
    with pytest.raises(BrokenAnswer):
        matched(b'{"message": "odd"}', parcels())


def test_bytes_come_as_base64_in_several_dresses() -> None:
    written = base64.b64encode(PDF).decode()
    for dress in (written, written[:8] + "\n" + written[8:], f"data:application/pdf;base64,{written}"):
        assert content_of(dress) == PDF
    assert content_of(" https://files.example.com/label.pdf") == "https://files.example.com/label.pdf"


@given(st.text())
def test_anything_else_is_handed_on_for_the_proof_to_refuse(written: str) -> None:
    assert isinstance(content_of(written.encode("utf-8", "replace").decode()), bytes | str)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PDF, LabelFormat.PDF),
        (b"\x89PNG\r\n", LabelFormat.PNG),
        (b"\n^XA^XZ", LabelFormat.ZPL),
        (b"<html>", LabelFormat.PDF),
        (b"", LabelFormat.PDF),
    ],
)
def test_the_format_is_told_by_the_first_bytes(content: bytes, expected: LabelFormat) -> None:
    file = parcels()[0].file(content)
    assert (file.format, file.content) == (expected, content)
    assert (file.order_remote_id, file.tracking_number, file.item_ids) == ("o", "JG-1", ("1", "2"))
