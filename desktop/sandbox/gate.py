"""The one door into a simulated platform: journal, rate, faults, then the platform itself."""

import logging

from starlette.types import ASGIApp, Receive, Scope, Send

from desktop.sandbox.answer import Answer, ask, read_body
from desktop.sandbox.effects import Strike, strike_down
from desktop.sandbox.faults import Fault
from desktop.sandbox.journal import CURRENT, Exchange
from desktop.sandbox.pictures import HOME, PICTURES, serve_picture
from desktop.sandbox.simulator import Harness, Simulator
from desktop.sandbox.wire import Wire

CONTROL = "/_sandbox"

log = logging.getLogger(__name__)


class Gate:
    """ASGI app in front of a platform. The control API and the file server of pictures are uncounted and unhurt."""

    def __init__(self, simulator: Simulator, harness: Harness, wire: Wire, control: ASGIApp) -> None:
        self._simulator = simulator
        self._harness = harness
        self._wire = wire
        self._control = control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        HOME.set(self._harness.origin)
        door = self._control if scope["path"].startswith(CONTROL) else self._platform
        door = serve_picture if scope["path"].startswith(PICTURES) else door
        try:
            await door(scope, receive, send)
        except Exception:  # a mistake of the sandbox itself must be seen, whatever the client makes of the 500
            log.exception("the sandbox failed at %s %s", scope["method"], scope["path"])
            raise

    async def _platform(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await read_body(receive)
        if body is None:
            return
        exchange = self._open(scope, body)
        CURRENT.set(exchange)

        async def work() -> Answer:
            return await ask(self._simulator.app, scope, body)

        status = 0
        answer = self._refused(exchange)
        fault = None if answer else self._harness.faults.take(exchange.method, exchange.path, body)
        try:
            if fault:
                peer = (scope["client"][0], scope["client"][1])
                strike = Strike(fault, exchange, work, self._simulator, self._wire, peer, receive)
                status = await self._hit(strike, send)
            else:
                answer = answer or await work()
                status = answer.status
                await answer.send(send)
        finally:
            self._harness.journal.close(exchange, status, fault.kind if fault else None)

    def _open(self, scope: Scope, body: bytes) -> Exchange:
        now, query = self._harness.clock.now(), scope["query_string"].decode("latin-1")
        return self._harness.journal.open(now, scope["method"], scope["path"], query, body)

    def _refused(self, exchange: Exchange) -> Answer | None:
        """The 429 of a ban or of a full window, held against the client."""
        limiter, ban = self._harness.limiter, self._harness.limiter.banned()
        if ban:
            if limiter.impatient(ban):
                self._harness.ledger.count("rate", "came back before the time the platform had named")
            wait = ban.until - self._harness.clock.ticks() if ban.told else None
            return self._simulator.refusal(429, exchange.path, wait)
        windows = tuple(self._simulator.windows(exchange))
        if not windows or limiter.admit_all(windows):
            return None
        self._harness.ledger.count("rate", "over " + " or ".join(f"{w.limit} in {w.seconds:g} s" for w in windows))
        return self._simulator.refusal(429, exchange.path, 1.0)

    async def _hit(self, strike: Strike, send: Send) -> int:
        """Answer as the fault says; gives the status sent, 0 for none."""
        if strike.fault.kind == "cut_short":
            return await self._cut_short(strike, send)
        banned = strike.fault.kind == "ban"
        answer = self._ban(strike.fault, strike.exchange) if banned else await strike_down(strike)
        if answer is None:
            return 0
        await answer.send(send)
        return answer.status

    def _ban(self, fault: Fault, exchange: Exchange) -> Answer:
        seconds, told = fault.number("seconds", 5.0), bool(fault.params.get("retry_after", True))
        self._harness.limiter.start_ban(seconds, told)
        return self._simulator.refusal(429, exchange.path, seconds if told else None)

    async def _cut_short(self, strike: Strike, send: Send) -> int:
        """Promise the whole body, send half of it, close."""
        answer = await strike.work()
        self._simulator.unanswered(strike.exchange, committed=answer.status < 300)
        half = answer.with_body(answer.body[: len(answer.body) // 2])
        await half.send(send, claimed_length=len(answer.body))
        await strike.close()
        return answer.status
