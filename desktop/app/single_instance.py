"""One window per profile: a second start brings the first window to the front and ends."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_ANSWER_WITHIN_MS = 1000


class SingleInstance(QObject):
    """Holds the profile's window lock; ``claim`` says whether this process is the first."""

    def __init__(self, profile: Path) -> None:
        super().__init__()
        self._lock = FileLock(str(profile / "window.lock"), is_singleton=False)
        self._name = "backshop-" + hashlib.sha256(str(profile.resolve()).encode()).hexdigest()[:16]
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Take the lock, or ask its holder to show itself and return False."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            self._call_holder()
            return False
        return True

    def listen(self, on_call: Callable[[], None]) -> None:
        """Call ``on_call`` whenever another start of the program asks for this window."""
        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.newConnection.connect(lambda: self._greet(on_call))
        self._server.listen(self._name)

    def release(self) -> None:
        """Give the profile back, at the very end."""
        if self._server is not None:
            self._server.close()
        self._lock.release()

    def _greet(self, on_call: Callable[[], None]) -> None:
        assert self._server is not None
        caller = self._server.nextPendingConnection()
        if caller is not None:
            caller.disconnected.connect(caller.deleteLater)
        on_call()

    def _call_holder(self) -> None:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        socket.waitForConnected(_ANSWER_WITHIN_MS)  # before any window exists: nothing can freeze
        socket.disconnectFromServer()
