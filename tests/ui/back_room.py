"""The back room of the window's tests: real services on a real profile, one small marketplace in memory behind them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from desktop.domain.accounts import DiscoveredShop, Market
from desktop.domain.errors import Unreachable
from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing, LabelProblem, Proof
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.orders import Address, ItemStatus, Order, OrderItem, OrderItems, ProviderOption
from desktop.domain.profile import Profile
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.manifest import Can, CredentialField, Manifest, OrderSync, RateRule
from desktop.platforms.kit.session import AccountSession
from desktop.services.build import Services, build_services
from desktop.store import accounts, labels, order_ingest

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
SHOPS = (("s1", "Lagos Home", "NGN"), ("s2", "Nairobi Kitchen", "KES"), ("s3", "Casa Atlas", "MAD"))
_BUYERS = ("Amina Okafor", "Chidi Eze", "Wanjiru Mwangi", "Youssef El Amrani", "Ngozi Bello", "Fatou Diop")
_GOODS = (
    ("KET-BLU-17", "Electric kettle, 1.7 l, steel blue"),
    ("MUG-RED", "Mug, red"),
    ("LAMP-DESK-W", "Desk lamp, white"),
    ("SOAP-OLIVE", "Olive soap"),
    ("CHARGER-65W", "Charger, 65 W"),
)
_CYCLE = (
    ItemStatus.TO_PACK, ItemStatus.PACKED, ItemStatus.READY, ItemStatus.SHIPPED, ItemStatus.DELIVERED,
    ItemStatus.TO_PACK, ItemStatus.SHIPPED, ItemStatus.DELIVERED, ItemStatus.CANCELLED, ItemStatus.RETURNED,
)  # fmt: skip
_UNPACKED = (ItemStatus.TO_PACK, ItemStatus.CANCELLED)


def order(at: int) -> Order:
    """Order number ``at``; everything about it follows from the number."""
    status, (shop, _, currency) = _CYCLE[at % len(_CYCLE)], SHOPS[at % 3]
    tracking = "" if status in _UNPACKED else f"NL{at:09d}X"
    items = tuple(
        OrderItem(
            f"i{at}-{n}", sku, name, 1, Money(Decimal(f"{1250 + at % 900}.50"), currency), status, status.value.upper(),
            shop_remote_id=shop, tracking_number=tracking, provider="Northline" if tracking else "",
        )
        for n, (sku, name) in enumerate(_GOODS[at % 5 : at % 5 + 1 + at % 2])
    )  # fmt: skip
    return Order(
        remote_id=f"r{at}",
        number=str(300_000_000 + at * 7919),
        platform_status=status.value.upper(),
        total=Money(sum((item.price.amount for item in items), Decimal(0)), currency),
        created_at=NOW - timedelta(minutes=17 * at),
        updated_at=NOW - timedelta(minutes=9 * at),
        buyer=_BUYERS[at % len(_BUYERS)],
        address=Address(_BUYERS[at % len(_BUYERS)], ("14 Harbour Road",), "Lagos", "", "100001", "NG", "+000 000 000"),
        country="NG",
        shop_remote_ids=(shop,),
        items=items,
        ship_by=NOW + timedelta(hours=30 - at % 40, minutes=at % 60),
        note="Please call at the gate." if at % 4 == 0 else "",
        payment="Paid online",
    )


@dataclass
class North:
    """A marketplace that packs what it is told, refuses every fifth order and has no labels."""

    orders: dict[str, Order] = field(default_factory=dict)
    packed: list[str] = field(default_factory=list)
    offline: bool = False

    def manifest(self) -> Manifest:
        return Manifest(
            id="north",
            title="North Market",
            default_base_url="https://north.invalid",
            credentials=(CredentialField("token", "Token", "In the seller centre, under Access.", secret=True),),
            can=frozenset({Can.READ_ORDERS, Can.PACK, Can.CHOOSE_PROVIDER, Can.READY, Can.LABELS, Can.CANCEL}),
            rates=(RateRule(1000, 1),),
            order_sync=OrderSync(timedelta(days=30), timedelta(days=1), NOW, timedelta(days=1), 50),
            make=lambda session: NorthConnector(self, session),
        )


class NorthConnector:
    """The account's way in."""

    def __init__(self, north: North, session: AccountSession) -> None:
        self._north, self._session = north, session

    async def test(self) -> str:
        return "me"

    async def discover(self) -> tuple[DiscoveredShop, ...]:
        return tuple(DiscoveredShop(key, name, (Market("NG", "Nigeria"),)) for key, name, _ in SHOPS)

    async def aclose(self) -> None:
        return None

    async def read_items(self, order_remote_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        return tuple(OrderItems(key, self._north.orders[key].items) for key in order_remote_ids)

    async def provider_options(self, items: Sequence[OrderItem]) -> dict[str, tuple[ProviderOption, ...]]:
        offer = (ProviderOption("p1", "Northline"), ProviderOption("p2", "Own courier", needs_tracking_code=True))
        return {item.remote_id: offer for item in items}

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        return tuple((operation,) for operation in operations)

    async def send(self, batch: Sequence[Operation]) -> Sent:
        if self._north.offline:
            raise Unreachable("no_connection")
        return Sent(tuple(self._do(operation) for operation in batch), await self._after(batch))

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        return Sent(tuple(Outcome(operation.id, OperationState.UNSURE) for operation in batch))

    async def _after(self, batch: Sequence[Operation]) -> tuple[OrderItems, ...]:
        return await self.read_items([operation.subject for operation in batch])

    async def labels(self, orders: Sequence[OrderItems]) -> tuple[LabelFile | LabelMissing, ...]:
        return tuple(
            LabelMissing(one.order_remote_id, tuple(item.remote_id for item in one.items), "no_label") for one in orders
        )

    def _do(self, operation: Operation) -> Outcome:
        if int(operation.label) % 5 == 0:
            return Outcome(operation.id, OperationState.REFUSED, "wrong_state", {"message": "Item is already packed"})
        order_ = self._north.orders[operation.subject]
        ends = {OperationKind.PACK: ItemStatus.PACKED, OperationKind.READY: ItemStatus.READY}[operation.kind]
        tracking = f"NL{operation.label}"
        items = tuple(replace(item, status=ends, tracking_number=tracking) for item in order_.items)
        self._north.orders[operation.subject] = replace(order_, items=items)
        self._north.packed.append(operation.subject)
        return Outcome(operation.id, OperationState.DONE)


@dataclass
class BackRoom:
    """A profile with its services. ``close`` when the test is over."""

    services: Services
    north: North
    account_id: str = ""

    async def aclose(self) -> None:
        await self.services.aclose()


def open_empty(folder: Path) -> BackRoom:
    """A profile on which nothing is connected yet."""
    north = North()
    services = build_services(Profile(folder), [north.manifest()], passphrase=lambda: "test", clock=lambda: NOW)
    return BackRoom(services, north)


async def open_with_orders(folder: Path, count: int = 300) -> BackRoom:
    """A profile with three shops of one account and ``count`` orders, some with labels."""
    room = open_empty(folder)
    connected = await room.services.shops.connect("north", {"token": "0123456789"})
    room.account_id = connected.account.id
    orders = [order(at) for at in range(1, count + 1)]
    room.north.orders = {one.remote_id: one for one in orders}
    db = room.services.db
    ids = await db.write(lambda c: order_ingest.save_orders(c, room.account_id, orders, at=NOW))
    await db.write(lambda c: [_label(c, id_, one) for id_, one in zip(ids, orders, strict=True)])
    await db.write(lambda c: accounts.mark_synced(c, room.account_id, NOW - timedelta(minutes=2)))
    await asyncio.sleep(0)
    return room


def _label(c: object, order_id: int, one: Order) -> None:
    """Labels in the vault for what is ready: their bytes are invented, so is their proof."""
    if one.items[0].status not in (ItemStatus.READY, ItemStatus.SHIPPED):
        return
    item_ids, content = tuple(item.remote_id for item in one.items), b"%PDF " + one.number.encode()
    file = LabelFile(one.remote_id, one.items[0].tracking_number, item_ids, LabelFormat.PDF, content)
    problem = LabelProblem.OTHER_PARCEL if order_id % 7 == 0 else None
    labels.save_label(c, order_id, file, Proof(problem, 100, 150, 1, ()), "ready", NOW - timedelta(minutes=3))  # type: ignore[arg-type]
