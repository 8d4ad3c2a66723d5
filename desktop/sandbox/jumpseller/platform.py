"""The Jumpseller simulator: every operation of both contracts, and its side of the `Simulator` protocol."""

from collections.abc import Callable, Iterable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.clock import iso
from desktop.sandbox.journal import Exchange
from desktop.sandbox.jumpseller import (
    contract,
    fulfillments,
    gatekeeping,
    orders,
    products,
    promotions,
    records,
    seeding,
    truth,
)
from desktop.sandbox.jumpseller.account import Account, Refusal, document
from desktop.sandbox.jumpseller.contract import Operation
from desktop.sandbox.jumpseller.events import EVENTS
from desktop.sandbox.jumpseller.quirks import Quirks
from desktop.sandbox.rate import Window
from desktop.sandbox.simulator import Harness, Size
from desktop.sandbox.stage import Stage

BASE = "/v1"
Handler = Callable[[Account, Operation, list[str], dict[str, str], Any], Answer]

# What is more than a record in a collection, by method and path.
SPECIAL: dict[tuple[str, str], Handler] = {
    ("GET", "/orders.json"): orders.listed,
    ("GET", "/orders/search.json"): orders.searched,
    ("GET", "/orders/status/{status}.json"): orders.by_status,
    ("GET", "/orders/after/{id}.json"): orders.after,
    ("PUT", "/orders/{id}.json"): orders.change,
    ("GET", "/orders/{id}/history.json"): orders.history,
    ("POST", "/orders/{id}/history.json"): orders.history,
    ("POST", "/products.json"): products.create,
    ("PUT", "/products/{id}.json"): products.change,
    ("GET", "/products/search.json"): products.searched,
    ("GET", "/products/after/{id}.json"): products.after,
    ("GET", "/products/status/{status}.json"): products.by_status,
    ("GET", "/products/status/{status}/count.json"): products.by_status,
    ("GET", "/products/category/{category_id}.json"): products.by_category,
    ("GET", "/products/category/{category_id}/count.json"): products.by_category,
    ("POST", "/products/{id}/variants.json"): products.create_variant,
    ("PUT", "/products/{id}/variants/{variant_id}.json"): products.change_variant,
    ("GET", "/products_locations"): products.stock_at,
    ("PUT", "/products_locations"): products.stock_at,
    ("POST", "/fulfillments.json"): fulfillments.create,
    ("PUT", "/fulfillments/{id}.json"): fulfillments.change,
    ("GET", "/fulfillments/{id}/label.json"): fulfillments.label,
    ("POST", "/fulfillments/rates.json"): fulfillments.rates,
    ("GET", "/order/{id}/fulfillments.json"): fulfillments.of_order,
    ("POST", "/promotions.json"): promotions.create,
    ("PUT", "/promotions/{id}.json"): promotions.change,
    ("DELETE", "/promotions/{id}.json"): promotions.delete,
}


class Jumpseller(Stage[Account]):
    """Jumpseller over one store."""

    platform = "jumpseller"
    events = EVENTS
    base_path = BASE

    def __init__(self, harness: Harness, size: Size) -> None:
        super().__init__(harness, size)
        verbs = ["GET", "POST", "PUT", "DELETE", "PATCH"]
        self.app: ASGIApp = Starlette(routes=[Route("/{path:path}", self._endpoint, methods=verbs)])

    def _fresh(self) -> Account:
        world = seeding.new_world(self._size, self._harness.clock.now())
        return Account(world, self._harness, Quirks(), self._chance())

    async def _endpoint(self, request: Request) -> Response:
        try:
            answer = await self._answer(request)
        except Refusal as refusal:
            answer = self._account.refused(refusal)
        for name, value in gatekeeping.limit_headers(self._account, self._left()):
            answer = answer.with_header(name, value)
        return answer.response()

    async def _answer(self, request: Request) -> Answer:
        path = request.url.path.removeprefix(BASE)
        if not request.url.path.startswith(f"{BASE}/"):
            raise Refusal(404, "Not found", "path")
        gatekeeping.admit(self._account, request)
        operation, values = self._operation(request.method, path)
        query = self._query(operation, request)
        body = await self._body(operation, request)
        handler = SPECIAL.get((operation.method, operation.path))
        if handler is not None:
            return handler(self._account, operation, values, query, body)
        if operation.path == "/store/info.json":
            return self._store_info()
        return records.answer(self._account, operation, values, query, body)

    def _operation(self, method: str, path: str) -> tuple[Operation, list[str]]:
        generation = self._account.quirks.generation
        found = contract.operation(generation, method, path)
        if found is None:
            other = contract.is_known(generation, path)
            elsewhere = contract.is_known("2026" if generation == "2021" else "2021", path)
            # A path of the other generation may be asked once, to find out which one answers.
            kind = "method" if other else None if elsewhere else "path"
            raise Refusal(404, "Not found", kind)
        return found

    def _query(self, operation: Operation, request: Request) -> dict[str, str]:
        given = {key: "|".join(request.query_params.getlist(key)) for key in request.query_params}
        if missing := [name for name, required in operation.query.items() if required and name not in given]:
            raise Refusal(422, f"missing parameter: {', '.join(missing)}", "parameter")
        if unknown := sorted(given.keys() - operation.query.keys() - {"login", "authtoken"}):
            raise Refusal(422, f"unknown parameter: {', '.join(unknown)}", "parameter")
        return given

    async def _body(self, operation: Operation, request: Request) -> Any:
        if operation.body is None:
            return None
        if operation.method == "DELETE" and not await request.body():
            return {}
        given = await document(request)
        if wrong := contract.complaint(operation.body, given):
            raise Refusal(422, wrong, "body")
        return given

    def _store_info(self) -> Answer:
        """GET /store/info.json, not wrapped; it gives the hooks' signing secret away (section 3)."""
        world = self._account.world
        return json_answer(
            {
                "name": "Practice store",
                "code": "practice-store",
                "currency": world.currency,
                "country": world.country,
                "timezone": "Africa/Nairobi",
                "email": "owner@example.test",
                "hooks_token": f"hooks-{world.authtoken[:12]}",
                "url": "https://practice-store.example",
                "weight_unit": "kg",
                "subscription_plan": "pro",
                "subscription_status": "active",
                "address": {"city": "Nairobi"},
            }
        )

    def _left(self) -> tuple[int, int]:
        second, minute = gatekeeping.limits(self._account)
        limiter = self._harness.limiter
        return limiter.left("account", Window(second, 1.0)), limiter.left("account", Window(minute, 60.0))

    def credentials(self) -> dict[str, str]:
        """The pair that works now."""
        return {"login": self._account.world.login, "authtoken": self._account.world.authtoken}

    def windows(self, exchange: Exchange) -> Iterable[Window]:
        """Per second and per minute (section 4)."""
        second, minute = gatekeeping.limits(self._account)
        return (Window(second, 1.0), Window(minute, 60.0))

    def refusal(self, status: int, path: str, retry_after: float | None) -> Answer:
        """Too fast is 429 in 2026 and 403 with words in 2021; a ban tells when it ends (section 4)."""
        if status != 429:
            return json_answer({"message": f"Error {status}"}, status)
        is_old = self._account.quirks.generation == "2021"
        answer = json_answer({"message": "You have exceeded the rate limit"}, 403 if is_old else 429)
        for name, value in gatekeeping.limit_headers(self._account, (0, 0)):
            answer = answer.with_header(name, value)
        if self._harness.limiter.banned() is None or retry_after is None:
            return answer
        until = iso(self._harness.clock.now() + retry_after).replace("Z", "+00:00")
        return answer.with_header("jumpseller-bannedbyratelimit-reset", until)

    def truth(self, order: str | None) -> dict[str, Any]:
        """See `truth.py`."""
        return truth.whole(self._account, order)

    def load(self, dumped: dict[str, Any]) -> None:
        """What `dump` gave; JSON knows no numbers as keys."""
        super().load(dumped)
        world = self._account.world
        world.collections = {
            path: {int(id_): record for id_, record in found.items()} for path, found in world.collections.items()
        }
