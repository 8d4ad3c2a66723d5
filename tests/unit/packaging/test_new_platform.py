"""A platform laid out by `dev.py new-platform` is served, connected to, and fails exactly where it is not written."""

import shutil
import subprocess
import sys
from pathlib import Path

import _scaffold
import pytest
from _terminal import HaltError

ROOT = Path(__file__).parents[3]
STORY = """
import asyncio, sys
sys.path.insert(0, "tests/contract")
from shop_floor import Floor
from desktop.domain.errors import Refused
from desktop.platforms.registry import BY_ID
from desktop.sandbox.running import RunningSandbox

async def story(floor):
    assert [shop.name for shop in await floor.connector.discover()] == ["Practice shop"]
    try:
        await floor.orders()
    except Refused as error:
        print(error.code)
    await floor.connector.aclose()

with RunningSandbox("acme") as sandbox:
    asyncio.run(story(Floor(BY_ID["acme"], sandbox)))
    assert sandbox.violations() == []
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of what the scaffold touches."""
    ignore = shutil.ignore_patterns("__pycache__")
    for folder in ("desktop", "tests/contract", "resources/practice"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignore)
    return tmp_path


def test_a_new_platform_is_served_and_says_what_is_not_written(root: Path) -> None:
    written = _scaffold.new_platform("acme", root)
    assert all(path.exists() for path in written)
    told = subprocess.run([sys.executable, "-c", STORY], cwd=root, capture_output=True, text=True, check=False)
    assert (told.stdout.strip(), told.returncode) == ("not_written_yet", 0), told.stderr
    lint = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E,F", "--line-length", "120", *written]
    assert subprocess.run(lint, cwd=root, check=False).returncode == 0


@pytest.mark.parametrize("name", ["", "Acme", "two words", "../up", "jumia"])
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(root: Path, name: str) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(HaltError):
        _scaffold.new_platform(name, root)
    assert sorted(root.rglob("*")) == before
