"""The seller's morning in one call: many orders, from what is to be packed to labels that may be printed."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.order_views import ActionResult
from desktop.domain.orders import ItemStatus
from desktop.domain.progress import Progress, ShowProgress, Stage
from desktop.services.order_wishes import OrderFacts, not_possible
from desktop.services.orders import OrderService, Provider, carried
from desktop.services.outbox.results import result_of
from desktop.services.outbox.service import Outbox

# Every step there is on the way to a label; each platform takes those that its manifest names.
STEPS = (OperationKind.ACCEPT, OperationKind.PACK, OperationKind.READY, OperationKind.SHIP)


class Labels(Protocol):
    """Who fetches and proofs labels: ``state`` of a result is ``label_ready`` when it may be printed."""

    async def fetch(
        self, order_ids: Sequence[int], progress: ShowProgress, stop: asyncio.Event | None = None
    ) -> tuple[ActionResult, ...]: ...


class Fulfilment:
    """Takes each order through the steps it still needs; what cannot be sent now stays in the outbox."""

    def __init__(self, orders: OrderService, outbox: Outbox, labels: Labels) -> None:
        self._orders, self._outbox, self._labels = orders, outbox, labels

    async def process(
        self,
        order_ids: Sequence[int],
        *,
        provider: Provider = None,
        tracking_code: str | None = None,
        progress: ShowProgress = lambda _: None,
        stop: asyncio.Event | None = None,
    ) -> tuple[ActionResult, ...]:
        """Pack, make ready to ship, fetch and proof the labels; one result per order, in the order given.

        States: ``label_ready``; else that of the operation that is not done (``queued`` when offline, ``refused``...)
        or ``not_possible``. ``stop`` withdraws what was not sent yet and fetches no more labels. Raises ``StoreError``.
        """
        wish = replace(carried(STEPS, provider, tracking_code), own_way=True)
        queued = await self._orders.wish(order_ids, wish)
        sent = await self._send(order_ids, progress, stop)
        known = {facts.row.id: facts for facts in await self._orders.facts(order_ids)}
        results = {result.order_id: result for result in queued.results}
        for order_id, facts in known.items():
            operations = sent.get((facts.row.account_id, facts.row.remote_id), ())
            if operations and not _all_done(operations):
                results[order_id] = _unfinished(facts, operations)
            elif _has_label(facts, self._orders.label_from(facts.row)):
                results.pop(order_id, None)
        ready = [order_id for order_id in order_ids if order_id in known and order_id not in results]
        results |= await self._fetch([known[order_id] for order_id in ready], progress, stop)
        return tuple(results[order_id] for order_id in dict.fromkeys(order_ids))

    async def _send(
        self, order_ids: Sequence[int], progress: ShowProgress, stop: asyncio.Event | None
    ) -> dict[tuple[str, str], tuple[Operation, ...]]:
        """Let the outbox settle what is open on these orders, also what was wished earlier; by account and order."""
        open_ = [operation.id for facts in await self._orders.facts(order_ids) for operation in facts.open]
        if not open_:
            return {}
        watch = _Watch(progress)
        return _by_subject(await self._outbox.settle(open_, show=watch.look, stop=stop))

    async def _fetch(
        self, ready: Sequence[OrderFacts], progress: ShowProgress, stop: asyncio.Event | None
    ) -> dict[int, ActionResult]:
        if stop is not None and stop.is_set():
            return {facts.row.id: replace(not_possible(facts.row, "stopped"), state="cancelled") for facts in ready}
        if not ready:
            return {}
        fetched = await self._labels.fetch([facts.row.id for facts in ready], progress, stop)
        silent = {facts.row.id: not_possible(facts.row, "no_label") for facts in ready}
        return silent | {result.order_id: _as_far_as_it_goes(result) for result in fetched}


def _as_far_as_it_goes(result: ActionResult) -> ActionResult:
    """Where a platform gives no labels, its steps are all there is to do."""
    return replace(result, ok=True, state="done") if result.code == "no_labels_here" else result


class _Watch:
    """Turns looks at the operations into progress, told only when something moved."""

    def __init__(self, progress: ShowProgress) -> None:
        self._progress = progress
        self._over: set[tuple[str, str]] | None = None

    def look(self, operations: Sequence[Operation]) -> None:
        orders = _by_subject(operations)
        over = {key for key, mine in orders.items() if not any(one.state.is_open for one in mine)}
        if over == self._over:
            return
        moved = over - (self._over or set())
        number = next((orders[key][0].label for key in orders if key in moved), "")
        self._over = over
        self._progress(Progress(Stage.SENDING, len(over), len(orders), number))


def _by_subject(operations: Sequence[Operation]) -> dict[tuple[str, str], tuple[Operation, ...]]:
    found: dict[tuple[str, str], tuple[Operation, ...]] = {}
    for one in operations:
        found[one.account_id, one.subject] = (*found.get((one.account_id, one.subject), ()), one)
    return found


def _all_done(operations: Sequence[Operation]) -> bool:
    return all(operation.state is OperationState.DONE for operation in operations)


def _has_label(facts: OrderFacts, label_from: str) -> bool:
    """Whether some item of the seller's stands where its label is final, and has not left yet."""
    final = (ItemStatus.READY, label_from)
    return any(item.status in final and not item.by_platform for item in facts.items)


def _unfinished(facts: OrderFacts, operations: Sequence[Operation]) -> ActionResult:
    return result_of(operations, order_id=facts.row.id, number=facts.row.number, shop=facts.row.shop)
