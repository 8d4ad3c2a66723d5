"""Garbage is collected on the thread that paints: a Qt object that another thread puts away ends the program."""

import gc

from PySide6.QtCore import QObject, QTimer

# Often enough that a big sync leaves no heap of garbage, seldom enough to cost nothing.
_LOOK_EVERY_MS = 250


class Collecting(QObject):
    """From now on Python's own collections, which happen on any thread, are off, and these take their place.

    What lives already lives until the end: it need not be looked at by each collection, which would be felt as a
    stutter.
    """

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        gc.disable()
        gc.collect()
        gc.freeze()
        look = QTimer(self, interval=_LOOK_EVERY_MS)
        look.timeout.connect(collect_due)
        look.start()

    def stop(self) -> None:
        """The window is leaving."""
        self.deleteLater()
        gc.enable()


def collect_due() -> None:
    """Collect the oldest generation that Python itself would collect by now."""
    due = [n for n, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > limit]
    if due:
        gc.collect(due[-1])
