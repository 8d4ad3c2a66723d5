"""Garbage waits for the painting thread."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from desktop.ui.kit.collecting import Collecting, collect_due


class Loop:
    """Garbage that only a collection finds, with a running timer in it."""

    def __init__(self) -> None:
        self.timer = QTimer(interval=60_000)
        self.timer.start()
        self.itself = self


@pytest.fixture
def collecting(qtbot: QtBot) -> Iterator[QObject]:
    owner = QObject()
    collecting = Collecting(owner)
    yield collecting
    collecting.stop()
    gc.disable()  # as the whole run has it
    gc.unfreeze()


def test_another_thread_collects_nothing(collecting: QObject, qtbot: QtBot) -> None:
    assert not gc.isenabled()
    ended: list[str] = []
    left = Loop()
    weakref.finalize(left, lambda: ended.append(threading.current_thread().name))
    del left

    kept: list[list[int]] = []
    other = threading.Thread(target=lambda: kept.extend([n] for n in range(20_000)))
    other.start()
    other.join()
    assert ended == []
    assert len(kept) == 20_000
    qtbot.waitUntil(lambda: ended == ["MainThread"])


def test_what_is_due_is_collected(collecting: QObject) -> None:
    kept = [[n] for n in range(3000)]
    before = gc.get_count()[0]
    collect_due()
    assert gc.get_count()[0] < before
    assert len(kept) == 3000


def test_python_collects_by_itself_again_when_the_window_left(collecting: Collecting) -> None:
    collecting.stop()
    assert gc.isenabled()
