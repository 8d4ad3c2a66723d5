"""The print plan: which label becomes which page, decided and shown before anything reaches paper."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop.domain.labels import LabelState, PrintRecord, StoredLabel
from desktop.domain.order_views import ActionResult
from desktop.domain.orders import ItemStatus, OrderItem, Parcel
from desktop.printing.sequence import PageOrder, Pick, page_sequence
from desktop.services.labels.parcels import SeenOrder, called_off, is_final, problem_of, status_of


@dataclass(frozen=True, slots=True)
class PlannedLabel:
    """One parcel's place in a plan. ``problem`` is empty when it will be printed, else a code, with its facts.

    Codes: those of ``LabelProblem``; ``no_label`` (final by now, but not in the vault), ``not_ready``, ``called_off``
    (the parcel shall not travel), ``same_as`` (the very document of another parcel of this plan), ``too_small``,
    ``needs_zpl_printer``, ``already_printed``.
    """

    order_id: int
    number: str
    shop: str
    tracking_number: str = ""
    label: StoredLabel | None = None
    problem: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    items: tuple[OrderItem, ...] = ()

    @property
    def run(self) -> str:
        """The SKU of a parcel that holds no other; such parcels follow each other on the way along the shelves."""
        skus = {item.sku for item in self.items}
        return next(iter(skus)) if len(skus) == 1 else ""

    @property
    def already_printed(self) -> bool:
        """Whether this would be a second print."""
        return self.label is not None and self.label.printed > 0


@dataclass(frozen=True, slots=True)
class PrintPlan:
    """The labels of a selection in the sequence of their pages; those with a problem are listed but not printed.

    ``separators``: a page with the SKU goes before each run of its parcels; behind it where the pages are ``reversed``.
    """

    entries: tuple[PlannedLabel, ...]
    separators: bool = False
    reversed: bool = False

    @property
    def printable(self) -> tuple[PlannedLabel, ...]:
        """What goes to paper."""
        return tuple(entry for entry in self.entries if not entry.problem)

    @property
    def problems(self) -> tuple[PlannedLabel, ...]:
        """What does not."""
        return tuple(entry for entry in self.entries if entry.problem)

    @property
    def labels(self) -> tuple[StoredLabel, ...]:
        """The labels of ``printable``."""
        return tuple(entry.label for entry in self.printable if entry.label)

    @property
    def printed_before(self) -> tuple[PlannedLabel, ...]:
        """What would be printed a second time: ask once."""
        return tuple(entry for entry in self.printable if entry.already_printed)

    def without_printed(self) -> "PrintPlan":
        """Only what was never printed; the others stay listed with the problem ``already_printed``."""
        return self.refusing([entry.label.id for entry in self.printed_before if entry.label], "already_printed")

    def starting_at(self, place: int) -> "PrintPlan":
        """From label ``place`` on (the first is 1): what a jam left unprinted."""
        return replace(self, entries=self.printable[max(place, 1) - 1 :])

    def refusing(self, label_ids: Collection[int], problem: str) -> "PrintPlan":
        """The same plan with these labels taken off the paper for a reason."""
        return replace(
            self,
            entries=tuple(
                replace(entry, problem=problem)
                if not entry.problem and entry.label and entry.label.id in label_ids
                else entry
                for entry in self.entries
            ),
        )

    def after(self, records: Sequence[PrintRecord]) -> "PrintPlan":
        """The same plan once these prints are recorded, so that it can be printed again from some label on."""
        copies = {record.label_id: record.copy for record in records}
        return replace(self, entries=tuple(_recorded(entry, copies) for entry in self.entries))

    def results(self) -> tuple[ActionResult, ...]:
        """One result per order, in the sequence of the pages: printed when nothing of it has a problem."""
        worst: dict[int, PlannedLabel] = {}
        for entry in self.entries:
            if entry.order_id not in worst or (entry.problem and not worst[entry.order_id].problem):
                worst[entry.order_id] = entry
        return tuple(_result(entry) for entry in worst.values())


def _recorded(entry: PlannedLabel, copies: Mapping[int, int]) -> PlannedLabel:
    if entry.label is None or entry.label.id not in copies:
        return entry
    return replace(entry, label=replace(entry.label, printed=copies[entry.label.id], state=LabelState.PRINTED))


def _result(entry: PlannedLabel) -> ActionResult:
    state = "not_possible" if entry.problem else "printed"
    return ActionResult(entry.order_id, entry.number, entry.shop, not entry.problem, state, entry.problem, entry.params)


def plan_of(
    orders: Sequence[SeenOrder],
    label_from: Mapping[str, str],
    order: PageOrder,
    *,
    reverse: bool,
    separators: bool = False,
) -> PrintPlan:
    """Lay out the labels of these orders; ``label_from``: platform -> the status from which its labels are final."""
    entries = [
        (entry, pick)
        for one in orders
        for entry, pick in _entries(one, label_from.get(one.row.platform, ItemStatus.READY))
    ]
    sequence = page_sequence([pick for _entry, pick in entries], order, reverse=reverse)
    return PrintPlan(_each_document_once([entries[at][0] for at in sequence]), separators, reverse)


def _entries(order: SeenOrder, label_from: str) -> list[tuple[PlannedLabel, Pick]]:
    row = order.row
    if not order.parcels:
        return [(PlannedLabel(row.id, row.number, row.shop, problem="not_ready"), Pick(()))]
    return [(_planned(order, parcel, label_from), _pick(order, parcel)) for parcel in order.parcels]


def _planned(order: SeenOrder, parcel: Parcel, label_from: str) -> PlannedLabel:
    row, label, items = order.row, order.label_of(parcel), order.items_of(parcel)
    planned = PlannedLabel(row.id, row.number, row.shop, parcel.tracking_number, label, items=items)
    if called_off(items):
        return replace(planned, problem="called_off")
    if label is None:
        return replace(planned, problem="no_label" if is_final(status_of(items), label_from) else "not_ready")
    problem = problem_of(label, label_from)
    return replace(planned, problem=problem.value, params=label.params) if problem else planned


def _pick(order: SeenOrder, parcel: Parcel) -> Pick:
    return Pick(tuple(item.sku for item in order.items_of(parcel)), parcel.provider)


def _each_document_once(entries: Sequence[PlannedLabel]) -> tuple[PlannedLabel, ...]:
    """A file that came for two parcels would put both labels on paper twice: only the first is printed."""
    first: dict[str, PlannedLabel] = {}
    kept: list[PlannedLabel] = []
    for entry in entries:
        if entry.label and not entry.problem and first.setdefault(entry.label.sha256, entry) is not entry:
            entry = replace(entry, problem="same_as", params={"number": first[entry.label.sha256].number})
        kept.append(entry)
    return tuple(kept)
