"""One method per endpoint that the connector uses: plain values in, the answer's bytes out (jumia.md 4 and 5)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx
import orjson

from desktop.domain.errors import Refused
from desktop.domain.functions import Function, Reply
from desktop.platforms.jumia.auth import Bearer
from desktop.platforms.jumia.complaints import error_of
from desktop.platforms.kit.calls import Prepared
from desktop.platforms.kit.http import client_of, line_of
from desktop.platforms.kit.retry import REPEATABLE
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.kit.wire import Whole

PAGE = 100  # more was refused by the live API (jumia.md 5.1)
LARGEST_LABEL = 5 * 1024 * 1024

Query = Sequence[tuple[str, str]]


class Client:
    """Jumia's API for one account. Raises what the chain raises, and ``Refused``, ``Gone``, ``BrokenAnswer``."""

    def __init__(self, session: AccountSession) -> None:
        self._line = line_of(session)
        self.bearer = Bearer(session, self._line)
        self._http = client_of(session, self._line, signer=self.bearer)
        self._elsewhere = client_of(session, Whole(self._line, LARGEST_LABEL))

    async def shops(self) -> bytes:
        return await self._get("/shops")

    async def shops_of_master_shop(self) -> bytes:
        return await self._get("/shops-of-master-shop")

    async def orders(self, start: datetime, end: datetime, *, by_update: bool, token: str | None) -> bytes:
        """A page of orders created (or updated) from ``start`` to ``end``, oldest first."""
        after, before = ("updatedAfter", "updatedBefore") if by_update else ("createdAfter", "createdBefore")
        query = [(after, wire_time(start)), (before, wire_time(end, up=True)), ("size", str(PAGE)), ("sort", "ASC")]
        return await self._get("/orders", query + ([("token", token)] if token else []))

    async def order_items(self, order_ids: Sequence[str]) -> bytes:
        """The items of at most 25 orders."""
        return await self._get("/orders/items", [("orderId", order_id) for order_id in order_ids])

    async def shipment_providers(self, item_ids: Sequence[str]) -> bytes:
        """What may be chosen for at most 50 items."""
        return await self._get("/orders/shipment-providers", [("orderItemId", item_id) for item_id in item_ids])

    async def pack(self, packages: Sequence[Mapping[str, object]]) -> bytes:
        return await self._send("POST", "/v2/orders/pack", {"packages": packages})

    async def ready_to_ship(self, item_ids: Sequence[str]) -> bytes:
        return await self._send("POST", "/orders/ready-to-ship", {"orderItemIds": item_ids})

    async def cancel(self, item_ids: Sequence[str]) -> bytes:
        return await self._send("PUT", "/orders/cancel", {"orderItemIds": item_ids})

    async def print_labels(self, item_ids: Sequence[str]) -> bytes:
        """Changes nothing at Jumia, so it may be repeated like a read (jumia.md 5.7)."""
        return await self._send("POST", "/orders/print-labels", {"orderItemIds": item_ids}, extensions=REPEATABLE)

    async def products(self, query: Query) -> bytes:
        """A page of product sets with their variations (section 6.4)."""
        return await self._get("/catalog/products", query)

    async def stock(self, query: Query) -> bytes:
        """A page of stock (section 6.5)."""
        return await self._get("/catalog/stock", query)

    async def categories(self, query: Query) -> bytes:
        """A page of the tree (section 6.2)."""
        return await self._get("/catalog/categories", query)

    async def brands(self, query: Query) -> bytes:
        """A page of brands (section 6.1)."""
        return await self._get("/catalog/brands", query)

    async def attribute_set(self, set_id: str) -> bytes:
        """What products of some categories tell (section 6.3)."""
        return await self._get(f"/catalog/attribute-sets/{quote(set_id, safe='')}")

    async def feed(self, kind: str, content: Mapping[str, object]) -> bytes:
        """Hand in a feed: ``create``, ``update``, ``stock``, ``price`` or ``status`` (section 7)."""
        return await self._send("POST", f"/feeds/products/{kind}", content)

    async def feed_result(self, feed_id: str) -> bytes:
        """How far a feed is, item by item."""
        return await self._get(f"/feeds/{quote(feed_id, safe='')}")

    async def call(self, function: Function, request: Prepared) -> Reply:
        """Any documented call, answered as it is. Raises as every other call does."""
        has_body = function.method != "GET"
        answer = await self._http.request(
            function.method,
            request.path,
            params=list(request.query),
            content=orjson.dumps(request.body) if has_body else None,
            headers={"Content-Type": "application/json"} if has_body else {},
            extensions={} if function.writes else dict(REPEATABLE),
        )
        return Reply(answer.status_code, answer.headers.get("content-type", ""), _body(answer))

    async def label_at(self, url: str) -> bytes:
        """A label that Jumia handed out as an address. Our token goes to the account's own address only."""
        target = self._http.base_url.join(url)
        is_ours = _origin(target) == _origin(self._http.base_url)
        if not is_ours and (target.scheme != "https" or target.userinfo):
            raise Refused("label_address", host=target.host)
        client = self._http if is_ours else self._elsewhere
        return _body(await client.get(target, headers={"Accept": "application/pdf"}))

    async def aclose(self) -> None:
        await self.bearer.aclose()
        await self._http.aclose()

    async def _get(self, path: str, query: Query = ()) -> bytes:
        return _body(await self._http.get(path, params=list(query)))

    async def _send(
        self, method: str, path: str, content: Mapping[str, object], extensions: Mapping[str, object] | None = None
    ) -> bytes:
        headers = {"Content-Type": "application/json"}
        body = orjson.dumps(content)
        answer = await self._http.request(
            method, path, content=body, headers=headers, extensions=dict(extensions or {})
        )
        return _body(answer)


def wire_time(moment: datetime, *, up: bool = False) -> str:
    """``YYYY-MM-DD HH:mm:ss`` in UTC, rounded down to the second, or up (jumia.md 5.1)."""
    rounded = moment.astimezone(UTC) + timedelta(microseconds=999_999 if up else 0)
    return rounded.strftime("%Y-%m-%d %H:%M:%S")


def _body(response: httpx.Response) -> bytes:
    if not response.is_success:
        raise error_of(response)
    return response.content


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
