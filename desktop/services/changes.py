"""The change feed tells every screen that something moved, so that no screen ever polls another's work."""

import logging
from collections.abc import Callable

from desktop.domain.changes import Changes

_log = logging.getLogger(__name__)

Listener = Callable[[Changes], None]


class ChangeFeed:
    """Plain callables, called in the order they subscribed, on the event loop's thread. Listeners must be quick."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with every change from now on; the answer takes it off again (twice does no harm)."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def publish(self, changes: Changes) -> None:
        """Tell everybody. A listener that fails is logged and does not keep the news from the others."""
        for listener in tuple(self._listeners):
            try:
                listener(changes)
            except Exception:  # the publisher has just committed work: a screen's bug must not undo its course
                _log.exception("a listener failed on %s", changes.kind)
