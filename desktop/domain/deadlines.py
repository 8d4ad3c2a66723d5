"""Deadlines: until when an order must be handled, and the money that is lost when it is not.

Rules are data that the seller can see and change: one for each marketplace and country, or one for all. What is
reckoned here depends on the order and the rules alone, never on the present time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from desktop.domain.money import Money
from desktop.domain.order_views import OrderRow
from desktop.domain.orders import OPEN_BUCKETS, Bucket
from desktop.domain.working_time import WorkingTime

ANY = "*"
EXAMPLE = "example"  # a source that says: nobody told us, ask your marketplace
OWN = "own"  # a source that says: the seller set it
NO_PACK = "none"  # a shop's choice of pack: it has no deadlines


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"


class Met(StrEnum):
    """What must have happened before the deadline."""

    PACKED = "packed"
    READY = "ready"
    SHIPPED = "shipped"


# The buckets in which that has not happened yet.
OPEN_UNTIL: Mapping[Met, frozenset[Bucket]] = {
    Met.PACKED: frozenset({Bucket.TO_ACCEPT, Bucket.TO_PACK}),
    Met.READY: frozenset({Bucket.TO_ACCEPT, Bucket.TO_PACK, Bucket.TO_SHIP}),
    Met.SHIPPED: OPEN_BUCKETS,
}


class FeeKind(StrEnum):
    NONE = "none"
    FIXED = "fixed"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Fee:
    """What a missed deadline costs: a fixed ``amount`` of ``currency``, or ``amount`` percent of the order's total.

    ``minimum`` and ``maximum`` bound a percentage and are of ``currency`` too; ``per_item`` counts for each item.
    """

    kind: FeeKind = FeeKind.NONE
    amount: Decimal = Decimal(0)
    currency: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    per_item: bool = False

    def of(self, total: Money, items: int) -> Money | None:
        """The fee for an order of ``items`` pieces; None where there is none."""
        times = max(items, 1) if self.per_item else 1
        if self.kind is FeeKind.NONE:
            return None
        if self.kind is FeeKind.FIXED:
            return Money(self.amount * times, self.currency or total.currency)
        share = self._bounded(total.amount / times * self.amount / 100, total.currency)
        return Money(_rounded(share, total.amount) * times, total.currency)

    def _bounded(self, share: Decimal, currency: str) -> Decimal:
        """Bounds of another currency cannot be compared and are left out."""
        if self.currency and self.currency != currency:
            return share
        share = share if self.minimum is None else max(share, self.minimum)
        return share if self.maximum is None else min(share, self.maximum)


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One rule. ``platform``, ``country`` and ``market`` say whom it is for; ``*`` means all.

    An order placed before ``cut_off`` (local time) counts from then, a later one from the next working day. It must be
    ``met`` ``within`` so many counted hours or working days; ``until`` is the hour of the day at which that ends: for
    days their end, for hours the next time the marketplace looks. ``grace_minutes`` are added to any deadline.
    ``platform_wins``: where the marketplace tells an order's own deadline, that one is taken.
    ``sources`` says for ``deadline``, ``weekend`` and ``loss`` where the value is from; one that ends in ``EXAMPLE`` is
    nobody's word.
    """

    id: str
    pack: str
    title: str
    within: int
    unit: Unit
    place: WorkingTime
    met: Met = Met.SHIPPED
    platform: str = ANY
    country: str = ANY
    market: str = ANY
    cut_off: time | None = None
    until: time | None = None
    fee: Fee = Fee()
    loses_order: bool = False
    grace_minutes: int = 0
    platform_wins: bool = True
    sources: Mapping[str, str] = field(default_factory=dict)

    def deadline(self, placed_at: datetime) -> datetime:
        """The deadline of an order placed then, grace not counted; aware UTC, never before ``placed_at``."""
        start = self.place.opens(placed_at, self.cut_off)
        if self.unit is Unit.DAYS:
            return self.place.after_days(start, self.within, self.until)
        ends = self.place.after_hours(start, self.within)
        return ends if self.until is None else self.place.next_time(ends, self.until)

    def after(self, before: "DeadlineRule") -> "DeadlineRule":
        """This rule as the seller changed it from ``before``: what is different is his own word now."""
        parts = {"deadline": _DEADLINE, "weekend": ("place",), "loss": ("fee", "loses_order")}
        own = {
            part: OWN
            for part, names in parts.items()
            if any(getattr(self, name) != getattr(before, name) for name in names)
        }
        return replace(self, sources={**self.sources, **own}) if own else self

    @property
    def is_example(self) -> bool:
        """Whether the deadline or the loss is nothing but an example."""
        return any(self.sources.get(part, "").endswith(EXAMPLE) for part in ("deadline", "loss"))


_DEADLINE = ("within", "unit", "met", "cut_off", "until", "grace_minutes", "platform_wins")


@dataclass(frozen=True, slots=True)
class RulePack:
    """Rules that belong together. One that is not ``automatic`` is used only by shops that choose it."""

    id: str
    title: str
    rules: tuple[DeadlineRule, ...] = ()
    automatic: bool = True


@dataclass(frozen=True, slots=True)
class DueOrder:
    """What the rules must know of an order. ``market`` is what stands before a colon in its remote id, if anything."""

    platform: str
    shop_id: str
    country: str
    market: str
    bucket: Bucket
    total: Money
    items: int
    placed_at: datetime
    ship_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """When an order is late and what that costs; ``amount`` is nought where nothing is known to be lost."""

    breach_at: datetime
    amount: Money
    rule: str = ""
    fee: Money | None = None
    loses_order: bool = False


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules in force: the packs, the pack each shop chose, and what a unit of each currency is worth.

    ``worth`` only ranks amounts of several currencies against each other; it is rough and never shown as money.
    """

    packs: tuple[RulePack, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    worth: Mapping[str, float] = field(default_factory=dict)

    def rule_for(self, order: DueOrder) -> DeadlineRule | None:
        """The most exact rule for an order; among equals the first."""
        pack = self.chosen.get(order.shop_id, "")
        found = [(_exactness(rule, order), rule) for rule in self._candidates(pack) if _fits(rule, order, pack)]
        return max(found, key=lambda one: one[0])[1] if found else None

    def risk_of(self, order: DueOrder) -> Risk | None:
        """What is at risk; None where no deadline is known or it is met already."""
        return None if self.is_off(order.shop_id) else risk_of(order, self.rule_for(order))

    def is_off(self, shop_id: str) -> bool:
        """Whether the seller wants no deadlines for this shop."""
        return self.chosen.get(shop_id) == NO_PACK

    def rank(self, amount: Money) -> float:
        """A number to sort amounts of any currency by; one of unknown worth counts as it is."""
        return float(amount.amount) * self.worth.get(amount.currency, 1.0)

    def rule(self, rule_id: str) -> DeadlineRule | None:
        return next((rule for pack in self.packs for rule in pack.rules if rule.id == rule_id), None)

    def _candidates(self, pack: str) -> Iterable[DeadlineRule]:
        """A pack that was chosen but is gone leaves the choice to us."""
        chosen = [one for one in self.packs if one.id == pack]
        return (rule for one in chosen or self.packs if chosen or one.automatic for rule in one.rules)


def due_order_of(row: OrderRow) -> DueOrder:
    """What the rules must know of an order in the table."""
    market = market_of(row.remote_id)
    return DueOrder(
        row.platform, row.shop_id, row.country.upper(), market, row.bucket, row.total, row.item_count,
        row.created_at, row.ship_by,
    )  # fmt: skip


def market_of(remote_id: str) -> str:
    """The market of an order: where a shop sells in several, its orders' ids begin with theirs and a colon."""
    market, colon, _ = remote_id.partition(":")
    return market if colon else ""


def risk_of(order: DueOrder, rule: DeadlineRule | None) -> Risk | None:
    """What an order risks under this rule; without one, its own deadline counts and no loss is known."""
    if order.bucket not in (OPEN_UNTIL[rule.met] if rule else OPEN_BUCKETS):
        return None
    if rule is None:
        return Risk(order.ship_by, Money(Decimal(0), order.total.currency)) if order.ship_by else None
    told = order.ship_by if rule.platform_wins else None
    breach_at = (told or rule.deadline(order.placed_at)) + timedelta(minutes=rule.grace_minutes)
    fee = rule.fee.of(order.total, order.items)
    return Risk(breach_at, _lost(order.total, fee, rule.loses_order), rule.id, fee, rule.loses_order)


def _lost(total: Money, fee: Money | None, loses_order: bool) -> Money:
    """Order and fee; where their currencies differ they cannot be added, and the order is the larger part."""
    if not loses_order:
        return fee or Money(Decimal(0), total.currency)
    return total + fee if fee is not None and fee.currency == total.currency else total


def _fits(rule: DeadlineRule, order: DueOrder, pack: str) -> bool:
    """A pack that a shop chose is meant for it, whatever marketplace it was written for."""
    own = rule.platform in (ANY, order.platform) or rule.pack == pack
    return own and rule.country in (ANY, order.country) and rule.market in (ANY, order.market)


def _exactness(rule: DeadlineRule, order: DueOrder) -> tuple[bool, bool, bool]:
    return rule.platform == order.platform, rule.market != ANY, rule.country != ANY


def _rounded(share: Decimal, like: Decimal) -> Decimal:
    """To as many places as the amount it is a part of; absurd amounts stay as they are."""
    exponent = like.as_tuple().exponent
    places = Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal("0.01")
    try:
        return share.quantize(places, ROUND_HALF_UP)
    except InvalidOperation:
        return share
