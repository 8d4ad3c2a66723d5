"""The Lazada simulator: one door for all APIs under `/rest`, and its side of the `Simulator` protocol."""

from collections.abc import Callable, Iterable
from email import policy
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.journal import Exchange
from desktop.sandbox.lazada import fulfilment, orders, products, signing, truth
from desktop.sandbox.lazada.account import Account, Params, Refusal
from desktop.sandbox.lazada.events import EVENTS, consent
from desktop.sandbox.lazada.others import OTHERS, PROMOTIONS
from desktop.sandbox.lazada.quirks import Quirks
from desktop.sandbox.lazada.world import new_world
from desktop.sandbox.rate import Window
from desktop.sandbox.simulator import Harness, Size
from desktop.sandbox.stage import Stage

BASE = "/rest"
Handler = Callable[[Account, Params], Answer]
EASE: dict[str, tuple[str, Handler]] = {
    "/orders/get": ("GET", orders.get_orders),
    "/order/get": ("GET", orders.get_order),
    "/order/items/get": ("GET", orders.get_items),
    "/orders/items/get": ("GET", orders.get_many_items),
    "/order/document/get": ("GET", fulfilment.document),
    "/order/shipment/providers/get": ("ANY", fulfilment.providers),
    "/order/fulfill/pack": ("POST", fulfilment.pack),
    "/order/package/document/get": ("ANY", fulfilment.awb),
    "/order/package/rts": ("POST", fulfilment.ready),
    "/order/package/repack": ("ANY", fulfilment.repack),
    "/logistic/order/trace": ("ANY", fulfilment.trace),
    "/products/get": ("GET", products.get_products),
    "/product/item/get": ("GET", products.get_item),
    "/product/create": ("POST", products.create),
    "/product/update": ("POST", products.update),
    "/product/price_quantity/update": ("POST", products.set_price),
    "/product/stock/sellable/update": ("ANY", products.set_stock),
    "/product/stock/sellable/adjust": ("POST", products.adjust_stock),
    "/product/deactivate": ("POST", products.deactivate),
    "/product/remove": ("POST", products.remove),
    **OTHERS,
}
ORDINARY: dict[str, tuple[str, Handler]] = {
    "/order/reverse/cancel/validate": ("GET", fulfilment.validate_cancel),
    "/order/reverse/cancel/create": ("ANY", fulfilment.cancel),
    **PROMOTIONS,
}
LOGINS: dict[str, tuple[str, Handler]] = {
    "/auth/token/create": ("ANY", signing.create_token),
    "/auth/token/refresh": ("ANY", signing.refresh_token),
}
APIS = EASE | ORDINARY | LOGINS
CODES = {401: "IllegalAccessToken", 403: "AppWhiteIpLimit", 429: "ApiCallLimit"}


class Lazada(Stage[Account]):
    """One seller, one country."""

    platform = "lazada"
    events = EVENTS
    base_path = BASE

    def __init__(self, harness: Harness, size: Size) -> None:
        super().__init__(harness, size)
        routes = [
            Route("/oauth/authorize", self._consent),
            Route("/oss/proxy/{packages}", self._label),
            Route(BASE + "/{path:path}", self._endpoint, methods=["GET", "POST"]),
        ]
        self.app: ASGIApp = Starlette(routes=routes)

    def _fresh(self) -> Account:
        world = new_world(self._size, self._harness.clock.now())
        return Account(world, self._harness, Quirks(), self._chance())

    async def _endpoint(self, request: Request) -> Response:
        path = request.url.path.removeprefix(BASE)
        try:
            params = await _params(request)
            signing.admit(self._account, path, params)
            method, handler = self._api(path)
            if method not in ("ANY", request.method):
                raise Refusal("InvalidMethod", f"{path} is asked by {method}", "method")
            answer = handler(self._account, params)
        except Refusal as refusal:
            answer = self._account.refused(refusal)
        body = answer.body.replace(b"{root}", str(request.base_url).rstrip("/").encode())
        return Response(body, answer.status, dict(answer.headers))

    def _api(self, path: str) -> tuple[str, Handler]:
        if path not in APIS:
            raise Refusal("InvalidApi", "The specified api does not exist", "path")
        if self._account.quirks.ease_mode and path in ORDINARY:
            raise Refusal("Mp3SellerApiLimit", "This api is not for Marketplace Ease Mode sellers")
        return APIS[path]

    async def _consent(self, request: Request) -> Response:
        """The consent page: the seller says yes and is sent back (section 4.1)."""
        query = request.query_params
        if query.get("client_id") != self._account.world.app_key or query.get("response_type") != "code":
            return Response("unknown app", 400)
        code = consent(self._account, {})["code"]
        sent = {"code": code, **({"state": query["state"]} if "state" in query else {})}
        return RedirectResponse(f"{query['redirect_uri']}?{urlencode(sent)}", 302)

    async def _label(self, request: Request) -> Response:
        """The PDF behind `pdf_url`; the query is signed and short-lived in life."""
        try:
            page = fulfilment.label_pdf(self._account, request.path_params["packages"])
        except Refusal:
            return Response("not found", 404)
        return Response(page, media_type="application/pdf")

    def credentials(self) -> dict[str, str]:
        """An app and tokens that work now."""
        world, account = self._account.world, self._account
        living = [one for one, until in world.refresh_tokens.items() if until > account.now()]
        refresh = living[-1] if living else f"50001{account.rng.getrandbits(128):032x}"
        world.refresh_tokens.setdefault(refresh, account.now() + account.quirks.refresh_life_s)
        access = signing.new_access(account)
        app = {"app_key": world.app_key, "app_secret": world.app_secret, "country": world.country}
        return {**app, "access_token": access, "refresh_token": refresh}

    def windows(self, exchange: Exchange) -> Iterable[Window]:
        """The pace for each seller; tokens and files do not count."""
        if not exchange.path.startswith(BASE) or exchange.path.startswith(f"{BASE}/auth/"):
            return ()
        return (Window(self._account.quirks.per_second, 1.0),)

    def refusal(self, status: int, path: str, retry_after: float | None) -> Answer:
        """Errors come with status 200 and a code (sections 3.1 and 6); trouble of the gateway keeps its status."""
        if status >= 500:
            return json_answer({"code": "SystemError", "type": "SYSTEM", "message": "system error"}, status)
        wait = f"Api access frequency exceeds the limit. this ban will last {round(retry_after or 1)} seconds"
        told = {"code": CODES.get(status, str(status)), "type": "ISV", "message": wait if status == 429 else "refused"}
        return json_answer({**told, "request_id": self._account.request_id()})

    def truth(self, order: str | None) -> dict[str, Any]:
        """See `truth.py`."""
        return truth.whole(self._account, order)


async def _params(request: Request) -> dict[str, str]:
    """All parameters of the query and of the form; files are not among them (section 3)."""
    found = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if request.method != "POST":
        return found
    body = await request.body()
    if kind.startswith("multipart/form-data"):
        return found | _parts(kind, body)
    return found | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _parts(kind: str, body: bytes) -> dict[str, str]:
    """The plain fields of a form with files."""
    whole = BytesParser(policy=policy.HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    told: dict[str, str] = {}
    for part in whole.iter_parts():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and part.get_filename() is None and isinstance(content, bytes):
            told[name] = content.decode("utf-8", "replace")
    return told
