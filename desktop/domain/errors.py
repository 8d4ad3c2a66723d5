"""Every error is named by what to do next, so that a caller never has to read a message to choose its next step.

Errors carry a ``code`` and ``params`` (plain, free of secrets and buyer data); sentences for people are made in ``ui``
and ``cli``.
"""

from collections.abc import Mapping


class BackshopError(Exception):
    """The root of everything we raise on purpose; anything else is a bug and reaches the crash dialog."""

    def __init__(self, code: str = "", /, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str] = params

    def __str__(self) -> str:
        words = " ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} {words}".strip()


class PlatformError(BackshopError):
    """Something between us and a marketplace went wrong."""


class AuthNeeded(PlatformError):  # noqa: N818 - named by what to do next
    """The credentials no longer work: stop this account and ask the seller to log in again."""


class TryLater(PlatformError):  # noqa: N818
    """Nothing was done and nothing is wrong with the request: repeat it after ``after_s`` seconds."""

    def __init__(self, code: str = "", /, after_s: float = 1.0, **params: str) -> None:
        super().__init__(code, **params)
        self.after_s = after_s


class Unreachable(TryLater):
    """No connection could be made, so nothing was sent: the line or the platform is down."""


class Refused(PlatformError):  # noqa: N818
    """The platform understood and said no: show its reason; repeating the same thing is useless."""


class Gone(PlatformError):  # noqa: N818
    """The thing acted upon is not there any more."""


class Unsure(PlatformError):  # noqa: N818
    """A request was sent and no answer came: it may have happened. Read back before anything else."""


class BrokenAnswer(PlatformError):  # noqa: N818
    """The answer was not what the platform documents: keep it, redacted, for support, and try later."""


class StoreError(BackshopError):
    """The local file cannot be read or written; ``code`` is ``disk_full``, ``too_new``, ``damaged`` or ``busy``."""


class LabelRefused(BackshopError):  # noqa: N818
    """A label failed its proof and must not be printed; ``code`` is a ``LabelProblem`` value."""


class NotPossible(BackshopError):  # noqa: N818
    """What was asked cannot be done here (wrong state, unknown order, platform without the capability)."""
