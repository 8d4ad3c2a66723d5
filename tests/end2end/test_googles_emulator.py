"""The same code against Google's own emulator: a SIRCLO day from a terminal, with every message passing through it."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from till import Till

from desktop.platforms.sirclo.codes import FEATURES
from desktop.sandbox.running import RunningSandbox
from tests.contract.googles_emulator import JAR, PostOffice, emulator, jar

pytestmark = pytest.mark.skipif(
    jar() is None,
    reason=f"Google's Pub/Sub emulator (a Java program in Google's own package registry only) is not on this computer;"
    f" its jar can be named by {JAR}",
)


@pytest.fixture(scope="module")
def adapter() -> Iterator[RunningSandbox]:
    """The practice adapter without limits."""
    with RunningSandbox("sirclo", orders=20, skus=12) as sandbox:
        sandbox.unlimited()
        yield sandbox


@pytest.fixture(scope="module")
def till(adapter: RunningSandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """A profile whose Pub/Sub is the emulator's."""
    found = jar()
    assert found is not None
    with emulator(found) as place:
        office = PostOffice(adapter, place)
        office.open(_subscriptions(adapter), [])
        with office.working():
            one = Till(tmp_path_factory.mktemp("desk") / "profile", {"PUBSUB_EMULATOR_HOST": place})
            one.connect(adapter, "Toko")
            yield one


def _subscriptions(adapter: RunningSandbox) -> list[str]:
    """The names as the adapter gives them."""
    request = {"jsonrpc": "2.0", "id": "1", "method": "ClientCredentialsService.AddFeatures"}
    answer = httpx.post(
        f"{adapter.base_url}/v1/jsonrpc",
        headers={"Authorization": adapter.credentials["client_key"]},
        json={**request, "params": {"feature_names": list(FEATURES)}},
    )
    return list(answer.json()["result"]["subscription_list"].values())


def test_orders_and_skus_come_through_googles_own_emulator(till: Till, adapter: RunningSandbox) -> None:
    assert [one["ok"] for one in till.json("sync")["accounts"]] == [True]
    truth = adapter.truth()
    orders = till.json("orders", "list", "--limit", "1000")["orders"]
    assert {one["remote_id"] for one in orders} == {one["id"] for one in truth["orders"]}
    variants = till.json("catalog", "list", "--limit", "1000")["variants"]
    assert {one["remote_id"]: one["stock"] for one in variants} == {v["id"]: v["stock"] for v in truth["variants"]}
    assert adapter.violations() == []


def test_a_new_order_is_accepted_and_packed(till: Till, adapter: RunningSandbox) -> None:
    (made,) = adapter.happen("new_order")["orders"]
    till.json("sync")
    done = till.json("orders", "accept", made["number"])["results"]
    assert [one["state"] for one in done] == ["done"]
    (order,) = adapter.truth(made["id"])["orders"]
    assert {item["step"] for item in order["items"]} == {"to_pack"}


def test_the_signed_token_stays_at_home(till: Till) -> None:
    logs = "".join(path.read_text("utf-8") for path in Path(till.profile, "logs").glob("*.log"))
    assert "request" in logs
    assert "eyJ" not in logs
    assert os.environ.get("PUBSUB_EMULATOR_HOST") is None
