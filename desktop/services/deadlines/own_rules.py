"""What the seller changed of the rules, kept apart from what is supplied, so that both can be shown and reset."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop.domain.deadlines import DeadlineRule, RuleBook, RulePack
from desktop.domain.errors import NotPossible
from desktop.domain.rule_packs import rule_document, rule_from
from desktop.services.deadlines.supplied import Supplied

PREFIX = "deadlines."
OWN_PACK = "own"
USUAL_HOURS = 4


class Origin(StrEnum):
    SUPPLIED = "supplied"
    CHANGED = "changed"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class OwnRules:
    """``rules`` are documents by id, each with its ``pack``; ``packs`` are titles by id; ``shops`` are chosen packs."""

    rules: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    packs: Mapping[str, str] = field(default_factory=dict)
    shops: Mapping[str, str] = field(default_factory=dict)
    warn_hours: int = USUAL_HOURS

    def with_rule(self, rule: DeadlineRule) -> "OwnRules":
        document = {**rule_document(rule), "pack": rule.pack}
        return replace(self, rules={**self.rules, rule.id: document}, removed=self.removed - {rule.id})

    def without(self, rule_id: str) -> "OwnRules":
        """Neither changed nor there any more."""
        return replace(self.reset(rule_id), removed=self.removed | {rule_id})

    def reset(self, rule_id: str) -> "OwnRules":
        """As supplied; a rule of the seller's own is gone then."""
        rules = {key: document for key, document in self.rules.items() if key != rule_id}
        return replace(self, rules=rules, removed=self.removed - {rule_id})

    def with_shop(self, shop_id: str, pack: str) -> "OwnRules":
        shops = {key: chosen for key, chosen in self.shops.items() if key != shop_id}
        return replace(self, shops={**shops, shop_id: pack} if pack else shops)

    def with_pack(self, pack: RulePack, supplied: Supplied) -> "OwnRules":
        """Exactly these rules in the pack of this id."""
        before = next((one for one in supplied.packs if one.id == pack.id), None)
        own = self if before else replace(self, packs={**self.packs, pack.id: pack.title})
        mine = {id_ for id_, document in self.rules.items() if document.get("pack") == pack.id}
        for rule_id in mine:
            own = own.reset(rule_id)
        for rule in before.rules if before else ():
            own = own.without(rule.id)
        for rule in pack.rules:
            own = own.with_rule(rule)
        return own

    def settings(self) -> dict[str, object | None]:
        """As settings; what is empty is forgotten."""
        return {
            f"{PREFIX}rules": dict(self.rules) or None,
            f"{PREFIX}removed": sorted(self.removed) or None,
            f"{PREFIX}packs": dict(self.packs) or None,
            f"{PREFIX}shops": dict(self.shops) or None,
            f"{PREFIX}warn_hours": self.warn_hours,
        }


def own_from(chosen: Mapping[str, object]) -> OwnRules:
    """From the settings under ``PREFIX``; what another version wrote and we cannot read is left out."""
    rules, removed = chosen.get(f"{PREFIX}rules"), chosen.get(f"{PREFIX}removed")
    hours = chosen.get(f"{PREFIX}warn_hours")
    return OwnRules(
        {str(key): one for key, one in rules.items() if isinstance(one, dict)} if isinstance(rules, dict) else {},
        frozenset(map(str, removed)) if isinstance(removed, list) else frozenset(),
        _words(chosen.get(f"{PREFIX}packs")),
        _words(chosen.get(f"{PREFIX}shops")),
        hours if isinstance(hours, int) and 0 < hours <= 240 else USUAL_HOURS,
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """All rules as they are in force, with where each is from, and what could not be read."""

    book: RuleBook = field(default_factory=RuleBook)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    own: OwnRules = field(default_factory=OwnRules)
    broken: tuple[NotPossible, ...] = ()


def shelf_of(supplied: Supplied, own: OwnRules) -> Shelf:
    """The supplied rules with the seller's changes laid over them."""
    mine: dict[str, DeadlineRule] = {}
    broken = list(supplied.broken)
    for rule_id, document in own.rules.items():
        try:
            mine[rule_id] = rule_from(document, str(document.get("pack") or OWN_PACK))
        except NotPossible as error:
            broken.append(error)
    packs = tuple(_merged(supplied, own, mine))
    supplied_ids = {rule.id for pack in supplied.packs for rule in pack.rules}
    origins = {rule.id: _origin(rule.id, mine, supplied_ids) for pack in packs for rule in pack.rules}
    return Shelf(RuleBook(packs, own.shops, supplied.worth), origins, own, tuple(broken))


def _merged(supplied: Supplied, own: OwnRules, mine: Mapping[str, DeadlineRule]) -> Iterator[RulePack]:
    """Supplied packs first, with the seller's further rules at their ends; then the seller's own packs."""
    ids = {pack.id for pack in supplied.packs}
    for pack in supplied.packs:
        kept = [mine.get(rule.id, rule) for rule in pack.rules if rule.id not in own.removed]
        known = {rule.id for rule in pack.rules}
        further = [rule for rule in mine.values() if rule.pack == pack.id and rule.id not in known]
        yield replace(pack, rules=(*kept, *further))
    for pack_id in dict.fromkeys(rule.pack for rule in mine.values() if rule.pack not in ids):
        rules = tuple(rule for rule in mine.values() if rule.pack == pack_id)
        yield RulePack(pack_id, own.packs.get(pack_id, ""), rules)


def _origin(rule_id: str, mine: Mapping[str, DeadlineRule], supplied: set[str]) -> Origin:
    if rule_id not in mine:
        return Origin.SUPPLIED
    return Origin.CHANGED if rule_id in supplied else Origin.OWN


def _words(value: object) -> dict[str, str]:
    return {str(key): str(word) for key, word in value.items()} if isinstance(value, dict) else {}
