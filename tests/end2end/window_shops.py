"""The window of the real program on practice shops, with real printers: what the tests of a day at the window share."""

import asyncio
import gc
import queue
import socketserver
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import window_robot as robot
from practice_shop import PASSPHRASE, eased, offer_all
from PySide6.QtWidgets import QApplication
from window_truth import TrueParcel, Truth, parcels_of

from desktop.domain.profile import Profile
from desktop.platforms.kit.manifest import Can
from desktop.platforms.kit.wire import Network
from desktop.platforms.registry import BY_ID
from desktop.sandbox.running import RunningSandbox
from desktop.services.build import Services, build_services
from desktop.ui.doors import Doors
from desktop.ui.kit import icons, tasks, theme
from desktop.ui.main_window import MainWindow
from desktop.ui.state import UiState
from tests.fixtures.print_server import PrintServer, cups_home, print_server
from tests.fixtures.qt_loop import qt_loop

__all__ = ["cups_home", "print_server", "quiet", "the_day"]

LONGEST_PAUSE_S = 30.0
ROOT = Path(__file__).parents[2]
# The offscreen platform says so of every window; it concerns nobody.
quiet = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support (raise|grabbing)")


class Printer:
    """A printer's port on loopback: ``next`` gives what the next job brought."""

    def __init__(self, name: str = "") -> None:
        jobs: queue.Queue[bytes] = queue.Queue()

        class Take(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                jobs.put(self.rfile.read())

        self.name, self._jobs = name, jobs
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Take)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def idle(self) -> bool:
        """Whether nothing came that was not taken away yet."""
        return self._jobs.empty()

    async def next(self) -> bytes:
        """The bytes of the next job, complete."""
        await robot.until(f"a job comes out of {self.name}", lambda: not self.idle)
        return self._jobs.get()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Line(httpx.AsyncBaseTransport):
    """The line to all marketplaces, which may be down."""

    def __init__(self) -> None:
        self._network, self.down = Network(), False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("the line is down", request=request)
        return await self._network.handle_async_request(request)

    async def aclose(self) -> None:
        """Connectors come and go; the line stays."""

    async def shut(self) -> None:
        await self._network.aclose()


async def brisk(seconds: float) -> None:
    """What a platform makes us wait for takes a tenth of its time; the routine of every few minutes stays as it is."""
    await asyncio.sleep(seconds if seconds > LONGEST_PAUSE_S else seconds / 10)


@dataclass
class Seat:
    """One running program: a window on the services of a profile."""

    window: MainWindow
    services: Services
    line: Line
    doors: Doors

    async def shut(self) -> None:
        self.window.leave()
        self.window.deleteLater()
        await self.services.aclose()
        await self.line.shut()


@dataclass
class Day:
    """A morning: practice shops, printers, and as many windows as are opened on the one profile."""

    loop: asyncio.AbstractEventLoop
    folder: Path
    server: PrintServer
    shops: dict[str, RunningSandbox] = field(default_factory=dict)
    printers: list[Printer] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)

    def run(self, story: Callable[[], Awaitable[None]]) -> None:
        """Tell the story on Qt's loop and put the program away on it: afterwards nothing may run any more."""
        self.loop.run_until_complete(self._told(story))

    async def _told(self, story: Callable[[], Awaitable[None]]) -> None:
        try:
            await story()
        finally:
            for seat in self.seats:
                await seat.shut()

    def shop(self, platform: str, orders: int, *, switched_on: bool = False) -> RunningSandbox:
        """A practice shop with so many new orders and nothing else."""
        sandbox = RunningSandbox(platform, orders=0, skus=12)
        sandbox.start()
        sandbox.unlimited()
        if switched_on:
            offer_all(BY_ID[platform], sandbox)
        sandbox.happen("new_order", count=orders)
        self.shops[platform] = sandbox
        return sandbox

    def printer(self, name: str, *, raw: bool = False) -> Printer:
        """A print queue of the real print system that ends in a port of ours."""
        made = Printer(name)
        self.server.add(name, made.port, raw=raw)
        self.printers.append(made)
        return made

    def port(self) -> Printer:
        """A label printer's own port, without a queue."""
        made = Printer()
        made.name = f"zpl://127.0.0.1:{made.port}"
        self.printers.append(made)
        return made

    def sit_down(self) -> Seat:
        """Start the program."""
        manifests = [eased(manifest) for manifest in BY_ID.values()]
        services = build_services(Profile(self.folder), manifests, passphrase=lambda: PASSPHRASE, sleep=brisk)
        line = Line()
        services.connections._wire = line
        window = MainWindow(services, UiState())
        window.bug_found.connect(robot.bugs.append)
        window.resize(1280, 800)
        window.show()
        window.start(services)
        robot.turn_to(window)
        seat = Seat(window, services, line, Doors(window, services))
        services.start()
        self.seats.append(seat)
        return seat

    def close(self) -> None:
        for printer in self.printers:
            if printer.name and not printer.name.startswith("zpl"):
                self.server.remove(printer.name)
            printer.close()
        for sandbox in self.shops.values():
            sandbox.stop()

    # What the platforms hold ------------------------------------------------------------------------------------------

    async def truth(self, platform: str) -> list[Truth]:
        """The orders of a practice shop."""
        document = await asyncio.to_thread(self.shops[platform].truth)
        return list(document["orders"])

    async def parcels(self, *platforms: str) -> list[TrueParcel]:
        """Every parcel of these platforms (all, where none is named) that is named by a number."""
        found = []
        for one in platforms or self.shops:
            by_order = Can.LABELS not in BY_ID[one].can
            found += [parcel for order in await self.truth(one) for parcel in parcels_of(order, by_order=by_order)]
        assert len({one.number for one in found}) == len(found)
        return found

    async def assert_no_complaints(self) -> None:
        """No platform counted a mistake of ours."""
        for platform, sandbox in self.shops.items():
            assert (platform, await asyncio.to_thread(sandbox.violations)) == (platform, [])


@pytest.fixture(name="day")
def the_day(qapp: QApplication, tmp_path: Path, print_server: PrintServer) -> Iterator[Day]:
    """Nothing runs yet; whatever is started is put away in the end."""
    qapp.setQuitOnLastWindowClosed(False)
    theme.install(qapp, ROOT / "resources" / "styles", theme.Mode.LIGHT)
    icons.use_folder(ROOT / "icons")
    with qt_loop(qapp) as loop:
        robot.bugs.clear()
        day = Day(loop, tmp_path / "profile", print_server)
        yield day
        day.close()
        tasks.cancel_all()
        loop.run_until_complete(_settle())
    assert robot.bugs == []
    gc.collect()  # here, because a thread of the next test would collect Qt's objects on the wrong thread


async def _settle() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    await asyncio.gather(*others, return_exceptions=True)
