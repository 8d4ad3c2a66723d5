"""What narrows a view of orders beside its bucket, shops and search words; plain data that can be saved with a view."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from desktop.domain.labels import LabelState


class OutboxFilter(StrEnum):
    """Orders by what the outbox holds of them."""

    OPEN = "open"  # something of ours is still on its way
    REFUSED = "refused"  # the marketplace said no, and nothing newer of that kind was wished since


@dataclass(frozen=True, slots=True)
class OrderFilters:
    """All that are set must hold; of several values in one of them any is enough. Nothing set is false.

    ``within`` lengths count from now, so that a saved view means the same every morning; what is late lies within them.
    """

    platforms: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()  # couriers, as the row shows them
    tags: tuple[str, ...] = ()
    labels: tuple[LabelState, ...] = ()
    printed: bool | None = None  # a label of the platform's or of ours went to paper
    open: bool = False  # still has to leave the house
    outbox: OutboxFilter | None = None
    noted: bool | None = None  # has a private note
    buyer: str = ""  # the whole name, as it is written
    placed_from: datetime | None = None
    placed_to: datetime | None = None  # the moment itself is not part of it
    placed_within: timedelta | None = None
    ship_within: timedelta | None = None  # open orders whose deadline is nearer than this
    breach_within: timedelta | None = None  # open orders that a penalty rule will catch before that
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None

    def __bool__(self) -> bool:
        return self != NO_FILTERS


NO_FILTERS = OrderFilters()


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What there is to choose from: ``(id, title)`` of marketplaces, and the words that orders really have."""

    platforms: tuple[tuple[str, str], ...] = ()
    countries: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
