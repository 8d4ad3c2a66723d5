"""Labels: the exact bytes that go on a parcel, what was proved about them, and when they were printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class LabelState(StrEnum):
    """What the seller sees in the label column."""

    NONE = "none"
    FETCHING = "fetching"
    READY = "ready"
    PRINTED = "printed"
    FAILED = "failed"


class LabelProblem(StrEnum):
    """Why a label failed its proof; such a label is never printed silently."""

    NOT_A_DOCUMENT = "not_a_document"  # no known format, broken, encrypted
    TOO_LARGE = "too_large"
    NO_PAGES = "no_pages"
    BLANK = "blank"
    UNREADABLE_CODE = "unreadable_code"  # no barcode decodes at print resolution
    OTHER_PARCEL = "other_parcel"  # a barcode decodes, but to another tracking number
    FETCHED_TOO_EARLY = "fetched_too_early"  # before the status at which this platform's labels are final
    ODD_SIZE = "odd_size"
    NEEDS_BROWSER = "needs_browser"  # a page whose scripts draw the label, or that loads parts from elsewhere


class LabelFormat(StrEnum):
    PDF = "pdf"
    PNG = "png"
    JPG = "jpg"
    ZPL = "zpl"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class LabelFile:
    """A label as the platform gave it: ``content`` is untrusted bytes, bounded in size by the connector."""

    order_remote_id: str
    tracking_number: str
    item_ids: tuple[str, ...]
    format: LabelFormat
    content: bytes
    drawn_from: str = ""  # of a label of our own: a digest of all that stands on it, and how


@dataclass(frozen=True, slots=True)
class LabelMissing:
    """The platform has no label for this parcel (yet); ``retry_after_s`` is None when asking again is useless."""

    order_remote_id: str
    item_ids: tuple[str, ...]
    code: str
    message: str = ""
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found on a label: ``problem`` is None when it may be printed. Sizes in millimetres."""

    problem: LabelProblem | None
    width_mm: float = 0.0
    height_mm: float = 0.0
    pages: int = 0
    codes: tuple[str, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredLabel:
    """A label in the vault, without its bytes."""

    id: int
    order_id: int
    tracking_number: str
    format: LabelFormat
    sha256: str
    fetched_at: datetime
    item_status: str  # our status of its items at the moment of the fetch
    state: LabelState
    problem: LabelProblem | None
    params: Mapping[str, str]
    printed: int


@dataclass(frozen=True, slots=True)
class PrintRecord:
    """One time a label went to paper or to a file."""

    label_id: int
    printed_at: datetime
    printer: str
    copy: int
    who: str = ""
