"""Calls into Qt must not eat the references of None and True: PySide6 6.12.0 does, and dies of it after a minute."""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

_CALLS = 20_000


class _Bell(QObject):
    rings = Signal(bool)


def test_twenty_thousand_calls_leave_none_and_true_alone(qapp: QApplication) -> None:
    bell, widget = _Bell(), QWidget()
    bell.rings.connect(lambda _on: None)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(_CALLS):
        bell.rings.emit(True)
        widget.update()
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert all(abs(now - then) < 100 for now, then in zip(after, before, strict=True))
