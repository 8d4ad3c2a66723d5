"""Traces: the way a parcel has come so far, as its courier tells it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TraceEvent:
    """One station. ``at`` is aware UTC; the words are the platform's own, plain text, and may be empty."""

    at: datetime
    title: str
    description: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class ParcelTrace:
    """The stations of one parcel, latest first. ``url`` is the courier's own page, where one is known."""

    tracking_number: str
    events: tuple[TraceEvent, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class OrderTrace:
    """What was told of an order's parcels at ``read_at``; ``code`` says why nothing newer could be had."""

    order_id: int
    parcels: tuple[ParcelTrace, ...] = ()
    read_at: datetime | None = None
    code: str = ""
