"""Google Pub/Sub over its REST surface: pull, acknowledge, give back, publish (sirclo.md 9.1).

The same requests work at Google and at its emulator. A pull is never left hanging and dropped: a message that is handed
to a dropped pull comes back only after its deadline, so waiting pulls are for callers who wait them out.
"""

import asyncio
import base64
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
from msgspec import Struct

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Gone, PlatformError, Refused, Unsure
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.kit.http import client_of, line_of
from desktop.platforms.kit.redact import clean
from desktop.platforms.kit.retry import REPEATABLE
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo.auth import ClientKey
from desktop.platforms.sirclo.service_account import SelfSigned, ServiceAccount, read

GOOGLE = "https://pubsub.googleapis.com"
EMULATOR = "PUBSUB_EMULATOR_HOST"
PER_PULL = 50
PER_ACKNOWLEDGE = 1000
EMPTY_PULL_S = 100.0  # an empty pull that waits is answered after about 89 s
_JSON = {"Content-Type": "application/json"}  # without it the emulator answers a plain 404


class _Message(Struct):
    data: str | None = None
    messageId: str | None = None  # noqa: N815 - as it is on the wire
    publishTime: str | None = None  # noqa: N815


class _Received(Struct):
    ackId: str | None = None  # noqa: N815
    message: _Message | None = None


class _Pulled(Struct):
    receivedMessages: tuple[_Received, ...] | None = None  # noqa: N815


class _Published(Struct):
    messageIds: tuple[str, ...] | None = None  # noqa: N815


class _Fault(Struct):
    message: str = ""
    status: str = ""


class _Faulty(Struct):
    error: _Fault | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came; ``data`` is still base64, because it may be none."""

    ack_id: str
    id: str
    data: str
    published_at: datetime | None


def emulated() -> str:
    """Where an emulator stands in for Google (``host:port``); empty: nowhere."""
    return os.environ.get(EMULATOR, "").strip()


class PubSub:
    """The subscriptions and topics of one account. ``line`` is shared, so that all requests keep one pace."""

    def __init__(self, session: AccountSession, key: ClientKey) -> None:
        self._session, self._key = session, key
        self._opened: tuple[httpx.AsyncClient, str] | None = None
        self._opening = asyncio.Lock()
        self._signer: SelfSigned | None = None

    async def pull(self, subscription: str, most: int = PER_PULL, *, wait: bool = False) -> tuple[Received, ...]:
        """Messages that are there; ``wait``: until there are some, up to a minute and a half.

        Whatever is not acknowledged comes back. Raises ``Gone`` where there is no such subscription, ``Refused``
        (``role_missing``).
        """
        body: dict[str, object] = {"maxMessages": most, **({} if wait else {"returnImmediately": True})}
        timeout = httpx.Timeout(30.0, read=EMPTY_PULL_S) if wait else None
        content = await self._post("subscriptions", subscription, "pull", body, timeout=timeout)
        found = decode(content, _Pulled).receivedMessages or ()
        return tuple(_received(one, one.message) for one in found if one.ackId and one.message)

    async def acknowledge(self, subscription: str, ack_ids: Sequence[str]) -> None:
        """Only for what is on disk."""
        for start in range(0, len(ack_ids), PER_ACKNOWLEDGE):
            body = {"ackIds": list(ack_ids[start : start + PER_ACKNOWLEDGE])}
            await self._post("subscriptions", subscription, "acknowledge", body)

    async def give_back(self, subscription: str, ack_ids: Sequence[str]) -> None:
        """Let others, or us, have them at once."""
        body = {"ackIds": list(ack_ids), "ackDeadlineSeconds": 0}
        await self._post("subscriptions", subscription, "modifyAckDeadline", body)

    async def publish(self, topic: str, *messages: Mapping[str, Any]) -> None:
        """At most a thousand. Never repeated: an answer that is lost, or cannot be read, is ``Unsure``."""
        written = [json.dumps(one, ensure_ascii=False, default=str).encode() for one in messages]
        body = {"messages": [{"data": base64.b64encode(one).decode()} for one in written]}
        content = await self._post("topics", topic, "publish", body, repeatable=False)
        try:
            ids = decode(content, _Published).messageIds or ()
        except BrokenAnswer as error:
            raise Unsure("broken_answer", **error.params) from error
        if len(ids) != len(messages):
            raise Unsure("broken_answer", **unexpected(content).params)

    async def aclose(self) -> None:
        """Close connections."""
        if self._opened is not None:
            await self._opened[0].aclose()
        if self._signer is not None:
            await self._signer.aclose()

    async def _post(
        self,
        noun: str,
        name: str,
        verb: str,
        body: Mapping[str, object],
        *,
        repeatable: bool = True,
        timeout: httpx.Timeout | None = None,
    ) -> bytes:
        http, project = await self._open()
        path = name if name.startswith("projects/") else f"projects/{quote(project, safe='')}/{noun}/{quote(name)}"
        answer = await http.post(
            f"/v1/{path}:{verb}",
            json=body,
            headers=_JSON,
            extensions={"bucket": "pubsub", **(REPEATABLE if repeatable else {})},
            timeout=timeout or httpx.USE_CLIENT_DEFAULT,
        )
        if not answer.is_success:
            raise _error_of(answer)
        return answer.content

    async def _open(self) -> tuple[httpx.AsyncClient, str]:
        """The client and the project. Raises ``AuthNeeded``: ``no_credentials``, ``bad_service_account``."""
        async with self._opening:
            if self._opened is None:
                keys, emulator = await self._key.keys(), emulated()
                project = keys.project or (read(keys.service_account).project if keys.service_account else "")
                if not project:
                    raise AuthNeeded("no_credentials")
                base = f"http://{emulator}" if emulator else keys.pubsub_url or GOOGLE
                session = replace(self._session, base_url=base)
                line = line_of(session)
                if not emulator:
                    self._signer = SelfSigned(self._account, session.clock, client_of(session, line))
                self._opened = client_of(session, line, signer=self._signer), project
        return self._opened

    async def _account(self) -> ServiceAccount:
        return await asyncio.to_thread(read, (await self._key.keys()).service_account)


def _received(one: _Received, message: _Message) -> Received:
    return Received(one.ackId or "", message.messageId or "", message.data or "", _moment(message.publishTime))


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _error_of(answer: httpx.Response) -> PlatformError:
    """What the chain has not handled: 4xx."""
    status = answer.status_code
    try:
        fault = decode(answer.content, _Faulty).error or _Fault()
    except BrokenAnswer:
        fault = _Fault()
    message = clean(fault.message or f"HTTP {status}")
    if status == httpx.codes.UNAUTHORIZED:
        return AuthNeeded("login_needed")
    if status == httpx.codes.FORBIDDEN:
        return Refused("role_missing", role="Pub/Sub Subscriber", message=message)
    if status == httpx.codes.NOT_FOUND:
        return Gone("not_found", message=message)
    return Refused("request_refused", status=str(status), message=message)
