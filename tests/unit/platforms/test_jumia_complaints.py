"""Five shapes of error bodies, none at all and pages of HTML: each becomes one plain message and one next step."""

import json
from typing import Any

import httpx
import pytest

from desktop.domain.errors import BrokenAnswer, Gone, Refused
from desktop.platforms.jumia.complaints import complaint_of, error_of


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"code": "E1", "message": "Wrong brand"}, "Wrong brand"),
        ({"timestamp": "2026", "status": 404, "error": "Not Found", "path": "/feeds/x"}, "Not Found"),
        ({"message": "Range too long", "status": 400}, "Range too long"),
        ({"timestamp": "2026", "status": 400, "error": "Bad Request", "message": "size"}, "size"),
        ({"error": "invalid_grant", "error_description": "Token is not active"}, "Token is not active"),
        ({"code": "E1", "data": [{"code": "E2", "message": "Stock is negative"}]}, "Stock is negative"),
        ({"error": {"code": "E1", "message": "Inner"}}, "Inner"),
        ({"errors": ["First", "Second"]}, "First"),
        ({}, "HTTP 400"),
        ([], "[]"),
        (None, "null"),
    ],
)
def test_the_message_is_found_in_every_shape(body: Any, message: str) -> None:
    assert complaint_of(httpx.Response(400, content=json.dumps(body).encode())).message == message


@pytest.mark.parametrize(("body", "message"), [(b"", "HTTP 403"), (b"<h1>Forbidden</h1>", "<h1>Forbidden</h1>")])
def test_a_body_that_is_no_json_is_no_obstacle(body: bytes, message: str) -> None:
    assert complaint_of(httpx.Response(403, content=body)).message == message


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (400, Refused, "request_refused"),
        (403, Refused, "role_missing"),
        (404, Gone, "not_found"),
        (422, Refused, "request_refused"),
        (302, BrokenAnswer, "unexpected_answer"),
    ],
)
def test_each_status_has_its_next_step(status: int, error: type[Exception], code: str) -> None:
    found = error_of(httpx.Response(status, content=b'{"message": "Why"}'))
    assert type(found) is error
    assert found.code == code


def test_a_missing_role_is_named() -> None:
    assert error_of(httpx.Response(403)).params["role"] == "VC - Order Manager"
