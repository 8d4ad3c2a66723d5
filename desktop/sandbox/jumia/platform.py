"""The Jumia simulator: its routes, and its side of the `Simulator` protocol."""

import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from desktop.sandbox import practice
from desktop.sandbox.answer import Answer
from desktop.sandbox.journal import Exchange
from desktop.sandbox.jumia import (
    catalog,
    feeds,
    labels,
    money_and_stock,
    order_list,
    packing,
    reads,
    shipping,
    token_endpoint,
    truth,
)
from desktop.sandbox.jumia.account import MANAGER, VIEWER, Account
from desktop.sandbox.jumia.checks import check_headers
from desktop.sandbox.jumia.events import EVENTS
from desktop.sandbox.jumia.listings import Shelf, stock_shelf
from desktop.sandbox.jumia.mutations import HOMES, MUTATIONS
from desktop.sandbox.jumia.quirks import Quirks
from desktop.sandbox.jumia.refusals import Refusal, gateway_answer
from desktop.sandbox.jumia.seeding import new_world
from desktop.sandbox.jumia.tokens import TokenBook
from desktop.sandbox.jumia.world import World
from desktop.sandbox.rate import Window
from desktop.sandbox.simulator import Harness, Size
from desktop.sandbox.stage import Stage

Handler = Callable[[Account, Request], Awaitable[Answer]]

READ, WRITE, ANY = (VIEWER, MANAGER), (MANAGER,), ()
V2_PACK = "/v2/orders/pack"
WRITES = (V2_PACK, "/orders/pack", "/orders/ready-to-ship", "/orders/cancel")

TABLE: tuple[tuple[str, str, tuple[str, ...], Handler], ...] = (
    ("GET", "/shops", ANY, reads.shops),
    ("GET", "/shops-of-master-shop", ANY, reads.shops),
    ("GET", "/orders", READ, order_list.orders),
    ("GET", "/orders/items", READ, reads.items),
    ("GET", "/orders/shipment-providers", READ, reads.providers),
    ("POST", V2_PACK, WRITE, packing.pack),
    ("POST", "/orders/pack", WRITE, packing.pack_older),
    ("POST", "/orders/ready-to-ship", WRITE, shipping.ready_to_ship),
    ("POST", "/orders/print-labels", WRITE, labels.print_labels),
    ("PUT", "/orders/cancel", WRITE, shipping.cancel),
    ("GET", "/catalog/brands", ANY, catalog.brands),
    ("GET", "/catalog/categories", ANY, catalog.categories),
    ("GET", "/catalog/attribute-sets/{set_id}", ANY, catalog.attributes),
    ("GET", "/catalog/products", ANY, catalog.products),
    ("GET", "/catalog/stock", ANY, catalog.stock),
    ("POST", "/feeds/products/{kind}", ANY, feeds.take),
    ("GET", "/feeds/{feed_id}", ANY, feeds.show),
    ("POST", "/consignment-order", ANY, money_and_stock.consign),
    ("PATCH", "/consignment-order/{number}", ANY, money_and_stock.change_consignment),
    ("GET", "/consignment-stock", ANY, money_and_stock.consignment_stock),
    ("GET", "/payout-statement", ANY, money_and_stock.payouts),
    ("GET", "/catalog/stock/salesorderitem/{item_id}", ANY, reads.product_of_item),
)
"""Method, path, roles of which one is needed (section 1.2), handler (section 11)."""


class Jumia(Stage[Account]):
    """Jumia Vendor Center over one master account."""

    platform = "jumia"
    events = EVENTS
    base_path = ""

    def __init__(self, harness: Harness, size: Size) -> None:
        super().__init__(harness, size)
        self.mutations = MUTATIONS
        self.homes = HOMES
        self.triggers = {
            "access_expired": lambda fault: self._account.tokens.end_access(),
            "refresh_revoked": lambda fault: self._account.tokens.end_refresh(),
        }
        self.app: ASGIApp = self._routes()

    def _fresh(self) -> Account:
        """An account as the seed makes it, its first generated token included."""
        rng, now = random.Random(f"jumia {self._size.seed}"), self._harness.clock.now()
        client_id, generated = practice.uuid(rng), f"{rng.getrandbits(256):064x}"
        tokens, quirks = TokenBook(client_id, generated), Quirks()
        tokens.accept(generated, now + quirks.refresh_life_s)
        world = new_world(self._size, now)
        shelf = stock_shelf(world.shops, world.skus, self._size.seed, int(now))
        return Account(world, tokens, self._harness, rng, shelf, quirks)

    def _routes(self) -> Starlette:
        routes = [Route(path, self._guarded(handler, roles), methods=[verb]) for verb, path, roles, handler in TABLE]
        routes.append(Route("/token", self._guarded(token_endpoint.token, None), methods=["POST"]))
        return Starlette(routes=routes, exception_handlers={404: self._no_route, 405: self._wrong_method})

    def _guarded(self, handler: Handler, roles: tuple[str, ...] | None) -> Callable[[Request], Awaitable[Response]]:
        """A handler behind the checks that all share; `/token` (roles None) has its own."""

        async def endpoint(request: Request) -> Response:
            try:
                if roles is not None:
                    self._account.authorize(request, roles)
                    check_headers(request, self._harness.ledger)
                return (await handler(self._account, request)).response()
            except Refusal as refusal:
                return self._account.refuse(refusal, request).response()

        return endpoint

    async def _no_route(self, request: Request, error: Exception) -> Response:
        refusal = Refusal(404, "no Route matched with those values", "path", "NOT_FOUND")
        return self._account.refuse(refusal, request).response()

    async def _wrong_method(self, request: Request, error: Exception) -> Response:
        refusal = Refusal(405, f"{request.method} is not allowed here", "method", "METHOD_NOT_ALLOWED")
        return self._account.refuse(refusal, request).response()

    def credentials(self) -> dict[str, str]:
        """Client id and a refresh token that works now; a used one is replaced as by Generate Token."""
        tokens, self._harness.dirty = self._account.tokens, True
        usable = tokens.usable(self._harness.clock.now(), self._account.quirks)
        return {"client_id": tokens.client_id, "refresh_token": usable}

    def windows(self, exchange: Exchange) -> Iterable[Window]:
        """4 in any second and 200 in any minute; `/token` does not count (section 2.1)."""
        if exchange.path == "/token":
            return ()
        quirks = self._account.quirks
        return (Window(quirks.per_second, 1.0), Window(quirks.per_minute, 60.0))

    def refusal(self, status: int, path: str, retry_after: float | None) -> Answer:
        """The gateway's own answers."""
        told = retry_after if self._account.quirks.retry_after else None
        return gateway_answer(status, self._account.quirks.empty_401, told)

    def unanswered(self, exchange: Exchange, committed: bool) -> None:
        """Remember which items, or which refresh token, the client cannot be sure of."""
        if exchange.path in (*WRITES, "/orders/items"):
            self._account.went_unanswered(exchange, committed)
        elif exchange.path == "/token" and committed:
            sent = parse_qs(exchange.body.decode("latin-1")).get("refresh_token", [""])[0]
            self._account.tokens.answer_lost(sent)

    def truth(self, order: str | None) -> dict[str, Any]:
        """See `truth.py`."""
        return truth.whole(self._account, order)

    def turn(self, changes: dict[str, Any]) -> None:
        """Turn switches; the reply-losing one arms a fault. Raises ValueError."""
        super().turn(changes)
        if lost := changes.get("lost_pack_reply"):
            rule = {"kind": "lost_answer", "path": V2_PACK, "method": "POST", "count": lost}
            self._harness.faults.arm(rule, {"lost_answer"})

    def dump(self) -> dict[str, Any]:
        """World, tokens, switches and roles."""
        account = self._account
        return {
            "world": account.world.dump(),
            "tokens": account.tokens.dump(),
            "quirks": asdict(account.quirks),
            "roles": account.roles,
            "unsure": account.unsure,
            "shelf": asdict(account.shelf),
        }

    def load(self, dumped: dict[str, Any]) -> None:
        """What `dump` gave."""
        account = self._account
        account.world, account.tokens = World.loaded(dumped["world"]), TokenBook.loaded(dumped["tokens"])
        account.quirks, account.roles = Quirks(**dumped["quirks"]), dumped["roles"]
        if "shelf" in dumped:  # a state file from before shops had catalogs
            account.shelf = Shelf.loaded(dumped["shelf"])
        account.unsure = {item_id: (path, done) for item_id, (path, done) in dumped["unsure"].items()}
