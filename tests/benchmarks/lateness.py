"""How late the window's thread is, by a 5 ms heartbeat, while 10,000 orders are synced over HTTP."""

import time
from dataclasses import replace
from pathlib import Path

import qasync
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.domain.profile import Profile
from desktop.platforms.kit.manifest import RateRule
from desktop.platforms.registry import MANIFESTS
from desktop.sandbox.running import RunningSandbox
from desktop.services.build import Services, build_services
from desktop.ui.kit import icons, theme
from desktop.ui.main_window import MainWindow
from desktop.ui.state import UiState
from tests.benchmarks.measure import Figure, percentile
from tests.benchmarks.profile import copied

BEAT_MS = 5
_ROOT = Path(__file__).parents[2]


def lateness(profile: Profile, folder: Path, orders: int) -> list[Figure]:
    """The real window, services and connector; only the pace is lifted, so that the sync is as busy as it can be."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    theme.install(app, _ROOT / "resources" / "styles", theme.Mode.LIGHT)
    icons.use_folder(_ROOT / "icons")
    copied(profile, folder).rename(folder / "backshop.db")
    with qasync.QEventLoop(app, already_running=False) as loop, RunningSandbox(orders=orders, process=True) as sandbox:
        sandbox.unlimited()
        late = loop.run_until_complete(_watched(Profile(folder), sandbox))
    beats = f"{len(late)} beats"
    return [
        Figure("7 lateness of the window's thread during a sync, p99", percentile(late, 0.99), "ms", 8, beats),
        Figure("7 lateness, longest", max(late), "ms", 30, beats),
    ]


async def _watched(profile: Profile, sandbox: RunningSandbox) -> list[float]:
    hurried = [replace(manifest, rates=(RateRule(100_000, 1.0),)) for manifest in MANIFESTS]
    services = build_services(profile, hurried, passphrase=lambda: "benchmark")
    window = MainWindow(services, UiState())
    window.resize(1440, 900)
    window.show()
    window.start(services)
    late: list[float] = []
    timer = QTimer(window, timerType=Qt.TimerType.PreciseTimer, interval=BEAT_MS)
    last = [0.0]

    def beat() -> None:
        now = time.perf_counter()
        late.append(max((now - last[0]) * 1000 - BEAT_MS, 0.0))
        last[0] = now

    try:
        account = await _connected(services, sandbox)
        timer.timeout.connect(beat)
        last[0] = time.perf_counter()
        timer.start()
        (result,) = await services.sync.sync([account])
        timer.stop()
        if result.code:
            raise RuntimeError(f"the sync ended with {result.code}")
    finally:
        window.leave()
        await services.aclose()
    return late


async def _connected(services: Services, sandbox: RunningSandbox) -> str:
    answer = await services.shops.connect("jumia", sandbox.credentials, base_url=sandbox.base_url)
    return answer.account.id
