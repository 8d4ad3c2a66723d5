"""What the catalog shows and hands on: stored variants with the ids of ours that they have."""

from dataclasses import dataclass

from desktop.domain.catalog import Variant


@dataclass(frozen=True, slots=True)
class StoredVariant:
    """A variant as it lies in the file: whose it is, and everything its platform last told of it."""

    id: int
    account_id: str
    shop_id: str
    shop: str  # its name
    platform: str
    variant: Variant
