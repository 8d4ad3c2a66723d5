"""Promotions and their coupons (section 9)."""

from datetime import UTC, datetime
from typing import Any

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.jumpseller import records
from desktop.sandbox.jumpseller.account import Account, Refusal
from desktop.sandbox.jumpseller.contract import Operation
from desktop.sandbox.jumpseller.world import Record

TARGETS = ("order", "shipping", "categories", "buy_x_get_y")


def create(account: Account, _operation: Operation, _values: list[str], _query: dict[str, str], body: Any) -> Answer:
    """POST /promotions.json. Raises Refusal where fields do not go together."""
    fields = _checked(body["promotion"])
    usual = {"enabled": True, "cumulative": False, "times_used": 0, "coupons": [], "products": [], "categories": []}
    promotion = account.world.add("promotions", {**usual, **fields})
    account.note("create_promotion", promotion["id"], fields.get("name"))
    return _shown(account, promotion)


def change(account: Account, _operation: Operation, values: list[str], _query: dict[str, str], body: Any) -> Answer:
    """PUT /promotions/{id}.json."""
    promotion = records.found(account, "promotions", int(values[0]))
    promotion.update(_checked(body["promotion"], partly=True))
    over = promotion.get("expires_at") is not None and promotion["expires_at"] <= account.now()
    if over or not promotion["enabled"]:
        account.note("end_promotion", promotion["id"])
    return _shown(account, promotion)


def delete(account: Account, operation: Operation, values: list[str], _query: dict[str, str], _body: Any) -> Answer:
    """DELETE /promotions/{id}.json."""
    return records.delete(account, operation, values)


def _shown(account: Account, promotion: Record) -> Answer:
    return json_answer(records.shown(account, "promotions", promotion))


def _checked(fields: Record, *, partly: bool = False) -> Record:
    """The dependencies that the contract's texts tell and its schema does not. Raises Refusal."""
    found = dict(fields)
    if found.get("discount_target") not in (*TARGETS, *((None,) if partly else ())):
        raise Refusal(400, "discount_target is invalid", "body")
    needed = {"fix": "discount_amount_fix", "percentage": "discount_amount_percent"}.get(str(found.get("type")))
    if needed and found.get(needed) is None:
        raise Refusal(400, f"type {found['type']} needs {needed}", "body")
    if found.get("lasts") in ("date", "both") and not found.get("begins_at"):
        raise Refusal(400, "lasts date needs begins_at", "body")
    for name in ("begins_at", "expires_at"):
        if found.get(name):
            found[name] = _moment(found[name])
    if "code" in found:
        code = found.pop("code")
        found["coupons"] = [{"code": code, "usage_limit": 0, "times_used": 0}] if code else []
    return found


def _moment(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except ValueError as error:
        raise Refusal(400, "a date is invalid", "body") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
