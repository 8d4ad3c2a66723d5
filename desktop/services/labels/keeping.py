"""Keeping labels: each answer finds its parcel, each file is proved, and all of it goes into the vault."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop.domain.identity import Clock
from desktop.domain.labels import LabelFile, LabelMissing
from desktop.domain.orders import Parcel
from desktop.printing import press
from desktop.services.labels.asking import Answer
from desktop.services.labels.parcels import Wanted, is_piece, status_of
from desktop.store import labels
from desktop.store.db import Database

_log = logging.getLogger(__name__)

DRAWN_FROM = "drawn_from"  # in the params of a label of our own

# An order all of whose parcels are answered, with the code and facts of the first thing that is wrong ("": nothing).
Settled = tuple[Wanted, str, Mapping[str, str]]


class Keeper:
    """The parcels of one request that are still without an answer."""

    def __init__(self, db: Database, clock: Clock, needs: Sequence[Wanted], *, untold: bool = False) -> None:
        """``untold``: the platform may tell no tracking number; then a label's own barcode names its parcel."""
        self._db, self._clock, self._untold = db, clock, untold
        self._needs = {need.order.row.remote_id: need for need in needs}
        self._open = {need.order.row.remote_id: list(need.parcels) for need in needs}
        self._reasons: dict[str, tuple[str, Mapping[str, str]]] = {}

    @property
    def order_ids(self) -> list[int]:
        return [need.order.row.id for need in self._needs.values()]

    async def keep(self, answers: Sequence[Answer]) -> list[Settled]:
        """Write the answers down; the orders that are settled by them, each with the first thing that is wrong."""
        for answer in answers:
            need = self._needs.get(answer.order_remote_id)
            parcel = (self._parcel(need, answer) or self._piece(need, answer)) if need else None
            if need is None or parcel is None:
                _log.warning("a label came for a parcel that nobody asked for")
            elif isinstance(answer, LabelFile):
                await self._keep_file(need, parcel, answer)
            else:
                await self._keep_reason(need, answer)
        return self._settled()

    async def give_up(self, code: str) -> list[Settled]:
        """Whatever was not answered has no label for this reason."""
        for remote_id, parcels in self._open.items():
            for parcel in tuple(parcels):
                missing = LabelMissing(remote_id, parcel.item_ids, code)
                parcels.remove(parcel)
                await self._keep_reason(self._needs[remote_id], missing)
        return self._settled()

    async def _keep_file(self, need: Wanted, parcel: Parcel, file: LabelFile) -> None:
        told = parcel.tracking_number or ("" if self._untold else file.tracking_number)
        expected = told or (None if self._untold else need.order.row.number)
        proof = await press.prove(file.content, file.format, expected)
        number = told or (next(iter(proof.codes), "") if self._untold else "")
        kept = replace(file, tracking_number=number)
        if file.drawn_from:
            proof = replace(proof, params={**proof.params, DRAWN_FROM: file.drawn_from})
        status, at, order_id = status_of(need.order.items_of(parcel)), self._clock(), need.order.row.id
        unread = {order_id: {""}} if number and not told else {}  # it came before and its barcode could not be read
        await self._db.write(lambda c: labels.void_labels(c, unread, at))
        await self._db.write(lambda c: labels.save_label(c, order_id, kept, proof, status, at))
        if proof.problem:
            self._reasons.setdefault(need.order.row.remote_id, (proof.problem.value, proof.params))

    async def _keep_reason(self, need: Wanted, missing: LabelMissing) -> None:
        at, order_id = self._clock(), need.order.row.id
        await self._db.write(lambda c: labels.set_label_missing(c, order_id, missing.code, missing.message, at))
        params = {"message": missing.message} if missing.message else {}
        self._reasons.setdefault(need.order.row.remote_id, (missing.code, params))

    def _parcel(self, need: Wanted, answer: Answer) -> Parcel | None:
        """The open parcel an answer is about: by its items, else by its number; it is then no longer open."""
        parcels = self._open[answer.order_remote_id]
        number = answer.tracking_number if isinstance(answer, LabelFile) else None
        found = [p for p in parcels if set(p.item_ids) & set(answer.item_ids)]
        found = found or [p for p in parcels if number and p.tracking_number == number]
        if found:
            parcels.remove(found[0])
        return found[0] if found else None

    def _piece(self, need: Wanted, answer: Answer) -> Parcel | None:
        """A further piece of a parcel that was asked for: the parcel under the piece's own number, where it has one."""
        if not isinstance(answer, LabelFile):
            return None
        for parcel in need.parcels:
            mine = bool(set(parcel.item_ids) & set(answer.item_ids))
            if mine and self._untold and not parcel.tracking_number:
                return parcel
            if mine and is_piece(answer.tracking_number, parcel.tracking_number):
                return replace(parcel, tracking_number=answer.tracking_number)
        return None

    def _settled(self) -> list[Settled]:
        done = [remote_id for remote_id, parcels in self._open.items() if not parcels]
        for remote_id in done:
            del self._open[remote_id]
        return [(self._needs[remote_id], *self._reasons.get(remote_id, ("", {}))) for remote_id in done]
