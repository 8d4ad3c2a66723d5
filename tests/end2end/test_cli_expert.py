"""What experts and support use: any documented call by its name, and a file with figures but without secrets."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from quick_till import quick_shop
from till import WORDS, Till

from desktop.sandbox.running import RunningSandbox


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningSandbox, Till]]:
    """A Jumpseller store, and a till that is logged in to it."""
    with quick_shop(tmp_path_factory.mktemp("desk"), "jumpseller", "Corner", orders=10, skus=10) as found:
        yield found


@pytest.fixture
def store(desk: tuple[RunningSandbox, Till]) -> RunningSandbox:
    return desk[0]


@pytest.fixture
def till(desk: tuple[RunningSandbox, Till]) -> Till:
    return desk[1]


def test_every_documented_call_is_listed_and_can_be_made(till: Till, store: RunningSandbox) -> None:
    listed = till.json("shops", "functions", "--shop", "Corner")
    assert listed["total"] >= 142
    (one,) = [f for f in listed["functions"] if f["path"] == "/store/info.json" and f["method"] == "GET"]
    answer = till.json("shops", "call", one["name"], "--shop", "Corner")
    assert answer["status"] == 200
    assert answer["answer"]["currency"] == "KES"


def test_what_changes_something_wants_a_yes(till: Till, store: RunningSandbox) -> None:
    functions = till.json("shops", "functions", "--shop", "Corner")["functions"]
    (one,) = [f for f in functions if f["path"] == "/categories.json" and f["method"] == "POST"]
    field = next(f["name"] for f in one["fields"] if f["where"] in ("body", "content"))
    wish = json.dumps({"name": "Kettles"})
    words = ("shops", "call", one["name"], "--shop", "Corner", "--set", f"{field}={wish}")
    before = len(store.requests())
    assert till.json(*words, code=1)["error"]["code"] == "writes"
    assert [entry for entry in store.requests()[before:] if entry["method"] == "POST"] == []
    assert till.json(*words, "--yes")["answer"]["category"]["name"] == "Kettles"


def test_a_mistake_is_told_before_anything_is_asked(till: Till) -> None:
    told = till.json("shops", "call", "NoSuchCall", "--shop", "Corner", code=1)
    assert told["error"]["code"] == "unknown_function"


def test_the_file_for_support_holds_no_secret_and_no_buyer(till: Till, store: RunningSandbox, tmp_path: Path) -> None:
    till.json("sync")
    path = tmp_path / "support.zip"
    assert till.json("diagnostics", str(path))["bytes"] == path.stat().st_size
    with zipfile.ZipFile(path) as file:
        texts = {name: file.read(name).decode() for name in file.namelist()}
    report = json.loads(texts["report.json"])
    assert report["accounts"] == [{"platform": "jumpseller", "shops": 1, "state": "connected", "code": ""}]
    assert report["database"]["rows"]["orders"] == 10
    assert any(name.startswith("logs/") for name in texts)
    hidden = {*store.credentials.values(), WORDS, *(one["buyer"] for one in store.truth()["orders"])}
    assert [one for one in hidden for text in texts.values() if one in text] == []
    assert till.json("diagnostics", str(path), code=1)["error"]["code"] == "file_exists"
