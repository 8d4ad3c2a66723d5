"""Which parcels of an order may have a label now, and which of them still lack one that can be used."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.domain.labels import LabelProblem, StoredLabel
from desktop.domain.order_views import OrderRow
from desktop.domain.orders import ItemStatus, OrderItem, OrderItems, Parcel, parcels_of
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.store import labels, orders

if TYPE_CHECKING:
    import sqlite3

# How far an item is on its way; statuses off this way (cancelled, returned, unknown...) do not count for its parcel.
_WAY = (
    ItemStatus.UNPAID,
    ItemStatus.TO_ACCEPT,
    ItemStatus.TO_PACK,
    ItemStatus.PACKED,
    ItemStatus.READY,
    ItemStatus.SHIPPED,
    ItemStatus.DELIVERED,
)
# A parcel without a tracking number is one all the same: for a platform's label once it is ready, for our own from the
# moment it may be packed.
_UNTRACKED = frozenset({ItemStatus.READY})
_UNTRACKED_OURS = frozenset(_WAY[_WAY.index(ItemStatus.TO_PACK) :])
_CALLED_OFF = frozenset({ItemStatus.CANCELLED, ItemStatus.CANCEL_REQUESTED})


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """An order as the file knows it: its row, its items, the present labels of its parcels."""

    row: OrderRow
    items: tuple[OrderItem, ...]
    labels: tuple[StoredLabel, ...]
    ours: bool = False  # its platform hands out no labels: we draw them

    @property
    def parcels(self) -> tuple[Parcel, ...]:
        """Its parcels; ready items to which the platform gives no tracking number are one parcel with the number "".

        A parcel may travel in several pieces, each with a label of its own: only the labels themselves tell.
        """
        told = parcels_of(self.items)
        untracked = [item for item in self.items if not item.tracking_number and not item.by_platform]
        alone = _UNTRACKED_OURS if self.ours else _UNTRACKED
        loose = tuple(item.remote_id for item in untracked if item.status in alone)
        if loose and not told and self.labels and not self.ours:
            return tuple(Parcel(label.tracking_number, "", loose) for label in self.labels)
        return (*told, *self._further_pieces(told), *([Parcel("", "", loose)] if loose else []))

    def _further_pieces(self, told: Sequence[Parcel]) -> Iterator[Parcel]:
        numbers = {parcel.tracking_number for parcel in told}
        for parcel in told:
            for label in self.labels:
                if is_piece(label.tracking_number, parcel.tracking_number) and label.tracking_number not in numbers:
                    yield replace(parcel, tracking_number=label.tracking_number)

    def items_of(self, parcel: Parcel) -> tuple[OrderItem, ...]:
        """The items that travel in this parcel."""
        return tuple(item for item in self.items if item.remote_id in parcel.item_ids)

    def label_of(self, parcel: Parcel) -> StoredLabel | None:
        """The label in the vault for this parcel."""
        found = (label for label in self.labels if label.tracking_number == parcel.tracking_number)
        return next(found, self.labels[0] if self.labels and not parcel.tracking_number else None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask the platform for one order: the parcels that lack a label, and why not, where ``code`` says so."""

    order: SeenOrder
    parcels: tuple[Parcel, ...] = ()
    code: str = ""

    @property
    def question(self) -> OrderItems:
        """The order reduced to the items that travel in these parcels."""
        inside = (item for parcel in self.parcels for item in self.order.items_of(parcel))
        asked = tuple(item for item in inside if item.status in _WAY)
        return OrderItems(self.order.row.remote_id, asked)


def look(c: "sqlite3.Connection", order_ids: Sequence[int], drawn: Collection[str] = ()) -> tuple[SeenOrder, ...]:
    """These orders with items and labels, in the order asked; unknown ones are left out.

    ``drawn``: the platforms whose labels we draw ourselves.
    """
    items, stored = orders.order_items(c, order_ids), labels.labels_of(c, order_ids)
    return tuple(
        SeenOrder(
            row, items[row.id].items if row.id in items else (), stored.get(row.id, ()), ours=row.platform in drawn
        )
        for row in orders.order_rows(c, order_ids)
    )


def drawn_by_us(manifests: Mapping[str, Manifest]) -> frozenset[str]:
    """The platforms that hand out no labels."""
    return frozenset(id_ for id_, manifest in manifests.items() if Can.LABELS not in manifest.can)


def label_from(manifest: Manifest) -> str:
    """The status from which a label of this platform is final; our own is as soon as there is something to pack."""
    return manifest.label_from if Can.LABELS in manifest.can else ItemStatus.TO_PACK.value


def wanted(order: SeenOrder, label_from: str, *, again: bool = False, stale: Collection[str] = ()) -> Wanted:
    """The parcels whose label is final by now and not yet in the vault; with ``again`` those that are in it, too.

    ``stale``: the tracking numbers of parcels whose label in the vault is of no use any more.
    """
    final = [parcel for parcel in order.parcels if is_final(status_of(order.items_of(parcel)), label_from)]
    if not final:
        return Wanted(order, code="not_ready")
    return Wanted(
        order,
        tuple(p for p in final if again or p.tracking_number in stale or not usable(order.label_of(p), label_from)),
    )


def is_piece(number: str, of: str) -> bool:
    """Whether a label's number is that of a further piece of a parcel: the parcel's with a running number behind it."""
    return bool(of) and re.fullmatch(rf"{re.escape(of)}-\d+", number) is not None


def status_of(items: Iterable[OrderItem]) -> str:
    """Where a parcel stands: its hindmost item, called-off ones left aside; "" when none of them is on its way."""
    return min((item.status for item in items if item.status in _WAY), key=_WAY.index, default="")


def is_final(status: str, label_from: str) -> bool:
    """Whether a label fetched at this status of ours is the one that goes on the parcel."""
    return status in _WAY and _WAY.index(ItemStatus(status)) >= _WAY.index(ItemStatus(label_from))


def usable(label: StoredLabel | None, label_from: str) -> bool:
    """Whether this label may be printed."""
    return label is not None and problem_of(label, label_from) is None


def problem_of(label: StoredLabel, label_from: str) -> LabelProblem | None:
    """What is wrong with a label in the vault; one from before its final status is never used (product.md 3.1)."""
    return label.problem or (None if is_final(label.item_status, label_from) else LabelProblem.FETCHED_TOO_EARLY)


def called_off(items: Sequence[OrderItem]) -> bool:
    """Whether nothing of a parcel shall travel any more."""
    return bool(items) and all(item.status in _CALLED_OFF for item in items)
