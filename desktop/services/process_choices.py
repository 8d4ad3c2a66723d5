"""What processing orders will do, shop by shop, and what the seller must choose first: asked once, then remembered."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop.domain.operations import OperationKind
from desktop.domain.order_steps import projected, taken
from desktop.domain.order_views import ActionResult, OrderRow
from desktop.domain.orders import OrderItem, ProviderOption
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.services.couriers import Couriers, Offers, Platforms, place_of
from desktop.services.order_wishes import OrderFacts, Wish, drafts, not_possible
from desktop.services.orders import STEPS, OrderService

StepCounts = tuple[tuple[OperationKind, int], ...]


@dataclass(frozen=True, slots=True)
class ProcessGroup:
    """Orders of one shop and country that are offered the same couriers, and what will happen to them.

    ``steps`` are counted, in their order. ``own_courier``: the seller ships himself, so any courier and a tracking
    number for each order may be named. ``code`` says why the couriers could not be asked; then the one taken last is
    the only option. ``kept``: the seller said once that he does not want to be asked.
    """

    orders: tuple[OrderRow, ...]
    place: str
    steps: StepCounts
    labels: bool
    options: tuple[ProviderOption, ...] = ()
    remembered: str = ""
    own_courier: bool = False
    kept: bool = False
    code: str = ""

    @property
    def last(self) -> ProviderOption | None:
        """What was taken last, where it is still offered."""
        return next((one for one in self.options if self.remembered in (one.id, one.name)), None)

    @property
    def must_choose(self) -> bool:
        """Whether there is anything to choose at all."""
        needs_code = any(one.needs_tracking_code for one in self.options)
        return self.own_courier or len(self.options) > 1 or needs_code or bool(self.code)

    @property
    def is_asked(self) -> bool:
        """Whether the seller is asked: not where he chose once for good, and that can be had again."""
        if not self.kept:
            return self.must_choose
        return not self.own_courier and (self.last is None or self.last.needs_tracking_code) and self.must_choose


@dataclass(frozen=True, slots=True)
class Chosen:
    """The seller's answer: courier and tracking code by order id; by place whether he was asked for the last time."""

    providers: Mapping[int, str] = field(default_factory=dict)
    tracking_codes: Mapping[int, str] = field(default_factory=dict)
    keep: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProcessPlan:
    """``groups`` that something will happen to; ``left_out`` tells of each other order why nothing will."""

    groups: tuple[ProcessGroup, ...]
    left_out: tuple[ActionResult, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether the seller must be asked before it can start."""
        return any(group.is_asked for group in self.groups)

    @property
    def chosen_before(self) -> Chosen:
        """The answer where nobody needs to be asked: what was chosen for good."""
        settled = [group for group in self.groups if group.kept and group.remembered]
        return Chosen({row.id: group.remembered for group in settled for row in group.orders})


class ProcessChoices:
    """Looks at orders and asks the platforms for couriers; nothing is wished here."""

    def __init__(self, orders: OrderService, platforms: Platforms) -> None:
        self._orders, self._platforms = orders, platforms

    @property
    def _couriers(self) -> Couriers:
        return self._orders.couriers

    async def plan(self, order_ids: Sequence[int], steps: tuple[OperationKind, ...] = STEPS) -> ProcessPlan:
        """What taking these steps (each order those of its own way) comes to. Raises ``StoreError``."""
        known = await self._orders.facts(list(dict.fromkeys(order_ids)))
        kept, remembered = await self._couriers.kept(), await self._couriers.remembered([one.row for one in known])
        wish = Wish(steps, own_way=len(steps) > 1)
        going: list[tuple[OrderFacts, tuple[OperationKind, ...]]] = []
        left_out = []
        for one in known:
            found, code = drafts(one, wish, self._orders.may(one.row, wish))
            if found or (wish.own_way and (code == "already_pending" or self._has_label(one))):
                going.append((one, tuple(draft.kind for draft in found)))
            else:
                left_out.append(not_possible(one.row, code))
        offers = await self._couriers.offers([_before_packing(one, kinds) for one, kinds in going])
        members: dict[tuple[object, ...], list[tuple[OrderFacts, tuple[OperationKind, ...]]]] = {}
        for one, kinds in going:
            members.setdefault(self._key(one, kinds, offers), []).append((one, kinds))
        groups = [self._group(group, offers, remembered, kept) for group in members.values()]
        return ProcessPlan(tuple(groups), tuple(left_out))

    async def keep(self, chosen: Chosen) -> None:
        """Do not ask again where the seller said so."""
        await self._couriers.keep(chosen.keep)

    def _key(self, one: OrderFacts, steps: Sequence[OperationKind], offers: Offers) -> tuple[object, ...]:
        code = offers.codes.get(one.row.account_id, "") if OperationKind.PACK in steps else ""
        return place_of(one.row), offers.by_order.get(one.row.id, ()), self._ships_alone(one.row, steps), code

    def _group(
        self,
        group: Sequence[tuple[OrderFacts, tuple[OperationKind, ...]]],
        offers: Offers,
        remembered: Mapping[str, str],
        kept: frozenset[str],
    ) -> ProcessGroup:
        first, kinds = group[0]
        place, _options, own_courier, code = self._key(first, kinds, offers)
        last, counts = remembered[str(place)], Counter(kind for _, steps in group for kind in steps)
        options = offers.by_order.get(first.row.id, ())
        if code and last:  # it could not be asked: the courier taken last is still a good guess
            options = (ProviderOption(last, last),)
        return ProcessGroup(
            orders=tuple(one.row for one, _ in group),
            place=str(place),
            steps=tuple((kind, counts[kind]) for kind in STEPS if counts[kind]),
            labels=Can.LABELS in self._can(first.row),
            options=options,
            remembered=last,
            own_courier=bool(own_courier),
            kept=str(place) in kept,
            code=str(code),
        )

    def _ships_alone(self, row: OrderRow, steps: Sequence[OperationKind]) -> bool:
        """Whether the seller finds the courier himself and tells the platform which it is."""
        return OperationKind.SHIP in steps and Can.CHOOSE_PROVIDER not in self._can(row)

    def _has_label(self, one: OrderFacts) -> bool:
        return one.awaits_label(self._orders.label_from(one.row)) and Can.LABELS in self._can(one.row)

    def _can(self, row: OrderRow) -> frozenset[Can]:
        manifest: Manifest | None = self._platforms.manifests.get(row.platform)
        return manifest.can if manifest else frozenset()


def _before_packing(facts: OrderFacts, steps: Sequence[OperationKind]) -> OrderFacts:
    """The order as it will be when it is its turn to be packed: its courier is chosen before it is even accepted."""
    items: Sequence[OrderItem] = projected(facts.items, facts.open)
    if OperationKind.ACCEPT in steps:
        items = taken(OperationKind.ACCEPT, items, [item.remote_id for item in items])
    return replace(facts, items=tuple(items))
