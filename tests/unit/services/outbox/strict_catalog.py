"""A small platform that keeps SKUs for the outbox: counts each write that took effect, and others may change it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from desktop.domain.catalog import ListingStatus, Offer, Variant, VariantRef
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.wishes import wished
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.reading_back import compared


def variant(remote_id: str, stock: int = 5, price: str = "10.00") -> Variant:
    offer = Offer(price=Money(Decimal(price), "KES"), status=ListingStatus.ACTIVE)
    return Variant(remote_id, f"SKU-{remote_id}", "A mug", stock=stock, offers=(offer,), status=ListingStatus.ACTIVE)


@dataclass
class StrictCatalog:
    """Its variants by remote id. ``faults`` are used up one per ``send``, ``blind`` ones one per reading."""

    variants: dict[str, Variant] = field(default_factory=dict)
    faults: list[Callable[["StrictCatalog", Sequence[Operation]], Sent]] = field(default_factory=list)
    blind: list[Exception] = field(default_factory=list)
    effects: list[tuple[str, object]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    async def test(self) -> str:
        return "strict"

    async def discover(self) -> tuple[()]:
        return ()

    async def aclose(self) -> None:
        return None

    async def variant_pages(self) -> AsyncIterator[tuple[Variant, ...]]:
        yield tuple(self.variants.values())

    async def read_variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        await asyncio.sleep(0)
        if self.blind:
            raise self.blind.pop(0)
        return tuple(self.variants[ref.remote_id] for ref in refs if ref.remote_id in self.variants)

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        return tuple(tuple(operations[start : start + 50]) for start in range(0, len(operations), 50))

    async def send(self, batch: Sequence[Operation]) -> Sent:
        await asyncio.sleep(0)
        return self.faults.pop(0)(self, batch) if self.faults else self.work(batch)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        return Sent(compared(batch, await self.read_variants([VariantRef(one.subject, "") for one in batch])))

    def work(self, batch: Sequence[Operation]) -> Sent:
        for operation in batch:
            self.effects.append((operation.subject, wished(operation)))
            self.variants[operation.subject] = _changed(self.variants[operation.subject], operation)
        return Sent(tuple(Outcome(one.id, OperationState.DONE) for one in batch))

    def somebody_sets(self, remote_id: str, stock: int) -> None:
        self.variants[remote_id] = replace(self.variants[remote_id], stock=stock)


def _changed(found: Variant, operation: Operation) -> Variant:
    values = wished(operation)
    if operation.kind is OperationKind.SET_STOCK:
        return replace(found, stock=int(str(values["quantity"])))
    price = Money(Decimal(str(values["price"])), "KES")
    return replace(found, offers=(replace(found.offers[0], price=price),))


def breaks(error: Exception, *, after_work: bool) -> Callable[[StrictCatalog, Sequence[Operation]], Sent]:
    """A request that ends in ``error``, before or after the platform did its work."""

    def fault(platform: StrictCatalog, batch: Sequence[Operation]) -> Sent:
        if after_work:
            platform.work(batch)
        raise error

    return fault
