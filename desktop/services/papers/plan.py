"""The plan of a paper: which orders stand on it in which sequence, decided and shown before anything is printed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.domain.order_views import ActionResult
from desktop.domain.papers import DocumentKind
from desktop.domain.prints import DocumentPrint


@dataclass(frozen=True, slots=True)
class PlannedPaper:
    """One order's place on a paper. ``problem`` is empty when it will be printed, else a code.

    Codes: ``nothing_to_pack`` (no item of it is the seller's to send), ``already_printed``.
    """

    order_id: int
    number: str
    shop: str
    items: str = ""
    printed: int = 0
    problem: str = ""

    @property
    def already_printed(self) -> bool:
        """Whether this would be a second print."""
        return self.printed > 0


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """The orders of a selection in the sequence of the work; those with a problem are listed but not printed."""

    kind: DocumentKind
    entries: tuple[PlannedPaper, ...] = ()

    @property
    def printable(self) -> tuple[PlannedPaper, ...]:
        """What goes to paper."""
        return tuple(entry for entry in self.entries if not entry.problem)

    @property
    def problems(self) -> tuple[PlannedPaper, ...]:
        """What does not."""
        return tuple(entry for entry in self.entries if entry.problem)

    @property
    def printed_before(self) -> tuple[PlannedPaper, ...]:
        """What would be printed a second time: ask once. A hand-over list is made as often as a courier comes."""
        if self.kind is DocumentKind.HANDOVER:
            return ()
        return tuple(entry for entry in self.printable if entry.already_printed)

    @property
    def expected(self) -> Mapping[int, int]:
        """How often each printable order's paper was printed, as it was seen."""
        return {entry.order_id: entry.printed for entry in self.printable}

    def without_printed(self) -> "PaperPlan":
        """Only what was never printed; the others stay listed with the problem ``already_printed``."""
        return self.refusing([entry.order_id for entry in self.printed_before], "already_printed")

    def refusing(self, order_ids: Collection[int], problem: str) -> "PaperPlan":
        """The same plan with these orders taken off the paper for a reason."""
        return replace(
            self,
            entries=tuple(
                replace(entry, problem=problem) if not entry.problem and entry.order_id in order_ids else entry
                for entry in self.entries
            ),
        )

    def after(self, records: Sequence[DocumentPrint]) -> "PaperPlan":
        """The same plan once these prints are recorded."""
        copies = {record.order_id: record.copy for record in records}
        entries = tuple(replace(one, printed=copies.get(one.order_id, one.printed)) for one in self.entries)
        return replace(self, entries=entries)

    def results(self) -> tuple[ActionResult, ...]:
        """One result per order, in the sequence of the paper."""
        return tuple(_result(entry) for entry in self.entries)


def _result(entry: PlannedPaper) -> ActionResult:
    state = "not_possible" if entry.problem else "printed"
    return ActionResult(entry.order_id, entry.number, entry.shop, not entry.problem, state, entry.problem)
