"""One method per endpoint that the connector uses, each in the bucket of its own limit (uappi.md 4 to 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import httpx
import msgspec

from desktop.domain.errors import AuthNeeded
from desktop.domain.functions import Function, Reply
from desktop.platforms.kit.calls import Prepared
from desktop.platforms.kit.http import client_of, line_of
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.uappi.auth import Exclusive
from desktop.platforms.uappi.codes import PAGE
from desktop.platforms.uappi.complaints import error_of
from desktop.platforms.uappi.pacing import Heeding, limits_of

Query = Sequence[tuple[str, str]]

SAFETY = "/v1/erp/products/security-stock"
PRICES = "/v1/erp/products/customized-prices"
AD_PRICES = "/v1/erp/mercadolivre/items/customized-prices"
# (method, beginning of the path) -> bucket of the manifest's rates.
_BUCKETS: tuple[tuple[str, str, str], ...] = (
    ("GET", "/v1/logistic/orders/", "labels"),
    ("GET", "/v1/erp/channels", "channels"),
    ("GET", SAFETY, "safety"),
    ("PUT", SAFETY, "safety_write"),
    ("GET", PRICES, "prices"),
    ("PUT", PRICES, "prices_write"),
    ("DELETE", PRICES, "prices_delete"),
    ("PUT", AD_PRICES, "ad_prices_write"),
    ("DELETE", AD_PRICES, "ad_prices_delete"),
    ("GET", "/v1/erp/orders", "orders"),
    ("GET", "/v1/erp/products", "products"),
)
# Amounts are written as numbers with exactly the digits they have.
_JSON = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class Answer:
    """A 2xx; ``ref`` holds ``request_id`` where the hub named one."""

    content: bytes
    ref: Mapping[str, str]


class Client:
    """The hub for one account. Raises what the chain raises, and ``Refused``, ``Gone``, ``BrokenAnswer``."""

    def __init__(self, session: AccountSession) -> None:
        line = Heeding(line_of(session), session.limiter, session.clock)
        self.exclusive = Exclusive(session, line)
        self._http = client_of(session, line, signer=self.exclusive, limited=limits_of(session.clock))

    async def channels(self) -> bytes:
        return await self._get("/v1/erp/channels")

    async def labels(self, number: str, offset: int) -> bytes:
        """A page of an order's labels."""
        return await self._get(f"/v1/logistic/orders/{_part(number)}/shipment_labels", paged(offset))

    async def safety(self, offset: int, query: Query = ()) -> bytes:
        return await self._get(SAFETY, [*paged(offset), *query])

    async def prices(self, offset: int, query: Query = ()) -> bytes:
        return await self._get(PRICES, [*paged(offset), *query])

    async def set_safety(self, channel: int, sku: str, quantity: int) -> Answer:
        body = {"idCanalIntegracao": channel, "sku": sku, "estoqueSeguranca": quantity}
        return await self._send("PUT", SAFETY, body)

    async def set_prices(self, entries: Sequence[Mapping[str, object]], *, ads: bool) -> Answer:
        """1 to 100 of them; a 2xx does not mean that all were taken."""
        return await self._send("PUT", AD_PRICES if ads else PRICES, {"precos": list(entries)})

    async def delete_price(self, channel: int, sku: str, prefix: str = "") -> Answer:
        path = f"{AD_PRICES}/{channel}/{_part(prefix)}" if prefix else f"{PRICES}/{channel}"
        return await self._send("DELETE", f"{path}/{_part(sku)}")

    async def assumed(self, path: str, query: Query = ()) -> bytes:
        """A read that the hub does not document: see ``assumed.py``."""
        return await self._get(path, query)

    async def call(self, function: Function, request: Prepared) -> Reply:
        """Any documented call, answered as it is."""
        body = request.body if function.method == "PUT" else None
        answer = await self._ask(function.method, request.path, request.query, body)
        return Reply(answer.status_code, answer.headers.get("content-type", ""), answer.content)

    async def aclose(self) -> None:
        """Close connections."""
        await self.exclusive.aclose()
        await self._http.aclose()

    async def _get(self, path: str, query: Query = ()) -> bytes:
        return (await self._ask("GET", path, query)).content

    async def _send(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Answer:
        answer = await self._ask(method, path, body=body)
        told = answer.headers.get("Request-Id", "")
        return Answer(answer.content, {"request_id": told} if told else {})

    async def _ask(
        self, method: str, path: str, query: Query = (), body: Mapping[str, object] | None = None
    ) -> httpx.Response:
        """Raises ``AuthNeeded`` (``keys_used_elsewhere``) where a token as fresh as can be is refused as well."""
        try:
            answer = await self._http.request(
                method,
                path,
                params=list(query),
                content=None if body is None else _JSON.encode(body),
                headers={"Content-Type": "application/json"},
                extensions={"bucket": _bucket(method, path)},
            )
        except AuthNeeded as error:
            if error.code == "login_needed":
                raise AuthNeeded("keys_used_elsewhere") from error
            raise
        if not answer.is_success:
            raise error_of(answer)
        return answer


def paged(offset: int) -> list[tuple[str, str]]:
    """Both are mandatory (section 3)."""
    return [("offset", str(offset)), ("limit", str(PAGE))]


def _bucket(method: str, path: str) -> str:
    return next((bucket for verb, start, bucket in _BUCKETS if verb == method and path.startswith(start)), "*")


def _part(text: str) -> str:
    """One part of a path: SKUs hold slashes and spaces."""
    return quote(text, safe="")
