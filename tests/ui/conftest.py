"""The window's tests: real widgets on Qt's offscreen platform, the loop of qasync, a profile of their own."""

import asyncio
import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from back_room import NOW, BackRoom, open_empty, open_with_orders
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from desktop.ui.kit import icons, tasks, theme
from desktop.ui.main_window import MainWindow
from desktop.ui.state import UiState
from tests.fixtures.qt_loop import qt_loop

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]


def pytest_configure(config: pytest.Config) -> None:
    # The offscreen platform says so of every window; it concerns nobody.
    config.addinivalue_line("qt_log_ignore", "propagateSizeHints")
    config.addinivalue_line("qt_log_ignore", "does not support (raise|grabbing)")


@pytest.fixture(scope="session", autouse=True)
def look(qapp: QApplication) -> theme.Theme:
    """The look of the whole run."""
    qapp.setQuitOnLastWindowClosed(False)
    look = theme.install(qapp, ROOT / "resources" / "styles", theme.Mode.LIGHT)
    icons.use_folder(ROOT / "icons")
    return look


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """Qt and asyncio on one thread, as in the program."""
    with qt_loop(qapp) as loop:
        yield loop
        tasks.cancel_all()
        loop.run_until_complete(_settle())
    gc.collect()  # here, because a thread of the next test would collect Qt's objects on the wrong thread


async def _settle() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    await asyncio.gather(*others, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    """Let the loop run until something is so; a test that waits longer than ten seconds has failed."""
    try:
        async with asyncio.timeout(10):
            while not true():  # noqa: ASYNC110 - what a widget shows has no event of its own
                await asyncio.sleep(0)
    except TimeoutError as error:
        raise AssertionError("\n".join(["not so after 10 s; at work:", *map(repr, asyncio.all_tasks())])) from error


@pytest.fixture
def room(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[BackRoom]:
    """Three shops, 300 orders."""
    room = loop.run_until_complete(open_with_orders(tmp_path))
    yield room
    loop.run_until_complete(room.aclose())


@pytest.fixture
def bare_room(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[BackRoom]:
    """Nothing connected yet."""
    room = open_empty(tmp_path)
    yield room
    loop.run_until_complete(room.aclose())


@pytest.fixture
def open_window(loop: asyncio.AbstractEventLoop) -> Iterator[Callable[..., MainWindow]]:
    """Opens the window on a room and waits for its first complete list."""
    opened: list[MainWindow] = []

    def open_it(room: BackRoom, state: UiState | None = None) -> MainWindow:
        window = MainWindow(room.services, state or UiState(), lambda: NOW)
        opened.append(window)
        window.resize(1280, 800)
        window.show()

        async def start() -> None:
            done: list[bool] = []
            window.orders.listing.counted.connect(lambda _: done.append(True))
            window.start(room.services)
            await until(lambda: bool(done))

        loop.run_until_complete(start())
        return window

    yield open_it
    for window in opened:
        window.leave()
        window.deleteLater()


@pytest.fixture
def window(room: BackRoom, open_window: Callable[..., MainWindow]) -> MainWindow:
    """The window on three shops and 300 orders."""
    return open_window(room)


class Stretched(QTranslator):
    """Every text with a third more letters, and marked so that an untranslated one is seen."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return f"[{source}{'~' * (len(source) // 3)}]" if source else ""


@pytest.fixture
def stretched(qapp: QApplication) -> Iterator[None]:
    translator = Stretched(qapp)
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)
