"""What an import would do, found out without doing it: a row changes something, or is so already, or fails."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from desktop.domain.catalog_grid import Address, same_value
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.errors import NotPossible
from desktop.domain.findings import Finding
from desktop.services.catalog_files.file_rows import FileRow

SEVERAL = frozenset({"several_shops", "several_skus"})


@dataclass(frozen=True, slots=True)
class Scope:
    """Where rows that name no shop hold: in these shops; ``everywhere`` in each of them that has the SKU.

    ``only``: a row that names another shop may be so already, but changes nothing there.
    ``market`` and ``warehouse`` hold for rows that name none. ``over_drafts``: what the grid shows is compared, changes
    that wait there included; else what the platform has, or soon has. ``unlisted``: a SKU that a platform does not list
    is taken at its word.
    """

    shop_ids: tuple[str, ...] = ()
    everywhere: bool = False
    only: bool = False
    market: str = ""
    warehouse: str = ""
    over_drafts: bool = True
    unlisted: bool = False


@dataclass(frozen=True, slots=True)
class FileChange:
    """A value that a row changes. ``cell`` is the key of its row in the grid; ``typed`` is what is typed there."""

    row: int
    cell: int
    address: Address
    sku: str
    shop: str
    currency: str
    before: str
    value: str
    typed: str
    findings: tuple[Finding, ...] = ()
    unlisted: StoredVariant | None = None


@dataclass(frozen=True, slots=True)
class RowFailure:
    """A row that changes nothing, and why."""

    row: int
    sku: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """``rows`` are all but blank ones: ``changing`` + ``same`` + the failures. ``stopped``: not all were looked at."""

    rows: int = 0
    changing: int = 0
    same: int = 0
    doubtful: int = 0  # of the changing rows: with a warning
    changes: tuple[FileChange, ...] = ()
    failures: tuple[RowFailure, ...] = ()
    stopped: bool = False

    @property
    def unknown(self) -> int:
        return sum(one.code == "unknown_sku" for one in self.failures)

    @property
    def ambiguous(self) -> int:
        return sum(one.code in SEVERAL for one in self.failures)

    @property
    def by_code(self) -> Counter[str]:
        return Counter(one.code for one in self.failures)


class Tally:
    """Gathers rows one by one, and notices when two rows wish different values for one place."""

    def __init__(self) -> None:
        self._changes: list[FileChange] = []
        self._failures: list[RowFailure] = []
        self._wished: dict[tuple[Address, str], tuple[int, str]] = {}
        self._rows = self._changing = self._same = self._doubtful = 0

    @contextmanager
    def failing(self, row: FileRow) -> Iterator[None]:
        """What is found impossible inside is the failure of this row, and of no other."""
        try:
            yield
        except NotPossible as why:
            self._rows += 1
            self._failures.append(RowFailure(row.number, row.sku, why.code, why.params))

    def take(self, row: FileRow, values: Mapping[tuple[Address, str], str], changes: Sequence[FileChange]) -> None:
        """``values`` are all that the row wishes, by place and SKU; ``changes`` those that are not so already.

        Raises ``NotPossible("twice_in_file")``.
        """
        other = next((seen for place, value in values.items() if (seen := self._other(place, value))), None)
        if other is not None:
            raise NotPossible("twice_in_file", row=str(other))
        fresh = [one for one in changes if (one.address, one.sku) not in self._wished]
        for place, value in values.items():
            self._wished.setdefault(place, (row.number, value))
        self._rows += 1
        self._changes += fresh
        self._changing += bool(fresh)
        self._same += not fresh
        self._doubtful += any(one.findings for one in fresh)

    def trial(self, *, stopped: bool = False) -> Trial:
        return Trial(
            self._rows, self._changing, self._same, self._doubtful,
            tuple(self._changes), tuple(sorted(self._failures, key=lambda one: one.row)), stopped,
        )  # fmt: skip

    def _other(self, place: tuple[Address, str], value: str) -> int | None:
        """The row that wished another value for this place."""
        row, wished = self._wished.get(place, (0, value))
        return None if same_value(place[0].field, wished, value) else row


def sliced(first: int, last: int, size: int) -> Iterator[tuple[int, int]]:
    """Line numbers from ``first`` to ``last`` in slices: first line of each, and the line after it."""
    for start in range(first, last + 1, size):
        yield start, min(start + size, last + 1)
