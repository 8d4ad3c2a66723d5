"""Changes say what kind of thing moved, so that each screen can decide whether it must look again."""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    ACCOUNTS = "accounts"
    ORDERS = "orders"
    LABELS = "labels"
    CATALOG = "catalog"
    PROMOTIONS = "promotions"
    OUTBOX = "outbox"
    SYNC = "sync"
    SETTINGS = "settings"
    TAGS = "tags"
    VIEWS = "views"
    LINKS = "links"  # SKUs were linked, or a shelf that several shops share has moved
    PROCESSED = "processed"  # orders came through by themselves: their labels are ready


@dataclass(frozen=True, slots=True)
class Changes:
    """Something changed; ``ids`` empty means "many, look again"."""

    kind: ChangeKind
    account_id: str = ""
    ids: tuple[int, ...] = ()
