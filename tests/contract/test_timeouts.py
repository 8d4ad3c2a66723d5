"""A platform that falls silent: reads are asked again, writes are read back before anything else."""

import pytest
from shop_floor import Floor, work

from desktop.domain.errors import TryLater, Unsure
from desktop.domain.operations import OperationKind, OperationState
from desktop.platforms.kit import http

pytestmark = pytest.mark.platforms("jumia")  # its own paths, faults and words; every platform: test_every_*


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second of silence instead of thirty is enough here."""
    monkeypatch.setattr(http, "TIMEOUT_S", 0.5)


def test_a_read_that_stays_unanswered_is_asked_again(floor: Floor) -> None:
    floor.sandbox.arm("timeout_before", "/orders", seconds=10)
    assert work(floor, lambda floor: floor.orders())


def test_a_platform_that_stays_silent_is_left_for_later(floor: Floor) -> None:
    floor.sandbox.arm("timeout_before", "/orders", seconds=10, count=None)
    with pytest.raises(TryLater) as told:
        work(floor, lambda floor: floor.orders())
    assert told.value.code == "no_answer"


@pytest.mark.parametrize(
    ("fault", "expected"), [("timeout_after", OperationState.DONE), ("timeout_before", OperationState.QUEUED)]
)
def test_a_write_that_stays_unanswered_is_read_back(floor: Floor, fault: str, expected: OperationState) -> None:
    async def job(floor: Floor) -> None:
        wishes = await floor.wishes(OperationKind.PACK, await floor.to_pack(2))
        floor.sandbox.arm(fault, "/v2/orders/pack", seconds=10)
        with pytest.raises(Unsure) as told:
            await floor.connector.send(wishes)
        assert told.value.code == "no_answer"
        assert {outcome.state for outcome in (await floor.connector.verify(wishes)).outcomes} == {expected}

    work(floor, job)
