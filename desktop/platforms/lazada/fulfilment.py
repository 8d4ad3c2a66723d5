"""Pack, ready to ship, repack and cancel, each as read -> send what is still open -> read again -> judge (lazada.md 9).

The reading before keeps anything from being asked twice; the reading after says what happened, because a success on top
of an answer may stand above failed rows.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Gone, PlatformError, Refused, TryLater, Unsure
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.orders import CancelReason, ProviderOption
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.paging import chunks
from desktop.platforms.lazada import mapping
from desktop.platforms.lazada.client import Client
from desktop.platforms.lazada.mapping import Answered, Line, Offer
from desktop.platforms.lazada.reading import Reader
from desktop.platforms.lazada.sites import Site
from desktop.platforms.lazada.steps import KINDS, Carried, Lines, judged, open_lines

PACKAGES_PER_CALL = 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to come: item ids (ours) by what its rows are named by (Lazada's), and how to send it."""

    item_ids: Mapping[str, tuple[str, ...]]
    send: Callable[[], Awaitable[bytes]]
    has_rows: bool = True  # a cancellation is answered as a whole

    @property
    def items(self) -> set[str]:
        return {item_id for ids in self.item_ids.values() for item_id in ids}


@dataclass(slots=True)
class Plan:
    """The requests for a batch, and what was refused before any was sent."""

    calls: list[Call] = field(default_factory=list)
    refused: dict[str, Outcome] = field(default_factory=dict)

    def refuse(self, operation: Operation, error: Refused) -> None:
        self.refused[operation.id] = Outcome(operation.id, OperationState.REFUSED, error.code, error.params)


class Fulfilment:
    """Sends order operations of one kind and one site, and reads back those of which nobody knows."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client, self._reader = client, reader

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """As the contract says. Raises ``Unsure`` once one request's fate is unknown: ``verify`` then tells of all."""
        if not batch or batch[0].kind not in KINDS:
            raise Refused("not_supported")
        before = await self._reader.lines(_subjects(batch))
        plan = await self._plan(batch, before)
        carried = await _carry_out(plan.calls, alone=len(batch) == 1)
        after = await self._read_back(batch) if carried.sent else before
        return _sent([plan.refused.get(one.id) or judged(one, after, carried) for one in batch], after)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """What the items show now."""
        lines = await self._reader.lines(_subjects(batch))
        return _sent([judged(operation, lines, None) for operation in batch], lines)

    async def reasons(self, order_id: str, item_ids: Sequence[str]) -> tuple[CancelReason, ...]:
        """Why these items may be cancelled, in Lazada's words (section 9.7). Raises ``Refused`` where they may not."""
        site = await self._reader.site(order_id)
        body = await self._client.cancel_choices(site, site.theirs(order_id), [site.theirs(one) for one in item_ids])
        found = mapping.reasons(body)
        if not found:
            raise Refused("refused_by_platform", message=mapping.tip(body))
        return found

    async def _plan(self, batch: Sequence[Operation], lines: Lines) -> Plan:
        plan, site = Plan(), await self._reader.site(batch[0].subject)
        todo = {one.id: open_lines(one, lines) for one in batch}
        if batch[0].kind is OperationKind.PACK:
            await self._plan_packing(plan, site, batch, todo)
        elif batch[0].kind is OperationKind.CANCEL:
            for operation in batch:
                await self._plan_cancelling(plan, site, operation, todo[operation.id], lines)
        else:
            self._plan_packages(plan, site, batch, todo)
        return plan

    def _plan_packages(
        self, plan: Plan, site: Site, batch: Sequence[Operation], todo: Mapping[str, Sequence[Line]]
    ) -> None:
        """Ready to ship and repack are said of whole packages (sections 9.4, 9.5)."""
        ready = batch[0].kind is OperationKind.READY
        endpoint = self._client.ready_to_ship if ready else self._client.repack
        packages: dict[str, tuple[str, ...]] = {}
        for operation in batch:
            if not all(line.package_id for line in todo[operation.id]):
                plan.refuse(operation, Refused("not_packed"))
                continue
            for line in todo[operation.id]:
                packages[line.package_id] = (*packages.get(line.package_id, ()), line.item.remote_id)
        for run in chunks(list(packages), PACKAGES_PER_CALL):
            plan.calls.append(Call({one: packages[one] for one in run}, _later(endpoint, site, list(run))))

    async def _plan_packing(
        self, plan: Plan, site: Site, batch: Sequence[Operation], todo: Mapping[str, Sequence[Line]]
    ) -> None:
        """Items of one parcel share warehouse and shipping kind, so an order may need several calls (section 9.2)."""
        open_ = {one.subject: [line.item.remote_id for line in todo[one.id]] for one in batch if todo[one.id]}
        offers = await self._reader.offers(site, open_) if open_ else {}
        groups: dict[tuple[tuple[tuple[str, str], ...], int], dict[str, list[str]]] = {}
        for operation in batch:
            try:
                by_seller = any(line.by_seller for line in todo[operation.id])
                choice = _choice(operation, offers.get(operation.subject), by_seller=by_seller)
            except Refused as error:
                plan.refuse(operation, error)
                continue
            for at, parcel in enumerate(_parcels(todo[operation.id])):
                groups.setdefault((tuple(choice.items()), at), {})[operation.subject] = parcel
        for (passed, _at), orders in groups.items():
            theirs = {site.theirs(order): [site.theirs(item) for item in items] for order, items in orders.items()}
            named = {site.theirs(item): (item,) for items in orders.values() for item in items}
            plan.calls.append(Call(named, _later(self._client.pack, site, theirs, dict(passed))))

    async def _plan_cancelling(
        self, plan: Plan, site: Site, operation: Operation, todo: Sequence[Line], lines: Lines
    ) -> None:
        """The other items of a parcel would be cancelled too, so a parcel is cancelled whole or repacked first."""
        if not todo:
            return
        ids = [line.item.remote_id for line in todo]
        try:
            _require_whole_parcels(todo, lines[operation.subject])
            reason = _reason(operation, await self.reasons(operation.subject, ids))
        except (Refused, Gone) as error:
            plan.refuse(operation, error if isinstance(error, Refused) else Refused(error.code, **error.params))
            return
        theirs = [site.theirs(one) for one in ids]
        send = _later(self._client.cancel, site, site.theirs(operation.subject), theirs, reason)
        plan.calls.append(Call({one: (site.ours(one),) for one in theirs}, send, has_rows=False))

    async def _read_back(self, batch: Sequence[Operation]) -> dict[str, tuple[Line, ...]]:
        """The items after sending; from here on no error may sound as if nothing had been done."""
        try:
            return await self._reader.lines(_subjects(batch))
        except PlatformError as error:
            raise Unsure("not_read_back", cause=error.code) from error


async def _carry_out(calls: Sequence[Call], *, alone: bool) -> Carried:
    """Send the calls in turn. What stops one stops those behind it, which then were demonstrably not sent."""
    carried = Carried()
    for call in calls:
        try:
            answered = _answered(await call.send(), has_rows=call.has_rows)
            for row, words in answered.complaints.items():
                carried.errors |= dict.fromkeys(call.item_ids.get(row, ()), words)
            carried.passing |= {item_id for row in answered.passing for item_id in call.item_ids.get(row, ())}
        except (Refused, Gone) as error:
            carried.errors |= dict.fromkeys(call.items, error.params.get("message") or error.code)
            carried.together |= set() if alone else call.items
        except (AuthNeeded, TryLater) as error:
            if not carried.sent:
                raise
            _log.info("the rest of a batch was not sent: %s", error.code)
            break
        carried.sent |= call.items
    return carried


def _answered(body: bytes, *, has_rows: bool) -> Answered:
    """The rows of an answer. One that cannot be read leaves open what was done."""
    try:
        return mapping.answered(body) if has_rows else Answered({}, frozenset())
    except BrokenAnswer as error:
        raise Unsure("broken_answer", **error.params) from error


def _later(endpoint: Callable[..., Awaitable[bytes]], *arguments: object) -> Callable[[], Awaitable[bytes]]:
    return lambda: endpoint(*arguments)


def _choice(operation: Operation, offer: Offer | None, *, by_seller: bool) -> Mapping[str, str]:
    """What is passed on to Pack: the kind of allocation, and a courier where the seller must choose one."""
    if offer is None:
        return {}
    wish = str(operation.after.get("provider") or "").strip()
    if not offer.options or by_seller:
        if wish:
            raise Refused("provider_not_offered", provider=wish, options="")
        return offer.choice
    return {**offer.choice, "shipment_provider_code": _chosen(wish, offer.options).id}


def _chosen(wish: str, offered: Sequence[ProviderOption]) -> ProviderOption:
    """The option meant by an id or a name in any case; without a wish the only one there is."""
    names = ", ".join(option.name for option in offered)
    if not wish and len(offered) == 1:
        return offered[0]
    if not wish:
        raise Refused("provider_needed", options=names)
    meant = [option for option in offered if wish == option.id or wish.casefold() == option.name.casefold()]
    if len(meant) != 1:
        raise Refused("provider_not_offered", provider=wish, options=names)
    return meant[0]


def _parcels(lines: Sequence[Line]) -> list[list[str]]:
    """Items that may share a parcel."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        found.setdefault((line.warehouse, line.item.shipment_method), []).append(line.item.remote_id)
    return list(found.values())


def _require_whole_parcels(chosen: Sequence[Line], whole: Sequence[Line]) -> None:
    ids = {line.item.remote_id for line in chosen}
    packages = {line.package_id for line in chosen if line.package_id}
    if any(line.package_id in packages and line.item.remote_id not in ids for line in whole):
        raise Refused("whole_parcel_only")


def _reason(operation: Operation, offered: Sequence[CancelReason]) -> str:
    """The platform's id for the reason named by id or by name; without one named, the only one there is."""
    wish, names = str(operation.after.get("reason") or "").strip(), ", ".join(one.name for one in offered)
    meant = [one for one in offered if not wish or wish == one.id or wish.casefold() == one.name.casefold()]
    if len(meant) == 1:
        return meant[0].id
    raise Refused("reason_not_offered" if wish else "reason_needed", reason=wish, options=names)


def _subjects(batch: Sequence[Operation]) -> list[str]:
    return [operation.subject for operation in batch]


def _sent(outcomes: Sequence[Outcome], lines: Lines) -> Sent:
    return Sent(tuple(outcomes), tuple(mapping.items_of(order_id, found) for order_id, found in lines.items()))
