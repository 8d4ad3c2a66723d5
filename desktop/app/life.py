"""The window's life once it is painted: the loop, the services' work, practice shops, and an orderly end."""

import argparse
import asyncio
import logging
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from desktop.app.crash import CrashReporter
from desktop.app.logs import start_logging
from desktop.app.practice import PracticePlatform, PracticeShops
from desktop.app.single_instance import SingleInstance
from desktop.ui.doors import Doors

if TYPE_CHECKING:
    from desktop.app.bootstrap import Program
    from desktop.domain.profile import Profile
    from desktop.ui.main_window import MainWindow

log = logging.getLogger(__name__)
_PUT_AWAY_WITHIN_S = 8
_PRACTICE_NAME = "Practice shops"


def live(
    application: QApplication,
    window: "MainWindow",
    profile: "Profile",
    arguments: argparse.Namespace,
    instance: SingleInstance,
) -> int:
    """Run the loop until the window is closed and its work is put away; the answer is the exit code."""
    start_logging(profile.logs, verbose=arguments.verbose)
    crash = CrashReporter(profile.logs)
    crash.install()
    window.bug_found.connect(crash.report)
    loop = QEventLoop(application, already_running=False)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(crash.from_loop)
    instance.listen(lambda: _bring_forward(window))
    try:
        with loop:
            code: int = loop.run_until_complete(_Session(window, profile, arguments).run())
            return code
    finally:
        asyncio.set_event_loop(None)


def _bring_forward(window: "MainWindow") -> None:
    window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


class _Session:
    def __init__(self, window: "MainWindow", profile: "Profile", arguments: argparse.Namespace) -> None:
        self._window, self._profile, self._arguments = window, profile, arguments
        self._program: Program
        self._practice = PracticeShops(profile.practice)
        self._platforms: tuple[PracticePlatform, ...] = ()
        self._starting: asyncio.Task[None] | None = None

    async def run(self) -> int:
        """Work until the window wants to close (or the tour is over), then put everything away."""
        closing = asyncio.Event()
        self._window.close_wanted.connect(closing.set)
        self._window.practice_wanted.connect(self._start_practice)
        try:
            await self._begin()
            if self._arguments.tour is not None:
                return await self._tour()
            await closing.wait()
            return 0
        finally:
            await self._put_away()

    async def _begin(self) -> None:
        """Load the libraries beside the painted window, then let everything work."""
        await asyncio.to_thread(import_module, "desktop.app.bootstrap")
        from desktop.app.bootstrap import assemble
        from desktop.platforms.registry import preload
        from desktop.ui.kit.collecting import Collecting

        await asyncio.to_thread(preload)  # else the first request would import it all on this thread

        self._program = assemble(self._profile)
        self._window.start(self._program.services)
        Doors(self._window, self._program.services)
        self._program.services.start()
        self._collecting = Collecting(self._window)
        wanted = self._arguments.practice or bool(self._program.practice_accounts())
        if wanted and self._arguments.tour is None:  # the tour presses the button itself
            self._start_practice()

    def _start_practice(self) -> None:
        if self._starting is None or self._starting.done():
            from desktop.ui.kit import tasks

            self._starting = tasks.run(self._window, self._run_practice())

    async def _run_practice(self) -> None:
        """Start the sandbox and log in to each of its platforms; one that fails says so and stops no other."""
        from desktop.ui.kit import tasks

        self._platforms = await asyncio.to_thread(self._practice.start)
        await asyncio.wait([tasks.run(self._window, self._enter(found)) for found in self._platforms])

    async def _enter(self, found: PracticePlatform) -> None:
        """Log in and sync: a known practice account is found again at today's port."""
        services = self._program.services
        connected = await services.shops.connect(
            found.platform, found.credentials, base_url=found.base_url, name=_PRACTICE_NAME, practice=True
        )
        await services.sync.sync([connected.account.id])

    async def _tour(self) -> int:
        from desktop.app.tour import take_tour

        return await take_tour(self._window, self._program, lambda: self._platforms, self._arguments.tour)

    async def _put_away(self) -> None:
        """Let the request in flight finish, close what is open; a hanging line must not keep the window open."""
        from desktop.ui.kit import tasks

        self._window.hide()
        try:
            async with asyncio.timeout(_PUT_AWAY_WITHIN_S):
                await tasks.kept()
                await self._program.aclose()
        except TimeoutError:
            log.warning("closing took over %s s; what was being sent is checked at the next start", _PUT_AWAY_WITHIN_S)
        await asyncio.to_thread(self._practice.stop)
        self._collecting.stop()
        self._window.leave()
