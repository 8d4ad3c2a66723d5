"""Labels: which parcel each label of an answer belongs to, and its bytes (jumia.md 5.7)."""

import base64
import binascii
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing
from desktop.domain.operations import OperationKind
from desktop.platforms.jumia import shapes
from desktop.platforms.jumia.mapping import Line, part_errors
from desktop.platforms.jumia.rules import Stage, stage
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.kit.label_kind import kind_of

ASK_AGAIN_S = 3.0  # right after packing a label may not exist yet

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A parcel whose label is wanted."""

    order_id: str
    tracking_number: str
    lines: tuple[Line, ...]

    @property
    def item_ids(self) -> tuple[str, ...]:
        return tuple(line.item.remote_id for line in self.lines)

    @property
    def is_ready(self) -> bool:
        """A label fetched before ready-to-ship is never used, so it is not even asked for."""
        return all(stage(OperationKind.READY, line.item) is Stage.DONE for line in self.lines)

    def missing(self, code: str, message: str = "", retry_after_s: float | None = None) -> LabelMissing:
        return LabelMissing(self.order_id, self.item_ids, code, message, retry_after_s)

    def file(self, content: bytes) -> LabelFile:
        """The label as it came; what it is worth is for the proof to say."""
        kind = kind_of(content) or LabelFormat.PDF
        return LabelFile(self.order_id, self.tracking_number, self.item_ids, kind, content)


def asked_of(order_id: str, lines: Iterable[Line]) -> tuple[Asked, ...]:
    """The parcels among an order's lines."""
    parcels: dict[str, list[Line]] = {}
    for line in lines:
        if line.item.tracking_number and not line.item.by_platform:
            parcels.setdefault(line.item.tracking_number, []).append(line)
    return tuple(Asked(order_id, tracking, tuple(members)) for tracking, members in parcels.items())


def matched(body: bytes, asked: Sequence[Asked]) -> tuple[list[tuple[Asked, str]], list[LabelMissing]]:
    """Each parcel with its label as written in the answer, and the parcels that got none."""
    answer = decode(body, shapes.LabelsAnswer)
    if answer.success is None and answer.error is None and body.strip() != b"{}":  # nothing yet is said like that too
        raise unexpected(body)
    given = [label for label in (answer.success.labels if answer.success else None) or () if label.label]
    errors = part_errors(answer.error)
    found: list[tuple[Asked, str]] = []
    missing: list[LabelMissing] = []
    for parcel in asked:
        mine = [label for label in given if _belongs(label, parcel)]
        if mine:
            found.append((parcel, mine[0].label or ""))
        else:
            missing.append(_missing(parcel, errors))
    if len(given) > len(found):
        _log.warning("%d labels of an answer belong to no parcel asked for", len(given) - len(found))
    return found, missing


def content_of(written: str) -> bytes | str:
    """The bytes of a label: base64, also as a data address; a web address is given back as text."""
    written = written.strip()
    if written[:8].lower().startswith(("http://", "https://")):
        return written
    if written[:5].lower() == "data:":
        written = written.partition(",")[2]
    try:
        return base64.b64decode("".join(written.split()), validate=True)
    except (binascii.Error, ValueError):
        return written.encode()


def _belongs(label: shapes.Label, parcel: Asked) -> bool:
    """By tracking number and by items: whatever the answer names must be this parcel's."""
    ids = label.order_item_ids or label.order_items
    named = {ids} if isinstance(ids, str) else set(ids)
    same_number = label.tracking_number in (None, "", parcel.tracking_number)
    return same_number and named <= set(parcel.item_ids) and bool(named or label.tracking_number)


def _missing(parcel: Asked, errors: dict[str, str]) -> LabelMissing:
    """Jumia's reasons have no fixed codes and some pass by themselves, so asking again is never useless."""
    said = [errors[item_id] for item_id in parcel.item_ids if item_id in errors]
    code = "label_refused" if said else "label_not_there_yet"
    return parcel.missing(code, " ".join(dict.fromkeys(said)), ASK_AGAIN_S)
