"""Writes: pack, ready and cancel, each as read -> send what is still open -> read again -> judge (jumia.md 5.5, 5.6).

The reading before keeps anything from being asked twice; the reading after says what happened, because a 2xx does not.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Gone, PlatformError, Refused, TryLater, Unsure
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.orders import ProviderOption
from desktop.platforms.jumia import mapping
from desktop.platforms.jumia.client import Client
from desktop.platforms.jumia.judging import Carried, Lines, judged
from desktop.platforms.jumia.packing import Package, packages_of
from desktop.platforms.jumia.reading import Reader
from desktop.platforms.jumia.rules import KINDS, open_lines, together
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.paging import chunks

PACKAGES_PER_CALL = 20
ITEMS_PER_CALL = 200

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to come: the items it carries, and how to send it."""

    item_ids: tuple[str, ...]
    send: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Plan:
    """The requests for a batch, what was refused before any was sent, and the provider chosen for each item."""

    calls: tuple[Call, ...]
    refused: Mapping[str, Outcome]
    providers: Mapping[str, ProviderOption]


class Writer:
    """Sends operations of one kind, and reads back those of which nobody knows."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client = client
        self._reader = reader

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """As the contract says. Raises ``Unsure`` once one request's fate is unknown: ``verify`` then tells of all."""
        if not batch or batch[0].kind not in KINDS:
            raise Refused("not_supported")
        before = await self._reader.lines(_subjects(batch))
        plan = await self._plan(batch, before)
        carried = await self._carry_out(plan.calls, batch)
        after = await self._read_back(batch, plan) if carried.sent else before
        return _sent(
            [plan.refused.get(operation.id) or judged(operation, after, carried) for operation in batch], after
        )

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """What the items show now."""
        lines = await self._reader.lines(_subjects(batch))
        return _sent([judged(operation, lines, None) for operation in batch], lines)

    async def _plan(self, batch: Sequence[Operation], lines: Lines) -> Plan:
        if batch[0].kind is OperationKind.PACK:
            return await self._packing_plan(batch, lines)
        ready = batch[0].kind is OperationKind.READY
        endpoint = self._client.ready_to_ship if ready else self._client.cancel
        todo = [line for operation in batch for line in open_lines(operation, lines)]
        # Only ready-to-ship asks for one provider and method per call.
        groups = together(todo, self._reader.provider_keys()) if ready else [tuple(todo)]
        ids = [run for group in groups for run in chunks([line.item.remote_id for line in group], ITEMS_PER_CALL)]
        return Plan(tuple(Call(tuple(run), partial(endpoint, run)) for run in ids), {}, {})

    async def _packing_plan(self, batch: Sequence[Operation], lines: Lines) -> Plan:
        todo = {operation.id: open_lines(operation, lines) for operation in batch}
        item_ids = [line.item.remote_id for found in todo.values() for line in found]
        options = await self._reader.options(item_ids) if item_ids else {}
        packages: list[Package] = []
        refused: dict[str, Outcome] = {}
        for operation in batch:
            try:
                packages += packages_of(operation, todo[operation.id], options)
            except Refused as error:
                refused[operation.id] = Outcome(operation.id, OperationState.REFUSED, error.code, error.params)
        calls = tuple(self._packing_call(run) for run in chunks(packages, PACKAGES_PER_CALL))
        return Plan(calls, refused, {item_id: package.provider for package in packages for item_id in package.item_ids})

    def _packing_call(self, packages: Sequence[Package]) -> Call:
        item_ids = tuple(item_id for package in packages for item_id in package.item_ids)
        return Call(item_ids, partial(self._client.pack, [package.as_body() for package in packages]))

    async def _carry_out(self, calls: Sequence[Call], batch: Sequence[Operation]) -> Carried:
        """Send the calls in turn. What stops one stops those behind it, which then were demonstrably not sent."""
        carried = Carried()
        for call in calls:
            try:
                carried.errors |= await _answered(call)
            except (Refused, Gone) as error:
                carried.errors |= dict.fromkeys(call.item_ids, error.params.get("message", error.code))
                carried.together |= set(call.item_ids) if len(batch) > 1 else set()
            except (AuthNeeded, TryLater) as error:
                if not carried.sent:
                    raise
                _log.info("the rest of a batch was not sent: %s", error.code)
                break
            carried.sent |= set(call.item_ids)
        return carried

    async def _read_back(self, batch: Sequence[Operation], plan: Plan) -> dict[str, tuple[mapping.Line, ...]]:
        """The items after sending; from here on no error may sound as if nothing had been done."""
        try:
            lines = await self._reader.lines(_subjects(batch))
        except PlatformError as error:
            raise Unsure("not_read_back", cause=error.code) from error
        return {order_id: tuple(self._noted(line, plan) for line in found) for order_id, found in lines.items()}

    def _noted(self, line: mapping.Line, plan: Plan) -> mapping.Line:
        provider = plan.providers.get(line.item.remote_id)
        if provider is None or not line.item.tracking_number:
            return line
        self._reader.remember(line.item.tracking_number, provider)
        return replace(line, item=replace(line.item, provider=provider.name))


async def _answered(call: Call) -> dict[str, str]:
    """Send it; Jumia's words by item id. An answer that cannot be read leaves open what was done."""
    try:
        return mapping.action_errors(await call.send())
    except BrokenAnswer as error:
        raise Unsure("broken_answer", **error.params) from error


def _subjects(batch: Sequence[Operation]) -> list[str]:
    return [operation.subject for operation in batch]


def _sent(outcomes: Sequence[Outcome], lines: Lines) -> Sent:
    return Sent(tuple(outcomes), tuple(mapping.items_of(order_id, found) for order_id, found in lines.items()))
