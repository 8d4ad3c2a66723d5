"""A small adapter of our own: answers JSON-RPC by a table, hands messages out until they are acknowledged."""

import asyncio
import base64
import functools
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from loopback import Loopback, Reply, Seen
from small_session import MemoryVault, session_for
from virtual_time import VirtualTime

from desktop.domain.letters import Letter
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.platforms.kit.inbox import Delivery
from desktop.platforms.sirclo.codes import FEATURES
from desktop.platforms.sirclo.connector import SircloConnector

KEY, BRAND, PROJECT = "client-key-of-nobody", "toko-1", "project-1"
NOW = VirtualTime().wall()


@functools.cache
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def key_file(**changes: str) -> str:
    pem = private_key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return json.dumps(
        {
            "type": "service_account",
            "client_email": "reader@project-1.example",
            "private_key": pem.decode(),
            "private_key_id": "kid-1",
            "project_id": "project-of-the-file",
            **changes,
        }
    )


def order_message(number: str = "1001", status: str = "pending", **changes: Any) -> dict[str, Any]:
    """As the reference shows it, with invented people."""
    order = {
        "mp_adapter_order_id": 7,
        "remote_order_id": number,
        "customer_reference": f"INV/{number}",
        "channel_code": "tkpd",
        "order_status": status,
        "order_date": "2026-11-20T06:00:00Z",
        "transaction_date": "2026-11-20T06:00:00Z",
        "required_date": "0001-01-01T00:00:00Z",
        "currency_code": "IDR",
        "total": 110000.0,
        "subtotal": 100000.0,
        "delivery_name": "Sari Example",
        "delivery_address_1": "Jalan Contoh 1",
        "delivery_city": "Bandung",
        "delivery_mobile": "0800000000",
        "airwaybill_number": "",
        "line_items": [
            {
                "line_number": "1",
                "remote_order_item_id": f"{number}-1",
                "product_code": "SKU-1",
                "product_description": "Batik shirt",
                "quantity": 2,
                "raw_price": 50000.0,
                "discount_amount": 0,
            }
        ],
        **changes,
    }
    return {"id": "a", "brand_id": BRAND, "shop_name": "Toko", "order": order}


def product_message(sku: str = "SKU-1", channel: str = "tkpd", **variant: Any) -> dict[str, Any]:
    own = {
        "variant_sku": sku,
        "variant_name": sku,
        "status": "active",
        "price": 50000,
        "stock": 5,
        "currency_code": "IDR",
        "remote_variant": {"sku": sku, "product_id": 3_000_000_000_1},
        **variant,
    }
    return {
        "id": "a",
        "action": "import",
        "brand_id": BRAND,
        "product": {"channel": channel, "name": "Shirt", "variants": [own]},
    }


class MemoryInbox:
    """An inbox that keeps everything while the test lasts, and fails when told to."""

    def __init__(self) -> None:
        self.letters: dict[tuple[str, str], Letter] = {}
        self.deliveries: list[Delivery] = []
        self.moments: dict[str, datetime] = {}
        self.fails: list[Exception] = []
        self._lock = asyncio.Lock()

    async def keep(self, delivery: Delivery) -> None:
        if self.fails:
            raise self.fails.pop()
        self.deliveries.append(delivery)
        for one in delivery.letters:
            self.letters.setdefault((one.source, one.id), one)

    async def latest(self, kind: str, keys: Sequence[str]) -> dict[str, Letter]:
        return {one.key: one for one in await self.every(kind) if one.key in keys}

    async def every(self, kind: str) -> tuple[Letter, ...]:
        good = [one for one in self.letters.values() if one.kind == kind and not one.problem]
        return tuple({one.key: one for one in sorted(good, key=lambda one: one.sent_at)}.values())

    async def emptied_at(self, source: str) -> datetime | None:
        return self.moments.get(source)

    async def emptied(self, source: str, moment: datetime) -> None:
        self.moments[source] = moment

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        async with self._lock:
            yield


Answer = Callable[[Any], Any] | Any


class Adapter:
    """``rpc``: what each method answers (a value, a function of its params, or an ``Error``)."""

    def __init__(self, **rpc: Answer) -> None:
        self.rpc: dict[str, Answer] = {
            "ClientCredentialsService.AddFeatures": {
                "subscription_list": {one: one.upper().replace("-", "_") + "_7" for one in FEATURES},
                "subscription_error": {},
            },
            "CredentialsService.GetConnectedSalesChannels": [
                {"brand_id": BRAND, "channel_code": "tkpd", "channel_name": "Tokopedia", "shop_name": "Toko Sari"}
            ],
            "OrderService.FetchOrders": None,
            **{name.replace("__", "."): value for name, value in rpc.items()},
        }
        self.waiting: dict[str, list[dict[str, Any]]] = {}
        self.acknowledged: list[str] = []
        self.calls: list[tuple[str, Any]] = []
        self.published: list[tuple[str, dict[str, Any]]] = []
        self.pulls: list[Seen] = []
        self.now = NOW
        self.gone: set[str] = set()  # subscriptions that are named and not there
        self._number = 0

    def send(self, feature: str, content: object, at: datetime | None = None) -> str:
        """Put a message (JSON, raw bytes or spoiled text) into a subscription."""
        self._number += 1
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        data = content if isinstance(content, str) else base64.b64encode(body).decode()
        moment = at or self.now + timedelta(milliseconds=self._number)
        message = {
            "data": data,
            "messageId": f"m{self._number}",
            "publishTime": moment.isoformat().replace("+00:00", "Z"),
        }
        name = feature.upper().replace("-", "_") + "_7"
        self.waiting.setdefault(name, []).append({"ackId": f"ack{self._number}", "message": message})
        return f"m{self._number}"

    def asked(self, method: str) -> list[Any]:
        return [params for name, params in self.calls if name == method]

    def react(self, seen: Seen) -> Reply:
        if seen.target == "/v1/jsonrpc":
            return self._call(json.loads(seen.body))
        assert seen.headers.get("content-type") == "application/json"
        path, _, verb = seen.target.partition(":")
        name, body = path.rsplit("/", 1)[1], json.loads(seen.body)
        if name in self.gone:
            return Reply(404, b'{"error": {"code": 404, "message": "Resource not found", "status": "NOT_FOUND"}}')
        if verb == "publish":
            self.published.append((name, json.loads(base64.b64decode(body["messages"][0]["data"]))))
            return Reply(200, b'{"messageIds": ["1"]}')
        return self._mail(name, verb, body, seen)

    def _mail(self, name: str, verb: str, body: dict[str, Any], seen: Seen) -> Reply:
        if verb == "pull":
            self.pulls.append(seen)
            held = self.waiting.get(name, [])[: body["maxMessages"]]
            return Reply(200, json.dumps({"receivedMessages": held} if held else {}).encode())
        self.acknowledged += body["ackIds"]
        self.waiting[name] = [one for one in self.waiting.get(name, []) if one["ackId"] not in body["ackIds"]]
        return Reply(200, b"{}")

    def _call(self, request: dict[str, Any]) -> Reply:
        self.calls.append((request["method"], request["params"]))
        answer = self.rpc[request["method"]]
        answer = answer(request["params"]) if callable(answer) else answer
        if isinstance(answer, Reply):
            return answer
        return Reply(200, json.dumps({"id": request["id"], "jsonrpc": "2.0", "result": answer}).encode())


def error(code: int, message: str = "no", status: int = 200) -> Reply:
    return Reply(status, json.dumps({"id": "1", "error": {"code": code, "message": message}}).encode())


def told(order: Any, **more: Any) -> dict[str, Any]:
    """What a single action answers."""
    return {**{key: order[key] for key in ("brand_id", "channel", "remote_order_id")}, "success": True, **more}


class Desk:
    """A connector at an adapter, with its inbox and its time."""

    def __init__(self, connector: SircloConnector, inbox: MemoryInbox, vault: MemoryVault, time: VirtualTime) -> None:
        self.connector, self.inbox, self.vault, self.time = connector, inbox, vault, time


def at_adapter(
    adapter: Adapter, job: Callable[[Desk], Awaitable[Any]], *, trial: bool = False, **credentials: str
) -> Any:
    async def run() -> Any:
        async with Loopback(react=adapter.react) as server:
            kept = {"client_key": KEY, "brand_id": BRAND, "project": PROJECT, "service_account": key_file()}
            vault, time, inbox = (
                MemoryVault({**kept, "pubsub_url": server.base_url, **credentials}),
                VirtualTime(),
                MemoryInbox(),
            )
            session = replace(session_for(server.base_url, vault, time), inbox=None if trial else inbox)
            connector = SircloConnector(session)
            try:
                return await job(Desk(connector, inbox, vault, time))
            finally:
                await connector.aclose()

    return asyncio.run(run())


def wish(
    kind: OperationKind, subject: str, state: OperationState = OperationState.SENDING, **after: object
) -> Operation:
    return Operation("op-1", "set", "a", "s", kind, subject, subject, {}, after, state, NOW)
