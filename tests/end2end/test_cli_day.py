"""A seller's morning from a terminal: every command a process of its own, a strict platform over real HTTP."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from till import Till

from desktop.sandbox.running import RunningSandbox


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """A platform that remembers everything when its line is cut and comes back at the same address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    state = tmp_path_factory.mktemp("platform") / "state.json"
    with RunningSandbox(orders=12, skus=12, port=port, state=state) as running:
        running.happen("new_order", count=4, country="NG", items=1)
        yield running


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory, sandbox: RunningSandbox) -> Till:
    """A profile with the practice shop connected and synced once, in real time and at the documented pace."""
    one = Till(tmp_path_factory.mktemp("profile"))
    credentials = sandbox.fresh_credentials()
    token = credentials.pop("refresh_token")
    words = [word for key, value in credentials.items() for word in ("--set", f"{key}={value}")]
    platform = sandbox.options.platforms[0]
    connect = ["shops", "connect", platform, "--base-url", sandbox.base_url, *words, "--set", "refresh_token=-"]
    done = one.run(*connect, stdin=f"{token}\n")
    assert done.returncode == 0, done.stderr
    assert token not in done.stdout + done.stderr
    (synced,) = one.json("sync")["accounts"]
    assert (synced["ok"], synced["orders"]) == (True, 16)
    return one


def _new_numbers(terminal: Till, sandbox: RunningSandbox, count: int) -> list[str]:
    """Numbers of new orders that one courier can take, in an order that is not theirs."""
    made = sandbox.happen("new_order", count=count, country="NG", items=1)["orders"]
    terminal.json("sync")
    return [one["number"] for one in reversed(made)]


def _courier(sandbox: RunningSandbox, terminal: Till, number: str) -> list[str]:
    """``--provider`` with the first courier offered, where there is a choice."""
    (result,) = terminal.json("orders", "pack", number, code=1)["results"]
    assert result["state"] == "refused"
    return ["--provider", str(result["message"]).split("one of: ")[1].split(",")[0].rstrip(".")]


def test_the_list_is_the_platforms_truth(terminal: Till, sandbox: RunningSandbox) -> None:
    listed = terminal.json("orders", "list", "--limit", "1000")
    truth = {one["id"]: one for one in sandbox.truth()["orders"]}
    assert listed["total"] == len(listed["orders"])
    for order in listed["orders"]:
        held = truth[order["remote_id"]]
        assert (order["number"], order["created_at"]) == (held["number"], held["created_at"])
        assert float(order["total"]["amount"]) == float(held["total"])
        assert order["total"]["currency"] == order["currency"] == held["currency"]


def test_orders_become_labels_in_the_order_named(terminal: Till, sandbox: RunningSandbox, tmp_path: Path) -> None:
    numbers, paper = _new_numbers(terminal, sandbox, 3), tmp_path / "labels.pdf"
    first = terminal.run("--json", "orders", "process", *numbers, "--pdf", str(paper))
    results = json.loads(first.stdout)["results"]
    if any(one["code"] == "provider_needed" for one in results):
        courier = _courier(sandbox, terminal, next(o["number"] for o in results if o["code"] == "provider_needed"))
        paper = tmp_path / "rest.pdf"
        numbers = [one["number"] for one in results if not one["ok"]]
        results = terminal.json("orders", "process", *numbers, "--pdf", str(paper), *courier)["results"]
    assert [(one["number"], one["state"]) for one in results if one["number"] in numbers] == [
        (number, "printed") for number in numbers
    ]
    held = {one["number"]: one["items"][0]["tracking_number"] for one in sandbox.truth()["orders"]}
    assert _codes(paper) == [held[number] for number in numbers]
    again = terminal.json("labels", "print", *numbers, "--pdf", str(tmp_path / "again.pdf"), code=1)["results"]
    assert {one["code"] for one in again} == {"already_printed"}
    terminal.json("labels", "print", *numbers, "--pdf", str(tmp_path / "again.pdf"), "--again")
    assert _codes(tmp_path / "again.pdf") == [held[number] for number in numbers]
    assert sandbox.violations() == []


def test_a_lost_answer_costs_no_double(terminal: Till, sandbox: RunningSandbox) -> None:
    (number,) = _new_numbers(terminal, sandbox, 1)
    sandbox.arm("lost_answer", "/orders/cancel")
    (result,) = terminal.json("orders", "cancel", number)["results"]
    assert (result["number"], result["ok"], result["state"]) == (number, True, "done")
    (order,) = sandbox.truth(number)["orders"]
    assert order["statuses"] == ["CANCELED"]
    assert sandbox.violations() == []


def test_without_a_line_the_wish_is_kept_and_sent_later(terminal: Till, sandbox: RunningSandbox) -> None:
    (number,) = _new_numbers(terminal, sandbox, 1)
    account = terminal.json("shops", "list")["shops"][0]["account"]
    sandbox.stop()
    (waiting,) = terminal.json("orders", "cancel", number, code=4)["results"]
    assert (waiting["state"], waiting["ok"]) == ("queued", False)
    assert terminal.json("sync", code=4)["accounts"][0]["account"] == account
    (operation,) = terminal.json("outbox", "list")["operations"]
    assert (operation["subject"], operation["state"]) == (number, "queued")
    sandbox.start()
    assert terminal.json("outbox", "run") == {"operations": []}
    (order,) = sandbox.truth(number)["orders"]
    assert order["statuses"] == ["CANCELED"]
    (told,) = [one for one in terminal.json("outbox", "list", "--all")["operations"] if one["id"] == operation["id"]]
    assert told["state"] == "done"
    assert sandbox.violations() == []


def test_without_a_keyring_and_a_passphrase_no_token_is_used_up(tmp_path: Path, sandbox: RunningSandbox) -> None:
    asked, typed = len(sandbox.requests()), sandbox.fresh_credentials()
    words = [word for key, value in typed.items() for word in ("--set", f"{key}={value}")]
    platform, poor = sandbox.options.platforms[0], Till(tmp_path, {"BACKSHOP_PASSPHRASE": ""})
    told = poor.json("shops", "connect", platform, "--base-url", sandbox.base_url, *words, code=1)
    assert told["error"]["code"] == "no_keyring"
    assert len(sandbox.requests()) == asked


def test_wrong_names_are_told(terminal: Till) -> None:
    assert terminal.run("orders", "list", "--shop", "nobody").returncode == 2
    assert terminal.run("shops", "connect", "nowhere").returncode == 2
    (result,) = terminal.json("orders", "pack", "12345", code=1)["results"]
    assert (result["ok"], result["code"]) == (False, "unknown_order")


def test_a_damaged_profile_is_exit_code_five(tmp_path: Path) -> None:
    (tmp_path / "backshop.db").write_bytes(b"this is no database" * 500)
    assert Till(tmp_path).json("orders", "list", code=5)["error"]["code"] == "damaged"


def test_secrets_and_buyers_are_in_no_log(terminal: Till, sandbox: RunningSandbox) -> None:
    logs = "".join(path.read_text("utf-8") for path in terminal.profile.rglob("*.log*"))
    orders = terminal.json("orders", "list", "--limit", "1000")["orders"]
    assert logs
    assert not [order["buyer"] for order in orders if order["buyer"] and order["buyer"] in logs]
    assert sandbox.credentials["refresh_token"] not in logs


def _codes(paper: Path) -> list[str]:
    """The linear barcode of each page."""
    with pypdfium2.PdfDocument(paper) as document:
        pages = [page.render(scale=300 / 72, grayscale=True) for page in document]
        found = [zxingcpp.read_barcodes(memoryview(bytes(p.buffer)).cast("B", [p.height, p.stride])) for p in pages]
    return [next(code.text for code in page if "128" in str(code.format)) for page in found]
