"""What can befall a request on its way, on every platform: the faults that the matrices of this folder try."""

from typing import Any

from desktop.sandbox.running import RunningSandbox

# How a request can end, on every platform. What a platform's simulator has beside is its own.
FAULTS: dict[str, dict[str, Any]] = {
    "lost answer": {"kind": "lost_answer"},
    "time-out before the work": {"kind": "timeout_before", "seconds": 0.02},
    "time-out after the work": {"kind": "timeout_after", "seconds": 0.02},
    "reset": {"kind": "reset"},
    "500 before the work": {"kind": "status", "status": 500},
    "503 before the work": {"kind": "status", "status": 503, "retry_after": 7},
    "502 page after the work": {"kind": "html", "status": 502},
    "page with status 200": {"kind": "html"},
    "half an answer": {"kind": "truncated"},
    "empty answer": {"kind": "empty"},
    "cut short": {"kind": "cut_short"},
    "slow": {"kind": "slow", "seconds": 0.02},
    "too fast": {"kind": "rate_limited", "retry_after": 1},
    "ban": {"kind": "ban", "seconds": 5.0},
    "unauthorized": {"kind": "unauthorized"},
    "forbidden": {"kind": "forbidden"},
    "more fields": {"kind": "extra_fields"},
}
COMMON = {fault["kind"] for fault in FAULTS.values()} | {"set_field", "drop_field"}


def settings(fault: dict[str, Any]) -> dict[str, Any]:
    """A fault's own settings."""
    return {key: value for key, value in fault.items() if key != "kind"}


def has_struck(sandbox: RunningSandbox) -> bool:
    """Whether any armed fault has met its request."""
    return any(one["struck"] for one in sandbox.control("GET", "/faults")["faults"])
