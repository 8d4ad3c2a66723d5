"""Labels from a strict platform that fails and hands out rubbish: only what scans as its own parcel reaches paper."""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from morning import assert_true, connect, day, providers_of, rows

from desktop.domain.orders import Bucket
from desktop.sandbox.running import RunningSandbox
from desktop.services.build import Services
from desktop.services.labels import STOCKS
from desktop.store import labels
from tests.fixtures.label_papers import codes_of

LABELS = "/orders/print-labels"
FAULTS: dict[str, dict[str, object]] = {
    "lost answer": {"kind": "lost_answer"},
    "500": {"kind": "status", "status": 500},
    "html with status 200": {"kind": "html"},
    "truncated answer": {"kind": "truncated"},
    "connection reset": {"kind": "reset"},
    "429 storm": {"kind": "rate_limited", "count": 4, "retry_after": 0.05},
    "access token died": {"kind": "unauthorized"},
}
RUBBISH = {
    "label_not_pdf": "not_a_document",
    "label_blank": "blank",
    "label_other_order": "other_parcel",
    "label_undecodable": "unreadable_code",
}


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSandbox]:
    with RunningSandbox(orders=0) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: RunningSandbox) -> RunningSandbox:
    running.reset()
    running.unlimited()
    running.happen("new_order", count=4, country="NG")
    return running


async def ready(services: Services, sandbox: RunningSandbox) -> list[int]:
    """Four orders made ready to ship by the outbox, whose labels nobody has asked for."""
    await connect(services, sandbox)
    ids = await packed(services)
    await services.orders.ready(ids)
    await services.outbox.run_until_idle()
    assert len(ids) == 4
    return ids


async def packed(services: Services) -> list[int]:
    """All orders to pack, packed, each with the first courier it may take."""
    ids = [row.id for row in await rows(services, Bucket.TO_PACK)]
    for id_, provider in (await providers_of(services, ids)).items():
        await services.orders.pack([id_], provider=provider)
    await services.outbox.run_until_idle()
    return ids


async def codes(services: Services, ids: Sequence[int]) -> set[str]:
    return {result.code or result.state for result in await services.labels.fetch(ids)}


def arm(sandbox: RunningSandbox, **fault: object) -> None:
    sandbox.arm(**{"path": LABELS, **fault})  # type: ignore[arg-type]


def test_pages_decode_to_the_right_parcels_in_the_order_named(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async def story(services: Services) -> None:
        ids = (await ready(services, sandbox))[::-1]
        assert await codes(services, ids) == {"label_ready"}
        plan = await services.labels.plan(ids)
        await services.labels.to_pdf(plan, tmp_path / "labels.pdf", STOCKS["100x150"])

        numbers = [parcel.tracking_number for one in await services.orders.details(ids) for parcel in one.parcels]
        pages = codes_of((tmp_path / "labels.pdf").read_bytes())
        assert [set(page) for page in pages] == [{number} for number in numbers]
        assert {row.printed for row in await services.orders.rows(ids)} == {1}
        await assert_true(services, sandbox, ids)

    day(tmp_path / "profile", story)


def test_only_final_labels_are_kept(tmp_path: Path, sandbox: RunningSandbox) -> None:
    """The platform hands out a provisional label before ready-to-ship; that one must never be in the vault."""

    async def story(services: Services) -> None:
        await connect(services, sandbox)
        ids = await packed(services)
        assert await codes(services, ids) == {"not_ready"}
        await services.orders.ready(ids)
        await services.outbox.run_until_idle()
        assert await codes(services, ids) == {"label_ready"}

        served = [
            one for package in (await asyncio.to_thread(sandbox.truth))["packages"] for one in package["labels_served"]
        ]
        assert [one["provisional"] for one in served] == [False] * len(ids)
        stored = await services.db.read(lambda c: labels.labels_of(c, ids))
        content = [await services.db.read(lambda c, i=i: labels.label_bytes(c, stored[i][0].id)) for i in ids]
        assert {hashlib.sha256(one).hexdigest() for one in content} == {one["sha256"] for one in served}

    day(tmp_path, story)


@pytest.mark.parametrize(("kind", "problem"), RUBBISH.items())
def test_rubbish_is_refused_with_its_reason_until_the_platform_mends_it(
    tmp_path: Path, sandbox: RunningSandbox, kind: str, problem: str
) -> None:
    async def story(services: Services) -> None:
        ids = await ready(services, sandbox)
        await asyncio.to_thread(arm, sandbox, kind=kind, count=None)
        assert await codes(services, ids) == {problem}
        plan = await services.labels.plan(ids)
        printed = await services.labels.to_pdf(plan, tmp_path / "labels.pdf", STOCKS["100x150"])
        assert {result.code for result in printed.results} == {problem}
        assert not (tmp_path / "labels.pdf").exists()

        await asyncio.to_thread(sandbox.disarm)
        assert await codes(services, ids) == {"label_ready"}

    day(tmp_path / "profile", story)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_labels_come_whatever_befalls_the_request(
    tmp_path: Path, sandbox: RunningSandbox, fault: dict[str, object]
) -> None:
    async def story(services: Services) -> None:
        ids = await ready(services, sandbox)
        await asyncio.to_thread(lambda: arm(sandbox, **fault))
        assert await codes(services, ids) == {"label_ready"}
        await assert_true(services, sandbox, ids)

    day(tmp_path, story)


def test_late_labels_and_other_spellings_are_waited_for_and_understood(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async def story(services: Services) -> None:
        ids = await ready(services, sandbox)
        await asyncio.to_thread(lambda: sandbox.quirks(label_late=2, label_data_url=True))
        assert await codes(services, ids) == {"label_ready"}
        await assert_true(services, sandbox, ids)

    day(tmp_path, story)


def test_what_was_made_ready_elsewhere_gets_its_labels_after_a_sync(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async def story(services: Services) -> None:
        ids = await ready(services, sandbox)
        assert {row.label.value for row in await services.orders.rows(ids)} == {"none"}
        await services.labels.prefetch()  # what a running program does after each sync
        assert {row.label.value for row in await services.orders.rows(ids)} == {"ready"}
        assert await codes(services, ids) == {"label_ready"}

    day(tmp_path, story)
