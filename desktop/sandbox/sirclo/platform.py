"""The SIRCLO simulator: its routes, and its side of the `Simulator` protocol."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from desktop.sandbox.answer import Answer
from desktop.sandbox.faults import Fault
from desktop.sandbox.journal import CURRENT, Exchange
from desktop.sandbox.rate import Window
from desktop.sandbox.simulator import Harness, Mutation, Size, Trigger
from desktop.sandbox.sirclo import google, labels, odd_messages, order_steps, pubsub, rpc, stock_and_price, truth
from desktop.sandbox.sirclo.account import Account, Refusal
from desktop.sandbox.sirclo.broker import Broker
from desktop.sandbox.sirclo.events import EVENTS, messages_again
from desktop.sandbox.sirclo.mutations import FALSIFIED, HOMES, MUTATIONS
from desktop.sandbox.sirclo.quirks import Quirks
from desktop.sandbox.sirclo.seeding import new_world
from desktop.sandbox.sirclo.service_key import key_file
from desktop.sandbox.sirclo.state import dump, load
from desktop.sandbox.sirclo.world import PROJECT, Record
from desktop.sandbox.stage import Stage

Handler = Callable[[Account, Request], Awaitable[Answer]]

RPC = "/v1/jsonrpc"
ORDER_PULLS = "/v1/projects/*ORDER_FETCHED*:pull"
V4 = b"InventoryService.UpdateStockV4"
RUNNERS: dict[str, Callable[[Account, Record], None]] = {
    "waybill": order_steps.waybill_arrives,
    "cancel_deadline": order_steps.deadline_passes,
    "accept_pickup": order_steps.pickup_is_accepted,
    "stock_v4": stock_and_price.run_stock_v4,
}
TABLE: tuple[tuple[str, tuple[str, ...], Handler], ...] = (
    (RPC, ("GET", "POST"), rpc.serve),
    ("/v1/projects/{project}/topics/{name}:publish", ("POST",), pubsub.publish),
    ("/v1/projects/{project}/subscriptions/{name}:pull", ("POST",), pubsub.pull),
    ("/v1/projects/{project}/subscriptions/{name}:acknowledge", ("POST",), pubsub.acknowledge),
    ("/v1/projects/{project}/subscriptions/{name}:modifyAckDeadline", ("POST",), pubsub.modify_deadline),
    ("/token", ("POST",), google.token),
    ("/labels/{key}.pdf", ("GET",), labels.page),
)


class Sirclo(Stage[Account]):
    """The adapter and its Pub/Sub over one client key."""

    platform = "sirclo"
    events = EVENTS
    base_path = ""

    def __init__(self, harness: Harness, size: Size) -> None:
        super().__init__(harness, size)
        self.mutations = {**MUTATIONS, **{kind: self._falsified(kind) for kind in FALSIFIED}}
        self.triggers = self._triggers()
        self.homes = {**dict.fromkeys(self.triggers, ORDER_PULLS), **HOMES}
        self.app: ASGIApp = self._routes()

    def _fresh(self) -> Account:
        world = new_world(self._size, self._harness.clock.now())
        return Account(world, self._harness, Quirks(), self._chance(), Broker(), RUNNERS)

    def _routes(self) -> Starlette:
        routes = [Route(path, self._guarded(handler), methods=list(verbs)) for path, verbs, handler in TABLE]
        return Starlette(routes=routes, exception_handlers={404: self._no_route, 405: self._no_route})

    def _guarded(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            answer = await handler(self._account, request)
            return answer.response()

        return endpoint

    async def _no_route(self, request: Request, error: Exception) -> Response:
        answer = rpc.refused(self._account, Refusal(404, "Not Found", "path"), "")
        return Response(answer.body, 404, dict(answer.headers))

    def _triggers(self) -> dict[str, Trigger]:
        """Faults that change something before a request is answered."""
        found: dict[str, Trigger] = {f"message_{kind}": self._odd(kind) for kind in odd_messages.ODD}
        found["message_stale"] = lambda fault: odd_messages.put_stale(self._account)
        found["message_again"] = lambda fault: self._again()
        return found | {kind: self._spoil(kind) for kind in labels.SPOILS}

    def _falsified(self, kind: str) -> Mutation:
        """A mutation after which the true messages come once more, unless it is armed for ever."""

        def mutate(fault: Fault, exchange: Exchange, document: Any) -> Any:
            for row in document.get("receivedMessages", []) if fault.count is not None else []:
                self._account.put(_pulled(), row["message"]["data"])
            return MUTATIONS[kind](fault, exchange, document)

        return mutate

    def _odd(self, kind: str) -> Trigger:
        def trigger(fault: object) -> None:
            name = _pulled()
            if name in self._account.broker.subscriptions:
                odd_messages.put(self._account, kind, name)

        return trigger

    def _again(self) -> None:
        features = {name: feature for feature, name in self._account.world.features.items()}
        if (feature := features.get(_pulled())) is not None:
            messages_again(self._account, {"feature": feature})

    def _spoil(self, kind: str) -> Trigger:
        def trigger(fault: object) -> None:
            self._account.spoil = kind

        return trigger

    def credentials(self) -> dict[str, str]:
        """What an operator hands over, and where Pub/Sub is reached."""
        origin = self._harness.origin
        return {
            "client_key": self._account.world.client_key,
            "brand_id": self._account.world.brand_id,
            "project": PROJECT,
            "service_account": key_file(PROJECT, f"{origin}/token"),
            "pubsub_url": origin,
        }

    def windows(self, exchange: Exchange) -> Iterable[Window]:
        """UpdateStockV4: 2 a second for each client; the marketplaces' own paces show in the rows (section 6.5)."""
        limited = exchange.path == RPC and V4 in exchange.body
        return (Window(2, 1.0, "stock v4"),) if limited else ()

    def refusal(self, status: int, path: str, retry_after: float | None) -> Answer:
        """Google's envelope on its paths, the adapter's elsewhere."""
        if path.startswith("/v1/projects/"):
            answer = google.envelope(status, f"fault {status}")
        else:
            messages = {401: "Unauthorized", 429: "Too Many Requests", 503: "Service Unavailable"}
            message = messages.get(status, "Internal Server Error")
            answer = rpc.error_answer(status, message, "", self._account.quirks.errors_at_200)
        return answer if retry_after is None else answer.with_header("retry-after", f"{max(1, round(retry_after))}")

    def unanswered(self, exchange: Exchange, committed: bool) -> None:
        """What this request did is unclear to the client now."""
        if committed:
            self._account.went_unanswered(exchange)

    def truth(self, order: str | None) -> dict[str, Any]:
        """See `truth.py`."""
        return truth.whole(self._account, order)

    def happen(self, event: dict[str, Any]) -> dict[str, Any]:
        """What is due comes first; the event is named by `event` or `kind`. Raises ValueError."""
        self._account.settle()
        return super().happen({"event": event.get("kind"), **event})

    def dump(self) -> dict[str, Any]:
        """World, messages, switches, things to come."""
        return dump(self._account)

    def load(self, dumped: dict[str, Any]) -> None:
        """What `dump` gave."""
        load(self._account, dumped)


def _pulled() -> str:
    """The subscription of the request being answered."""
    exchange = CURRENT.get()
    return exchange.path.rpartition("/")[2].partition(":")[0] if exchange else ""
