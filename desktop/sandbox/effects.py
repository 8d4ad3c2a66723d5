"""What a fault does to a request: platform-free, on the answer's bytes or on the wire itself."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import Receive

from desktop.sandbox.answer import Answer, Work, encode
from desktop.sandbox.faults import Fault
from desktop.sandbox.journal import Exchange
from desktop.sandbox.mutations import ANYWHERE
from desktop.sandbox.simulator import Simulator
from desktop.sandbox.wire import Peer, Wire

HOLD = 120.0
PAGE = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Strike:
    """A fault meeting a request. `work` lets the platform do its part; `peer` is the client's end of the socket."""

    fault: Fault
    exchange: Exchange
    work: Work
    simulator: Simulator
    wire: Wire
    peer: Peer
    receive: Receive

    async def gone(self) -> None:
        """Wait until the client's connection is really closed, so that the server does not answer after all."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def close(self) -> None:
        """Close the socket without a word."""
        self.wire.close(self.peer)
        await self.gone()


Effect = Callable[[Strike], Awaitable[Answer | None]]
"""Gives the answer to send, or None where the connection is gone."""


async def _status(strike: Strike) -> Answer:
    """Answer a status without doing the work: `status`, `retry_after` (seconds), `body` (text)."""
    status, wait = int(strike.fault.params.get("status", 500)), strike.fault.params.get("retry_after")
    answer = strike.simulator.refusal(status, strike.exchange.path, None if wait is None else float(wait))
    if status >= 500:
        strike.simulator.unanswered(strike.exchange, committed=False)
    return answer.with_body(str(strike.fault.params["body"]).encode()) if "body" in strike.fault.params else answer


def _always(status: int) -> Effect:
    async def effect(strike: Strike) -> Answer:
        wait = strike.fault.params.get("retry_after")
        return strike.simulator.refusal(status, strike.exchange.path, None if wait is None else float(wait))

    return effect


async def _timeout_before(strike: Strike) -> None:
    """Say nothing for `seconds` without doing the work, then close."""
    strike.simulator.unanswered(strike.exchange, committed=False)
    await _hold(strike)


async def _timeout_after(strike: Strike) -> None:
    """Do the work, say nothing for `seconds`, then close."""
    answer = await strike.work()
    strike.simulator.unanswered(strike.exchange, committed=answer.status < 300)
    await _hold(strike)


async def _hold(strike: Strike) -> None:
    try:
        await asyncio.wait_for(strike.gone(), strike.fault.number("seconds", HOLD))
    except TimeoutError:
        await strike.close()


async def _lost_answer(strike: Strike) -> None:
    """Do the work, then close the socket: the client cannot know."""
    answer = await strike.work()
    strike.simulator.unanswered(strike.exchange, committed=answer.status < 300)
    await strike.close()


async def _reset(strike: Strike) -> None:
    """Break the connection before any work."""
    strike.simulator.unanswered(strike.exchange, committed=False)
    strike.wire.reset(strike.peer)
    await strike.gone()


async def _slow(strike: Strike) -> Answer:
    """Do the work, answer after `seconds`."""
    answer = await strike.work()
    await asyncio.sleep(strike.fault.number("seconds", 1.0))
    return answer


def _garbled(change: Callable[[Answer], Answer]) -> Effect:
    """Do the work (unless `work` is false) and spoil the answer."""

    async def effect(strike: Strike) -> Answer:
        works = bool(strike.fault.params.get("work", True))
        answer = await strike.work() if works else Answer(200)
        strike.simulator.unanswered(strike.exchange, committed=works and answer.status < 300)
        spoiled = change(answer)
        return spoiled if "status" not in strike.fault.params else _as_status(spoiled, strike)

    return effect


def _as_status(answer: Answer, strike: Strike) -> Answer:
    return Answer(int(strike.fault.params["status"]), answer.body, answer.headers)


def _truncate(answer: Answer) -> Answer:
    return answer.with_body(answer.body[: max(1, len(answer.body) // 2)])


def _html(answer: Answer) -> Answer:
    return Answer(answer.status, PAGE, (("content-type", "text/html; charset=utf-8"),))


def _empty(answer: Answer) -> Answer:
    return answer.with_body(b"")


EFFECTS: dict[str, Effect] = {
    "status": _status,
    "rate_limited": _always(429),
    "unauthorized": _always(401),
    "forbidden": _always(403),
    "timeout_before": _timeout_before,
    "timeout_after": _timeout_after,
    "lost_answer": _lost_answer,
    "reset": _reset,
    "slow": _slow,
    "truncated": _garbled(_truncate),
    "html": _garbled(_html),
    "empty": _garbled(_empty),
}

HANDLED_BY_GATE = {"ban", "cut_short"}
"""`ban` needs the limiter and `cut_short` the raw sender; both live in `gate.py`."""


def kinds(simulator: Simulator) -> set[str]:
    """Every fault kind that can be armed on this platform."""
    return {*EFFECTS, *HANDLED_BY_GATE, *ANYWHERE, *simulator.mutations, *simulator.triggers}


async def strike_down(strike: Strike) -> Answer | None:
    """What the client gets when this fault hits."""
    kind = strike.fault.kind
    if kind in EFFECTS:
        return await EFFECTS[kind](strike)
    if kind in strike.simulator.triggers:
        strike.simulator.triggers[kind](strike.fault)
        return await strike.work()
    answer = await strike.work()
    if answer.status >= 300:
        return answer
    mutate = ANYWHERE.get(kind) or strike.simulator.mutations[kind]
    return answer.with_body(encode(mutate(strike.fault, strike.exchange, json.loads(answer.body))))
