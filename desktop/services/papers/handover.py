"""Which parcels wait for the courier this evening: got ready or labelled today, and still in the house."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.orders import ItemStatus
from desktop.platforms.kit.manifest import Manifest
from desktop.services.papers.facts import Part, details, parts_of
from desktop.store import document_prints

if TYPE_CHECKING:
    import sqlite3

_IN_THE_HOUSE = frozenset({ItemStatus.TO_PACK, ItemStatus.PACKED, ItemStatus.READY})


def day_of(now: datetime) -> datetime:
    """Midnight of the seller's own day."""
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


def waiting_parcels(c: "sqlite3.Connection", since: datetime, manifests: Mapping[str, Manifest]) -> tuple[Part, ...]:
    """The parcels that were made ready or labelled since then and have not left."""
    ids = document_prints.handled_orders(c, since)
    found = (part for detail in details(c, ids) for part in parts_of(detail))
    return tuple(part for part in found if _is_here(part, manifests))


def _is_here(part: Part, manifests: Mapping[str, Manifest]) -> bool:
    """Where the seller's own word makes an order *shipped*, it says so before the courier has come."""
    manifest = manifests.get(part.detail.row.platform)
    own_word = manifest is not None and "ship" in manifest.steps
    here = _IN_THE_HOUSE | {ItemStatus.SHIPPED} if own_word else _IN_THE_HOUSE
    return all(item.status in here for item in part.items)
