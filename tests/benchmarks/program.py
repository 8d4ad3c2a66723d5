"""The real program in a process of its own against a bare PySide6 window: time to the first paint, and memory."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desktop.domain.profile import Profile
from tests.benchmarks.measure import Figure, in_turns, ratio

_ROOT = Path(__file__).parents[2]
_MEMORY = """
import gc, os
def resident():
    gc.collect()
    fields = dict(line.split(':', 1) for line in open('/proc/self/status'))
    return fields['VmRSS'].split()[0]
"""
_BARE = """
import os, sys
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        print('painted', flush=True)
        if len(sys.argv) > 1:
            print(resident(), flush=True)
        os._exit(0)
application = QApplication([])
window = Window()
window.resize(1360, 860)
window.show()
application.exec()
"""
_REAL = """
import os, sys
from desktop.app import main as program
paint = program._paint
def painted(application, window):
    paint(application, window)
    print('painted', flush=True)
    if len(sys.argv) > 2:
        use(window)
        print(resident(), flush=True)
    os._exit(0)
def use(window):
    from desktop.app.bootstrap import assemble
    from desktop.domain.order_views import OrderQuery
    from desktop.domain.profile import Profile
    from desktop.platforms.registry import preload
    from desktop.store.orders import order_ids, order_rows
    from pathlib import Path
    preload()
    services = assemble(Profile(Path(sys.argv[1]))).services
    model, table = window.orders.model, window.orders.table
    model.show(services.db.read_now(lambda c: order_ids(c, OrderQuery())))
    pages = len(model.ids) // 64
    for page in range(0, pages, max(1, pages // 100)):
        for each in (page, page + 1):
            ids = model.page_ids(each)
            model.put_page(model.generation, each, services.db.read_now(lambda c: order_rows(c, ids)))
        table.verticalScrollBar().setValue(page * 64 * 36)
        table.viewport().repaint()
program._paint = painted
program.main(['--profile', sys.argv[1]])
"""


def start(profile: Profile, _folder: Path, _orders: int) -> list[Figure]:
    """From the birth of the process to the line it writes after its first paint."""
    _warm(profile)
    ours, floor = in_turns(lambda _: _painted_after(_REAL, str(profile.folder)), lambda _: _painted_after(_BARE), 9)
    return [ratio("8 start to first paint with real rows [bare QWidget]", ours, floor, 1.3)]


def memory(profile: Profile, _folder: Path, _orders: int) -> list[Figure]:
    """Resident size with services loaded and a hundred places of the table looked at. Linux only: /proc."""
    if not Path("/proc/self/status").exists():
        return []
    _warm(profile)
    ours, floor = in_turns(
        lambda _: _resident(_MEMORY + _REAL, str(profile.folder), "use"), lambda _: _resident(_MEMORY + _BARE, "use")
    )
    name = "9 resident memory, Orders opened and scrolled [bare window]"
    mib = [sorted(sizes)[len(sizes) // 2] for sizes in (ours, floor)]
    return [Figure(name, mib[0] / mib[1], "x", 2.5, f"{mib[0]:.0f} MiB, floor {mib[1]:.0f} MiB")]


def _warm(profile: Profile) -> None:
    """Both once before, so that all is compiled and in the system's cache, as on any day after the first."""
    _painted_after(_REAL, str(profile.folder))
    _painted_after(_BARE)


def _run(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=_ROOT, env=_environment(), stdout=subprocess.PIPE, text=True
    )


def _environment() -> dict[str, str]:
    """Compiled modules are kept, as in an installed program, but outside the checkout."""
    cache = Path(tempfile.gettempdir()) / "backshop-bench-bytecode"
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(cache)}


def _painted_after(code: str, *arguments: str) -> float:
    begin = time.perf_counter()
    with _run(code, *arguments) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = time.perf_counter() - begin
    if line != "painted\n" or process.returncode:
        raise RuntimeError("the window did not paint itself")
    return took


def _resident(code: str, *arguments: str) -> float:
    with _run(code, *arguments) as process:
        lines = process.communicate(timeout=120)[0].split()
    if len(lines) != 2 or process.returncode:
        raise RuntimeError("the window did not tell its size")
    return int(lines[1]) / 1024
