"""Findings are what a marketplace's rules say about a wish before it is sent: errors stop it, warnings only ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """``key`` names the value (``price``, ``quantity``...); ``code`` and ``params`` become a sentence in ``ui``."""

    key: str
    code: str
    severity: Severity = Severity.ERROR
    params: Mapping[str, str] = field(default_factory=dict)
