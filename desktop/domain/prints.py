"""Prints: which document went to paper, when, where to, and the how-manieth copy it was."""

from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain.papers import DocumentKind


@dataclass(frozen=True, slots=True)
class DocumentPrint:
    """One time a paper of our own went to a printer or a file; the labels' prints are ``labels.PrintRecord``."""

    order_id: int
    kind: DocumentKind
    printed_at: datetime
    printer: str
    copy: int
    who: str = ""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the print ledger. ``label_id`` is 0 for papers of our own; ``failed``: the printer took nothing."""

    order_id: int
    number: str
    shop: str
    platform: str
    kind: DocumentKind
    printed_at: datetime
    printer: str
    copy: int
    who: str = ""
    tracking_number: str = ""
    label_id: int = 0
    failed: bool = False


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """Which lines are wanted: from ``since`` to before ``until``; words found in number, tracking number, shop
    or printer; ``order_ids``: only of these, none named is all.
    """

    since: datetime | None = None
    until: datetime | None = None
    words: str = ""
    kinds: frozenset[DocumentKind] = field(default_factory=frozenset)
    order_ids: tuple[int, ...] = ()
