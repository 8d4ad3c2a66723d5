"""What a label is, by its first bytes; and amounts as rules look at them."""

from decimal import Decimal

import pytest

from desktop.domain.labels import LabelFormat
from desktop.platforms.kit.amounts import number_of, places_of
from desktop.platforms.kit.label_kind import is_page, kind_of


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", LabelFormat.PDF),
        (b"\n %PDF-1.7", LabelFormat.PDF),
        (b"\x89PNG\r\n", LabelFormat.PNG),
        (b"\xff\xd8\xff\xe0", LabelFormat.JPG),
        (b" ^XA^FS", LabelFormat.ZPL),
        (b"CT~~CD,~CC^~CT~^XA", LabelFormat.ZPL),
        (b"<html>^XA</html>", None),
        (b"Not ready", None),
        (b"", None),
    ],
)
def test_a_label_is_what_its_bytes_say(content: bytes, kind: LabelFormat | None) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    ("content", "page"),
    [(b"\xef\xbb\xbf <!DOCTYPE html><p>", True), (b"<html>", True), (b"%PDF", False), (b"<xml/>", False), (b"", False)],
)
def test_a_web_page_is_known(content: bytes, page: bool) -> None:
    assert is_page(content) is page


@pytest.mark.parametrize(
    ("written", "amount", "places"),
    [("12.50", "12.50", 1), (100, "100", 0), ("1e3", "1000", 0), ("0.001", "0.001", 3), (Decimal("-2.25"), "-2.25", 2)],
)
def test_an_amount_and_its_decimals(written: object, amount: str, places: int) -> None:
    found = number_of(written)
    assert found is not None
    assert (found, places_of(found)) == (Decimal(amount), places)


@pytest.mark.parametrize("written", ["", "many", None, "NaN", "Infinity", [], "1,5"])
def test_what_is_no_number_is_none(written: object) -> None:
    assert number_of(written) is None
