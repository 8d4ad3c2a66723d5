"""Health: pure rules for what an error means to its account: the state that is shown, the pause before a retry."""

from datetime import timedelta

from desktop.domain.accounts import AccountState
from desktop.domain.errors import AuthNeeded, PlatformError, TryLater, Unreachable
from desktop.services.sync.status import SyncStopped


def state_after(error: Exception | None) -> AccountState | None:
    """The account's state after a run, None when the run says nothing about the platform (stopped, or our own disk).

    An unreadable or refused answer leaves the account connected, with the error shown: its outbox still works.
    """
    if error is None:
        return AccountState.CONNECTED
    if isinstance(error, SyncStopped) or not isinstance(error, PlatformError):
        return None
    if isinstance(error, AuthNeeded):
        return AccountState.NEEDS_LOGIN
    if isinstance(error, Unreachable):
        return AccountState.UNREACHABLE
    return AccountState.LIMITED if isinstance(error, TryLater) else AccountState.CONNECTED


def pause_after(error: Exception) -> timedelta:
    """How long the platform itself asked us to wait."""
    return timedelta(seconds=error.after_s) if isinstance(error, TryLater) else timedelta(0)
