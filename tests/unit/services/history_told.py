"""For tests of the history: readings at a time, the chain of a value, and how it is told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from stocked_shop import ACCOUNT, Stocked

from desktop.domain.catalog import Variant
from desktop.domain.catalog_grid import Field, Place
from desktop.domain.value_history import Entry, EntryKind
from desktop.services.history import Story
from desktop.store import catalog_ingest

WHOLE = Place()


HOUR = timedelta(hours=1)


async def read(shop: Stocked, at: datetime, *variants: Variant) -> None:
    """A sync reads these."""
    await shop.services.db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, variants, at=at))


async def story(shop: Stocked, sku: str, of: Field = Field.STOCK, place: Place = WHOLE) -> Story:
    found = await shop.services.history.story((await shop.stored(sku)).id, place, of)
    assert found is not None
    return found


def told(entries: Sequence[Entry]) -> list[tuple[object, ...]]:
    """What a test compares of a chain: kind, and what it is about."""
    found: list[tuple[object, ...]] = []
    for one in entries:
        if one.kind is EntryKind.SALE and one.sale:
            found.append(("sale", one.sale.number, one.sale.quantity))
        elif one.kind is EntryKind.CHANGE:
            found.append(("change", one.before, one.value, one.sent.title if one.sent else "", one.unexplained))
        elif one.kind is EntryKind.PUSH and one.sent:
            found.append(("push", one.before, one.value, one.sent.operation.state.value))
        else:
            found.append((one.kind.value, one.value))
    return found
