"""Exit codes, the part of the contract that scripts lean on, and how errors and results come to one."""

from collections.abc import Collection, Sequence

from desktop.domain.errors import AuthNeeded, BackshopError, NotPossible, StoreError, TryLater
from desktop.domain.operations import OperationState
from desktop.domain.order_views import ActionResult
from desktop.services.sync.status import SyncResult

DONE = 0
REFUSED = 1
USAGE = 2
NEEDS_LOGIN = 3
UNREACHABLE = 4
PROFILE = 5
INTERRUPTED = 130

# Of a mixed result the code that asks the most of the seller is told; only what all have in common is UNREACHABLE.
ON_THEIR_WAY = frozenset({OperationState.QUEUED.value, OperationState.SENDING.value, OperationState.WORKING.value})
# Trouble with the keyring or with new credentials says nothing about the profile itself.
_OF_LOGIN = frozenset({"no_keyring", "keyring_locked", "keyring_failed", "wrong_passphrase", "credentials_not_saved"})

# What cannot be done because of what was typed.
_TYPED = ("unknown_", "credential_", "bad_address", "insecure_address", "one_order_only")


class UsageError(BackshopError):
    """What was typed cannot be meant: shown with its reason, exit code 2."""


def code_of_error(error: BackshopError) -> int:
    """The exit code of a command that ended with this error."""
    if isinstance(error, UsageError) or (isinstance(error, NotPossible) and error.code.startswith(_TYPED)):
        return USAGE
    if isinstance(error, AuthNeeded):
        return NEEDS_LOGIN
    if isinstance(error, TryLater):
        return UNREACHABLE
    if isinstance(error, StoreError) and error.code not in _OF_LOGIN:
        return PROFILE
    return REFUSED


def code_of_results(results: Sequence[ActionResult]) -> int:
    """The exit code of an action on several orders."""
    missing = [result for result in results if not result.ok]
    if any(result.state == OperationState.NEEDS_LOGIN.value for result in missing):
        return NEEDS_LOGIN
    return _code(results, missing, {result.state for result in missing} <= ON_THEIR_WAY)


def code_of_syncs(results: Sequence[SyncResult]) -> int:
    """The exit code of a sync of several accounts."""
    missing = [result for result in results if not result.ok]
    kinds = [result.error for result in missing if result.error is not None]
    if any(issubclass(kind, AuthNeeded) for kind in kinds):
        return NEEDS_LOGIN
    if any(issubclass(kind, StoreError) for kind in kinds):
        return PROFILE
    unreachable = len(kinds) == len(missing) and all(issubclass(kind, TryLater) for kind in kinds)
    return _code(results, missing, unreachable)


def _code(all_: Collection[object], missing: Collection[object], unreachable: bool) -> int:
    if not missing:
        return DONE
    return UNREACHABLE if unreachable and len(missing) == len(all_) else REFUSED
