"""Making discounts and taking them back: a call per channel and a hundred lines, answered line by line (sirclo.md 7).

There is no list of promotions: our own record is the only one, and what a lost answer leaves in doubt cannot be read.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from desktop.domain.errors import Gone, PlatformError, Refused, Unsure
from desktop.domain.operations import PROMOTION_KINDS, Operation, OperationKind, OperationState, Outcome
from desktop.domain.promotions import Promotion, PromotionLine
from desktop.domain.wishes import promotion_of
from desktop.platforms.kit.answers import unexpected
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.paging import chunks
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo import discounts
from desktop.platforms.sirclo.catalog_reading import CatalogReader
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.complaints import words
from desktop.platforms.sirclo.variant_names import name_of, names_of

KINDS = PROMOTION_KINDS
LONG_AGO = timedelta(days=1)
_S = OperationState
_GONE = re.compile(r"(?i)not found|not exist|already (?:deleted|ended|removed|over)|over already|tidak ditemukan")
_DEAD = ("refused", "cancelled", "ended")


@dataclass(slots=True)
class Ledger:
    """What became of each line, by its place."""

    lines: Sequence[PromotionLine]
    rows: dict[int, dict[str, str]] = field(default_factory=dict)

    def tell(self, place: int, state: _S, message: str = "", ref: str = "") -> None:
        self.rows[place] = {"state": state.value, "message": message, "remote_ref": ref or self.lines[place].remote_ref}

    def has(self, state: _S) -> bool:
        return any(row["state"] == state.value for row in self.rows.values())

    @property
    def ack(self) -> dict[str, object]:
        return {"lines": [self.rows.get(place, {}) for place in range(len(self.lines))]}


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the places of its lines, and how it is sent."""

    places: tuple[int, ...]
    channel: str
    fields: Mapping[str, object]
    creates: bool
    bucket: str


class PromotionDesk:
    """One account's discounts."""

    def __init__(self, session: AccountSession, client: Client, catalog: CatalogReader) -> None:
        self._session, self._client, self._catalog = session, client, catalog

    async def send(self, operation: Operation) -> Sent:
        """As the contract says; each line's fate is in ``ack["lines"]``, in the order of the promotion's lines."""
        promotion = promotion_of(operation)
        ledger = Ledger(promotion.lines)
        variants = await self._catalog.known([line.variant_remote_id for line in promotion.lines])
        bases = {key: one.offers[0].price.amount for key, one in variants.items() if one.offers[0].price}
        brand = promotion.shop_remote_id or (await self._client.key.keys()).brands[0]
        if operation.kind is OperationKind.CREATE_PROMOTION:
            calls = self._creating(promotion, brand, bases, ledger)
        else:
            calls = self._taking_back(promotion, brand, bases, ledger)
        for call in calls:
            await self._carry_out(call, operation, ledger)
        return Sent((_outcome(operation, ledger),))

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """Nobody shows discounts: what may have been made, or taken back, is a doubt the seller must settle."""
        return Sent(tuple(Outcome(one.id, _S.UNSURE, "not_shown") for one in batch))

    def _creating(self, promotion: Promotion, brand: str, bases: Mapping[str, Decimal], ledger: Ledger) -> list[Call]:
        starts_at, ends_at = discounts.window_of(promotion)
        now = self._session.clock()

        def written(line: PromotionLine) -> dict[str, object]:
            base = bases.get(line.variant_remote_id)
            discounts.check(line, base, starts_at, now, ends_at)
            return discounts.line_fields(line, base or Decimal(0))

        head = {
            "brand_id": brand,
            "discount_name": promotion.name,
            "start_time": discounts.local(starts_at),
            "end_time": discounts.local(ends_at),
        }
        places = range(len(promotion.lines))
        return _calls(head, _written(places, written, ledger), ledger, creates=True)

    def _taking_back(
        self, promotion: Promotion, brand: str, bases: Mapping[str, Decimal], ledger: Ledger
    ) -> list[Call]:
        """Where a channel cannot delete, the same is sent once more with its end in the past (Lazada)."""
        alive = [place for place, line in enumerate(promotion.lines) if line.state not in _DEAD]
        deleted: list[int] = []
        ended: list[int] = []
        for place in alive:
            is_deleted = discounts.CHANNELS.get(discounts.channel_of(promotion.lines[place]).removesuffix("-sg"))
            (deleted if is_deleted is None or is_deleted.deletes else ended).append(place)
        before = self._session.clock() - LONG_AGO
        head = {"brand_id": brand, "discount_name": promotion.name}
        past = {"start_time": discounts.local(before - LONG_AGO), "end_time": discounts.local(before)}

        def again(line: PromotionLine) -> dict[str, object]:
            return discounts.line_fields(line, bases.get(line.variant_remote_id, Decimal(0)))

        return [
            *_calls({"brand_id": brand}, _written(deleted, _reference, ledger), ledger, creates=False),
            *_calls({**head, **past}, _written(ended, again, ledger), ledger, creates=True),
        ]

    async def _carry_out(self, call: Call, operation: Operation, ledger: Ledger) -> None:
        """One call. Once one has been taken, trouble with the next is told line by line: its ids must not be lost."""
        send = self._client.create_discount if call.creates else self._client.delete_discount
        try:
            answer = await send(call.fields, f"{operation.id}-{call.places[0]}", call.bucket)
            self._note(call, answer, ledger, (await self._client.key.keys()).client_key)
        except (Refused, Gone) as error:
            for place in call.places:
                ledger.tell(place, _S.REFUSED, error.params.get("message", error.code))
        except Unsure as error:
            if not ledger.has(_S.DONE):
                raise
            for place in call.places:
                ledger.tell(place, _S.UNSURE, error.code)
        except PlatformError as error:
            if not ledger.has(_S.DONE):
                raise
            for place in call.places:
                ledger.tell(place, _S.REFUSED, error.code)

    @staticmethod
    def _note(call: Call, answer: bytes, ledger: Ledger, secret: str) -> None:
        """Each line by its row; a line without one is in doubt."""
        said = _rows(answer, call.channel)
        for place in call.places:
            row = said.get(ledger.lines[place].variant_remote_id)
            if row is None:
                ledger.tell(place, _S.UNSURE, "no_answer")
            else:
                message = words(str(row.get("message") or ""), secret)
                is_gone = not call.creates and _GONE.search(message) is not None
                state = _S.DONE if row.get("success") is True or is_gone else _S.REFUSED
                ledger.tell(place, state, message, str(row.get("discount_id") or ""))


def _reference(line: PromotionLine) -> dict[str, object]:
    """What deletion needs. Raises ``Refused("never_created")``."""
    if not line.remote_ref:
        raise Refused("never_created")
    fields: dict[str, object] = {
        "remote_variant": names_of(line.variant_remote_id)[1],
        "discount_id": line.remote_ref,
    }
    return {**fields, "sku": line.sku} if line.sku else fields


def _written(
    places: Iterable[int], write: Callable[[PromotionLine], dict[str, object]], ledger: Ledger
) -> list[tuple[int, dict[str, object]]]:
    """Lines on the wire; what a rule forbids is told at once and not sent."""
    found = []
    for place in places:
        try:
            found.append((place, write(ledger.lines[place])))
        except Refused as error:
            ledger.tell(place, _S.REFUSED, error.code)
    return found


def _calls(
    head: Mapping[str, object], lines: Sequence[tuple[int, dict[str, object]]], ledger: Ledger, *, creates: bool
) -> list[Call]:
    def home(one: tuple[int, object]) -> tuple[str, str]:
        line = ledger.lines[one[0]]
        return discounts.channel_of(line), discounts.kind_of(line)

    calls = []
    for (channel, kind), group in groupby(sorted(lines, key=home), key=home):
        for run in chunks(list(group), discounts.LINES_PER_CALL):
            fields = {**head, "discount_products": {channel: [line for _place, line in run]}}
            places = tuple(place for place, _line in run)
            calls.append(Call(places, channel, fields, creates, discounts.bucket_of(channel, kind)))
    return calls


def _rows(answer: bytes, channel: str) -> dict[str, dict[str, Any]]:
    """Rows by variant. Raises ``Unsure`` for an answer that has none."""
    try:
        products = json.loads(answer)["discount_products"]
        rows = products.get(channel) or []
        return {
            name_of(channel, row["remote_variant"]): row
            for row in rows
            if isinstance(row, dict) and isinstance(row.get("remote_variant"), dict)
        }
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise Unsure("broken_answer", **unexpected(answer).params) from error


def _outcome(operation: Operation, ledger: Ledger) -> Outcome:
    """DONE where any line was taken; the others tell for themselves."""
    if ledger.has(_S.DONE):
        return Outcome(operation.id, _S.DONE, ack=ledger.ack, remote_ref=operation.id)
    if ledger.has(_S.UNSURE):
        return Outcome(operation.id, _S.UNSURE, "no_answer")
    if not ledger.rows and operation.kind is not OperationKind.CREATE_PROMOTION:
        return Outcome(operation.id, _S.DONE, "already_gone", ack=ledger.ack)
    message = next((row["message"] for row in ledger.rows.values() if row["message"]), "")
    return Outcome(operation.id, _S.REFUSED, "refused_by_platform", {"message": message}, ack=ledger.ack)
