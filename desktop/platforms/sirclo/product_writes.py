"""Whole products, made and changed by messages: what is published, under which name, and never twice (sirclo.md 4, 6).

Google takes a message at once, the adapter works on it when it likes. So the name a message goes out under is kept
first, and a product is not written again while the answer to its last message may still come: what is read of it until
then may be older than what was asked for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.domain.errors import Gone, Refused
from desktop.domain.findings import Severity
from desktop.domain.identity import new_id
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.product_changes import changed
from desktop.domain.product_documents import product_ref, seen_product, wished_product
from desktop.domain.products import Product
from desktop.domain.wishes import ref_of
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.inbox import Delivery
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo import product_mapping, product_payloads
from desktop.platforms.sirclo.channel_rules import CHANNELS, check_entry
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.mailbox import Mailbox
from desktop.platforms.sirclo.product_answers import ProductAnswers, waiting
from desktop.platforms.sirclo.product_payloads import Doing, Entry, Form, channel_of
from desktop.platforms.sirclo.product_reading import ProductReader
from desktop.platforms.sirclo.product_waits import ProductWaits, note
from desktop.platforms.sirclo.variant_names import names_of

OF_SKUS = frozenset({OperationKind.DELETE_PRODUCT, OperationKind.SET_STATUS})
KINDS = frozenset({OperationKind.CREATE_PRODUCT, OperationKind.UPDATE_PRODUCT, *OF_SKUS})
PER_REQUEST = 50  # messages that go out together; up to a thousand are taken (section 9.1)
_K, _S = OperationKind, OperationState


@dataclass(frozen=True, slots=True)
class Message:
    """What is published for some operations on one product; ``variants``: those it says something of."""

    operations: tuple[Operation, ...]
    entry: Entry
    variants: Collection[str] = ()

    @property
    def key(self) -> dict[str, str]:
        """How its feedback calls it."""
        shares: Any = self.entry["channel_products"]
        return {"channel": str(shares[0]["channel"]), "parent_sku": str(self.entry["parent_sku"])}


class ProductWriter:
    """Publishes whole products, and what can only be said with one: that a SKU goes, or is on sale or not."""

    def __init__(
        self,
        session: AccountSession,
        client: Client,
        mailbox: Mailbox,
        reader: ProductReader,
        answers: ProductAnswers,
        waits: ProductWaits,
    ) -> None:
        self._session, self._client, self._mailbox = session, client, mailbox
        self._reader, self._answers, self._waits = reader, answers, waits

    @staticmethod
    def batches(operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        """New products together; SKUs together, as those of one product must be; a changed product alone."""
        size = 1 if operations[0].kind is _K.UPDATE_PRODUCT else PER_REQUEST
        return tuple(tuple(operations[start : start + size]) for start in range(0, len(operations), size))

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """As the contract says; what a channel's rules forbid is refused and not published.

        Raises ``TryLater("not_told_yet")`` while an earlier message about one of these products is unanswered.
        """
        messages, refused = list[Message](), dict[str, Outcome]()
        for group in await self._grouped(batch, refused):
            try:
                message = await self._message(group)
                await self._check(message.entry)
            except (Refused, Gone) as error:
                refused |= {one.id: _refusal(one, error) for one in group}
            else:
                messages.append(message)
        due = {new_id(): message for message in messages}
        if due:
            await self._publish(due)
        told = {one.id: waiting(one, name) for name, message in due.items() for one in message.operations}
        return Sent(tuple((refused | told)[one.id] for one in batch))

    # --- what is said -------------------------------------------------------------------------------------------------
    async def _grouped(self, batch: Sequence[Operation], refused: dict[str, Outcome]) -> list[tuple[Operation, ...]]:
        """Operations on the SKUs of one product together; those whose product is gone are told as refused."""
        if batch[0].kind not in OF_SKUS:
            return [(one,) for one in batch]
        await self._reader.look([ref_of(one) for one in batch])
        groups: list[tuple[frozenset[str], list[Operation]]] = []
        for one in batch:
            group = next((found for names, found in groups if one.subject in names), None)
            try:
                if group is None:
                    told = await self._reader.seen(ref_of(one))
                    groups.append((frozenset(each.remote_id for each in told.variants), group := []))
                group.append(one)
            except Gone as error:
                refused[one.id] = _refusal(one, error)
        return [tuple(found) for _, found in groups]

    async def _message(self, operations: tuple[Operation, ...]) -> Message:
        """Raises ``Refused``, ``Gone``, ``TryLater``."""
        first = operations[0]
        brand = await self._answers.brand(first)
        if first.kind is _K.CREATE_PRODUCT:
            product = wished_product(first)
            return Message(operations, product_payloads.entry(product, brand, await self._form(product, brand)))
        told = await self._reader.seen(product_ref(first) if first.kind is _K.UPDATE_PRODUCT else ref_of(first))
        names = frozenset(one.remote_id for one in told.variants)
        await self._waits.wait_for(names)
        if first.kind is not _K.UPDATE_PRODUCT:
            form, doing = await self._places(told, brand), _doing(operations, told)
            return Message(operations, product_payloads.entry(told, brand, form, doing), names)
        form = await self._form(told, brand)
        product = wished_product(first)
        _refuse(seen_product(first) or told, product)
        return Message(operations, product_payloads.entry(product_payloads.as_told(product, told), brand, form), names)

    async def _places(self, product: Product, brand: str) -> Form:
        is_newer = (await self._client.key.keys()).product_calls == "v2"
        places = await self._reader.warehouses(brand, channel_of(product))
        return Form(is_newer, places[:1] if is_newer else places)

    async def _form(self, product: Product, brand: str) -> Form:
        form = await self._places(product, brand)
        try:
            kind = await self._reader.kind(product.category.id) if product.category else None
        except Gone:  # a category that was never told: its attributes are as the product has them
            kind = None
        if kind is None:
            return form
        return replace(form, fields=product_mapping.fields_among(kind), offered=product_mapping.offered(kind))

    async def _check(self, entry: Entry) -> None:
        """By the channel's rules, its live limits first. Raises ``Refused`` with the first error."""
        if missing := next((key for key in ("width", "height", "length", "weight") if entry[key] is None), ""):
            raise Refused("missing_field", field=missing)
        brand, shares = str(entry["brand_id"]), entry["channel_products"]
        names = [str(one["channel"]) for one in shares] if isinstance(shares, list) else []
        limits = {name: await self._mailbox.limits(brand, name) for name in names}
        wrong = next((one for one in check_entry(entry, limits) if one.severity is Severity.ERROR), None)
        if wrong is not None:
            code = "new_variant_not_taken" if (wrong.key, wrong.code) == ("action", "not_offered") else wrong.code
            raise Refused(code, **{"field": wrong.key, **wrong.params})

    # --- out ----------------------------------------------------------------------------------------------------------
    async def _publish(self, due: Mapping[str, Message]) -> None:
        """Raises ``Unsure``, and what the chain raises."""
        inbox, now = self._mailbox.inbox, self._session.clock()
        if inbox is None:
            raise Refused("not_supported")
        notes = tuple(
            note(one.id, name, message.key, message.variants, now)
            for name, message in due.items()
            for one in message.operations
        )
        await inbox.keep(Delivery(notes))
        await self._waits.begin(inbox, notes)
        self._reader.forget()
        await self._client.upsert_products({name: message.entry for name, message in due.items()})


def _refusal(operation: Operation, error: Refused | Gone) -> Outcome:
    code = "gone" if isinstance(error, Gone) else error.code
    return Outcome(operation.id, _S.REFUSED, code, error.params)


def _doing(operations: Sequence[Operation], told: Product) -> Doing:
    """Raises ``Refused``: ``all_deleted``, ``not_changeable``."""
    subjects = {one.subject: one.after.get("status") == "active" for one in operations}
    if operations[0].kind is not _K.DELETE_PRODUCT:
        return Doing(active=subjects)
    if all(one.remote_id in subjects for one in told.variants):
        raise Refused("all_deleted")
    rule = CHANNELS.get(names_of(operations[0].subject)[0])
    if rule is not None and rule.fixed_variants:
        raise Refused("not_changeable", field="variants")
    return Doing(deleted=frozenset(subjects))


def _refuse(seen: Product, product: Product) -> None:
    """What no entry can change. Raises ``Refused``."""
    fixed = next((name for name in changed(seen, product) if name == "category" or name.endswith(": sku")), "")
    if fixed:
        raise Refused("not_changeable", field=fixed)
