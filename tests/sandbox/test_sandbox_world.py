"""The practice world: made from a seed, kept in a state file, served by a process that ends in good order."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from seller_client import Seller, ids_of, to_pack

from desktop.sandbox import hosting, parent
from desktop.sandbox.jumia.seeding import new_world
from desktop.sandbox.jumia.world import World
from desktop.sandbox.running import RunningSandbox
from desktop.sandbox.simulator import Size
from desktop.sandbox.state import StateFile

ROOT = Path(__file__).parents[2]
NOON = 1_795_000_000.0


def test_the_same_seed_makes_the_same_world() -> None:
    first, second = (new_world(Size(7, 80, 60), NOON).dump() for _ in range(2))
    assert first == second
    assert new_world(Size(8, 80, 60), NOON).dump() != first


def test_times_make_sense() -> None:
    for order in new_world(Size(3, 500, 60), NOON).orders:
        assert NOON - 91 * 86_400 < order.created_at <= order.updated_at <= NOON
        for item in order.items:
            assert all(order.created_at <= at <= order.updated_at for at in item.times.values())


def test_a_world_survives_being_written_down() -> None:
    dumped = json.loads(json.dumps(new_world(Size(3, 50, 60), NOON).dump()))
    assert json.loads(json.dumps(World.loaded(dumped).dump())) == dumped


@pytest.mark.parametrize("process", [False, True], ids=["thread", "process"])
def test_practice_shops_keep_their_state(tmp_path: Path, process: bool) -> None:
    state = tmp_path / "deep" / "practice.json"
    with RunningSandbox(orders=120, state=state, process=process) as sandbox:
        seller = Seller(sandbox)
        seller.refresh()
        order = to_pack(sandbox)[0]
        seller.pack(*ids_of(order))
        sandbox.advance(120)
        before = sandbox.truth()
        seller.http.close()
    with RunningSandbox(orders=120, state=state, process=process) as sandbox:
        after = sandbox.truth()
        assert after["orders"] == before["orders"]
        assert after["packages"] == before["packages"]
        assert after["now"] >= before["now"]
        again = Seller(sandbox)
        assert again.given["refresh_token"] != seller.given["refresh_token"]
        again.given = seller.given
        assert again.refresh().status_code == 200
        assert sandbox.violations() == []
        again.http.close()


@pytest.mark.parametrize("platform", hosting.SIMULATORS)
def test_every_platform_finds_its_orders_again(tmp_path: Path, platform: str) -> None:
    state = tmp_path / "practice.json"
    with RunningSandbox(platform, orders=30, state=state) as sandbox:
        sandbox.happen("new_order", count=2)
        before = sandbox.truth()["orders"]
    with RunningSandbox(platform, orders=30, state=state) as sandbox:
        assert sandbox.truth()["orders"] == before


def test_a_traded_token_is_on_disk_before_it_is_answered(tmp_path: Path) -> None:
    state = tmp_path / "practice.json"
    sandbox = RunningSandbox(orders=20, state=state, process=True)
    sandbox.start()
    seller = Seller(sandbox)
    seller.refresh()
    sandbox.kill()
    seller.http.close()
    with RunningSandbox(orders=20, state=state, process=True) as sandbox:
        again = Seller(sandbox)
        again.given = seller.given
        assert again.refresh().status_code == 200
        again.http.close()


def test_a_shop_connected_once_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting, "LAST_RUN_ENDS_WITHIN", 0.1)
    state = tmp_path / "practice.json"
    with RunningSandbox(orders=5, state=state) as sandbox:
        url = sandbox.base_url
    with RunningSandbox(orders=5, state=state) as sandbox:
        assert sandbox.base_url == url
        with RunningSandbox(orders=5, state=state) as second:
            assert second.base_url != url


def test_a_new_run_waits_for_the_one_whose_app_was_killed(tmp_path: Path) -> None:
    arguments = ("--platform", "jumia", "--orders", "60", "--state", str(tmp_path / "practice.json"), "--parent-pid")
    app = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    first, document = started(*arguments, str(app.pid))
    (place,) = document["platforms"]  # type: ignore[misc]
    with httpx.Client(base_url=place["base_url"]) as http:
        http.post("/_sandbox/happen", json={"event": "courier_run"})
    app.kill()
    app.communicate(timeout=20)
    second, document = started(*arguments, str(os.getpid()))
    (again,) = document["platforms"]  # type: ignore[misc]
    assert ended(first)[0] == 0
    assert again["base_url"] == place["base_url"]
    with httpx.Client(base_url=again["base_url"]) as http:
        assert "READY_TO_SHIP" not in http.get("/_sandbox/truth").json()["items_by_status"]
    second.terminate()
    assert ended(second)[0] == 0


def test_a_damaged_state_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "practice.json"
    for damage in ("{half", '{"version": 99}', "[]"):
        path.write_text(damage)
        assert StateFile(path).read() == {}
        assert (tmp_path / "practice.json.old").read_text() == damage
        assert not path.exists()


def test_saving_leaves_no_litter(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "practice.json")
    file.write({"a": 1})
    file.write({"a": 2})
    assert file.read() == {"a": 2}
    assert [path.name for path in tmp_path.iterdir()] == ["practice.json"]


def started(*arguments: str) -> tuple["subprocess.Popen[str]", dict[str, object]]:
    """The command as the app starts it, and the document it prints."""
    command = [sys.executable, "-m", "desktop.sandbox", *arguments]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    return child, json.loads(child.stdout.readline())


def ended(child: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Exit code and what else was printed."""
    out, err = child.communicate(timeout=20)
    return child.returncode, out, err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to answer")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_prints_one_document_and_ends_in_good_order(number: int) -> None:
    child, document = started("--platform", "all", "--orders", "5")
    places: list[dict[str, str]] = document["platforms"]  # type: ignore[assignment]
    assert [place["platform"] for place in places] == list(hosting.SIMULATORS)
    assert all(place["base_url"].startswith("http://127.0.0.1:") for place in places)
    assert all(place["control_url"].endswith("/_sandbox") and place["credentials"] for place in places)
    child.send_signal(number)
    assert ended(child) == (0, "", "")


def test_a_taken_port_is_said_plainly(sandbox: RunningSandbox) -> None:
    port = sandbox.base_url.rpartition(":")[2]
    command = [sys.executable, "-m", "desktop.sandbox", "--port", port, "--orders", "1"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert result.returncode == 1
    assert "in use" in result.stderr and "Traceback" not in result.stderr


def test_the_server_ends_with_its_parent() -> None:
    middle = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    child, _ = started("--orders", "5", "--parent-pid", str(middle.pid))
    assert parent.is_alive(middle.pid) and parent.is_alive(child.pid)
    middle.kill()
    middle.communicate(timeout=20)
    assert ended(child)[0] == 0
    assert not parent.is_alive(child.pid)
    assert parent.is_alive(os.getpid())


def test_events(seller: Seller, sandbox: RunningSandbox) -> None:
    made = sandbox.happen("new_order", count=2, country="CI", items=3)["orders"]
    known = sandbox.truth(made[0]["number"])["orders"][0]
    assert (known["currency"], len(known["items"]), known["statuses"]) == ("XOF", 3, ["PENDING"])
    assert "." not in known["total"]
    assert sandbox.happen("courier_run")["items"] > 0
    assert "READY_TO_SHIP" not in sandbox.truth()["items_by_status"]
    street = known["address"]["address"]
    sandbox.happen("address_changed", order=known["id"])
    assert sandbox.truth(known["id"])["orders"][0]["address"]["address"] != street


def test_a_full_disk_does_not_stop_the_practice(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "practice"
    with RunningSandbox(orders=5, state=folder / "practice.json") as sandbox:
        shutil.rmtree(folder)
        folder.write_text("a file where the folder should come")
        seller = Seller(sandbox)
        assert seller.refresh().status_code == 200
        seller.http.close()
    assert "could not be saved" in caplog.text
