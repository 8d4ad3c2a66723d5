"""Invoice numbers: one call for each item that has another one; the items show what holds (lazada.md 8.3, 8.8)."""

from collections.abc import Sequence

from desktop.domain.errors import AuthNeeded, BrokenAnswer, PlatformError, TryLater, Unsure
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.order_steps import STEPS
from desktop.domain.orders import ItemStatus
from desktop.platforms.kit.contract import Sent
from desktop.platforms.lazada import mapping
from desktop.platforms.lazada.client import Client
from desktop.platforms.lazada.mapping import Line
from desktop.platforms.lazada.reading import Reader
from desktop.platforms.lazada.steps import Lines, refused, wanted

_TAKES = STEPS[OperationKind.SET_INVOICE].starts


class InvoiceDesk:
    """A number is set as a whole, so setting it once more does no harm."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client, self._reader = client, reader

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """As the contract says, for one operation; once one item has its number, trouble is ``Unsure``."""
        (operation,) = batch
        before = await self._reader.lines([operation.subject])
        verdict = judged(operation, before)
        if verdict.state is not OperationState.QUEUED:
            return _sent([verdict], before)
        await self._write(operation, [line for line in _lines(operation, before) if not _has(operation, line)])
        after = await self._read_back(operation)
        verdict = judged(operation, after)
        if verdict.state is OperationState.QUEUED:
            verdict = Outcome(operation.id, OperationState.UNSURE, "not_visible_yet")
        return _sent([verdict], after)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """What the items show now."""
        lines = await self._reader.lines([operation.subject for operation in batch])
        return _sent([judged(operation, lines) for operation in batch], lines)

    async def _write(self, operation: Operation, lines: Sequence[Line]) -> None:
        site, number = await self._reader.site(operation.subject), invoice_of(operation)
        for place, line in enumerate(lines):
            try:
                await self._client.set_invoice(site, site.theirs(line.item.remote_id), number)
            except (AuthNeeded, TryLater, BrokenAnswer) as error:
                if place:
                    raise Unsure("half_done", cause=error.code) from error
                raise

    async def _read_back(self, operation: Operation) -> dict[str, tuple[Line, ...]]:
        try:
            return await self._reader.lines([operation.subject])
        except PlatformError as error:
            raise Unsure("not_read_back", cause=error.code) from error


def judged(operation: Operation, lines: Lines) -> Outcome:
    """DONE where every item shows the number, REFUSED where one can have none, else QUEUED."""
    found, number = _lines(operation, lines), invoice_of(operation)
    if not number:
        return refused(operation, "invoice_needed")
    if not found or len(found) < len(wanted(operation, lines)):
        return refused(operation, "item_gone")
    if all(_has(operation, line) for line in found):
        return Outcome(operation.id, OperationState.DONE, ack={"invoice_number": number})
    closed = next((line.item for line in found if line.item.status not in _TAKES), None)
    if closed is None:
        return Outcome(operation.id, OperationState.QUEUED, "not_done_yet")
    if closed.status is ItemStatus.TO_PACK:
        return refused(operation, "not_packed")
    return refused(operation, "wrong_status", status=closed.platform_status)


def invoice_of(operation: Operation) -> str:
    """The number wished."""
    return str(operation.after.get("invoice_number") or "").strip()


def _lines(operation: Operation, lines: Lines) -> list[Line]:
    ids = set(wanted(operation, lines))
    return [line for line in lines.get(operation.subject, ()) if line.item.remote_id in ids]


def _has(operation: Operation, line: Line) -> bool:
    return line.invoice == invoice_of(operation)


def _sent(outcomes: Sequence[Outcome], lines: Lines) -> Sent:
    return Sent(tuple(outcomes), tuple(mapping.items_of(order_id, found) for order_id, found in lines.items()))
