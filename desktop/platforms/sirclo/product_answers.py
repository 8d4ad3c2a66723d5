"""What became of products that were published: by their feedback, and where none comes by what the channels show (5).

Feedback is found by the name a message went out under, which was kept before: also where Google's answer was lost.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import Gone, PlatformError, Refused
from desktop.domain.letters import Letter
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.product_changes import changed
from desktop.domain.product_documents import product_ref, wished_product
from desktop.domain.wishes import ref_of
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.reading_back import compared
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo.catalog_reading import CatalogReader
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.codes import PRODUCTS_MADE
from desktop.platforms.sirclo.complaints import words
from desktop.platforms.sirclo.letters import FEEDBACK, feedback_key
from desktop.platforms.sirclo.mailbox import Mailbox
from desktop.platforms.sirclo.mapping import text
from desktop.platforms.sirclo.product_reading import ProductReader
from desktop.platforms.sirclo.variant_names import name_of

# Nobody says how long the adapter may take. Feedback alone is waited for so long; then the channels are looked at.
ANSWERS_WITHIN = timedelta(minutes=2)
LONGEST_WAIT = timedelta(minutes=30)
NOTE = "published"
_K, _S = OperationKind, OperationState


class ProductAnswers:
    """Judges operations on whole products, changing nothing."""

    def __init__(
        self, session: AccountSession, client: Client, mailbox: Mailbox, reader: ProductReader, catalog: CatalogReader
    ) -> None:
        self._session, self._client, self._mailbox = session, client, mailbox
        self._reader, self._catalog = reader, catalog

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """See the contract."""
        inbox = self._mailbox.inbox
        is_deaf = not await self.hear()
        notes = await inbox.latest(NOTE, [one.id for one in batch]) if inbox else {}
        outcomes, variants, refs = list[Outcome](), list[Variant](), dict[str, VariantRef]()
        for operation in batch:
            note = notes.get(operation.id)
            if note is None:  # it never left
                outcomes.append(Outcome(operation.id, _S.QUEUED))
                continue
            row = await self._feedback(note)
            if row is None:
                outcome, found = await self._without_feedback(operation, note, is_deaf=is_deaf)
                variants += found
            else:
                outcome = await self._by_feedback(operation, row)
                names, brand = _names(row), await self.brand(operation)
                await self._reader.was_told(note.id, names)
                refs |= {name: VariantRef(name, sku, brand) for name, sku in names.items()}
            outcomes.append(outcome)
        return Sent(tuple(outcomes), variants=(*variants, *await self._shown(tuple(refs.values()))))

    async def hear(self) -> bool:
        """Take the feedback in; whether this key has any."""
        try:
            await self._mailbox.empty(PRODUCTS_MADE)
        except (Refused, Gone):
            return False
        return True

    async def brand(self, operation: Operation) -> str:
        """Whose product it is."""
        return str(operation.after.get("shop") or "") or (await self._client.key.keys()).brands[0]

    # --- by feedback --------------------------------------------------------------------------------------------------
    async def _feedback(self, note: Letter) -> Mapping[str, Any] | None:
        inbox, sent = self._mailbox.inbox, json.loads(note.content)
        key = feedback_key(sent["activity"], f"{sent['channel']}:{sent['parent_sku']}")
        found = (await inbox.latest(FEEDBACK, [key])).get(key) if inbox else None
        return None if found is None else {"channel": sent["channel"], **json.loads(found.content)}

    async def _by_feedback(self, operation: Operation, row: Mapping[str, Any]) -> Outcome:
        outcome = self._judged(operation, row, (await self._client.key.keys()).client_key)
        if outcome.state is _S.REFUSED and await self._is_ours(operation, str(row["channel"])):
            return Outcome(operation.id, _S.DONE, "already_done", remote_ref=operation.remote_ref)
        return outcome

    def _judged(self, operation: Operation, row: Mapping[str, Any], secret: str) -> Outcome:
        """By the row of the product, and by those of its variants: some may have failed alone."""
        is_taken, message = row.get("success") is True, words(str(row.get("message") or ""), secret)
        failed = {
            str(one.get("sku") or ""): words(str(one.get("message") or "refused"), secret)
            for one in _rows(row)
            if one.get("success") is False
        }
        if operation.kind is _K.SET_STATUS:
            failed = {sku: why for sku, why in failed.items() if sku == ref_of(operation).sku}
        if is_taken and not failed:
            return Outcome(operation.id, _S.DONE, ack={"message": message}, remote_ref=operation.remote_ref)
        said = " ".join(f"{sku}: {why}" for sku, why in failed.items()) or message
        code = "product_half_done" if is_taken and operation.kind is not _K.SET_STATUS else "refused_by_platform"
        return Outcome(operation.id, _S.REFUSED, code, {"message": said}, {"items": failed}, operation.remote_ref)

    async def _is_ours(self, operation: Operation, channel: str) -> bool:
        """Whether a refused product is there all the same: made by an earlier sending that nobody had heard of."""
        if operation.kind is not _K.CREATE_PRODUCT or operation.attempts < 2:
            return False
        is_there, found = await self._looked(operation, channel)
        return is_there and {one.product_name for one in found} == {text(wished_product(operation).name)}

    async def _shown(self, refs: Sequence[VariantRef]) -> Sequence[Variant]:
        """For the catalog; where they cannot be read now, the next walk brings them."""
        try:
            return await self._catalog.read(refs)
        except PlatformError:
            return ()

    # --- without ------------------------------------------------------------------------------------------------------
    async def _without_feedback(
        self, operation: Operation, note: Letter, *, is_deaf: bool
    ) -> tuple[Outcome, Sequence[Variant]]:
        age = self._session.clock() - note.sent_at
        if age < ANSWERS_WITHIN and not is_deaf:
            return waiting(operation, operation.remote_ref), ()
        is_there, found = await self._looked(operation, json.loads(note.content)["channel"])
        if is_there:
            return Outcome(operation.id, _S.DONE, remote_ref=operation.remote_ref), found
        if not operation.remote_ref:  # Google never said that it took it
            return Outcome(operation.id, _S.QUEUED), found
        if age < LONGEST_WAIT:
            return waiting(operation, operation.remote_ref), found
        return Outcome(operation.id, _S.UNSURE, "no_answer"), found

    async def _looked(self, operation: Operation, channel: str) -> tuple[bool, Sequence[Variant]]:
        """Whether the channel shows what was wished."""
        if operation.kind is _K.CREATE_PRODUCT:
            skus = [one.sku for one in wished_product(operation).variants]
            found = await self._catalog.with_skus(await self.brand(operation), channel, skus)
            return {one.sku for one in found} >= set(skus), found
        if operation.kind is _K.UPDATE_PRODUCT:
            try:
                now = await self._reader.product(product_ref(operation))
            except Gone:
                return False, ()
            left = [name for name in changed(wished_product(operation), now) if not name.endswith("images")]
            return not left, ()
        found = await self._catalog.read([ref_of(operation)])
        if operation.kind is _K.DELETE_PRODUCT:
            return not found, ()
        return compared([operation], found)[0].state is _S.DONE, found


def waiting(operation: Operation, activity: str) -> Outcome:
    """It is the adapter's turn."""
    return Outcome(operation.id, _S.WORKING, "queued_there", remote_ref=activity)


def _rows(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    told = row.get("variants")
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _names(row: Mapping[str, Any]) -> dict[str, str]:
    """The SKUs that a feedback tells of, by our ids of them."""
    return {
        name_of(str(row["channel"]), one["remote_variant"]): str(one.get("sku") or "")
        for one in _rows(row)
        if isinstance(one.get("remote_variant"), dict) and one["remote_variant"]
    }
