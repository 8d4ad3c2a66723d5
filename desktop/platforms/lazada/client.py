"""One method per endpoint that the connector uses: parameters in, the answer's bytes out (lazada.md 3 to 6).

An error is told by the ``code`` in the body. Every call goes to one site of the account.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress

import httpx

from desktop.domain.errors import BrokenAnswer, Refused, TryLater, Unsure
from desktop.domain.functions import Function, Reply
from desktop.platforms.kit.calls import Prepared
from desktop.platforms.kit.http import client_of, line_of
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.kit.wire import Whole
from desktop.platforms.lazada.auth import Asked, Tokens
from desktop.platforms.lazada.codes import HOSTS, LABEL_HOSTS
from desktop.platforms.lazada.complaints import error_of, limited, login_refused
from desktop.platforms.lazada.sites import Site

LARGEST_LABEL = 5 * 1024 * 1024
LARGEST_IMAGE = 3 * 1024 * 1024  # section 12
TRIES = 3
PATIENCE_S = 60.0  # what lasts longer is for later


class Client:
    """Lazada's API for one account. Raises what the chain raises, and ``Refused``, ``Gone``, ``BrokenAnswer``."""

    def __init__(self, session: AccountSession) -> None:
        self._session = session
        line = line_of(session)
        self.tokens = Tokens(session, line)
        self._http = client_of(session, line, signer=self.tokens, limited=limited, login_refused=login_refused)
        self._elsewhere = client_of(session, Whole(line, LARGEST_LABEL))

    async def seller(self, site: Site) -> bytes:
        return await self.read(site, "/seller/get")

    async def orders(self, site: Site, query: Mapping[str, str]) -> bytes:
        return await self.read(site, "/orders/get", query)

    async def items(self, site: Site, order_ids: Sequence[str]) -> bytes:
        """The items of at most 50 orders; one wrong id fails the whole call (section 8.4)."""
        return await self.read(site, "/orders/items/get", {"order_ids": compact([_number(one) for one in order_ids])})

    async def providers(self, site: Site, orders: Mapping[str, Sequence[str]]) -> bytes:
        """What may be chosen for these items, by order: at most 20 orders (section 9.1)."""
        wanted = [
            {"order_id": _number(order), "order_item_ids": [_number(one) for one in items]}
            for order, items in orders.items()
        ]
        given = {"getShipmentProvidersReq": compact({"orders": wanted})}
        return await self.read(site, "/order/shipment/providers/get", given, method="POST")

    async def pack(self, site: Site, orders: Mapping[str, Sequence[str]], choice: Mapping[str, str]) -> bytes:
        """Pack these items, by order; ``choice`` holds what the providers call said must be passed on (section 9.2)."""
        wanted = [
            {"order_id": _number(order), "order_item_list": [_number(one) for one in items]}
            for order, items in orders.items()
        ]
        request = {"pack_order_list": wanted, "delivery_type": "dropship", **choice}
        return await self.write(site, "/order/fulfill/pack", {"packReq": compact(request)})

    async def ready_to_ship(self, site: Site, packages: Sequence[str]) -> bytes:
        return await self.write(site, "/order/package/rts", {"readyToShipReq": _packages(packages)})

    async def repack(self, site: Site, packages: Sequence[str]) -> bytes:
        return await self.write(site, "/order/package/repack", {"rePackReq": _packages(packages)})

    async def set_invoice(self, site: Site, item: str, number: str) -> bytes:
        """The invoice number of one item (section 8.8)."""
        return await self.write(site, "/order/invoice_number/set", {"order_item_id": item, "invoice_number": number})

    async def trace(self, site: Site, order: str) -> bytes:
        """Where an order's parcels are (section 9.6)."""
        return await self.read(site, "/logistic/order/trace", {"order_id": order, "locale": "en"})

    async def cancel_choices(self, site: Site, order: str, items: Sequence[str]) -> bytes:
        return await self.read(site, "/order/reverse/cancel/validate", _cancelled(order, items))

    async def cancel(self, site: Site, order: str, items: Sequence[str], reason: str) -> bytes:
        """The reference names GET for it, so it is sent that way, and yet never twice (section 9.7)."""
        given = {**_cancelled(order, items), "reason_id": reason}
        return await self.write(site, "/order/reverse/cancel/create", given, method="GET")

    async def label(self, site: Site, package: str) -> bytes:
        """PrintAWB of one package; changes nothing (section 9.3)."""
        request = compact({"doc_type": "PDF", "packages": [{"package_id": package}]})
        return await self.read(site, "/order/package/document/get", {"getDocumentReq": request}, method="POST")

    async def document(self, site: Site, items: Sequence[str]) -> bytes:
        """GetDocument: the older way to a label (section 8.7)."""
        given = {"doc_type": "shippingLabel", "order_item_ids": compact([_number(one) for one in items])}
        return await self.read(site, "/order/document/get", given)

    async def products(self, site: Site, query: Mapping[str, str]) -> bytes:
        return await self.read(site, "/products/get", {"filter": "all", "options": "1", **query})

    async def product(self, site: Site, item_id: str) -> bytes:
        return await self.read(site, "/product/item/get", {"item_id": item_id})

    async def upload_image(self, site: Site, content: bytes) -> bytes:
        """Lay a picture down at Lazada; nothing refers to it until a product does: it may be repeated (section 12)."""
        asked = Asked("/image/upload", {}, site.country, {"image": content})
        answer = await self._asked("POST", asked, repeatable=True)
        if error := error_of(answer, writes=False):
            raise error
        return answer.content

    async def read(
        self, site: Site, path: str, parameters: Mapping[str, str] | None = None, *, method: str = "GET"
    ) -> bytes:
        """Ask something; what Lazada itself calls passing trouble is tried three times (section 6.1)."""
        for attempt in range(1, TRIES + 1):
            answer = await self._asked(method, Asked(path, parameters or {}, site.country), repeatable=True)
            error = error_of(answer, writes=False)
            if error is None:
                return answer.content
            if not isinstance(error, TryLater) or attempt == TRIES or error.after_s > PATIENCE_S:
                raise error
            await self._session.sleep(float(attempt))
        raise TryLater("platform_trouble")

    async def write(self, site: Site, path: str, parameters: Mapping[str, str], *, method: str = "POST") -> bytes:
        """Change something: at most once on the wire."""
        asked = Asked(path, parameters, site.country)
        return _changed(await self._asked(method, asked, repeatable=False)).content

    async def call(self, site: Site, function: Function, prepared: Prepared) -> Reply:
        """Any documented call, answered as it is."""
        files = {name: _image(content) for name, content in prepared.files.items()}
        asked = Asked(prepared.path, dict(prepared.query) | dict(prepared.form), site.country, files)
        answer = await self._asked(prepared.method, asked, repeatable=not function.writes)
        if function.writes:
            answer = _changed(answer)
        elif error := error_of(answer, writes=False):
            raise error
        return Reply(answer.status_code, answer.headers.get("Content-Type", ""), answer.content)

    async def label_at(self, site: Site, address: str) -> bytes:
        """Download a label from Lazada's own hosts, or from the account's own server (section 9.3)."""
        home = httpx.URL(self._session.base_url)
        try:
            url = httpx.URL(site.seller_center if home.host in HOSTS else home).join(address)
        except httpx.InvalidURL as error:
            raise Refused("label_address") from error
        is_home = (url.scheme, url.host, url.port) == (home.scheme, home.host, home.port)
        is_lazada = any(url.host == one or url.host.endswith(f".{one}") for one in LABEL_HOSTS)
        if url.userinfo or not (is_home or (url.scheme == "https" and is_lazada)):
            raise Refused("label_address", host=url.host)
        headers, extensions = {"Accept": "application/pdf"}, {"shown": "(label)"}  # its path is as good as its key
        answer = await self._elsewhere.get(url, headers=headers, extensions=extensions)
        if not answer.is_success:
            raise Refused("label_refused", status=str(answer.status_code))
        return answer.content

    async def aclose(self) -> None:
        await self.tokens.aclose()
        await self._http.aclose()
        await self._elsewhere.aclose()

    async def _asked(self, method: str, asked: Asked, *, repeatable: bool) -> httpx.Response:
        extensions: dict[str, object] = {"lazada": asked, "repeatable": repeatable}
        return await self._http.request(method, asked.path, extensions=extensions)


def compact(value: object) -> str:
    """JSON written once, so that the text signed is the text sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _changed(answer: httpx.Response) -> httpx.Response:
    """The answer to a write that was done. One that cannot be read leaves open whether it was."""
    try:
        error = error_of(answer, writes=True)
    except BrokenAnswer as broken:
        raise Unsure("broken_answer", **broken.params) from broken
    if error is not None:
        raise error
    return answer


def _number(identifier: str) -> int | str:
    """Ids are numbers in the reference; whatever else one may be goes as it is."""
    is_number = identifier.isascii() and identifier.isdigit() and len(identifier) < 19 and identifier[0] != "0"
    return int(identifier) if is_number else identifier


def _packages(packages: Sequence[str]) -> str:
    return compact({"packages": [{"package_id": one} for one in packages]})


def _cancelled(order: str, items: Sequence[str]) -> dict[str, str]:
    return {"order_id": order, "order_item_id_list": compact([_number(one) for one in items])}


def _image(content: bytes) -> bytes:
    """The bytes of a picture, also from base64. Raises ``Refused``: ``image_too_large``."""
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        with suppress(binascii.Error, ValueError):  # then it is for Lazada to say what is wrong with it
            content = base64.b64decode(content, validate=True)
    if len(content) > LARGEST_IMAGE:
        raise Refused("image_too_large", most=str(LARGEST_IMAGE))
    return content
