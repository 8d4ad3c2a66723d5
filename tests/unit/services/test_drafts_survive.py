"""What was answered as kept is there after the program was killed, in the middle of whatever came next."""

import signal
import subprocess
import sys
from pathlib import Path

from stocked_shop import stocked

from desktop.domain.profile import Profile
from desktop.store.db import Database

TYPIST = """
import asyncio, os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from stocked_shop import manifest
from desktop.domain.catalog_grid import Field, GridQuery
from desktop.domain.profile import Profile
from desktop.services.build import build_services
from desktop.services.draft_judgement import Manner

async def main():
    services = build_services(Profile(Path(sys.argv[1])), [manifest()])
    keys = await services.catalog.grid_keys(GridQuery())
    for turn in range(5):
        await services.drafts.type({(key, Field.PRICE): str(20 + turn) for key in keys if key}, Manner())
        print(turn, flush=True)
    asyncio.ensure_future(services.drafts.type({(key, Field.PRICE): "99" for key in keys}, Manner()))
    await asyncio.sleep(0)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def test_nothing_acknowledged_is_lost_by_kill_9(tmp_path: Path) -> None:
    with stocked(tmp_path):
        pass
    here = Path(__file__).parent
    run = subprocess.run(
        [sys.executable, "-c", TYPIST, str(tmp_path), str(here)],
        cwd=here.parents[2], capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert run.returncode == -signal.SIGKILL, run.stderr
    assert run.stdout.split() == ["0", "1", "2", "3", "4"]
    db = Database.open(Profile(tmp_path).database)
    kept = db.read_now(lambda c: c.execute("SELECT field, typed, value FROM drafts").fetchall())
    db.close()
    assert len(kept) == 2  # the third SKU has a price for each of its markets: no cell of its own
    assert set(kept) in ({("price", "24", "24")}, {("price", "99", "99")})  # the last answered, or wholly the next
