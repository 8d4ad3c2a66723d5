"""The packer's session: what was scanned with what result, and what it comes to in the end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.scanning import Outcome, ScanResult

_SHORTEST = timedelta(minutes=1)  # an hourly rate of some seconds would only impress


@dataclass(frozen=True, slots=True)
class ScanEntry:
    """One line of the session's history."""

    at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ScanSummary:
    """``packed``: orders completed; ``items``: pieces ticked; ``per_hour``: orders, None while it is too early."""

    packed: int = 0
    items: int = 0
    labels: int = 0
    per_hour: int | None = None
    problems: tuple[ScanEntry, ...] = ()


def summary_of(entries: Iterable[ScanEntry], now: datetime) -> ScanSummary:
    """What a session came to: each order counts once, however often it was completed."""
    told = tuple(entries)
    packed = {
        order.order_id
        for entry in told
        if entry.outcome.result is ScanResult.COMPLETE and (order := entry.outcome.order) is not None
    }
    items = sum(entry.outcome.count * _TICKS.get(entry.outcome.result, 0) for entry in told)
    labels = sum(entry.outcome.result is ScanResult.LABEL_PRINTED for entry in told)
    lasted = now - told[0].at if told else timedelta()
    per_hour = round(len(packed) * 3600 / lasted.total_seconds()) if packed and lasted >= _SHORTEST else None
    return ScanSummary(len(packed), items, labels, per_hour, tuple(entry for entry in told if entry.outcome.is_bad))


_TICKS = {ScanResult.TICKED: 1, ScanResult.PARCEL_COMPLETE: 1, ScanResult.COMPLETE: 1, ScanResult.UNDONE: -1}
