"""The seller's morning in one call: many orders, from what is to be packed to labels that may be printed."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from desktop.domain.identity import Clock, utc_now
from desktop.domain.operations import Operation, OperationState
from desktop.domain.order_views import ActionResult, OrderRow
from desktop.domain.progress import ShowProgress
from desktop.services.continuing import Continuing
from desktop.services.order_wishes import OrderFacts, not_possible
from desktop.services.orders import STEPS, OrderService, Provider, Tracking, carried
from desktop.services.outbox.results import result_of
from desktop.services.outbox.service import Outbox
from desktop.services.process_progress import Key, Watch, by_subject


class Labels(Protocol):
    """Who fetches and proofs labels: ``state`` of a result is ``label_ready`` when it may be printed."""

    async def fetch(
        self, order_ids: Sequence[int], progress: ShowProgress, stop: asyncio.Event | None = None
    ) -> tuple[ActionResult, ...]: ...


class Fulfilment:
    """Takes each order through the steps it still needs; what cannot be sent now stays in the outbox."""

    def __init__(
        self,
        orders: OrderService,
        outbox: Outbox,
        labels: Labels,
        continuing: Continuing | None = None,
        *,
        clock: Clock = utc_now,
    ) -> None:
        """``continuing`` takes over what cannot be sent now."""
        self._orders, self._outbox, self._labels = orders, outbox, labels
        self._continuing, self._clock = continuing, clock

    async def process(
        self,
        order_ids: Sequence[int],
        *,
        provider: Provider = None,
        tracking_code: Tracking = None,
        progress: ShowProgress = lambda _: None,
        stop: asyncio.Event | None = None,
    ) -> tuple[ActionResult, ...]:
        """Pack, make ready to ship, fetch and proof the labels; one result per order, in the order given.

        States: ``label_ready``; else that of the operation that is not done (``queued`` when offline, ``refused``...)
        or ``not_possible``. ``stop`` withdraws what was not sent yet and fetches no more labels. Raises ``StoreError``.
        """
        wish = replace(carried(STEPS, provider, tracking_code), own_way=True)
        queued = await self._orders.wish(order_ids, wish)
        watch = Watch(progress, self._clock, await self._orders.rows(order_ids))
        sent = await self._send(order_ids, watch, stop)
        known = {facts.row.id: facts for facts in await self._orders.facts(order_ids)}
        results = {result.order_id: result for result in queued.results}
        for order_id, facts in known.items():
            operations = sent.get((facts.row.account_id, facts.row.remote_id), ())
            if operations and not _all_done(operations):
                results[order_id] = _unfinished(facts, operations)
            elif operations or facts.awaits_label(self._orders.label_from(facts.row)):
                results.pop(order_id, None)  # it has come through after all: what was wished earlier is done now
        ready = [order_id for order_id in order_ids if order_id in known and order_id not in results]
        results |= await self._fetch([known[order_id].row for order_id in ready], watch, stop)
        if self._continuing is not None:
            await self._continuing.take_over(tuple(results.values()))
        return tuple(results[order_id] for order_id in dict.fromkeys(order_ids))

    async def _send(
        self, order_ids: Sequence[int], watch: Watch, stop: asyncio.Event | None
    ) -> dict[Key, tuple[Operation, ...]]:
        """Let the outbox settle what is open on these orders, also what was wished earlier; by account and order."""
        open_ = [operation for facts in await self._orders.facts(order_ids) for operation in facts.open]
        if not open_:
            return {}
        await self._outbox.poke({one.account_id for one in open_})  # what waits for the line is tried now
        return by_subject(await self._outbox.settle([one.id for one in open_], show=watch.look, stop=stop))

    async def _fetch(
        self, ready: Sequence[OrderRow], watch: Watch, stop: asyncio.Event | None
    ) -> dict[int, ActionResult]:
        if stop is not None and stop.is_set():
            return {row.id: replace(not_possible(row, "stopped"), state="cancelled") for row in ready}
        if not ready:
            return {}
        fetched = await self._labels.fetch([row.id for row in ready], watch.labels(ready), stop)
        silent = {row.id: not_possible(row, "no_label") for row in ready}
        return silent | {result.order_id: _as_far_as_it_goes(result) for result in fetched}


def _as_far_as_it_goes(result: ActionResult) -> ActionResult:
    """Where a platform gives no labels, its steps are all there is to do."""
    return replace(result, ok=True, state="done") if result.code == "no_labels_here" else result


def _all_done(operations: Sequence[Operation]) -> bool:
    return all(operation.state is OperationState.DONE for operation in operations)


def _unfinished(facts: OrderFacts, operations: Sequence[Operation]) -> ActionResult:
    return result_of(operations, order_id=facts.row.id, number=facts.row.number, shop=facts.row.shop)
