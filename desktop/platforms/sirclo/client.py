"""JSON-RPC at the adapter: one method per call the connector uses, each in the bucket of its channel's own limit."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx

from desktop.domain.errors import BrokenAnswer, PlatformError, Refused, Unsure
from desktop.domain.functions import Function, Reply
from desktop.platforms.kit.calls import Prepared
from desktop.platforms.kit.http import client_of, line_of, require_safe
from desktop.platforms.kit.retry import REPEATABLE
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo.auth import ClientKey
from desktop.platforms.sirclo.codes import PRODUCTS_TOPIC
from desktop.platforms.sirclo.complaints import accepted, result_of
from desktop.platforms.sirclo.pubsub import PubSub

PATH = "/v1/jsonrpc"
LARGEST_LABEL = 5 * 1024 * 1024
# Documented as a GET with a body (section 1): asked so only where a POST is not taken.
REGISTRATION = frozenset({"AuthService.AddBrandIDToClient", "ClientCredentialsService.AddFeatures"})
NOT_TAKEN = (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED)

Params = Mapping[str, object] | Sequence[object]


class Client:
    """The adapter for one account. Raises what the chain raises, and ``Refused``, ``Gone``, ``BrokenAnswer``."""

    def __init__(self, session: AccountSession) -> None:
        self.key = ClientKey(session)
        self.mail = PubSub(session, self.key)
        line = line_of(session)
        self._http = client_of(session, line, signer=self.key)
        self._elsewhere = client_of(session, line)  # labels lie at other addresses: our key does not go there

    # --- channels ---------------------------------------------------------------------------------------------
    async def connected(self, brands: Sequence[str]) -> bytes:
        """The channels of these brands."""
        one = {"brand_id": brands[0], "brand_ids": []} if len(brands) == 1 else {"brand_ids": list(brands)}
        return await self.read("CredentialsService.GetConnectedSalesChannels", {**one, "channel_codes": []})

    async def add_features(self, names: Sequence[str]) -> bytes:
        """Subscriptions by feature; asking for those that are there changes nothing."""
        return await self.read("ClientCredentialsService.AddFeatures", {"feature_names": list(names)})

    # --- orders -----------------------------------------------------------------------------------------------
    async def fetch_orders(self, brand: str, start: datetime, end: datetime) -> None:
        """Have the orders of a time sent to us once more; they arrive through Pub/Sub."""
        times = {"start_date": written(start), "end_date": written(end)}
        await self.read("OrderService.FetchOrders", {"brand_id": brand, **times})

    async def step(self, method: str, fields: Mapping[str, object], activity: str) -> bytes:
        """One of the single actions on an order. Raises ``Refused("refused_by_platform")`` in the adapter's words."""
        return await self._told(method, fields, activity=activity)

    async def cancel_reasons(self, brand: str, channel: str) -> bytes:
        return await self.read("OrderService.ListCancelReason", {"brand_id": brand, "channels": [channel]})

    async def reject_reasons(self, order: Mapping[str, object]) -> bytes:
        return await self.read("OrderService.ListRejectCancelReason", order)

    async def couriers(self, brand: str, channel: str) -> bytes:
        params = {"brand_id": brand, "channel": channel}
        return await self.read("CourierSourceService.GetShipmentProviderServices", params)

    async def label_url(self, fields: Mapping[str, object]) -> bytes:
        """Where a label lies."""
        return accepted(await self.read("OrderService.ShippingLabelURL", fields), await self._secret())

    async def bulk_labels(self, orders: Sequence[Mapping[str, object]]) -> bytes:
        """A zip of labels. Raises ``BrokenAnswer`` for what is neither a zip nor an error."""
        answer = await self._post("OrderService.BulkShippingLabelURL", list(orders), repeatable=True, accept="*/*")
        if answer.content.startswith(b"PK"):
            return answer.content
        result_of(answer.content, writes=False, secret=await self._secret())
        raise BrokenAnswer("unexpected_answer", status=str(answer.status_code))

    async def download(self, address: str) -> bytes:
        """A label by its address; without our key, and never in clear text beyond this computer.

        Raises ``Refused``: ``insecure_address``, ``label_refused``, ``too_large``.
        """
        url = address if "://" in address else f"{self._scheme(address)}://{address}"
        require_safe(url)
        shown = {"shown": "/label", "bucket": "labels"}
        answer = await self._elsewhere.get(url, headers={"Accept": "*/*"}, extensions=shown)
        if not answer.is_success:
            raise Refused("label_refused", status=str(answer.status_code))
        if len(answer.content) > LARGEST_LABEL:
            raise Refused("too_large", limit=str(LARGEST_LABEL))
        return answer.content

    # --- catalog ----------------------------------------------------------------------------------------------
    async def fetch_products(self, brand: str, channels: Sequence[str], activity: str) -> None:
        """Have all products sent to us; they and a feedback arrive through Pub/Sub."""
        params = {"brand_id": brand, "channels": list(channels)}
        method = "ProductService.ProductFetchedManual"
        accepted(await self.read(method, params, activity=activity), await self._secret())

    async def fetch_variants(self, brand: str, channel: str, skus: Sequence[str]) -> bytes:
        """At most ten: the others would be left out without a word."""
        params = {"brand_id": brand, "channel": channel, "skus": list(skus)}
        return await self.read("ProductService.FetchVariantsBySku", params)

    async def categories(self, channel: str) -> bytes:
        """Have the categories of a channel sent to us; the answer holds one of them, or all."""
        return await self.read("CategoryService.GetCategory", {"channels": [channel]})

    async def upsert_products(self, entries: Mapping[str, Mapping[str, object]]) -> None:
        """Products to be made or changed, by the activity that each is answered under; all go out, or none."""
        key = await self._secret()
        messages = [{"client_key": key, "id": id_, "products": [one]} for id_, one in entries.items()]
        await self.mail.publish(PRODUCTS_TOPIC, *messages)

    async def warehouses(self, brand: str, channel: str) -> bytes:
        return await self.read("WarehouseService.Get", {"brand_id": brand, "sales_channel": channel})

    async def update_price(self, fields: Mapping[str, object], activity: str, bucket: str) -> bytes:
        return await self.write("ProductService.UpdatePrice", fields, activity=activity, bucket=bucket)

    async def update_stock(self, fields: Mapping[str, object], activity: str) -> bytes:
        return await self.write("InventoryService.UpdateStock", fields, activity=activity)

    async def update_stock_v4(self, entries: Sequence[Mapping[str, object]], activity: str) -> bytes:
        """1 to 2000 entries, none twice; the answer is a text, what became of each comes as a letter."""
        return await self.write("InventoryService.UpdateStockV4", list(entries), activity=activity, bucket="stock_v4")

    # --- promotions -------------------------------------------------------------------------------------------
    async def create_discount(self, fields: Mapping[str, object], activity: str, bucket: str) -> bytes:
        return await self.write("PromotionService.CreateDiscount", fields, activity=activity, bucket=bucket)

    async def delete_discount(self, fields: Mapping[str, object], activity: str, bucket: str) -> bytes:
        return await self.write("PromotionService.DeleteDiscount", fields, activity=activity, bucket=bucket)

    # --- any call ---------------------------------------------------------------------------------------------
    async def read(self, method: str, params: Params, *, activity: str = "") -> bytes:
        """A call that may be repeated; its result as JSON."""
        answer = await self._post(method, params, activity=activity, repeatable=True)
        return result_of(answer.content, writes=False, secret=await self._secret())

    async def write(self, method: str, params: Params, *, activity: str = "", bucket: str = "*") -> bytes:
        """A call that is never repeated: an answer that cannot be read leaves a doubt. Raises ``Unsure``."""
        answer = await self._post(method, params, activity=activity, bucket=bucket)
        try:
            return result_of(answer.content, writes=True, secret=await self._secret())
        except BrokenAnswer as error:
            raise _doubt(answer, error) from error

    async def call(self, function: Function, request: Prepared) -> Reply:
        """Any documented call, or a message to a topic, answered as it is."""
        if function.path != PATH:
            return await self._publish(function.name, request.body)
        params = request.content if request.content is not None else request.body
        answer = await self._post(function.name, params, repeatable=not function.writes, accept="*/*")  # type: ignore[arg-type]
        if not answer.content.startswith(b"PK"):
            result_of(answer.content, writes=function.writes, secret=await self._secret())
        return Reply(answer.status_code, answer.headers.get("content-type", ""), answer.content)

    async def aclose(self) -> None:
        """Close connections."""
        for one in (self._http, self._elsewhere, self.mail):
            await one.aclose()

    async def _publish(self, topic: str, body: Mapping[str, Any]) -> Reply:
        activity = uuid.uuid4().hex
        message = {"client_key": await self._secret(), "id": activity, **body}
        await self.mail.publish(topic, message)
        return Reply(200, "application/json", f'{{"id": "{activity}"}}'.encode())

    async def _told(self, method: str, params: Params, *, activity: str) -> bytes:
        answer = await self._post(method, params, activity=activity)
        secret = await self._secret()
        try:
            return accepted(result_of(answer.content, writes=True, secret=secret), secret)
        except BrokenAnswer as error:
            raise _doubt(answer, error) from error

    async def _post(
        self,
        method: str,
        params: Params,
        *,
        activity: str = "",
        bucket: str = "*",
        repeatable: bool = False,
        accept: str = "application/json",
    ) -> httpx.Response:
        body = {"jsonrpc": "2.0", "id": activity or uuid.uuid4().hex, "method": method, "params": params}
        told: dict[str, Any] = {"bucket": bucket, "shown": f"{PATH} {method}"}
        told |= REPEATABLE if repeatable else {}
        answer = await self._http.post(PATH, json=body, headers={"Accept": accept}, extensions=told)
        if answer.status_code in NOT_TAKEN and method in REGISTRATION and not _is_envelope(answer):
            answer = await self._http.request("GET", PATH, json=body, extensions=told)
        if answer.is_client_error and not _is_envelope(answer):
            raise _refusal(answer)
        return answer

    def _scheme(self, address: str) -> str:
        """Some addresses come without one (section 3): https, except at a practice adapter on this computer."""
        same_host = address.partition("/")[0] == self._http.base_url.netloc.decode()
        return self._http.base_url.scheme if same_host else "https"

    async def _secret(self) -> str:
        return (await self.key.keys()).client_key


def written(moment: datetime) -> str:
    """RFC 3339 with ``Z``, as FetchOrders takes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_envelope(answer: httpx.Response) -> bool:
    return answer.content.lstrip().startswith(b"{")


def _refusal(answer: httpx.Response) -> PlatformError:
    """4xx without an envelope: something in between speaks, not the adapter."""
    if answer.status_code == httpx.codes.FORBIDDEN:
        return Refused("blocked_by_platform")
    return BrokenAnswer("unexpected_answer", status=str(answer.status_code))


def _doubt(answer: httpx.Response, error: BrokenAnswer) -> PlatformError:
    """A refusal that cannot be read did nothing; anything else may have been done."""
    return error if answer.is_client_error else Unsure("broken_answer", **error.params)
