"""The ways Jumia says no: one exception, and the five error shapes of its services (section 2.2)."""

from dataclasses import dataclass

from desktop.sandbox.answer import Answer, encode
from desktop.sandbox.clock import iso

NAMES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass
class Refusal(Exception):  # noqa: N818
    """Not like this. `violation`: the kind under which it is held against the client; None: nobody's mistake."""

    status: int
    message: str
    violation: str | None = None
    code: str = "BAD_REQUEST"


def wrong(kind: str, message: str, status: int = 400) -> Refusal:
    """A refusal that the client could have avoided."""
    return Refusal(status, message, kind)


def service_of(path: str) -> str:
    """Which of Jumia's services a path belongs to; each has its own error shape."""
    first = path.split("/")[1] if path.startswith("/") else ""
    if first in ("catalog", "consignment-order", "consignment-stock"):
        return "catalog"
    return "shops" if first.startswith("shops") or first == "feeds" else first


def refusal_answer(refusal: Refusal, path: str, method: str, now: float) -> Answer:
    """The refusal in the shape of the service asked. Reads of orders carry a timestamp, writes do not."""
    status, message, error = refusal.status, refusal.message, NAMES.get(refusal.status, "Error")
    service = service_of(path)
    if service == "token":
        document: dict[str, object] = {"error": refusal.code, "error_description": message}
    elif service == "catalog":
        document = {"code": refusal.code, "message": message}
    elif service == "shops":
        document = {"timestamp": iso(now), "status": status, "error": error, "path": path}
    elif service == "orders" and method == "GET":
        document = {"timestamp": iso(now), "status": status, "error": error, "message": message}
    else:
        document = {"message": message, "status": status}
    return Answer(status, encode(document))


def gateway_answer(status: int, empty_401: bool, retry_after: float | None) -> Answer:
    """What the gateway in front of all services says by itself (sections 12.2 and 12.3)."""
    if status == 401:
        return Answer(401, b"" if empty_401 else encode({"message": "Unauthorized"}))
    if status == 429:
        answer = Answer(429, encode({"message": "API rate limit exceeded"}))
        return answer if retry_after is None else answer.with_header("retry-after", f"{max(0, round(retry_after))}")
    if status == 403:
        return Answer(403, encode({"message": "Forbidden", "status": 403}))
    return Answer(status, encode({"message": NAMES.get(status, "Error"), "status": status}))
