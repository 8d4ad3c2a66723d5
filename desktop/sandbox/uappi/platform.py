"""The Uappi simulator: its routes, its exclusive token, and its side of the `Simulator` protocol."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.journal import Exchange
from desktop.sandbox.rate import Window
from desktop.sandbox.simulator import Harness, Size
from desktop.sandbox.stage import Stage
from desktop.sandbox.uappi import reads, truth, writes
from desktop.sandbox.uappi.account import Account, Refusal, document
from desktop.sandbox.uappi.events import EVENTS
from desktop.sandbox.uappi.quirks import Quirks
from desktop.sandbox.uappi.world import new_world

BASE = "/omni-api"
AUTH = f"{BASE}/v1/logistic/auth"
PAGE_OF_THE_WALL = b"<html><head><title>403 Forbidden</title></head><body>Request blocked</body></html>"
Handler = Callable[[Account, Request], Awaitable[Answer]]

# Method, path, requests a minute (0: nowhere stated), handler (section 4).
ML = "/v1/erp/mercadolivre/items/customized-prices"
TABLE: tuple[tuple[str, str, int, Handler], ...] = (
    ("GET", "/v1/logistic/orders/{number}/shipment_labels", 0, reads.labels),
    ("GET", "/v1/erp/channels", 10, reads.channels),
    ("GET", "/v1/erp/products/security-stock", 40, reads.safety),
    ("PUT", "/v1/erp/products/security-stock", 40, writes.set_safety),
    ("GET", "/v1/erp/products/customized-prices", 40, reads.prices),
    ("PUT", "/v1/erp/products/customized-prices", 60, writes.set_prices),
    ("DELETE", "/v1/erp/products/customized-prices/{channel}/{sku:path}", 60, writes.delete_price),
    ("PUT", ML, 60, writes.set_ad_prices),
    ("DELETE", f"{ML}/{{channel}}/{{prefix}}/{{sku:path}}", 60, writes.delete_ad_price),
    ("GET", "/v1/erp/orders", 40, reads.orders),
    ("GET", "/v1/erp/orders/{number}", 40, reads.order),
    ("GET", "/v1/erp/products", 40, reads.products),
)


class Uappi(Stage[Account]):
    """The hub over one seller's integration."""

    platform = "uappi"
    events = EVENTS
    base_path = BASE

    def __init__(self, harness: Harness, size: Size) -> None:
        super().__init__(harness, size)
        self.triggers = {"access_expired": lambda fault: self._evict()}
        routes = [Route(BASE + path, self._guarded(handler), methods=[verb]) for verb, path, _rate, handler in TABLE]
        routes.append(Route(AUTH, self._auth, methods=["POST"]))
        self.app: ASGIApp = Starlette(routes=routes, exception_handlers={404: self._no_route, 405: self._no_route})

    def _fresh(self) -> Account:
        world = new_world(self._size, self._harness.clock.now())
        return Account(world, self._harness, Quirks(), self._chance())

    def _evict(self) -> None:
        self._account.world.token = ""

    def _guarded(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                self._admit(request)
                answer = await handler(self._account, request)
            except Refusal as refusal:
                answer = self._account.refused(refusal)
            if request.method != "GET":  # only writes tell their limits (section 1)
                answer = answer.with_header("request-id", f"{self._account.rng.getrandbits(64):016x}")
                for name, value in self._limits(request.method, request.url.path):
                    answer = answer.with_header(name, value)
            return answer.response()

        return endpoint

    def _admit(self, request: Request) -> None:
        """App token, user agent, then the one living token (sections 1 and 2). Raises Refusal."""
        world = self._account.world
        if request.headers.get("app-token") != world.app_token:
            raise Refusal(401, "App-Token inválido", "auth")
        if not request.headers.get("user-agent"):
            raise Refusal(403, "User-Agent obrigatório", "header")
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer":
            raise Refusal(401, "Token inválido", "auth")
        if not world.token or token != world.token or self._account.now() >= world.token_until:
            raise Refusal(401, "Token inválido")

    async def _auth(self, request: Request) -> Response:
        """POST /v1/logistic/auth: a new token, and the former one is dead at once."""
        try:
            if request.headers.get("app-token") != self._account.world.app_token:
                raise Refusal(401, "App-Token inválido", "auth")
            body = await document(request, {"apiKey": str, "secretKey": str})
            if (body["apiKey"], body["secretKey"]) != (self._account.world.api_key, self._account.world.secret_key):
                raise Refusal(401, "Credenciais inválidas", "auth")
        except Refusal as refusal:
            return self._account.refused(refusal).response()
        world = self._account.world
        world.token = f"token.{self._account.rng.getrandbits(128):032x}.sig"
        world.token_until = self._account.now() + self._account.quirks.token_life_s
        self._harness.dirty = True
        return json_answer({"token": world.token}, 201).response()

    def _limits(self, method: str, path: str) -> list[tuple[str, str]]:
        windows = list(self._windows_of(method, path))
        if not windows:
            return []
        left = self._harness.limiter.left(windows[0].key, windows[0])
        return [("x-ratelimit-limit", str(windows[0].limit)), ("x-ratelimit-remaining", str(left))]

    async def _no_route(self, request: Request, error: Exception) -> Response:
        return self._account.refused(Refusal(404, "Recurso não encontrado", "path")).response()

    def credentials(self) -> dict[str, str]:
        """The keys of the seller's integration."""
        world = self._account.world
        return {"app_token": world.app_token, "api_key": world.api_key, "secret_key": world.secret_key}

    def windows(self, exchange: Exchange) -> Iterable[Window]:
        """Each endpoint has a limit of its own (section 4)."""
        return self._windows_of(exchange.method, exchange.path)

    def _windows_of(self, method: str, path: str) -> Iterable[Window]:
        for verb, pattern, rate, _handler in TABLE:
            literal = BASE + pattern.split("{")[0]
            fits = path == literal if "{" not in pattern else path.startswith(literal) and path != literal
            if verb == method and rate and fits:
                return (Window(rate, 60.0, f"{verb} {pattern}"),)
        return ()

    def refusal(self, status: int, path: str, retry_after: float | None) -> Answer:
        """The hub's own words, or the page of the wall in front of it."""
        if status == 403 or self._account.quirks.firewall:
            return Answer(403, PAGE_OF_THE_WALL, (("content-type", "text/html"),))
        answer = json_answer({"error": "Limite excedido" if status == 429 else "Requisição rejeitada."}, status)
        return answer if retry_after is None else answer.with_header("retry-after", f"{max(1, round(retry_after))}")

    def truth(self, order: str | None) -> dict[str, Any]:
        """See `truth.py`."""
        return truth.whole(self._account, order)
