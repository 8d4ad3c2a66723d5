"""A letter is one message of a platform as it came: kept, so that nothing it said can be lost."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """``id`` is the platform's, unique within ``source``; ``key`` is the thing it tells about.

    ``problem`` is a code where the letter could not be understood: it is kept as it is, for support, and asks nobody
    again.
    """

    source: str
    id: str
    kind: str  # "order", "product", "feedback"...
    key: str
    sent_at: datetime
    content: bytes
    problem: str = ""
