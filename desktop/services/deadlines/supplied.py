"""The rule packs that come with the program; one that is broken is told and left out, the others stay."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop.domain.deadlines import ANY, RulePack
from desktop.domain.errors import NotPossible
from desktop.domain.rule_packs import pack_from

_log = logging.getLogger(__name__)

FOLDER = Path(__file__).parents[3] / "resources" / "rule_packs"
WORTH = "worth"  # the file that ranks currencies
LONGEST_FILE = 1 << 20


@dataclass(frozen=True, slots=True)
class Supplied:
    """The packs by file name, the worth of currencies, and what could not be read."""

    packs: tuple[RulePack, ...] = ()
    worth: Mapping[str, float] = field(default_factory=dict)
    broken: tuple[NotPossible, ...] = ()


def read_supplied(folder: Path = FOLDER) -> Supplied:
    """Everything in ``folder``; blocking. Where that is missing there is nothing."""
    packs: list[RulePack] = []
    broken: list[NotPossible] = []
    for path in sorted(folder.glob("*.json")):
        if path.stem == WORTH:
            continue
        try:
            packs.append(read_pack(path))
        except NotPossible as error:
            _log.warning("the rule pack %s is left out: %s", path.name, error)
            broken.append(error)
    packs.sort(key=lambda pack: any(rule.platform == ANY for rule in pack.rules))  # what is for all comes last
    return Supplied(tuple(packs), _worth(folder / f"{WORTH}.json"), tuple(broken))


def read_pack(path: Path) -> RulePack:
    """One pack. Raises ``NotPossible``: ``broken_rule_pack`` with ``file``, ``file_not_read``."""
    try:
        if path.stat().st_size > LONGEST_FILE:
            raise NotPossible("broken_rule_pack", file=path.name, rule="?", field="form", value="")
        document = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise NotPossible("file_not_read", reason=error.strerror or "") from error
    except (ValueError, RecursionError) as error:  # no JSON, no UTF-8, or nested to break us
        raise NotPossible("broken_rule_pack", file=path.name, rule="?", field="form", value="") from error
    try:
        return pack_from(document)
    except NotPossible as error:
        raise NotPossible(error.code, **{**error.params, "file": path.name}) from error


def _worth(path: Path) -> dict[str, float]:
    """What one unit of each currency is worth; where that cannot be read, amounts are ranked as they are."""
    try:
        found = json.loads(path.read_text("utf-8"))["worth"]
        return {str(currency): float(value) for currency, value in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        _log.warning("the worth of currencies cannot be read: %s", type(error).__name__)
        return {}
