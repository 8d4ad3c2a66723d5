"""One method per endpoint that the connector uses: plain values in, the answer's bytes out (jumpseller.md 5-9)."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

import httpx
import msgspec

from desktop.domain.errors import Gone
from desktop.platforms.jumpseller.auth import Greeting, Login, limits_of
from desktop.platforms.jumpseller.complaints import error_of
from desktop.platforms.jumpseller.generations import Query
from desktop.platforms.jumpseller.pacing import Heeding
from desktop.platforms.kit.http import client_of, line_of
from desktop.platforms.kit.session import AccountSession

PAGE = 100  # the largest page that every document allows (section 5)

_LARGEST_ID = 2**63  # ids are whole numbers; anything else cannot be in a path
# Amounts are written as numbers with exactly the digits they have.
_JSON = msgspec.json.Encoder(decimal_format="number")


class Client:
    """Jumpseller's API for one account. Raises what the chain raises, and ``Refused``, ``Gone``, ``BrokenAnswer``."""

    def __init__(self, session: AccountSession) -> None:
        line = Heeding(line_of(session), session.limiter)
        self._login = Login(session, line)
        self._http = client_of(session, line, signer=self._login, limited=limits_of(session.clock))

    async def greeting(self) -> Greeting:
        """What the server speaks, and its store's description."""
        return await self._login.greeting()

    async def proved(self) -> Greeting:
        """The same, asked now: proof that the credentials are good."""
        return await self._login.proved()

    async def orders(self, page: int, query: Query) -> bytes:
        return await self._get("/orders.json", [*paged(page), *query])

    async def order(self, order_id: str) -> bytes:
        return await self._get(f"/orders/{number(order_id)}.json")

    async def update_order(self, order_id: str, fields: Mapping[str, object]) -> bytes:
        """Only status, shipment status, tracking and additional fields can be changed (section 6)."""
        return await self.send("PUT", f"/orders/{number(order_id)}.json", {"order": fields})

    async def locations(self) -> bytes:
        return await self._get("/locations.json")

    async def fulfillments(self, order_id: str) -> bytes:
        """Of one order: the path is in the singular (section 2)."""
        return await self._get(f"/order/{number(order_id)}/fulfillments.json")

    async def create_fulfillment(self, fields: Mapping[str, object]) -> bytes:
        return await self.send("POST", "/fulfillments.json", {"fulfillment": fields})

    async def update_fulfillment(self, fulfillment_id: int, fields: Mapping[str, object]) -> bytes:
        return await self.send("PUT", f"/fulfillments/{fulfillment_id}.json", {"fulfillment": fields})

    async def products(self, page: int) -> bytes:
        return await self._get("/products.json", paged(page))

    async def products_count(self) -> bytes:
        return await self._get("/products/count.json")

    async def product(self, product_id: str) -> bytes:
        return await self._get(f"/products/{number(product_id)}.json")

    async def update_product(self, product_id: str, fields: Mapping[str, object]) -> bytes:
        """``name`` and ``price`` must be among the fields (section 8)."""
        return await self.send("PUT", f"/products/{number(product_id)}.json", {"product": fields})

    async def update_variant(self, product_id: str, variant_id: str, fields: Mapping[str, object]) -> bytes:
        path = f"/products/{number(product_id)}/variants/{number(variant_id)}.json"
        return await self.send("PUT", path, {"variant": fields})

    async def categories(self) -> bytes:
        """All of them: this list has no pages (section 5)."""
        return await self._get("/categories.json")

    async def products_with(self, sku: str) -> bytes:
        """Products that a search for this SKU finds; there may be others among them (section 8)."""
        return await self._get("/products/search.json", [("query", sku), ("fields", "sku")])

    async def create_product(self, fields: Mapping[str, object]) -> bytes:
        """``name`` and ``price`` must be among the fields (section 8)."""
        return await self.send("POST", "/products.json", {"product": fields})

    async def create_variant(self, product_id: str, fields: Mapping[str, object]) -> bytes:
        return await self.send("POST", f"/products/{number(product_id)}/variants.json", {"variant": fields})

    async def add_image(self, product_id: str, url: str) -> bytes:
        """By its address only (section 8)."""
        return await self.send("POST", f"/products/{number(product_id)}/images.json", {"image": {"url": url}})

    async def delete_image(self, product_id: str, image_id: int) -> bytes:
        return (await self.ask("DELETE", f"/products/{number(product_id)}/images/{image_id}.json")).content

    async def stock_at(self, location_ids: Sequence[int], product_ids: Sequence[str]) -> bytes:
        """Stock per location, 2026 only; at most 50 ids in either list (section 8)."""
        places, things = ",".join(map(str, location_ids)), ",".join(map(number, product_ids))
        return await self._get("/products_locations", [("location_ids", places), ("product_ids", things)])

    async def update_stock_at(self, fields: Mapping[str, object]) -> bytes:
        """One thing in one location."""
        return await self.send("PUT", "/products_locations", fields)

    async def promotions(self, page: int) -> bytes:
        return await self._get("/promotions.json", paged(page))

    async def promotion(self, promotion_id: str) -> bytes:
        return await self._get(f"/promotions/{number(promotion_id)}.json")

    async def create_promotion(self, fields: Mapping[str, object]) -> bytes:
        return await self.send("POST", "/promotions.json", {"promotion": fields})

    async def update_promotion(self, promotion_id: str, fields: Mapping[str, object]) -> bytes:
        return await self.send("PUT", f"/promotions/{number(promotion_id)}.json", {"promotion": fields})

    async def delete_promotion(self, promotion_id: str) -> bytes:
        return (await self.ask("DELETE", f"/promotions/{number(promotion_id)}.json")).content

    async def aclose(self) -> None:
        await self._login.aclose()
        await self._http.aclose()

    async def send(self, method: str, path: str, body: Mapping[str, object]) -> bytes:
        return (await self.ask(method, path, body=body)).content

    async def ask(
        self, method: str, path: str, query: Query = (), body: Mapping[str, object] | None = None, shown: str = ""
    ) -> httpx.Response:
        """Any call; ``shown`` is what the log says of a path that holds somebody's data. Raises unless 2xx."""
        headers = {"Content-Type": "application/json"} if method in ("POST", "PUT") or body is not None else {}
        content = None if body is None else _JSON.encode(body)
        extensions = {"shown": shown} if shown else {}
        answer = await self._http.request(
            method, path, params=list(query), content=content, headers=headers, extensions=extensions
        )
        if not answer.is_success:
            raise error_of(answer)
        return answer

    async def _get(self, path: str, query: Query = ()) -> bytes:
        return (await self.ask("GET", path, query)).content


def paged(page: int) -> list[tuple[str, str]]:
    """The query of one page, from 1 on."""
    return [("limit", str(PAGE)), ("page", str(page))]


def number(written: str) -> str:
    """An id for a path. Raises ``Gone`` for what cannot be one: nothing can be there."""
    if written.isascii() and written.isdigit() and int(written) < _LARGEST_ID:
        return quote(written)
    raise Gone("not_found")
