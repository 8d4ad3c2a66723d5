"""A stock that was typed before something was sold counts units that are gone: how many, and what to say about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.findings import Finding, Severity

_NAMED = 3  # orders that are named


class Fix(StrEnum):
    """What is to become of a stock that was typed too early."""

    TAKE_OFF = "take_off"  # what went since is taken off what was typed
    KEEP = "keep"  # it was counted knowing that
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Outdated:
    """What happened since a stock was typed.

    ``saw`` is the stock that was shown then (None: the platform's word has not changed since, or was not known),
    ``sold`` the units ordered since in this shop, or in any that shares its shelf; ``orders`` are their numbers.
    ``is_shared``: whoever sends it counts a shelf of several shops, and none of the others would ask back. So it is an
    error, and waits here, where it is only a warning elsewhere.
    """

    saw: int | None = None
    sold: int = 0
    orders: tuple[str, ...] = ()
    is_shared: bool = False

    @property
    def seen(self) -> Mapping[str, object]:
        """As ``Edit.seen``: a push compares with what the seller looked at when he counted."""
        return {} if self.saw is None else {"quantity": self.saw}

    def gone(self, there: int | None) -> int:
        """Units that what was typed counts and the shelf has not: the more cautious of two ways to reckon."""
        fell = 0 if self.saw is None or there is None else self.saw - there
        return max(self.sold, fell, 0)

    def findings(self, there: int | None) -> tuple[Finding, ...]:
        """What was sold, and how the stock moved, since it was typed."""
        found, severity = [], Severity.ERROR if self.is_shared else Severity.WARNING
        if self.sold:
            more = ("\N{HORIZONTAL ELLIPSIS}",) if len(self.orders) > _NAMED else ()
            params = {"units": str(self.sold), "orders": ", ".join((*self.orders[:_NAMED], *more))}
            found.append(Finding("quantity", "sold_since_typed", severity, params))
        if self.saw is not None and there is not None and self.saw != there:
            params = {"saw": str(self.saw), "there": str(there)}
            found.append(Finding("quantity", "stock_moved_since_typed", severity, params))
        return tuple(found)


def fixed(typed: str, value: str, gone: int, fix: Fix) -> str | None:
    """What is to be typed instead of ``typed``, which means ``value``; None takes the draft back."""
    if fix is Fix.DROP:
        return None
    return str(max(0, int(value) - gone)) if fix is Fix.TAKE_OFF and value else typed
