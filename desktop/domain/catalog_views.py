"""What the catalog shows and hands on: stored variants with the ids of ours that they have."""

from dataclasses import dataclass

from desktop.domain.catalog import Variant
from desktop.domain.operations import Operation


@dataclass(frozen=True, slots=True)
class CatalogQuery:
    """Which variants: of these shops (none: all) that match what was typed."""

    shop_ids: tuple[str, ...] = ()
    search: str = ""


@dataclass(frozen=True, slots=True)
class StoredVariant:
    """A variant as it lies in the file: whose it is, and everything its platform last told of it."""

    id: int
    account_id: str
    shop_id: str
    shop: str  # its name
    platform: str
    variant: Variant


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """A variant with the operations that are open on it, oldest first."""

    stored: StoredVariant
    pending: tuple[Operation, ...] = ()
