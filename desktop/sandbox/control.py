"""The control API under `/_sandbox`: truth, violations, requests, faults, clock, events. For tests and demo."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from desktop.sandbox.answer import JSON, encode
from desktop.sandbox.clock import from_iso, iso
from desktop.sandbox.effects import kinds
from desktop.sandbox.gate import CONTROL
from desktop.sandbox.simulator import Harness, Simulator, Size

Endpoint = Callable[[Request], Awaitable[Response]]


def reply(document: Any, status: int = 200) -> Response:
    """A JSON response."""
    return Response(encode(document), status, media_type=JSON)


async def told(request: Request) -> Any:
    """The JSON body; an empty body is an empty object. Raises ValueError."""
    body = await request.body()
    return json.loads(body) if body.strip() else {}


def _said_wrong(endpoint: Endpoint) -> Endpoint:
    """Answers 400 with the reason where the caller asked for something that cannot be."""

    async def careful(request: Request) -> Response:
        try:
            return await endpoint(request)
        except (ValueError, KeyError, TypeError) as error:
            return reply({"error": str(error)}, 400)

    return careful


class Control:
    """The endpoints, each a few lines over the harness or the simulator."""

    def __init__(self, simulator: Simulator, harness: Harness) -> None:
        self._simulator = simulator
        self._harness = harness
        self._help: dict[str, str | None] = {}

    def app(self) -> Starlette:
        """The ASGI app that serves `/_sandbox/...`."""
        table: list[tuple[str, str, Endpoint]] = [
            ("GET", "/", self.index),
            ("GET", "/truth", self.truth),
            ("GET", "/violations", self.violations),
            ("GET", "/requests", self.requests),
            ("GET", "/credentials", self.credentials),
            ("GET", "/faults", self.faults),
            ("POST", "/faults", self.arm),
            ("DELETE", "/faults", self.disarm),
            ("DELETE", "/faults/{fault_id:int}", self.disarm),
            ("GET", "/quirks", self.quirks),
            ("POST", "/quirks", self.turn),
            ("GET", "/clock", self.clock),
            ("POST", "/clock", self.move_clock),
            ("POST", "/limits", self.limits),
            ("POST", "/happen", self.happen),
            ("POST", "/reset", self.reset),
        ]
        self._help = {f"{verb} {CONTROL}{path}": endpoint.__doc__ for verb, path, endpoint in table}
        routes = [Route(path, _said_wrong(endpoint), methods=[verb]) for verb, path, endpoint in table]
        return Starlette(routes=[Mount(CONTROL, routes=routes)])

    async def index(self, request: Request) -> Response:
        """This list."""
        return reply(self._help)

    async def truth(self, request: Request) -> Response:
        """All there is; `?order=` one order by number or id."""
        asked = self._harness.journal
        counts = {"requests": asked.total, "requests_by_path": dict(asked.counts)}
        truth = self._simulator.truth(request.query_params.get("order"))
        return reply({"platform": self._simulator.platform, "now": self._now(), **counts, **truth})

    async def violations(self, request: Request) -> Response:
        """The ledger."""
        return reply(self._harness.ledger.public())

    async def requests(self, request: Request) -> Response:
        """The journal, oldest first; `?after=n` only later ones."""
        after = int(request.query_params.get("after", 0))
        return reply({"requests": [one.public() for one in self._harness.journal.exchanges if one.number > after]})

    async def credentials(self, request: Request) -> Response:
        """Credentials that are valid now."""
        return reply(self._simulator.credentials())

    async def faults(self, request: Request) -> Response:
        """The armed faults and every kind there is."""
        return self._faults()

    async def arm(self, request: Request) -> Response:
        """Arm one fault or a list of them."""
        rules = await told(request)
        known = kinds(self._simulator)
        for rule in rules if isinstance(rules, list) else [rules]:
            home = self._simulator.homes.get(rule.get("kind"), "*")
            self._harness.faults.arm({"path": home, **rule}, known)
        return self._faults()

    async def disarm(self, request: Request) -> Response:
        """Disarm one fault or all, and end a ban."""
        self._harness.faults.disarm(request.path_params.get("fault_id"))
        self._harness.limiter.ban = None
        return self._faults()

    def _faults(self) -> Response:
        armed = [fault.public() for fault in self._harness.faults.armed]
        return reply({"faults": armed, "kinds": sorted(kinds(self._simulator))})

    async def quirks(self, request: Request) -> Response:
        """Where the switches stand."""
        return reply(self._simulator.quirks())

    async def turn(self, request: Request) -> Response:
        """Turn switches; gives all of them back."""
        self._simulator.turn(await told(request))
        self._harness.dirty = True
        return reply(self._simulator.quirks())

    async def clock(self, request: Request) -> Response:
        """What time it is."""
        return reply({"now": self._now(), "offset_s": self._harness.clock.offset})

    async def move_clock(self, request: Request) -> Response:
        """`{"advance_s": n}` or `{"set": "2026-01-10T09:00:00Z"}`."""
        move = await told(request)
        if "set" in move:
            self._harness.clock.set(from_iso(move["set"]))
        self._harness.clock.advance(float(move.get("advance_s", 0)))
        self._harness.dirty = True
        return await self.clock(request)

    async def limits(self, request: Request) -> Response:
        """`{"lifted": true}` counts no requests; `false` counts them again."""
        self._harness.limiter.lifted = bool((await told(request)).get("lifted"))
        return reply({"lifted": self._harness.limiter.lifted})

    async def happen(self, request: Request) -> Response:
        """Something happens on the platform's side."""
        happened = self._simulator.happen(await told(request))
        self._harness.dirty = True
        return reply(happened)

    async def reset(self, request: Request) -> Response:
        """A fresh world: `{}` as before, or `{"seed", "orders", "skus"}`; gives the credentials."""
        wanted = await told(request)
        self._harness.clear()
        self._simulator.reset(Size(**wanted) if wanted else None)
        self._harness.dirty = True
        return reply(self._simulator.credentials())

    def _now(self) -> str:
        return iso(self._harness.clock.now())
