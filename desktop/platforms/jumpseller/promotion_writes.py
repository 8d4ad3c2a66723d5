"""Creating, ending and deleting promotions, one at a time (jumpseller.md 9).

A creation has no key of ours: before one is sent, and after one whose answer was lost, the list is searched for a twin.
"""

import logging
from collections.abc import AsyncIterator, Sequence

from desktop.domain.errors import BrokenAnswer, Gone, PlatformError, Refused, Unsure
from desktop.domain.identity import Clock
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.promotions import Promotion, PromotionState
from desktop.domain.wishes import promotion_of
from desktop.platforms.jumpseller import promotions
from desktop.platforms.jumpseller.client import Client
from desktop.platforms.jumpseller.mapping import unique
from desktop.platforms.jumpseller.order_list import has_more
from desktop.platforms.jumpseller.reading import Reader
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.paging import numbered_pages

KINDS = frozenset({OperationKind.CREATE_PROMOTION, OperationKind.END_PROMOTION, OperationKind.DELETE_PROMOTION})

_log = logging.getLogger(__name__)


class PromotionDesk:
    """One account's promotions."""

    def __init__(self, client: Client, reader: Reader, clock: Clock) -> None:
        self._client, self._reader, self._clock = client, reader, clock

    async def pages(self) -> AsyncIterator[tuple[Promotion, ...]]:
        """Every promotion of the store; none where its plan has no promotions (section 9)."""
        shop, seen = (await self._reader.store()).shop, set[str]()

        async def fetch(page: int) -> tuple[tuple[Promotion, ...], bool]:
            try:
                body = await self._client.promotions(page)
            except (Refused, Gone) as error:
                if page > 1:
                    raise
                _log.info("this store has no promotions: %s", error.code)
                return (), False
            found, rows = promotions.promotions_page(body, shop, self._clock())
            new = unique(found, lambda promotion: promotion.remote_id, seen)
            return tuple(new), bool(new) and has_more(rows)

        async for page in numbered_pages(fetch):
            yield page

    async def send(self, operation: Operation) -> Sent:
        """As the contract says."""
        if operation.kind is OperationKind.CREATE_PROMOTION:
            return Sent((await self._create(operation),))
        remote_id = promotion_of(operation).remote_id
        if not remote_id:
            return Sent((Outcome(operation.id, OperationState.REFUSED, "never_created"),))
        try:
            if operation.kind is OperationKind.DELETE_PROMOTION:
                await self._client.delete_promotion(remote_id)
                return Sent((_done(operation, remote_id),))
            await self._client.update_promotion(remote_id, {"enabled": False})
        except Gone:
            return Sent((_done(operation, remote_id, "already_gone"),))
        try:
            outcome = await self._verified(operation)
        except PlatformError as error:
            raise Unsure("not_read_back", cause=error.code) from error
        if outcome.state is OperationState.QUEUED:
            outcome = Outcome(operation.id, OperationState.UNSURE, "not_visible_yet")
        return Sent((outcome,))

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """What the promotions show now."""
        return Sent(tuple([await self._verified(operation) for operation in batch]))

    async def _create(self, operation: Operation) -> Outcome:
        wished = promotions.body_of(promotion_of(operation), await self._reader.generation())
        twin = await self._twin(wished)
        if twin is not None:
            return _done(operation, twin.remote_id, "already_there")
        shop = (await self._reader.store()).shop
        answer = await self._client.create_promotion(wished)
        try:
            return _done(operation, promotions.one_promotion(answer, shop, self._clock()).remote_id)
        except BrokenAnswer as error:
            raise Unsure("broken_answer", **error.params) from error

    async def _verified(self, operation: Operation) -> Outcome:
        if operation.kind is OperationKind.CREATE_PROMOTION:
            return await self._created(operation)
        remote_id = promotion_of(operation).remote_id
        try:
            shop = (await self._reader.store()).shop
            found = promotions.one_promotion(await self._client.promotion(remote_id), shop, self._clock())
        except Gone:
            return _done(operation, remote_id, "already_gone")
        ended = operation.kind is OperationKind.END_PROMOTION and found.state is PromotionState.ENDED
        return _done(operation, remote_id) if ended else Outcome(operation.id, OperationState.QUEUED, "not_done_yet")

    async def _created(self, operation: Operation) -> Outcome:
        try:
            wished = promotions.body_of(promotion_of(operation), await self._reader.generation())
        except Refused as error:
            return Outcome(operation.id, OperationState.REFUSED, error.code, error.params)
        twin = await self._twin(wished)
        if twin is None:
            return Outcome(operation.id, OperationState.QUEUED, "not_done_yet")
        return _done(operation, twin.remote_id)

    async def _twin(self, wished: dict[str, object]) -> Promotion | None:
        async for page in self.pages():
            for promotion in page:
                if promotions.is_twin(wished, promotion):
                    return promotion
        return None


def _done(operation: Operation, remote_id: str, code: str = "") -> Outcome:
    return Outcome(operation.id, OperationState.DONE, code, ack={"remote_id": remote_id}, remote_ref=remote_id)
