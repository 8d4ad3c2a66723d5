"""A small platform for the outbox: keeps its own truth, refuses like a real one, and complains about doubles."""

import asyncio
import heapq
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.order_steps import STEPS, wanted_items
from desktop.domain.orders import ItemStatus, Order, OrderItem, OrderItems, ProviderOption
from desktop.platforms.kit.contract import Sent
from desktop.store.db import Database

START = datetime(2026, 11, 20, 8, tzinfo=UTC)


class VirtualTime:
    """A clock that stands still while anybody works, and jumps to the next sleeper's hour when all wait for it."""

    def __init__(self) -> None:
        self.now = START
        self.at_work = 0  # database calls on their way
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._pump: asyncio.Task[None] | None = None
        self._count = 0

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self._count += 1
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + timedelta(seconds=seconds), self._count, future))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._advance())
        await future

    async def _advance(self) -> None:
        quiet = 0
        while self._sleepers:
            await asyncio.sleep(0)
            quiet = 0 if self.at_work else quiet + 1
            if quiet > 20:
                self._wake_next()
                quiet = 0

    def _wake_next(self) -> None:
        hour, _, future = heapq.heappop(self._sleepers)
        if not future.done():  # a cancelled sleeper moves no clock
            self.now = max(self.now, hour)
            future.set_result(None)


class CountedDatabase(Database):
    """The real database, which tells the clock when somebody is waiting for it."""

    time: VirtualTime

    async def read(self, fn: Callable[[Any], Any]) -> Any:
        return await self._counted(super().read(fn))

    async def write(self, fn: Callable[[Any], Any]) -> Any:
        return await self._counted(super().write(fn))

    async def _counted(self, call: Coroutine[Any, Any, Any]) -> Any:
        self.time.at_work += 1
        try:
            return await call
        finally:
            self.time.at_work -= 1


def item(remote_id: str, status: ItemStatus = ItemStatus.TO_PACK) -> OrderItem:
    return OrderItem(remote_id, f"SKU-{remote_id}", "A mug", 1, Money(Decimal("12.50"), "KES"), status, status.value)


def order(number: str, *items: OrderItem, at: datetime = START) -> Order:
    return Order(
        remote_id=f"remote-{number}",
        number=number,
        platform_status="PENDING",
        total=Money(Decimal("12.50"), "KES"),
        created_at=at,
        updated_at=at,
        buyer="An invented buyer",
        shop_remote_ids=("shop",),
        items=items or (item(f"{number}-1"),),
    )


Fault = Callable[["StrictPlatform", Sequence[Operation]], Sent]


@dataclass
class StrictPlatform:
    """Its orders by remote id. ``faults`` are used up one per ``send``; ``blind`` ones, one per ``verify``."""

    orders: dict[str, tuple[OrderItem, ...]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    blind: list[Exception] = field(default_factory=list)
    batch_size: int = 20
    violations: list[str] = field(default_factory=list)
    sends: list[tuple[OperationKind, tuple[str, ...]]] = field(default_factory=list)
    reads: int = 0
    busy: int = 0
    options: tuple[ProviderOption, ...] = ()

    async def test(self) -> str:
        return "strict"

    async def discover(self) -> tuple[()]:
        return ()

    async def aclose(self) -> None:
        return None

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        if len({operation.kind for operation in operations}) > 1:
            self.violations.append("several kinds in one call")
        size = self.batch_size
        return tuple(tuple(operations[start : start + size]) for start in range(0, len(operations), size))

    async def send(self, batch: Sequence[Operation]) -> Sent:
        self._check_request(batch)
        self.busy += 1
        try:
            await asyncio.sleep(0)
            if self.faults:
                return self.faults.pop(0)(self, batch)
            return self.work(batch)
        finally:
            self.busy -= 1

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        self.reads += 1
        await asyncio.sleep(0)
        if self.blind:
            raise self.blind.pop(0)
        return Sent(tuple(self._look(operation) for operation in batch), self.items_of(batch))

    async def provider_options(self, items: Sequence[OrderItem]) -> dict[str, tuple[ProviderOption, ...]]:
        return {item.remote_id: self.options for item in items}

    def work(self, batch: Sequence[Operation]) -> Sent:
        """Do what is asked, once: a step on an item that has it behind it is a double."""
        outcomes = tuple(self._take(operation) for operation in batch)
        return Sent(outcomes, self.items_of(batch))

    def items_of(self, batch: Sequence[Operation]) -> tuple[OrderItems, ...]:
        subjects = dict.fromkeys(operation.subject for operation in batch)
        return tuple(OrderItems(subject, self.orders[subject]) for subject in subjects if subject in self.orders)

    def set_status(self, remote_id: str, status: ItemStatus) -> None:
        self.orders[remote_id] = tuple(replace(one, status=status) for one in self.orders[remote_id])

    def _check_request(self, batch: Sequence[Operation]) -> None:
        self.sends.append((batch[0].kind, tuple(operation.label for operation in batch)))
        if self.busy:
            self.violations.append("two requests at once")
        if any(operation.state is not OperationState.SENDING for operation in batch):
            self.violations.append("sent without being marked as sending")
        if len(batch) > self.batch_size:
            self.violations.append("batch too large")

    def _take(self, operation: Operation) -> Outcome:
        step, wanted = STEPS[operation.kind], wanted_items(operation)
        mine = [one for one in self.orders.get(operation.subject, ()) if one.remote_id in wanted]
        if any(one.status in step.fulfilled for one in mine):
            self.violations.append(f"double {operation.kind} of {operation.label}")
        if not mine or any(one.status not in step.starts for one in mine):
            return Outcome(operation.id, OperationState.REFUSED, "platform_refused", {"message": "Not in this status."})
        self.orders[operation.subject] = tuple(
            replace(one, status=step.ends, tracking_number=f"T-{operation.label}") if one in mine else one
            for one in self.orders[operation.subject]
        )
        return Outcome(operation.id, OperationState.DONE, ack={"tracking": f"T-{operation.label}"})

    def _look(self, operation: Operation) -> Outcome:
        step, wanted = STEPS[operation.kind], wanted_items(operation)
        statuses = {one.status for one in self.orders.get(operation.subject, ()) if one.remote_id in wanted}
        if statuses and statuses <= step.fulfilled:
            return Outcome(operation.id, OperationState.DONE)
        absent = statuses and statuses <= step.starts
        return Outcome(operation.id, OperationState.QUEUED if absent else OperationState.UNSURE)


def fails(error: Exception, *, after_work: bool = False) -> Fault:
    """A request that ends in ``error``, before or after the platform did its work."""

    def fault(platform: StrictPlatform, batch: Sequence[Operation]) -> Sent:
        if after_work:
            platform.work(batch)
        raise error

    return fault
