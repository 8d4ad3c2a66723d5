"""Error bodies of shapes that nobody documents: the field errors are told in words, pages of HTML are not."""

import json
from typing import Any

import httpx
import pytest

from desktop.platforms.jumpseller.complaints import complaint_of


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"message": "Stock is negative"}, "Stock is negative"),
        ({"errors": {"price": ["must be positive"], "sku": ["is taken"]}}, "price: must be positive; sku: is taken"),
        ({"errors": ["First", {"name": "is empty"}]}, "First; name: is empty"),
        ({"message": {"price": ["must be positive"]}}, "price: must be positive"),
        ({"error": "Unprocessable", "errors": {"stock": "is no number"}}, "stock: is no number"),
        ({"title": "Invalid request", "detail": None, "status": 422}, "Invalid request"),
        ({}, "{}"),
    ],
)
def test_what_a_body_says_is_told_by_field(body: Any, message: str) -> None:
    assert complaint_of(httpx.Response(422, content=json.dumps(body).encode())) == message


@pytest.mark.parametrize("body", [b"", b"<html><body><h1>Not allowed</h1></body></html>"])
def test_a_page_is_no_reason(body: bytes) -> None:
    assert complaint_of(httpx.Response(422, content=body)) == "HTTP 422"
