"""Google Pub/Sub over REST: publish, pull, acknowledge, modifyAckDeadline (section 9.1)."""

import asyncio
import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.clock import iso
from desktop.sandbox.sirclo import topics
from desktop.sandbox.sirclo.account import Account
from desktop.sandbox.sirclo.broker import Message, ack_id
from desktop.sandbox.sirclo.google import GoogleRefusal, admit, envelope
from desktop.sandbox.sirclo.world import PROJECT, Record

MOST_PUBLISHED, MOST_BYTES, MOST_PULLED, LONGEST_DEADLINE = 1000, 10_000_000, 1000, 600
GLANCE = 0.02
PubSubCall = Callable[[Account, Request, Record], Awaitable[Answer]]
PLAIN_404 = Answer(404, b"Not Found", (("content-type", "text/plain"),))


def _guarded(call: PubSubCall) -> Callable[[Account, Request], Awaitable[Answer]]:
    """A call behind the checks that all share."""

    async def guarded(account: Account, request: Request) -> Answer:
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            account.count("header", "Content-Type must be application/json")
            return PLAIN_404
        try:
            admit(account, request)
            _project(request)
            return await call(account, request, await _document(request))
        except GoogleRefusal as refusal:
            if refusal.kind:
                account.count(refusal.kind, refusal.message)
            return envelope(refusal.code, refusal.message)

    return guarded


def _project(request: Request) -> None:
    if request.path_params["project"] != PROJECT:
        raise GoogleRefusal(404, f"Requested project not found: {request.path_params['project']}", "id")


async def _document(request: Request) -> Record:
    try:
        document = json.loads(await request.body())
    except ValueError:
        raise GoogleRefusal(400, "Invalid JSON payload received.", "body") from None
    if not isinstance(document, dict):
        raise GoogleRefusal(400, "Invalid JSON payload received.", "body")
    return document


def _fields(body: Record, known: Mapping[str, type]) -> None:
    """Nothing unknown, nothing of another type. Raises GoogleRefusal."""
    for name, value in body.items():
        if name not in known:
            raise GoogleRefusal(400, f'Invalid JSON payload received. Unknown name "{name}"', "body")
        if not isinstance(value, known[name]) or (known[name] is int and isinstance(value, bool)):
            raise GoogleRefusal(400, f'Invalid value at "{name}"', "body")


def _subscription(account: Account, request: Request) -> str:
    name: str = request.path_params["name"]
    if name not in account.broker.subscriptions:
        path = f"projects/{PROJECT}/subscriptions/{name}"
        raise GoogleRefusal(404, f"Resource not found (resource={path}).", "id")
    return name


@_guarded
async def publish(account: Account, request: Request, body: Record) -> Answer:
    """Messages for a topic of the adapter's; it works on them at once, in their order."""
    topic = request.path_params["name"]
    if topic not in topics.TOPICS:
        raise GoogleRefusal(404, f"Resource not found (resource={topic}).", "id")
    _fields(body, {"messages": list})
    messages = body.get("messages", [])
    if not 1 <= len(messages) <= MOST_PUBLISHED or len(await request.body()) > MOST_BYTES:
        raise GoogleRefusal(400, f"1 to {MOST_PUBLISHED} messages and {MOST_BYTES} bytes are taken", "body")
    contents = [_content(one) for one in messages]
    account.settle()
    for content in contents:
        topics.consume(account, topic, content)
    return json_answer({"messageIds": [account.broker.number() for _ in contents]})


def _content(message: Any) -> bytes:
    if not isinstance(message, dict):
        raise GoogleRefusal(400, "a message is an object", "body")
    _fields(message, {"data": str, "attributes": dict, "orderingKey": str})
    try:
        content = base64.b64decode(message.get("data", ""), validate=True)
    except binascii.Error:
        raise GoogleRefusal(400, 'Invalid value at "messages[0].data", Base64 decoding failed', "body") from None
    if not content and not message.get("attributes"):
        raise GoogleRefusal(400, "a message needs data or attributes", "body")
    return content


@_guarded
async def pull(account: Account, request: Request, body: Record) -> Answer:
    """What waits, or `{}`: at once if so asked, else after a bounded time (which is of the wall, not of the clock)."""
    name = _subscription(account, request)
    _fields(body, {"maxMessages": int, "returnImmediately": bool})
    most = min(body.get("maxMessages", 0), MOST_PULLED)
    if most <= 0:
        raise GoogleRefusal(400, "maxMessages must be positive", "body")
    patience = 0.0 if body.get("returnImmediately") else account.quirks.empty_pull_waits_s
    found = _take(account, name, most)
    for _ in range(round(patience / GLANCE)):
        if found:
            break
        await asyncio.sleep(GLANCE)
        found = _take(account, name, most)
    if not found:
        return json_answer({})
    account.harness.dirty = True
    rows = [{"ackId": ack_id(name, one), "message": _shown(one)} for one in found]
    return json_answer({"receivedMessages": rows})


def _take(account: Account, name: str, most: int) -> list[Message]:
    account.settle()
    quirks, tick = account.quirks, account.harness.clock.ticks()
    if name not in account.broker.subscriptions:  # the world was reset while we waited
        return []
    return account.broker.pull(name, most, account.now(), tick, quirks.ack_deadline_s, quirks.attempts)


def _shown(message: Message) -> Record:
    fraction = f".{int(message.published % 1 * 1000):03d}Z"
    return {"data": message.data, "messageId": message.id, "publishTime": iso(message.published)[:-1] + fraction}


def _held(account: Account, name: str, body: Record) -> list[Message]:
    """The messages that are still this client's to answer for. Raises GoogleRefusal."""
    ids = body.get("ackIds", [])
    if not ids or not all(isinstance(one, str) for one in ids):
        raise GoogleRefusal(400, "No ack ids specified.", "body")
    tick = account.harness.clock.ticks()
    try:
        found = [account.broker.held(name, one) for one in ids]
    except ValueError:
        raise GoogleRefusal(400, "Some acknowledgement ids in the request were invalid.", "id") from None
    return [one for one in found if one and (one.visible > tick or account.quirks.late_ack_counts)]


@_guarded
async def acknowledge(account: Account, request: Request, body: Record) -> Answer:
    """They have arrived; an acknowledgement after the deadline is not heard."""
    name = _subscription(account, request)
    _fields(body, {"ackIds": list})
    for one in {message.place: message for message in _held(account, name, body)}.values():
        account.broker.acknowledge(name, one)
    account.harness.dirty = True
    return json_answer({})


@_guarded
async def modify_deadline(account: Account, request: Request, body: Record) -> Answer:
    """More time, or none: 0 gives the messages back at once."""
    name = _subscription(account, request)
    _fields(body, {"ackIds": list, "ackDeadlineSeconds": int})
    seconds = body.get("ackDeadlineSeconds", -1)
    if not 0 <= seconds <= LONGEST_DEADLINE:
        raise GoogleRefusal(400, f"ackDeadlineSeconds is 0 to {LONGEST_DEADLINE}", "body")
    for one in _held(account, name, body):
        one.visible = account.harness.clock.ticks() + seconds
    return json_answer({})
