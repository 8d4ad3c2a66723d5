"""A shop on a platform that answers: it keeps its SKUs, counts what it was told, and others may change it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from stocked_shop import CUP, LID, NOON, Stocked, manifest, stocked, variant

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.catalog_grid import Field, key_of
from desktop.domain.errors import PlatformError
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.wishes import wished
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.reading_back import compared
from desktop.services.draft_judgement import Manner

PAN = variant("2", "PAN")


@dataclass
class Counter:
    """The platform. ``refuses`` names SKUs that it says no to; ``down`` is raised by every reading."""

    variants: dict[str, Variant]
    refuses: set[str] = field(default_factory=set)
    down: PlatformError | None = None
    before_send: Callable[[], object] | None = None
    sent: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    read: list[int] = field(default_factory=list)

    async def read_variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        if self.down is not None:
            raise self.down
        self.read.append(len(refs))
        return tuple(self.variants[one.remote_id] for one in refs if one.remote_id in self.variants)

    async def variant_pages(self) -> None:
        raise AssertionError("nobody syncs here")

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        return tuple((one,) for one in operations)

    async def send(self, batch: Sequence[Operation]) -> Sent:
        (one,) = batch
        if self.before_send is not None:
            act, self.before_send = self.before_send, None
            await act()  # type: ignore[misc]
        if one.label in self.refuses:
            return Sent((Outcome(one.id, OperationState.REFUSED, "over_limit", {"most": "8"}),))
        self.sent.append((one.label, wished(one)))
        self.variants[one.subject] = _with(self.variants[one.subject], one)
        return Sent((Outcome(one.id, OperationState.DONE),))

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        return Sent(compared(batch, await self.read_variants([VariantRef(one.subject, "") for one in batch])))

    def somebody_sets(self, sku: str, stock: int) -> None:
        found = next(one for one in self.variants.values() if one.sku == sku)
        self.variants[found.remote_id] = replace(found, stock=stock)

    async def aclose(self) -> None:
        return None


def _with(found: Variant, operation: Operation) -> Variant:
    values = wished(operation)
    if operation.kind is OperationKind.SET_STOCK:
        return replace(found, stock=int(str(values["quantity"])))
    first = found.offers[0]
    price = Money(Decimal(str(values["price"])), "KES") if "price" in values else first.price
    sale = values.get("sale_price")
    sold = first.sale_price if "sale_price" not in values else Money(Decimal(str(sale)), "KES") if sale else None
    return replace(found, offers=(replace(first, price=price, sale_price=sold), *found.offers[1:]))


@contextmanager
def counter(folder: Path, clock: Callable[[], datetime] = lambda: NOON) -> Iterator[tuple[Stocked, Counter]]:
    """The shop and its platform while the block lasts."""
    platform = Counter({one.remote_id: one for one in (CUP, PAN, LID)})
    made = replace(manifest(), make=lambda _session: platform)  # type: ignore[arg-type, return-value]
    with stocked(folder, made, (CUP, PAN, LID), clock) as shop:
        yield shop, platform


async def typed(shop: Stocked, sku: str, **texts: str) -> None:
    """Type into the row of a SKU."""
    key = key_of((await shop.stored(sku)).id)
    taken = await shop.services.drafts.type({(key, Field(of)): text for of, text in texts.items()}, Manner())
    assert not taken.not_taken


async def pushed(shop: Stocked, **stocks: str) -> str:
    """Type these stocks, push them, and let the outbox work; the change-set's id."""
    for sku, text in stocks.items():
        await typed(shop, sku, stock=text)
    found = await shop.services.review.push("Changes in the catalog")
    await shop.services.outbox.run_until_idle()
    return found.change_set_id
