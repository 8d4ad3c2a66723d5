"""News reach everybody who listens, and nobody else."""

import logging

import pytest

from desktop.domain.changes import ChangeKind, Changes
from desktop.services.changes import ChangeFeed

NEWS = Changes(ChangeKind.ORDERS, "a", (1, 2))


def test_every_listener_hears_until_it_leaves() -> None:
    feed, first, second = ChangeFeed(), [], []
    leave = feed.subscribe(first.append)
    feed.subscribe(second.append)
    feed.publish(NEWS)
    leave()
    leave()
    feed.publish(NEWS)
    assert (first, second) == ([NEWS], [NEWS, NEWS])


def test_a_failing_listener_is_logged_and_the_others_still_hear(caplog: pytest.LogCaptureFixture) -> None:
    feed, heard = ChangeFeed(), []

    def fail(_changes: Changes) -> None:
        raise ValueError("a bug of a screen")

    feed.subscribe(fail)
    feed.subscribe(heard.append)
    with caplog.at_level(logging.ERROR):
        feed.publish(NEWS)
    assert heard == [NEWS]
    assert "a bug of a screen" in caplog.text
