"""The simulated platforms of one process: a loopback socket each, one event loop, one state file."""

import asyncio
import contextlib
import logging
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from desktop.sandbox.clock import Clock
from desktop.sandbox.control import Control
from desktop.sandbox.gate import CONTROL, Gate
from desktop.sandbox.jumia.platform import Jumia
from desktop.sandbox.jumpseller.platform import Jumpseller
from desktop.sandbox.lazada.platform import Lazada
from desktop.sandbox.pictures import HOME
from desktop.sandbox.simulator import DEFAULT_SIZE, Harness, Simulator, Size
from desktop.sandbox.sirclo.platform import Sirclo
from desktop.sandbox.state import StateFile
from desktop.sandbox.uappi.platform import Uappi
from desktop.sandbox.wire import Wire, watched_protocol

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
SAVE_EVERY = 0.5
LAST_RUN_ENDS_WITHIN = 4.0

SIMULATORS: dict[str, Callable[[Harness, Size], Simulator]] = {
    "jumia": Jumia,
    "jumpseller": Jumpseller,
    "lazada": Lazada,
    "sirclo": Sirclo,
    "uappi": Uappi,
}
"""Every simulated platform by name."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to serve. `port` 0: any free port; several platforms take the ports after it."""

    platforms: tuple[str, ...] = tuple(SIMULATORS)
    port: int = 0
    size: Size = DEFAULT_SIZE
    state: Path | None = None
    parent_pid: int | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """One platform ready to answer on a bound socket."""

    simulator: Simulator
    harness: Harness
    socket: socket.socket
    port: int
    server: uvicorn.Server

    def public(self) -> dict[str, Any]:
        """Where it is and how to get in."""
        root = f"http://{HOST}:{self.port}"
        return {
            "platform": self.simulator.platform,
            "base_url": root + self.simulator.base_path,
            "control_url": root + CONTROL,
            "credentials": self.simulator.credentials(),
        }


class _Server(uvicorn.Server):
    """uvicorn that says when it listens, and leaves signals alone: several servers share one process."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Sandbox:
    """The platforms of one process and their state file. Raises OSError where a port is taken."""

    def __init__(self, options: Options, clock: Clock | None = None) -> None:
        self._options = options
        self._ready: Callable[[], None] = _nobody_waits
        self._file = StateFile(options.state) if options.state else None
        before = self._file.read() if self._file else {}
        sockets = [self._socket(number, before.get(name)) for number, name in enumerate(options.platforms)]
        saved = self._file.read() if self._file else {}  # the one who held the port has saved by now
        clock = clock or Clock()
        self.served = [
            self._build(name, bound, clock, saved) for name, bound in zip(options.platforms, sockets, strict=True)
        ]

    def _socket(self, number: int, saved: dict[str, Any] | None) -> socket.socket:
        """The port asked for; else the one of the last run, so that a shop connected then is still there; else any."""
        if self._options.port:
            return _bound(self._options.port + number)
        return _bound_again(saved["port"]) if saved else _bound(0)

    def _build(self, name: str, bound: socket.socket, clock: Clock, saved: dict[str, Any]) -> Served:
        harness, wire = Harness.around(clock), Wire()
        harness.origin = f"http://{HOST}:{bound.getsockname()[1]}"
        HOME.set(harness.origin)
        simulator = SIMULATORS[name](harness, self._options.size)
        if name in saved:
            simulator.load(saved[name]["platform"])
            harness.ledger.load(saved[name]["ledger"])
            clock.offset = saved[name]["offset"]
        harness.save = self.save
        gate = Gate(simulator, harness, wire, Control(simulator, harness).app())
        return Served(simulator, harness, bound, bound.getsockname()[1], _Server(_config(gate, wire), self._listening))

    def document(self) -> dict[str, Any]:
        """What is printed once everything listens: `{"platforms": [...]}`."""
        return {"platforms": [one.public() for one in self.served]}

    def save(self) -> None:
        """Write the state file now; without one there is nothing to do."""
        if self._file is None:
            return
        for one in self.served:
            one.harness.dirty = False
        platforms = {one.simulator.platform: _saved(one) for one in self.served}
        try:
            self._file.write(platforms)
        except OSError as error:  # practice goes on without a memory
            log.warning("the practice state could not be saved: %s", error.strerror)

    async def serve(self, ready: Callable[[], None]) -> None:
        """Serve until `stop`; `ready` is called once every socket listens."""
        self._ready = ready
        self.save()  # the port, before anybody can be told of it
        saver = asyncio.create_task(self._save_now_and_then())
        try:
            await asyncio.gather(*(one.server.serve(sockets=[one.socket.dup()]) for one in self.served))
        finally:
            saver.cancel()
            self.save()
            for one in self.served:  # held until all is saved: who gets the port next reads the state after us
                one.socket.close()

    def _listening(self) -> None:
        """One more server listens; tell who waits once all do."""
        if all(one.server.started for one in self.served):
            self._ready()

    async def _save_now_and_then(self) -> None:
        """Save a little after something changed, so that a burst of requests is written once."""
        while True:
            await asyncio.sleep(SAVE_EVERY)
            if any(one.harness.dirty for one in self.served):
                self.save()

    def stop(self) -> None:
        """Let every server finish; safe from a signal handler, and from another thread."""
        for one in self.served:
            one.server.should_exit = True


def _nobody_waits() -> None:
    """Until somebody serves, nobody waits for it."""


def _saved(served: Served) -> dict[str, Any]:
    ledger, offset = served.harness.ledger.dump(), served.harness.clock.offset
    return {"platform": served.simulator.dump(), "ledger": ledger, "offset": offset, "port": served.port}


def _bound(port: int) -> socket.socket:
    """A socket on loopback only. Named TCP outright, else asyncio leaves Nagle on and each small answer takes 40 ms."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":  # there it would let two servers share the port
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError:
        bound.close()
        raise
    return bound


def _bound_again(port: int) -> socket.socket:
    """The port of the last run. Its server may be ending just now (its parent was killed): it is given time to save."""
    give_up = time.monotonic() + LAST_RUN_ENDS_WITHIN
    while time.monotonic() < give_up:
        try:
            return _bound(port)
        except OSError:
            time.sleep(0.05)
    return _bound(0)


def _config(gate: Gate, wire: Wire) -> uvicorn.Config:
    return uvicorn.Config(
        gate,
        http=watched_protocol(wire),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
