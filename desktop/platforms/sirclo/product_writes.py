"""Whole products, made and changed by messages; what became of each is told by a message again (sirclo.md 4, 5, 6).

Google takes a message at once, the adapter works on it when it likes. So the name a message is sent under is kept
first: whatever happens then, its feedback is found by that name, and nothing is sent again while an answer may come.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import Gone, PlatformError, Refused
from desktop.domain.findings import Severity
from desktop.domain.identity import new_id
from desktop.domain.letters import Letter
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.product_changes import changed
from desktop.domain.product_documents import product_ref, seen_product, wished_product
from desktop.domain.products import Product
from desktop.domain.wishes import ref_of
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.inbox import Delivery
from desktop.platforms.kit.reading_back import compared
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo import product_mapping, product_payloads
from desktop.platforms.sirclo.catalog_reading import CatalogReader
from desktop.platforms.sirclo.channel_rules import CHANNELS, check_entry
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.codes import PRODUCTS_MADE
from desktop.platforms.sirclo.complaints import words
from desktop.platforms.sirclo.letters import FEEDBACK, feedback_key
from desktop.platforms.sirclo.mailbox import Mailbox
from desktop.platforms.sirclo.mapping import text
from desktop.platforms.sirclo.product_payloads import Doing, Entry, Form, channel_of
from desktop.platforms.sirclo.product_reading import ProductReader
from desktop.platforms.sirclo.variant_names import name_of, names_of

KINDS = frozenset(
    {
        OperationKind.CREATE_PRODUCT,
        OperationKind.UPDATE_PRODUCT,
        OperationKind.DELETE_PRODUCT,
        OperationKind.SET_STATUS,
    }
)
PER_MESSAGE = 50  # new products that go out together, each in a message of its own; up to a thousand are taken (9.1)
# Nobody says how long the adapter may take. Feedback alone is waited for so long; then the channels are looked at.
ANSWERS_WITHIN = timedelta(minutes=2)
LONGEST_WAIT = timedelta(minutes=30)
NOTE = "published"
_S = OperationState


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be published for an operation, or why nothing is."""

    operation: Operation
    entry: Entry | None = None
    refusal: Outcome | None = None


class ProductWriter:
    """Sends whole products and what can only be said with one: that a variant goes, or is on sale or not."""

    def __init__(
        self, session: AccountSession, client: Client, mailbox: Mailbox, reader: ProductReader, catalog: CatalogReader
    ) -> None:
        self._session, self._client, self._mailbox = session, client, mailbox
        self._reader, self._catalog = reader, catalog

    @staticmethod
    def batches(operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        """New products together; what changes one needs a look at it right before."""
        size = PER_MESSAGE if operations[0].kind is OperationKind.CREATE_PRODUCT else 1
        return tuple(tuple(operations[start : start + size]) for start in range(0, len(operations), size))

    # --- out ----------------------------------------------------------------------------------------------------------
    async def send(self, batch: Sequence[Operation]) -> Sent:
        """As the contract says; what a channel's rules forbid is refused and not published."""
        plans = [await self._planned(one) for one in batch]
        due = {new_id(): plan for plan in plans if plan.entry is not None}
        if due:
            await self._note(due)
            await self._client.upsert_products({activity: plan.entry or {} for activity, plan in due.items()})
        working = [_waiting(plan.operation, activity) for activity, plan in due.items()]
        told = {one.operation_id: one for one in (*working, *(plan.refusal for plan in plans if plan.refusal))}
        return Sent(tuple(told[one.id] for one in batch))

    async def _planned(self, operation: Operation) -> Plan:
        try:
            entry = await self._entry(operation)
            await self._check(entry)
        except (Refused, Gone) as error:
            code = "gone" if isinstance(error, Gone) else error.code
            return Plan(operation, refusal=Outcome(operation.id, _S.REFUSED, code, error.params))
        return Plan(operation, entry)

    async def _entry(self, operation: Operation) -> Entry:
        """Raises ``Refused``, ``Gone``."""
        brand = await self._brand(operation)
        if operation.kind is OperationKind.CREATE_PRODUCT:
            product = wished_product(operation)
            return product_payloads.entry(product, brand, await self._form(product, brand))
        told = await self._reader.just_read(_ref(operation))
        form = await self._form(told, brand)
        if operation.kind is not OperationKind.UPDATE_PRODUCT:
            return product_payloads.entry(told, brand, form, _doing(operation, told))
        product = wished_product(operation)
        _refuse(seen_product(operation) or told, product)
        return product_payloads.entry(product_payloads.as_told(product, told), brand, form)

    async def _form(self, product: Product, brand: str) -> Form:
        is_newer = (await self._client.key.keys()).product_calls == "v2"
        places = await self._reader.warehouses(brand, channel_of(product))
        form = Form(is_newer, places[:1] if is_newer else places)
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

    async def _note(self, due: Mapping[str, Plan]) -> None:
        """Under which name each goes out, and how its feedback will call it. Raises ``Refused``, ``StoreError``."""
        inbox, now = self._mailbox.inbox, self._session.clock()
        if inbox is None:
            raise Refused("not_supported")
        letters = []
        for activity, plan in due.items():
            product = plan.entry or {}
            shares: Any = product["channel_products"]
            told = {"channel": shares[0]["channel"], "parent_sku": product["parent_sku"]}
            letters.append(Letter(NOTE, activity, NOTE, plan.operation.id, now, json.dumps(told).encode()))
        await inbox.keep(Delivery(tuple(letters)))

    async def _brand(self, operation: Operation) -> str:
        return str(operation.after.get("shop") or "") or _ref(operation).shop_remote_id or (await self._brands())[0]

    async def _brands(self) -> tuple[str, ...]:
        return (await self._client.key.keys()).brands

    # --- what became of it --------------------------------------------------------------------------------------------
    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """By feedback; where none comes, by what the channels show."""
        is_deaf = not await self._hear()
        outcomes, variants = list[Outcome](), list[Variant]()
        for operation in batch:
            outcome, found = await self._judged(operation, is_deaf=is_deaf)
            outcomes.append(outcome)
            variants += found
        return Sent(tuple(outcomes), variants=tuple(variants))

    async def _hear(self) -> bool:
        """Take the feedback in; whether this key has any."""
        try:
            await self._mailbox.empty(PRODUCTS_MADE)
        except (Refused, Gone):
            return False
        return True

    async def _judged(self, operation: Operation, *, is_deaf: bool) -> tuple[Outcome, Sequence[Variant]]:
        inbox = self._mailbox.inbox
        note = (await inbox.latest(NOTE, [operation.id])).get(operation.id) if inbox else None
        if inbox is None or note is None:  # it never left
            return Outcome(operation.id, _S.QUEUED), ()
        told = json.loads(note.content)
        key = feedback_key(note.id, f"{told['channel']}:{told['parent_sku']}")
        feedback = (await inbox.latest(FEEDBACK, [key])).get(key)
        if feedback is not None:
            outcome, names = await self._by_feedback(operation, told["channel"], json.loads(feedback.content))
            if (
                outcome.state is _S.REFUSED
                and operation.attempts > 1
                and await self._is_ours(operation, told["channel"])
            ):
                outcome = Outcome(operation.id, _S.DONE, "already_done", remote_ref=operation.remote_ref)
            return outcome, await self._shown(operation, note.id, names) if outcome.state is _S.DONE else ()
        age = self._session.clock() - note.sent_at
        if age < ANSWERS_WITHIN and not is_deaf:
            return _waiting(operation, operation.remote_ref), ()
        is_there, found = await self._looked(operation, told["channel"])
        if is_there:
            return Outcome(operation.id, _S.DONE, remote_ref=operation.remote_ref), found
        if not operation.remote_ref:  # Google never said that it took it
            return Outcome(operation.id, _S.QUEUED), found
        if age < LONGEST_WAIT:
            return _waiting(operation, operation.remote_ref), found
        return Outcome(operation.id, _S.UNSURE, "no_answer"), found

    async def _by_feedback(
        self, operation: Operation, channel: str, row: Mapping[str, Any]
    ) -> tuple[Outcome, dict[str, str]]:
        """The outcome, and the SKUs of what is there now by our ids."""
        secret = (await self._client.key.keys()).client_key
        rows = [one for one in row.get("variants") or () if isinstance(one, dict)]
        names = {
            name_of(channel, one["remote_variant"]): str(one.get("sku") or "")
            for one in rows
            if isinstance(one.get("remote_variant"), dict) and one["remote_variant"]
        }
        failed = {
            str(one.get("sku") or ""): words(str(one.get("message") or "refused"), secret)
            for one in rows
            if one.get("success") is False
        }
        message = words(str(row.get("message") or ""), secret)
        if row.get("success") is True and not failed:
            return Outcome(operation.id, _S.DONE, ack={"message": message}, remote_ref=operation.remote_ref), names
        said = " ".join((*(f"{sku}: {why}" for sku, why in failed.items()),)) or message
        code = "product_half_done" if row.get("success") is True else "refused_by_platform"
        params, ack = {"message": said}, {"items": failed}
        return Outcome(operation.id, _S.REFUSED, code, params, ack, operation.remote_ref), names

    async def _is_ours(self, operation: Operation, channel: str) -> bool:
        """Whether a refused product is there all the same: made by an earlier sending that nobody had heard of."""
        if operation.kind is not OperationKind.CREATE_PRODUCT or operation.attempts < 2:
            return False
        is_there, found = await self._looked(operation, channel)
        return is_there and {one.product_name for one in found} == {text(wished_product(operation).name)}

    async def _shown(self, operation: Operation, activity: str, names: Mapping[str, str]) -> Sequence[Variant]:
        """For the catalog; where it cannot be read now, the next walk brings it."""
        gone = operation.subject if operation.kind is OperationKind.DELETE_PRODUCT else ""
        await self._reader.was_told(activity, names, gone)
        brand = await self._brand(operation)
        refs = [VariantRef(name, sku, brand) for name, sku in names.items() if name != gone]
        try:
            return await self._catalog.read(refs)
        except PlatformError:
            return ()

    async def _looked(self, operation: Operation, channel: str) -> tuple[bool, Sequence[Variant]]:
        """Whether the channel shows what was wished."""
        if operation.kind is OperationKind.CREATE_PRODUCT:
            skus = [one.sku for one in wished_product(operation).variants]
            found = await self._catalog.with_skus(await self._brand(operation), channel, skus)
            return {one.sku for one in found} >= set(skus), found
        if operation.kind is OperationKind.UPDATE_PRODUCT:
            try:
                now = await self._reader.product(product_ref(operation))
            except Gone:
                return False, ()
            left = [name for name in changed(wished_product(operation), now) if not name.endswith("images")]
            return not left, ()
        found = await self._catalog.read([_ref(operation)])
        if operation.kind is OperationKind.DELETE_PRODUCT:
            return not found, ()
        return compared([operation], found)[0].state is _S.DONE, found


def _ref(operation: Operation) -> VariantRef:
    if operation.kind in (OperationKind.CREATE_PRODUCT, OperationKind.UPDATE_PRODUCT):
        return product_ref(operation)
    return ref_of(operation)


def _doing(operation: Operation, told: Product) -> Doing:
    """Raises ``Refused``: ``last_variant``, ``not_changeable``, ``status_not_offered``."""
    channel = names_of(operation.subject)[0]
    if operation.kind is OperationKind.DELETE_PRODUCT:
        if len(told.variants) < 2:
            raise Refused("all_deleted")
        if (rule := CHANNELS.get(channel)) is not None and rule.fixed_variants:
            raise Refused("not_changeable", field="variants")
        return Doing(deleted=frozenset({operation.subject}))
    return Doing(active={operation.subject: operation.after.get("status") == "active"})


def _refuse(seen: Product, product: Product) -> None:
    """What no entry can change. Raises ``Refused``."""
    fixed = next((name for name in changed(seen, product) if name == "category" or name.endswith(": sku")), "")
    if fixed:
        raise Refused("not_changeable", field=fixed)


def _waiting(operation: Operation, activity: str) -> Outcome:
    return Outcome(operation.id, _S.WORKING, "queued_there", remote_ref=activity)
